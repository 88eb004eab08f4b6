"""The thread of one post as its tables hold it: looks at it noted, entries placed, counted, taken out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from blogarchive.dataset import relations
from blogarchive.dataset.rows import Row, same
from blogarchive.dataset.thread_rows import PLACED, Look, place
from blogarchive.dataset.to_readings import stated
from blogarchive.urls import stable_id

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.dataset.to_readings import Seen
    from blogarchive.models import Post

_PLACING = ("comment_id", "parent_ref", "page", "place", "source", "in_page", "published", "published_utc", "last_seen")


def note_look(db: sqlite3.Connection, post: Post, post_id: int, seen: Seen) -> None:
    """Note that a thread was looked at: what it no longer shows is gone since."""
    page = next((comment.page for comment in post.comments if comment.page), 1)
    look = stable_id("look", str(post_id), post.source, str(page), seen.date, str(seen.capture))
    shown = (len(post.comments), stated(post.comments_declared))
    db.execute(
        "INSERT INTO thread_looks VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (look, post_id, post.source, stated(page) or 1, seen.date, seen.capture or None, *shown),
    )


def place_thread(db: sqlite3.Connection, post_id: int, full: dict[int, Row]) -> bool:
    """Give new rows their places in the thread, and move those that stand around them; says whether any did move."""
    names = ("id", *PLACED, *_PLACING)
    found = db.execute(f"SELECT {', '.join(names)} FROM comments WHERE post_id = ?", (post_id,))
    standing = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    sql = "SELECT source, page, seen, comments, declared FROM thread_looks WHERE post_id = ?"
    looks = cast("list[Look]", db.execute(sql, (post_id,)).fetchall())
    moved = []
    for row_id, places in place([*(standing | full).values()], looks).items():
        if row_id in full:
            full[row_id].update(places)
        elif not same(places, standing[row_id], PLACED):
            moved.append({**places, "id": row_id})
    changes = ", ".join(f"{name} = :{name}" for name in PLACED)
    db.executemany(f"UPDATE comments SET {changes} WHERE id = :id", moved)
    return bool(moved)


def count_thread(db: sqlite3.Connection, post_id: int) -> None:
    """Keep `posts.comments_found` right."""
    db.execute(
        "UPDATE posts SET comments_found = n FROM (SELECT count(*) AS n FROM comments WHERE post_id = :post"
        " AND in_page AND gone_since IS NULL) WHERE id = :post AND comments_found != n",
        {"post": post_id},
    )


def take_out(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Delete comments with all that hangs on them; their answers are to be placed anew."""
    gone = list(rows)
    ids = [(row["id"],) for row in gone]
    db.executemany("DELETE FROM links WHERE comment_id = ?", ids)
    db.executemany("DELETE FROM comment_readings WHERE comment_id = ?", ids)
    db.executemany("UPDATE comments SET parent_id = NULL WHERE parent_id = ?", ids)
    db.executemany("DELETE FROM comments WHERE id = ?", ids)
    relations.count_comments(db, gone, [])
    relations.forget_authors(db, gone)
