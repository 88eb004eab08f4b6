"""One page in, what it says out: whatever the markup."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogarchive.extraction.extract import extract
from blogarchive.html.tree import Element
from blogarchive.models import Extraction, Link, Page
from tests.pace import within

GOLDEN = Path(__file__).parents[1] / "golden"
URL = "http://harbour.example/2011/12/28/the-kettle/"
CLASSIC = (GOLDEN / "wordpress/classic-xhtml/page.html").read_bytes()
BROKEN = {
    "nothing": b"",
    "white space": b" \n\t",
    "binary": bytes(range(256)) * 200,
    "NULs": CLASSIC.replace(b"<", b"<\x00"),
    "an image": b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "unclosed": b"<div>" * 5000 + b"text",
    "deep": b"<blockquote>" * 100_000 + b"<p>deep",
    "wide": b"<p>short" * 200_000,
    "long": b"<html><body><p>" + b"word " * 4_000_000,
    "comments without end": CLASSIC.replace(b"</li>", b"").replace(b"</div>", b""),
    "wrong charset": CLASSIC.decode().encode("utf-16"),
    "loops": b'<ol class="commentlist">' + b'<li class="comment depth-9" id="comment-1"><p>x</p>' * 3000,
    "bad json": b'<script type="application/ld+json">{"@graph": [[[{}]], 7, null, {"@type": 5}]}</script><p>x',
    "bad addresses": b'<base href="http://[x"><a href="http://[broken">a</a><link rel=canonical href="//">'
    b'<img src="\x00">',
    "odd meta": b'<meta property="og:title" content=""><meta name="date" content="99999999999999999999">'
    b'<time datetime="x">',
}


def read(body: bytes, url: str = URL, *, generic_only: bool = False) -> Extraction:
    return extract(Page(url=url, body=body, content_type="text/html"), generic_only=generic_only)


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("generic", [False, True])
def test_no_markup_raises_or_takes_long(name: str, generic: bool) -> None:
    with within(4):
        assert read(BROKEN[name], generic_only=generic).page.url == URL


@given(st.integers(0, len(CLASSIC)), st.binary(max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_page_cut_or_spoiled_anywhere_is_read_as_far_as_it_goes(end: int, noise: bytes) -> None:
    found = read(CLASSIC[:end] + noise + CLASSIC[end : end // 2 * 3])
    assert isinstance(found.posts, tuple)


def test_reading_changes_nothing_and_links_are_optional() -> None:
    page = Page(url=URL, body=CLASSIC)
    assert extract(page) == extract(page)
    assert extract(page, with_links=False).posts == extract(page).posts
    assert extract(page, with_links=False).links == ()


def link(found: Extraction, url: str) -> Link:
    return next(link for link in found.links if link.url == url)


def test_links_say_what_they_lead_to() -> None:
    found = read((GOLDEN / "wordpress/html5-comment-page/page.html").read_bytes(), URL + "comment-page-2/")
    (post,) = found.posts
    assert post.url == URL
    assert {comment.page for comment in post.comments} == {2}
    older = link(found, URL + "comment-page-1/")
    assert (older.kind, older.about) == ("comment_page", URL)
    part = link(found, URL + "2/")
    assert (part.kind, part.about) == ("post", URL)
    assert link(found, "http://harbour.example/category/tea/").kind == "listing"
    assert link(found, URL + "?replytocom=51").kind == "trap"
    assert link(found, "http://harbour.example/wp-json/").kind == "api"
    assert link(found, "http://harbour.example/a.png").kind == "requisite"


def test_previous_and_next_posts_are_posts() -> None:
    found = read(CLASSIC)
    assert link(found, "http://harbour.example/2011/12/24/noise/").reason == "previous post"
    assert link(found, "http://harbour.example/2012/01/18/hills/").reason == "next post"
    assert link(found, "http://other.example/").kind == "outside"


def test_a_front_page_gives_links_and_no_post() -> None:
    found = read((GOLDEN / "wordpress/front-page/page.html").read_bytes(), "http://harbour.example/")
    assert found.posts == ()
    assert (link(found, URL).kind, link(found, URL).reason) == ("post", "listing")
    assert link(found, "http://harbour.example/page/2/").kind == "listing"
    assert link(found, "http://harbour.example/?p=3&share=twitter").kind == "trap"
    assert link(found, "http://harbour.example/i/a-3x.jpg").kind == "requisite"
    assert link(found, "http://harbour.example/bg.png").kind == "requisite"
    assert link(found, "http://harbour.example/feed/").kind == "feed"


def test_a_part_is_known_by_the_class_that_wordpress_gives_it() -> None:
    """Under a theme that links no parts; an address may end in a number without being one."""
    html = "<html><head><link rel=canonical href='{0}'></head><body class='single {1}'><article class='post hentry'>{2}"
    text = "<h1 class=entry-title>Tides</h1><div class=entry-content><p>The boats came in late.</p></div></article>"
    (part,) = read(html.format(URL + "3/", "paged-3 single-paged-3", text).encode(), URL + "3/").posts
    (whole,) = read(html.format(URL + "3/", "", text).encode(), URL + "3/").posts
    assert (part.url, part.part) == (URL, 3)
    assert (whole.url, whole.part) == (URL + "3/", 1)


def test_the_second_part_of_a_post_keeps_the_posts_address() -> None:
    body = (GOLDEN / "wordpress/html5-comment-page/page.html").read_bytes()
    body = body.replace(b"comment-page-2/", b"2/").replace(
        URL.encode() + b'2/" class="post-p', URL.encode() + b'" class="post-p'
    )
    (post,) = read(body, URL + "2/").posts
    assert (post.url, post.part) == (URL, 2)


def test_a_protected_post_has_no_body() -> None:
    (post,) = read((GOLDEN / "wordpress/protected/page.html").read_bytes()).posts
    assert (post.title, post.body_html, post.body_text) == ("The kettle on the wall", None, None)


def test_feeds_go_to_their_own_readers() -> None:
    feed = b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'
    assert extract(Page(url="http://harbour.example/feed/", body=feed)).platform == "feed"


def test_the_index_file_of_a_folder_is_the_folder() -> None:
    head = b'<meta property="og:url" content="https://blog.example/2020/bread/index.html">'
    body = b"<html><head>" + head + b"</head><body><article><h1>Bread</h1><p>Salt.</p></article></body></html>"
    post = extract(Page(url="https://blog.example/2020/bread/", body=body)).posts[0]
    assert post.url == "https://blog.example/2020/bread/"


def test_the_parts_of_a_post_are_no_thread() -> None:
    """Its meta, its text and its terms, each with a day, where comments would begin and none has been written."""
    text = "<p>On April 28, 2004 we walked.</p>" + "<p>Nothing could be seen, and we saw it.</p>" * 40
    parts = f"""<div class="entry-meta"><a href="/author/m">Mia</a> <abbr class="published">May 3, 2011</abbr></div>
        <div class="entry-content">{text}</div>
        <div class="entry-utility">Tagged <a rel="tag" href="/t">fog</a> on May 3, 2011</div>"""
    head = '<link rel="EditURI" href="/xmlrpc.php?rsd"><body class="single"><h1 class="entry-title">A walk</h1>'
    markup = f"<html>{head}<div><div id='comments'></div>{parts}</div>"
    (post,) = extract(Page(url=URL, body=markup.encode(), content_type="text/html")).posts
    assert not post.comments
    assert "Nothing could be seen" in (post.body_text or "")


def test_the_elements_of_a_page_go_with_it() -> None:
    gc.collect()
    before = _living()
    gc.disable()
    try:
        comments = "".join(
            f'<li class="comment" id="comment-{n}"><cite class="fn">Ann {n}</cite> <a href="#c{n}">May {n}, 2015</a>'
            f"<p>So I said, and {n} times.</p></li>"
            for n in range(1, 20)
        )
        page = f"<h1>A walk</h1><p>{'All about it. ' * 60}</p><ol class='commentlist'>{comments}</ol>".encode()
        extraction = extract(Page(url="https://blog.example/a-walk", body=page, content_type="text/html"))
        assert len(extraction.posts[0].comments) == 19
        assert _living() == before  # with nobody to look for cycles
    finally:
        gc.enable()


def _living() -> int:
    return sum(type(thing) is Element for thing in gc.get_objects())


@pytest.mark.parametrize(
    "begin", ["<!DOCTYPE html><html>", "\ufeff<html>", "<?xml version='1.0'?>\n<!-- x --><!doctype HTML>"]
)
def test_some_bytes_that_begin_as_a_page_are_one(begin: str) -> None:
    text = f"{begin}<head><title>A walk</title></head><body><h1>A walk</h1>{'<p>We went along the river.</p>' * 9}"
    found = extract(Page(url="http://b.example/a", body=text.encode(), content_type="application/octet-stream"))
    assert [post.title for post in found.posts] == ["A walk"]


@pytest.mark.parametrize("body", [b"diff --git a b\n+<p>text</p>\n", b"PK\x03\x04<html>", b"%PDF-1.4 <html>"])
def test_some_bytes_with_tags_in_them_are_none(body: bytes) -> None:
    assert not extract(Page(url="http://b.example/a", body=body, content_type="application/octet-stream")).posts
