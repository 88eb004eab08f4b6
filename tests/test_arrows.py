"""Who may import whom: the table of docs/design.md, held by reading every import statement of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent

DESIGN = (CHECKOUT / "docs" / "design.md").read_text(encoding="utf-8")


def _table() -> dict[str, set[str]]:
    """For each room, which others it may import, as docs/design.md says it."""
    rows = DESIGN.split("| here | may import |\n| --- | --- |\n")[1].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {room: set(may.split()) for rooms, may in cells for room in rooms.split(", ")}


ALLOWED = _table()
ADAPTERS = ("spiders", "pipelines")
FRAMEWORKS = {"scrapy", "twisted"}
SCRAPYS = {
    "blogarchive/running.py",  # the one place where the core reaches for Scrapy, inside a function
    "blogarchive/settings.py",  # which Scrapy loads, and nothing of ours imports: it builds on Scrapy's defaults
}


def modules() -> list[Path]:
    """Every module of the project that is not a test, a benchmark or the demo."""
    found = [file for place in ("blogarchive", *ADAPTERS) for file in sorted((CHECKOUT / place).rglob("*.py"))]
    assert len(found) > 200
    return found


def name_of(file: Path) -> str:
    """A module's full name as it is installed."""
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    parts = parts if parts[0] == "blogarchive" else ("blogarchive", *parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


KNOWN = {name_of(file) for file in modules()}


def room_of(module: str) -> str:
    """The room in which a module stands: `blogarchive.html.tree` -> `html`."""
    parts = module.split(".")[1:] or ["__init__"]
    if parts[0] == "extraction" and len(parts) > 1 and "/".join(parts[:2]) in ALLOWED:
        return "/".join(parts[:2])
    return parts[0]


def imports(file: Path, *, for_types: bool = False) -> Iterator[str]:
    """Every module that a file imports, relative ones too, by its full name; at run time alone unless asked."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing = {
        each
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for each in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing and not for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name_of(file) if file.name == "__init__.py" else name_of(file).rpartition(".")[0]
            above = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (above, node.module)))
            for alias in node.names:
                deeper = f"{module}.{alias.name}"
                yield deeper if deeper in KNOWN else module


def ours(file: Path) -> set[str]:
    """The rooms that a file imports, its own left out; what only the type checker reads counts as well."""
    found = {name for name in imports(file, for_types=True) if name.split(".")[0] == "blogarchive"}
    return {room_of(name) for name in found} - {room_of(name_of(file))}


@pytest.mark.parametrize("file", modules(), ids=name_of)
def test_a_module_imports_only_what_its_room_may(file: Path) -> None:
    room = room_of(name_of(file))
    assert room in ALLOWED, f"{file.relative_to(CHECKOUT)} stands in no room: give it one, or write a rule for it"
    wrong = ours(file) - ALLOWED[room]
    assert not wrong, f"{file.relative_to(CHECKOUT)} imports {sorted(wrong)}"


def test_every_rule_is_for_a_room_that_stands() -> None:
    standing = {room_of(name_of(file)) for file in modules()}
    assert set(ALLOWED) == standing
    assert set(chain.from_iterable(ALLOWED.values())) <= standing


def test_no_room_may_be_reached_from_below() -> None:
    # Raises CycleError where two rooms may import each other; the version in `__init__` is read by all.
    order = TopologicalSorter({room: may - {"__init__"} for room, may in ALLOWED.items()})
    assert list(order.static_order())


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {name_of(file): {name for name in imports(file) if name in KNOWN} for file in modules()}
    faces = {name for name in KNOWN if any(other.startswith(f"{name}.") for other in KNOWN)}
    order = TopologicalSorter({name: uses - faces for name, uses in graph.items() if name not in faces})
    assert list(order.static_order())


def test_the_core_knows_no_framework() -> None:
    for file in modules():
        place = file.relative_to(CHECKOUT).as_posix()
        if place not in SCRAPYS and room_of(name_of(file)) not in ADAPTERS:
            wrong = [name for name in imports(file, for_types=True) if name.split(".")[0] in FRAMEWORKS]
            assert not wrong, f"{place} imports {wrong}"


def test_the_spider_knows_no_storage() -> None:
    spiders = [file for file in modules() if room_of(name_of(file)) == "spiders"]
    assert {file.name for file in spiders} >= {"__init__.py", "blog.py"}
    for file in spiders:
        wrong = [name for name in imports(file) if name.split(".")[0] in {"twisted", "sqlite_utils", "sqlite3"}]
        assert not wrong, f"{file.relative_to(CHECKOUT)} imports {wrong}"


def test_nothing_imports_an_adapter() -> None:
    adapters = (*ADAPTERS, *(f"blogarchive.{adapter}" for adapter in ADAPTERS))
    files = [file for file in modules() if room_of(name_of(file)) not in ADAPTERS]
    for file in [*files, *sorted((CHECKOUT / "demo").rglob("*.py"))]:
        wrong = [name for name in imports(file, for_types=True) if name.startswith(adapters)]
        assert not wrong, f"{file.relative_to(CHECKOUT)} imports {wrong}"
