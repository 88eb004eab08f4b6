"""What sources say of addresses: who names one and when it changed, what of that was heeded, and who was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.models import Link

REMEMBERED = ("post", "candidate", "comment_page", "sitemap")
"""Kinds for which every naming is kept, since the agreement of the sources is what proves completeness."""

_NAME = """
INSERT INTO url_namings (url_id, named_by, updated, run_id) VALUES (?, ?, ?, ?)
ON CONFLICT (url_id, named_by) DO UPDATE SET updated = coalesce(excluded.updated, updated), run_id = excluded.run_id
WHERE run_id IS NOT excluded.run_id OR coalesce(excluded.updated, updated) IS NOT updated
"""


def note(db: sqlite3.Connection, url_id: int, link: Link, run: int) -> None:
    """Note who names an address, and when it says that the address last changed."""
    if link.updated:
        db.execute("UPDATE urls SET updated = ? WHERE id = ?", (link.updated, url_id))
    if link.kind in REMEMBERED:
        db.execute(_NAME, (url_id, link.reason, link.updated, run))


def heed(db: sqlite3.Connection, url_id: int) -> None:
    """All that was said of an address is heeded: it has been fetched."""
    db.execute("UPDATE url_namings SET heeded = updated WHERE url_id = ? AND heeded IS NOT updated", (url_id,))


def trust(db: sqlite3.Connection, blog: int, source: str) -> tuple[int, int]:
    """How often a blog's source was followed, and how often it was right."""
    found = db.execute(
        "SELECT followed, held_true FROM trust WHERE blog_id = ? AND named_by = ?", (blog, source)
    ).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def save_trust(db: sqlite3.Connection, blog: int, source: str, followed: int, right: int) -> None:
    """Keep how often a source was followed, and how often it was right."""
    db.execute(
        "INSERT INTO trust VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET followed = excluded.followed, held_true = excluded.held_true",
        (blog, source, followed, right),
    )
