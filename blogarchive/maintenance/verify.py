"""Whether an archive holds what it promises: every record by its digests, every row against its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.errors import CaptureError
from blogarchive.warc import Problem, captures, verify_files

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
    """Read every byte of the archive in `data`, then hold every row that names a capture against its record."""
    verdict = Verdict()
    checked = verify_files(warc_files(data))
    verdict.records, verdict.undigested, verdict.problems = checked.records, checked.undigested, checked.problems
    if paths.database(data).exists():
        db = open_database(paths.database(data), read_only=True)
        try:
            _verify_rows(db, data, verdict)
        finally:
            db.close()
    return verdict


def warc_files(data: Path) -> list[Path]:
    """Every WARC and ARC file of an archive, our own finished or not, in the order of their names."""
    return sorted(path for path in paths.captures(data).glob("*") if path.name.lower().endswith(KEPT))


def _verify_rows(db: Database, data: Path, verdict: Verdict) -> None:
    """Every row of `captures` against the record it names; every post and comment against its row of `captures`."""
    every = (capture for file in warc_files(data) for capture in captures(file, on_error=_noted))
    held = {(capture.file, capture.offset, capture.record_id): capture for capture in every}
    rows = db.execute("SELECT record_id, url, file, offset, length, block_digest, payload_digest FROM captures")
    for record_id, url, file, offset, length, block, payload in rows:
        verdict.rows += 1
        found = held.get((file, offset, record_id))
        if found is None:
            problem = f"the dataset names a capture of {url} here, and there is none"
        elif (found.url, found.length, found.block_digest, found.payload_digest) != (url, length, block, payload):
            problem = f"the dataset says otherwise of the capture of {url} than the record itself"
        else:
            continue
        verdict.problems.append(Problem(file=file, offset=offset, record_id=record_id, problem=problem))
    for table in ("posts", "comments"):
        (count, proven) = db.execute(f"SELECT count(*), count(captures.id) FROM {table} LEFT JOIN captures"
                                     f" ON captures.id = {table}.capture_id").fetchone()  # fmt: skip
        verdict.rows += count
        if count != proven:
            problem = f"{count - proven} rows of {table} name no capture"
            verdict.problems.append(Problem(file=paths.database(data).name, offset=0, record_id=None, problem=problem))


def _noted(_error: CaptureError) -> None:
    """Damage is told by the check of the records; here it only makes a row's record missing."""
