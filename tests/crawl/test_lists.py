"""Blogs whose posts only a platform's own list names, crawled by the real command; lists that never end do end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.loopback import Answer, Asked, Site, crawled, rows, served

POSTS = 23

Query = dict[str, list[str]]


@dataclass
class Listed:
    """A blog of 23 posts: a head for its pages, and what its list answers."""

    head: str
    path: str
    """Where the list stands."""
    answer: Callable[[str, Query], Any]
    """The list's answer to an origin and a query."""
    kind: str = "application/json"
    front: str = "/"

    def page(self, target: Asked) -> Answer | str | None:
        parts = urlsplit(target)
        if parts.path == self.path and (parts.query or self.path != "/"):
            body = self.answer(target.base, parse_qs(parts.query))
            return Answer(body if isinstance(body, str) else json.dumps(body), headers={"Content-Type": self.kind})
        if parts.path in ("/", self.front):
            return f"<!DOCTYPE html><head>{self.head}<title>Tide</title></head><body><h1>Tide</h1><p>Low."
        number = parts.path.removeprefix("/p/tide-")
        if not number.isdigit() or int(number) >= POSTS:
            return None
        text = f"<h1>Tide {number}</h1><p>The tide came in, {number} minutes late, and nobody was there to see it."
        return f"<!DOCTYPE html><head>{self.head}<title>Tide {number}</title></head><body>{text}"


def paths(start: int, stop: int) -> list[str]:
    return [f"/p/tide-{n}" for n in range(start, min(stop, POSTS))]


def one(query: Query, name: str, usual: int) -> int:
    return int(query.get(name, [str(usual)])[0])


def ghost(base: str, query: Query) -> Any:
    page, pages = one(query, "page", 1), 3
    posts = [{"url": base + p, "updated_at": "2020-05-01T10:00:00.000+00:00"} for p in paths(page * 8 - 8, page * 8)]
    following = page + 1 if page < pages else None
    return {"posts": posts, "meta": {"pagination": {"page": page, "pages": pages, "next": following}}}


def substack(base: str, query: Query) -> Any:
    start = one(query, "offset", 0)
    return [{"id": 1, "canonical_url": base + p, "post_date": "2020-05-01"} for p in paths(start, start + 12)]


def forem(base: str, query: Query) -> Any:
    start = one(query, "per_page", 30) * (one(query, "page", 1) - 1)
    return [{"type_of": "article", "url": base + p} for p in paths(start, start + 100)]


def tumblr(base: str, query: Query) -> Any:
    start = one(query, "start", 0)
    posts = [{"url": base + p} for p in paths(start, start + 10)]
    return (
        "var tumblr_api_read = " + json.dumps({"posts-start": start, "posts-total": str(POSTS), "posts": posts}) + ";"
    )


def squarespace(base: str, query: Query) -> Any:
    start = one(query, "offset", 0)
    more = start + 20 < POSTS
    pages = {"nextPage": more, "nextPageUrl": f"/notes?offset={start + 20}"} if more else {}
    items = [{"fullUrl": p, "publishOn": 1588327200000} for p in paths(start, start + 20)]
    return {"collection": {"fullUrl": "/notes"}, "items": items, "pagination": pages}


def json_feed(base: str, query: Query) -> Any:
    start = one(query, "from", 0)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": [
        {"id": base + p, "url": base + p, "title": "A tide"} for p in paths(start, start + 7)]}  # fmt: skip
    return feed | ({"next_url": f"{base}/feed.json?from={start + 7}"} if start + 7 < POSTS else {})


def blogger(base: str, query: Query) -> str:
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


def paged(base: str, query: Query) -> str:
    page = one(query, "paged", 1)
    return rss(base, paths(page * 10 - 10, page * 10), "https://wordpress.org/?v=6.1")


def by_page(base: str, query: Query) -> str:
    page = one(query, "page", 1)
    return rss(base, paths(page * 10 - 10, page * 10))


def by_rel(base: str, query: Query) -> str:
    start = one(query, "from", 0)
    onward = f"<atom:link rel='next' href='{base}/feed.xml?from={start + 6}'/>" if start + 6 < POSTS else ""
    return rss(base, paths(start, start + 6), link=onward)


def without_end(base: str, query: Query) -> str:
    """Every page of the feed is its first page."""
    return rss(base, paths(0, POSTS), "https://wordpress.org/?v=6.1")


def hexo(base: str, query: Query) -> str:
    return "<search>" + "".join(f"<entry><title>T</title><url>{p}</url></entry>" for p in paths(0, POSTS)) + "</search>"


def hugo(base: str, query: Query) -> Any:
    return [{"title": "T", "permalink": base + p, "contents": "x"} for p in paths(0, POSTS)]


def jekyll(base: str, query: Query) -> Any:
    return {str(n): {"title": "T", "doc": "T", "url": p} for n, p in enumerate(paths(0, POSTS))}


def lunr(base: str, query: Query) -> Any:
    return {"version": "2.3.9", "fieldVectors": [[f"title/{p}", []] for p in paths(0, POSTS)], "invertedIndex": []}


def feed_at(href: str, kind: str = "rss+xml") -> str:
    return f"<link rel=alternate type='application/{kind}' href='{href}'>"


