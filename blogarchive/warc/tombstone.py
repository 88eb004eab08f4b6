"""What stands in a WARC file in the place of a record that was taken down, and the like of it with words taken out.

A tombstone is a `metadata` record (WARC 1.1, section 6.6) of the same address and date, which refers to the record that
stood there and says what it was. Indexers list no `application/warc-fields`, so no replay tool takes it for the page. A
page with words taken out is a `conversion` (section 6.8): another version of a record's content, made by an archival
process, whole in itself without the original. It is no `response`, for nothing in it crossed the wire like that.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from blogarchive import __version__
from blogarchive.models import Page
from blogarchive.warc.exchange import Spool
from blogarchive.warc.reader import capture_of
from blogarchive.warc.records import Record, format_date, sha1
from blogarchive.warc.rewrite import Fields, Instead

TOMBSTONE = "tombstone"
"""First field of a tombstone: the type of the record that stood there."""

NOTES = (b"browser: ", b"refused: ", b"twin: ")
"""How metadata records begin that name captures by their ids."""

SOFTWARE = f"blogarchive/{__version__} (redaction)"
"""`WARC-Conversion-Software` of pages with words taken out; the reader knows them by its first word."""

_KEPT = ("WARC-Target-URI", "WARC-Date", "WARC-Warcinfo-ID")
_OURS = uuid.UUID("6f6d3c57-1d0a-4f8e-9a55-0f5a5f8c5b1e")


def tombstone_id(removed: str) -> str:
    """The id of the tombstone of a record: the same whenever it is asked for."""
    return f"urn:uuid:{uuid.uuid5(_OURS, f'tombstone {removed}')}"


def redacted_id(removed: str, content: bytes) -> str:
    """The id of what is left of a record."""
    return f"urn:uuid:{uuid.uuid5(_OURS, f'redacted {removed} {sha1([content])}')}"


def tombstone(record: Record, *, reason: str | None, when: datetime, left: str | None = None) -> Instead:
    """Stands where a record stood, or with the id of what is `left` of it, before that."""
    capture = capture_of(record)
    said = {
        TOMBSTONE: record.type, "removed-record": record.record_id, "block-digest": record.get("WARC-Block-Digest"),
        "payload-digest": record.get("WARC-Payload-Digest"), "length": str(record.block.seek(0, 2)),
        "content-type": capture.content_type if capture else None,
        "status": str(capture.status) if capture and capture.status else None,
        "reason": reason, "removed": format_date(when), "left": left, "software": SOFTWARE,
    }  # fmt: skip
    lines = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in said.items() if value)
    fields = [("WARC-Type", "metadata"), *_same(record, tombstone_id(record.record_id or ""))]
    fields += [("WARC-Refers-To", f"<{record.record_id}>")] if record.record_id else []
    fields += [
        field for field in record.fields if field[0].lower() == "warc-concurrent-to" and record.type != "resource"
    ]
    return Instead([*fields, ("Content-Type", "application/warc-fields")], Spool(lines.encode()))


def redacted(record: Record, page: Page, content: bytes) -> Instead:
    """What is left of a page: its entity, no coding on it, under its address and date."""
    fields = [("WARC-Type", "conversion"), *_same(record, redacted_id(record.record_id or "", content))]
    fields += [("WARC-Refers-To", f"<{record.record_id}>"), ("WARC-Payload-Digest", sha1([content]))]
    fields += [("WARC-Conversion-Software", SOFTWARE)]
    # What its head said that reading it goes by; a conversion has no head.
    said = {"X-HTTP-Status": page.status, "X-WP-Total": page.total, "X-Refresh": page.refresh}
    fields += [(name, str(value)) for name, value in said.items() if value is not None]
    return Instead([*fields, ("Content-Type", page.content_type or "application/octet-stream")], Spool(content))


def pointed(revisit: Record, original: str, digest: str) -> Instead:
    """A revisit of a page that had words taken out: of what is left of it, with the digest of that."""
    own = {"warc-refers-to": f"<{original}>", "warc-payload-digest": digest}
    return Instead([(name, own.get(name.lower(), value)) for name, value in revisit.fields], revisit.block)


def renamed(record: Record, partners: Mapping[str, str], captures: Mapping[str, str]) -> Instead | None:
    """A record that names others by ids that they have no more; none where it names none of these.

    `partners` are for what came of one exchange, `captures` for the notes that say which captures a browser was sent.
    """
    fields = [(name, _renamed(name, value, partners)) for name, value in record.fields]
    content = before = record.content() if record.type == "metadata" else b""
    if before.startswith(NOTES):
        for old, new in captures.items():
            content = content.replace(old.encode(), new.encode())
    if fields == list(record.fields) and content == before:
        return None
    return Instead(fields, Spool(content) if record.type == "metadata" else record.block)


def _renamed(name: str, value: str, names: Mapping[str, str]) -> str:
    if name.lower() != "warc-concurrent-to":
        return value
    new = names.get(value.strip("<> "))
    return f"<{new}>" if new else value


def _same(record: Record, record_id: str) -> Fields:
    return [("WARC-Record-ID", f"<{record_id}>"), *((name, value) for name in _KEPT if (value := record.get(name)))]
