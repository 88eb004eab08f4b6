"""Takedown: a post, a comment, all by one author, or whatever stands under an address, out of the archive for good.

What is forgotten is known by its id, its address, its author's name, and by hashes of its words, which a record of
the WARC and the table `forgotten` keep: so it is found wherever a capture shows it, and known again when an update
brings it back. What others wrote stays, even where it quotes.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive import own_files, paths
from blogarchive.dataset import forgotten
from blogarchive.dataset.database import open_database
from blogarchive.dataset.store import Store
from blogarchive.errors import StorageError
from blogarchive.maintenance.recover import recover
from blogarchive.maintenance.request import Finder, Meant, Request
from blogarchive.maintenance.search import Plan, planned
from blogarchive.maintenance.takedown import apply, complete, finished, put_on_record, take_out
from blogarchive.maintenance.verify import warc_files
from blogarchive.warc import holds_arc

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(slots=True)
class Takedown:
    """What is forgotten, and what that comes to."""

    meant: Meant
    plan: Plan = field(default_factory=Plan)
    """What becomes of the captures."""
    unsearched: list[str] = field(default_factory=list)
    """Files that were not searched: a run is writing them, or one that died has left them."""


def forget(data: Path, request: Request, *, dry_run: bool = False) -> Takedown:
    """Forget what is asked for; with `dry_run` nothing is changed, and what would be is told.

    Raises UsageError where the archive holds nothing of the kind, ArchiveLocked while a run writes to it, CaptureError
    where a file is damaged and so cannot be searched.
    """
    if dry_run:
        with closing(open_database(paths.database(paths.existing(data)), read_only=True)) as db:
            return _planned(db, data, request)
    with own_files.hold(paths.existing(data)), closing(open_database(paths.database(data))) as db:
        recover(db, data)
        complete(db, data)  # what an earlier one left undone
        takedown = _planned(db, data, request)
        if takedown.meant.entries:
            _do(db, data, takedown)
        return takedown


def _planned(db: Database, data: Path, request: Request) -> Takedown:
    takedown = Takedown(Finder(db, request).found())
    register = forgotten.load(db.conn)
    for entry in takedown.meant.entries:
        register.add(entry)
    files = finished(data)
    takedown.unsearched = [file.name for file in warc_files(data) if file not in files]
    if takedown.meant.entries:
        takedown.plan = planned(db, register, files)
    if arcs := [file for file in files if file.name in takedown.plan.files and holds_arc(file)]:
        raise StorageError(f"{arcs[0]} is an ARC file, which can hold no tombstone: make a WARC file of it first")
    return takedown


def _do(db: Database, data: Path, takedown: Takedown) -> None:
    """First what is forgotten is on record, then it leaves the dataset, then the captures, then the free pages."""
    files = finished(data)
    put_on_record(data, takedown.meant.entries)
    with db.atomic():
        db.execute("PRAGMA defer_foreign_keys = ON")
        store = Store(db)
        store.forget([*takedown.meant.entries, *takedown.plan.entries])
        take_out(db, store)
        db.execute("DELETE FROM searched_files")
    db.execute("PRAGMA wal_checkpoint")
    apply(db, data, takedown.plan, files)
    complete(db, data)
