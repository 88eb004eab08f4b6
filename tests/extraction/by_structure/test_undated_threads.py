"""Threads of unknown pages that show no dates, or dates that say little: found by all else that entries have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.models import Comment, Post

ARTICLE = "<h1>On bread</h1>" + "<p>Flour, water, salt and time are all that it takes to bake a loaf.</p>" * 8
SAID = [
    ("Ann", "I bake every Sunday and it never fails me."),
    ("Bob", "Mine always burns, whatever I do with the oven."),
    ("Çelik", "Lower the oven, and use a stone below the loaf."),
]
NAMES, TEXTS = [who for who, _ in SAID], [text for _, text in SAID]


def post(body: str) -> Post:
    html = f"<html><head><title>On bread</title></head><body><div id=main>{ARTICLE}{body}</div></body></html>"
    found = extract(Page(url="http://blog.example/bread/", body=html.encode()), generic_only=True).posts
    assert len(found) == 1
    return found[0]


def thread(body: str) -> tuple[Comment, ...]:
    return post(body).comments


def every(entry: Callable[[int, str, str], str]) -> str:
    return "".join(entry(i, who, text) for i, (who, text) in enumerate(SAID))


def named_entries() -> str:
    return "<div id=comments><h3>Comments</h3>" + every(
        lambda i, who, text: f'<div class=comment id=comment-{i}><cite>{who}</cite><p>{text}</p></div>'
    ) + "</div>"  # fmt: skip


def answers_only() -> str:
    """Neither names of classes nor ids tell: heading, names and the button below each do."""
    return "<h3>3 comments</h3><ul>" + every(
        lambda i, who, text: f'<li><b>{who}</b><p>{text}</p><a href="/answer?to={i}">Reply</a></li>'
    ) + "</ul>"  # fmt: skip


def faces() -> str:
    return '<section class="talkback"><h2>Discussion</h2>' + every(
        lambda i, who, text: f'<div class="row"><img class="avatar" src="/u/{i}.png"><div><strong>{who}</strong>'
        f'<div class="words">{text}</div></div></div>'
    ) + "</section><form><textarea name=text></textarea></form>"  # fmt: skip


def tables() -> str:
    return "<h2>Comments (3)</h2>" + every(
        lambda i, who, text: f'<table class="cmt"><tr><td><a name="c{i}"></a><b>{who}</b></td></tr>'
        f"<tr><td>{text}</td></tr><tr><td><a href='/reply/{i}'>Reply to this</a></td></tr></table>"
    )  # fmt: skip


def list_per_comment() -> str:
    return '<div id="comments"><h4>3 Comments</h4>' + every(
        lambda i, who, text: f'<ul class="comment" id="c{i}"><li class="author">{who}</li>'
        f'<li class="text">{text}</li></ul>'
    ) + "</div>"  # fmt: skip


def microdata() -> str:
    return every(
        lambda _i, who, text: (
            '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
            f'<span itemprop="author">{who}</span><p itemprop="text">{text}</p></div>'
        )
    )


def definitions() -> str:
    return '<h3 id="comments">3 Comments</h3><dl>' + every(
        lambda i, who, text: f'<dt id="comment-{i}"><b>{who}</b> says:</dt><dd><p>{text}</p></dd>'
    ) + "</dl>"  # fmt: skip


def short_ages() -> str:
    ages = ["3mo", "16h", "2 wks"]
    return '<div class="Comments-root">' + every(
        lambda i, who, text: f'<div class="Node"><a href="/u/{i}">{who}</a> <span><a href="?c={i}">{ages[i]}</a></span>'
        f"<div><p>{text}</p></div><button>Reply</button></div>"
    ) + "</div>"  # fmt: skip


def days_without_years() -> str:
    days = ["Mar 25, 09:35PM", "Mar 26, 10:01AM", "Apr 2, 07:10PM"]
    return "<h3>Comments</h3>" + every(
        lambda i, who, text: f"<div class='remark'><b>{who}</b> <small>{days[i]}</small><p>{text}</p></div>"
    )


def between_rules() -> str:
    return "<b>Comments</b><br>" + every(
        lambda i, who, text: (
            f'<a name="comment-{i}"></a><p><b>{who}</b> wrote:</p><p>{text}</p>'
            f'<p><small><a href="/reply/{i}">[reply]</a></small></p><hr>'
        )
    )


def rules_alone() -> str:
    return '<a name="comments"></a><h3>3 comments</h3>' + every(
        lambda _i, who, text: f"<p>{text}</p><p>Posted by <b>{who}</b></p><hr>"
    )


EVERY = [
    named_entries,
    answers_only,
    faces,
    tables,
    list_per_comment,
    microdata,
    definitions,
    short_ages,
    days_without_years,
    between_rules,
    rules_alone,
]


@pytest.mark.parametrize("write", EVERY)
def test_names_and_texts_without_dates(write: Callable[[], str]) -> None:
    found = post(write())
    assert [comment.author for comment in found.comments] == NAMES
    assert [comment.body_text for comment in found.comments] == TEXTS
    assert not any(comment.published for comment in found.comments)
    assert found.body_text
    assert "oven" not in found.body_text


@pytest.mark.parametrize("write", [named_entries, list_per_comment, tables])
def test_a_single_comment_without_a_date(write: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.SAID", SAID[:1])
    found = thread(write().replace("3 ", "1 ").replace("(3)", "(1)"))
    assert [(comment.author, comment.body_text) for comment in found] == SAID[:1]


def test_answers_within_entries_without_dates() -> None:
    def entry(i: int, inner: str) -> str:
        who, text = SAID[i]
        head = f"<li class=comment id=comment-{i + 1}><cite>{who}</cite>"
        return f'{head}<p>{text}</p><a href="?reply">Reply</a>{inner}</li>'

    answer = f"<ul>{entry(2, '')}</ul>"
    found = thread(f"<ol class=commentlist>{entry(0, f'<ul>{entry(1, answer)}</ul>')}</ol>")
    assert [(comment.id, comment.parent) for comment in found] == [("1", None), ("2", "1"), ("3", "2")]
    assert [comment.body_text for comment in found] == TEXTS


BOXES = [
    "<div class=when><span>12</span> <span>Mar</span> <span>2014</span></div>",
    "<p class=when><b>Mar</b> <i>12</i>, <u>2014</u></p>",
    "<div><div class=d>12</div><div class=m>March</div><div class=y>2014</div></div>",
]


@pytest.mark.parametrize("box", BOXES)
def test_a_date_in_pieces(box: str) -> None:
    found = thread(
        "<h3>Comments</h3>" + every(lambda _i, who, text: f"<div class='remark'>{box}<h4>{who}</h4><p>{text}</p></div>")
    )
    assert [comment.published for comment in found] == ["2014-03-12"] * 3
    assert [(comment.author, comment.body_text) for comment in found] == SAID


def test_one_date_above_several_comments() -> None:
    def remark(i: int) -> str:
        who, text = SAID[i]
        return f"<div class=comment id=c{i}><b>{who}</b> <span class=clock>10:3{i} pm</span><p>{text}</p></div>"

    found = thread(
        f"<div id=comments><h3>3 comments</h3><h4>March 3, 2014</h4>{remark(0)}{remark(1)}"
        f"<h4>March 5, 2014</h4>{remark(2)}</div>"
    )
    assert [comment.author for comment in found] == NAMES
    assert [comment.published for comment in found] == [
        "2014-03-03T22:30:00",
        "2014-03-03T22:31:00",
        "2014-03-05T22:32:00",
    ]
    assert [comment.body_text for comment in found] == TEXTS


def test_a_date_above_all_that_is_no_comments() -> None:
    """What stands once above the whole thread may be anybody's day."""
    found = thread(
        "<div id=comments><h3>Comments</h3><p>Comments closed on March 3, 2015.</p>"
        + every(lambda i, who, text: f"<div class=comment id=c{i}><b>{who}</b><p>{text}</p></div>")
        + "</div>"
    )
    assert [comment.published for comment in found] == [None] * 3


