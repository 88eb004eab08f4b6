"""WordPress's own list of its posts."""

from __future__ import annotations

import json

from blogarchive.discovery import wordpress_api
from blogarchive.discovery.scope import admit
from blogarchive.extraction.extract import extract
from blogarchive.models import Page

HOME = "https://blog.example/"
FIRST = HOME + "wp-json/wp/v2/posts?per_page=100&page=1&_fields=id,link,modified_gmt"


def answer(count: int, url: str = FIRST) -> Page:
    posts = [{"id": n, "link": f"{HOME}post-{n}/", "modified_gmt": "2011-05-01T10:00:00"} for n in range(count)]
    return Page(url=url, body=json.dumps(posts).encode(), content_type="application/json; charset=UTF-8")


def test_the_lists_are_found_from_any_page_and_fetched() -> None:
    html = b'<link rel="https://api.w.org/" href="/wp-json/"><title>x</title><body class="home"><p>x'
    found = [
        link for link in extract(Page(url=HOME, body=html, content_type="text/html")).links if link.reason == "API"
    ]
    assert [link.url for link in found] == [FIRST, FIRST.replace("posts?", "pages?")]
    assert {admit(link, HOME, on_front_page=True, requisites=False).state for link in found} == {"queued"}


def test_plain_permalinks_have_the_api_under_a_query() -> None:
    html = b'<link rel="https://api.w.org/" href="/index.php?rest_route=/"><title>x</title><body class="home"><p>x'
    (first, _) = [
        link for link in extract(Page(url=HOME, body=html, content_type="text/html")).links if link.reason == "API"
    ]
    assert first.url == HOME + "index.php?rest_route=/wp/v2/posts&per_page=100&page=1&_fields=id,link,modified_gmt"
    assert wordpress_api.read(answer(1, first.url)) is not None


def test_a_full_answer_leads_to_the_next_and_a_short_one_ends() -> None:
    full, short = extract(answer(100)), extract(answer(7))
    assert [link.url for link in full.links if link.kind == "api"] == [FIRST.replace("page=1&", "page=2&")]
    assert [link.kind for link in short.links] == ["post"] * 7
    assert short.links[0].updated == "2011-05-01T10:00:00Z"


def test_other_answers_are_left_to_others() -> None:
    assert (
        wordpress_api.read(
            Page(url=HOME + "wp-json/wp/v2/comments?post=1", body=b"[]", content_type="application/json")
        )
        is None
    )
    broken = extract(Page(url=FIRST, body=b"<html>", content_type="application/json"))
    assert broken.links == ()
