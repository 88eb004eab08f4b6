"""Which of a page's days is the post's."""

from __future__ import annotations

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
