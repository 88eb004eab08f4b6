"""Whether an archive holds what it promises: every record by its digests, every row against its record."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blogarchive import paths
from blogarchive.dataset import damage
from blogarchive.dataset.database import open_database
from blogarchive.dataset.integrity import problems
from blogarchive.errors import CaptureError, DamagedDataset, StorageError
from blogarchive.warc import OPEN, Problem, captures, verify_files

_CAPTURES = "SELECT file, offset, record_id, url, length, block_digest, payload_digest FROM captures"

Place = tuple[Any, ...]
"""A WARC file's name, the offset in it, and the id of the record that stands there."""

Row = tuple[Any, ...]
"""Address, length, block digest, payload digest."""

KEPT = (".warc", ".warc.gz", ".warc.gz.open", ".arc", ".arc.gz")
"""Endings of the files in `data/warc/` that an archive is made of."""


@dataclass(slots=True)
class Verdict:
    """What `verify` found; the fields of CONTRACT's `verify --json`."""

    records: int = 0
    undigested: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(data: Path) -> Verdict:
    """Read every byte of the archive in `data`, hold every row against its record, and every record against its row.

    A run may be writing to the archive meanwhile. Raises NewerArchive for a dataset of a later version.
    """
    verdict = Verdict()
    # What is finished now was committed before; what is committed by then has its record on the disk after that.
    finished = {file.name for file in warc_files(data) if not file.name.endswith(OPEN)}
    rows = _rows(paths.database(data), verdict)
    checked = verify_files(warc_files(data))
    verdict.records, verdict.undigested = checked.records, checked.undigested
    verdict.problems = [*checked.problems, *verdict.problems]
    if rows is not None:
        _compare(data, rows, finished, verdict)
    return verdict


def warc_files(data: Path) -> list[Path]:
    """Every WARC and ARC file of an archive, our own finished or not, in the order of their names."""
    return sorted(path for path in paths.captures(data).glob("*") if path.name.lower().endswith(KEPT))


def _rows(database: Path, verdict: Verdict) -> dict[Place, Row] | None:
    """The rows of `captures` by where they say the record stands; what is wrong within the dataset is told at once."""

    def wrong(problem: str) -> None:
        verdict.problems.append(Problem(file=database.name, offset=0, record_id=None, problem=problem))

    if not database.exists():
        return None
    try:
        with closing(open_database(database, read_only=True)) as db:
            for problem in problems(database):
                wrong(problem)
            rows = {tuple(row[:3]): tuple(row[3:]) for row in db.execute(_CAPTURES)}
            verdict.rows = len(rows)
            for table in ("posts", "comments"):
                (count, proven) = db.execute(f"SELECT count(*), count(captures.id) FROM {table} LEFT JOIN captures"
                                             f" ON captures.id = {table}.capture_id").fetchone()  # fmt: skip
                verdict.rows += count
                if count != proven:
                    wrong(f"{count - proven} rows of {table} name no capture")
            return rows
    except (StorageError, *damage.UNREADABLE) as error:
        known = damage.told(database, error)
        if known is not None and not isinstance(known, DamagedDataset):
            raise known from error
        wrong(str(known or error))
        return None


def _compare(data: Path, rows: dict[Place, Row], finished: set[str], verdict: Verdict) -> None:
    """Rows against records, both ways; a file that is not finished may hold what the next run learns of."""

    def wrong(place: Place, problem: str) -> None:
        verdict.problems.append(Problem(file=place[0], offset=place[1], record_id=place[2], problem=problem))

    known, taken = {place[2] for place in rows}, {place[:2] for place in rows}
    for file in warc_files(data):
        for capture in captures(file, on_error=_noted):
            place = (capture.file, capture.offset, capture.record_id)
            row = rows.pop(place, None)
            if row is None:
                if file.name in finished and capture.record_id not in known and place[:2] not in taken:
                    wrong(place, f"a capture of {capture.url} that no row of the dataset knows")
            elif row != (capture.url, capture.length, capture.block_digest, capture.payload_digest):
                wrong(place, f"the dataset says otherwise of the capture of {row[0]} than the record itself")
    for place, row in rows.items():
        wrong(place, f"the dataset names a capture of {row[0]} here, and there is none")


def _noted(_error: CaptureError) -> None:
    """Damage is told by the check of the records; here it only makes a row's record missing."""