def test_a_clock_alone_is_no_date_and_leaves_the_name_before_it() -> None:
    found = thread(
        '<div id="comments"><h4>3 Comments:</h4>'
        + every(
            lambda i, who, text: (
                f'<div id="c{i + 7}"><p>{text}</p><p class="data">'
                f"By {who if i % 2 else f'<a href=/u>{who}</a>'}, at <a href='#c{i + 7}'>1:5{i} PM</a></p></div>"
            )
        )
        + "</div>"
    )
    assert [(comment.author, comment.body_text, comment.published) for comment in found] == [
        (who, text, None) for who, text in SAID
    ]


TITLES = ["A loaf of rye for winter", "What the mill taught me", "Seven kinds of crust"]


def related() -> str:
    return '<div class="comments-and-more"><h3>You may also like</h3>' + "".join(
        f'<div class="item"><h4><a href="/p{i}/">{title}</a></h4><p>Ann</p><p>A short word about it.</p></div>'
        for i, title in enumerate(TITLES)
    ) + "</div>"  # fmt: skip


def recent_comments() -> str:
    return '<div class="comments-box"><h3>Comments</h3><ul>' + "".join(
        f'<li class="comment"><cite>{who}</cite> on <a href="/p{i}/#comment-{i + 7}">{title}</a></li>'
        for i, (who, title) in enumerate(zip(NAMES, TITLES, strict=True))
    ) + "</ul></div>"  # fmt: skip


