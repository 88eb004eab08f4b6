"""Bytes that come in pieces, taken by count, by line or up to a mark: what records are read from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.warc.volumes import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from blogarchive.warc.volumes import Volume

HEAD_LIMIT = 1 << 20
"""No header of a record is longer than this."""

_END = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS = re.compile(rb"[\r\n]+")


class Stream:
    """A file-like view of pieces: `read` and `readline` are those of any file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._buffer = b""
        self._at = 0  # what stands before it in the buffer was taken
        self._before = 0

    @property
    def position(self) -> int:
        """How many bytes were taken."""
        return self._before + self._at

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return not self._has(1)

    def read(self, size: int) -> bytes:
        """That many bytes, fewer at the end."""
        out = self.peek(size)
        self._at += len(out)
        return out

    def peek(self, size: int) -> bytes:
        """The same, and they can still be read."""
        self._has(size)
        return self._buffer[self._at : self._at + size]

    def unread(self, data: bytes) -> None:
        """Put back what was taken last."""
        self._buffer, self._before, self._at = data + self._buffer[self._at :], self.position - len(data), 0

    def readline(self, size: int = HEAD_LIMIT) -> bytes:
        """What stands up to the next line feed, with it; cut at `size`."""
        return self.read(len(self.peekline(size)))

    def peekline(self, size: int) -> bytes:
        """The same, and it can still be read."""
        seen = 0
        while (end := self._buffer.find(b"\n", self._at + seen, self._at + size)) < 0:
            seen = len(self._buffer) - self._at
            if seen >= size or not self._more():
                return self.peek(size)
        return self._buffer[self._at : end + 1]

    def head(self) -> bytes:
        """What stands up to the next empty line, with it."""
        seen = 0
        while not (end := _END.search(self._buffer, self._at + max(0, seen - 3))):
            seen = len(self._buffer) - self._at
            if seen > HEAD_LIMIT or not self._more():
                raise Damaged("the record has no end of its header")
        return self.read(end.end() - self._at)

    def skip_line_ends(self) -> None:
        """Pass over what ends lines, and nothing else."""
        while self._has(1) and (ends := _LINE_ENDS.match(self._buffer, self._at)):
            self._at = ends.end()

    def _has(self, size: int) -> bool:
        while len(self._buffer) - self._at < size:
            if not self._more():
                return False
        return True

    def _more(self) -> bool:
        piece = next(self._pieces, b"")
        self._before += self._at
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        return bool(piece)


def pieces(volume: Volume, start: int, stop: int | None = None) -> Iterator[bytes]:
    """A stretch of a volume as it stands there, piece by piece."""
    stop = volume.size if stop is None else stop
    while start < stop and (piece := volume.piece(start, min(1 << 16, stop - start))):
        yield piece
        start += len(piece)
