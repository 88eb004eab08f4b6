"""Blogs whose posts only a platform's own list names, crawled by the real command; lists that never end do end."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

BIN = Path(sys.executable).parent
POSTS = 23

Asked = dict[str, list[str]]


@dataclass
class Site:
    """A blog of 23 posts: a head for its pages, and what its list answers."""

    head: str
    path: str
    """Where the list stands."""
    answer: Callable[[str, Asked], Any]
    """The list's answer to an origin and a query."""
    kind: str = "application/json"
    front: str = "/"
    asked: list[str] = field(default_factory=list)

    def page(self, base: str, target: str) -> tuple[str, str] | None:
        """Media type and body of an address; none for what is not there."""
        self.asked.append(target)
        parts = urlsplit(target)
        if parts.path == self.path and (parts.query or self.path != "/"):
            body = self.answer(base, parse_qs(parts.query))
            return self.kind, body if isinstance(body, str) else json.dumps(body)
        if parts.path in ("/", self.front):
            return "text/html", f"<!DOCTYPE html><head>{self.head}<title>Tide</title></head><body><h1>Tide</h1><p>Low."
        number = parts.path.removeprefix("/p/tide-")
        if not number.isdigit() or int(number) >= POSTS:
            return None
        text = f"<h1>Tide {number}</h1><p>The tide came in, {number} minutes late, and nobody was there to see it."
        return "text/html", f"<!DOCTYPE html><head>{self.head}<title>Tide {number}</title></head><body>{text}"


def paths(start: int, stop: int) -> list[str]:
    return [f"/p/tide-{n}" for n in range(start, min(stop, POSTS))]


def one(query: Asked, name: str, usual: int) -> int:
    return int(query.get(name, [str(usual)])[0])


def ghost(base: str, query: Asked) -> Any:
    page, pages = one(query, "page", 1), 3
    posts = [{"url": base + p, "updated_at": "2020-05-01T10:00:00.000+00:00"} for p in paths(page * 8 - 8, page * 8)]
    following = page + 1 if page < pages else None
    return {"posts": posts, "meta": {"pagination": {"page": page, "pages": pages, "next": following}}}


def substack(base: str, query: Asked) -> Any:
    start = one(query, "offset", 0)
    return [{"id": 1, "canonical_url": base + p, "post_date": "2020-05-01"} for p in paths(start, start + 12)]


def forem(base: str, query: Asked) -> Any:
    start = one(query, "per_page", 30) * (one(query, "page", 1) - 1)
    return [{"type_of": "article", "url": base + p} for p in paths(start, start + 100)]


def tumblr(base: str, query: Asked) -> Any:
    start = one(query, "start", 0)
    posts = [{"url": base + p} for p in paths(start, start + 10)]
    return (
        "var tumblr_api_read = " + json.dumps({"posts-start": start, "posts-total": str(POSTS), "posts": posts}) + ";"
    )


def squarespace(base: str, query: Asked) -> Any:
    start = one(query, "offset", 0)
    more = start + 20 < POSTS
    pages = {"nextPage": more, "nextPageUrl": f"/notes?offset={start + 20}"} if more else {}
    items = [{"fullUrl": p, "publishOn": 1588327200000} for p in paths(start, start + 20)]
    return {"collection": {"fullUrl": "/notes"}, "items": items, "pagination": pages}


def json_feed(base: str, query: Asked) -> Any:
    start = one(query, "from", 0)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": [
        {"id": base + p, "url": base + p, "title": "A tide"} for p in paths(start, start + 7)]}  # fmt: skip
    return feed | ({"next_url": f"{base}/feed.json?from={start + 7}"} if start + 7 < POSTS else {})


def blogger(base: str, query: Asked) -> str:
    start, size = one(query, "start-index", 1), one(query, "max-results", 9)
    entries = "".join(f"<entry><title>A tide</title><link rel='alternate' href='{base}{p}'/></entry>"
                      for p in paths(start - 1, start - 1 + size))  # fmt: skip
    head = f"<openSearch:totalResults>{POSTS}</openSearch:totalResults><openSearch:startIndex>{start}"
    head = f"{head}</openSearch:startIndex><openSearch:itemsPerPage>{size}</openSearch:itemsPerPage>"
    spaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
    return f"<feed {spaces}>{head}{entries}</feed>"


def rss(base: str, items: list[str], generator: str = "", link: str = "") -> str:
    inner = "".join(f"<item><title>A tide</title><link>{base}{p}</link></item>" for p in items)
    return (f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Tide</title>"
            f"<generator>{generator}</generator>{link}{inner}</channel></rss>")  # fmt: skip


def paged(base: str, query: Asked) -> str:
    page = one(query, "paged", 1)
    return rss(base, paths(page * 10 - 10, page * 10), "https://wordpress.org/?v=6.1")


def by_page(base: str, query: Asked) -> str:
    page = one(query, "page", 1)
    return rss(base, paths(page * 10 - 10, page * 10))


def by_rel(base: str, query: Asked) -> str:
    start = one(query, "from", 0)
    onward = f"<atom:link rel='next' href='{base}/feed.xml?from={start + 6}'/>" if start + 6 < POSTS else ""
    return rss(base, paths(start, start + 6), link=onward)


def without_end(base: str, query: Asked) -> str:
    """Every page of the feed is its first page."""
    return rss(base, paths(0, POSTS), "https://wordpress.org/?v=6.1")


def hexo(base: str, query: Asked) -> str:
    return "<search>" + "".join(f"<entry><title>T</title><url>{p}</url></entry>" for p in paths(0, POSTS)) + "</search>"


