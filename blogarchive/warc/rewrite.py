"""A WARC file with some of its records replaced: the rest byte for byte, its index made anew; old or new, ever."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from warcio.warcwriter import WARCWriter

from blogarchive.errors import CaptureError, StorageError
from blogarchive.models import Capture
from blogarchive.warc import cdxj
from blogarchive.warc.coding import GzipMember
from blogarchive.warc.exchange import Spool
from blogarchive.warc.file import raw_record
from blogarchive.warc.mend import MENDED
from blogarchive.warc.reader import capture_of
from blogarchive.warc.records import Damage, Record, chunks_of, sha1
from blogarchive.warc.volumes import Volume, sync_folder, volumes
from blogarchive.warc.walk import records

Fields = Sequence[tuple[str, str]]
"""Named fields of a record, in their order."""


@dataclass(frozen=True, slots=True)
class Instead:
    """A record that takes the place of another."""

    fields: Fields
    """All but the block's digest and length."""
    block: Spool


Change = Callable[[Record], Sequence[Instead] | None]
"""What takes a record's place, nothing for nothing; none where it stays as it is."""


def rewrite(path: Path, change: Change) -> bool:
    """Write a file anew where records of it change; tells whether any did.

    Raises CaptureError for a file that is damaged, before anything is changed, and StorageError for a failed disk.
    """
    half = path.with_name(path.name + MENDED)
    try:
        with volumes(path) as found:
            [volume] = found
            with half.open("wb") as file:
                copy = _Copy(volume, file)
                copy.fill(change)
                file.flush()
                os.fsync(file.fileno())
        if not copy.changed:
            half.unlink()
            return False
        _put_in_place(path, half, copy)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written anew: {error.strerror}.") from error
    except CaptureError:
        half.unlink(missing_ok=True)
        raise
    return True


def _put_in_place(path: Path, half: Path, copy: _Copy) -> None:
    """The index waits beside the file until that is in place: should we die between the two, it is known to fit."""
    index = cdxj.read_index(path)
    missing = index[0].missing if index and index[0] else ()
    waiting = cdxj.write_half(path, copy.lines, cdxj.Seal(copy.size, copy.digest.hexdigest(), missing))
    half.replace(path)
    sync_folder(path.parent)
    waiting.replace(cdxj.index_path(path))
    sync_folder(path.parent)


class _Copy:
    """The new file as it grows."""

    def __init__(self, volume: Volume, file: IO[bytes]) -> None:
        self._volume = volume
        self._file = file
        self._writer = WARCWriter(None, gzip=False)
        self.size = 0
        self.digest = hashlib.sha256()
        self.lines: list[str] = []
        self.changed = False

    def fill(self, change: Change) -> None:
        for record in records(self._volume):
            if isinstance(record, Damage):
                raise CaptureError(record.problem, file=record.file, offset=record.offset)
            instead = change(record)
            if instead is None:
                self._keep(record)
                continue
            self.changed = True
            for each in instead:
                self._add(each.fields, each.block)

    def _keep(self, record: Record) -> None:
        if not record.length:  # it shares its compressed member with others: here it has one of its own
            self._add(record.fields, record.block)
            return
        begin = self.size
        for at in range(record.offset, record.offset + record.length, 1 << 20):
            self._write(self._volume.piece(at, min(1 << 20, record.offset + record.length - at)))
        self._index(capture_of(record), begin)

    def _add(self, fields: Fields, block: Spool) -> None:
        begin, length = self.size, block.seek(0, 2)
        own = [(name, value) for name, value in fields if name.lower() not in ("warc-block-digest", "content-length")]
        own.append(("WARC-Block-Digest", sha1(chunks_of(block))))
        block.seek(0)
        if self._volume.kind == "gzip":
            self._writer.out = GzipMember(self._write)
        else:
            self._writer.out = _Plain(self._write)
        self._writer.write_record(raw_record(own, block, length))
        said = Record(self._volume.name, begin, self.size - begin, "WARC/1.1", tuple(own), block)
        self._index(capture_of(said), begin)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)

    def _index(self, capture: Capture | None, begin: int) -> None:
        if capture is not None:
            self.lines.append(cdxj.line(replace(capture, offset=begin, length=self.size - begin)))


class _Plain:
    """A stream for a file that is not compressed."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write

    def flush(self) -> None:
        """The record is whole: nothing more follows."""
