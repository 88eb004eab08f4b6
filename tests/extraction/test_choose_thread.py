"""Which of several threads a page's post is given, and that a rejected one leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page, Post

WORDPRESS = '<link rel="https://api.w.org/" href="https://blog.example/wp-json/">'
TEXT = "<p>Rye wants time and warm water, and whoever gives it both is given bread.</p>" * 6
STATED = {"@type": "Comment", "@id": "#comment-7", "text": "Mine came out flat.", "author": {"name": "Ida Berg"}}


def post_of(inner: str, *, head: str = "", said: object = None) -> Post:
    stated = json.dumps({"@type": "BlogPosting", "headline": "On rye", "comment": said or []})
    html = f"""<html><head><title>On rye</title>{head}<script type="application/ld+json">{stated}</script></head>
        <body class=single><h1 class=entry-title>On rye</h1>{inner}</body></html>"""
    page = Page(url="https://blog.example/2015/on-rye/", body=html.encode(), content_type="text/html; charset=utf-8")
    (post,) = extract(page).posts
    return post


def rows(inner: str, count: int = 6) -> str:
    return "".join(f'<li class="comment-item">{inner.format(n=n)}</li>' for n in range(1, count + 1))


LATEST = {
    "days alone": "<span class=date>March 1{n}, 2015</span>",
    "titles of posts, with their days": "<a href='/p{n}/'>A post of many words {n}</a> <time>March 1{n}, 2015</time>",
}


@pytest.mark.parametrize("row", LATEST.values(), ids=LATEST)
@pytest.mark.parametrize("head", ["", WORDPRESS], ids=["structure", "wordpress"])
def test_rows_that_say_nothing_do_not_stand_in_the_way_of_what_the_page_states(row: str, head: str) -> None:
    latest = f"<div id=comments><h3>Latest</h3><ul>{rows(row)}</ul></div>"
    post = post_of(f"<div class=entry-content>{TEXT}</div>{latest}", head=head, said=[STATED])
    assert [(c.author, c.body_text) for c in post.comments] == [("Ida Berg", "Mine came out flat.")]


def test_a_thread_that_is_shown_wins_over_what_is_stated() -> None:
    said = "<b class=author>Bea {n}</b> <time>March 1{n}, 2015</time><div class=text>It wants salt, {n} pinches.</div>"
    post = post_of(f"<div class=entry-content>{TEXT}</div><div id=comments><ul>{rows(said)}</ul></div>", said=[STATED])
    assert [c.author for c in post.comments] == [f"Bea {n}" for n in range(1, 7)]


def test_a_thread_that_structure_finds_is_no_part_of_the_post_that_selectors_find() -> None:
    said = "<b class=who>Bea {n}</b> <time>March 1{n}, 2015</time><div class=say>It wants salt, {n} pinches.</div>"
    inside = f"<div class=entry-content>{TEXT}<section id=comments><ul>{rows(said)}</ul></section></div>"
    post = post_of(inside.replace("comment-item", "response"), head=WORDPRESS)
    assert [c.author for c in post.comments] == [f"Bea {n}" for n in range(1, 7)]
    assert post.body_text is not None
    assert "pinches" not in post.body_text


def test_the_dated_parts_of_a_post_are_no_thread_of_it() -> None:
    text = f"<div class=entry-content>{TEXT}</div>"
    parts = (text, "<div class=more>Filed among the loaves.</div>", "<div class=more>Seen by many.</div>")
    said = "<b class=who>Ida Berg</b> <time>March 1{n}, 2015</time>"
    boxes = "".join(f"<div class=response>{said.format(n=n)}{part}</div>" for n, part in enumerate(parts, 1))
    post = post_of(f"<div id=discussion>{boxes}</div>", head=WORDPRESS)
    assert post.comments == ()
    assert post.body_text is not None
    assert post.body_text.startswith("Rye wants time")
