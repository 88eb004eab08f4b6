"""The dataset again, from WARC files alone: every record is read as it was read live."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from blogarchive import own_files, paths
from blogarchive.dataset.carry_over import carry_over
from blogarchive.dataset.damage import UNREADABLE
from blogarchive.dataset.database import open_database
from blogarchive.dataset.store import Store
from blogarchive.dataset.utc_times import settle_times
from blogarchive.errors import DamagedDataset, NewerArchive, NoArchive, StorageError
from blogarchive.maintenance.recover import drop_halves, files_of, growing, recover
from blogarchive.maintenance.replay import replay
from blogarchive.maintenance.takedown import complete
from blogarchive.maintenance.verify import warc_files
from blogarchive.warc import OnError, sync_folder

logger = logging.getLogger(__name__)

REPLACED = ".replaced"
"""Suffix under which a dataset that could not be read is kept once a new one stands in its place."""


def rebuild(data: Path, *, on_error: OnError | None = None) -> tuple[int, int]:
    """Make `blogs.db` anew from the captures of the archive; returns how many posts and comments it holds.

    What cannot be read is named, to `on_error` or in the log.

    The ledger and the runs are no captures, nor is what a user's pipelines made of posts: they are carried over where
    the old dataset can still be read. Else what was captured counts as done, every post is as its captures have it, and
    the old file is kept beside the new one under `REPLACED`. The old dataset is replaced only by a whole new one.
    Raises ArchiveLocked while a run writes to the archive.
    """
    if not warc_files(data):
        said = f"{paths.captures(data)} holds no WARC files to rebuild from"
        if paths.database(data).exists():
            raise StorageError(said)
        raise NoArchive(f"{said}. To begin an archive: {paths.to_begin(data)}")
    with own_files.hold(data):
        drop_halves(data)
        try:
            return _rebuild(data, paths.database(data), on_error)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{data}: the dataset cannot be made anew: {error}") from error
        finally:
            drop_halves(data)


def _rebuild(data: Path, old: Path, on_error: OnError | None) -> tuple[int, int]:
    fresh, readable = growing(old), _is_readable(old)
    db = open_database(fresh)
    try:
        with db.atomic():
            replay(Store(db), warc_files(data), on_error=on_error)
        carried = carry_over(db.conn, old if readable else None)
        with db.atomic():
            settle_times(db.conn)
        counts = db.execute("SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM comments)").fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    if not carried:
        _put_aside(old)
    for leftover in files_of(old)[1:]:
        leftover.unlink(missing_ok=True)
    fresh.replace(old)
    sync_folder(old.parent)
    return int(counts[0]), int(counts[1])


def _is_readable(old: Path) -> bool:
    """Whether there is a dataset to carry over from; what was under way is ended then, and stands in the one file."""
    if not old.exists():
        return False
    try:
        with closing(open_database(old)) as db:
            recover(db, old.parent)
            complete(db, old.parent)
            busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except NewerArchive:
        raise
    except (DamagedDataset, *UNREADABLE) as error:
        logger.warning("%s", error)
        return False
    if busy:
        raise StorageError(f"{old} is being read by another program: rebuild once that has ended")
    return True


def _put_aside(old: Path) -> None:
    """Keep a file that could not be read: it may hold what no capture does, or be none of ours."""
    if old.exists():
        kept = old.with_name(old.name + REPLACED)
        kept.unlink(missing_ok=True)
        try:
            kept.hardlink_to(old)
        except OSError:  # not every file system has links
            shutil.copyfile(old, kept)
        logger.warning("%s could not be read: it is kept as %s", old, kept.name)
