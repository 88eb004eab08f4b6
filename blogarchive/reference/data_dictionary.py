"""The data dictionary: what each table, view and column means, read from the SQL that makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from blogarchive.dataset.database import migration_files, statements

_CREATE = re.compile(r"\s*CREATE (VIRTUAL TABLE|TABLE|VIEW) (\w+)")
_COLUMN = re.compile(r"^ {4}(\w+) [A-Z].*? -- (.+)$")
_SELECTED = re.compile(r"^ {4}.+ AS (\w+),? -- (.+)$")
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)")  # SQLite keeps no comment within: it stands above
_DROPPED = re.compile(r"DROP (?:VIEW|TABLE)(?: IF EXISTS)? (\w+)")


@dataclass(slots=True)
class Described:
    """A table or view in words."""

    name: str
    kind: str
    """`table`, `view` or `search index`."""
    text: str
    columns: dict[str, str] = field(default_factory=dict)


@cache
def dictionary() -> dict[str, Described]:
    """Every table and view of the newest schema, in the order in which they were made."""
    found: dict[str, Described] = {}
    for file in migration_files():
        for comment, statement in _commented(file.read_text(encoding="utf-8")):
            if dropped := _DROPPED.match(statement):
                found.pop(dropped[1], None)
            elif added := _ADDED.match(statement):
                found[added[1]].columns[added[2]] = comment
            elif made := _CREATE.match(statement):
                found[made[2]] = _described(made[2], made[1], comment, statement)
    return found


def as_markdown() -> str:
    """The dictionary as `data/README.md`."""
    return "\n".join(_lines()) + "\n"


def _commented(sql: str) -> Iterator[tuple[str, str]]:
    """Each statement with the comment lines right above it."""
    position = 0
    for statement in statements(sql):
        start = sql.index(statement, position)
        above = sql[position:start].rpartition("\n\n")[2].splitlines()
        position = start + len(statement)
        yield " ".join(line.removeprefix("--").strip() for line in above if line.startswith("--")), statement


def _described(name: str, kind: str, text: str, statement: str) -> Described:
    if kind == "VIRTUAL TABLE":
        return Described(name, "search index", text)
    pattern = _COLUMN if kind == "TABLE" else _SELECTED
    lines = (pattern.match(line) for line in statement.split("UNION ALL", maxsplit=1)[0].splitlines())
    return Described(name, kind.lower(), text, {line[1]: line[2] for line in lines if line})


def _lines() -> Iterator[str]:
    yield "# The data, column by column"
    yield ""
    yield "Written by `make docs` from the SQL in `blogarchive/dataset/migrations/`: change it there."
    yield ""
    yield "`blogs.db` is the dataset, an SQLite file; `warc/` holds the captures that it was read from, and from which"
    yield "`blogarchive rebuild` makes it again. Row ids are hashes of what a row is about: the same captures give the"
    yield "same ids."
    for kind in ("table", "view", "search index"):
        for described in dictionary().values():
            if described.kind == kind:
                yield from _section(described)


def _section(described: Described) -> Iterator[str]:
    yield ""
    yield f"## {described.name}" + ("" if described.kind == "table" else f" ({described.kind})")
    yield ""
    yield described.text
    if described.columns:
        yield ""
        yield "| column | what |"
        yield "| --- | --- |"
        for name, text in described.columns.items():
            yield f"| `{name}` | {text.replace('|', chr(92) + '|')} |"
