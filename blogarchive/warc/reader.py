"""Reads WARC files, ours and others', back as captures and pages; what is damaged is named and skipped."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit, urlunsplit

from blogarchive.errors import CaptureError, Oddity, StorageError
from blogarchive.limits import limits
from blogarchive.models import Capture, Page
from blogarchive.unpacking import Unpacked, unpacked
from blogarchive.warc import http
from blogarchive.warc.exchange import Original
from blogarchive.warc.record_dates import UNDATED, date_of, lenient
from blogarchive.warc.records import Damage, Record
from blogarchive.warc.volumes import OPEN, Volume, is_archive, volumes
from blogarchive.warc.walk import records

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

OnError = Callable[[CaptureError], None]
"""Told of each damaged record that was skipped."""

Lookup = Callable[[Original], Page | None]
"""Finds the page that a revisit refers to."""

NOT_MODIFIED = "server-not-modified"
ORPHAN = "the original of this revisit is not at hand"

_RENDERED = "urn:rendered:"
SCHEMES = ("http://", "https://", _RENDERED)
"""What addresses of captures begin with: the last is of pages as a browser showed them (`urls.rendering`)."""

_CAPTURES = ("response", "revisit", "resource", "conversion")
_HEADLESS = ("resource", "conversion")
_SMALL = re.compile(r"(?:https?://[^/?#A-Z]*(?:[/?#]|$)|urn:)")

OURS = "blogarchive/"
"""How `WARC-Conversion-Software` begins in what we made of a page; conversions of others stand beside what they were
made from, which is what is read."""


def captures(path: Path, *, on_error: OnError | None = None) -> Iterator[Capture]:
    """Every response, revisit and resource of a file, and what is left of any, in its order."""
    for record in read_records(path, on_error=on_error):
        if (capture := capture_of(record)) is not None:
            yield capture


def read_records(path: Path, *, on_error: OnError | None = None) -> Iterator[Record]:
    """Every record of a WARC, WACZ or ARC file, of any type.

    Raises StorageError for a file that cannot be opened, where nobody is to be told of errors.
    """
    try:
        with volumes(path) as found:
            for volume in found:
                for record in records(volume):
                    if isinstance(record, Damage):
                        (on_error or _log)(CaptureError(record.problem, file=record.file, offset=record.offset))
                    else:
                        yield record
    except CaptureError as error:  # a WACZ that is no ZIP file, a zstd file where no zstd is
        (on_error or _log)(error)
    except StorageError as error:  # a link that leads nowhere, a file that is not ours to read
        if on_error is None:
            raise
        on_error(CaptureError(str(error), file=path.name))


def pages(
    path: Path, *, lookup: Lookup | None = None, on_error: OnError | None = None, orphans: bool = False
) -> Iterator[Page]:
    """Every page of a file, transfer and content coding undone.

    A revisit is shown with the body of its original, sought first in the same file, then by `lookup`; one whose
    original is nowhere is left out, or with `orphans` shown as an empty answer of its own.
    """
    originals = Originals([path], index=False)
    for record in read_records(path, on_error=on_error):
        if (oddity := _oddity(record)) is not None:
            (on_error or _log)(Oddity(oddity, file=record.file, offset=record.offset))
        capture = capture_of(record)
        if capture is None:
            continue
        if capture.type == "revisit":
            page = _revisited(record, capture, lambda wanted: originals(wanted) or (lookup(wanted) if lookup else None))
            if page is None:
                (on_error or _log)(Oddity(ORPHAN, file=capture.file, offset=capture.offset))
                if not orphans:
                    continue
                page = page_of(record, capture)
        else:
            originals.add(path, capture)
            page = page_of(record, capture)
        yield page


def read_page(folder: Path, capture: Capture, *, lookup: Lookup | None = None) -> Page:
    """The page of one capture, read from its file at its offset."""
    record = read_record(folder, capture)
    found = capture_of(record)
    if found is None:
        raise CaptureError("no response stands here", file=capture.file, offset=capture.offset)
    if found.type != "revisit":
        return page_of(record, found)
    page = _revisited(record, found, lookup or Originals(_archives(folder)))
    if page is None:
        raise CaptureError(ORPHAN, file=capture.file, offset=capture.offset)
    return page


def read_record(folder: Path, capture: Capture) -> Record:
    """The record of one capture: its named fields and its block, byte by byte."""
    path = _locate(folder, capture.file)
    with volumes(path) as found:
        for volume in found:
            if volume.name == capture.file or len(found) == 1:
                return _record_at(volume, capture)
    raise CaptureError("there is no such WARC file within", file=capture.file)


def original_at(folder: Path, capture: Capture) -> Original | None:
    """What a new revisit of this capture refers to; none where the record is not whole, or not readable any more."""
    try:
        record = read_record(folder, capture)
    except (CaptureError, StorageError):
        return None
    if record.get("WARC-Truncated"):
        return None
    head = head_of(record)
    return Original(
        url=capture.url,
        date=capture.date,
        record_id=capture.record_id,
        payload_digest=capture.payload_digest,
        chunked="chunked" in head.tokens("transfer-encoding") if head else False,
    )


def capture_of(record: Record) -> Capture | None:
    """What a record captures of the web; none for other records, and for those whose address is none."""
    url = record.url
    if record.type not in _CAPTURES or not url or not _is_of_web(url) or _fault(url) is not None:
        return None
    if record.type == "conversion" and not (record.get("WARC-Conversion-Software") or "").startswith(OURS):
        return None
    head = head_of(record)
    return Capture(
        record_id=_id(record),
        url=url,
        date=date_of(record, head),
        type=cast("Literal['response', 'revisit', 'resource', 'conversion']", record.type),
        file=record.file,
        offset=record.offset,
        length=record.length,
        status=head.status if head else _status(record),
        content_type=head.get("content-type") if head else _declared(record),
        block_digest=record.get("WARC-Block-Digest"),
        payload_digest=record.get("WARC-Payload-Digest"),
    )


def page_of(record: Record, capture: Capture) -> Page:
    """What was captured, ready to be read."""
    head = head_of(record)
    most = limits().size
    record.block.seek(head.length if head else 0)
    content = record.block.read(most + 1)
    body = _undone(head, content) if head else Unpacked(content)
    cut = body.cut or (f"it is longer than {most:,} bytes" if len(content) > most else None)
    return Page(
        url=_spelled(capture.url),
        body=body.body[:most],
        cut=cut,
        content_type=capture.content_type,
        captured=capture.date if capture.date != UNDATED else None,
        status=capture.status,
        capture=capture,
        refresh=head.get("refresh") if head else record.get("X-Refresh"),
        total=_number(head.get("x-wp-total") if head else record.get("X-WP-Total")),
    )


def _status(record: Record) -> int | None:
    if NOT_MODIFIED in (record.get("WARC-Profile") or ""):
        return 304
    return _number(record.get("X-HTTP-Status"))


def _number(said: str | None) -> int | None:
    said = (said or "").strip()
    return int(said) if said.isdecimal() and len(said) < 9 else None


def undo(head: http.Head, body: bytes) -> bytes:
    """The entity of a response: transfer coding undone, then content coding."""
    return _undone(head, body).body


def _undone(head: http.Head, body: bytes) -> Unpacked:
    entity = b"".join(http.undo_transfer(head, [body]))
    return unpacked(entity, head.tokens("content-encoding"))


class Originals:
    """Finds what revisits refer to, in a set of WARC files that are read once when the first is asked for."""

    def __init__(self, paths: list[Path], *, index: bool = True) -> None:
        self._waiting = list(paths) if index else []
        self._places: dict[str, tuple[Path, Capture]] = {}

    def __call__(self, wanted: Original) -> Page | None:
        """The page of an original, by its id, its address and date, or its payload."""
        while self._waiting:
            path = self._waiting.pop()
            for capture in captures(path):
                self.add(path, capture)
        for key in (wanted.record_id, _key(wanted.url, wanted.date.isoformat()), wanted.payload_digest):
            if key and (place := self._places.get(key)) is not None:
                path, capture = place
                with suppress(CaptureError, StorageError):  # damaged since it was noted
                    return read_page(path.parent, capture)
        return None

    def add(self, path: Path, capture: Capture) -> None:
        """Note where a capture stands."""
        if capture.type == "revisit":
            return
        for key in (capture.record_id, _key(capture.url, capture.date.isoformat()), capture.payload_digest):
            if key:
                self._places.setdefault(key, (path, capture))


def refers_to(record: Record) -> Original:
    """What a revisit says of its original."""
    date = lenient(record.get("WARC-Refers-To-Date")) or date_of(record, head_of(record))
    return Original(
        url=(record.get("WARC-Refers-To-Target-URI") or record.url or "").strip("<> "),
        date=date,
        record_id=(record.get("WARC-Refers-To") or "").strip("<> ") or None,
        payload_digest=record.get("WARC-Payload-Digest"),
    )


def _revisited(record: Record, capture: Capture, lookup: Lookup) -> Page | None:
    page = lookup(refers_to(record))
    if page is None:
        return None
    not_modified = capture.status == 304
    return replace(
        page,
        url=_spelled(capture.url),
        captured=capture.date if capture.date != UNDATED else None,
        capture=capture,
        status=page.status if not_modified or capture.status is None else capture.status,
        content_type=page.content_type if not_modified else capture.content_type or page.content_type,
        refresh=page.refresh if not_modified or (head := head_of(record)) is None else head.get("refresh"),
        total=page.total if not_modified or (head := head_of(record)) is None else _number(head.get("x-wp-total")),
    )


def head_of(record: Record) -> http.Head | None:
    """The head of the HTTP response in a record's block; none where there is none."""
    # The head is read from what is at hand: some tools say nothing, or something odd, in Content-Type.
    if record.type in _HEADLESS:
        return None
    record.block.seek(0)
    first = record.block.read(http.HEAD_LIMIT)
    return http.parse_head(first) if http.is_response(first) else None


