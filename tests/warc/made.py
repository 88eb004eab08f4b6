"""Exchanges and WARC files made for the tests."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock, patch
from uuid import UUID

from blogarchive.models import Capture
from blogarchive.warc import Exchange, Original, Spool, WarcWriter

BEGUN = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
HTML = b"<html><body>A page of a blog.</body></html>"


def request(path: str = "/") -> bytes:
    return b"GET %s HTTP/1.1\r\nHost: blog.example\r\n\r\n" % path.encode()


def answer(body: bytes = HTML, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body)


def chunked(body: bytes, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    framed = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    return b"HTTP/1.1 200 OK\r\n%sTransfer-Encoding: chunked\r\n\r\n%s" % (head, framed)


def exchange(path: str = "/", response: bytes | None = None, **more: object) -> Exchange:
    made = Exchange(
        url=f"http://blog.example{path}",
        begun=BEGUN + timedelta(seconds=len(path)),
        request=Spool(request(path)),
        response=Spool(answer() if response is None else response),
        ip="192.0.2.7",
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


def original_of(capture: Capture) -> Original:
    return Original(
        url=capture.url, date=capture.date, record_id=capture.record_id, payload_digest=capture.payload_digest
    )


@contextmanager
def at_rest() -> Iterator[None]:
    """Ids, times and names that are the same in every run, so that damage at a seed is the same damage."""
    rng, clock = random.Random(1), Mock(now=lambda _zone: BEGUN)
    with (
        patch("uuid.uuid4", lambda: UUID(int=rng.getrandbits(128), version=4)),
        patch("blogarchive.warc.writer.datetime", clock),
        patch("blogarchive.warc.file.datetime", clock),
        patch("socket.gethostname", lambda: "here"),
    ):
        yield


def small_archive(folder: Path, pages: int = 8) -> tuple[Path, list[Capture]]:
    """A finished file with ordinary, coded, failed, truncated and revisited exchanges."""
    with at_rest():
        return _small_archive(folder, pages)


def _small_archive(folder: Path, pages: int) -> tuple[Path, list[Capture]]:
    known: dict[str, Original] = {}
    writer = WarcWriter(folder, info={"operator": "a test"}, original=known.get)
    captures: list[Capture] = []
    for number in range(pages):
        body = b"<html>page %d %s</html>" % (number, b"words " * number * 5)
        coded = gzip.compress(body, mtime=0)
        kinds = [
            exchange(f"/{number}", answer(body)),
            exchange(f"/{number}/coded", chunked(coded, b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n")),
            exchange(f"/{number}/short", answer(body)[:-3], truncated="disconnect"),
            exchange(f"/{number}/gone", b"", failure="refused", request=Spool()),
            exchange(f"/{number}/again", answer(body)),
        ]
        for each in kinds:
            capture = writer.write(each)
            if capture is not None:
                captures.append(capture)
                if not each.truncated and capture.payload_digest:
                    known.setdefault(capture.payload_digest, original_of(capture))
    writer.close()
    [path] = folder.glob("*.warc.gz")
    return path, captures
