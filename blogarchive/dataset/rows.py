"""Rows and readings: loads what the dataset holds of some posts or comments, and writes it back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blogarchive.dataset import readings as r
from blogarchive.dataset.readings import Fields, Reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = dict[str, Any]
"""One row, by the names of its columns."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Posts, or comments: the two tables whose rows are made of readings."""

    table: str
    readings: str
    owner: str
    """Column of the readings table that names the row."""
    lasting: Sequence[str]
    passing: Sequence[str]
    columns: Sequence[str]
    """Every column of the table that is written."""

    @property
    def reading_columns(self) -> tuple[str, ...]:
        """Every column of the readings table."""
        own = ("trust", "part") if self is POSTS else ()
        fixed = ("id", self.owner, "source", *own, "first_seen", "last_seen", "first_capture_id", "text_as_now")
        return (*fixed, *self.lasting, *self.passing)


_COMMON = ("source", "extractor", "capture_id", "first_seen", "last_seen", "gone_since")
POSTS = Kind(
    "posts", "post_readings", "post_id", r.POST_LASTING, r.POST_PASSING,
    ("id", "blog_id", "title", "author", "author_id", "published", "published_utc", "updated", "categories", "tags",
     "comments_found", "comments_declared", "body_text", "body_html", "language", "kind", "platform", "url",
     "published_text", "trust", "merged_from", "image", *_COMMON),
)  # fmt: skip
COMMENTS = Kind(
    "comments", "comment_readings", "comment_id", r.COMMENT_LASTING, r.COMMENT_PASSING,
    ("id", "post_id", "author", "author_id", "published", "published_utc", "body_text", "body_html", "parent_id",
     "depth", "position", "path", "kind", "url", "comment_id", "parent_ref", "published_text", "page", "place",
     "in_page", "merged_from", *_COMMON),
)  # fmt: skip


def select(db: sqlite3.Connection, sql: str, ids: Iterable[int]) -> Iterator[Row]:
    """Rows as dictionaries; `{ids}` in the query stands for the ids, a few hundred at a time."""
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        cursor = db.execute(sql.format(ids=",".join("?" * len(chunk))), chunk)
        names = [column[0] for column in cursor.description]
        yield from (dict(zip(names, row, strict=True)) for row in cursor)


def load(db: sqlite3.Connection, kind: Kind, ids: Sequence[int]) -> tuple[dict[int, Row], dict[int, list[Reading]]]:
    """The rows that exist, and all readings of each; a row without stored ones is itself its only reading."""
    columns = ", ".join(f"t.{name}" for name in kind.columns)
    rows = {
        row["id"]: row
        for row in select(
            db,
            f"SELECT {columns}, authors.url AS author_url FROM {kind.table} AS t"
            " LEFT JOIN authors ON authors.id = t.author_id WHERE t.id IN ({ids})",
            ids,
        )
    }
    stored: dict[int, list[Reading]] = defaultdict(list)
    for row in select(db, f"SELECT * FROM {kind.readings} WHERE {kind.owner} IN ({{ids}})", rows):
        of = row[kind.owner]
        body = rows[of] if row["text_as_now"] else row
        row.update(capture_id=row["first_capture_id"], **{name: body[name] for name in r.BODY})
        stored[of].append(_reading(kind, of, row))
    return rows, {of: stored.get(of) or [_reading(kind, of, row)] for of, row in rows.items()}


def _reading(kind: Kind, of: int, row: Mapping[str, Any]) -> Reading:
    return Reading(
        of=of,
        source=row["source"],
        trust=row["trust"] if kind is POSTS else r.TRUST[row["source"]],
        part=row.get("part", 1),
        lasting={name: row[name] for name in kind.lasting},
        passing={name: row[name] for name in kind.passing},
        first=(row["first_seen"], row["capture_id"] or 0),
        last=row["last_seen"],
    )


def same(row: Mapping[str, Any], other: Mapping[str, Any] | None, names: Iterable[str]) -> bool:
    """Whether two rows agree in these columns."""
    return other is not None and all(row[name] == other[name] for name in names)


def row_of(readings: list[Reading]) -> Row:
    """What the readings of one row (as `combine` sorts them) say together, with what proves it."""
    lead = readings[0]
    shown = [reading for reading in readings if reading.trust >= min(lead.trust, r.TRUST["page"] - 1)]
    return {
        "id": lead.of,
        **r.merged(readings),
        "source": lead.source,
        "trust": lead.trust,
        "capture_id": lead.first[1] or None,
        "first_seen": min(reading.first[0] for reading in readings),
        "last_seen": max(reading.last for reading in shown),
    }


def write_rows(db: sqlite3.Connection, kind: Kind, rows: Iterable[Fields]) -> None:
    """Insert or replace whole rows."""
    names = kind.columns
    changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    db.executemany(
        f"INSERT INTO {kind.table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
        f" ON CONFLICT (id) DO UPDATE SET {changes}",
        rows,
    )


def write_readings(
    db: sqlite3.Connection, kind: Kind, rows: Mapping[int, Row], readings: Iterable[list[Reading]], *,
    all_of_them: bool = False,
) -> None:  # fmt: skip
    """Keep the readings of rows that were read in more than one way; each list is all there is of its row.

    With `all_of_them` the only reading of a row is kept too: the row says something else.
    """
    told: list[Row] = []
    for several in readings:
        db.execute(f"DELETE FROM {kind.readings} WHERE {kind.owner} = ?", (several[0].of,))
        if all_of_them or len(several) > 1 or several[0].part > 1:
            told.extend(_stored(kind, reading, rows[reading.of]) for reading in several)
    names = kind.reading_columns
    values = ", ".join(f":{name}" for name in names)
    db.executemany(f"INSERT INTO {kind.readings} ({', '.join(names)}) VALUES ({values})", told)


def _stored(kind: Kind, reading: Reading, row: Row) -> Row:
    as_now = all(reading.get(name) == row[name] for name in r.BODY)
    body = {name: None if as_now else reading.get(name) for name in r.BODY}
    return {
        "id": reading.id, kind.owner: reading.of, "source": reading.source, "trust": reading.trust,
        "part": reading.part, "first_seen": reading.first[0], "last_seen": reading.last,
        "first_capture_id": reading.first[1] or None, "text_as_now": int(as_now),
        **reading.lasting, **reading.passing, **body,
    }  # fmt: skip
