"""One address in several spellings: http or https, with www. or without, a slash at its end or none.

Pages name their own blog in all of them. The first that is queued stands for all; the others are held, and take its
place where it cannot be had, or leads somewhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

KINDS = ("post", "candidate", "comment_page")
"""Kinds of which one spelling is enough."""

BECAUSE = "another spelling of an address that is fetched"

_FETCHED = "(twin.state IN ('queued', 'fetching') OR twin.state = 'done' AND coalesce(twin.status, 200) < 300)"

SPELLED = f"""EXISTS (
    SELECT 1 FROM urls AS twin WHERE twin.address_id = urls.address_id AND twin.id != urls.id AND {_FETCHED})"""
"""Whether another spelling of an address of `urls` is fetched, or will be."""

FIRST_HELD = """NOT EXISTS (
    SELECT 1 FROM urls AS twin WHERE twin.address_id = urls.address_id AND twin.id < urls.id AND twin.state = 'held')"""
"""Of several spellings in reserve, one: the others stay there for the case that it fails."""


def standing(db: sqlite3.Connection, url_id: int, address: int) -> int | None:
    """The other spelling of an address that is fetched, or will be."""
    sql = f"SELECT id FROM urls AS twin WHERE address_id = ? AND id != ? AND {_FETCHED} LIMIT 1"
    row = db.execute(sql, (address, url_id)).fetchone()
    return row[0] if row else None


def take_place(db: sqlite3.Connection, url_id: int) -> list[str]:
    """Queue the spellings held for an address that did not give its page; returns the host of each."""
    rows = db.execute(
        "UPDATE urls SET state = 'queued', reason = 'in place of another spelling'"
        " WHERE address_id = (SELECT address_id FROM urls WHERE id = ?) AND state = 'held' AND reason = ?"
        f" AND {FIRST_HELD} AND NOT {SPELLED} RETURNING host",
        (url_id, BECAUSE),
    )
    return [host for (host,) in rows.fetchall()]
