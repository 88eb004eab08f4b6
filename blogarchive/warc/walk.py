"""Every record of a WARC or ARC file in its order: what cannot be read is named, and reading goes on behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from blogarchive.errors import CaptureError, StorageError
from blogarchive.warc.arc import Arc
from blogarchive.warc.records import Damage
from blogarchive.warc.stream import Stream
from blogarchive.warc.syntax import Warc
from blogarchive.warc.volumes import Damaged, Member, content_at, first_member, is_archive, next_member, volumes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from blogarchive.warc.records import Record
    from blogarchive.warc.volumes import Volume


class Format(Protocol):
    """How records of one kind are written."""

    look: int

    def begins(self, head: bytes) -> bool:
        """Whether a record begins so; `look` bytes are enough to tell."""

    def find(self, volume: Volume, at: int) -> int:
        """Where the next record begins in an uncompressed file, or its end."""

    def in_plain(self, volume: Volume, at: int) -> Iterator[tuple[Record, int]]:
        """The records of an uncompressed file from an offset on, each with where the next begins."""

    def read(self, stream: Stream, file: str, offset: int) -> Record:
        """The record that a stream stands at."""


def holds_records(path: Path) -> bool:
    """Whether a file is a WARC, ARC or WACZ file by its name, or by what stands in it."""
    if is_archive(path):
        return True
    try:
        with volumes(path) as found:
            return any(_format_by_content(volume) is not None for volume in found)
    except (CaptureError, StorageError):
        return False


def holds_arc(path: Path) -> bool:
    """Whether a file is an ARC file, whatever it is called."""
    with volumes(path) as found:
        return any(is_arc(volume) for volume in found)


def is_arc(volume: Volume) -> bool:
    """Whether a volume holds ARC records."""
    return isinstance(_format(volume), Arc)


def records(volume: Volume, start: int | None = None) -> Iterator[Record | Damage]:
    """Every record from an offset on; a stretch that cannot be read becomes one `Damage`, and reading goes on after."""
    if volume.problem is not None:
        yield Damage(volume.name, 0, 0, volume.problem)
        return
    form = _format(volume)
    at = first_member(volume) if start is None else start
    while at < volume.size:
        try:
            for record, following in _records_at(volume, at, form):
                yield record
                at = following
            if volume.kind == "plain":
                return  # it was read to its end in one go
        except Damaged as error:
            end = _next_start(volume, at + 1, form)
            yield Damage(volume.name, at, end, str(error))
            at = end


def _format(volume: Volume) -> Format:
    # What stands in it decides before its name, for a wrong name is common; where its begin is damaged the name tells.
    named_arc = volume.name.lower().endswith((".arc", ".arc.gz"))
    return _format_by_content(volume) or (Arc(content_at(volume, 0)) if named_arc else Warc())


def _format_by_content(volume: Volume) -> Format | None:
    head = content_at(volume, 0)
    if (warc := Warc()).begins(head):
        return warc
    return arc if (arc := Arc(head)).surely_begins(head) else None


_MISCOUNTED = 16
"""Bytes that may follow a record in its compressed member, line ends included, for a length that is miscounted."""


def _records_at(volume: Volume, at: int, form: Format) -> Iterator[tuple[Record, int]]:
    if volume.kind == "plain":
        yield from form.in_plain(volume, at)
        return
    member = Member(volume, at)
    stream = Stream(member)
    record = form.read(stream, volume.name, at)
    if stream.at_end():
        record.length = member.end - at
    while not stream.at_end():
        if not form.begins(stream.peek(form.look)):  # what damaged data unpacks to, before its checksum tells
            rest = stream.read(_MISCOUNTED)
            if stream.at_end():  # and the checksum is right: some versions of wget count a byte too few
                record.length = member.end - at
                record.problems.append(f"its block is longer than it says, by {len(rest.rstrip())} bytes at least")
                break
            raise Damaged("something that is no record follows in the same compressed member")
        record.problems.append("shares its compressed member with other records")
        yield record, at
        record = form.read(stream, volume.name, at)
    yield record, member.end


def _next_start(volume: Volume, at: int, form: Format) -> int:
    """The next offset from `at` where a record really begins, or the end of the volume."""
    if volume.kind == "plain":
        return form.find(volume, at)
    # Three bytes of magic stand in compressed data by chance; what unpacks to the begin of a record does not.
    while (at := next_member(volume, at)) < volume.size and not form.begins(content_at(volume, at)):
        at += 1
    return at
