"""What the archive already holds, so that nothing is fetched or kept twice: payloads, and what addresses answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from blogarchive.dataset.captures import last_of, of_record, with_payload
from blogarchive.errors import CaptureError, StorageError
from blogarchive.warc import Original, head_of, original_at, read_page, read_record, refers_to

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from blogarchive.models import Capture, Page
    from blogarchive.warc import Record

CLOCKS = timedelta(minutes=10)
"""By how much two clocks may differ."""

REMEMBERED = 10_000
"""Originals kept at hand; an image of a blog's theme is asked for once, so they are few."""

# RFC 9110, section 8.8.3; what is none of this is not sent back.
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


@dataclass(frozen=True, slots=True)
class Earlier:
    """The page that an address showed when it was last asked, and what to ask by whether it still does."""

    original: Original
    etag: str | None
    modified: str | None

    @property
    def conditions(self) -> dict[str, str]:
        """The request headers of RFC 9110, sections 13.1.2 and 13.1.3."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


class Known:
    """Looks things up in the dataset, and in the records that its rows name."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._originals: dict[str, Original] = {}

    def original(self, digest: str) -> Original | None:
        """The first readable response that brought a payload."""
        if digest not in self._originals:
            readable = (original_at(self._folder, capture) for capture in with_payload(self._db, digest))
            found = next((original for original in readable if original is not None), None)
            if found is None:
                return None
            if len(self._originals) >= REMEMBERED:
                self._originals.clear()
            self._originals[digest] = found
        return self._originals[digest]

    def earlier(self, url: str) -> Earlier | None:
        """What an address showed last, where the server gave it a tag or a date; none where it cannot be read."""
        last = last_of(self._db, url)
        if last is None or last.status not in (200, 304):
            return None
        try:
            record = read_record(self._folder, last)
            origin = self._origin(last, record)
            original = original_at(self._folder, origin) if origin else None
            if origin is None or original is None or origin.status != 200:
                return None
            # The record of a 304 has an empty block: its original's head is the last that told.
            head = head_of(record) or head_of(read_record(self._folder, origin))
        except (CaptureError, StorageError):
            return None
        if head is None:
            return None
        earlier = Earlier(original, _tag(head.get("etag")), _date(head.get("last-modified"), last.date))
        return earlier if earlier.conditions else None

    def page(self, original: Original) -> Page | None:
        """The page that an original holds; none where its record is gone or damaged."""
        origin = of_record(self._db, original.record_id or "")
        if origin is None:
            return None
        try:
            return read_page(self._folder, origin)
        except (CaptureError, StorageError):
            return None

    def page_of(self, capture: Capture) -> Page | None:
        """What an answer showed, also where it was what another had shown; none where no record can be read."""
        try:
            origin = self._origin(capture, read_record(self._folder, capture))
            page = read_page(self._folder, origin) if origin else None
        except (CaptureError, StorageError):
            return None
        return replace(page, url=capture.url, captured=capture.date, capture=capture) if page else None

    def _origin(self, capture: Capture, record: Record) -> Capture | None:
        if capture.type != "revisit":
            return capture
        origin = of_record(self._db, refers_to(record).record_id or "")
        return origin if origin and origin.type == "response" else None


def _tag(value: str | None) -> str | None:
    return value if value and _ENTITY_TAG.fullmatch(value) else None


def _date(value: str | None, answered: datetime) -> str | None:
    """A `Last-Modified` that is a date, to be sent back as it came.

    One in the future is none (RFC 9110, section 8.8.2.1): nothing that changes until then would be newer.
    """
    try:
        date = parsedate_to_datetime(value) if value and value.isascii() else None
    except ValueError:
        return None
    if date is None:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return value if date <= answered + CLOCKS else None
