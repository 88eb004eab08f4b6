"""What themes of two decades print around posts and comments, one shape a case, each written for this test."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Comment, Page, Post

HEAD = (
    '<link rel="https://api.w.org/" href="https://blog.example/wp-json/"><title>The Loaf - On rye</title>'
    '<link rel=alternate type="application/rss+xml" title="The Loaf &raquo; Feed" href="/feed/">'
)
TEXT = "".join(f"<p>Rye wants time and warm water, and on day {day} it wants a little salt.</p>" for day in range(9))
SAID = ("Mine came out flat.", "Yes!", "So did mine, and I waited for three days.", "Try more salt than you dare to.")
NAMES = ("Ida", "Ola", "Per", "Else")


def post(inner: str) -> Post:
    html = f"<html><head>{HEAD}</head><body class=single>{inner}</body></html>"
    page = Page(url="https://blog.example/2015/on-rye/", body=html.encode(), content_type="text/html; charset=utf-8")
    return extract(page).posts[0]


def thread(item: str, *, more: str = "") -> tuple[Comment, ...]:
    """Four comments as a theme prints them, of which one is of a single word."""
    items = "".join(
        f"<li class='comment depth-1' id=comment-{number}>{item.format(name=name, said=said, n=number)}</li>"
        for number, (name, said) in enumerate(zip(NAMES, SAID, strict=True), start=1)
    )
    text = f"<h2 class=post-title>On rye</h2><div class=entry>{TEXT}</div>"
    return post(f"{text}<ol class=commentlist>{items}{more}</ol>").comments


ITEMS = {
    "the name is loose before a line with the date": (
        "<img class=avatar src=a.png>&nbsp;{name} says : <br><small class=commentmetadata><a href='#comment-{n}'>"
        "March 11th, 2015 at 2:57 am</a></small><p>{said}</p>"
    ),
    "a word behind the permalink is a text": (
        "<cite>{name}</cite> Says:<br><small class=commentmetadata><a href='#comment-{n}'>March 11, 2015 at 2:57 am</a>"
        "</small><p>{said}</p>"
    ),
    "a number before the name": (
        "<p class=header><strong>{n}.</strong> <img src=a.png> {name} &nbsp;|&nbsp; March 11, 2015 at 2:57 am</p>"
        "<p>{said}</p>"
    ),
    "name and date within the text's element": (
        "<div class=comment-content><div class=info><span>{name}</span>March 11th, 2015 at 2:57 am</div>"
        "<p>{said}</p></div>"
    ),
    "the date behind the text": (
        "<strong class=fn>{name}</strong><div class=comment-entry><p>{said}</p><p class=post-time>"
        "March 11, 2015 at 2:57 am</a><br></p></div>"
    ),
    "a link right behind the hour": (
        "<b class=fn>{name}</b><div class=comment-metadata><div>March 11, 2015 at 2:57 am</div>"
        "<a href='#comment-{n}'>Permalink</a></div><section class=comment-content><p>{said}</p></section>"
    ),
    "microdata alone": (
        "<div class=c1><div itemprop=author> {name} </div></div><div itemprop=description><p>{said}</p></div>"
        "<footer><span itemprop=datePublished datetime='2015-03-11T02:57:00'>9 years ago</span></footer>"
    ),
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_who_says_what_and_when(item: str) -> None:
    found = [(c.author, (c.published or "")[:16], c.body_text) for c in thread(item)]
    assert found == [(name, "2015-03-11T02:57", said) for name, said in zip(NAMES, SAID, strict=True)]


PINGS = {
    "told by its first word alone": "<li class='post p7'><p>Pingback: <a href='https://o.example/'>Bread!</a></p></li>",
    "a number and a type beside its source": (
        "<li class=pingback id=comment-9><a href='#comment-9' class=counter>1</a> <span class=commentauthor>"
        "<a href='https://o.example/' rel='external nofollow' class=url>Bread!</a></span> <small class=comment-meta>"
        "<span>Trackback</span> on <a href='#comment-9'>March 12, 2015 at 1:00 pm</a></small></li>"
    ),
}


@pytest.mark.parametrize("ping", PINGS.values(), ids=PINGS)
def test_pings_beside_comments(ping: str) -> None:
    found = thread(ITEMS["a word behind the permalink is a text"], more=ping)[-1]
    assert (found.kind, found.author, found.body_text) == ("pingback", "Bread!", None)


BREAD = "<a href='/category/bread/' rel='category tag'>Bread</a>"
HEADS = {
    "a byline behind the heading, broken off by a link": (
        "<div class=post><p class=post-date>March 11, 2015</p><div class=post-info><h2 class=post-title>On rye</h2>"
        " Posted by Ida Holm under {bread}</div><div class=entry>{text}</div></div>"
    ),
    "a byline that tags follow": (
        "<div class=post><h2><a href='/2015/on-rye/'>On rye</a></h2><div class=meta>Posted on March 11, 2015 in {bread}"
        " by Ida Holm Tagged</div><div class=entry>{text}</div></div>"
    ),
    "two dashes before the name": (
        "<div class=post><h3 class=storytitle>On rye</h3><h2>March 11, 2015</h2><div class=meta>"
        "Filed under: {bread} &#8212;&#8212; Ida Holm @ 2:57 am</div><div class=storycontent>{text}</div></div>"
    ),
    "the heading within a header that is called the title": (
        "<article><header class=post-title><h1>On rye</h1><p class=post-date><strong>11</strong><em>Wednesday</em>"
        "<span>Mar 2015</span></p><p>by <span class=author>Ida Holm</span> in {bread}</p></header>"
        "<div class=entry>{text}</div></article>"
    ),
    "the thread's heading within the post's element": (
        "<div class=post><div class=header><em class=user>Ida Holm</em> <em>Mar 11th, 2015</em><h3>"
        "<a href='/2015/on-rye/' rel=bookmark>On rye</a></h3></div><div class=entry>{text}</div><p>in {bread}</p>"
        "<h3>3 Responses to &#8220;On rye&#8221;</h3></div>"
    ),
    "an archive's link before the name in the box": (
        "<div class=post><h1 class=post-title>On rye</h1><p class=date>March 11, 2015</p><div class=post-content>{text}"
        "</div><div class=post-author><div class=post-author-content><h4>Ida Holm</h4><a class=author-link-posts "
        "href='/author/ida/'>Author archive</a></div></div><p class=post-categories>{bread}</p></div>"
    ),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_stands_above_a_post(head: str) -> None:
    found = post(head.format(text=TEXT, bread=BREAD))
    assert (found.title, found.author, (found.published or "")[:10], found.categories, found.tags) == (
        "On rye", "Ida Holm", "2015-03-11", ("Bread",), (),
    )  # fmt: skip


def test_the_hour_in_a_link_beside_the_day() -> None:
    found = post(
        f"<h2>On rye</h2><p>{{ March 11, 2015 @ <a href='/2015/on-rye/'>2:57 am</a> }}</p><div class=entry>{TEXT}</div>"
    )
    assert (found.published or "")[:16] == "2015-03-11T02:57"


FILED = (
    "This entry was posted on March 11, 2015 at 2:57 am and is filed under <a href='/category/bread/'>Bread</a>. "
    "You can follow any responses to this entry through the RSS 2.0 feed."
)


@pytest.mark.parametrize("around", ["<h1 class=entry-title>On rye</h1>{}", "{}<p class=small>" + FILED + "</p>"])
def test_what_stands_within_the_text_and_is_not_the_post(around: str) -> None:
    found = post(f"<h1 class=entry-title>On rye</h1><div class=entry-content>{around.format(TEXT)}</div>")
    text = found.body_text or ""
    assert text.startswith("Rye wants time")
    assert text.endswith("a little salt.")


BYLINES = (
    "<div class=meta>{bread} &#8212; Ida Holm at 2:57 am on Wednesday, March 11, 2015</div>",
    "<div class=footer>Ida Holm @ 2:57 am [filed under {bread}] March 11, 2015</div>",
    "<p><small>Ida Holm posted this entry on Wednesday, March 11th, 2015 at 2:57 am in {bread}</small></p>",
    "<span class=submitted>March 11, 2015 &#8212; Ida Holm</span><p>{bread}</p>",
    "<p class=info>March 11, 2015 in {bread} at 2:57 am by Ida Holm</p>",
    "<small>by Ida Holm and tagged {bread}</small><p>March 11, 2015</p>",
)


@pytest.mark.parametrize("line", BYLINES)
def test_bylines_without_an_element_for_the_name(line: str) -> None:
    found = post(f"<div class=post><h2>On rye</h2>{line.format(bread=BREAD)}<div class=entry>{TEXT}</div></div>")
    assert (found.author, (found.published or "")[:10], found.categories) == ("Ida Holm", "2015-03-11", ("Bread",))


LINKED = ("<a href='https://ida.example/' rel='external nofollow' class=url>Ida</a>", "Ola", "Per", "Else")
HEADS_OF_COMMENTS = (
    "<div class=c-head>{name} <span class=c-permalink><a href='#comment-{n}'>permalink</a></span></div><p>{said}</p>",
    "<div class=cid><a href='#comment-{n}'>{n}</a></div><p class=commentby><img src=a.png> {name}</p><p>{said}</p>",
    "<div id=avatar><img src=a.png><br>{name}<br>March 11, 2015</div><div class=comment-text><p>{said}</p></div>",
)


@pytest.mark.parametrize("head", HEADS_OF_COMMENTS)
def test_names_stand_where_linked_names_do(head: str) -> None:
    items = "".join(
        f"<li class='comment depth-1' id=comment-{n}>{head.format(name=name, said=said, n=n)}</li>"
        for n, (name, said) in enumerate(zip(LINKED, SAID, strict=True), start=1)
    )
    found = post(f"<h2>On rye</h2><div class=entry>{TEXT}</div><ol class=commentlist>{items}</ol>").comments
    assert [(c.author, c.body_text) for c in found] == list(zip(NAMES, SAID, strict=True))


def test_one_date_of_the_page_settles_the_order_of_all() -> None:
    days = ("3-11-2015", "3-12-2015", "3-13-2015", "4-1-2015")
    items = "".join(
        f"<li class='comment depth-1' id=comment-{n}><b class=fn>{NAMES[n]}</b><small class=meta>2:57 am - {day}"
        f"</small><div class=comment-content><p>{SAID[n]}</p></div></li>"
        for n, day in enumerate(days)
    )
    found = post(f"<h2>On rye</h2><div class=entry>{TEXT}</div><ol class=commentlist>{items}</ol>").comments
    assert [(c.published or "")[:10] for c in found] == ["2015-03-11", "2015-03-12", "2015-03-13", "2015-04-01"]


def test_pings_listed_apart_answer_nobody() -> None:
    """The last comment's item is not closed, so that the parser puts what follows within it."""
    comment = "<li class='comment depth-1' id=comment-1><cite class=fn>Ida</cite><p>Mine came out flat.</p>"
    ping = "<li id=comment-2><a href='https://o.example/' class=url>Bread!</a></li>"
    apart = f"<div id=trackbacks><h3>Trackbacks</h3><ol>{ping}</ol></div>"
    found = post(f"<h2>On rye</h2><div class=entry>{TEXT}</div><ol class=commentlist>{comment}{apart}</ol>").comments
    assert [(c.kind, c.author, c.parent) for c in found] == [("comment", "Ida", None), ("ping", "Bread!", None)]


