"""What reads bytes of strangers, each as one function that takes any bytes and may raise nothing.

The first byte of an input chooses among what a target can do with the rest.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from blogarchive import dates
from blogarchive.discovery import read as read_source
from blogarchive.errors import BlogArchiveError
from blogarchive.extraction import comment_systems
from blogarchive.extraction.comment_systems.answer import json_of
from blogarchive.extraction.extract import extract
from blogarchive.models import Page
from blogarchive.warc import captures, cdxj, mend_file, pages, verify_file
from blogarchive.warc.coding import undo_content
from blogarchive.warc.http import Dechunker, MessageEnd, interim_heads, parse_head, undo_transfer

Choice = TypeVar("Choice")

LIMIT = 2.0
"""Seconds of the processor in which an input is read."""

CAPTURED = datetime(2020, 2, 29, 12, tzinfo=UTC)
HOME = "https://blog.example"

WRAPPINGS = ("a.warc", "a.warc.gz", "whole.warc.gz", "a.arc", "a.arc.gz", "a.warc.zst", "a.wacz", "index")
ADDRESSES = (
    "/", "/feed/", "/sitemap.xml", "/sitemap.txt", "/wp-json/wp/v2/posts?per_page=9", "/wp-json/wp/v2/comments?post=7",
    "/ghost/api/content/posts/?page=1", "/search.json", "/api/v1/archive?limit=12", "/api/read/json?num=5", "/t/7.json",
    "/isso/?uri=/post/", "/feeds/7/comments/default?alt=json&start-index=26", "/repos/a/b/issues/7/comments",
    "/robots.txt", "/posts?format=json", "/api/v1/statuses/7/context", "/embed/comments/?f=blog",
)  # fmt: skip
LANGUAGES = ("en", "de", "fr", "ru", "ja", "zh", "ar", "he", "pl", "fa", "th", None)
CODINGS = (["gzip"], ["deflate"], ["br"], ["zstd"], ["gzip", "gzip"], ["x-gzip", "deflate"])


class TooSlow(AssertionError):
    """An input that took more than `LIMIT`."""


def warc(data: bytes) -> None:
    """A file is read, verified and mended in each wrapping; a mended one holds what could be read before."""
    wrapping, rest = _chosen(data, WRAPPINGS)
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        path = Path(folder, "a.warc.gz" if wrapping == "index" else wrapping)
        if wrapping == "index":
            cdxj.index_path(path).write_bytes(rest)
            cdxj.read_index(path)
            path.write_bytes(b"")
        else:
            path.write_bytes(gzip.compress(rest, 1) if wrapping.startswith("whole") else rest)
        read = [page.capture for page in pages(path, on_error=lambda _: None)]
        assert verify_file(path).records >= len(read)
        mend_file(path)
        left = {(each.url, each.date, each.length) for each in captures(path)} if path.exists() else set()
        assert {(each.url, each.date, each.length) for each in read if each} <= left


def http(data: bytes) -> None:
    """The head, the framing and the coding of a response; bytes in any pieces come to the same end."""
    way, rest = _chosen(data, CODINGS)
    interim = interim_heads(rest)
    assert b"".join(interim) == rest[: sum(map(len, interim))]
    head = parse_head(rest)
    assert head.length <= len(rest)
    body = rest[head.length :]
    whole = b"".join(undo_transfer(head, [body]))
    assert whole == b"".join(undo_transfer(head, [body[at : at + 7] for at in range(0, len(body), 7)]))
    undo_content(whole, head.tokens("content-encoding"))
    undo_content(body, way)
    dechunker = Dechunker()
    dechunker.feed(rest)
    dechunker.finish()
    for method in ("GET", "HEAD"):
        end = MessageEnd(method)
        if not end.feed(rest):
            assert end.until_close in (True, False)


def feeds(data: bytes) -> None:
    """A feed, at a feed's address."""
    read_source(Page(url=f"{HOME}/feed/", body=data, content_type="application/rss+xml", captured=CAPTURED))


def sitemaps(data: bytes) -> None:
    """A sitemap, at a sitemap's address."""
    read_source(Page(url=f"{HOME}/sitemap.xml", body=data, content_type="text/xml", captured=CAPTURED))


def sources(data: bytes) -> None:
    """Whatever names posts, by its address: lists of APIs, robots.txt, feeds and sitemaps of any kind."""
    address, rest = _chosen(data, ADDRESSES)
    read_source(Page(url=HOME + address, body=rest, captured=CAPTURED))


def times(data: bytes) -> None:
    """Words of a date; what is read is ISO 8601."""
    language, rest = _chosen(data, LANGUAGES)
    text = rest.decode("utf-8", "replace")
    for captured in (CAPTURED, None):
        found = dates.spot(text, captured=captured, language=language)
        assert found is None or (0 <= found.start < found.end <= len(text) and _is_iso(found.value)), found
    stated = dates.from_machine(text)
    assert stated is None or _is_iso(stated), stated
    dates.is_unsure(text, language)
    dates.settled([text, "03/04/2011"], language=language)


def threads(data: bytes) -> None:
    """A page of a blog, its thread and all; ids are no two the same, and answers follow what they answer."""
    found = extract(Page(url=f"{HOME}/2011/05/gulls/", body=data, content_type="text/html", captured=CAPTURED))
    for post in found.posts:
        places = {comment.id: place for place, comment in enumerate(post.comments)}
        assert len(places) == len(post.comments)
        for comment in post.comments:  # what a root answers stands on another page, or in a circle
            assert comment.depth == 0 or places[comment.parent or ""] < places[comment.id]
        json.dumps([str(post.body_text), str(post.title)])


def answers(data: bytes) -> None:
    """The answer of a comment system, given to the reader that knows it, then to each of the others."""
    address, rest = _chosen(data, ADDRESSES)
    page = Page(url=HOME + address, body=rest, captured=CAPTURED)
    comment_systems.read(page, about=None)
    if (said := json_of(page)) is not None:
        for reader in comment_systems.READERS.values():
            reader(page, said)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "warc": warc, "http": http, "feeds": feeds, "sitemaps": sitemaps, "sources": sources, "dates": times,
    "threads": threads, "answers": answers,
}  # fmt: skip


def tried(name: str, data: bytes, *, limit: float = LIMIT) -> None:
    """Give bytes to a target; raises TooSlow where that takes longer than it may."""
    begun = time.process_time()
    try:
        TARGETS[name](data)
    except BlogArchiveError as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    if (took := time.process_time() - begun) > limit:
        raise TooSlow(f"{took:.1f} s of the processor for {len(data)} bytes")


def _chosen(data: bytes, among: Sequence[Choice]) -> tuple[Choice, bytes]:
    return among[data[0] % len(among) if data else 0], data[1:]


def _is_iso(value: str) -> bool:
    """Whether it is a date in as many parts as are stated, and one that there is."""
    day, _, clock = value.partition("T")
    try:
        datetime.fromisoformat(f"{day}{'-01-01'[len(day) - 4 :]}" + (f"T{clock}" if clock else ""))
    except ValueError:
        return False
    return True
