"""WARC records: their syntax read leniently, with every breach noted."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive.warc.exchange import Spool
from blogarchive.warc.volumes import Damaged, Member, Volume, first_member, next_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEAD_LIMIT = 1 << 20

_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"WARC/\d+\.\d+")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z")


@dataclass(slots=True)
class Record:
    """One record as it stands in a file."""

    file: str
    """Name of the WARC file."""
    offset: int
    """Where its gzip member begins, or the record itself in an uncompressed file."""
    length: int
    """How many bytes of the file it takes; 0 where it shares a gzip member with others."""
    version: str
    """`WARC/1.1`."""
    fields: tuple[tuple[str, str], ...]
    """Its named fields, in order."""
    block: Spool
    """Its block."""
    problems: list[str] = field(default_factory=list)
    """What in it is not as the format says."""

    def get(self, name: str) -> str | None:
        """The first value of a named field, whatever the case of its name."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def type(self) -> str:
        """`WARC-Type`."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def record_id(self) -> str | None:
        """`WARC-Record-ID` without its angle brackets."""
        value = self.get("WARC-Record-ID")
        return value.strip("<> ") if value else None

    @property
    def url(self) -> str | None:
        """`WARC-Target-URI`; some tools write it in angle brackets."""
        value = self.get("WARC-Target-URI")
        return value.strip("<> ") if value else None

    @property
    def date(self) -> datetime | None:
        """`WARC-Date`, as precise as a datetime can be."""
        return parse_date(self.get("WARC-Date") or "")

    def content(self) -> bytes:
        """The whole block in memory."""
        self.block.seek(0)
        return self.block.read()


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that holds no readable record."""

    file: str
    offset: int
    end: int
    problem: str


def parse_date(text: str) -> datetime | None:
    """A `WARC-Date` with up to nine digits of a second (WARC 1.1, section 5.4)."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    try:
        whole = datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return whole.replace(microsecond=int((match[2] or "0").ljust(6, "0")[:6]))


def format_date(moment: datetime) -> str:
    """`WARC-Date` with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha1(chunks: Iterable[bytes]) -> str:
    """The digest as WARC files carry it: `sha1:` and upper-case Base32."""
    digest = hashlib.sha1(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return "sha1:" + base64.b32encode(digest.digest()).decode()


def chunks_of(file: Spool, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """A spooled file piece by piece, from one position to another."""
    at = start
    while stop is None or at < stop:
        file.seek(at)
        data = file.read((1 << 16) if stop is None else min(1 << 16, stop - at))
        if not data:
            return
        at += len(data)
        yield data


def records(volume: Volume, start: int | None = None) -> Iterator[Record | Damage]:
    """Every record from an offset on; a stretch that cannot be read becomes one `Damage`, and reading goes on after."""
    at = first_member(volume) if start is None else start
    while at < volume.size:
        try:
            for record, following in _records_at(volume, at):
                yield record
                at = following
        except Damaged as error:
            end = next_start(volume, at + 1)
            yield Damage(volume.name, at, end, str(error))
            at = end


def _records_at(volume: Volume, at: int) -> Iterator[tuple[Record, int]]:
    if volume.kind == "plain":
        stream = _Stream(_pieces(volume, at))
        while not stream.at_end():
            begin = at + stream.position
            record = _read(stream, volume.name, begin)
            record.length = at + stream.position - begin
            yield record, at + stream.position
        return
    member = Member(volume, at)
    stream = _Stream(member)
    record = _read(stream, volume.name, at)
    if stream.at_end():
        record.length = member.end - at
    while not stream.at_end():
        if stream.peek(5) != b"WARC/":  # what damaged data unpacks to, before its checksum tells
            raise Damaged("something that is no record follows in the same compressed member")
        record.problems.append("shares its compressed member with other records")
        yield record, at
        record = _read(stream, volume.name, at)
    yield record, member.end


def _pieces(volume: Volume, at: int) -> Iterator[bytes]:
    while piece := volume.piece(at):
        yield piece
        at += len(piece)


class _Stream:
    """Bytes that come in pieces, taken by count or up to a mark."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._buffer = b""
        self.position = 0

    def at_end(self) -> bool:
        return not self._buffer and not self._more()

    def _more(self) -> bool:
        piece = next(self._pieces, b"")
        self._buffer += piece
        return bool(piece)

    def take(self, size: int) -> bytes:
        while len(self._buffer) < size and self._more():
            pass
        out, self._buffer = self._buffer[:size], self._buffer[size:]
        self.position += len(out)
        return out

    def peek(self, size: int) -> bytes:
        while len(self._buffer) < size and self._more():
            pass
        return self._buffer[:size]

    def head(self) -> bytes:
        seen = 0
        while not (end := _END.search(self._buffer, max(0, seen - 3))):
            seen = len(self._buffer)
            if seen > HEAD_LIMIT or not self._more():
                raise Damaged("the record has no end of its header")
        return self.take(end.end())


def _read(stream: _Stream, file: str, offset: int) -> Record:
    if not _VERSION.match(stream.peek(8)):
        raise Damaged("no record begins here")
    problems: list[str] = []
    version, fields = _fields(stream.head(), problems)
    record = Record(file, offset, 0, version, fields, Spool(), problems)
    declared = record.get("Content-Length") or ""
    if not declared.isdigit():
        raise Damaged(f"Content-Length is no number: {declared[:40]!r}")
    left = int(declared)
    while left and (data := stream.take(min(left, 1 << 16))):
        record.block.write(data)
        left -= len(data)
    if left:
        raise Damaged(f"torn: {left} of {declared} bytes of the block are missing")
    if stream.peek(4) == b"\r\n\r\n":
        stream.take(4)
    else:
        problems.append("two line ends do not follow the block")
        while stream.peek(1) in (b"\r", b"\n"):
            stream.take(1)
    return record


def _fields(head: bytes, problems: list[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    lines = re.split(rb"\r?\n", head.rstrip(b"\r\n"))
    if head.count(b"\n") != head.count(b"\r\n"):
        problems.append("header lines do not end in CRLF")
    fields: list[list[str]] = []
    for line in lines[1:]:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and fields:
            fields[-1][1] += " " + text.strip()
        elif ":" in text:
            name, _, value = text.partition(":")
            fields.append([name.strip(), value.strip()])
        else:
            problems.append(f"header line without a colon: {text[:60]!r}")
    return lines[0].decode("ascii", "replace").strip(), tuple((n, v) for n, v in fields)
