"""Who wrote a post: by markup, in its byline, in a box below it, in JSON-LD, or in a meta element."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.by_structure.blog import site_names
from blogarchive.extraction.by_structure.byline import signed
from blogarchive.extraction.by_structure.titles import folded
from blogarchive.extraction.bylines import is_beside, may_be_name
from blogarchive.extraction.names import (
    is_account_name,
    is_credit,
    is_full_name,
    is_name,
    is_ordinary,
    name_of,
    person,
    same_name,
    short_name,
)
from blogarchive.extraction.page_parts import ARTICLES
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import is_within
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.by_structure.byline import Byline
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

    Author = tuple[str | None, str | None]

MARKED = (
    "a[rel~='author']", "[itemprop='author'] [itemprop='name']", ".p-author", ".author.vcard .fn",
    "[itemprop='author']", ".byline .author", ".byline a",
)  # fmt: skip
# Named so by habit alone, and in a sidebar or below other posts just as often.
NAMED = (
    ".author a", ".author", ".author-name", ".post-author a", ".post-author", "a[href*='/author/']",
    "a[href*='/autor/']", "a[href*='/autoren/']", "a[href*='/auteur/']", "a[href*='/authors/']", "a[href*='/?author=']",
    "[class*='author'] a",
    "[class*='Author'] a", "[class*='autor'] a", "[class*='author']", "[class*='Author']", "[class*='byline']",
    "[class*='autor']", "[class*='writer']", "[class*='written']", ".user", ".username",
)  # fmt: skip
BOXES = (
    ".author-box", ".author-info", ".author-bio", ".about-author", ".author-card", ".author-profile", "#author-info",
    ".saboxplugin-authorname", ".abh_text", ".m-a-box-name", "[class*='author-box']", "[class*='author-bio']",
    "[class*='authorbox']", "[class*='about-author']",
)  # fmt: skip
"""Boxes below the text that tell of its author."""

ABOUT = (
    ".site-description, #site-description, .blog-description, #blog-description, .description, #description, .tagline"
)
_WHOSE = re.compile(r"\b(?:by|from|of|von|par|por|di|av|door)\s+(?P<name>[^,:;|()]{4,40}?)\s*[.!]?$")


def author_of(document: Document, found: Findings, lines: Byline, known: Author, said: list[str]) -> Author:
    """The author and the author's address, from whatever of the page says it best.

    What the platform found and what stands in the byline yield only to a name that the page also says to machines.
    """
    shown: list[Author] = []
    heading = folded(text_of(found.heading)) if found.heading is not None else None
    for name, address in _displayed(document, found, lines, known):
        if name and folded(name) == heading:  # <h1 class="author">TITLE</h1>
            continue
        if name and (agreed := _agreed(name, said)):
            return agreed, address
        if name:
            shown.append((name, address))
            if not said:
                break
    part = next((one for one in shown if one[0] and short_name(one[0], said)), None)
    told = next((one for one in _of_jsonld(document) if not is_account_name(one[0])), None)
    if part:
        return part
    if shown:
        return shown[0]
    meta = next((one for one in _of_meta(document) if not is_account_name(one[0])), None)
    return told or _boxed(document, found) or meta or _of_blog(document) or (None, None)


def _agreed(names: str, said: list[str]) -> str | None:
    """The names shown, where the first of them is said to machines too; the others may be named to nobody else.

    Where machines hear of several, of whom the first is shown, it is those.
    """
    first, _, others = names.partition(", ")
    if others and is_full_name(others.partition(", ")[0]):
        agreed = same_name(first, said)
        return f"{agreed}, {others}" if agreed else None
    listed = next((other for other in said if other.startswith(f"{names}, ")), None)
    return listed or same_name(names, said)


def _displayed(document: Document, found: Findings, lines: Byline, known: Author) -> Iterator[Author]:
    yield known
    yield from _marked(document, found)
    yield lines.author, lines.author_link
    yield signed(document, found.body) or (None, None)
    yield from _near(document, found)


def _marked(document: Document, found: Findings) -> Iterator[Author]:
    for selector in MARKED:
        for element in document.select(selector):
            name = _name(document, element)
            if name and not _is_apart(element, found):
                yield _with_others(document, document.select(selector), element, name), _address(document, element)
                break


def _name(document: Document, element: Element) -> str | None:
    content = element.get("content")
    return person(document, content) if content else name_of(document, element)


def _with_others(document: Document, all_of_them: list[Element], first: Element, name: str) -> str:
    """The names of several authors: links that stand in one line, or in one short list, with the first."""
    names = [name, *(_name(document, e) for e in all_of_them if e is not first and is_beside(first, e))]
    return ", ".join(dict.fromkeys(each for each in names if each)) or name


def _near(document: Document, found: Findings) -> Iterator[Author]:
    """A name in an element that is called after authors, around the post or right above its heading."""
    scope = found.around_post
    blog = {folded(name) for name in site_names(document)}
    for selector in NAMED:
        for element in document.select(selector):
            if len(element) > 12 or (scope is not None and not is_within(element, scope)) or _is_apart(element, found):
                continue
            if _leads_elsewhere(document, found.body, element):
                continue
            name = name_of(document, element)
            if name and is_name(name) and not is_ordinary(name) and folded(name) not in blog:
                yield _with_others(document, document.select(selector), element, name), _address(document, element)
                break


def _leads_elsewhere(document: Document, body: Element | None, element: Element) -> bool:
    """Whether a link in the text leads to another site: it names whom the text speaks of, or a picture's author."""
    if body is None or element.tag != "a" or not is_within(element, body):
        return False
    address = document.address(element.get("href"))
    return address is not None and host_of(address) != host_of(document.page.url)


