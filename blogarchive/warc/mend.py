"""Cuts what a crash or a bad disk left unreadable out of a WARC file, and keeps every record that is whole."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from blogarchive.errors import ArchiveLocked, StorageError
from blogarchive.warc import cdxj
from blogarchive.warc.coding import HEADER
from blogarchive.warc.reader import capture_of
from blogarchive.warc.records import Damage, Record, chunks_of, sha1
from blogarchive.warc.verify import OURS
from blogarchive.warc.volumes import OPEN, Volume, sync_folder, volumes
from blogarchive.warc.walk import holds_arc, records

logger = logging.getLogger(__name__)

MENDED = ".mended"
"""Suffix of what is to take a file's place, as long as it is not whole."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of bytes that was taken out."""

    file: str
    offset: int
    length: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: cut {self.length} bytes at offset {self.offset}: {self.problem}"


def mend_file(path: Path, *, finish: bool = True) -> list[Cut]:
    """Mend one file and finish it where it was never finished; what was cut, in the order of the file.

    Nothing changes before the new state is whole on the disk: a mending that is killed can be run again. Without
    `finish` a file that was never finished keeps its name until `finish_file`. ARC files are left as they are: none is
    ours, and nothing in them tells a record that is harmed from one that is whole.
    """
    if path.name.endswith(".wacz") or holds_arc(path):
        return []
    unfinished = path.name.endswith(OPEN)
    with _storage(path), _alone(path):
        damages, headers, lines = _damages(path)
        cuts = [Cut(d.file, d.offset, d.end - d.offset, d.problem) for d in damages]
        cuts += [Cut(path.name, at, 0, "a changed gzip header was put right; the record is whole") for at in headers]
        if not unfinished and not cuts:
            cuts = _broken_index(path, lines)
            if not cuts:
                return []
        if not path.stat().st_size or _covers(damages, path.stat().st_size):
            path.unlink()
            cdxj.index_path(path).unlink(missing_ok=True)
            return cuts
        _restore(path, headers)
        if damages:
            _cut(path, damages)
        _write_index(path)
        sync_folder(path.parent)
        if unfinished and finish:
            finish_file(path)
    return cuts


def finish_file(path: Path) -> None:
    """Give a file that was mended, its index beside it, the name of a finished one."""
    with _storage(path):
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
        sync_folder(path.parent)


def settle_index(half: Path) -> None:
    """End what a crash has left of an index that was being written: the file's own fits it, or is made anew.

    How long the file is stands at the head of an index, so that one of which only a half was written may seem to fit.
    """
    index = half.with_name(half.name.removesuffix(OPEN))
    for warc in (index.with_suffix(".warc.gz"), index.with_suffix(".warc")):
        with _storage(warc):
            if warc.is_file() and not _fits(warc, cdxj.read_index(warc)):
                _write_index(warc)
    half.unlink(missing_ok=True)


def _fits(path: Path, index: tuple[cdxj.Seal | None, list[str]] | None) -> bool:
    """Whether the file is the one that its index was made of."""
    seal = index[0] if index else None
    return seal is not None and (seal.size, seal.sha256) == (path.stat().st_size, cdxj.file_digest(path))


def _broken_index(path: Path, lines: list[str]) -> list[Cut]:
    """A file whose records are all whole, but which its index does not fit, or of which it leaves captures out."""
    index, size = cdxj.read_index(path), path.stat().st_size
    if index is None or index[0] is None:
        return []
    if not _fits(path, index):
        lost = index[0].size - size
        said = f"{lost} bytes were already missing here" if lost > 0 else "the file had changed"
    elif index[1] != sorted(lines):
        said = "its index did not list what it holds"
    else:
        return []
    return [Cut(path.name, size, 0, f"{said}; its index is made anew")]


