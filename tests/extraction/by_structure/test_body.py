"""What is the post's own text on a page of no known platform, and what the template put around and into it."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page, Post

LINES = [f"Line {n} of the post says something at some length about walking in the fog." for n in range(12)]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
MENU = "".join(f'<li class="i"><a href="/{n}">Page {n}</a></li>' for n in range(3))
TEASER = '<div class="row"><a href="/other"><h4>Another walk</h4></a><p>{}</p></div>'.format("An excerpt of it. " * 5)


def posts_of(markup: str) -> tuple[Post, ...]:
    page = f"<title>A walk in the fog</title><h1>A walk in the fog</h1>{markup}"
    return extract(Page(url="https://blog.example/a-walk", body=page.encode(), content_type="text/html")).posts


def text_of(markup: str) -> str:
    posts = posts_of(markup)
    return posts[0].body_text or "" if posts else ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("", "<div>Advertisement</div>"),
        ("<p>PUBLISHED: November 19, 2019 at 8:59 pm | UPDATED: November 20</p>", ""),
        ("<div>Monday, November 18, 2019</div>", "<p>Share this on WhatsApp</p><p>Read more</p>"),
        (
            "",
            f'<div class="more"><div>Most Popular</div><ul>{MENU}</ul></div>',
        ),
        (
            f'<ul class="top">{MENU}</ul>',
            "",
        ),
        ("", f'<div class="grid">{TEASER * 4}</div>'),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_the_template_wrote_is_no_text(left: str, right: str, inside: bool) -> None:
    markup = f"<div><div>{left}{TEXT}{right}</div></div>" if inside else f"<div>{left}<div>{TEXT}</div>{right}</div>"
    assert text_of(markup) == "\n\n".join(LINES)


def test_parts_made_alike_are_one_post() -> None:
    parts = "".join(f'<div class="card part-{n}"><div class="rich">{TEXT}</div></div>' for n in range(3))
    assert text_of(f'<div class="cards">{parts}</div>').count(LINES[0]) == 3


def test_a_post_of_lists_is_no_item_of_one() -> None:
    items = "".join(f"<li>Done so far: {n}</li>" for n in range(9))
    lists = f"<p>This week.</p><ul><li>Work of all kinds, and this is long<ul>{items}</ul></li><li>Rest</li></ul>"
    assert text_of(f"<article><section>{lists}</section></article>").startswith("This week.")


def test_a_post_that_is_mostly_code_keeps_the_rest() -> None:
    code = "<table><tr><td>" + "x = measured(fog) # and printed<br>" * 40 + "</td></tr></table>"
    assert "Why it works" in text_of(f'<div class="post-content"><p>Why it works</p>{code}</div>')


def test_what_stands_in_for_a_script_is_not_the_text() -> None:
    gist = (
        "<div><noscript><pre><code>" + "set nocompatible of everything else\n" * 60 + "</code></pre></noscript></div>"
    )
    assert text_of(f"<div><p>{LINES[0]} {LINES[1]}</p><p>{LINES[2]}</p>{gist}</div>").startswith(LINES[0])


def test_of_several_articles_the_one_under_the_heading() -> None:
    others = "".join(
        f"<article><h2>Another {n}</h2><p>{'Something else entirely. ' * 30}</p></article>" for n in range(4)
    )
    page = f"<title>A walk in the fog</title><article><h1>A walk in the fog</h1>{TEXT}</article>{others}"
    (post,) = extract(Page(url="https://blog.example/a-walk", body=page.encode(), content_type="text/html")).posts
    assert (post.body_text or "").startswith(LINES[0])
    assert "Something else" not in (post.body_text or "")


def test_what_an_author_wrote_stays() -> None:
    own = "<ul>" + "".join(f"<li><a href='/{n}'>Walk {n}</a></li>" for n in range(3)) + "</ul>"
    said = text_of(f"<div>{TEXT}<p>Yours, Anna</p>{own}</div>")
    assert "Yours, Anna" in said
    assert "- Walk 2" in said


@pytest.mark.parametrize(
    "numbered",
    [
        '<table><td class="gutter"><pre class="line-numbers">1\n2</pre></td><td><pre>{}</pre></td></table>',
        '<table><td class="lntd"><pre><span class="lnt">1</span></pre></td><td class="lntd"><pre>{}</pre></td></table>',
        '<div class="highlight"><pre><span class="ln">1</span>{}</pre></div>',
    ],
)
def test_numbers_of_lines_are_no_code(numbered: str) -> None:
    code = "print(42)\nprint(7)"
    assert text_of(f"<div>{TEXT}{numbered.format(code)}</div>").partition(LINES[-1])[2].split() == code.split()


def test_what_follows_the_line_of_tags_is_the_templates() -> None:
    tags = '<p class="t">Tagged: <a href="/tag/fog" rel="tag">fog</a>, <a href="/tag/hills" rel="tag">hills</a></p>'
    promise = "<div><h3>Walk with us!</h3>Our tours of the hills begin each Saturday, with a lunch in between.</div>"
    assert text_of(f"<div>{TEXT}{tags}{promise}</div>") == "\n\n".join(LINES)
    boxed = (
        f"<table><tr><td>If you liked this, you might like the others about: {tags}<p>{promise}</p></td></tr></table>"
    )
    assert text_of(f"<div>{TEXT}{boxed}</div>") == "\n\n".join(LINES)
    assert text_of(f"<div>{tags}{TEXT}</div>") == "\n\n".join(LINES)


def test_what_follows_the_thread_is_no_text_of_the_post() -> None:
    said = "".join(
        f'<div class="comment" id="comment-{n}"><b>Ann {n}</b> <time datetime="2020-05-0{n}T10:00">day {n}</time>'
        f"<p>I was there on that day too, and saw number {n}.</p></div>"
        for n in range(1, 6)
    )
    thread = f'<h3>What they say</h3><p><a href="/login">Log in to join</a></p><div class="comments">{said}</div>'
    others = "<h3>From our kitchen</h3><div><p>Fog soup</p><p>Soup with everything the hills have to offer us</p></div>"
    assert text_of(f"<div>{TEXT}{thread}{others}</div>") == "\n\n".join(LINES)


def test_a_template_counts_steps_and_labels_their_buttons() -> None:
    steps = [f"<div><div class='step-no'>{n}</div><p>{line}</p></div>" for n, line in enumerate(LINES, 1)]
    assert text_of(f"<div>{''.join(steps)}</div>") == "\n\n".join(LINES)
    done = "<div class='done'>I have done this</div>"
    assert text_of(f"<div>{done.join(steps)}{done}</div>") == "\n\n".join(LINES)
    save = "<p><a href='javascript:save()'>Keep it</a></p><p><a class='btn' href='#'>Show pictures</a></p>"
    asked = "<div class='modal fade'><div>Mail it to a friend</div></div>"
    assert text_of(f"<div>{TEXT}{save}{asked}</div>") == "\n\n".join(LINES)


def test_numbers_and_labels_that_an_author_wrote_stay() -> None:
    ranks = "".join(f"<tr><td><span class='rank'>{n}</span></td><td>Hill {n}</td></tr>" for n in range(1, 5))
    text = text_of(f"<div>{TEXT}<table>{ranks}</table></div>")
    assert "1 Hill 1" in text
    assert "4 Hill 4" in text
    chapters = "".join(f"<h2 class='c'>{n}</h2><p>{line}</p>" for n, line in enumerate(LINES, 1))
    assert text_of(f"<div>{chapters}</div>").startswith(f"1\n\n{LINES[0]}")


@pytest.mark.parametrize(
    "widget",
    ["wprm-recipe-add-to-collection", "mv-create-reviews", "ERSSavePrint", "zrdn-print-link", "cooked-print",
     "wpzoom-recipe-card-print-link", "dr-pin", "recipe-rating", "jump-to-recipe", "print-button", "unit-toggle"],
)  # fmt: skip
def test_a_recipe_card_stays_without_its_widgets(widget: str) -> None:
    card = f"<div class='recipe'><div class='servings'>Serves 4</div><div class='{widget}'>Do it now, it is easy</div>"
    items = "<ul><li class='recipe-ingredient print-ingredient'>2 handfuls of fog</li></ul></div>"
    assert text_of(f"<div>{TEXT}{card}{items}</div>").endswith(f"{LINES[-1]}\n\nServes 4\n\n- 2 handfuls of fog")


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (
            "<blockquote><p>The heron waits.</p><footer>Ida Quill, On water</footer></blockquote>",
            "On water",
        ),
        ("<figure><blockquote>It waits.</blockquote><footer>Ida Quill</footer></figure>", "Ida Quill"),
        ("<aside>A remark: herons were rarer in those days.</aside>", "herons were rarer"),
        ("<aside class='pullquote'><p>There were many of them, more than before.</p></aside>", "more than before"),
    ],
)
def test_asides_and_footers_of_the_author_stay(markup: str, words: str) -> None:
    assert words in text_of(f"<article><div class='entry-content'>{TEXT}{markup}{TEXT}</div></article>")


@pytest.mark.parametrize(
    "markup",
    [
        "<aside><form>Your address <input name=mail><button>Subscribe to letters</button></form></aside>",
        f"<aside><h3>More walks</h3><ul>{MENU}</ul></aside>",
        "<aside><a href='/other'>Another walk along the river</a></aside>",
        "<footer>Filed away on a Monday</footer>",
    ],
)
def test_asides_and_footers_of_the_template_go(markup: str) -> None:
    said = text_of(f"<article><div class='entry-content'>{TEXT}{markup}</div></article>")
    assert said.endswith(LINES[-1])


FOLDED = [
    '<h3 class="accordion-title"><button>Rods of hazel</button></h3><div class="panel" style="display:none">{}</div>',
    '<h3><button aria-expanded="false">Rods of hazel</button></h3><div role="region" hidden>{}</div>',
    '<div class="toggle"><h4>Rods of hazel</h4><div class="toggle-content" style="display: none">{}</div></div>',
    '<dl><dt aria-expanded="false">Rods of hazel</dt><dd hidden>{}</dd></dl>',
    '<h3>Rods of hazel</h3><div hidden="until-found">{}</div>',
    "<details><summary>Rods of hazel</summary>{}</details>",
]
ANSWER = "<p>They are long and straight, and cut in winter when the sap is low.</p>"


@pytest.mark.parametrize("folded", FOLDED)
def test_what_a_click_unfolds_is_text_under_its_heading(folded: str) -> None:
    found = posts_of(TEXT + folded.format(ANSWER) + TEXT)[0]
    assert "Rods of hazel" in (found.body_text or "")
    assert "cut in winter" in (found.body_text or "")
    assert "Rods of hazel" in (found.body_html or "")
    assert "<button" not in (found.body_html or "")


HIDDEN = [
    "<div hidden><p>Words of a template that nobody sees.</p></div>",
    '<div style="display:none"><p>Words of a template that nobody sees.</p></div>',
    "<p hidden>Words of a template that nobody sees.</p>",
    "<h3>Write</h3><div class=panel hidden><p>Words of a template that nobody sees.</p><form><input></form></div>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_sees_is_no_text(hidden: str) -> None:
    assert "nobody sees" not in text_of(TEXT + hidden + TEXT)
