"""Who may import whom: the table of docs/design.md, held by reading every import statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent

# For each room: what of ours it may import (prefixes of module names), and which libraries it must not.
FOUNDATION = ("blogarchive.models", "blogarchive.errors", "blogarchive.urls")
READING = (*FOUNDATION, "blogarchive.dates", "blogarchive.date_", "blogarchive.markup", "blogarchive.threads",
           "blogarchive.charsets", "blogarchive.parsing", "blogarchive.document", "blogarchive.selectors",
           "blogarchive.texts", "blogarchive.entries", "blogarchive.heads", "blogarchive.tree",
           "blogarchive.clutter", "blogarchive.leftovers", "blogarchive.tongues",
           "blogarchive.jsonld", "blogarchive.lines", "blogarchive.persons",
           "blogarchive.labels", "blogarchive.folding", "blogarchive.reader")  # fmt: skip
FRAMEWORKS = ("scrapy", "twisted")
ALLOWED: dict[str, tuple[str, ...]] = {
    "blogarchive/models.py": (),
    "blogarchive/errors.py": (),
    "blogarchive/urls.py": ("blogarchive.models", "blogarchive.errors"),
    "blogarchive/platforms": (*READING, "blogarchive.platforms", "blogarchive.generic", "blogarchive.links"),
    "blogarchive/comment_systems": (*READING, "blogarchive.comment_systems"),
    "blogarchive/generic": (*READING, "blogarchive.generic"),
    "blogarchive/discovery": (*READING, "blogarchive.discovery"),
    "blogarchive/warc": ("blogarchive.models", "blogarchive.errors", "blogarchive.warc", "blogarchive"),
    "blogarchive/dataset": (
        *FOUNDATION,
        "blogarchive.threads",
        "blogarchive.clocks",
        "blogarchive.health",
        "blogarchive.dataset",
        "blogarchive",
    ),
    "pipelines": (
        *FOUNDATION,
        "blogarchive.dataset",
        "blogarchive.warc",
        "blogarchive.paths",
        "blogarchive.running",
        "blogarchive.config",
        "blogarchive.roster",
        "blogarchive.rebuild",
        "blogarchive.verification",
        "blogarchive.patience",
        "blogarchive.limits",
        "blogarchive.rendering",
        "blogarchive.logs",
        "blogarchive.control",
        "blogarchive.revisit",
        "blogarchive.update",
        "blogarchive.health",
        "blogarchive.blog_changes",
        "blogarchive.discovery.scope",
        "blogarchive.discovery.dead_ends",
        "blogarchive",
    ),
    "spiders": ("blogarchive.models", "blogarchive.visit"),
}
FORBIDDEN_LIBRARIES: dict[str, tuple[str, ...]] = {
    "blogarchive": FRAMEWORKS,
    "spiders": ("twisted", "sqlite_utils", "sqlite3"),
}
STARTS_SCRAPY = "blogarchive/running.py"  # the one place where the core reaches for Scrapy, inside a function


def modules(room: str) -> list[Path]:
    place = CHECKOUT / room
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports at run time, by its full name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        each
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for each in ast.walk(node)
    }
    for node in set(ast.walk(tree)) - for_types:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert modules(room), f"{room} is gone: mend the table"
    for file in modules(room):
        ours = [name for name in imports(file) if name.split(".")[0] == "blogarchive"]
        wrong = [name for name in ours if not _allowed(name, ALLOWED[room])]
        assert not wrong, f"{file.relative_to(CHECKOUT)} imports {wrong}"


def _allowed(name: str, allowed: tuple[str, ...]) -> bool:
    # "blogarchive" alone stands for the package's version
    return any(name.startswith(prefix) if "." in prefix else name == "blogarchive.__version__" for prefix in allowed)


@pytest.mark.parametrize("room", FORBIDDEN_LIBRARIES)
def test_the_core_knows_no_framework(room: str) -> None:
    for file in modules(room):
        if file.relative_to(CHECKOUT).as_posix() != STARTS_SCRAPY:
            wrong = [name for name in imports(file) if name.split(".")[0] in FORBIDDEN_LIBRARIES[room]]
            assert not wrong, f"{file.relative_to(CHECKOUT)} imports {wrong}"


def test_nothing_imports_an_adapter() -> None:
    adapters = ("spiders", "pipelines", "blogarchive.spiders", "blogarchive.pipelines")
    for file in [*modules("blogarchive"), *modules("demo")]:
        wrong = [name for name in imports(file) if name.startswith(adapters)]
        assert not wrong, f"{file.relative_to(CHECKOUT)} imports {wrong}"
