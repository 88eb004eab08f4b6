"""Takes a post out of the dataset, with its thread and all that only it stands for; its captures stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.dataset import relations, rows
from blogarchive.dataset.rows import COMMENTS, POSTS

if TYPE_CHECKING:
    import sqlite3

_OF_COMMENTS = "IN (SELECT id FROM comments WHERE post_id = ?)"


def drop_post(db: sqlite3.Connection, post_id: int) -> None:
    """Leave nothing of a post, as if it had never been saved; what pipelines made of it stays in `item_changes`."""
    posts, _ = rows.load(db, POSTS, [post_id])
    ids = [row[0] for row in db.execute("SELECT id FROM comments WHERE post_id = ?", (post_id,))]
    comments, _ = rows.load(db, COMMENTS, ids)
    relations.count_comments(db, comments.values(), ())
    for row in posts.values():
        relations.save_terms(db, {**row, "categories": "[]", "tags": "[]"}, row)
    db.execute("DELETE FROM links WHERE post_id = ?", (post_id,))
    db.execute(f"DELETE FROM comment_readings WHERE comment_id {_OF_COMMENTS}", (post_id,))
    for table in ("comments", "thread_looks", "post_readings", "items_due"):
        db.execute(f"DELETE FROM {table} WHERE post_id = ?", (post_id,))
    db.execute("DELETE FROM posts WHERE id = ?", (post_id,))
    relations.forget_authors(db, [*posts.values(), *comments.values()])
