"""ARC files made for the tests, byte by byte as the format's description of 1996 has them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator

FIELDS_1 = b"URL IP-address Archive-date Content-type Archive-length"
FIELDS_2 = b"URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length"

PAGE = """<html><head><title>{0}</title></head><body><div class="post"><h1 class="entry-title">{0}</h1>
<p class="date">March 4, 2004</p><div class="entry-content"><p>We went along the river and counted the herons on {0},
and there were many of them, more than in the year before.</p></div></div></body></html>"""


def version_block(fields: bytes = FIELDS_1, version: bytes = b"1 0", more: bytes = b"", length: object = None) -> bytes:
    """The record that begins a file: lines and an empty line; its length is theirs, unless given."""
    lines = version + b" InternetArchive\n" + fields + b"\n" + more + b"\n"
    return record(b"filedesc://old.arc 0.0.0.0 20040305000000 text/plain", lines, length)


def record(header: bytes, block: bytes, length: object = None) -> bytes:
    """A record with this beginning of its header; the length is the block's unless given."""
    return header + b" " + str(len(block) if length is None else length).encode() + b"\n" + block


def answer(name: str, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    """A page as a server of those years sent it."""
    return b"HTTP/1.1 200 OK\r\nServer: Apache/1.3.29\r\n" + head + b"\r\n" + PAGE.format(name).encode()


def header(name: str, date: bytes = b"20040305101112", kind: bytes = b"text/html") -> bytes:
    """A header of version 1, without its length."""
    return b"http://blog.example/2004/03/%s/ 192.0.2.7 %s %s" % (name.encode(), date, kind)


def page(name: str) -> bytes:
    """The record of a page."""
    return record(header(name), answer(name))


def plain(records: Iterable[bytes]) -> bytes:
    """An uncompressed file: an empty line ends each record."""
    return b"".join(each + b"\n" for each in records)


def zipped(records: Iterable[bytes]) -> bytes:
    """A file of a gzip member a record."""
    return b"".join(gzip.compress(each + b"\n", mtime=0) for each in records)


def whole(records: Iterable[bytes]) -> bytes:
    """A file packed as one, as `gzip old.arc` leaves it."""
    return gzip.compress(plain(records), mtime=0)


def places(records: Iterable[bytes], *, packed: bool) -> Iterator[tuple[int, int]]:
    """Where each record of such a file begins and ends."""
    at = 0
    for each in records:
        size = len(zipped([each]) if packed else plain([each]))
        yield at, at + size
        at += size
