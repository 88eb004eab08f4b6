"""When something was captured: as the format has it, else as tools of all sorts wrote it, else as its server said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.warc.http import Head
    from blogarchive.warc.records import Record

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a capture of which nothing says when it was made: before all that have one."""

_DIGITS = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?\d*Z?"
)  # 20140305100000, as CDX and ARC files have it


def date_of(record: Record, head: Head | None) -> datetime:
    """When the record was captured; UNDATED where neither it nor the answer in it says so."""
    if record.date is not None:
        return record.date
    return lenient(record.get("WARC-Date")) or lenient(head.get("date") if head else None) or UNDATED


def lenient(said: str | None) -> datetime | None:
    """A date in any of the forms that stand in WARC files and HTTP heads; without an offset it is in UTC."""
    text = (said or "").strip()
    if (digits := _DIGITS.fullmatch(text)) is not None:
        text = "{}-{}-{}T{}:{}:{}".format(*(part or "00" for part in digits.groups()))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
