"""Compression: a fast deflate for what we write, and every content coding undone for what we read."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

fast: Any
try:
    from isal import isal_zlib as fast

    LEVEL = 3  # isal has 0 to 3; 3 is as quick as zlib's 1 and about as small as its 3
except ImportError:  # pragma: no cover - the other half of an either-or
    fast = zlib
    LEVEL = 4

GZIP = 31
"""`wbits` of a gzip container."""

LARGEST_BODY = 1 << 28
"""A coded body is undone up to this size: a bomb of zeros ends here."""


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
    """The body with its content codings undone, the last one first; as far as it goes where it is damaged.

    A body that is not in the coding its head names (archives that store decoded bodies) is given back as it is.
    """
    for coding in reversed(list(codings)):
        undo = _CODINGS.get(coding)
        if undo is not None and body:
            body = undo(body) or body
    return body


def _gzip(body: bytes) -> bytes:
    out = b""
    while body[:2] == b"\x1f\x8b" and len(out) < LARGEST_BODY:
        part, body = _inflate(body, 47, LARGEST_BODY - len(out))
        out += part
    return out


def _deflate(body: bytes) -> bytes:
    # "deflate" is zlib by RFC 9110, section 8.4.1.2, and raw deflate by some servers.
    return _inflate(body, 15, LARGEST_BODY)[0] or _inflate(body, -15, LARGEST_BODY)[0]


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    """What could be inflated, and the bytes after the end."""
    engine = zlib.decompressobj(wbits)
    out: list[bytes] = []
    size = at = 0
    view = memoryview(body)
    with suppress(zlib.error):  # a damaged stream gives what stands before the damage
        while not engine.eof and size < limit and (at < len(view) or engine.unconsumed_tail):
            piece = engine.unconsumed_tail or view[at : at + (1 << 16)]
            at += 0 if engine.unconsumed_tail else len(piece)
            out.append(engine.decompress(piece, limit - size))
            size += len(out[-1])
        return b"".join(out), engine.unused_data + bytes(view[at:])
    return b"".join(out), b""


def _brotli(body: bytes) -> bytes:
    try:
        module: Any = import_module("brotli")
    except ImportError:
        return b""
    return _streamed(module.Decompressor().process, body, module.error)


def _zstd(body: bytes) -> bytes:
    if body[:4] != b"\x28\xb5\x2f\xfd":
        return b""
    module = zstd_module()
    return _streamed(module.ZstdDecompressor().decompress, body, module.ZstdError) if module else b""


def zstd_module() -> Any | None:
    """The standard library's zstd (3.14), else its backport, which Scrapy brings; none where neither is there."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def _streamed(process: Callable[[bytes], bytes], body: bytes, error: type[Exception]) -> bytes:
    out: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(body), 1 << 14):
            out.append(process(body[start : start + (1 << 14)]))
            size += len(out[-1])
            if size > LARGEST_BODY:
                break
    except (error, EOFError):
        pass
    return b"".join(out)


_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
