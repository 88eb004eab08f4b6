"""The featured image of a post: named for sharers, machines or readers; never the blog's logo, nor another post's."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Extraction, Page

TEXT = "<p>We went along the river and counted the herons, and there were many of them.</p>" * 8


def read(head: str = "", before: str = "", after: str = "", body: str = TEXT) -> Extraction:
    html = (
        f"<html><head><title>A walk</title>{head}</head><body><main><article><h1>A walk</h1>{before}"
        f"<div class=entry-content>{body}</div></article>{after}</main></body></html>"
    )
    return extract(Page(url="http://notes.example/2014/a-walk/", body=html.encode()))


def image(head: str = "", before: str = "", after: str = "") -> str | None:
    return read(head, before, after).posts[0].image


def linked_data(words: str) -> str:
    return f'<script type="application/ld+json">{words}</script>'


RIVER = "http://notes.example/river.jpg"
HEADS = [
    '<meta property="og:image" content="/river.jpg">',
    '<meta name="twitter:image" content="http://notes.example/river.jpg">',
    '<link rel="image_src" href="/river.jpg">',
    linked_data('{"@type": "BlogPosting", "image": "/river.jpg"}'),
    linked_data('{"@type": "BlogPosting", "image": ["/river.jpg", "/river-square.jpg"]}'),
    linked_data('{"@type": "BlogPosting", "image": {"@type": "ImageObject", "url": "/river.jpg"}}'),
    linked_data('{"@graph": [{"@type": "Article", "image": [{"contentUrl": "/river.jpg"}]}]}'),
]
BEFORE = [
    '<img class="attachment-large wp-post-image" src="/river.jpg">',
    '<img class="wp-post-image" src="data:image/gif;base64,AA" data-lazy-src="/river.jpg">',
    '<img itemprop="image" src="/river.jpg">',
    '<span itemprop="image" itemscope itemtype="ImageObject"><meta itemprop="url" content="/river.jpg"></span>',
    '<div class="post-thumbnail"><a href="/river/"><img src="/river.jpg"></a></div>',
]


@pytest.mark.parametrize("head", HEADS)
def test_said_to_sharers_and_machines(head: str) -> None:
    assert image(head) == RIVER


@pytest.mark.parametrize("before", BEFORE)
def test_shown_at_the_head_of_the_post(before: str) -> None:
    assert image(before=before) == RIVER


@pytest.mark.parametrize("head", [*HEADS[:3], HEADS[4]])
def test_it_is_kept_with_the_page(head: str) -> None:
    links = read(head).links
    assert [(link.kind, link.reason) for link in links if link.url == RIVER] == [("requisite", "featured image")]


OF_BLOG = [
    '<link rel="apple-touch-icon" href="/logo-180x180.png"><meta property="og:image" content="/logo.png">',
    '<meta property="og:image" content="/logo.png">'
    + linked_data('{"@type": "Organization", "logo": {"@type": "ImageObject", "url": "/logo.png"}}'),
    '<meta property="og:image" content="/logo-300x300.png">'
    + linked_data('{"@type": "BlogPosting", "publisher": {"@type": "Organization", "logo": "/logo.png"}}'),
    '<meta property="og:image" content="/ann.png">'
    + linked_data('{"@type": "BlogPosting", "author": {"@type": "Person", "name": "Ann", "image": "/ann.png"}}'),
    '<meta property="og:image" content="https://s0.wp.com/i/blank.jpg">',
    '<meta property="og:image" content="http://notes.example/">',
    '<meta property="og:image" content="">',
    '<meta property="og:image" content="https://www.gravatar.com/avatar/93a988bd85040?s=500">',
]


@pytest.mark.parametrize("head", OF_BLOG)
def test_what_a_page_states_of_its_blog_is_no_posts(head: str) -> None:
    assert image(head) is None
    assert image(head, before='<img class="wp-post-image" src="/river.jpg">') == RIVER


def test_a_logo_shown_at_the_top_is_no_posts() -> None:
    logo = '<a class="custom-logo-link" href="/"><img class="custom-logo" src="/sign.png"></a>'
    assert image('<meta property="og:image" content="/sign.png">', after=logo) is None


ELSEWHERE = [
    '<aside><img class="wp-post-image" src="/other.jpg"></aside>',
    '<article><h2><a href="/other/">Other</a></h2><img class="wp-post-image" src="/other.jpg"></article>',
    '<div class="related"><a href="/other/"><img class="wp-post-image" src="/other.jpg"></a></div>',
    """<section id="comments"><ol class="commentlist"><li class="comment" id="comment-1"><cite>Ida</cite>
    <img itemprop="image" src="/ida.png"><p>I liked it.</p></li></ol></section>""",
]


@pytest.mark.parametrize("after", ELSEWHERE)
def test_images_of_other_posts_and_of_people_are_not_the_posts(after: str) -> None:
    assert image(after=after) is None


def test_a_page_that_states_none_has_none() -> None:
    assert image() is None
