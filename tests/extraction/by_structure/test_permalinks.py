"""Which address is a post's: the canonical that its page states, or its own, where that is another page's."""

from __future__ import annotations

import pytest

from blogarchive import Page, extract

OWN = [
    # address of the page, what it states as canonical, its title
    ("/2014/03/walk-2/", "/2014/03/walk-1/", "Walk number 2"),
    ("/2014/03/fog/", "/2014/03/rain/", "Fog"),
    ("/?p=12", "/?p=15", "Fog"),
    ("/read.php?id=12", "/read.php?id=15", "Fog"),
    ("/archives/12.html", "/archives/15.html", "Fog"),
    ("/2014/03/fog-over-the-pier/", "/about/", "Fog over the pier"),
    ("/2014/03/fog-over-the-pier/", "/", "Fog over the pier"),
    ("/blog/fog-over-the-pier", "/blog", "Fog over the pier"),
    ("/blog/zai-hai-bian", "/blog", "在海边"),
    ("/2014/03/08/links/", "/2014/03/01/links/", "Links"),
    ("/2014/03/fog/", "https://another.example/2014/03/fog/", "Fog"),
    ("/2014/03/fog/", "http://[broken", "Fog"),
]

STATED = [
    ("/2014/03/fog/?from=mail", "/2014/03/fog/", "Fog"),
    ("/2014/03/fog", "/2014/03/fog/", "Fog"),
    ("/?p=12", "/2014/03/fog/", "Fog"),
    ("/?p=12", "/2014/03/zai-hai-bian/", "在海边"),
    ("/node/12", "/weather/fog", "Fog"),
    ("/archives/000012.html", "/2004/05/fog.php", "Fog"),
    ("/fog/amp/", "/fog/", "Fog"),
    ("/fog/2/", "/fog/", "Fog"),
    ("/12345_2.html", "/12345.html", "Fog"),
    ("/fog/comment-page-3/", "/fog/", "Fog"),
    ("/sea/fog/", "/weather/fog/", "Fog"),
    ("/2014/03/mist/", "/2014/03/fog/", "Fog"),  # renamed since, and not redirected
    ("/2014/03/fog/", "/fog/", "Fog"),
    ("/2014/03/brouillard/", "/2014/03/brume-d-ete/", "Brume d’été"),
    ("/2014/03/01/fog/", "/2014/02/28/fog/", "Fog"),  # by another clock
    ("/fog.html?m=1", "/fog.html", "Fog"),
]

PAGE = """
<!DOCTYPE html><html lang=en><title>{title} - Pier Notes</title><link rel=canonical href="{canonical}"><body>
<article class=post><h1 class=entry-title>{title}</h1><p>by <a rel=author href=/ann>Ann</a>, <time datetime=2014-03-02>
2 March</time></p><div class=entry-content><p>The fog came in over the pier and stayed until the boats were back, late.
</p><p>Nobody minded, since there was soup, and there was somebody who knew how to tell of others.</p></div></article>
"""


def _url(path: str, canonical: str, title: str) -> str:
    body = PAGE.format(title=title, canonical=canonical).encode()
    (post,) = extract(Page(url=f"https://pier.example{path}", body=body, content_type="text/html; charset=utf-8")).posts
    return post.url.removeprefix("https://pier.example")


@pytest.mark.parametrize(("path", "canonical", "title"), OWN)
def test_what_another_page_is_called_by_is_not_believed(path: str, canonical: str, title: str) -> None:
    assert _url(path, canonical, title) == path


@pytest.mark.parametrize(("path", "canonical", "title"), STATED)
def test_another_address_of_the_same_post_is(path: str, canonical: str, title: str) -> None:
    assert _url(path, canonical, title) == canonical
