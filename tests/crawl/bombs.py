"""A blog of two posts, of which one, or a list that leads to them, is made to take all memory or all time."""

from __future__ import annotations

import gzip
import socketserver
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import repeat

from blogarchive.unpacking import zstd_module

WORDS = "words of the post. " * 60
Send = Callable[[bytes], object]


def post(title: str, more: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title><meta name=generator content='WordPress 6.1'></head>"
        f"<body class='single single-post'><article class='post hentry'><h1 class='entry-title'>{title}</h1>"
        "<time class='entry-date published' datetime='2012-01-01T10:00:00+00:00'>d</time>"
        f"<div class='entry-content'><p>{WORDS}</p></div></article>{more}</body></html>"
    ).encode()


def answer(body: bytes, kind: str = "text/html; charset=utf-8", fields: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


def coded(coding: str, body: bytes) -> bytes:
    return answer(body, fields=f"Content-Encoding: {coding}\r\n")


def packed(pieces: Iterator[bytes], wbits: int = 31) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(map(engine.compress, pieces)) + engine.flush()


def zeros(mebibytes: int) -> Iterator[bytes]:
    return repeat(bytes(1 << 20), mebibytes)


def nested(times: int) -> bytes:
    body = packed(zeros(1024))
    for _ in range(times - 1):
        body = gzip.compress(body, mtime=0)
    return body


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>%s</channel></rss>"
DATED = "<div class=comment><span class=author>Ann</span> <span class=date>December 28, 2011</span><p>hello there</p>"


def _forever(piece: bytes, head: bytes = b"") -> Iterator[bytes]:
    yield head
    yield from repeat(piece)


PAGES: dict[str, Callable[[], Iterator[bytes]]] = {
    # Those of the review.
    "2 GB of zeros, gzip": lambda: iter([coded("gzip", packed(zeros(2048)))]),
    "2 GB of zeros, raw deflate": lambda: iter([coded("deflate", packed(zeros(2048), -15))]),
    "gzip ten times over": lambda: iter([coded(", ".join(["gzip"] * 10), nested(10))]),
    "1 GB of zeros, brotli": lambda: iter([coded("br", import_module("brotli").compress(bytes(1 << 30), quality=5))]),
    "512 MB of zeros, zstd": lambda: iter([coded("zstd", zstd_module().compress(bytes(1 << 29)))]),  # type: ignore[union-attr]
    "150,000 gzip members": lambda: iter([coded("gzip", gzip.compress(b"") * 150_000)]),
    "250 MB of paragraphs": lambda: iter(
        [coded("gzip", packed(iter([post("t")[:-14], *repeat(b"<p>x</p>\n" * 100_000, 250)])))]
    ),
    "thread 60,000 deep": lambda: iter(
        [
            answer(
                post("t", "<ol class='comment-list'>" + "<li class='comment'><div>x</div><ol class=children>" * 60_000)
            )
        ]
    ),
    "1,000,000 headers": lambda: iter(
        [b"HTTP/1.1 200 OK\r\n", *(b"".join(b"X-%d: 1\r\n" % n for n in range(1000)) for _ in range(1000)), b"\r\nx"]
    ),
    "1xx without end": lambda: _forever(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    "extension of a chunk of 50 MB": lambda: iter([CHUNKED, b"5;", *repeat(b"x" * (1 << 20), 50), b"\r\nhello"]),
    "page without end": lambda: _forever(b"10000\r\n" + b"<p>abcd " * 8192 + b"\r\n", CHUNKED),
    # Ten of our own.
    "2,000,000 attributes of one element": lambda: iter(
        [answer(post("t", "<div " + " ".join(f"a{n}" for n in range(2_000_000)) + ">"))]
    ),
    "1,000,000 entities": lambda: iter([answer(post("t", "&NotEqualTilde;&" * 1_000_000))]),
    "200,000 comments in one another": lambda: iter([answer(post("t", DATED * 200_000))]),
    "40,000 comments side by side": lambda: iter([answer(post("t", (DATED + "</div>") * 40_000))]),
    "57,000 headings to be cut": lambda: iter(
        [answer(post("t").replace(b"</p>", b"</p>" + b"<div class=x><span>Share this</span></div>" * 57_000))]
    ),
    "JSON-LD 100,000 deep": lambda: iter(
        [answer(post("t", '<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>"))]
    ),
    "1,000,000 links": lambda: iter([answer(post("t", "".join(f"<a href=/p/{n}/>x</a>" for n in range(1_000_000))))]),
    "comment that does not end, 50 MB": lambda: iter([answer(post("t")[:-14] + b"<!--" * 12_000_000)]),
    "chunks of one byte": lambda: iter(
        [CHUNKED, *(b"1\r\n%c\r\n" % byte for byte in post("t")), *repeat(b"1\r\n \r\n" * 10_000, 300), b"0\r\n\r\n"]
    ),
    "one word of 12 MB": lambda: iter([answer(post("t", "<p>" + "x" * 12_000_000))]),
}
"""Posts by what is wrong with them."""

LISTS: dict[str, tuple[str, Callable[[], Iterator[bytes]]]] = {
    "sitemap, 220 MB of elements": (
        "/sitemap.xml",
        lambda: iter(
            [
                answer(
                    packed(iter([b"<?xml version='1.0'?><urlset>", *repeat(b"<u/>" * 550_000, 100), b"</urlset>"])),
                    "application/xml", "Content-Encoding: gzip\r\n",
                )
            ]
        ),
    ),
    "feed, 200,000 entries": (
        "/feed/", lambda: iter([answer(RSS % (b"<item><title>t</title><link>/p/</link></item>" * 200_000), "text/xml")])
    ),
    "feed, 900 kB of <a": (
        "/feed/",
        lambda: iter(
            [answer(RSS % b"<item><link>/p/</link><description><![CDATA[%s]]></description></item>"
                    % (b"<a " * 300_000), "text/xml")]
        ),
    ),
}  # fmt: skip
"""Sitemaps and feeds, each with where it stands."""


@contextmanager
def served(name: str) -> Iterator[str]:
    """A blog with one bomb; its address."""
    place, make = LISTS.get(name) or ("/bomb/", PAGES[name])
    pieces: list[bytes] = []
    is_endless = name in ("1xx without end", "page without end")
    if not is_endless:
        pieces = list(make())

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                while (path := _asked(self.rfile)) is not None:
                    for piece in (make() if is_endless else pieces) if path == place else [_others(path, place)]:
                        self.wfile.write(piece)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def _asked(stream: object) -> str | None:
    head = []
    while (line := stream.readline()).strip():  # type: ignore[attr-defined]
        head.append(line)
    return head[0].split()[1].decode("latin-1").partition("?")[0] if head else None


def _others(path: str, place: str) -> bytes:
    if path == "/":
        feed = "<link rel=alternate type='application/rss+xml' href='/feed/'>" if place == "/feed/" else ""
        names = ["/ok/"] if place != "/bomb/" else ["/bomb/", "/ok/"]
        listed = "".join(
            f"<article class=post><h2 class=entry-title><a rel=bookmark href='{name}'>{name}</a></h2></article>"
            for name in names
        )
        head = f"<html><head><title>B</title><meta name=generator content='WordPress 6.1'>{feed}</head>"
        return answer(f"{head}<body class='home blog'>{listed}</body></html>".encode())
    if path == "/ok/":
        return answer(post("fine"))
    if path == "/robots.txt":
        said = "\nSitemap: /sitemap.xml" if place == "/sitemap.xml" else ""
        return answer(f"User-agent: *\nDisallow:{said}\n".encode(), "text/plain")
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
