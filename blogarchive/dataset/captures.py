"""What the dataset knows of earlier captures: by what was sent, by the address that was asked, by their record."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from blogarchive.dataset.to_readings import address_id, utc
from blogarchive.models import Capture

_COLUMNS = (
    "record_id, url, date, type, file, offset, length, status, content_type, block_digest, payload_digest"  # as Capture
)


def with_payload(db: sqlite3.Connection, digest: str) -> list[Capture]:
    """The first responses that brought a payload, whatever their address; mostly one, as the others are revisits."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE payload_digest = ? AND type = 'response'"
        " ORDER BY date, file, offset LIMIT 3",
        (digest,),
    )
    return [_capture(row) for row in rows]


def last_of(db: sqlite3.Connection, url: str) -> Capture | None:
    """The last answer that came under exactly this address."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE address_id = ? AND url = ? ORDER BY date DESC, file DESC, offset DESC",
        (address_id(url), url),
    ).fetchone()
    return _capture(row) if row else None


def at(db: sqlite3.Connection, url: str, date: datetime) -> Capture | None:
    """The capture of an address at one moment, as a revisit names it (WARC 1.1, section 5.12)."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE address_id = ? AND url = ? AND date = ?",
        (address_id(url), url, utc(date)),
    ).fetchone()
    return _capture(row) if row else None


def of_address(db: sqlite3.Connection, url: str) -> list[Capture]:
    """The answers that brought a page under an address, in whatever spelling, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE address_id = ? AND status = 200 ORDER BY date, file, offset",
        (address_id(url),),
    )
    return [_capture(row) for row in rows]


def of_record(db: sqlite3.Connection, record_id: str) -> Capture | None:
    """The capture that one WARC record is."""
    row = db.execute(f"SELECT {_COLUMNS} FROM captures WHERE record_id = ?", (record_id,)).fetchone()
    return _capture(row) if row else None


def of_row(db: sqlite3.Connection, row_id: int | None) -> Capture | None:
    """The capture that a row of the dataset names."""
    row = db.execute(f"SELECT {_COLUMNS} FROM captures WHERE id = ?", (row_id,)).fetchone()
    return _capture(row) if row else None


def _capture(row: tuple[Any, ...]) -> Capture:
    record_id, url, date, kind, file, offset, length, status, content_type, block, payload = row
    return Capture(
        record_id=record_id, url=url, date=datetime.fromisoformat(date), type=kind, file=file, offset=offset,
        length=length, status=status, content_type=content_type, block_digest=block, payload_digest=payload,
    )  # fmt: skip
