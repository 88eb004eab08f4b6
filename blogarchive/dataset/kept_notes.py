"""The table `dead_ends`: what a crawl noted of pages, while it has not come to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_UNFINISHED = "SELECT outcome IS NOT 'finished' FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1"
_SAVE = "INSERT INTO dead_ends VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET said = excluded.said"


def load(db: sqlite3.Connection, run: int) -> list[tuple[str, str, str]]:
    """The notes that a run goes on with: those of the run before, if that was stopped or died."""
    before = db.execute(_UNFINISHED, (run,)).fetchone()
    if before is None or not before[0]:
        clear(db)
    return db.execute("SELECT note, about, said FROM dead_ends").fetchall()


def save(db: sqlite3.Connection, changes: Iterable[tuple[str, str, str | None]]) -> None:
    """Keep what changed, in the transaction of the page that it was noted of."""
    for note, about, said in changes:
        if said is None:
            db.execute("DELETE FROM dead_ends WHERE note = ? AND about = ?", (note, about))
        else:
            db.execute(_SAVE, (note, about, said))


def clear(db: sqlite3.Connection) -> None:
    """Forget all notes."""
    db.execute("DELETE FROM dead_ends")
