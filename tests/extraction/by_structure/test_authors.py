"""Who a page names as its post's author, in many languages and under many kinds of markup."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.extraction.names import is_name, person
from blogarchive.html.document import Document
from blogarchive.models import Page

TEXT = "<div>" + "<p>Enough words of running text to be a post of its own, said twice over.</p>" * 12 + "</div>"
NOBODY = Document(Page(url="https://blog.example/", body=b"<p>x", content_type="text/html"))


def author_of(markup: str, *, generic_only: bool = False) -> str | None:
    page = Page(url="https://blog.example/a-post", body=markup.encode(), content_type="text/html; charset=utf-8")
    posts = extract(page, generic_only=generic_only).posts
    return posts[0].author if posts else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("By Mia Baum", "Mia Baum"),
        ("Von Mia Baum am 3. Mai 2011", "Mia Baum"),
        ("View all posts by Mia Baum →", "Mia Baum"),
        ("Alle Beiträge von Mia Baum", "Mia Baum"),
        ("Posted on September 21, 2020 by Mia Baum", "Mia Baum"),
        ("Posted by mia at 09:39 PM in", "mia"),
        ("by Mia Baum January 17, 2005 in", "Mia Baum"),
        ("Erstellt von Mia Baum", "Mia Baum"),
        ("Text & Fotos: Mia Baum", "Mia Baum"),
        ("Autorin: Mia Baum", "Mia Baum"),
        ("Écrit par Mia Baum", "Mia Baum"),
        ("Escrito por Mia Baum", "Mia Baum"),
        ("Scritto da Mia Baum", "Mia Baum"),
        ("Napsala: Mia Baum", "Mia Baum"),
        ("Door: Mia Baum", "Mia Baum"),
        ("Автор: Мия Баум", "Мия Баум"),
        ("作者：焦鹏", "焦鹏"),
        ("Mia Baum, Senior Staff Writer", "Mia Baum"),
        ("Mia Baum (Content Manager)", "Mia Baum"),
        ("Mia Baum @miabaum", "Mia Baum"),
        ("Mia &amp; Max", "Mia & Max"),
        ("Jean Brun (Brunsoft)", "Jean Brun (Brunsoft)"),
        ("10sr", "10sr"),
        ("330k", "330k"),
        ("2nd", None),
        ("12h", None),
        ("5min", None),
        ("3 comments", None),
        ("author/admin/index.html", None),
        ("Fact Checked", None),
        ("Advertiser Disclosure", None),
        ("•", None),
        ("LinkedIn", None),
        ("4 min read", None),
        ("someone@blog.example", None),
        ("All posts", None),
    ],
)
def test_a_name_is_told_from_what_stands_around_it(text: str, name: str | None) -> None:
    assert person(NOBODY, text) == name


def test_phrases_of_a_page_are_no_names() -> None:
    assert is_name("Ludwig van der Berg")
    assert not is_name("what we saw")
    assert not is_name("Read more")


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        (
            '<p class="meta"><i class="bi bi-person"></i> Mia Baum <i class="bi bi-clock"></i> May 3, 2011</p>',
            "Mia Baum",
        ),
        ('<p><img class="avatar" src="m.png"> Mia Baum</p><p>May 3, 2011</p>', "Mia Baum"),
        ('<div class="publish-date-author">May 3, 2011 · Mia Baum</div>', "Mia Baum"),
        ('<div class="author"><span>Mia Baum</span><span>May 3, 2011</span></div>', "Mia Baum"),
        ("<p>By <span>Mia<br>Baum</span></p>", "Mia Baum"),
        ('<p><a href="/user/18"><img src="18.png"></a> <a href="/user/18">miab</a> May 3, 2011</p>', "miab"),
        ('<p><a href="/people/mia-baum/">Mia Baum</a> | <a href="/users/login">Enter</a></p>', "Mia Baum"),
        ('<p><a href="/users/login">Enter</a></p>', None),
        ('<p>Propulsé par <a href="https://engine.example">Moteur</a></p>', None),
        ('<p>Photo by <a href="https://pictures.example">Pictures</a></p>', None),
        (
            '<p class="p-author"><a class="u-url" rel="author" href="/"><img src="m.png" alt="Mia Baum"></a></p>',
            "Mia Baum",
        ),
        ('<p><svg class="icon"><use xlink:href="#i-user"></use></svg>Mia Baum</p>', "Mia Baum"),
        ('<meta name="author" content="Mia baum"><p><i class="icon-author"></i> Mia baum <i></i> 12</p>', "Mia baum"),
        ('<p>by <a href="/author/mia/">Mia Baum</a> and <a href="/author/max/">Max Roth</a></p>', "Mia Baum, Max Roth"),
    ],
)
@pytest.mark.parametrize("generic", [False, True])
def test_bylines(byline: str, name: str | None, generic: bool) -> None:
    assert author_of(f"<article><h1>A walk in the fog</h1>{byline}{TEXT}</article>", generic_only=generic) == name


def test_a_name_that_machines_hear_too_is_preferred_to_others_shown() -> None:
    said = (
        '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Person","name":"Mia Baum"}}</script>'
    )
    shown = '<p class="author">Editorial Desk</p><p class="writer">Mia BaumTravel Editor</p>'
    assert author_of(f"{said}<article><h1>A walk in the fog</h1>{shown}{TEXT}</article>") == "Mia Baum"


def test_the_author_of_a_picture_is_not_that_of_the_post() -> None:
    picture = (
        '<figure><img src="f.jpg"><figcaption><a rel="author" href="https://x.example/p">Pic Taker</a></figcaption>'
    )
    shown = f'<article><h1>A walk in the fog</h1>{picture}</figure><p class="byline">By <a href="/m">Mia Baum</a></p>'
    assert author_of(f"{shown}{TEXT}</article>") == "Mia Baum"


def test_a_title_is_no_author_whatever_its_class() -> None:
    said = '<script type="application/ld+json">{"@type":"Article","author":{"name":"Mia Baum"}}</script>'
    post = f'<article><h1 class="author">Fog</h1>{TEXT}</article>'
    assert author_of(f"<title>Fog</title>{said}{post}") == "Mia Baum"
    assert author_of(f"<title>Fog</title>{post}") is None


def test_what_a_generator_is_given_in_place_of_a_name_is_none() -> None:
    assert author_of(f'<meta name="author" content="John Doe"><h1>A walk in the fog</h1>{TEXT}') is None


def test_links_in_the_text_to_other_sites_name_no_author() -> None:
    credit = '<p>Photo by <a href="https://pictures.example/author/free">Free Pictures</a></p>'
    said = '<meta name="author" content="Mia Baum">'
    text = f"<article><h1>A walk in the fog</h1><div class='post-content'>{TEXT}{credit}</div></article>"
    assert author_of(said + text) == "Mia Baum"
    assert author_of(text) is None


def test_below_the_name_of_a_blog_its_owner_may_stand() -> None:
    head = '<div id="blog-description">Writing from Mia T. Baum</div>'
    assert author_of(f"{head}<article><h1>A walk in the fog</h1>{TEXT}</article>") == "Mia T. Baum"
