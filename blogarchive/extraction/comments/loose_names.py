"""Names that stand loose in the head of an entry, in no element of their own."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import name_in, names_somebody
from blogarchive.extraction.comments.entries import owner
from blogarchive.extraction.comments.head import HEAD
from blogarchive.extraction.page_dates import date_spot
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.values import bearer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.comments.parts import Parts
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_ANSWERS = re.compile(r"\s+(?:replied|replying|in reply|in response) to\W*$", re.IGNORECASE)
_IN_LINE = frozenset({"img", "br", "a", "span"})
_CLOCK = re.compile(r"^\W*\d|\d[:.h]\d\d")  # "7:48 pm", "#12", "3 hours ago"
_NAMED = re.compile(r"author|(?:^|[\s_-])(?:fn|nick|name|user\w*)(?:$|[\s_-])", re.IGNORECASE)
_FEW = 3
_AROUND = " \t\n:,|•·⋅"


def named_alike(
    document: Document, thread: list[Parts], owned: dict[Element, Parts], noise: re.Pattern[str]
) -> Iterator[tuple[Parts, Element, str]]:
    """Names without a link, where those with one stand: `<p class="by"><a>NAME</a></p>`, `<p class="by">NAME</p>`."""
    nameless = {parts for parts in thread if parts.author is None and parts.entry.kind == "comment"}
    linked = [parts.author for parts in thread if parts.author is not None and parts.author.tag == "a"]
    holders = [link.getparent() for link in linked] if nameless else []
    places = Counter((h.tag, h.get("class") or "", h.get("id") or "") for h in holders if h is not None)
    for (tag, names, ident), _ in places.most_common(1):
        for element in document.by_class.get(names.split()[0], []) if names.split() else document.by_id.get(ident, []):
            parts = owner(element, owned)
            if parts is None or parts not in nameless or element in parts.entry.elements:
                continue
            alike = element.tag == tag and (element.get("class") or "") == names
            if alike and (name := _first_words(document, element, noise)):
                nameless.discard(parts)
                yield parts, element, name


def named_by_permalink(document: Document, thread: list[Parts]) -> Iterator[tuple[Parts, Element, str]]:
    """`<a href="#comment-1">NAME</a>`: where the links to the entries themselves say what differs, and is no date."""
    anchored = [
        parts
        for parts in thread  # a link to another entry names whom this one answers
        if parts.author is None
        and parts.anchor is not None
        and parts.entry.kind == "comment"
        and (parts.permalink or "").endswith(parts.entry.id)
    ]
    said = [text_of(parts.anchor) for parts in anchored if parts.anchor is not None]
    if len(said) < _FEW or len(set(said)) < len(said) / 2 or any(_CLOCK.search(text) for text in said):
        return
    for parts, text in zip(anchored, said, strict=True):
        if parts.anchor is not None and names_somebody(text) and date_spot(document, text) is None:
            yield parts, parts.anchor, text


def _first_words(document: Document, element: Element, noise: re.Pattern[str]) -> str | None:
    """The first loose words of a line, where they may name somebody."""
    words = (squeezed(text or "") for text in (element.text, *(child.tail for child in element)))
    first = next((word for word in words if any(char.isalnum() for char in word)), "")
    if not first or len(first) > HEAD or date_spot(document, first) is not None:
        return None
    first = (noise.sub("", first) or first).strip(_AROUND)
    return first if names_somebody(first) else None


def line_before(document: Document, parts: Parts, noise: re.Pattern[str]) -> str | None:
    """`<dt><img> 1. NAME - <a href="#comment-1">DATE</a></dt>`: the words that stand before the entry's date."""
    if parts.date is None:
        return None
    date = bearer(parts.date)
    line = date if date is parts.entry.element or date.tag in ("dt", "div", "p", "li") else date.getparent()
    text = ""
    for _ in range(3):  # <li><img> NAME says: <small><a>DATE</a></small>
        if line is None:
            break
        text, whole = _words_before(line, date)
        if text or not whole or line in parts.entry.elements:
            break
        date, line = line, line.getparent()
    if (spot := date_spot(document, text)) is not None:
        text = text[: spot.start]
    text = _ANSWERS.sub("", text)
    text = noise.sub("", text) or text
    name = name_in(document, text.rstrip(" \t-–—|@,·•(")) if 0 < len(text) < HEAD else None
    return name if name and names_somebody(name) else None


def _words_before(line: Element, date: Element) -> tuple[str, bool]:
    """The loose words of a line before its date, up to an element that names somebody; whether there is none."""
    words = [line.text or ""]
    for child in line:
        if child is date:
            break
        leads_away = child.tag == "a" and "#" not in (child.get("href") or "#")
        if _NAMED.search(child.get("class") or "") and names_somebody(text_of(child)):
            return "", False  # `<span class="author">NAME</span> a répondu le DATE`: the words behind it are no name
        if (leads_away or child.tag not in _IN_LINE) and names_somebody(text_of(child)):
            return squeezed("".join(words)), False
        words.append(child.tail or "")
    return squeezed("".join(words)), True
