"""Pages that list posts are told from posts; a doubtful page stays a post, for a post lost is worse."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page

AT = "https://blog.example"


def is_post(path: str, body: str, head: str = "<title>Harbour notes</title>") -> bool:
    page = Page(url=AT + path, body=f"<!DOCTYPE html>{head}<body>{body}".encode(), content_type="text/html")
    return bool(extract(page).posts)


def entries(count: int, tag: str = "h2", text: str = "<p>Of boats, and who rowed them.") -> str:
    return "".join(
        f"<article><{tag}><a href=/{n}-boats.html>{n} boats</a></{tag}>{text}</article>" for n in range(count)
    )


ARTICLE = "<h1>Harbour notes</h1><p>" + "The tide came in and went out again. " * 20


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/category/boats.html", "<h1>Boats</h1>" + entries(1)),
        ("/tag/rowing2.html", entries(6, "h1")),
        ("/index2.html", entries(3)),
        ("/author/ann/", "<h1>Ann</h1><p>Rows.</p>" + entries(2, "h3")),
        ("/blog/?page=3", entries(4)),
        ("/2014/", entries(4)),
        ("/", entries(5)),
        ("/what-we-wrote/", entries(5)),
        ("/archives.html", "<dl>" + "".join(f"<dt>May {n}<dd><a href=/{n}.html>Post {n}</a>" for n in range(30))),
        ("/tags.html", "<ul>" + "".join(f"<li><a href=/tag/{n}.html>Tag {n}</a> (2)" for n in range(30))),
    ],
)
def test_listings(path: str, body: str) -> None:
    assert not is_post(path, body)


STATED = '<script type="application/ld+json">{"@type": "BlogPosting", "headline": "x"}</script>'
FORM = '<form id="commentform"><textarea></textarea></form>'
LINKS = "".join(f"<h3><a href=https://other.example/{n}>Other {n}</a></h3>" for n in range(9))


@pytest.mark.parametrize(
    ("path", "body", "head"),
    [
        ("/7-boats.html", ARTICLE + entries(3, "h3"), ""),  # related posts
        ("/7-boats.html", entries(3, "h3") + ARTICLE, ""),  # teasers above
        ("/7-boats.html", "<h1><a href=/7-boats.html>Harbour notes</a></h1><p>Short.", ""),
        ("/7-boats.html", "<h1>Harbour notes</h1><time datetime=2011-05-01>May</time><p>A photo." + entries(4), ""),
        ("/tag/you-are-it/", ARTICLE, ""),  # a title that only sounds like a listing
        ("/archives/1234.html", ARTICLE + entries(2), ""),
        ("/index2.html", entries(5), '<meta property="og:type" content="article">'),
        ("/what-we-wrote/", entries(5), STATED),
        ("/short/", "<h1>Short</h1><p>So." + entries(3) + FORM, ""),
        ("/about/", "<p>We row.", ""),
        ("/links/", ARTICLE + LINKS, ""),
    ],
)  # fmt: skip
def test_posts(path: str, body: str, head: str) -> None:
    assert is_post(path, body, "<title>Harbour notes | The blog</title>" + head)


def test_a_dated_address_is_that_of_a_post_however_short() -> None:
    short = "<h1>Harbour notes</h1><p>1 Jun 2019</p><p>Here are some pictures.</p>"
    assert is_post("/2019/06/harbour-notes/", short + entries(4))
    assert not is_post("/2019/06/page/2/", short + entries(4))


def test_an_attachments_page_is_no_post_of_wordpress() -> None:
    head = '<title>A boat</title><link rel="https://api.w.org/" href="/wp-json/">'
    body = '<div id="respond"></div><h1 class="entry-title">A boat</h1><div class="entry-content"><p>The boat.</div>'
    assert is_post("/a-boat/", f'<div class="x">{body}</div>', head)
    of_theme = f'<div class="post-7 attachment type-attachment hentry">{body}</div>'
    for shown in (f'<body class="attachment single">{body}', f"<body>{of_theme}"):
        markup = f"<html><head>{head}</head>{shown}</body></html>".encode()
        assert not extract(Page(url=AT + "/a-boat/a-boat-1/", body=markup, content_type="text/html")).posts


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<link rel="alternate" type="application/rss+xml" title="RSS" href="/rss"><title>Harbour</title>', "Harbour"),
        ('<link rel="alternate" type="application/atom+xml" title="Harbour Full Atom Feed" href="/a">', "Harbour"),
        ('<link rel="alternate" type="application/rss+xml" title="Harbour &raquo; Feed" href="/a">', "Harbour"),
    ],
)
def test_a_blogs_name_is_not_that_of_its_feed(head: str, name: str) -> None:
    found = extract(Page(url=AT + "/", body=f"{head}<body>{entries(3)}".encode(), content_type="text/html"))
    assert found.blog is not None
    assert found.blog.title == name
