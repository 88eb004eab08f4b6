"""What markup says in passing: answers in boxes of their own, comments of which only the address is known, labels."""

from __future__ import annotations

import pytest

from blogarchive.extraction.bylines import name_in
from blogarchive.extraction.extract import extract
from blogarchive.html.document import Document
from blogarchive.models import Page, Post

URL = "https://harbour.example/2011/12/boats/"
TEXT = "<p>The harbour was quiet when the first of the boats came home, and nobody spoke of the weather.</p>"
HEAD = "<title>Boats come home</title><article><h1>Boats come home</h1><div class='e-content'>" + TEXT + "</div>"


def post_of(markup: str, *, generic_only: bool = False, url: str = URL) -> Post:
    page = Page(url=url, body=f"<!DOCTYPE html><html lang=en>{markup}".encode(), content_type="text/html;charset=utf-8")
    return extract(page, generic_only=generic_only).posts[0]


def comment(name: str, text: str) -> str:
    when = "<time datetime='2011-12-28T19:48:00+01:00'>28 Dec</time>"
    return f"<div class='comment'><b class='author'>{name}</b> {when}<p>{text}</p></div>"


@pytest.mark.parametrize("box", ['<div style="padding-left:50px">', '<div class="indented">'])
def test_boxes_in_a_row_hold_answers_to_what_the_first_follows(box: str) -> None:
    first, second, third, last = (comment(name, f"{name} has come home.") for name in ("Ann", "Bob", "Cy", "Di"))
    thread = f"<div id='comments'><h2>4 comments</h2>{first}{box}{second}</div>{box}{third}</div>{last}</div>"
    comments = post_of(f"{HEAD}</article>{thread}").comments
    assert [(c.author, c.depth) for c in comments] == [("Ann", 0), ("Bob", 1), ("Cy", 1), ("Di", 0)]
    assert {c.parent for c in comments[1:3]} == {comments[0].id}


def test_a_box_between_entries_belongs_to_neither() -> None:
    first, second, third = (comment(name, f"{name} has come home.") for name in ("Ann", "Bob", "Cy"))
    comments = post_of(f"{HEAD}</article><div id='comments'>{first}<section>{second}</section>{third}</div>").comments
    assert [(c.author, c.body_text) for c in comments] == [
        ("Ann", "Ann has come home."), ("Bob", "Bob has come home."), ("Cy", "Cy has come home."),
    ]  # fmt: skip


def test_of_some_comments_only_the_address_is_said() -> None:
    entry = HEAD.replace("<article>", "<article class='h-entry'>")
    own, other = (
        f"<a class='u-comment' href='{URL}#c'>x</a>",
        "<a class='u-comment' href='https://bob.example/1'>Bob</a>",
    )
    post = post_of(f"{entry}{own}{other}</article>")
    assert post.platform == "indieweb"
    assert [(c.id, c.url, c.author) for c in post.comments] == [
        ("https://bob.example/1", "https://bob.example/1", None)
    ]


def test_a_pager_and_a_day_are_no_tags() -> None:
    pager = "<ul class='ipsPagination'><li><a rel='prev' href='/tag/a'>Prev</a><a rel='tag' href='/b'>2</a></ul>"
    tags = "<p>Tags: <a rel='tag' href='/tag/nets'>nets</a> <a rel='tag' href='/tag/x'>June 14, 2024</a></p>"
    assert post_of(f"{HEAD}{tags}</article>{pager}").tags == ("nets",)


def test_what_is_said_of_a_comment_is_not_said_of_the_post() -> None:
    said = (
        "<article id='comment{0}' class='comment' itemprop='comment' itemscope itemtype='https://schema.org/Comment'>"
        "<h3 itemprop='author' itemscope><span itemprop='name'>Reader {0}</span></h3>"
        "<time datetime='2012-01-0{0}T07:05:00+01:00' itemprop='datePublished'>then</time>"
        "<div itemprop='text'><p>It is good to see all of them back.</p></div></article>"
    )
    thread = f"<section id='comments'><h2>Comments</h2>{said.format(1)}{said.format(2)}</section>"
    post = post_of(f"<meta name='generator' content='Jekyll v4'>{HEAD}</article>{thread}", url="https://b.example/x/")
    assert (post.platform, post.author, post.published, len(post.comments)) == ("jekyll", None, None, 2)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Submitted by Ann on Wed, 12/28/2011 - 19:48.", "Ann"),
        ("1. Le mercredi 28 décembre 2011, 20:10 par Bob", "Bob"),
        ("Par Dora le mercredi 28 décembre 2011, 10:31", "Dora"),
        ("2011/12/28(19:48) | ann", "ann"),
        ("Posted by Ann on December 28, 2011", "Ann"),
        ("3. Cy - 28.12.2011, 19:48", "Cy"),
    ],
)
def test_a_name_beside_a_date(line: str, name: str) -> None:
    assert name_in(Document(Page(url=URL, body=b"<p>x</p>")), line) == name


@pytest.mark.parametrize("generic_only", [True, False])
def test_a_label_tells_a_ping(*, generic_only: bool) -> None:
    cite = (
        "<p><cite>{} by <a href='http://o.example/{}'>Ann</a> - May 28, 2011 @ <a href='#comment-{}'>7:48 pm</a></cite>"
    )
    entries = "".join(
        f"<li id='comment-{n}'><p>They came home, all of them.</p>{cite.format(label, n, n)}</li>"
        for n, label in enumerate(("Comment", "Pingback", "Trackback"), 1)
    )
    thread = f"<h2 id='comments'>3 Comments</h2><ol id='commentlist'>{entries}</ol>"
    markup = f"<link href='/wp-content/x.css'>{HEAD}</article>{thread}"
    assert [c.kind for c in post_of(markup, generic_only=generic_only).comments] == ["comment", "pingback", "trackback"]


def test_the_time_for_machines_is_taken_over_the_day_beside_the_title() -> None:
    line = "<p>By Dora, <time datetime='2011-12-28T10:31:00+01:00'>28 December 2011</time></p>"
    page = f"<title>Boats come home</title><article><h1>Boats come home</h1>{line}<div>{TEXT * 4}</div></article>"
    assert post_of(page).published == "2011-12-28T10:31:00+01:00"