def hugo(base: str, query: Asked) -> Any:
    return [{"title": "T", "permalink": base + p, "contents": "x"} for p in paths(0, POSTS)]


def jekyll(base: str, query: Asked) -> Any:
    return {str(n): {"title": "T", "doc": "T", "url": p} for n, p in enumerate(paths(0, POSTS))}


def lunr(base: str, query: Asked) -> Any:
    return {"version": "2.3.9", "fieldVectors": [[f"title/{p}", []] for p in paths(0, POSTS)], "invertedIndex": []}


def feed_at(href: str, kind: str = "rss+xml") -> str:
    return f"<link rel=alternate type='application/{kind}' href='{href}'>"


GHOST = "<script data-ghost='/' data-key='22aa' data-api='/ghost/api/content/'></script>"
CONTEXT = """<script>Static.SQUARESPACE_CONTEXT = {"website":{"id":"5f"},"collection":{"title":"Notes",
"id":"5e","fullUrl":"/notes","type":1},"templateVersion":"7"};</script>"""
XML = "application/xml"
SITES: dict[str, Callable[[], Site]] = {
    "ghost": lambda: Site(GHOST, "/ghost/api/content/posts/", ghost),
    "substack": lambda: Site("<link href='https://substackcdn.com/a.css'>", "/api/v1/archive", substack),
    "forem": lambda: Site("<meta name='forem:name' content='T'>", "/api/articles", forem, front="/p"),
    "tumblr": lambda: Site("<link href='//assets.tumblr.com/a.css'>", "/api/read/json", tumblr, "text/javascript"),
    "squarespace": lambda: Site(CONTEXT, "/notes", squarespace),
    "json feed": lambda: Site(feed_at("/feed.json", "feed+json"), "/feed.json", json_feed, "application/feed+json"),
    "blogger": lambda: Site(feed_at("/feeds/posts/default", "atom+xml"), "/feeds/posts/default", blogger, XML),
    "?paged=": lambda: Site(feed_at("/feed/"), "/feed/", paged, XML),
    "?page=": lambda: Site(feed_at("/feed/"), "/feed/", by_page, XML),
    "rel=next": lambda: Site(feed_at("/feed.xml"), "/feed.xml", by_rel, XML),
    "endless feed": lambda: Site(feed_at("/feed/"), "/feed/", without_end, XML),
    "hexo": lambda: Site("<script>var CONFIG = {'path': 'search.xml'}</script>", "/search.xml", hexo, XML),
    "hugo": lambda: Site("<script>fetch('/index.json').then(x)</script>", "/index.json", hugo),
    "jekyll": lambda: Site("<script>go({json: '/assets/search.json'})</script>", "/assets/search.json", jekyll),
    "lunr": lambda: Site('<script>load("\\/lunr-index.json")</script>', "/lunr-index.json", lunr),
}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        found = self.site.page(f"http://{self.headers['Host']}", self.path)
        kind, body = found or ("text/html", "<title>No</title>")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing."""


@contextmanager
def served(site: Site) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def crawled(data: Path, *urls: str) -> int:
    options = ["--allow-private", "--delay", "0.005", "--no-requisites", "--data", str(data)]
    done = subprocess.run(
        [BIN / "blogarchive", "crawl", *urls, *options], timeout=120, check=False, capture_output=True
    )
    return done.returncode


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(data / "blogs.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("name", SITES)
def test_what_only_a_list_names_is_found(name: str, tmp_path: Path) -> None:
    site = SITES[name]()
    with served(site) as base:
        assert crawled(tmp_path, base + site.front) == 0
        read = {url for (url,) in rows(tmp_path, "SELECT url FROM posts WHERE source = 'page'")}
        assert read - {base + site.front} == {base + path for path in paths(0, POSTS)}
    lists = [target for target in site.asked if urlsplit(target).path == site.path]
    assert len(lists) == len(set(lists)) <= 4
    named = rows(
        tmp_path, "SELECT DISTINCT url_namings.named_by FROM url_namings JOIN urls ON id = url_id WHERE kind = 'post'"
    )
    indexes = (hexo, hugo, jekyll, lunr)
    source = "feed" if "feed" in site.path else "search index" if site.answer in indexes else "API"
    assert {who for (who,) in named} == {source}


def ghost_without_end(base: str, query: Asked) -> Any:
    return ghost(base, {}) | {"meta": {"pagination": {"next": one(query, "page", 1) + 1}}}


def substack_without_end(base: str, query: Asked) -> Any:
    return substack(base, {})


@pytest.mark.parametrize(("name", "answer"), [("ghost", ghost_without_end), ("substack", substack_without_end)])
def test_a_list_that_repeats_itself_ends(name: str, answer: Callable[[str, Asked], Any], tmp_path: Path) -> None:
    site = replace(SITES[name](), answer=answer)
    with served(site) as base:
        assert crawled(tmp_path, base + "/") == 0
    assert sum(urlsplit(target).path == site.path for target in site.asked) == 2
    assert rows(tmp_path, "SELECT count(*) FROM urls WHERE state = 'skipped' AND reason LIKE 'dead end:%'")[0][0] == 1


def test_a_foreign_post_in_a_list_is_not_fetched(tmp_path: Path) -> None:
    foreign = [{"canonical_url": "http://127.0.0.2/p/tide-1"}]
    site = replace(SITES["substack"](), answer=lambda base, query: foreign + substack(base, query))
    with served(site) as base:
        assert crawled(tmp_path, base + "/") == 0
    assert rows(tmp_path, "SELECT state FROM urls WHERE host = '127.0.0.2'") == [("skipped",)]
