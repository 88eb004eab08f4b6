"""Which of a page's days is the post's."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page

TEXT = (
    "<div class='entry-content'>" + "<p>Enough words of running text to be a post, said twice over.</p>" * 12 + "</div>"
)
OTHERS = (
    '<ul class="more"><li><a href="/other">Another walk</a> <span class="post-date">January 15, 2017</span></li></ul>'
)


def day_of(head: str, around: str) -> str | None:
    markup = f'<link rel="EditURI" href="/xmlrpc.php?rsd">{head}<h1>A walk in the fog</h1>{around}{TEXT}{OTHERS}'
    page = Page(url="https://blog.example/a-post", body=markup.encode(), content_type="text/html; charset=utf-8")
    (post,) = extract(page).posts
    return (post.published or "")[:10]


def test_the_day_of_another_post_yields_to_what_machines_hear() -> None:
    said = '<meta property="article:published_time" content="2016-12-17T10:01:58+00:00">'
    assert day_of(said, "<p>December 17, 2016</p>") == "2016-12-17"
    assert day_of(said, "") == "2016-12-17"


def test_a_day_beside_the_title_stays_whatever_machines_hear() -> None:
    said = '<meta property="article:published_time" content="2019-04-02T10:01:58+00:00">'
    assert day_of(said, '<p class="post-date">December 17, 2016</p>') == "2016-12-17"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="date"><span>4</span> <span class="month">Mar</span> <span class="year">2014</span></div>',
        '<div class="post-date"><div>March</div><div>04</div><div>2014</div></div>',
        '<p id="postdate"><b>4</b><i>Mar</i><b>2014</b></p>',
        '<span class="entry-calendar calendar"><em>Mar</em> 4, <strong>2014</strong></span>',
    ],
)
def test_a_date_in_pieces_is_one(box: str) -> None:
    assert day_of("", box) == "2014-03-04"


def test_a_box_of_another_date_is_none_of_the_posts() -> None:
    for names in ("updated-date", "event-date", "comment-date"):
        assert day_of("", f'<div class="{names}"><b>4</b> <i>Mar</i> 2014</div>') != "2014-03-04"
