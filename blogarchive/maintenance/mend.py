"""Mend an archive: half and double records are cut, every intact one is kept, and the dataset knows each of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive import own_files, paths
from blogarchive.dataset.database import open_database
from blogarchive.maintenance.recover import learn, recover
from blogarchive.maintenance.takedown import complete
from blogarchive.maintenance.verify import warc_files
from blogarchive.urls import stable_id
from blogarchive.warc import Cut, captures, mend_file

if TYPE_CHECKING:
    from sqlite_utils import Database


def mend(data: Path) -> list[Cut]:
    """Mend every WARC file of the archive, and tell the dataset what each holds, and where.

    Raises ArchiveLocked while a run writes to the archive.
    """
    with own_files.hold(paths.existing(data)):
        cuts = [cut for file in warc_files(data) for cut in mend_file(file, finish=False)]
        db = open_database(paths.database(data))
        try:
            recover(db, data)
            _settle(db, data, {cut.file for cut in cuts})
            complete(db, data)
        finally:
            db.close()
    return cuts


def _settle(db: Database, data: Path, moved: set[str]) -> None:
    """Follow the records that a cut has moved, and read those that no row knows."""
    rows = {capture for (capture,) in db.execute("SELECT id FROM captures")}

    def is_known(file: Path) -> bool:
        return all(stable_id("capture", capture.record_id) in rows for capture in captures(file))

    learn(db, data, [file for file in warc_files(data) if file.name in moved or not is_known(file)], known=rows)