def menu() -> str:
    return '<div class="discussion-menu"><ul>' + "".join(
        f'<li class="reply"><a href="/{word}/">{word}</a></li>' for word in ("Forum", "Wiki", "Chat")
    ) + "</ul></div>"  # fmt: skip


def authors() -> str:
    return '<div class="commenters"><h3>Most active</h3>' + "".join(
        f'<div class="commenter"><img class="avatar" src="/{i}.png"><a class="name" href="/u/{i}">{who}</a></div>'
        for i, who in enumerate(NAMES)
    ) + "</div>"  # fmt: skip


def form_alone() -> str:
    return (
        '<div id="comments"><h3>Leave a comment</h3><div class="comment-notes">Your address will not be shown.</div>'
        '<form><div class="comment-field"><label>Name</label><input></div><div class="comment-field">'
        "<label>Text</label><textarea></textarea></div></form></div>"
    )


def sections() -> str:
    """A post about answers: its own sections are called responses."""
    return '<div class="responses-to-the-survey">' + "".join(
        f"<h2>Question {i}</h2><div class='part'><p>{text} {text}</p></div>" for i, text in enumerate(TEXTS)
    ) + "</div>"  # fmt: skip


@pytest.mark.parametrize("write", [related, recent_comments, menu, authors, form_alone, sections])
def test_nothing_is_invented(write: Callable[[], str]) -> None:
    assert thread(write()) == ()


def test_an_entry_is_one_whatever_its_state_is_called() -> None:
    found = thread(
        "<h3>Comments</h3><div>"
        + every(
            lambda i, who, text: (
                f'<article class="js-comment comment-form-look recent" data-comment-id="{i + 20}">'
                f'<span class="comment-author">{who}</span><div class="comment-body">{text}</div></article>'
            )
        )
        + "</div>"
    )
    assert [(comment.author, comment.body_text) for comment in found] == SAID


def test_ids_that_are_no_numbers_are_kept_whole() -> None:
    ids = ["Wq3", "Zt8", "Kd3"]
    found = thread(
        "<h3>Comments</h3>"
        + every(lambda i, who, text: f"<div class=comment id={ids[i]}><cite>{who}</cite><p>{text}</p></div>")
    )
    assert [comment.id for comment in found] == ids


def test_a_list_for_each_comment_with_an_answer_in_its_last_item() -> None:
    """The author of the blog answers all, and is named beside the day of the answer only."""
    found = thread(
        '<h3 id="comments">6 Comments</h3><div>'
        + every(
            lambda i, who, text: (
                f'<ul class="single-post"><li class="info"><a name="comment-{i + 40}"></a>'
                f'<span class="user-name">{who}</span> <span class="time">2013/12/2{i} 10:28</span></li>'
                f'<li class="words">{text}</li><li class="reply-text">Thank you, I shall try that number {i}.'
                f'<p><a href="http://olga.example/">Olga</a> 2014/01/0{i + 1} 20:31 Reply</p></li></ul>'
            )
        )
        + "</div>"
    )
    assert [comment.author for comment in found] == [name for who in NAMES for name in (who, "Olga")]
    assert [comment.body_text for comment in found][::2] == TEXTS
    assert [comment.published for comment in found][1::2] == [f"2014-01-0{n}T20:31:00" for n in (1, 2, 3)]
    assert [comment.parent for comment in found] == [None, "40", None, "41", None, "42"]


