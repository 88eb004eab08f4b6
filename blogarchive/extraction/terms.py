"""Categories and tags as a post shows them: which links are such names, where they stand, and what the name is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.extraction.page_dates import date_spot
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_COUNT = re.compile(r"\s*(?:\(\s*\d+\s*\)|\[\s*\d+\s*\])$")  # "keyboards (20)"
_PERSON = re.compile(
    r"/(?:authors?|autor(?:es|en)?|auteurs?|profiles?|users?|contributors?)/|profile\.typepad\.com", re.IGNORECASE
)
_NOT_RELATION = frozenset({"author", "license", "prev", "next", "first", "last"})
_CONTROL = re.compile(
    r"perma-?link(?:s|o|e)?|(?:(?:no|\d+)\s+)?(?:comments?|trackbacks?|pings?|responses?)(?:\s*\(\d+\))?|link|edit|print|e-?mail"
    r"|share|reply|tweet|like|(?:read|continue)(?:\s.{0,12})?",
    re.IGNORECASE,
)
_LONGEST, _WORDS = 100, 9
_MENU = re.compile(
    r"(?:^|[\s_-])(?:menus?|nav|navbar|navigation|megamenu|mega|sitemap|cloud|tagcloud|dropdown|trending|popular|related"
    r"|recommend\w*|cat-item|page_item|most-?read|breaking|ticker|sub-?nav|top-?bar|masthead"
    r"|\w*pagination\w*|pager|paging|page-numbers|\w*pagenavi)(?:$|[\s_-])",
    re.IGNORECASE,
)


def label(text: str) -> str:
    """A name without its count, and without the hash or the icon of a font before it: "#devops", "devops (20)"."""
    start = 0
    # Co: private use, where the icons of fonts are; Mn, Cf: what modifies and joins them
    while start < len(text) and (
        text[start] in "#,;|·•»›→ " or unicodedata.category(text[start]) in ("Co", "Mn", "Cf")
    ):
        start += 1
    return _COUNT.sub("", text[start:].rstrip(" ,;|·•")) or text


def without_mark(names: list[str]) -> list[str]:
    """Several names that all begin with one symbol were given it by the theme: "🏷 bash", "🏷 wifi"."""
    marks = {name[:1] for name in names}
    mark = marks.pop() if len(marks) == 1 else ""
    if not mark or unicodedata.category(mark) != "So":
        return names
    return [label(name[1:].lstrip("\ufe0f\u200d ")) for name in names]


def labels(document: Document, elements: Iterable[Element], found: Findings) -> tuple[str, ...]:
    """The names that the elements show; where some stand around the post and others elsewhere, those of the post."""
    shown = [(element, name) for element in elements if _is_label(element) for name in _names(element)]
    named = [(e, name) for e, name in shown if may_be_label(e, name) and not _is_day(document, name)]
    scope = found.around_post
    named = [(e, name) for e, name in named if not is_elsewhere(e, found)]
    near = [name for element, name in named if scope is not None and is_within(element, scope)]
    return tuple(dict.fromkeys(without_mark(near or [name for _, name in named])))


def _is_day(document: Document, name: str) -> bool:
    """A link that shows a day is the post's permalink, or its archive's."""
    spot = date_spot(document, name) if any(char.isdigit() for char in name) else None
    return spot is not None and len(spot.value) >= len("2015-03-11") and 2 * (spot.end - spot.start) > len(name)


def _names(element: Element) -> list[str]:
    """What one element names: several where they stand in it as plain words, "Politics, Inland"."""
    text = text_of(element)
    if element.tag != "a" and "," in text and not any(True for _ in element.iter("a")):
        return [label(part.strip()) for part in text.split(",")]
    return [label(text)]


def may_be_label(element: Element, name: str) -> bool:
    """Whether what a link shows is a name rather than a headline, a template or a label before names."""
    if not 0 < len(name) < _LONGEST or "{{" in name or name.endswith((":", "...", "…")):
        return False
    related = element.get("rel") is not None
    if not related and _CONTROL.fullmatch(name):
        return False
    return (related or len(name.split()) <= _WORDS) and _is_label(element)


@lru_cache(maxsize=20_000)
def _names_menu(names: str) -> bool:
    return _MENU.search(names) is not None


def is_elsewhere(element: Element, found: Findings) -> bool:
    """Whether the element stands where a site lists all its sections, or shows other posts."""
    return _is_in_menu(element) or _is_in_card(element, found)


def _is_in_menu(element: Element) -> bool:
    for above in (element, *element.iterancestors()):
        if above.tag in ("nav", "body", "article", "main"):
            return above.tag == "nav"
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if len(names) > 1 and _names_menu(names):
            return 2 * (above.end - above.place) < len(above.tree.elements)  # `<div class="with-navigation">` holds all
    return False


def _is_in_card(element: Element, found: Findings) -> bool:
    """`<article><a rel="tag">…</a><h2><a>TITLE</a></h2></article>`, beside the post: another post's card."""
    card = next(element.iterancestors("article"), None)
    post = [part for part in (found.body, found.heading) if part is not None]
    if card is None or not post or any(is_within(card, part) or is_within(part, card) for part in post):
        return False
    return any(True for heading in card.iter("h2", "h3", "h4") for _ in heading.iter("a"))


def _is_label(element: Element) -> bool:
    """Not an author's link, a license, or a link that leads nowhere: `<li><a href="#">words for search engines</a>`."""
    href = element.get("href")
    if element.tag != "a" or href is None:
        return True
    if href.startswith(("#", "javascript:")) or "creativecommons.org" in href or _PERSON.search(href):
        return False
    return not _NOT_RELATION.intersection((element.get("rel") or "").split())
