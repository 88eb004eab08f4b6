"""Whether a page lists posts instead of being one: by its headings, and by what stands between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from blogarchive.extraction.page_parts import ARTICLES, sidebars
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import PLACE, Spans
from blogarchive.urls import host_of, identity, is_dated_slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_HEADINGS = ("h1", "h2", "h3", "h4")
_BESIDE = frozenset({"nav", "aside", "header", "footer", "form", "script", "style", "noscript", "template", "select"})
_NO_TEXT = _BESIDE | {"a", "head", *_HEADINGS}
_OWN_TEXT = 250
"""Characters of running text above the first entry that a listing may have: "Posts about keyboards"."""

# Where the generators and platforms that mark nothing else keep their listings. A number or a word follows: a
# post under "/archives/1234.html" or "/tag/…/2011/01/a-title/" does not end there.
_PATH = re.compile(
    r"^/?(?:index\.\w+)?$|/(?:index|page)[-_]?\d+(?:\.html?)?$|/page/\d+(?:\.html?|/)?$"
    r"|/(?:categor(?:y|ies)|tags?|tagged|labels?|authors?|users?)(?:\.html?|/|$)(?:[^/]+/?){0,2}$"
    r"|/(?:archives?|archiv|all|blog|posts|articles|news|year|month|periods?)(?:\.html?|/(?:index\.html?)?)?$"
    r"|/archives?/\d{4}(?:/\d\d?){0,2}(?:\.html?|/)?$"
    r"|/(?:19|20)\d\d(?:/\d\d?){0,2}(?:/(?:index\.html?)?)?$|/search/label/|/search(?:\.html?|/)?$"
)
# /2019/06/a-title: a post, whatever it leads on to
_DATED = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?(?=[^/]*[^\W\d_][^/]*/?$)(?!page/?\d)[^/]{3,}/?$")
_PAGED = re.compile(r"(?:^|&)(?:page|paged|start|offset)=\d+(?:&|$)")
MEDIA = ("img", "video", "audio", "iframe", "object", "embed", "canvas", "svg")
"""What a post may show in place of a text."""

_FORM = "#respond, #commentform, #comment-form, form[action*='comment'] textarea"


def is_listing(document: Document) -> bool:
    """Whether the page shows entries of other addresses and no article of its own.

    Nothing that claims to be an article is one; and where the address does not look like a listing's, only several
    entries with nothing written above them, and no date, make one.
    """
    if claims_article(document):
        return False
    if _is_top(document.page.url):
        return True
    found = entries(document)
    alike = _looks_like_one(document.page.url)
    if not alike and _DATED.search(unquote(urlsplit(document.page.url).path)) and _own_heading(document) is not None:
        return False
    if len(found) < (1 if alike else 3):
        return alike and _is_index(document)
    first = min(found, key=PLACE)
    own = _own_heading(document)
    if own is not None and own.place > first.place and not alike:
        return False  # teasers stand above the article itself
    between = _between(document, own, first)
    return sum(map(len, _texts(between))) < _OWN_TEXT and (alike or not _is_dated(between))


def claims_article(document: Document) -> bool:
    """Whether the page says of itself that it is one article, or lets its readers comment on it."""
    if (document.said("og:type") or "").lower() == "article" or document.said("article:published_time"):
        return True
    articles = [thing for thing in document.things(*ARTICLES) if thing.get("headline") or thing.get("name")]
    return len(articles) == 1 or document.has(_FORM)


def _looks_like_one(url: str) -> bool:
    parts = urlsplit(url)
    path = unquote(parts.path)
    return bool((_PATH.search(path) and not is_dated_slug(path)) or _PAGED.search(parts.query))


def entries(document: Document) -> list[Element]:
    """Headings that are links to other addresses of the site, each address once."""
    here = {identity(url) for url in (document.page.url, document.link("canonical")) if url}
    host = host_of(document.page.url)
    found: dict[str, Element] = {}
    for element in (e for tag in _HEADINGS for e in document.by_tag(tag)):
        url = document.address(_only_link(element))
        if not url or host_of(url) != host or identity(url) in here or _is_top(url) or _is_beside(document, element):
            continue
        found.setdefault(identity(url), element)
    return list(found.values())


def _only_link(heading: Element) -> str | None:
    """Where a heading leads that is a link as a whole, from within or from around."""
    text = text_of(heading)
    for link in heading.iter("a"):
        if len(text_of(link)) >= 0.6 * len(text):
            return link.get("href") if text else None
    around = next((above for above in heading.iterancestors("a")), None)
    return around.get("href") if around is not None and text else None


def _is_top(url: str) -> bool:
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


def _is_beside(document: Document, element: Element) -> bool:
    beside = sidebars(document)
    for above in element.iterancestors():
        if above.tag == "article":  # <aside id="featured"><article>: Pelican's newest entry
            return False
        if above.tag in ("nav", "aside", "footer") or above in beside:
            return True
    return False


def _own_heading(document: Document) -> Element | None:
    """The heading that the page's title repeats, where it is no link to elsewhere."""
    title = (document.said("og:title") or document.title or "").casefold()
    for element in (e for tag in _HEADINGS[:2] for e in document.by_tag(tag)):
        text = text_of(element).casefold()
        if not text or text not in title or _is_beside(document, element):
            continue
        url = document.address(_only_link(element))
        if url is None or identity(url) == identity(document.page.url):
            return element
    return None


def _between(document: Document, own: Element | None, first: Element) -> list[Element]:
    """The elements from the page's own heading (or its top) down to the first entry."""
    begin = own.place if own is not None else 0
    begin = begin if begin < first.place else 0
    return _running(document, document.elements[begin : first.place])


def _running(document: Document, elements: list[Element]) -> list[Element]:
    """Those of the elements that are neither menu, sidebar, heading nor link."""
    shut = document.once(_shut)
    return [element for element in elements if not shut.cover(element)]


def _shut(document: Document) -> Spans:
    """Where no running text stands."""
    return Spans([*sidebars(document), *(element for tag in _NO_TEXT for element in document.by_tag(tag))])


def running_text(document: Document) -> int:
    """Characters that stand neither in menus nor in links nor in headings."""
    return sum(map(len, _texts(_running(document, document.elements))))


def _texts(elements: list[Element]) -> Iterator[str]:
    """What these elements say themselves: no links, for a menu is made of them."""
    for element in elements:
        yield squeezed(element.text or "")
        yield from (squeezed(child.tail or "") for child in element)


def _is_dated(elements: list[Element]) -> bool:
    return any(e.tag == "time" or (e.tag == "abbr" and e.get("title")) for e in elements)


def _is_index(document: Document) -> bool:
    """Whether a page without headings for its entries is little else than links: archives, tag clouds."""
    links = [
        e for e in document.by_tag("a")
        if text_of(e) and not any(above.tag in _BESIDE for above in e.iterancestors())
    ]  # fmt: skip
    linked = sum(len(text_of(link)) for link in links)
    least = 3 if urlsplit(document.page.url).query else 1
    return len(links) >= least and running_text(document) < max(_OWN_TEXT, linked)