def test_categories_beside_the_post_and_those_of_the_whole_blog() -> None:
    listed = "".join(f"<li class='cat-item cat-item-{n}'><a href='/category/{n}/'>Topic {n}</a></li>" for n in range(9))
    menu = f"<ul><li class=categories>Categories<ul>{listed}</ul></li></ul>"
    text = f"<h2>On rye</h2><div class=entry>{TEXT}</div>"
    assert post(f"{text}<div id=sidebar>{menu}</div>").categories == ()
    assert post(f"{text}<div id=sidebar><p>About: {BREAD}</p>{menu}</div>").categories == ("Bread",)


def test_the_line_of_tags_is_no_comment() -> None:
    line = "Posted by <a href='/author/ida/' rel=author>Ida Holm</a> on March 11th, 2015 at 2:57 am and tagged"
    tags = "<a href='/tag/salt/' rel=tag>salt</a>, <a href='/tag/water/' rel=tag>water</a>"
    found = post(f"<h2>On rye</h2><div class=entry>{TEXT}</div><div class=feedback>{line} {tags}</div>")
    assert (found.comments, found.author, found.tags) == ((), "Ida Holm", ("salt", "water"))


def test_names_that_link_to_their_own_comments() -> None:
    item = "<p class=details><a href='#comment-{n}'><em>{name}</em></a> &middot; March 11, 2015</p><p>{said}</p>"
    assert [(c.author, c.body_text) for c in thread(item)] == list(zip(NAMES, SAID, strict=True))


