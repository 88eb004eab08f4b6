"""A post may be called print, feed, login or tags: a rule about the last step of a path is not for its own name."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import LinkKind, Page

BASE = "http://blog.example"
SLUGS = (
    "login", "print", "amp", "ask", "submit", "subscribe", "embed", "trackback", "cart", "checkout", "basket",
    "account", "page", "search", "archive", "archives", "tags", "tag", "category", "calendar", "author", "register",
    "comment-page-2",
)  # fmt: skip


def kinds(html: str, url: str = f"{BASE}/") -> dict[str, LinkKind]:
    found = extract(Page(url=url, body=f"<!DOCTYPE html><title>Tide</title>{html}".encode(), content_type="text/html"))
    return {link.url.removeprefix(BASE): link.kind for link in found.links}


def post(inner: str) -> str:
    text = "<p>The tide came in late, and nobody was there to see it, as so often.</p>"
    return f"<article><h1>Tide</h1>{text}</article>{inner}"


@pytest.mark.parametrize("slug", [*SLUGS, "feed", "rss", "2014", "2087", "1984", "print-shops"])
@pytest.mark.parametrize("folder", ["/2014/03/", "/2014/03/09/", "/blog/2014/03/", "/2014/"])
def test_an_entrys_title_names_a_post_whatever_it_is_called(slug: str, folder: str) -> None:
    path = f"{folder}{slug}/"
    assert kinds(f"<article><h2 class=entry-title><a href='{path}'>A title</a></h2></article>")[path] == "post"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_link_in_passing_to_what_stands_below_a_date_may_be_a_post(slug: str) -> None:
    path = f"/2014/03/{slug}/"
    assert kinds(f"<p>Read <a href='{path}'>this</a>.</p>")[path] == "candidate"
    assert kinds(post(f"<a href='2014/03/{slug}/'>that</a>"))[path] == "candidate"


@pytest.mark.parametrize("slug", ["login", "print", "amp", "embed", "cart", "subscribe"])
def test_where_posts_stand_in_a_folder_so_may_one_of_that_name(slug: str) -> None:
    others = "<a href='/notes/ebb/'>Ebb</a> <a href='/notes/flow/'>Flow</a>"
    assert kinds(f"{others} <a href='/notes/{slug}/'>A note</a>")[f"/notes/{slug}/"] == "candidate"
    assert kinds(f"<a href='/notes/{slug}/'>A note</a>")[f"/notes/{slug}/"] == "trap"


@pytest.mark.parametrize("slug", ["login", "print", "subscribe", "cart"])
def test_at_the_root_only_a_title_makes_it_a_post(slug: str) -> None:
    others = "<a href='/ebb/'>Ebb</a> <a href='/flow/'>Flow</a>"
    assert kinds(f"{others} <a href='/{slug}/'>This way</a>")[f"/{slug}/"] == "trap"
    assert kinds(f"<article><h2><a href='/{slug}/'>A title</a></h2></article>")[f"/{slug}/"] == "post"
    home = "<p class=site-title><a href='/blog/' rel=home>Tide</a></p>"
    others = "<a href='/blog/ebb/'>Ebb</a> <a href='/blog/flow/'>Flow</a>"
    assert kinds(f"{home}{others} <a href='/blog/{slug}/'>This way</a>")[f"/blog/{slug}/"] == "trap"


@pytest.mark.parametrize("twin", ["print", "amp", "embed", "trackback"])
@pytest.mark.parametrize("own", ["/2014/03/tide/", "/2014/03/print/", "/tide/", "/notes/tide/", "/2014/03/tide"])
def test_below_a_post_it_is_a_twin_of_the_post(twin: str, own: str) -> None:
    below = f"{own.rstrip('/')}/{twin}/"
    pictures = "".join(f"<a href='{own.rstrip('/')}/picture-{n}/'>{n}</a>" for n in range(3))
    assert kinds(post(f"{pictures}<a href='{below}'>{twin}</a>"), BASE + own)[below] == "trap"
    titled = f"<article><h2 class=entry-title><a href='{own}'>Tide</a></h2></article>"
    assert kinds(f"{titled}{pictures}<a href='{below}'>{twin}</a>")[below] == "trap"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/2014/", "listing"),
        ("/2014/03/", "listing"),
        ("/2014/03/09/", "listing"),
        ("/2014/03/page/2/", "listing"),
        ("/tag/2014/", "listing"),
        ("/category/2014/", "listing"),
        ("/tags/", "listing"),
        ("/archives/2014/03/", "listing"),
        ("/2087/05/", "trap"),
        ("/2014/03/?replytocom=4", "trap"),
        ("/2014/03/print/?share=mail", "trap"),
    ],
)
def test_listings_and_traps_remain_what_they_are(path: str, kind: LinkKind) -> None:
    assert kinds(f"<a href='{path}'>there</a>")[path] == kind
