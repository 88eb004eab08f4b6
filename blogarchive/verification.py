"""Whether an archive holds what it promises: every record by its digests, every row against its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.warc import Problem, captures, verify_file


@dataclass(slots=True)
class Verdict:
    """What `verify` found; the fields of CONTRACT's `verify --json`."""

    records: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(data: Path) -> Verdict:
    """Read every byte of the archive in `data`, then hold every row that names a capture against its record."""
    verdict = Verdict()
    for file in warc_files(data):
        checked = verify_file(file)
        verdict.records += checked.records
        verdict.problems += checked.problems
    if paths.database(data).exists():
        db = open_database(paths.database(data), read_only=True)
        try:
            _verify_rows(db, data, verdict)
        finally:
            db.close()
    return verdict


def warc_files(data: Path) -> list[Path]:
    """Every WARC file of an archive, finished or not, in the order in which they were written."""
    folder = paths.captures(data)
    return sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc.gz.open"), *folder.glob("*.warc")])