def test_hours_that_link_to_their_own_comments_name_nobody() -> None:
    item = "<p class=details>On March 11, 2015 at <a href='#comment-{n}'>{n}:57 pm</a></p><p>{said}</p>"
    assert [(c.author, (c.published or "")[:10]) for c in thread(item)] == [(None, "2015-03-11")] * len(SAID)


HOURS = (
    "{text}<p class=meta2>This entry was posted on March 11th, 2015 at 2:57 am and is filed under {bread}</p>",
    "{text}<p class=links><img alt='*' src=f.gif> Filed by Ida Holm at 2:57 am under {bread}</p>",
)


@pytest.mark.parametrize("below", HOURS)
def test_the_hour_stands_below_the_text(below: str) -> None:
    body = below.format(text=f"<div class=entrybody>{TEXT}</div>", bread=BREAD)
    found = post(
        f"<div class=entrytitle><h2><a href='/2015/on-rye/'>On rye</a></h2><h3>March 11th, 2015</h3></div>{body}"
    )
    assert (found.published or "")[:16] == "2015-03-11T02:57"


def test_a_line_of_links_under_the_name_of_a_text() -> None:
    links = "<div class=post-content><a href='/on-rye/trackback/'>Trackback URI</a> | <a href='feed/'>RSS</a></div>"
    found = post(
        f"<div class=post><h2>On rye</h2><div class=entry><p>Rye wants time.</p>{TEXT[:80]}</p></div>{links}</div>"
    )
    assert (found.body_text or "").startswith("Rye wants time.")


AROUND_NAMES = (
    "<p class=comment-head>Posted by {name} on <a href='#comment-{n}'>March 11, 2015 at 2:57 am</a></p>",
    "<div class='vcard author'>{name} said: <time datetime='2015-03-11T02:57'>March 11<em>2:57 am</em></time></div>",
    "<b class=name>{name} <a href='#respond'>(Reply)</a></b><span class=date>March 11, 2015 2:57 am</span>",
    "<div class=meta>{name} <p itemprop=datePublished datetime='2015-03-11T02:57:00'>9 years ago</p></div>",
)


@pytest.mark.parametrize("head", AROUND_NAMES)
def test_words_around_names(head: str) -> None:
    found = thread(head + "<div class=comment-text><p>{said}</p></div>")
    assert [(c.author, (c.published or "")[:16]) for c in found] == [(name, "2015-03-11T02:57") for name in NAMES]


def test_a_date_within_the_heading() -> None:
    heading = "<h1><a href='/2015/on-rye/'>On rye</a> : <small>2015-03-11</small></h1>"
    assert post(f"<div class=post>{heading}{TEXT}</div>").title == "On rye"
