"""After a run that died: its files are cut to whole records, and the dataset learns of what it had not committed."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive import paths
from blogarchive.dataset.captures import of_record
from blogarchive.dataset.items_due import ItemsDue
from blogarchive.dataset.store import Store
from blogarchive.errors import CaptureError, StorageError
from blogarchive.maintenance.replay import replay
from blogarchive.models import Page
from blogarchive.urls import canonical
from blogarchive.warc import MENDED, OPEN, Original, Originals, finish_file, mend_file, read_page, settle_index

if TYPE_CHECKING:
    from sqlite_utils import Database

logger = logging.getLogger(__name__)


def recover(db: Database, data: Path) -> None:
    """Finish what stands unfinished in the archive; whoever calls holds its lock.

    A file has its last name once the dataset knows what it holds: until then, dying costs nothing but another go.
    """
    drop_halves(data)
    folder = paths.captures(data)
    for file in _unfinished(folder):
        for cut in mend_file(file, finish=False):
            logger.warning("%s", cut)
    for half in folder.glob("*.cdxj.open"):
        settle_index(half)
    for half in folder.glob(f"*{MENDED}"):
        half.unlink()
    if whole := _unfinished(folder):  # one in which not a record had come to its end is gone
        # What came of an address is noted together with what its page gave; the row of its capture may be there before.
        saved = "SELECT capture_id FROM urls WHERE capture_id IS NOT NULL AND state != 'fetching'"
        learn(db, data, whole, known={capture for (capture,) in db.execute(saved)})
        db.execute("PRAGMA wal_checkpoint")  # onto the disk
        for file in whole:
            finish_file(file)


def _unfinished(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*.warc.gz{OPEN}"))


def learn(db: Database, data: Path, files: Iterable[Path], *, known: Container[int]) -> None:
    """Read into the dataset what these WARC files hold, but for `known` captures: of those only the place is noted."""
    files = list(files)
    if not files:
        return
    folder, among = paths.captures(data), Originals(files)

    def lookup(wanted: Original) -> Page | None:
        # The dataset knows where most originals stand: nobody reads the whole archive for one of them.
        capture = of_record(db.conn, wanted.record_id or "")
        with suppress(CaptureError, StorageError):
            return read_page(folder, capture) if capture and capture.type != "revisit" else among(wanted)
        return None

    with db.atomic():
        homes = [url for (url,) in db.execute("SELECT url FROM blogs ORDER BY id")]
        changed = replay(Store(db), files, lookup=lookup, homes=homes, known=known, threads=threads(db))
        ItemsDue(db.conn).note(changed)  # a user's pipelines have not seen them so


def drop_halves(data: Path) -> None:
    """Drop what a rebuilding that was killed has left."""
    for leftover in files_of(growing(paths.database(data))):
        leftover.unlink(missing_ok=True)


def growing(database: Path) -> Path:
    """Where a dataset that is to take its place grows."""
    return database.with_suffix(".rebuilt")


def files_of(database: Path) -> list[Path]:
    """A dataset, and what SQLite keeps beside it."""
    return [database, *(database.with_name(database.name + suffix) for suffix in ("-wal", "-shm"))]


def threads(db: Database) -> dict[str, str]:
    """The permalink of the post that each comment system's answer is about, by the answer's address."""
    found = db.execute("SELECT url, about FROM urls WHERE kind = 'api' AND about IS NOT NULL")
    return {canonical(url): about for url, about in found}
