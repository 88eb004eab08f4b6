"""Compression: a fast deflate for what we write, and what is read without its codings."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from blogarchive.unpacking import unpacked

fast: Any
try:
    from isal import isal_zlib as fast

    LEVEL = 3  # isal has 0 to 3; 3 is as quick as zlib's 1 and about as small as its 3
except ImportError:  # pragma: no cover - the other half of an either-or
    fast = zlib
    LEVEL = 4

GZIP = 31
"""`wbits` of a gzip container."""

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Each member we write begins so: no name, no time, no hint of a system. A flipped byte in it can be told."""


class GzipMember:
    """A stream that hands on what is written to it as one gzip member, which `flush` ends (RFC 1952).

    Equal content written in equal pieces gives equal bytes.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._packer = fast.compressobj(LEVEL, zlib.DEFLATED, -15)
        self._check = self._size = 0
        self._ahead = HEADER  # goes with the first bytes that are handed on: one call to the system less

    def write(self, data: bytes) -> None:
        """Deflate more of the content."""
        self._check = fast.crc32(data, self._check)
        self._size += len(data)
        if packed := self._packer.compress(data):
            self._write(self._ahead + packed)
            self._ahead = b""

    def flush(self) -> None:
        """The content is whole: write the rest, its checksum and its size."""
        self._write(self._ahead + self._packer.flush() + struct.pack("<II", self._check, self._size & 0xFFFFFFFF))


def undo_content(body: bytes, codings: Iterable[str]) -> bytes:
    """The body alone."""
    return unpacked(body, codings).body
