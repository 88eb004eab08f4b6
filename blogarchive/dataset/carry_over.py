"""What a rebuilt dataset takes over from the one before: the ledger, the runs, what they found, what pipelines did."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

from blogarchive.dataset.damage import UNREADABLE
from blogarchive.dataset.item_changes import ItemChanges
from blogarchive.dataset.ledger import shape
from blogarchive.dataset.to_readings import address_id
from blogarchive.urls import canonical, host_of, stable_id

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

CARRIED = (
    "runs", "urls", "url_namings", "trust", "fetches", "blog_looks", "notices", "blog_runs", "blog_options",
    "private_hosts", "dead_ends", "item_changes", "items_due", "twins", "searched_files",
)  # fmt: skip
"""Tables that come from the runs rather than from their captures: `rebuild` takes them over."""


def carry_over(db: sqlite3.Connection, old: Path | None) -> bool:
    """Take the ledger and the runs of an older dataset; without one, every address captured counts as done.

    Tells whether the older one could be read.
    """
    carried = False
    if old is not None:
        try:
            _copy(db, old)
            carried = True
        except UNREADABLE as error:
            logger.warning("%s: its ledger could not be carried over (%s)", old, error)
    rows = db.execute(
        """
        SELECT captures.url, captures.id, captures.status, posts.id IS NOT NULL,
            coalesce(captures.blog_id, posts.blog_id), max(captures.date)
        FROM captures LEFT JOIN posts ON posts.id = captures.address_id
        GROUP BY captures.url
        """
    ).fetchall()
    db.executemany(
        "INSERT OR IGNORE INTO urls (id, blog_id, url, host, kind, state, reason, priority, named_by, shape,"
        " status, first_seen, fetched, capture_id, address_id)"
        " VALUES (?, ?, ?, ?, ?, 'done', 'captured', 10, 'rebuild', ?, ?, ?, ?, ?, ?)",
        [
            (stable_id(canonical(url)), blog, url, host_of(url), "post" if is_post else "listing", shape(url),
             status, date, date, capture, address_id(url))
            for url, capture, status, is_post, blog, date in rows
        ],
    )  # fmt: skip
    db.commit()
    return carried


def _copy(db: sqlite3.Connection, old: Path) -> None:
    db.execute("ATTACH ? AS old", (str(old),))
    try:
        for table in CARRIED:
            # An older version of the schema has fewer columns, and not all of the tables.
            found = db.execute("SELECT name FROM pragma_table_info(?, 'old')", (table,))
            columns = ", ".join(name for (name,) in found)
            if columns:
                only = " WHERE post_id IN (SELECT id FROM main.posts)" if table == "items_due" else ""
                db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM old.{table}{only}")
        ItemChanges(db).carried_over()
        if db.execute("SELECT 1 FROM old.sqlite_master WHERE name = 'forgotten'").fetchone():
            db.execute("UPDATE forgotten SET settled = 1 WHERE id IN (SELECT id FROM old.forgotten WHERE settled)")
        db.commit()
    finally:
        db.rollback()
        db.execute("DETACH old")
