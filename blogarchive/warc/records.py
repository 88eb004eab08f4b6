"""One record as it stands in a file, and the small things that all who handle records need: dates, digests, pieces."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from blogarchive.warc.exchange import Spool

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
