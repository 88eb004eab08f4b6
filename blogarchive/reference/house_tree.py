"""The tree of docs/design.md: every room and module of the project, each room by the first sentence of its package."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

BEGIN, END = "<!-- tree: written by `make docs` -->\n", "<!-- end of tree -->\n"
"""What the tree stands between."""

WIDTH, INDENT = 118, 34
"""Characters of a line, and where in it the text begins."""

PLACES = (
    ("scrapy.cfg", "Scrapy finds its settings here"),
    ("pyproject.toml", "metadata, dependencies, extras, the settings of every tool"),
    ("Makefile", "`make demo`, `make test` and the heavier targets, each with its own set-up"),
    ("blogarchive/", ""),
    ("spiders/", ""),
    ("pipelines/", ""),
    ("demo/", "the sample blog and `make demo`"),
    ("benchmarks/", "scripts behind the figures of docs/benchmarks.md"),
    ("tests/", "mirror the core; golden pages; hostile servers; the real commands"),
    ("docs/", "this page, captures, updates, schedule, cookbook, platforms, benchmarks"),
    ("data/", "blogs.db and warc/ of an archive (ignored by git); README.md, the data dictionary"),
)  # fmt: skip
"""The top level, with what is said of the places that are no packages."""


def tree(root: Path) -> str:
    """The tree as a fenced block."""
    lines = ["```"]
    for name, text in PLACES:
        lines += [_line(name, text)] if text else _package(root / name, 0)
    return "\n".join([*lines, "```"]) + "\n"


def written(design: str, root: Path) -> str:
    """The design page with its tree as the code has it now."""
    before, _, rest = design.partition(BEGIN)
    return before + BEGIN + tree(root) + END + rest.partition(END)[2]


def _package(folder: Path, depth: int) -> list[str]:
    modules = sorted(file for file in folder.glob("*.py") if file.name != "__init__.py")
    said = _first_sentence(folder / "__init__.py")
    lines = [_line("  " * depth + folder.name + "/", said)]
    names = " ".join(file.stem for file in modules)
    lines += [" " * INDENT + part for part in textwrap.wrap(names, WIDTH - INDENT)]
    for inner in sorted(file.parent for file in folder.glob("*/__init__.py")):
        lines += _package(inner, depth + 1)
    return lines


def _line(name: str, text: str) -> str:
    first, *more = textwrap.wrap(text, WIDTH - INDENT)
    return "\n".join([f"{name:{INDENT}}{first}", *(" " * INDENT + part for part in more)])


def _first_sentence(file: Path) -> str:
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert said, f"{file} does not say what it is"
    return said.splitlines()[0].rstrip(".")
