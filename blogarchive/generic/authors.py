"""Who wrote a post: by markup, in its byline, in JSON-LD, or in a meta element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blogarchive.document import ARTICLES, is_within, squeezed, text_of
from blogarchive.generic.byline import is_name, signed
from blogarchive.generic.titles import folded, site_names
from blogarchive.labels import around_post
from blogarchive.lines import is_beside, may_be_name, name_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.document import Document
    from blogarchive.generic.byline import Byline
    from blogarchive.tree import Element

    Author = tuple[str | None, str | None]

MARKED = (
    "a[rel~='author']", "[itemprop='author'] [itemprop='name']", ".p-author", ".author.vcard .fn",
    "[itemprop='author']", ".byline .author", ".byline a",
)  # fmt: skip
# Named so by habit alone, and in a sidebar or below other posts just as often.
NAMED = (
    ".author a", ".author", ".author-name", ".post-author a", ".post-author", "a[href*='/author/']",
    "a[href*='/autor/']", "a[href*='/autoren/']", "a[href*='/auteur/']", "[class*='author'] a", "[class*='Author'] a",
    "[class*='autor'] a", "[class*='author']", "[class*='byline']",
)  # fmt: skip


def author_of(document: Document, lines: Byline, hidden: set[Element]) -> Author:
    """The author and the author's address, from whatever of the page says it best."""
    if found := _shown(document, MARKED, hidden):
        return found
    if lines.author:
        return lines.author, lines.author_link
    return (
        signed(document, document.body)
        or _near(document, hidden)
        or _of_jsonld(document)
        or _of_meta(document)
        or (None, None)
    )


def _shown(document: Document, choice: tuple[str, ...], hidden: set[Element]) -> Author | None:
    for selector in choice:
        for element in document.select(selector):
            name = element.get("content") or name_in(document, text_of(element))
            if may_be_name(name) and not _is_apart(element, hidden):
                return _with_others(document, document.select(selector), element, name), _address(document, element)
    return None


def _with_others(document: Document, all_of_them: list[Element], first: Element, name: str) -> str:
    """The names of several authors: links that stand in one line, or in one short list, with the first."""
    names = [name_in(document, text_of(e)) for e in all_of_them if e is first or is_beside(first, e)]
    return ", ".join(dict.fromkeys(each for each in names if each)) or name


def _near(document: Document, hidden: set[Element]) -> Author | None:
    """A name in an element that is called after authors, around the post or right above its heading."""
    scope = around_post(document)
    blog = {folded(name) for name in site_names(document)}
    for selector in NAMED:
        for element in document.select(selector):
            name = name_in(document, text_of(element)) if len(element) < 12 else ""
            if (
                is_name(name)
                and folded(name) not in blog
                and (scope is None or is_within(element, scope))
                and not _is_apart(element, hidden)
            ):
                return _with_others(document, document.select(selector), element, name), _address(document, element)
    return None


def _is_apart(element: Element, hidden: set[Element]) -> bool:
    """Whether the element stands in the thread, in a sidebar, or in the blog's navigation."""
    return any(above in hidden or above.tag in ("nav", "form") for above in (element, *element.iterancestors()))


def _address(document: Document, element: Element) -> str | None:
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None and (above := element.getparent()) is not None and above.tag == "a":
        link = above
    return document.address(link.get("href")) if link is not None else None


def _of_jsonld(document: Document) -> Author | None:
    # A page may hold many reviews of its one recipe.
    types = [name for name in ARTICLES if name != "Review"]
    for thing in (*document.things(*types), *document.things("WebPage", "Review")):
        if persons := list(_persons(document, thing.get("author") or thing.get("creator"))):
            return ", ".join(dict.fromkeys(name for name, _ in persons)), persons[0][1]
    return None


def _persons(document: Document, value: Any) -> Iterator[tuple[str, str | None]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and may_be_name(one):
            yield squeezed(one), None
        if not isinstance(one, dict):
            continue
        if not one.get("name") and one.get("@id"):
            one = next((t for t in document.jsonld if t.get("@id") == one["@id"] and t.get("name")), one)
        name = one.get("name")
        if isinstance(name, str) and may_be_name(name) and one.get("@type") != "Organization":
            url = one.get("url")
            yield squeezed(name), document.address(url) if isinstance(url, str) else None


def _of_meta(document: Document) -> Author | None:
    names = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
    said = document.said(*names, "twitter:data1" if _labelled(document) else "author")
    return (said, None) if said and may_be_name(said) and not said.startswith("@") else None


def _labelled(document: Document) -> bool:
    # Yoast: <meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="NAME">
    return folded(document.said("twitter:label1")) in (
        "written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door",
        "rédigé par", "autor", "skrevet af", "skriven av", "napisane przez",
    )  # fmt: skip
