"""A post's featured image: the one that its page names for it, to sharers and machines or at its head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.page_parts import ARTICLES
from blogarchive.html.tree import is_within
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_SAID = ("og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src", "sailthru.image.full")
_MARKED = "img.wp-post-image, .u-featured, .post-thumbnail img, .featured-image img, .entry-thumbnail img"
_FOR_SCRIPTS = ("data-orig-file", "data-large-file", "data-lazy-src", "data-src", "data-original", "src", "href")
_OF_BLOG = frozenset({"Organization", "NewsMediaOrganization", "WebSite", "Blog", "Person", "Corporation", "Brand"})
_LOGO = re.compile(r"(?:^|[\s_-])(?:site-?|custom-?|header-?)?(?:logo|favicon|branding)(?:$|[\s_-])", re.IGNORECASE)
_EMPTY = re.compile(r"(?:^|[/_-])(?:blank|spacer|pixel|transparent|1x1|placeholder)(?:[._-][^/]*)?$", re.IGNORECASE)
_PORTRAIT = re.compile(r"gravatar\.com/avatar/|/avatars?/", re.IGNORECASE)
_SIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)|-(?:icon|cropped)(?=[-.])")
_DEEPEST = 6


def featured_image(document: Document, found: Findings) -> str | None:
    """Its address; none where the page states none, or only what it states of its blog: a logo, an icon, a portrait."""
    of_blog = {_file(address) for address in _of_blog(document)}
    for value in _candidates(document, found):
        address = document.address(value)
        if (
            address is None
            or address.startswith("data:")
            or _EMPTY.search(urlsplit(address).path)
            or _PORTRAIT.search(address)
        ):
            continue
        if urlsplit(address).path in ("", "/") and host_of(address) == host_of(document.page.url):
            continue  # a theme without an image: content="https://blog.example/"
        if _file(address) not in of_blog:
            return address
    return None


def _candidates(document: Document, found: Findings) -> Iterator[str]:
    for name in _SAID:
        yield from document.meta.get(name, [])
    for thing in document.things(*ARTICLES):
        yield from _addresses(thing.get("image"))
        yield from _addresses(thing.get("thumbnailUrl"))
    for element in document.by_attribute("itemprop"):
        if "image" in (element.get("itemprop") or "").split() and _is_of_post(found, element):
            yield from _sources(element)
    if (linked := document.link("image_src")) is not None:
        yield linked
    for element in document.select(_MARKED):
        if _is_of_post(found, element):
            yield from _sources(element)


def _addresses(said: Any, depth: int = 0) -> Iterator[str]:
    """`"a.jpg"`, `["a.jpg"]`, `{"@type": "ImageObject", "url": "a.jpg"}`."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list) and depth < _DEEPEST:
        for one in said:
            yield from _addresses(one, depth + 1)
    elif isinstance(said, dict) and depth < _DEEPEST:
        yield from _addresses(said.get("url") or said.get("contentUrl") or said.get("@id"), depth + 1)


def _sources(element: Element) -> Iterator[str]:
    for one in (element, *element.iter("img", "meta", "link")):
        for name in ("content", *_FOR_SCRIPTS):
            if (value := one.get(name)) and not value.startswith(("data:", "#")):
                yield value
                break


def _is_of_post(found: Findings, element: Element) -> bool:
    """Whether it stands in or before the post, not in its thread, among teasers or in a menu."""
    if found.hides(element) or any(above.tag in ("nav", "aside", "footer") for above in element.iterancestors()):
        return False
    owner = next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)
    if owner is not None and (owner.get("itemtype") or "").rpartition("/")[2] in _OF_BLOG:
        return False
    body, around = found.body, found.around_post
    if body is None:
        return False
    if around is not None and is_within(element, around):
        return element.place < body.end
    articles = list(body.iterancestors("article"))
    return is_within(element, articles[0]) if articles else is_within(element, body)


def _of_blog(document: Document) -> Iterator[str]:
    """Images that the page states of its blog, its publisher or a person."""
    for thing in document.things(*_OF_BLOG):
        yield from (a for name in ("logo", "image") for a in _addresses(thing.get(name)))
    for thing in document.things(*ARTICLES):
        for name in ("publisher", "author"):
            for one in thing[name] if isinstance(thing.get(name), list) else [thing.get(name)]:
                if isinstance(one, dict):
                    yield from (a for key in ("logo", "image") for a in _addresses(one.get(key)))
    for element in document.by_tag("link"):
        if "icon" in (element.get("rel") or "").lower():
            yield element.get("href") or ""
    for element in document.by_tag("img"):
        above = element.getparent()
        names = (
            f"{element.get('class') or ''} {element.get('id') or ''} {above.get('class') or ''}"
            if above is not None
            else ""
        )
        if _LOGO.search(names):
            yield element.get("src") or ""


def _file(address: str) -> str:
    """The file that an address names, whatever its size: `/2014/river-1024x768.jpg` is `/2014/river.jpg`."""
    return _SIZED.sub("", urlsplit(address).path.rpartition("/")[2]) or address
