"""Writes exchanges into WARC 1.1 files: the bytes of the wire, one gzip member a record, nothing re-serialised."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive import __version__
from blogarchive.models import Capture
from blogarchive.warc.answer import Answer
from blogarchive.warc.exchange import Spool
from blogarchive.warc.file import WarcFile
from blogarchive.warc.records import chunks_of, format_date, sha1

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from blogarchive.warc.exchange import Exchange, Original

HTTP_REQUEST = "application/http;msgtype=request"
HTTP_RESPONSE = "application/http;msgtype=response"
FIELDS = "application/warc-fields"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
CONFORMS = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class WarcWriter:
    """Appends exchanges to a file of its own in `folder`, a new one whenever the last has grown to `max_size`.

    No file appears before there is something to write. `original` is asked for an earlier capture of a payload
    digest: where there is one, the answer becomes a revisit of it, unless its payload has fewer
    than `least_revisited` bytes. With `waits`, a file is finished by `close` alone, once it `is_full`: whoever keeps
    rows about its records commits them first, or a crash between the two would leave records that no row knows in a
    file that looks finished.
    """

    def __init__(
        self,
        folder: Path,
        *,
        info: Mapping[str, str],
        max_size: int = 1_000_000_000,
        original: Callable[[str], Original | None] | None = None,
        least_revisited: int = 1,
        prefix: str = "blogarchive",
        waits: bool = False,
    ) -> None:
        self._folder = folder
        self._info = info
        self._max_size = max_size
        self._original = original or (lambda _digest: None)
        self._least_revisited = least_revisited
        self._prefix = prefix
        self._waits = waits
        self._file: WarcFile | None = None
        self._serial = 0

    def write(self, exchange: Exchange) -> Capture | None:
        """Append all records of one exchange, or none of them; give the capture of its answer, if one came."""
        file = self._ready()
        with file.together():
            if exchange.received():
                return self._answered(file, exchange)
            self._failed(file, exchange)
            return None

    def write_metadata(self, url: str, fields: Mapping[str, str] | bytes, content_type: str = FIELDS) -> None:
        """Append a metadata record about an address."""
        file = self._ready()
        content = fields if isinstance(fields, bytes) else _lines(fields)
        head = {"WARC-Type": "metadata", "WARC-Target-URI": url, "WARC-Date": format_date(datetime.now(UTC))}
        with file.together():
            _append(file, _new_id(), head | {"Content-Type": content_type}, content)

    def write_resource(self, url: str, content: bytes, content_type: str, *, beside: str | None = None) -> Capture:
        """Append something that no server sent, with the id of the record that it was made from."""
        file, now, record_id, digest = self._ready(), datetime.now(UTC), _new_id(), sha1([content])
        head = {"WARC-Type": "resource", "WARC-Target-URI": url, "WARC-Date": format_date(now)}
        head |= {"WARC-Concurrent-To": f"<{beside}>"} if beside else {}
        head |= {"WARC-Payload-Digest": digest, "Content-Type": content_type}
        with file.together():
            offset = file.size
            _append(file, record_id, head, content)
            capture = Capture(
                record_id=record_id, url=url, date=now, type="resource", file=file.name, offset=offset,
                length=file.size - offset, content_type=content_type, block_digest=digest, payload_digest=digest,
            )  # fmt: skip
            file.index(capture)
        return capture

    def flush(self) -> None:
        """Put everything written so far on the disk."""
        if self._file is not None:
            self._file.flush()

    @property
    def is_full(self) -> bool:
        """Whether the file in hand has grown to `max_size`."""
        return self._file is not None and self._file.size >= self._max_size

    def close(self) -> None:
        """Finish the file in hand: its name loses `.open`, and its index appears beside it."""
        if self._file is not None:
            self._file.finish()
            self._file = None

    def leave(self) -> None:
        """Let go of the file in hand as it is: the next run finishes it."""
        if self._file is not None:
            self._file.leave()
            self._file = None

    def _ready(self) -> WarcFile:
        if self.is_full and not self._waits:
            self.close()
        if self._file is None:
            self._file, self._serial = WarcFile.create(self._folder, self._prefix, self._serial)
            with self._file.together():
                self._write_info(self._file)
        return self._file

    def _write_info(self, file: WarcFile) -> None:
        fields = {"software": f"blogarchive/{__version__}", "format": "WARC File Format 1.1", "conformsTo": CONFORMS}
        head = {"WARC-Type": "warcinfo", "WARC-Date": format_date(datetime.now(UTC)), "WARC-Filename": file.name}
        info_id = _new_id()
        _append(file, info_id, head | {"Content-Type": FIELDS}, _lines(fields | dict(self._info)))
        file.info_id = info_id

    def _answered(self, file: WarcFile, exchange: Exchange) -> Capture:
        answer = Answer(exchange)
        original = self._earlier(exchange, answer)
        head = {"WARC-Type": "revisit" if original else "response"} | _about(exchange)
        response_id, request_id = _new_id(), _new_id() if exchange.sent() else None
        if request_id:
            head["WARC-Concurrent-To"] = f"<{request_id}>"
        if exchange.truncated:
            head["WARC-Truncated"] = exchange.truncated
        stop: int | None = None
        if original is not None:
            not_modified = answer.status == 304
            stop = answer.start if not_modified else answer.body
            head |= _refers(original, NOT_MODIFIED if not_modified else IDENTICAL)
            if not not_modified:
                head["WARC-Truncated"] = "length"  # section 6.7.2: a block that is there but cut
        digest = answer.payload_digest
        if original is not None and answer.status == 304:
            digest = original.payload_digest
        if digest:
            head["WARC-Payload-Digest"] = digest
        head["Content-Type"] = HTTP_RESPONSE if answer.is_http else "application/octet-stream"
        capture = self._write_answer(file, exchange, answer, response_id, head, stop)
        self._companions(file, exchange, answer, response_id, request_id)
        return capture

    def _write_answer(
        self,
        file: WarcFile,
        exchange: Exchange,
        answer: Answer,
        record_id: str,
        head: dict[str, str],
        stop: int | None,
    ) -> Capture:
        end = exchange.received() if stop is None else stop
        block_digest, offset = _append_part(file, record_id, head, exchange.response, answer.start, end)
        capture = Capture(
            record_id=record_id,
            url=exchange.url,
            date=exchange.begun,
            type="revisit" if head["WARC-Type"] == "revisit" else "response",
            file=file.name,
            offset=offset,
            length=file.size - offset,
            status=answer.status,
            # An empty block says no media type, and a row says no more than what can be rebuilt from its record.
            content_type=answer.content_type if end > answer.start else None,
            block_digest=block_digest,
            payload_digest=head.get("WARC-Payload-Digest"),
        )
        file.index(capture)
        return capture

    def _companions(
        self, file: WarcFile, exchange: Exchange, answer: Answer, response_id: str, request_id: str | None
    ) -> None:
        if request_id:
            _append_request(file, exchange, request_id, response_id)
        # Without an address of their own: indexers would list them as captures of the page.
        about = {"WARC-Type": "metadata"} | _about(exchange) | {"WARC-Concurrent-To": f"<{response_id}>"}
        del about["WARC-Target-URI"]
        for interim in answer.interim:
            _append(file, _new_id(), about | {"Content-Type": HTTP_RESPONSE}, interim)
        if exchange.surplus:
            # What a server sends after the end of its answer belongs to no message, and yet it was sent.
            _append(file, _new_id(), about | {"Content-Type": "application/octet-stream"}, exchange.surplus)

    def _failed(self, file: WarcFile, exchange: Exchange) -> None:
        failure_id, request_id = _new_id(), _new_id() if exchange.sent() else None
        head = {"WARC-Type": "metadata"} | _about(exchange) | {"Content-Type": FIELDS}
        if request_id:
            head["WARC-Concurrent-To"] = f"<{request_id}>"
        reason = {"failure": exchange.failure or "no answer", "method": exchange.method}
        if exchange.truncated:
            reason["truncated"] = exchange.truncated
        _append(file, failure_id, head, _lines(reason))
        if request_id:
            _append_request(file, exchange, request_id, failure_id)

    def _earlier(self, exchange: Exchange, answer: Answer) -> Original | None:
        if exchange.truncated or not answer.is_http:
            return None
        if answer.status == 304:
            return exchange.original
        digest = answer.payload_digest
        if digest is None or not answer.is_repeatable:
            return None
        if exchange.received() - answer.body < self._least_revisited:
            return None
        original = self._original(digest)
        # Replay tools show the original's bytes under this head: chunks would stand in the page (pywb 2.10).
        if original is not None and original.chunked and not answer.is_chunked:
            return None
        return original


def _about(exchange: Exchange) -> dict[str, str]:
    fields = {"WARC-Target-URI": exchange.url, "WARC-Date": format_date(exchange.begun)}
    known = {
        "WARC-IP-Address": exchange.ip,
        "WARC-Protocol": exchange.protocol,
        "WARC-Cipher-Suite": exchange.cipher,
    }
    return fields | {name: value for name, value in known.items() if value}


def _refers(original: Original, profile: str) -> dict[str, str]:
    fields = {"WARC-Profile": profile, "WARC-Refers-To-Target-URI": original.url}
    fields["WARC-Refers-To-Date"] = format_date(original.date)
    if original.record_id:
        fields["WARC-Refers-To"] = f"<{original.record_id}>"
    return fields


def _lines(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()


def _new_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _append(file: WarcFile, record_id: str, fields: dict[str, str], content: bytes) -> None:
    _append_part(file, record_id, fields, Spool(content), 0, len(content))


def _append_request(file: WarcFile, exchange: Exchange, record_id: str, answer_id: str) -> None:
    fields = {"WARC-Type": "request"} | _about(exchange)
    fields |= {"WARC-Concurrent-To": f"<{answer_id}>", "Content-Type": HTTP_REQUEST}
    _append_part(file, record_id, fields, exchange.request, 0, exchange.sent())


def _append_part(
    file: WarcFile, record_id: str, fields: dict[str, str], source: Spool, start: int, stop: int
) -> tuple[str, int]:
    """Append a record whose block is a part of `source`; give the block's digest, and where the record begins."""
    digest = sha1(chunks_of(source, start, stop))
    first = {"WARC-Type": fields["WARC-Type"], "WARC-Record-ID": f"<{record_id}>"}
    info = {"WARC-Warcinfo-ID": f"<{file.info_id}>"} if file.info_id else {}
    return digest, file.append(first | fields | {"WARC-Block-Digest": digest} | info, source, start, stop)
