"""Writes again what is generated from the code: `make docs`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from blogarchive.reference import cookbook, data_dictionary, house_tree, platform_table

ROOT = Path(__file__).parents[2]
"""The checkout that holds this package."""


def _design() -> str:
    return house_tree.written((ROOT / "docs" / "design.md").read_text(encoding="utf-8"), ROOT)


FILES: dict[str, Callable[[], str]] = {
    "data/README.md": data_dictionary.as_markdown,
    "docs/cookbook.md": cookbook.as_markdown,
    "docs/platforms.md": platform_table.as_markdown,
    "docs/design.md": _design,
}
"""Generated files by their place in the checkout; a test holds each to what is written here."""


def main() -> None:
    """Write every generated file of the checkout that holds this package."""
    for name, text in FILES.items():
        (ROOT / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
