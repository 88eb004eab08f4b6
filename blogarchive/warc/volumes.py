"""WARC and ARC files as bytes on disk, whatever wraps them: plain, gzip and zstd files, and those inside a WACZ."""

from __future__ import annotations

import fcntl
import mmap
import os
import zlib
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal

from blogarchive.errors import CaptureError, StorageError
from blogarchive.unpacking import zstd_module
from blogarchive.warc import packages
from blogarchive.warc.coding import GZIP, fast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN = ".open"
"""Suffix of a file that is still being written."""

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz", ".arc", ".arc.gz")
"""What we read, with or without `.open`, in small letters or capitals."""

_PLAIN_MAGIC = (b"WARC", b"file")  # "filedesc:" begins an ARC file
_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"  # a skippable frame at the head of a .warc.zst holds its dictionary
_PIECE = 1 << 16


class Damaged(Exception):
    """The bytes at hand are not what they should be."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One WARC or ARC file, mapped into memory."""

    name: str
    """The file's own name, `.open` removed; for one within a WACZ `name.wacz/archive/inner.warc.gz`."""
    data: mmap.mmap | bytes
    """The bytes of the file that holds it."""
    start: int
    """Where it begins in them."""
    stop: int
    """Where it ends in them."""
    kind: Literal["plain", "gzip", "zstd"]
    """How its records are wrapped."""
    problem: str | None = None
    """Why nothing can be read in this place."""

    def piece(self, at: int, size: int = _PIECE) -> bytes:
        """Bytes from an offset of this volume, fewer at its end."""
        return self.data[self.start + at : min(self.start + at + size, self.stop)]

    def find(self, what: bytes, at: int) -> int:
        """The next offset from `at` where the bytes stand, or -1."""
        found = self.data.find(what, self.start + at, self.stop)
        return found - self.start if found >= 0 else -1

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.stop - self.start


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk: a file that was renamed is there under its new name after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_archive(path: Path) -> bool:
    """Whether the name is one of a WARC, ARC or WACZ file, finished or not."""
    return path.name.removesuffix(OPEN).lower().endswith(SUFFIXES)


def is_being_written(path: Path) -> bool:
    """Whether a writer holds the file: its last records may be on their way."""
    if not path.name.endswith(OPEN):
        return False
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def volumes(path: Path) -> Iterator[list[Volume]]:
    """Open a file and give the WARC files in it: one, or all that a WACZ holds, in whichever folder."""
    if path.name.endswith(OPEN) and not path.exists():  # finished since it was listed
        path = path.with_name(path.name.removesuffix(OPEN))
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            data = _mapped(file)
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
        if isinstance(data, mmap.mmap):
            stack.callback(_close, data)
        name = path.name.removesuffix(OPEN)
        if data[:4] == b"PK\x03\x04":
            yield _inside(file, name, data, stack)
        else:
            yield [Volume(name, data, 0, len(data), _kind(data[:4], name))]


def _mapped(file: IO[bytes]) -> mmap.mmap | bytes:
    size = file.seek(0, 2)
    return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""


def _close(data: mmap.mmap) -> None:
    with suppress(BufferError):  # a record that is still held keeps the map until it goes
        data.close()


def _kind(magic: bytes, name: str) -> Literal["plain", "gzip", "zstd"]:
    # A torn or zeroed head tells nothing, so the name decides first; a wrong name is common too.
    if magic in (_ZSTD_MAGIC, _DICTIONARY_MAGIC) or name.lower().endswith(".zst"):
        return "zstd"
    if magic in _PLAIN_MAGIC or not (name.lower().endswith(".gz") or magic.startswith(_GZIP_MAGIC)):
        return "plain"
    return "gzip"


def _inside(file: IO[bytes], name: str, data: mmap.mmap | bytes, stack: ExitStack) -> list[Volume]:
    mapped = {id(file): data}
    found = []
    for part in packages.parts(file, name, stack):
        if id(part.file) not in mapped:
            mapped[id(part.file)] = _mapped(part.file)
        data = mapped[id(part.file)]
        # What stands in place of a package is sought for the begins of compressed records.
        magic = _GZIP_MAGIC if part.name.endswith("/") else data[part.start : part.start + 4]
        found.append(Volume(part.name, data, part.start, part.stop, _kind(magic, part.name), part.problem))
    return found


class Member:
    """One gzip member or zstd frame, unwrapped piece by piece; `end` is known once all has been taken."""

    def __init__(self, volume: Volume, at: int) -> None:
        self._volume = volume
        self._at = at
        self.end = at

    def __iter__(self) -> Iterator[bytes]:
        engine = _engine(self._volume)
        at = self._at
        while not engine.eof:
            piece = self._volume.piece(at)
            if not piece:
                raise Damaged("torn: the file ends inside this record")
            try:
                out = engine.decompress(piece)
            except Exception as error:
                raise Damaged(f"the compressed data is damaged ({error})") from error
            at += len(piece)
            if out:
                yield out
        self.end = at - len(engine.unused_data)


def _engine(volume: Volume) -> Any:
    if volume.kind == "gzip":
        return fast.decompressobj(GZIP)
    module = zstd_module()
    if module is None:
        raise CaptureError("reading zstd needs Python 3.14 or the package backports.zstd", file=volume.name)
    return module.ZstdDecompressor(_dictionary(volume, module))


def _dictionary(volume: Volume, module: Any) -> Any:
    if volume.piece(0, 4) != _DICTIONARY_MAGIC:
        return None
    content = volume.piece(8, int.from_bytes(volume.piece(4, 4), "little"))
    if content.startswith(_ZSTD_MAGIC):
        content = module.decompress(content)
    return module.ZstdDict(content)


def first_member(volume: Volume) -> int:
    """Where the first record can stand: after the dictionary of a .warc.zst, else at 0."""
    if volume.kind == "zstd" and volume.piece(0, 4) == _DICTIONARY_MAGIC:
        return 8 + int.from_bytes(volume.piece(4, 4), "little")
    return 0


def next_member(volume: Volume, at: int) -> int:
    """The next offset from `at` where a gzip member or zstd frame may begin, or the end of the volume."""
    found = volume.find(_GZIP_MAGIC if volume.kind == "gzip" else _ZSTD_MAGIC, at)
    return volume.size if found < 0 else found


def content_at(volume: Volume, at: int) -> bytes:
    """Some bytes of content from an offset on, whatever wraps them; none where they are damaged."""
    piece = volume.piece(at, 4096)
    if volume.kind == "plain":
        return piece
    try:
        return bytes(_engine(volume).decompress(piece))
    except (zlib.error, ValueError, EOFError):
        return b""
    except Exception as error:
        if type(error).__name__ in ("IsalError", "ZstdError"):
            return b""
        raise
