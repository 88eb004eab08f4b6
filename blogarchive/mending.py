"""Mend an archive after a crash: torn or spliced half records are cut, every intact one is kept."""

from __future__ import annotations

from pathlib import Path

from blogarchive import paths
from blogarchive.verification import warc_files
from blogarchive.warc import mend_file


def mend(data: Path) -> list[str]:
    """Mend every WARC file of the archive; returns a sentence for each cut."""
    return [str(cut) for file in warc_files(paths.existing(data)) for cut in mend_file(file)]