GHOST = "<script data-ghost='/' data-key='22aa' data-api='/ghost/api/content/'></script>"
CONTEXT = """<script>Static.SQUARESPACE_CONTEXT = {"website":{"id":"5f"},"collection":{"title":"Notes",
"id":"5e","fullUrl":"/notes","type":1},"templateVersion":"7"};</script>"""
XML = "application/xml"
LISTS: dict[str, Listed] = {
    "ghost": Listed(GHOST, "/ghost/api/content/posts/", ghost),
    "substack": Listed("<link href='https://substackcdn.com/a.css'>", "/api/v1/archive", substack),
    "forem": Listed("<meta name='forem:name' content='T'>", "/api/articles", forem, front="/p"),
    "tumblr": Listed("<link href='//assets.tumblr.com/a.css'>", "/api/read/json", tumblr, "text/javascript"),
    "squarespace": Listed(CONTEXT, "/notes", squarespace),
    "json feed": Listed(feed_at("/feed.json", "feed+json"), "/feed.json", json_feed, "application/feed+json"),
    "blogger": Listed(feed_at("/feeds/posts/default", "atom+xml"), "/feeds/posts/default", blogger, XML),
    "?paged=": Listed(feed_at("/feed/"), "/feed/", paged, XML),
    "?page=": Listed(feed_at("/feed/"), "/feed/", by_page, XML),
    "rel=next": Listed(feed_at("/feed.xml"), "/feed.xml", by_rel, XML),
    "endless feed": Listed(feed_at("/feed/"), "/feed/", without_end, XML),
    "hexo": Listed("<script>var CONFIG = {'path': 'search.xml'}</script>", "/search.xml", hexo, XML),
    "hugo": Listed("<script>fetch('/index.json').then(x)</script>", "/index.json", hugo),
    "jekyll": Listed("<script>go({json: '/assets/search.json'})</script>", "/assets/search.json", jekyll),
    "lunr": Listed('<script>load("\\/lunr-index.json")</script>', "/lunr-index.json", lunr),
}  # fmt: skip


def ghost_without_end(base: str, query: Query) -> Any:
    return ghost(base, {}) | {"meta": {"pagination": {"next": one(query, "page", 1) + 1}}}


def substack_without_end(base: str, query: Query) -> Any:
    return substack(base, {})


def substack_of_two(base: str, query: Query) -> Any:
    return [{"canonical_url": "http://127.0.0.2/p/tide-1"}, *substack(base, query)]


ODD = {
    "ghost without end": replace(LISTS["ghost"], answer=ghost_without_end),
    "substack without end": replace(LISTS["substack"], answer=substack_without_end),
    "a foreign post": replace(LISTS["substack"], answer=substack_of_two),
}


@dataclass
class Run:
    """One run over all of the blogs."""

    code: int
    data: Path
    bases: dict[str, str]
    sites: dict[str, Site]

    def lists(self, name: str) -> list[str]:
        """What was asked of a blog's list."""
        return [path for path in self.sites[name].paths if urlsplit(path).path == (LISTS | ODD)[name].path]

    def of(self, name: str, sql: str) -> set[Any]:
        """The first column of what a query finds, `{}` being a pattern of the blog's addresses."""
        return {found[0] for found in rows(self.data, sql.format(f"'{self.bases[name]}/%'"))}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    data = tmp_path_factory.mktemp("lists")
    blogs = LISTS | ODD
    sites = {name: Site(blog.page) for name, blog in blogs.items()}
    with ExitStack() as stack:
        bases = {name: stack.enter_context(served(site)) for name, site in sites.items()}
        done = crawled(data, [bases[name] + blog.front for name, blog in blogs.items()], "--no-requisites")
        yield Run(done.returncode, data, bases, sites)


def test_nothing_is_missing(run: Run) -> None:
    assert run.code == 0


@pytest.mark.parametrize("name", LISTS)
def test_what_only_a_list_names_is_found(run: Run, name: str) -> None:
    blog, base = LISTS[name], run.bases[name]
    read = run.of(name, "SELECT url FROM posts WHERE source = 'page' AND url LIKE {}")
    assert read - {base + blog.front} == {base + path for path in paths(0, POSTS)}
    assert 1 <= len(run.lists(name)) == len(set(run.lists(name))) <= 4
    named = run.of(
        name,
        "SELECT DISTINCT url_namings.named_by FROM url_namings JOIN urls ON id = url_id"
        " WHERE kind = 'post' AND url LIKE {}",
    )
    indexes = (hexo, hugo, jekyll, lunr)
    assert named == {"feed" if "feed" in blog.path else "search index" if blog.answer in indexes else "API"}


@pytest.mark.parametrize("name", ["ghost without end", "substack without end"])
def test_a_list_that_repeats_itself_ends(run: Run, name: str) -> None:
    assert len(run.lists(name)) == 2
    assert run.of(
        name, "SELECT count(*) FROM urls WHERE state = 'skipped' AND reason LIKE 'dead end:%' AND url LIKE {}"
    ) == {1}


def test_a_foreign_post_in_a_list_is_not_fetched(run: Run) -> None:
    assert rows(run.data, "SELECT state FROM urls WHERE host = '127.0.0.2'") == [("skipped",)]
