"""Takes posts and comments out of the dataset: what is left is as if they had never been read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blogarchive.dataset import rows
from blogarchive.dataset.drop import drop_post
from blogarchive.dataset.rows import COMMENTS
from blogarchive.dataset.thread_tables import count_thread, place_thread, take_out

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping


def remove(db: sqlite3.Connection, posts: Iterable[int], comments: Iterable[int]) -> None:
    """Remove posts with their threads, and comments out of threads; history, links, terms and names with them.

    What pipelines made of them goes too. Within a transaction of the caller. The search index follows by its triggers;
    `compact` lets go of what it keeps.
    """
    for post in posts:
        if db.execute("SELECT 1 FROM posts WHERE id = ?", (post,)).fetchone():
            drop_post(db, post)
        db.execute("DELETE FROM item_changes WHERE post_id = ?", (post,))
    said, _ = rows.load(db, COMMENTS, list(comments))
    take_out(db, said.values())
    for post in {row["post_id"] for row in said.values()}:
        _forget_changes(db, post, {row["comment_id"] for row in said.values() if row["post_id"] == post})
        place_thread(db, post, {})
        count_thread(db, post)


def _forget_changes(db: sqlite3.Connection, post: int, comments: Collection[str]) -> None:
    """What pipelines made of a thread repeats what was said in it."""
    found = db.execute("SELECT changes FROM item_changes WHERE post_id = ?", (post,)).fetchone()
    if found is not None:
        patch = json.loads(found[0])
        thread = {ident: change for ident, change in patch.get("comments", {}).items() if ident not in comments}
        told = json.dumps(patch | {"comments": thread} if "comments" in patch else patch, ensure_ascii=False)
        db.execute("UPDATE item_changes SET changes = ? WHERE post_id = ?", (told, post))


def replace_captures(db: sqlite3.Connection, by: Mapping[int, int | None]) -> None:
    """Have every row that names one of these captures name another, or none; the rows of the captures go.

    Within a transaction of the caller; the captures that take their places have rows.
    """
    for table, column in references(db):
        if table == "thread_looks":  # their ids hang on the capture: what is read again makes them anew
            _delete(db, table, column, by)
        else:
            db.executemany(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [(new, old) for old, new in by.items()]
            )
    _delete(db, "captures", "id", by)


def remove_unproven(db: sqlite3.Connection) -> bool:
    """Remove posts and comments that rest on a capture that is gone; tells whether there were any, to be read again."""
    found = {
        table: {row for (row,) in db.execute(
            f"SELECT id FROM {table}s WHERE capture_id IS NULL"
            f" UNION SELECT {table}_id FROM {table}_readings WHERE first_capture_id IS NULL")}
        for table in ("post", "comment")
    }  # fmt: skip
    if any(found.values()):
        remove(db, found["post"], found["comment"])
    return any(found.values())


def references(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table and column that names a capture."""
    return db.execute(
        'SELECT m.name, f."from" FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f'
        " WHERE m.type = 'table' AND f.\"table\" = 'captures' ORDER BY 1, 2"
    ).fetchall()


def compact(db: sqlite3.Connection) -> None:
    """Leave nothing in the file of what was removed: neither in its free pages, nor in the index, nor in the log."""
    for table in ("posts_fts", "comments_fts"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    db.commit()
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _delete(db: sqlite3.Connection, table: str, column: str, ids: Collection[int]) -> None:
    db.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(each,) for each in ids])
