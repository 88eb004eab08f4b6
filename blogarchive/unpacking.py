"""Every content coding undone for what is read: as far as a body goes, and no further than the limits."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from blogarchive.limits import Limits, limits

_PACKED = (b"\x1f\x8b", b"\x78\x9c")
"""How gzip begins, and deflate as most write it."""

_PIECE = 1 << 18
"""Bytes that are unpacked in one step, about."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A body without its content codings."""

    body: bytes
    cut: str | None = None
    """Why only its beginning is there though more came, in words."""
    is_torn: bool = False
    """Whether its outer coding, gzip or deflate, is damaged or has no end."""


def unpacked(body: bytes, codings: Iterable[str], within: Limits | None = None) -> Unpacked:
    """The body with its content codings undone, the last one first; as far as it goes where it is damaged.

    A body that is not in the coding its head names (archives that store decoded bodies) is given back as it is. Nothing
    is unpacked beyond the limits, which hold for all codings together.
    """
    within = within or limits()
    known = [coding for coding in codings if coding in _CODINGS]
    if len(known) > within.codings:
        return Unpacked(body, f"it is packed {len(known):,} times over")
    most, cut, is_torn = within.unpacked(len(body)), None, False
    for at, coding in enumerate(reversed(known)):
        room = _Room(most, within.members)
        _CODINGS[coding](body, room)
        is_torn |= at == 0 and room.is_torn and body.startswith(_PACKED)
        cut = cut or room.said
        if room.out:
            body = bytes(room.out)
    return Unpacked(body, cut, is_torn)


class _Room:
    """What comes out of one coding, up to where it may."""

    def __init__(self, most: int, members: int) -> None:
        self.out = bytearray()
        self.said: str | None = None
        """Which limit was met."""
        self.is_torn = False
        """Whether a stream is damaged or has no end."""
        self._most = most
        self._members = members

    @property
    def left(self) -> int:
        """Bytes that still may come out."""
        return self._most - len(self.out)

    def is_full(self) -> bool:
        """Whether no more may come out though more would."""
        if self.left <= 0:
            self.said = f"it unpacks to more than {self._most:,} bytes"
        return self.said is not None

    def begin(self) -> bool:
        """Whether one more member may begin."""
        self._members -= 1
        if self._members < 0:
            self.said = "it has too many members"
        return self.said is None


def _gzip(body: bytes, room: _Room) -> None:
    view, at = memoryview(body), 0
    while body.startswith(b"\x1f\x8b", at) and not room.is_full() and room.begin():
        at = _inflate(view, at, 47, room)


def _deflate(body: bytes, room: _Room) -> None:
    # "deflate" is zlib by RFC 9110, section 8.4.1.2, and raw deflate by some servers.
    _inflate(memoryview(body), 0, 15, room)
    if not room.out:
        _inflate(memoryview(body), 0, -15, room)


def _inflate(view: memoryview, at: int, wbits: int, room: _Room) -> int:
    """Inflate one stream that begins at an offset; where the next begins, or the end of all where it is damaged."""
    engine = zlib.decompressobj(wbits)
    size = 1 << 9  # grows: of each of a thousand small members the rest of a piece is copied
    with suppress(zlib.error):  # a damaged stream gives what stands before the damage
        while not engine.eof and at < len(view) and not room.is_full():
            piece = view[at : at + size]
            room.out += engine.decompress(piece, room.left + 1)
            at += len(piece) - len(engine.unconsumed_tail) - len(engine.unused_data)
            size = min(2 * size, 1 << 16)
    _trim(room)
    room.is_torn = not engine.eof and room.said is None
    return at if engine.eof else len(view)


def _brotli(body: bytes, room: _Room) -> None:
    try:
        module: Any = import_module("brotli")
    except ImportError:
        return
    engine = module.Decompressor()
    with suppress(module.error, TypeError):  # before 1.2 it knows no limit of what comes out: left as it is
        for start in range(0, len(body), 1 << 14):
            out = engine.process(body[start : start + (1 << 14)], output_buffer_limit=_PIECE)
            while out and not room.is_full():
                room.out += out
                out = engine.process(b"", output_buffer_limit=_PIECE)
            if room.is_full() or engine.is_finished():
                break
    _trim(room)


def _zstd(body: bytes, room: _Room) -> None:
    module = zstd_module()
    if module is None:
        return
    view, at = memoryview(body), 0
    with suppress(module.ZstdError, EOFError):
        while body.startswith(b"\x28\xb5\x2f\xfd", at) and not room.is_full() and room.begin():
            engine, size = module.ZstdDecompressor(), 1 << 9
            while not engine.eof and not room.is_full() and (at < len(view) or not engine.needs_input):
                piece = view[at : at + size] if engine.needs_input else b""
                at += len(piece)
                room.out += engine.decompress(piece, _PIECE)
                size = min(2 * size, 1 << 16)
            at -= len(engine.unused_data)
    _trim(room)


def _trim(room: _Room) -> None:
    if room.left < 0:
        room.is_full()
        del room.out[room.left :]


def zstd_module() -> Any | None:
    """The standard library's zstd (3.14), else its backport, which Scrapy brings; none where neither is there."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


_CODINGS: dict[str, Callable[[bytes, _Room], None]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