def test_a_thread_that_is_printed_twice_is_read_once() -> None:
    def printed(where: str) -> str:
        return f'<div class="comments-area {where}"><ol class="commentlist">' + every(
            lambda i, who, text: f'<li class="comment depth-1" id="li-comment-{i + 81}"><article id="comment-{i + 81}">'
            f'<cite class="fn">{who}</cite> <time datetime="2022-11-1{i}T07:03:00">November 1{i}, 2022</time>'
            f'<section class="comment-content"><p>{text}</p></section></article></li>'
        ) + "</ol></div>"  # fmt: skip

    head = '<title>On bread</title><meta name="generator" content="WordPress 6.4"><body class="single">'
    body = f"{head}{ARTICLE}{printed('desktop')}{printed('mobile')}".encode()
    (found,) = extract(Page(url="http://blog.example/bread/", body=body)).posts
    assert found.platform == "wordpress"
    assert [(comment.author, comment.body_text) for comment in found.comments] == SAID


def test_answers_that_outnumber_what_they_answer_hide_none_of_it() -> None:
    def said(kind: str, who: str, text: str, inner: str = "") -> str:
        when = '<small class="comment-time">August 6, 2019</small> <small class="comment-time">4:14 pm</small>'
        head = f'<div class="comment-meta"><div class="comment-author">{who}</div>{when}</div>'
        return f'<div class="{kind}">{head}<div class="comment-content"><p>{text}</p>{inner}</div></div>'

    answers = "".join(said("comment-reply", f"Olga{n}", f"That is answer number {n} to you.") for n in range(3))
    found = thread(
        '<h4>Comments</h4><div class="comments">'
        + every(lambda _i, who, text: said("comment component", who, text, answers))
        + "</div>"
    )
    assert [comment.author for comment in found if comment.parent is None] == NAMES
    assert [comment.body_text for comment in found if comment.parent is None] == TEXTS
    assert len(found) == 12


def test_entries_may_be_elements_of_the_pages_own_making() -> None:
    def entry(i: int, inner: str = "") -> str:
        who, text = SAID[i]
        head = f'<div class="head"><a class="user" href="/u/{i}">{who}</a> <span>6 September 2024 12:5{i}</span></div>'
        return f'<x-reaction id="r_{i + 70}"><div class="body">{head}<div>{text}</div></div>{inner}</x-reaction>'

    found = thread(f'<h3>Comments</h3><div class="reactions">{entry(0, entry(1))}{entry(2)}</div>')
    assert [(comment.id, comment.parent) for comment in found] == [("70", None), ("71", "70"), ("72", None)]
    assert [(comment.author, comment.body_text) for comment in found] == SAID


@pytest.mark.parametrize("heading", ["<b>Comments</b><br>", "<p><strong>3 comments</strong></p>", "<h4>Comments</h4>"])
def test_subjects_above_names_between_rules_are_no_text(heading: str) -> None:
    subjects = ["Which knot?", "Nice piece", "Hemp"]
    found = post(
        heading
        + every(
            lambda i, who, text: (
                f'<a name="comment-{i + 30}"></a><p><b>[<font>»</font>]</b> <b>{subjects[i]}</b><br>'
                f'<small>by <a href="/~u{i}/">{who}</a> - Jan 1{i}th 2000 13:08:28</small></p><p>{text}</p>'
                f'<p><small><a href="/add/reply/{i}/">[reply]</a> <a href="#top">[top]</a></small></p><hr>'
            )
        )
    )
    assert [(comment.author, comment.body_text) for comment in found.comments] == SAID
    assert [comment.id for comment in found.comments] == ["30", "31", "32"]
    assert [comment.published for comment in found.comments] == [f"2000-01-1{i}T13:08:28" for i in range(3)]
    assert (found.body_text or "").endswith("to bake a loaf.")
