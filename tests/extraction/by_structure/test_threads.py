"""Threads of unknown pages: found by what repeats, with parents, names, dates and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.extraction.by_structure.threads.find import find_thread
from blogarchive.html.document import Document
from blogarchive.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.models import Comment

ARTICLE = "<h1>On bread</h1><p class=date>May 1, 2011</p>" + "<p>Flour, water, salt and time are all it takes.</p>" * 8
SAID = [
    ("Ann", "http://ann.example/", "May 2, 2011 at 9:05 am", "I bake every Sunday and it never fails me."),
    ("Bob", None, "May 3, 2011 at 10:15 pm", "Mine always burns."),
    ("Çelik", "http://celik.example/", "May 4, 2011 at 12:30 pm", "Lower the oven, and use a stone below the loaf."),
    ("Dora", None, "May 6, 2011 at 6:00 pm", "Thank you!"),
]
WHEN = ["2011-05-02T09:05:00", "2011-05-03T22:15:00", "2011-05-04T12:30:00", "2011-05-06T18:00:00"]
PARENTS = [None, 0, 1, None]
"""Bob answers Ann, Çelik answers Bob."""


def thread(body: str, *, url: str = "http://blog.example/bread/") -> list[Comment]:
    html = f"<html><head><title>On bread</title></head><body><div id=main>{ARTICLE}{body}</div></body></html>"
    return list(find_thread(Document(Page(url=url, body=html.encode()))).comments)


def name(i: int) -> str:
    who, href, _, _ = SAID[i]
    return f'<a rel="nofollow" href="{href}">{who}</a>' if href else who


def nested() -> str:
    def item(i: int, inner: str = "") -> str:
        return (
            f'<li id="comment-{i + 10}" class="comment depth-{1}"><div class="who"><cite>{name(i)}</cite> says:</div>'
            f'<div class="when"><a href="#comment-{i + 10}">{SAID[i][2]}</a></div><p>{SAID[i][3]}</p>'
            f'<a class="comment-reply-link" href="?replytocom={i + 10}">Reply</a>{inner}</li>'
        )

    answer = f"<ul>{item(1, f'<ul>{item(2)}</ul>')}</ul>"
    return f"<ol class=commentlist>{item(0, answer)}{item(3)}</ol>"


def following_lists() -> str:
    def item(i: int) -> str:
        return (
            f'<li class="comment" id="comment-{i + 10}"><span class="author">{name(i)}</span> | '
            f'<span class="date">{SAID[i][2]}</span><div class="text"><p>{SAID[i][3]}</p></div></li>'
        )

    return (
        f"<ol id=thecomments>{item(0)}<ul class=children>{item(1)}<ul class=children>{item(2)}</ul></ul>{item(3)}</ol>"
    )


def levels() -> str:
    return "<div id=comments>" + "".join(
        f'<div class="remark level-{depth}" id="r{i + 10}"><b>{name(i)}</b> <em>{SAID[i][2]}</em>'
        f"<p>{SAID[i][3]}</p></div>"
        for i, depth in enumerate([1, 2, 3, 1])
    ) + "</div>"  # fmt: skip


def indentation() -> str:
    return "<section class=reactions>" + "".join(
        f'<div class="bubble" style="margin-left: {depth * 20}px"><h4>{name(i)}</h4><time>{SAID[i][2]}</time>'
        f"<p>{SAID[i][3]}</p></div>"
        for i, depth in enumerate([0, 1, 2, 0])
    ) + "</section>"  # fmt: skip


def stated() -> str:
    def replied(i: int) -> str:
        parent = PARENTS[i]
        if parent is None:
            return ""
        return f'replied to <a href="/bread/#comment-{parent + 10}">comment from {SAID[parent][0]}</a>'

    return "<h3>4 Comments</h3>" + "".join(
        f'<div class="commentnew" id="comment-{i + 10}"><div class=head>{name(i)} {replied(i)} | {SAID[i][2]}</div>'
        f"<div class=commentcontent><p>{SAID[i][3]}</p></div></div>"
        for i in range(4)
    )


def definition_list() -> str:
    return "<h2>Comments</h2><dl>" + "".join(
        f'<dt id="c{i + 10}">{name(i)} said...</dt><dd class="comment-body"><p>{SAID[i][3]}</p></dd>'
        f'<dd class="comment-footer"><a href="#c{i + 10}">{SAID[i][2]}</a></dd>'
        for i in range(4)
    ) + "</dl>"  # fmt: skip


def feet_only() -> str:
    return '<h2><a id="comments"></a>Comments</h2>' + "".join(
        f'<a id="c{i + 10}"></a><p>{SAID[i][3]}</p><p class="posted">Posted by: {name(i)} at {SAID[i][2]}</p>'
        for i in range(4)
    )


def one_line_heads() -> str:
    return '<ol class="comment-list">' + "".join(
        f'<li class="comment"><p>{SAID[i][3]}</p><p>Comment by {SAID[i][0]} — {SAID[i][2]}</p></li>' for i in range(4)
    ) + "</ol>"  # fmt: skip


@pytest.mark.parametrize("write", [nested, following_lists, levels, indentation, stated, definition_list, feet_only])
def test_names_dates_and_texts(write: Callable[[], str]) -> None:
    found = thread(write())
    assert [comment.author for comment in found] == [said[0] for said in SAID]
    assert [comment.published for comment in found] == WHEN
    assert [comment.body_text for comment in found] == [said[3] for said in SAID]
    assert [comment.author_url for comment in found] == [said[1] for said in SAID]


@pytest.mark.parametrize("write", [nested, following_lists, levels, indentation, stated])
def test_parents(write: Callable[[], str]) -> None:
    found = thread(write())
    ids = [comment.id for comment in found]
    assert len(set(ids)) == 4
    assert [comment.parent for comment in found] == [None if p is None else ids[p] for p in PARENTS]


@pytest.mark.parametrize("write", [definition_list, feet_only, one_line_heads])
def test_flat_threads_have_no_parents(write: Callable[[], str]) -> None:
    assert [comment.parent for comment in thread(write())] == [None] * 4


def test_a_name_in_the_line_of_the_date() -> None:
    found = thread(one_line_heads())
    assert [(c.author, c.published) for c in found] == [(s[0], w) for s, w in zip(SAID, WHEN, strict=True)]
    assert [c.body_text for c in found] == [s[3] for s in SAID]


def test_ids_and_permalinks_are_the_pages_own() -> None:
    found = thread(nested())
    assert [c.id for c in found] == ["10", "11", "12", "13"]
    assert found[0].url == "http://blog.example/bread/#comment-10"


def test_ids_of_ours_are_stable() -> None:
    assert [c.id for c in thread(one_line_heads())] == [c.id for c in thread(one_line_heads())]


def test_a_single_comment() -> None:
    found = thread(
        '<div id="comments"><h3>1 comment</h3><ol><li id="comment-7"><b>Eve</b> <i>7. Mai 2011 um 8:15</i><p>Schön!</p>'
        '</li></ol></div><div id="respond"><h3>Leave a comment</h3><form><p>Your name, May 7, 2011</p></form></div>'
    )
    assert [(c.id, c.author, c.published, c.body_text) for c in found] == [
        ("7", "Eve", "2011-05-07T08:15:00", "Schön!")
    ]


def test_pings_in_a_list_of_their_own() -> None:
    pings = (
        '<h3>Trackbacks</h3><ol id="pinglist"><li class="pingback" id="comment-30">Pingback: '
        '<a rel="external nofollow" href="http://other.example/x">Bread « The Other Blog of Very Long Titles and Names'
        "</a></li></ol>"
    )
    found = thread(nested() + pings)
    assert [c.kind for c in found] == ["comment"] * 4 + ["pingback"]
    assert found[4].author == "Bread « The Other Blog of Very Long Titles and Names"
    assert found[4].author_url == "http://other.example/x"
    assert found[4].body_text is None


def test_a_removed_comment_keeps_its_place_without_text() -> None:
    body = nested().replace(SAID[1][3], "This comment has been removed by the author.")
    found = thread(body)
    assert [c.body_text for c in found][:3] == [SAID[0][3], None, SAID[2][3]]
    assert found[2].parent == found[1].id


def test_words_that_every_entry_repeats_are_no_text() -> None:
    body = nested().replace('<a class="comment-reply-link"', "<span>Thumb up</span> <a")
    assert [c.body_text for c in thread(body)] == [s[3] for s in SAID]


def test_a_thread_printed_twice_is_read_once() -> None:
    assert len(thread(nested() + nested())) == 4


def test_names_that_say_nothing_above_a_form() -> None:
    rows = "".join(f"<div class=k7><b>{name(i)}</b> <i>{SAID[i][2]}</i><p>{SAID[i][3]}</p></div>" for i in range(4))
    found = thread(f"<div>{rows}</div><form><textarea name=t></textarea></form>")
    assert [(c.author, c.published, c.body_text) for c in found] == [
        (said[0], when, said[3]) for said, when in zip(SAID, WHEN, strict=True)
    ]
    assert thread(f"<div>{rows}</div>") == []


def tables() -> str:
    """Head and text in tables of their own, as hand-made pages of 2005 have them, and only the cells are named."""
    return "<h3>Reader Feedback</h3>" + "".join(
        f"<table><tr><td><table><tr><td><p class=comment>Comment:</p></td><td><p class=from>From: "
        f"<font>{name(i)}</font></p></td><td><p class=timestamp>{SAID[i][2]}</p></td></tr></table></td></tr>"
        f"<tr><td><p class=comment>{SAID[i][3]}</p></td></tr></table>"
        for i in range(4)
    )


def test_cells_named_comment_are_parts_of_one() -> None:
    assert [(c.author, c.published, c.body_text) for c in thread(tables())] == [
        (said[0], when, said[3]) for said, when in zip(SAID, WHEN, strict=True)
    ]


def test_titles_of_other_posts_in_the_row_of_comments_are_none() -> None:
    others = "".join(
        f"<table><tr><td><p class=headline><a href='/more/{i}'>An older post about {i} loaves</a></p></td></tr>"
        f"<tr><td><p class=timestamp>Tuesday, May {i}, 2011 at 4:00 pm</p></td></tr></table>"
        for i in range(10, 16)
    )
    assert len(thread(f"{tables()}<h3>More stories</h3>{others}")) == 4


def test_newest_comments_of_the_whole_site_are_no_thread() -> None:
    def row(i: int) -> str:
        return (
            f'<li class="comment-item"><div class="meta">0{i}.05.2011 - 14:0{i} by Ann</div>'
            f'<a href="/post-{i}#comment-{i + 900}">A title of a post, number {i}</a></li>'
        )

    assert thread("<h3>Newest comments</h3><ul class=comments-now>" + "".join(map(row, range(1, 9))) + "</ul>") == []


def test_posts_that_have_comments_are_none() -> None:
    def row(i: int) -> str:
        return (
            f'<article class="teaser has-comments category-commentary"><h2><a href="/p{i}">A post, number {i}</a></h2>'
            f"<time>May {i}, 2011</time><img src=/{i}.jpg><p>How it begins, in some {i} words.</p></article>"
        )

    assert thread("<div class=more>" + "".join(map(row, range(1, 5))) + "</div>") == []


def test_rows_of_names_and_days_are_no_thread() -> None:
    rows = "".join(f"<div class=comment-row><b>Ann</b> <time>May {i}, 2011</time></div>" for i in range(1, 9))
    assert thread(f"<div id=comments>{rows}</div>") == []


def test_a_heading_that_repeats_the_text_is_no_part_of_it() -> None:
    def item(i: int) -> str:
        return (
            f'<li class="comment" id="comment-{i}"><h3 class=subject>Hello dear Bob{i},</h3>By '
            f'<a class="username" href="/u/{i}">Ann</a> '
            f"<small>May {i}, 2011</small><div class=content><p>Hello&nbsp;<a href='/u/bob'>dear Bob{i}</a>, how is "
            f"loaf {i}?</p></div></li>"
        )

    found = thread("<ol class=commentlist>" + "".join(map(item, range(1, 4))) + "</ol>")
    assert [comment.body_text for comment in found] == [f"Hello dear Bob{i}, how is loaf {i}?" for i in range(1, 4)]


def test_how_a_name_looks_is_not_what_it_is() -> None:
    def item(i: int, words: str) -> str:
        return (
            f'<div class="comment-here"><figure class="text-center"><a href="/u/{i}">User{i}</a></figure>'
            f'<header class="text-left"><a class="comment-user" href="/u/{i}">User{i}</a> <time>May {i}, 2011</time>'
            f"</header><div class=comment-post>{words}</div></div>"
        )

    texts = ["Good.", "<img src=/a.png>", "Better.", "Best.", "None better."]
    found = thread("<div id=comments>" + "".join(item(i + 1, text) for i, text in enumerate(texts)) + "</div>")
    assert [(c.author, c.body_text) for c in found] == [
        ("User1", "Good."), ("User2", None), ("User3", "Better."), ("User4", "Best."), ("User5", "None better."),
    ]  # fmt: skip


def test_a_date_for_machines_and_the_pages_own_clock() -> None:
    def item(i: int, when: str) -> str:
        return f'<li class="comment" id="comment-{i}"><b>Ann</b> {when}<p>Text number {i}.</p></li>'

    times = [
        '<time datetime="2011-05-02T09:05:00+02:00">May 2</time>',
        '<span class="date">May 2, 2011</span> <span>9:05 am</span>',
        '<abbr title="2011-05-02T07:05:00Z">9:05 am on May 2, 2011</abbr>',
        '<span property="schema:dateCreated" content="2011-05-02T09:05:00+02:00"></span>',
    ]
    found = thread("<ol class=commentlist>" + "".join(item(i, when) for i, when in enumerate(times)) + "</ol>")
    own, stated = "2011-05-02T09:05:00", "2011-05-02T09:05:00+02:00"
    assert [c.published for c in found] == [stated, own, own, stated]


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<div id="comments"><h3>Comments are closed</h3></div>',
        '<div id="respond"><h3>Leave a comment</h3><form><p>Posted May 7, 2011</p><textarea></textarea></form></div>',
        '<div class="sidebar"><h3>Recent comments</h3><ul>'
        + "".join(
            f'<li class="recentcomments">Ann on <a href="/p{i}">Post {i}</a>, May {i}, 2011</li>' for i in range(1, 9)
        )
        + "</ul></div>",
        '<div class="related-posts"><h3>Related</h3><ul>'
        + "".join(f'<li><a href="/p{i}">A post about bread {i}</a> May {i}, 2011</li>' for i in range(1, 9))
        + "</ul></div>",
        "".join(
            f'<div class="post"><h2><a href="/p{i}">Post {i}</a></h2><small>May {i}, 2011 by Ann</small>'
            "<p>Text of it.</p>"
            '<a href="#comments">3 comments</a></div>'
            for i in range(1, 9)
        ),
    ],
)
def test_what_is_no_thread(body: str) -> None:
    assert thread(body) == []


@settings(deadline=None)
@given(st.binary(max_size=2000), st.integers(min_value=0, max_value=1500))
def test_broken_markup_is_no_error(noise: bytes, cut: int) -> None:
    html = nested().encode()[:cut] + noise + definition_list().encode()
    find_thread(Document(Page(url="http://blog.example/", body=html)))


@pytest.mark.parametrize(
    "day", ["Mar {}, 09:35PM", "{}. März um 21:35 Uhr", "{} de marzo a las 21:35", "3月{}日 21:35", "{} января в 10:30"]
)
def test_days_without_a_year_mark_entries_and_stay_unread(day: str) -> None:
    entries = "".join(
        f"<div class='entry'><p><a href='/person/{name}'>{name}</a></p><div><p>{name} has this much to say of it, and"
        f" says it.</p></div><p><span>{day.format(number)}</span> | <a href='#r'>Respond</a></p></div>"
        for number, name in enumerate(("ann", "bob", "cyd", "dan"), 21)
    )
    page = f"<h1>A walk</h1><p>{'All about it. ' * 60}</p><h3>Comments:</h3><div>{entries}</div>"
    comments = thread(page)
    assert [c.author for c in comments] == ["ann", "bob", "cyd", "dan"]
    assert [c.published for c in comments] == [None] * 4
    assert [c.published_text for c in comments] == [day.format(number) for number in range(21, 25)]


def test_a_verb_alone_names_nobody_and_a_linked_one_does() -> None:
    def item(number: int, head: str) -> str:
        return (
            f'<li class="comment" id="comment-{number}"><div class="who">{head}</div>'
            f'<div class="when">May {number}, 2011 at 9:05 am</div><p>Words of comment {number}.</p></li>'
        )

    says = '<span class="says">says:</span>'
    heads = [
        f"<cite></cite> {says}",
        f"<cite>Tom</cite> {says}",
        f'<cite><a href="http://a.example/">says:</a></cite> {says}',
    ]
    found = thread(f"<ol class=commentlist>{''.join(item(n, head) for n, head in enumerate(heads, 2))}</ol>")
    assert [comment.author for comment in found][:2] == [None, "Tom"]
    assert found[2].author is not None