def _damages(path: Path) -> tuple[list[Damage], list[int], list[str]]:
    """The stretches to be cut, where a header of ours has changed without harm to its record, and an index's lines."""
    damages: list[Damage] = []
    headers: list[int] = []
    lines: list[str] = []
    first: dict[str, int] = {}  # id -> offset
    ours = False
    with volumes(path) as found:
        for volume in found:
            for each in records(volume):
                if isinstance(each, Damage):
                    damages.append(each)
                    continue
                if not each.length:
                    logger.warning("%s is one compressed whole: nothing can be cut out of it", path)
                    return [], [], []
                if (double := _double(volume, each, first)) is not None:
                    damages.append(double)
                    continue
                ours = ours or (each.type == "warcinfo" and each.content().startswith(OURS))
                if ours and volume.kind == "gzip" and volume.piece(each.offset, len(HEADER)) != HEADER:
                    headers.append(each.offset)
                if (capture := capture_of(each)) is not None:
                    lines.append(cdxj.line(capture))
    return damages, headers, lines


def _double(volume: Volume, record: Record, first: dict[str, int]) -> Damage | None:
    """The stretch of a record that stands in the file already, the same in all it says; its place is noted else."""
    if not record.record_id:
        return None
    offset = first.setdefault(record.record_id, record.offset)
    if offset == record.offset:
        return None
    other = next(records(volume, offset))
    if isinstance(other, Damage) or other.fields != record.fields:
        return None
    if sha1(chunks_of(other.block)) != sha1(chunks_of(record.block)):
        return None
    return Damage(record.file, record.offset, record.offset + record.length, f"a second copy of the record at {offset}")


def _restore(path: Path, headers: list[int]) -> None:
    if headers:
        with path.open("rb+") as file:
            for offset in headers:
                file.seek(offset)
                file.write(HEADER)
            file.flush()
            os.fsync(file.fileno())


def _covers(damages: list[Damage], size: int) -> bool:
    return sum(damage.end - damage.offset for damage in damages) >= size


def _cut(path: Path, damages: list[Damage]) -> None:
    if len(damages) == 1 and damages[0].end == path.stat().st_size:
        with path.open("rb+") as file:
            file.truncate(damages[0].offset)
            os.fsync(file.fileno())
        return
    whole = path.with_name(path.name + MENDED)
    try:
        with path.open("rb") as source, whole.open("wb") as target:
            at = 0
            for damage in damages:
                _copy(source.fileno(), target, at, damage.offset)
                at = damage.end
            _copy(source.fileno(), target, at, path.stat().st_size)
            target.flush()
            os.fsync(target.fileno())
    except OSError:
        whole.unlink(missing_ok=True)
        raise
    whole.replace(path)


def _copy(source: int, target: IO[bytes], start: int, stop: int) -> None:
    while start < stop:
        data = os.pread(source, min(1 << 20, stop - start), start)
        target.write(
            data
        )  # of all of it: a disk that is nearly full takes a part at first, and says so by a number only
        start += len(data)


def _write_index(path: Path) -> None:
    lines: list[str] = []
    ids: set[str] = set()
    wanted: set[str] = set()
    paired: set[str] = set()
    requests: set[str] = set()
    for record in _intact(path):
        ids.add(record.record_id or "")
        if record.type == "request" and record.record_id:
            requests.add(record.record_id)
        partners = {value.strip("<> ") for name, value in record.fields if name.lower() == "warc-concurrent-to"}
        wanted |= partners
        paired |= partners
        if (capture := capture_of(record)) is not None:
            lines.append(cdxj.line(capture))
    missing = (wanted - ids) | (requests - paired)
    cdxj.write_index(path, lines, cdxj.Seal(path.stat().st_size, cdxj.file_digest(path), tuple(sorted(missing))))


def _intact(path: Path) -> Iterator[Record]:
    with volumes(path) as found:
        for volume in found:
            for record in records(volume):
                if isinstance(record, Record):
                    yield record


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    # The lock is the writer's: what looks torn may be a record on its way.
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArchiveLocked(f"{path} is being written to by another run.") from None
        yield


@contextmanager
def _storage(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path} cannot be mended: {error.strerror}.") from error