def _boxed(document: Document, found: Findings) -> Author | None:
    """The name that begins the box about the author, where no byline names one."""
    boxes = [e for selector in BOXES for e in document.select(selector)]
    for box in boxes[:3]:
        if any(above in found.thread for above in box.iterancestors()):
            continue
        for element in (box, *list(box.iter("*"))[:20]):
            if (text := squeezed(element.text or "")) and (name := person(document, text)) and is_full_name(name):
                return name, _address(document, element)
    return None


def _is_apart(element: Element, found: Findings) -> bool:
    """Whether the element stands in the thread, in a sidebar, or in the blog's navigation."""
    if found.hides(element) or is_credit(element):
        return True
    return any(above.tag in ("nav", "form") for above in (element, *element.iterancestors()))


def _address(document: Document, element: Element) -> str | None:
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None and (above := element.getparent()) is not None and above.tag == "a":
        link = above
    return document.address(link.get("href")) if link is not None else None


def _of_blog(document: Document) -> Author | None:
    """Whose blog it is, where the line below its name says so: `Writing from NAME`."""
    for element in document.select(ABOUT)[:3]:
        match = _WHOSE.search(text_of(element)[:200])
        if match and is_full_name(match["name"]):
            return match["name"], None
    return None


# ---------------------------------------------------------------------- said to machines


def names_said(document: Document) -> list[str]:
    """The authors that JSON-LD and meta elements name; names of accounts are none."""
    return [name for name, _ in (*_of_jsonld(document), *_of_meta(document)) if not is_account_name(name)]


def _of_jsonld(document: Document) -> Iterator[tuple[str, str | None]]:
    # A page may hold many reviews of its one recipe.
    types = [name for name in ARTICLES if name != "Review"]
    for thing in (*document.things(*types), *document.things("WebPage", "Review")):
        if persons := list(_persons(document, thing.get("author") or thing.get("creator"))):
            yield ", ".join(dict.fromkeys(name for name, _ in persons)), persons[0][1]


def _persons(document: Document, value: Any) -> Iterator[tuple[str, str | None]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and may_be_name(one):
            yield squeezed(one), None
        if not isinstance(one, dict):
            continue
        if not one.get("name") and one.get("@id"):
            one = next((t for t in document.jsonld if t.get("@id") == one["@id"] and t.get("name")), one)
        name = one.get("name")
        if isinstance(name, str) and (name := person(document, name)) and one.get("@type") != "Organization":
            url = one.get("url")
            yield name, document.address(url) if isinstance(url, str) else None


def _of_meta(document: Document) -> Iterator[tuple[str, str | None]]:
    names = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
    said = document.said(*names, "twitter:data1" if _labelled(document) else "author")
    if said and (name := person(document, said)):
        yield name, None


def _labelled(document: Document) -> bool:
    # Yoast: <meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="NAME">
    return folded(document.said("twitter:label1")) in (
        "written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door",
        "rédigé par", "autor", "skrevet af", "skriven av", "napisane przez",
    )  # fmt: skip
