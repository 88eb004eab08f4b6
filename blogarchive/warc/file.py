"""One WARC file being written: created for us alone, grown record by record, finished by a rename."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from blogarchive.errors import StorageError
from blogarchive.warc import cdxj
from blogarchive.warc.coding import GzipMember
from blogarchive.warc.volumes import OPEN, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from blogarchive.models import Capture
    from blogarchive.warc.exchange import Spool

VERSION = "WARC/1.1"


class WarcFile:
    """An open WARC file under an exclusive lock. Every failure leaves it as it was before the failing exchange."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._lines: list[str] = []
        self._digest = hashlib.sha256()
        # Its own gzip wrapper is zlib at level 9, three times as slow as all else together: it writes plain, into ours.
        self._writer = WARCWriter(None, gzip=False)
        self.info_id: str | None = None
        """Id of its warcinfo record."""
        self.size = 0
        """Bytes written so far."""

    @classmethod
    def create(cls, folder: Path, prefix: str, serial: int) -> tuple[WarcFile, int]:
        """Make a file that nobody else has, named by Annex C of WARC 1.1, and say which serial number comes next."""
        stem = f"{prefix}-{datetime.now(UTC):%Y%m%d%H%M%S}"
        host = re.sub(r"[^A-Za-z0-9.]+", "_", socket.gethostname()) or "localhost"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while True:
                path = folder / f"{stem}-{serial:05d}-{host}.warc.gz{OPEN}"
                serial += 1
                if path.with_suffix("").exists():
                    continue
                try:
                    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
                except FileExistsError:
                    continue
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                sync_folder(folder)
                return cls(path, descriptor), serial
        except OSError as error:
            raise StorageError(f"No WARC file can be made in {folder}: {error.strerror}.") from error

    @property
    def name(self) -> str:
        """Its name once it is finished."""
        return self._path.name.removesuffix(OPEN)

    def append(self, fields: Mapping[str, str], source: Spool, start: int, stop: int) -> int:
        """Write one record, its block a part of `source`, as a gzip member; give the offset where it begins."""
        offset = self.size
        self._writer.out = GzipMember(self._write)  # a record ends in a flush; of one that failed nothing is left
        source.seek(start)
        self._writer.write_record(raw_record(fields.items(), LimitReader(source, stop - start), stop - start))
        return offset

    def index(self, capture: Capture) -> None:
        """Note a capture for the index."""
        self._lines.append(cdxj.line(capture))

    @contextmanager
    def together(self) -> Iterator[None]:
        """All records written within stand in the file, or none of them."""
        size, lines, digest = self.size, len(self._lines), self._digest.copy()
        try:
            yield
        except BaseException as error:
            os.ftruncate(self._descriptor, size)
            os.lseek(self._descriptor, size, os.SEEK_SET)
            self.size, self._digest = size, digest
            del self._lines[lines:]
            if isinstance(error, OSError):
                raise self._failed(error) from error
            raise

    def flush(self) -> None:
        """Put it on the disk."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._failed(error) from error

    def finish(self) -> None:
        """Put it on the disk under its final name, its index beside it."""
        final = self._path.with_name(self.name)
        try:
            self.flush()
            cdxj.write_index(final, self._lines, cdxj.Seal(self.size, self._digest.hexdigest()))
            self._path.rename(final)
            sync_folder(final.parent)
        except OSError as error:
            raise self._failed(error) from error
        finally:
            os.close(self._descriptor)

    def leave(self) -> None:
        """Let go of it unfinished."""
        os.close(self._descriptor)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = os.write(self._descriptor, view)
            self._digest.update(view[:written])
            self.size += written
            view = view[written:]

    def _failed(self, error: OSError) -> StorageError:
        return StorageError(f"{self._path} cannot be written: {error.strerror}.")


def raw_record(fields: Iterable[tuple[str, str]], block: Spool | LimitReader, length: int) -> ArcWarcRecord:
    """A record that warcio writes as it is: these fields in this order, then `Content-Length`, then the block.

    Its `create_warc_record` would parse HTTP heads and write them anew. What it calls a revisit it writes without
    block, and to all else but a warcinfo record it adds a payload digest of its own, over the chunks of a chunked
    body: so it is told that each is a warcinfo record. What it is for readers stands in `WARC-Type`.
    """
    head = StatusAndHeaders("", [(name, _one_line(value)) for name, value in fields], VERSION)
    return ArcWarcRecord("warc", "warcinfo", head, block, None, None, length)


def _one_line(value: str) -> str:
    """A value that cannot break out of its line."""
    return (value if value.isprintable() else re.sub(r"[\r\n\x00]+", " ", value)).strip()