def _id(record: Record) -> str:
    """The record's id; where it has none, its place, which no other record shares."""
    return record.record_id or f"{record.file}#{record.offset}"


def _is_of_web(url: str) -> bool:
    return url[:16].lower().startswith(SCHEMES)


def _fault(url: str) -> str | None:
    """Why an address is none; none where it is one."""
    try:
        parts = urlsplit(url.removeprefix(_RENDERED))
        _ = parts.port
    except ValueError as error:
        return str(error)
    return None if parts.hostname else "it names no host"


def _oddity(record: Record) -> str | None:
    """What a record of a page says that cannot be meant."""
    if record.type not in _CAPTURES or not record.url or not _is_of_web(record.url):
        return None
    if (wrong := _fault(record.url)) is not None:
        return f"its address is none, so it is not read: {record.url} ({wrong})"
    if date_of(record, head_of(record)) == UNDATED:
        return f"neither the record nor the answer in it says when it was captured: {record.url}"
    return None


def _spelled(url: str) -> str:
    """`HTTPS://Blog.Example/A` -> `https://blog.example/A`."""
    if _SMALL.match(url):
        return url
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host.lower()}"))


def _declared(record: Record) -> str | None:
    return record.get("Content-Type") if record.type in _HEADLESS else None


def _record_at(volume: Volume, capture: Capture) -> Record:
    for record in records(volume, capture.offset):
        if isinstance(record, Damage):
            raise CaptureError(record.problem, file=capture.file, offset=capture.offset)
        if record.offset != capture.offset:
            break
        if _id(record) == capture.record_id:
            return record
    raise CaptureError("the record that should stand here does not", file=capture.file, offset=capture.offset)


def _locate(folder: Path, name: str) -> Path:
    outer = name.split("/", 1)[0]
    for path in (folder / outer, folder / (outer + OPEN)):
        if path.is_file():
            return path
    raise StorageError(f"{folder / outer} is not there.")


def _archives(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if is_archive(path))


def _key(url: str, date: str) -> str:
    return f"{date} {url}"


def _log(error: CaptureError) -> None:
    logger.warning("%s%s", "" if isinstance(error, Oddity) else "skipped a damaged record: ", error)
