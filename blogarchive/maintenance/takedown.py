"""Takes what is forgotten out of the WARC files, and has the dataset follow.

All is searched first, then each file is written anew where something of it goes, then the dataset is told, in one
transaction that also notes which files were searched. Whenever that dies, the next run, whatever it is, begins again
with the files that are not noted; those that were written anew already are found to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive import paths
from blogarchive.dataset import forgotten, removal
from blogarchive.dataset.forgotten import Forgotten
from blogarchive.dataset.store import Store
from blogarchive.dataset.utc_times import settle_times
from blogarchive.maintenance.notes import as_fields
from blogarchive.maintenance.recover import learn
from blogarchive.maintenance.search import Action, Plan, planned
from blogarchive.maintenance.verify import warc_files
from blogarchive.urls import stable_id
from blogarchive.warc import (
    OPEN,
    TOMBSTONE,
    Instead,
    Record,
    WarcWriter,
    capture_of,
    page_of,
    pointed,
    read_records,
    redacted,
    renamed,
    rewrite,
    tombstone,
    tombstone_id,
)

if TYPE_CHECKING:
    from sqlite_utils import Database


def finished(data: Path) -> list[Path]:
    """The WARC files that nobody writes to any more."""
    return [file for file in warc_files(data) if not file.name.endswith(OPEN)]


def pending(db: Database, data: Path) -> list[Path]:
    """Those of them that are still to be searched for what is forgotten."""
    if not db.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone():
        return []
    known = {name for (name,) in db.execute("SELECT file FROM searched_files")}
    return [file for file in finished(data) if file.name not in known]


def complete(db: Database, data: Path) -> None:
    """Take what is forgotten out of every file that was not searched for it; whoever calls holds the archive's lock."""
    if files := pending(db, data):
        register = forgotten.load(db.conn)
        plan = planned(db, register, files)
        if any(entry.words for entry in plan.entries):  # what is known only now may stand in files searched before
            files, entries = finished(data), plan.entries
            plan = planned(db, register, files)
            plan.entries += entries
        apply(db, data, plan, files)
    if db.execute("SELECT 1 FROM forgotten WHERE settled = 0 LIMIT 1").fetchone():
        removal.compact(db.conn)
        with db.atomic():
            db.execute("UPDATE forgotten SET settled = 1")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def put_on_record(data: Path, entries: Iterable[Forgotten]) -> None:
    """Note in a WARC file of its own what is forgotten: a dataset made of the captures alone has to know it too."""
    writer = WarcWriter(paths.captures(data), info={})
    for entry in entries:
        writer.write_metadata(entry.url, as_fields(entry))
    writer.close()


def apply(db: Database, data: Path, plan: Plan, files: Sequence[Path]) -> None:
    """Write anew the files of these in which something changes, then have the dataset follow."""
    put_on_record(data, plan.entries)
    change = _Change(plan)
    for file in files:
        if file.name in plan.files:
            rewrite(file, change)
    with db.atomic():
        db.execute("PRAGMA defer_foreign_keys = ON")
        store = Store(db)
        store.forget(plan.entries)
        take_out(db, store)
        _settle(db, store, data, files)
        db.conn.executemany("INSERT OR IGNORE INTO searched_files VALUES (?)", [(file.name,) for file in files])


def take_out(db: Database, store: Store) -> None:
    """Have the rows go that are forgotten, and the ledger ask for nothing of them.

    What came without its author's name is known to be forgotten only now; what died before it came to this is ended.
    """
    removal.remove(db.conn, *(store.register.rows(kind) for kind in ("post", "comment")))
    forgotten.skip(db.conn, store.register)


class _Change:
    """What takes the place of each record."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # Of one exchange are the request and the tombstone; what a browser was sent is the page itself.
        stones = {old: tombstone_id(old) for old, action in plan.actions.items() if not _is_pointed(action)}
        self._partners = stones
        self._captures = {**stones, **{old: a.left for old, a in plan.actions.items() if a.left and a.at}}

    def __call__(self, record: Record) -> Sequence[Instead] | None:
        action = self._plan.actions.get(record.record_id or "") if capture_of(record) else None
        if action is None:
            return self._beside(record)
        if _is_pointed(action):
            assert action.left is not None
            return [pointed(record, action.left, action.digest or "")]
        stone = tombstone(record, reason=action.reason, when=action.when, left=action.left)
        if action.at is None:
            return [stone]
        page = replace(page_of(record, action.capture), content_type=action.content_type)
        return [stone, redacted(record, page, self._plan.content(action))]

    def _beside(self, record: Record) -> Sequence[Instead] | None:
        """What else came of an exchange: its request stays and names the tombstone; what has no address goes."""
        with_one = next((v.strip("<> ") for n, v in record.fields if n.lower() == "warc-concurrent-to"), "")
        if record.type == "metadata" and record.url is None and with_one in self._partners:
            return []
        instead = renamed(record, self._partners, self._captures)
        return None if instead is None else [instead]


def _is_pointed(action: Action) -> bool:
    """A revisit whose original had words taken out stays, and is one of what is left."""
    return action.left is not None and action.at is None


def _settle(db: Database, store: Store, data: Path, files: Sequence[Path]) -> None:
    """Follow the records to where they stand now, and read again what had words taken out."""
    by, again = _places_taken(store, files)
    removal.replace_captures(db.conn, by)
    db.conn.executemany("DELETE FROM thread_looks WHERE capture_id = ?", [(row,) for row in again])
    rows = {row for (row,) in db.execute("SELECT id FROM captures")}
    if removal.remove_unproven(db.conn):
        learn(db, data, warc_files(data), known=())
    else:
        learn(db, data, files, known=rows - again)
    settle_times(db.conn)


def _places_taken(store: Store, files: Iterable[Path]) -> tuple[dict[int, int | None], set[int]]:
    """By the captures that are gone what took their places, if anything did; and captures that are to be read again."""
    by: dict[int, int | None] = {}
    again: set[int] = set()
    left: set[str] = set()
    revisits: list[tuple[str, str]] = []
    for file in files:
        for record in read_records(file):
            capture = capture_of(record)
            old = (record.get("WARC-Refers-To") or "").strip("<> ")
            if capture is not None and capture.type == "conversion":
                left.add(capture.record_id)
                row = by[stable_id("capture", old)] = store.save_capture(capture)
                again.add(row)
            elif capture is not None and capture.type == "revisit":
                revisits.append((capture.record_id, old))
            elif record.type == "metadata" and record.content().startswith(f"{TOMBSTONE}: ".encode()):
                by.setdefault(stable_id("capture", old), None)
    again |= {stable_id("capture", revisit) for revisit, original in revisits if original in left}
    return by, again
