"""The table `blog_runs`: what each run found of each blog."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from blogarchive.schedule.health import COUNTED, Counts

if TYPE_CHECKING:
    from sqlite_utils import Database

_INSERT = f"""
INSERT OR REPLACE INTO blog_runs (run_id, blog_id, {", ".join(COUNTED)}, alarms)
VALUES (?, ?, {", ".join("?" * len(COUNTED))}, ?)
"""

_IS_POST = """
SELECT 1 FROM urls JOIN captures ON captures.id = urls.capture_id JOIN posts ON posts.id = captures.address_id
WHERE urls.id = ? AND posts.source = 'page' AND posts.first_seen < ?
"""

_REASONS = """
SELECT reason, count(*) AS n FROM {table} WHERE run_id = ? AND reason IS NOT NULL
GROUP BY reason ORDER BY n DESC, reason LIMIT 50
"""


def write(db: sqlite3.Connection, run: int, blog: int, counts: Counts, alarms: Sequence[str]) -> None:
    """Note what a run found of a blog."""
    values = [getattr(counts, name) for name in COUNTED]
    db.execute(_INSERT, (run, blog, *values, json.dumps(list(alarms), ensure_ascii=False)))


def earlier(db: sqlite3.Connection, run: int, blog: int, most: int) -> list[Counts]:
    """What runs before this one found, newest first."""
    rows = db.execute(
        f"SELECT {', '.join(COUNTED)} FROM blog_runs WHERE blog_id = ? AND run_id < ? ORDER BY run_id DESC LIMIT ?",
        (blog, run, most),
    )
    return [Counts(*row) for row in rows]


def posts_among(db: sqlite3.Connection, blog: int, addresses: Iterable[int], moment: str) -> int:
    """How many of these addresses of the ledger are posts: such as were known before a moment, where any was."""
    known = db.execute("SELECT 1 FROM posts WHERE blog_id = ? AND first_seen < ? LIMIT 1", (blog, moment)).fetchone()
    before = moment if known else "9"
    return sum(db.execute(_IS_POST, (address, before)).fetchone() is not None for address in addresses)


def comments_of(db: sqlite3.Connection, post: int) -> tuple[int, int]:
    """How many comments stand under a post now, and how many ever stood there."""
    found = db.execute(
        "SELECT count(*) FILTER (WHERE gone_since IS NULL), count(*) FROM comments WHERE post_id = ? AND in_page",
        (post,),
    ).fetchone()
    return (found[0], found[1])


def new_since(db: sqlite3.Connection, blog: int, moment: str) -> tuple[int, int]:
    """Posts and comments of a blog that were first seen at or after a moment."""
    posts = db.execute("SELECT count(*) FROM posts WHERE first_seen >= ? AND blog_id = ?", (moment, blog)).fetchone()
    comments = db.execute(
        "SELECT count(*) FROM comments JOIN posts ON posts.id = comments.post_id"
        " WHERE comments.first_seen >= ? AND posts.blog_id = ?",
        (moment, blog),
    ).fetchone()
    return posts[0], comments[0]


def gone_since(db: sqlite3.Connection, blog: int, moment: str) -> int:
    """Comments of a blog that no longer stood at a look at or after a moment."""
    found = db.execute(
        "SELECT count(*) FROM comments JOIN posts ON posts.id = comments.post_id"
        " WHERE comments.gone_since >= ? AND posts.blog_id = ?",
        (moment, blog),
    ).fetchone()
    return int(found[0])


def reasons(db: sqlite3.Connection, run: int) -> str:
    """For each reason, how many addresses a run asked; as JSON."""
    # An update notes each request with its reason, a crawl keeps the last one of each address.
    found = [dict(db.execute(_REASONS.format(table=table), (run,)).fetchall()) for table in ("fetches", "urls")]
    return json.dumps(found[0] or found[1], ensure_ascii=False)


def last_alarms(db: Database, blog: int) -> tuple[str, ...]:
    """What dropped in the last run that looked at a blog; nothing in a dataset of before there was this table."""
    if not db["blog_runs"].exists():
        return ()
    found = db.execute(
        "SELECT alarms FROM blog_runs WHERE blog_id = ? ORDER BY run_id DESC LIMIT 1", (blog,)
    ).fetchone()
    return tuple(json.loads(found[0])) if found else ()
