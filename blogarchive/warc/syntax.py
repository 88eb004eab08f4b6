"""One WARC record out of a stream of bytes: read leniently, with every breach of the format noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.warc.exchange import Spool
from blogarchive.warc.records import Record
from blogarchive.warc.stream import Stream, pieces
from blogarchive.warc.volumes import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.warc.volumes import Volume

_VERSION = re.compile(rb"WARC/\d+\.\d+")


class Warc:
    """How WARC files are written (WARC 1.1, section 4)."""

    look = 5
    """Bytes by which the begin of a record is told."""

    def begins(self, head: bytes) -> bool:
        """Whether a record begins so."""
        return head.startswith(b"WARC/")

    def find(self, volume: Volume, at: int) -> int:
        """Where the next record begins in an uncompressed file, or its end."""
        found = volume.find(b"\nWARC/", at)
        return volume.size if found < 0 else found + 1

    def in_plain(self, volume: Volume, at: int) -> Iterator[tuple[Record, int]]:
        """The records of an uncompressed file from an offset on, each with where the next begins."""
        stream = Stream(pieces(volume, at))
        while not stream.at_end():
            begin = at + stream.position
            record = self.read(stream, volume.name, begin)
            record.length = at + stream.position - begin
            yield record, at + stream.position

    def read(self, stream: Stream, file: str, offset: int) -> Record:
        """The record that the stream stands at; its length in the file is for the caller to say."""
        if not _VERSION.match(stream.peek(8)):
            raise Damaged("no record begins here")
        problems: list[str] = []
        version, fields = _fields(stream.head(), problems)
        record = Record(file, offset, 0, version, fields, Spool(), problems)
        declared = record.get("Content-Length") or ""
        if not declared.isdigit():
            raise Damaged(f"Content-Length is no number: {declared[:40]!r}")
        left = int(declared)
        while left and (data := stream.read(min(left, 1 << 16))):
            record.block.write(data)
            left -= len(data)
        if left:
            raise Damaged(f"torn: {left} of {declared} bytes of the block are missing")
        if stream.peek(4) == b"\r\n\r\n":
            stream.read(4)
        else:
            problems.append("two line ends do not follow the block")
            stream.skip_line_ends()
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
