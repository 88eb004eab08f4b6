"""What single entries of known platforms say, in the markups in which themes print their heads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blogarchive.extraction.bylines import name_in
from blogarchive.extraction.extract import extract
from blogarchive.html.document import Document
from blogarchive.models import Comment, Page

WORDPRESS = '<link rel="https://api.w.org/" href="https://blog.example/wp-json/">'
DRUPAL = '<meta name="generator" content="Drupal 10 (https://www.drupal.org)">'
TYPEPAD = '<meta name="generator" content="http://www.typepad.com/">'
POST = "<h1 class=entry-title>On rye</h1><div class=entry-content><p>Rye wants time and warm water.</p></div>"


def read(head: str, thread: str) -> list[Comment]:
    html = f"<html><head>{head}<title>On rye</title></head><body class=single>{POST}{thread}</body></html>"
    page = Page(url="https://blog.example/2015/on-rye/", body=html.encode(), content_type="text/html; charset=utf-8")
    return list(extract(page).posts[0].comments)


def wordpress(inner: str, *, classes: str = "comment depth-1") -> Comment:
    (found,) = read(WORDPRESS, f'<ol class=commentlist><li class="{classes}" id="comment-7">{inner}</li></ol>')
    return found


DAY_AND_CLOCK = {
    "a day for machines, the hour beside it": (
        '<cite class=fn>Ida</cite> <span class=comment-meta>wrote on <a href="#comment-7">'
        '<abbr class=published title="2015-03-11">March 11th, 2015</abbr> at 02:57</a>:</span>'
    ),
    "two siblings": (
        '<h5 class=fn>Ida</h5><div class=datetime><span class=date><a href="#comment-7">March 11, 2015</a></span>'
        "<span class=time>2:57 am</span></div>"
    ),
    "the day alone in the attribute": (
        '<b class=fn>Ida</b> <a href="#comment-7"><time datetime="2015-03-11">11.03.2015 // 02:57</time></a>'
    ),
    "two elements of one class": (
        "<span class=comment-author>Ida</span><span class=comment-date>11. März 2015</span>"
        "<span class=comment-date> at 2:57</span>"
    ),
    "a head without any class": "<b>Ida</b> <span>11 March 2015 <img alt=clock src=c.svg> 2:57 am</span>",
}


@pytest.mark.parametrize("head", DAY_AND_CLOCK.values(), ids=DAY_AND_CLOCK)
def test_the_hour_beside_the_day(head: str) -> None:
    found = wordpress(f"<div class=head>{head}</div><div><p>Mine came out flat.</p></div>")
    assert (found.author, (found.published or "")[:16], found.body_text) == (
        "Ida",
        "2015-03-11T02:57",
        "Mine came out flat.",
    )


def test_no_hour_out_of_the_text() -> None:
    found = wordpress(
        "<b class=fn>Ida</b> <span class=comment-date>March 11, 2015</span>"
        "<div class=comment-content><p>Out at 6:30 am.</p></div>"
    )
    assert found.published == "2015-03-11"


def test_a_name_that_reads_as_a_date() -> None:
    found = wordpress(
        '<p>Too sour.</p><p><cite>Comment by <a href="http://o.example/" rel="external nofollow" class="url">'
        'May 1, 2009</a> &#8212; March 11, 2015 @ <a href="#comment-7">2:57 am</a></cite></p>'
    )
    assert (found.author, found.published, found.body_text) == ("May 1, 2009", "2015-03-11T02:57:00", "Too sour.")


def test_a_name_that_begins_with_yesterday() -> None:
    captured = datetime(2020, 1, 2, tzinfo=UTC)
    document = Document(Page(url="https://blog.example/p/", body=b"<p>", captured=captured))
    assert name_in(document, "昨日、大阪で") == "昨日、大阪で"
    assert name_in(document, "Ida | May 2, 2019") == "Ida"


def test_what_separates_a_name_is_no_part_of_it() -> None:
    found = wordpress('<cite class="fn">Ida Berg, </cite> <time datetime="2015-03-11T02:57">…</time><p>Fine.</p>')
    assert found.author == "Ida Berg"


def test_a_date_loose_between_name_and_paragraphs() -> None:
    found = wordpress(
        '<div id="comment-7" class="comment-body"><div class="extra-wrap"><span class="author">Ida</span><br>'
        "March 11, 2015 <p>Since the 3rd of May 2014 I bake.</p></div></div>"
    )
    assert (found.author, found.published, found.body_text) == (
        "Ida",
        "2015-03-11",
        "Since the 3rd of May 2014 I bake.",
    )


def test_wpdiscuz_before_its_seventh_version() -> None:
    def item(number: int, answers: int, name: str, text: str) -> str:
        return (
            f'<div id="wc-comm-{number}_{answers}" class="wc-comment"><div class="wc-comment-label"><span>Guest</span>'
            f'</div><div id="comment-{number}" class="wc-comment-right"><div class="wc-comment-header">'
            f'<div class="wc-comment-author ">{name}</div></div><div class="wc-comment-text"><p>{text}</p></div>'
            '<div class="wc-comment-footer"><span>Thumbs up</span><span class="wc-vote-result">0</span></div></div>'
            "</div>"
        )

    first, second = read(WORDPRESS, f"<div id=wpcomm>{item(5, 0, 'Ida', 'Lovely.')}{item(6, 5, 'Jon', 'It is.')}</div>")
    assert (first.author, first.body_text, first.parent) == ("Ida", "Lovely.", None)
    assert (second.author, second.body_text, second.parent) == ("Jon", "It is.", "5")


def test_a_like_names_who_likes() -> None:
    found = wordpress(
        '<span class="p-author h-card"><a class="u-url" href="https://s.example/"><img class=avatar src=i.png></a>'
        ' <span class="p-name">Ida</span></span>',
        classes="webmention u-like h-cite comment depth-1",
    )
    assert (found.kind, found.author, found.body_text) == ("webmention", "Ida", None)


def test_indented_answers_in_boxes_of_a_theme() -> None:
    def item(number: int, name: str) -> str:
        return (
            f'<div class=portlet><article id="comment-{number}" class="comment"><footer><h6>{name} | Wed, 11 March 2015'
            f"</h6></footer><div class=field--name-comment-body><p>Said by {name}.</p></div></article></div>"
        )

    first, second, third = read(
        DRUPAL, f"<section>{item(3, 'Ida')}<div class=indented>{item(4, 'Jon')}</div>{item(5, 'Kim')}</section>"
    )
    assert (first.parent, second.parent, third.parent) == (None, "3", None)


def test_nobody_is_not_called_posted_by() -> None:
    (found,) = read(
        TYPEPAD, '<a id="c12345"></a><p>So true.</p><p class="posted">Posted by:  at Jun 1, 2005 4:57 PM</p>'
    )
    assert (found.author, found.body_text) == (None, "So true.")


def test_a_count_in_a_list_of_buttons_is_no_comment() -> None:
    found = read(WORDPRESS, '<ul class=tools><li class="comment"><a href="#comments">Comments (5)</a></li></ul>')
    assert found == []


def test_threads_of_unknown_themes_have_depths() -> None:
    def item(number: int, answers: str = "") -> str:
        return (
            f'<div class=remark id="remark-{number}"><b>Ida {number}</b> <time>March {number}, 2015</time>'
            f"<p>Words that number {number} says.</p>{answers}</div>"
        )

    found = read("", f"<div id=comments>{item(1, item(2, item(3)))}{item(4)}</div>")
    assert [(c.id, c.depth, c.position) for c in found] == [("1", 0, 0), ("2", 1, 1), ("3", 2, 2), ("4", 0, 3)]


def test_trackbacks_of_loose_paragraphs() -> None:
    found = read(
        TYPEPAD,
        '<p><a id="p164131"></a> &raquo; <a href="http://far.example/x">Sour days</a> from The Far Oven<br>'
        'We read of rye. <a href="http://far.example/x">[Read More]</a></p>'
        '<p class="posted">Tracked on Jan 17, 2005 12:00:31 PM</p>',
    )
    (one,) = found
    assert (one.kind, one.id, one.author, one.published, one.body_text) == (
        "trackback",
        "p164131",
        "The Far Oven",
        "2005-01-17T12:00:31",
        "We read of rye.",
    )


def test_boxes_that_a_platform_finds_empty_are_read_by_their_structure() -> None:
    def item(number: int) -> str:
        return (
            f'<article id="comment-{number}"></article><div class=talk-item><div class=talk-who>'
            f"<span class=talk-author>Ida {number}</span>, {number} March 2015 at 2:57 am</div>"
            f"<div class=talk-text><p>Words that number {number} says.</p></div></div>"
        )

    found = read(DRUPAL, "<section id=comments>" + "".join(map(item, range(1, 5))) + "</section>")
    assert [(c.author, c.body_text) for c in found] == [
        (f"Ida {number}", f"Words that number {number} says.") for number in range(1, 5)
    ]


def test_comments_stated_for_machines_alone() -> None:
    stated = """<script type="application/ld+json">{"@type": "BlogPosting", "comment": [
        {"@type": "Comment", "@id": "https://blog.example/2015/on-rye/#comment-7", "text": "It sank &amp; burnt.",
         "author": {"@type": "Person", "name": "Ida", "url": "https://ida.example/"},
         "dateCreated": "2015-03-11T02:57:00+01:00",
         "comment": {"@type": "Comment", "text": "Less heat.", "author": "Jon"}}, {"@type": "Rating"}]}</script>"""
    first, second = read(stated, "")
    assert (first.id, first.author, first.author_url) == ("7", "Ida", "https://ida.example/")
    assert (first.published, first.body_text) == ("2015-03-11T02:57:00+01:00", "It sank & burnt.")
    assert (second.author, second.body_text, second.parent, second.depth) == ("Jon", "Less heat.", "7", 1)


def test_comments_marked_for_machines() -> None:
    def item(number: int) -> str:
        return (
            f'<li id="n-{number}" class="entry-row" itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
            f'<span itemprop="text">Words that number {number} says.</span> <a class=who href="/u/{number}">'
            f'Ida {number}</a> <time itemprop="dateCreated" datetime="2015-03-1{number}T02:57:00Z"></time></li>'
        )

    found = read("", "<ul class=talk>" + "".join(map(item, range(1, 4))) + "</ul>")
    assert [(c.author, c.body_text) for c in found] == [
        (f"Ida {number}", f"Words that number {number} says.") for number in range(1, 4)
    ]


def test_the_words_around_a_name_are_no_name() -> None:
    (found,) = read(
        DRUPAL,
        '<a id="comment-7"></a><div class=margin></div><div class=item><div class=who>Soumis par '
        "<span class=who_name>Ida</span>, le lundi 11 mars 2015 à 15h46</div><div class=content><p>Non.</p></div>",
    )
    assert (found.author, found.published, found.body_text) == ("Ida", "2015-03-11T15:46:00", "Non.")
