"""Which of a feed entry's addresses is the post, where proxies, ids and link blogs name others beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blogarchive.discovery import read
from blogarchive.discovery.home import home_of
from blogarchive.discovery.scope import of_blog
from blogarchive.models import Extraction, Page
from blogarchive.visit import visit
from tests.loopback import Answer, Asked, Site, chain, crawled, rows, served

BASE = "http://blog.example"
PROXY = "http://proxy.example/~r/tide/~3/7/"
FB = "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' xmlns:pheedo='http://www.pheedo.com/namespace/pheedo'"


def told(body: str, url: str = f"{BASE}/feed/") -> Extraction:
    found = read(Page(url=url, body=body.encode(), content_type="text/xml"))
    assert found is not None
    return found


def rss(item: str, link: str = f"{BASE}/") -> str:
    head = f"<rss version='2.0' {FB}><channel><title>Tide</title><link>{link}</link>"
    return f"{head}<item><title>Low</title>{item}</item></channel></rss>"


def rdf(item: str, about: str = f"{BASE}/low/") -> str:
    space = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    return (
        f"<rdf:RDF {space}><channel rdf:about='{BASE}/'><title>Tide</title><link>{BASE}/</link></channel>"
        f"<item rdf:about='{about}'><title>Low</title>{item}</item></rdf:RDF>"
    )


def atom(entry: str) -> str:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom' {FB}><title>Tide</title><link href='{BASE}/'/>"
        f"<entry><title>Low</title>{entry}</entry></feed>"
    )


PROXIED = f"<link>{PROXY}</link>"
ELSEWHERE = "<link>http://other.example/found/</link>"
SURE = {
    "plain": rss(f"<link>{BASE}/low/</link><guid isPermaLink='false'>{BASE}/?p=7</guid>"),
    "RSS 0.91": rss(f"<link>{BASE}/low/</link>").replace("'2.0'", "'0.91'"),
    "RSS 1.0": rdf(f"<link>{BASE}/low/</link>"),
    "RSS 1.0 that leads elsewhere": rdf(ELSEWHERE),
    "original link": rss(f"{PROXIED}<guid>{PROXY}</guid><feedburner:origLink>{BASE}/low/</feedburner:origLink>"),
    "original link of Pheedo": rss(f"{PROXIED}<pheedo:origLink>{BASE}/low/</pheedo:origLink>"),
    "original link in Atom": atom(f"<link href='{PROXY}'/><feedburner:origLink>{BASE}/low/</feedburner:origLink>"),
    "guid alone": rss(f"<guid>{BASE}/low/</guid>"),
    "guid of a link blog": rss(f"{ELSEWHERE}<guid isPermaLink='true'>{BASE}/low/</guid>"),
    "guid behind a proxy": rss(f"{PROXIED}<guid>{BASE}/low/</guid>"),
    "comments of a link blog": rss(f"{ELSEWHERE}<comments>{BASE}/low/#comments</comments>"),
    "related in Atom": atom(
        f"<link rel='alternate' href='http://other.example/found/'/><link rel='related' href='{BASE}/low/'/>"
        "<id>tag:blog.example,2014:7</id>"
    ),
    "related that leads elsewhere": atom(
        f"<link rel='related' href='http://other.example/found/'/><link rel='alternate' href='{BASE}/low/'/>"
    ),
    "front page named by another host": rss(f"<link>{BASE}/low/</link>", link="http://company.example/"),
}


@pytest.mark.parametrize("name", SURE)
def test_the_posts_own_address_is_found(name: str) -> None:
    found = told(SURE[name])
    assert [post.url for post in found.posts] == [f"{BASE}/low/"]
    assert [(link.url, link.kind) for link in found.links] == [(f"{BASE}/low/", "post")]


LEADING = {
    "an id that leads there": (f"{PROXIED}<guid isPermaLink='false'>{BASE}/?p=7</guid>", f"{BASE}/?p=7"),
    "an id alone": (f"<guid isPermaLink='false'>{BASE}/?p=7</guid>", f"{BASE}/?p=7"),
    "its text": (f'{ELSEWHERE}<description>&lt;a href="/low/"&gt;#&lt;/a&gt; Nice.</description>', f"{BASE}/low/"),
}


@pytest.mark.parametrize("name", LEADING)
def test_what_only_leads_to_the_post_is_followed_and_no_post_by_itself(name: str) -> None:
    item, url = LEADING[name]
    found = told(rss(item))
    assert found.posts == ()
    assert [(link.url, link.kind, link.reason) for link in found.links] == [(url, "candidate", "feed")]


@pytest.mark.parametrize("item", [PROXIED, ELSEWHERE, f"{ELSEWHERE}<guid isPermaLink='false'>7</guid>"])
def test_what_names_no_page_of_the_blog_is_no_post_of_it(item: str) -> None:
    found = told(rss(item))
    assert of_blog(found, f"{BASE}/").posts == ()
    came = visit(found.page, url_id=1, asked="feed", home=f"{BASE}/", requisites=False)
    assert came.extraction is not None
    assert came.extraction.posts == ()
    assert [(a.state, a.because) for a in came.admissions] == [("skipped", "outside the blog")]


def test_a_json_feed_of_a_link_blog_names_its_own_pages() -> None:
    items = [{"id": "7", "url": f"{BASE}/low/", "external_url": "http://other.example/found/"}, {"id": "8"}]
    found = told(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": items}))
    assert [post.url for post in found.posts] == [f"{BASE}/low/"]


def test_a_feed_on_the_host_of_a_proxy_belongs_to_the_blog_that_it_names() -> None:
    item = f"{PROXIED}<feedburner:origLink>{BASE}/low/</feedburner:origLink>"
    assert home_of(told(rss(item), "http://proxy.example/tide")) == f"{BASE}/"
    assert home_of(told(rss(PROXIED), "http://proxy.example/tide")) == "http://proxy.example/"


def test_a_blog_given_by_the_feed_that_a_proxy_keeps_is_archived(tmp_path: Path) -> None:
    """`127.0.0.1` keeps the feed, `localhost` the blog."""
    pages = chain(3)

    def answer(path: Asked) -> Answer | str | None:
        if path != "/proxied":
            return pages(path) if path.base.startswith("http://localhost") else None
        blog = path.base.replace("127.0.0.1", "localhost")
        item = f"{PROXIED}<feedburner:origLink>{blog}/tide-0/</feedburner:origLink>"
        return Answer(rss(item, f"{blog}/"), headers={"Content-Type": "text/xml"})

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/proxied", "--no-requisites")
    assert done.returncode == 0, done.stderr
    blog = base.replace("127.0.0.1", "localhost")
    assert rows(tmp_path, "SELECT url FROM blogs") == [(f"{blog}/",)]
    assert rows(tmp_path, "SELECT url, source FROM posts ORDER BY url") == [
        (f"{blog}/tide-{n}/", "page") for n in range(3)
    ]
