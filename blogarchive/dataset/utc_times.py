"""Times in UTC of what no source gives in UTC: reckoned by the blog's clock, where two sources show what that says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from blogarchive.dataset.readings import in_utc
from blogarchive.dates.blog_clock import Clock, Pair, clock_of, states_utc

CLOCK = "clock"
"""How `merged_from` names the source of a time that was reckoned so."""

# One moment as the page shows it and as a feed or an API states it.
_PAIRS = """
SELECT shown.published, told.published
FROM {readings} AS shown JOIN {readings} AS told ON told.{owner} = shown.{owner} AND told.source IN ('feed', 'api')
    JOIN {table} AS t ON t.id = shown.{owner} {joined}
WHERE shown.source = 'page' AND {blog} = ? AND shown.published LIKE '%T__:__%' AND told.published LIKE '%T__:__%'
"""
_ROWS = """
SELECT t.id, t.source, t.published, t.published_utc, t.merged_from FROM {table} AS t {joined}
WHERE {blog} = ? AND t.published LIKE '%T__:__%'
"""
_TABLES: tuple[dict[str, str], ...] = (
    {"table": "posts", "readings": "post_readings", "owner": "post_id", "joined": "", "blog": "t.blog_id"},
    {"table": "comments", "readings": "comment_readings", "owner": "comment_id",
     "joined": "JOIN posts ON posts.id = t.post_id", "blog": "posts.blog_id"},
)  # fmt: skip


def settle_times(db: sqlite3.Connection) -> None:
    """Reckon `published_utc` of every post and comment by its blog's clock; the same rows give the same times."""
    for (blog,) in db.execute("SELECT id FROM blogs").fetchall():
        clock = clock_of(_pairs(db, blog))
        zones = json.dumps(clock.zones) if clock else None
        db.execute("UPDATE blogs SET clock = ? WHERE id = ? AND clock IS NOT ?", (zones, blog, zones))
        for names in _TABLES:
            rows = db.execute(_ROWS.format(**names), (blog,)).fetchall()
            changes = [change for row in rows if (change := _change(clock, *row))]
            sql = f"UPDATE {names['table']} SET published_utc = ?, merged_from = ? WHERE id = ?"
            db.executemany(sql, changes)


def _pairs(db: sqlite3.Connection, blog: int) -> Iterator[Pair]:
    for names in _TABLES:
        for shown, told in db.execute(_PAIRS.format(**names), (blog,)):
            if (instant := in_utc(told)) is not None:
                yield Pair(shown, instant)


def _change(
    clock: Clock | None, row: int, source: str, published: str, instant: str | None, noted: str | None
) -> tuple[str | None, str | None, int] | None:
    """What a row's time in UTC should be, where it is not that already."""
    sources: dict[str, Any] = json.loads(noted or "{}")
    own = in_utc(published)
    by_page = sources.get("published", source) == "page"
    is_false = by_page and clock is not None and clock.states_false_utc and states_utc(published)
    if sources.get("published_utc", CLOCK) != CLOCK or (own is not None and not is_false):
        return None  # another source states it, or the page does and may be believed
    reckoned = clock.instant(published) if clock else None
    sources = (
        {**sources, "published_utc": CLOCK} if reckoned else {k: v for k, v in sources.items() if k != "published_utc"}
    )
    told = json.dumps(sources) if sources else None
    return None if (reckoned, told) == (instant, noted) else (reckoned, told, row)
