"""ARC files, the Internet Archive's format of 1996 to 2008: read by warcio, told in the words of WARC."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from warcio.recordloader import ARCHeadersParser, ArcWarcRecordLoader

from blogarchive.warc import http
from blogarchive.warc.arc_header import LONGEST, SCHEME, VERSION_BLOCK, Header, header_of, moment_of
from blogarchive.warc.exchange import Spool
from blogarchive.warc.record_dates import lenient
from blogarchive.warc.records import Record, chunks_of, sha1
from blogarchive.warc.stream import Stream, pieces
from blogarchive.warc.volumes import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from blogarchive.warc.volumes import Volume

_LINE = re.compile(rb"\n(?=(" + SCHEME.pattern + rb"[^\n]{0,%d})\n)" % LONGEST)
_LINE_ENDS = re.compile(rb"[\r\n]+")
_DELETED = b"DELETED_TIME="  # what the Internet Archive wrote over records that it took back
_RETAKEN = 64 << 20
"""A block up to this size is read again where its length is wrong."""

_NO_PAGE = ("alexa/dat",)  # notes of Alexa's crawler, under the address of the page that they are about


class Arc:
    """How ARC files are written (https://archive.org/web/researcher/ArcFileFormat.php), and how they are found."""

    look = LONGEST
    """Bytes by which the begin of a record is told."""

    def __init__(self, head: bytes) -> None:
        self._loader = ArcWarcRecordLoader(arc2warc=False)
        self._loader.arc_parser = self._parser = _Parser()
        first = header_of(_first_line(head))
        self._begun = moment_of(first.date) if first and first.is_about_file else None

    def begins(self, head: bytes) -> bool:
        """Whether what can be a record stands where one must."""
        return header_of(_first_line(head)) is not None

    def surely_begins(self, head: bytes) -> bool:
        """Whether it is one wherever it stands."""
        header = header_of(_first_line(head))
        return header is not None and (header.certain or header.is_about_file)

    def find(self, volume: Volume, at: int) -> int:
        """Where the next record surely begins in an uncompressed file, or its end."""
        return self._found(volume, at, self.surely_begins)

    def _found(self, volume: Volume, at: int, begins: Callable[[bytes], bool]) -> int:
        lines = _LINE.finditer(volume.data, volume.start + at, volume.stop)
        return next((line.end() - volume.start for line in lines if begins(line[1])), volume.size)

    def in_plain(self, volume: Volume, at: int) -> Iterator[tuple[Record, int]]:
        """The records of an uncompressed file from an offset on, each with where the next begins."""
        while (at := _after_line_ends(volume, at)) < volume.size:
            stream = Stream(pieces(volume, at, self._end(volume, at)))
            record = self.read(stream, volume.name, at)
            record.length = stream.position
            at += record.length
            yield record, at

    def _end(self, volume: Volume, at: int) -> int:
        """Where a record of an uncompressed file ends: by its length if that can be right, else by the next record."""
        line = volume.piece(at, LONGEST).partition(b"\n")[0]
        header = header_of(line)
        if header is None:
            raise Damaged("no record begins here")
        block = at + len(line) + 1
        declared = block + (header.length or 0)
        end = _after_line_ends(volume, min(declared, volume.size))
        before = volume.piece(max(declared - LONGEST, block), min(LONGEST, declared - block))
        if declared <= volume.size and self._is_border(before, volume.piece(declared, LONGEST)):
            return end
        following = self._found(volume, block - 1, self.begins if header.is_about_file else self.surely_begins)
        if following == volume.size < declared:
            raise Damaged(f"torn: {declared - volume.size} of {header.length} bytes of the block are missing")
        if following < declared or not header.length:
            return following
        # Either the length is wrong, or what follows is damaged: then a line end still stands where one must.
        return end if following == volume.size or volume.piece(declared, 1) in (b"\n", b"\r") else following

    def read(self, stream: Stream, file: str, offset: int) -> Record:
        """The record that the stream stands at; its length in the file is for the caller to say.

        Where its length is wrong it goes on to the next one, or to the stream's end.
        """
        stream.skip_line_ends()
        told = self._loader.parse_record_stream(stream, known_format="arc", no_record_parse=True)
        header, block, problems = self._parser.header, Spool(), []
        if header.is_about_file:  # writers do not agree on what its length counts
            self._take_lines(stream, block, self.begins)
        else:
            _take(told.raw_stream.read, block)
            if told.raw_stream.limit or not self._is_border(_tail(block), stream.peek(LONGEST)):
                self._take_again(stream, block)
                problems.append(f"its length is wrong: the block has {block.seek(0, 2)} bytes, not {header.length}")
        stream.skip_line_ends()
        kind = _kind(header, block)
        date, doubt = self._date(header, block, kind)
        problems += [doubt] if doubt else []
        return Record(file, offset, 0, header.version, _fields(header, kind, date, block), block, problems)

    def _is_border(self, before: bytes, after: bytes) -> bool:
        """Whether a block can end between these bytes: before a record, and not within its header; or at the end."""
        rest = after.lstrip(b"\r\n")
        if not rest or not self.begins(rest):
            return not rest
        line = before.rpartition(b"\n")[2] if len(rest) == len(after) else b""
        return not line or not self.begins(line + rest)

    def _take_again(self, stream: Stream, block: Spool) -> None:
        """Read a block up to the next record: its length is wrong, and may have led into that one."""
        if block.seek(0, 2) <= _RETAKEN:
            block.seek(0)
            stream.unread(block.read())
            block.seek(0)
            block.truncate()
        self._take_lines(stream, block, self.surely_begins)

    def _take_lines(self, stream: Stream, block: Spool, begins: Callable[[bytes], bool]) -> None:
        while not stream.at_end() and not begins(stream.peekline(LONGEST)):
            block.write(stream.readline(1 << 16))

    def _date(self, header: Header, block: Spool, kind: str) -> tuple[datetime | None, str | None]:
        """When a record was captured, and what to know of a date that is not its own."""
        if (date := moment_of(header.date)) is not None:
            return date, None
        wrong = f"its date is none: {header.date[:40]!r}" if header.date else "it has no date"
        if kind == "response" and (date := _sent(block)) is not None:
            return date, f"{wrong}; the one that the server sent is taken"
        return self._begun, f"{wrong}; that of the file is taken" if self._begun else wrong


class _Parser(ARCHeadersParser):  # type: ignore[misc]
    """warcio's parser of a header, given what it understands: the five fields of version 1, no blank in any."""

    header: Header

    def parse(self, stream: Stream, headerline: bytes | None = None) -> object:
        header = header_of(headerline or stream.readline(LONGEST))
        if header is None:
            raise Damaged("no record begins here")
        self.header = header
        five = (header.url, header.address or "-", header.date or "-", "-", header.length or 0)
        return super().parse(stream, " ".join(map(str, five)))


def _take(read: Callable[[int], bytes], block: Spool) -> None:
    while data := read(1 << 16):
        block.write(data)


def _tail(block: Spool) -> bytes:
    block.seek(max(block.seek(0, 2) - LONGEST, 0))
    return block.read()


def _first_line(head: bytes) -> bytes:
    return head.lstrip(b"\r\n").partition(b"\n")[0]


def _sent(block: Spool) -> datetime | None:
    """`Date` of a response: when the server sent it."""
    block.seek(0)
    return lenient(http.parse_head(block.read(http.HEAD_LIMIT)).get("date"))


def _kind(header: Header, block: Spool) -> str:
    """The type that the record would have in a WARC file."""
    block.seek(0)
    first = block.read(64)
    if header.is_about_file:
        return "warcinfo"
    if http.is_response(first):
        return "response"
    return "metadata" if header.media_type in _NO_PAGE or first.startswith(_DELETED) else "resource"


def _fields(header: Header, kind: str, date: datetime | None, block: Spool) -> tuple[tuple[str, str], ...]:
    stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else None
    # Records of ARC files have no ids. One made of what they hold is the same whenever the file is read and whatever
    # it is called, and another one once a bit of it has changed.
    made = uuid.uuid5(uuid.NAMESPACE_URL, f"{header.url} {stamp or '-'} {sha1(chunks_of(block))}")
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{made}>",
        "WARC-Filename" if kind == "warcinfo" else "WARC-Target-URI": header.url.removeprefix(VERSION_BLOCK),
        "WARC-Date": stamp,
        "WARC-IP-Address": header.address,
        "Content-Type": "application/http;msgtype=response" if kind == "response" else header.media_type,
        "Content-Length": str(block.seek(0, 2)),
    }
    return tuple((name, value) for name, value in fields.items() if value)


def _after_line_ends(volume: Volume, at: int) -> int:
    ends = _LINE_ENDS.match(volume.data, volume.start + at, volume.stop)
    return ends.end() - volume.start if ends else at
