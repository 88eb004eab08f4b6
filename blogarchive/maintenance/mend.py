"""Mend an archive after a crash: torn or spliced half records are cut, every intact one is kept and found again."""

from __future__ import annotations

from pathlib import Path

from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.dataset.store import Store
from blogarchive.maintenance.verify import warc_files
from blogarchive.warc import Cut, captures, mend_file


def mend(data: Path) -> list[Cut]:
    """Mend every WARC file of the archive, and tell the dataset where the records behind a cut now stand."""
    cuts = [cut for file in warc_files(paths.existing(data)) for cut in mend_file(file)]
    moved = {cut.file for cut in cuts}
    if moved:
        db = open_database(paths.database(data))
        try:
            with db.atomic():
                store = Store(db)
                for file in warc_files(data):
                    if file.name in moved:
                        for capture in captures(file):
                            store.save_capture(capture)
        finally:
            db.close()
    return cuts
