"""Which of a page's headings is the post's title, whatever the page calls itself to search engines."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page

TEXT = "<div>" + "<p>Enough words of running text to be a post of its own, said twice over.</p>" * 12 + "</div>"

FEED = '<link rel=alternate type="application/rss+xml" title="The Loaf &amp; Co. &raquo; Feed" href="/feed/">'


def title_of(head: str, body: str) -> str | None:
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    posts = extract(Page(url="https://blog.example/a-post", body=markup.encode(), content_type="text/html")).posts
    return posts[0].title if posts else None


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (  # the name of the shop stands in a heading too, and begins the window's title
            "<title>Lifting for Beginners: a Guide - Ironworks</title>",
            f"<h3>Ironworks</h3><h1>Lifting (for Beginners!)</h1>{TEXT}",
            "Lifting (for Beginners!)",
        ),
        (  # no word in common
            "<title>Ten ways to lose weight fast | Ironworks</title>",
            f"<h1>What the scales never told us</h1>{TEXT}<h2>Recent entries</h2>",
            "What the scales never told us",
        ),
        (  # a topic within the text that the title names too
            '<meta property="og:title" content="12 Tools for Data Analysis | Python and SQL">',
            f"<h1>12 Tools for Data Analysis</h1>{TEXT}<h3>Python</h3>{TEXT}",
            "12 Tools for Data Analysis",
        ),
        (  # an old WordPress: a mark before the title, and the blog's name right behind it
            f"<title> &raquo; On rye The Loaf &amp; Co.</title>{FEED}",
            f"<h1><a href='/'>The Loaf &amp; Co.</a></h1><div class=post><h2>On rye</h2>{TEXT}</div>",
            "On rye",
        ),
        (  # the same, under no heading at all
            f"<title> &raquo; On rye The Loaf &amp; Co.</title>{FEED}",
            f"<div class=post><span class=t>On rye</span>{TEXT}</div>",
            "On rye",
        ),
        (
            "<title>The Loaf &raquo; Blog Archive &raquo; On rye</title>",
            f"<h1><a href='/'>The Loaf</a></h1><div class=post><h2>On rye</h2>{TEXT}</div>",
            "On rye",
        ),
        (
            "<title>A walk in the fog</title>",
            f"<h1>A walk in the fog<small>What we saw when nothing could be seen</small></h1>{TEXT}",
            "A walk in the fog",
        ),
        (
            "<title>A walk in the fog (with pictures) - Out There</title>",
            f"<h1><time>Dec 18 2025</time> A walk in the fog</h1>{TEXT}",
            "A walk in the fog",
        ),
        (
            "<title>Impfen bleibt möglich</title>",
            f"<h1><style>.css-1{{color:red}}</style>Impfen bleibt möglich</h1>{TEXT}",
            "Impfen bleibt möglich",
        ),
        (
            '<meta property="og:title" content="Pancakes (step by step)">',
            f'<h1>Pancakes <span class="mark">step by step</span></h1>{TEXT}',
            "Pancakes (step by step)",
        ),
        (  # between the blog's name and what it is about
            "<title>Out There ❘ A walk in the fog ❘ Walks and other ways to be outside</title>",
            f"<h1><a href='/'>Out There</a></h1><h3>A walk in the fog</h3>{TEXT}<h3>Poets</h3>",
            "A walk in the fog",
        ),
        (  # the title is no heading, and a heading of the text speaks of the same things
            "<title>The layout of a stack in memory - Notes</title>",
            f'<a class="post-title">The layout of a stack in memory</a><div class=post><h2>Stack in memory</h2>{TEXT}',
            "The layout of a stack in memory",
        ),
        (
            "<title>Say hello [part 7] - Notes</title>",
            f'<a class="post-title">Say hello [part 7]</a><div class="post"><h2>Registers</h2>{TEXT}</div>',
            "Say hello [part 7]",
        ),
        (  # two headings of the first rank, each a part of the window's title: the address tells which
            "<title>A Post - The blog of the makers of fog</title>",
            f"<article><h1>The blog of the makers of fog</h1><section><h1>A Post</h1>{TEXT}</section></article>",
            "A Post",
        ),
        (  # which part is the blog's name, the address tells
            "<title>A Post! | Mia Baum</title>",
            f"{TEXT}<footer><p>Mia Baum</p></footer>",
            "A Post!",
        ),
    ],
)
def test_the_displayed_heading_is_found(head: str, body: str, title: str) -> None:
    assert title_of(head, body) == title


def test_a_column_called_sidebar_that_holds_the_post_is_none() -> None:
    markup = f"""<link rel="EditURI" href="/xmlrpc.php?rsd">
        <div id="sidebar"><header class="entry-header"><h1 class="entry-title">The court in a crisis</h1>
        <span class="author vcard"><a class="fn" rel="author" href="/author/h">Heike Sommer</a></span></header></div>
        <div class="entry">{TEXT}</div>"""
    page = Page(url="https://blog.example/a-post", body=markup.encode(), content_type="text/html")
    (post,) = extract(page).posts
    assert (post.title, post.author) == ("The court in a crisis", "Heike Sommer")
