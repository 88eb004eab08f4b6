"""Writes again what is generated from the code: `make docs`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from blogarchive import cookbook, data_dictionary, platform_table

FILES: dict[str, Callable[[], str]] = {
    "data/README.md": data_dictionary.as_markdown,
    "docs/cookbook.md": cookbook.as_markdown,
    "docs/platforms.md": platform_table.as_markdown,
}
"""Generated files by their place in the checkout; a test holds each to what is written here."""


def main() -> None:
    """Write every generated file of the checkout that holds this package."""
    root = Path(__file__).parents[1]
    for name, text in FILES.items():
        (root / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
