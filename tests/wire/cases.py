"""Answers that servers really send, from the ordinary to the broken, each with what an archive must make of it."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

from tests.wire.server import Step

brotli = import_module("brotli")
zstd = import_module("backports.zstd")

TEXT = b"<html><body>" + b"A page with some words. " * 40 + b"</body></html>"
Fate = Literal["whole", "length", "time", "disconnect", "failure"]


@dataclass
class Case:
    """One path of the server."""

    name: str
    script: list[Step]
    fate: Fate = "whole"
    """`whole`: every byte is kept; a reason: an exact part of them is; `failure`: no byte came."""
    method: str = "GET"
    body: str = ""
    interim: bytes = b""
    """Heads before the final one: not part of the response record."""
    surplus: bytes = b""
    """What follows the end of the message."""
    status: int | None = 200
    """What the spider sees; none where it sees a failure."""
    meta: dict[str, object] = field(default_factory=dict)


def _sized(head: bytes, body: bytes = TEXT) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _chunked(body: bytes, size: int = 100, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    return chunks + b"0\r\n" + trailer + b"\r\n"


def _coded(coding: bytes, body: bytes) -> list[Step]:
    return [_sized(b"Content-Type: text/html\r\nContent-Encoding: " + coding + b"\r\n", body)]


def _in_pieces(data: bytes, size: int) -> list[Step]:
    steps: list[Step] = []
    for at in range(0, len(data), size):
        steps += [data[at : at + size], 0.001]
    return steps


_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
_LARGE = b"x" * (1 << 16)
_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n"
_REFUSED = b"HTTP/1.1 200 OK\r\nX-A : b\r\n"  # the space before the colon

CASES = [
    Case("plain", [_sized(b"Content-Type: text/html\r\n")]),
    Case("header-case", [_sized(b"sErVeR: Odd\r\ncontent-TYPE: text/html\r\nX-ODD:two\r\nx-odd: three\r\n")]),
    Case("header-padding", [_sized(b"X-Pad:    much \t \r\nX-None:\r\nX-Empty: \r\nX-Tight:x\r\n")]),
    Case("duplicates", [_sized(b"Set-Cookie: a=1\r\nSET-COOKIE: b=2\r\nset-cookie: a=1\r\nVary: a\r\nVary: b\r\n")]),
    Case("folded", [_sized(b"X-Long: one\r\n two\r\n\tthree\r\nContent-Type: text/html\r\n")]),
    Case("no-colon", [_sized(b"this line has no colon\r\nContent-Type: text/html\r\n")]),
    Case("latin-1", [_sized(b"X-Name: caf\xe9\r\nX-Utf: caf\xc3\xa9\r\nX-Nul: a\x00b\r\n")]),
    Case("lf-only", [b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 5\n\nhello"]),
    Case("no-reason", [b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello"]),
    Case("empty-reason", [b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello"]),
    Case("status-999", [b"HTTP/1.1 999 Go Away\r\nContent-Length: 5\r\n\r\nhello"], status=999),
    Case("http-1.0", [b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + TEXT, "close"]),
    Case("until-close", [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + TEXT, "close"]),
    Case("chunked", [_CHUNKED + _chunked(TEXT)]),
    Case("chunked-odd", _in_pieces(_CHUNKED + _chunked(TEXT, 77, b";a=b; c", b"X-Sum: 1\r\nx-more:2\r\n"), 333)),
    Case("chunked-upper", [b"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: chunked\r\n\r\n0000A\r\n0123456789\r\n0\r\n\r\n"]),
    Case("byte-by-byte", _in_pieces(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1)),
    Case("gzip", _coded(b"gzip", gzip.compress(TEXT, mtime=0))),
    Case("deflate", _coded(b"deflate", zlib.compress(TEXT))),
    Case("brotli", _coded(b"br", brotli.compress(TEXT))),
    Case("zstd", _coded(b"zstd", zstd.compress(TEXT))),
    Case(
        "chunked-gzip",
        [_CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + _chunked(gzip.compress(TEXT, mtime=0))],
    ),
    Case(
        "interim",
        [
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n",
            0.01,
            _sized(b"A: b\r\n"),
        ],
        interim=b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n",
    ),
    Case("status-204", [b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"], status=204),
    Case("status-304", [b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 999\r\n\r\n'], status=304),
    Case("head", [_sized(b"X: y\r\n", b"")[:-5] + b"12\r\n\r\n"], method="HEAD"),
    Case("post", [_sized(b"X: y\r\n")], method="POST", body="a=1&b=\u20ac"),
    Case("redirect", [b"HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 5\r\n\r\nmoved"], status=301),
    Case("not-found", [b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"], status=404),
    Case("server-error", [b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"], status=503),
    Case("empty-body", [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]),
    Case("many-headers", [_sized(b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(300)))]),
    Case("large", [_sized(b"", _LARGE * 12)]),
    Case("surplus", [_sized(b"X: y\r\n") + b"eleven more"], surplus=b"eleven more"),
    Case("length-and-chunked", [_CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n") + _chunked(TEXT)]),
    # Bodies that end early.
    Case("short", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", "close"], "disconnect"),
    Case("short-chunks", [_CHUNKED + b"64\r\nonly this", "close"], "disconnect"),
    Case("no-last-chunk", [_CHUNKED + b"5\r\nhello\r\n", "close"], "disconnect"),
    Case("reset-in-body", [_sized(b"")[:200], 1.0, "reset"], "disconnect"),
    Case("reset-in-head", [b"HTTP/1.1 200 OK\r\nContent-Ty", 1.0, "reset"], "disconnect", status=None),
    Case("close-in-head", [b"HTTP/1.1 200 OK\r\nContent-Ty", "close"], "disconnect", status=None),
    Case("reset-until-close", [b"HTTP/1.0 200 OK\r\n\r\n" + TEXT, 1.0, "reset"], "disconnect"),
    Case("interim-only", [_HINTS, "close"], "disconnect", status=None),
    Case("hang-in-head", [b"HTTP/1.1 200 OK\r\nA: ", "hang"], "time", status=None),
    Case("hang-in-body", [_sized(b"")[:200], "hang"], "time", status=None),
    Case(
        "too-large",
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nthe beginning", 0.3, "close"],
        "length",
        status=None,
    ),
    Case("too-large-chunked", [_CHUNKED, *[b"10000\r\n" + _LARGE + b"\r\n"] * 40, "close"], "length", status=None),
    Case("too-large-until-close", [b"HTTP/1.1 200 OK\r\n\r\n", *[_LARGE] * 40, "close"], "length", status=None),
    # No answer at all.
    Case("empty-reply", ["close"], "failure", status=None),
    Case("reset-at-once", ["reset"], "failure", status=None),
    Case("hang", ["hang"], "failure", status=None),
    # What Twisted refuses to parse, and browsers read.
    Case("space-before-colon", [_REFUSED + b"Content-Length: 5\r\n\r\nhello"]),
    Case("odd-name", [b"HTTP/1.1 200 OK\r\nX(A): b\r\nContent-Length: 5\r\n\r\nhel", 0.05, b"lo"]),
    Case("empty-name", [b"HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 5\r\n\r\nhello"]),
    Case("long-line", [_sized(b"X-Long: " + b"y" * 20000 + b"\r\n")]),
    Case("two-lengths", [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"]),
    Case("bad-length", [b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello", "close"]),
    Case("identity", [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"]),
    Case("gzip-chunked", [_CHUNKED.replace(b": chunked", b": gzip, chunked") + _chunked(gzip.compress(TEXT, mtime=0))]),
    Case("icy", [b"ICY 200 OK\r\nContent-Length: 5\r\n\r\nhello"]),
    Case("blank-line-first", [b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"]),
    Case("http-0.9", [b"<html>no head at all</html>", "close"], status=None),
    Case("garbage", [bytes(range(256)) * 4, "close"], status=None),
    Case(
        "refused-short",
        [_REFUSED + b"Content-Length: 50\r\n\r\nhello", "close"],
        "disconnect",
        status=None,
    ),
    Case("refused-hang", [_REFUSED + b"Content-Length: 50\r\n\r\nhello", "hang"], "time", status=None),
    Case("refused-endless", [_REFUSED + b"\r\n", *[_LARGE] * 40, "close"], "length", status=None),
]
