"""Every date that an unknown page shows, with its place: the anchors by which a thread is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.dates import words
from blogarchive.dates.folding import fold
from blogarchive.dates.shapes import MONTHS
from blogarchive.html.plain_text import SILENT
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.tree import Element

LONGEST = 140
_LINE = 40
# Only to see that "3 days ago" is a date; what day it means is settled by the capture.
_ANY_DAY = datetime(2000, 6, 15, tzinfo=UTC)
_MACHINE = frozenset(
    {"datetime", "data-time", "data-timestamp", "data-date", "data-datetime", "data-utime", "data-epoch"}
)
_SPEAKING = _MACHINE | {"content"}
_DATING = _SPEAKING | {"title"}
_DIGIT = re.compile(r"\d")
# Of texts without a digit only these can be dates: "yesterday", "an hour ago", "vor einem Tag".
_WORDS = frozenset(f"{words.YESTERDAY} {words.TODAY} {words.AGO}".replace("_", " ").split())
# A day without its year is a date too, though nobody can say which: "Mar 25, 09:35PM", "25. März um 21:35 Uhr".
_DAY = re.compile(
    r"(?:on\s+)?(?:(?P<month>[^\W\d_]{3,})\.?\s+\d{1,2}|\d{1,2}\.?\s*(?:de\s+)?(?P<other>[^\W\d_]{3,})|\d{1,2}月\s*\d{1,2}日)"
    r"(?:st|nd|rd|th)?\b[\s,.@–-]*(?:at|um|à|a\s+las|às|alle|om|kl\.?|о|в)?\s*"
    r"(?:\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s+[A-Z]{2,4})?)?",
    re.IGNORECASE,
)
_ABOUT_TIME = re.compile(r"date|time|published|created", re.IGNORECASE)  # property="schema:dateCreated"
_TITLED = frozenset({"abbr", "span", "time", "a", "div", "small", "acronym", "p", "em", "i"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A date that an element shows: in its text, or in an attribute for machines or pointers."""

    place: int
    element: Element
    text: str
    machine: str | None = None


def marks(elements: Iterable[Element]) -> list[Mark]:
    """Those of the elements, in their order; one for an element."""
    return [mark for e in elements if e.tag not in SILENT and (mark := _mark(e)) is not None]


def _mark(element: Element) -> Mark | None:
    if not _DATING.isdisjoint(element.attrib) and (machine := machine_date(element)):
        return Mark(element.place, element, text_of(element)[:LONGEST], machine)
    text = element.text
    if text and _is_date(text):
        return Mark(element.place, element, squeezed(text))
    for child in element if element.end > element.place + 1 else ():
        if child.tail and _is_date(child.tail):
            return Mark(element.place, element, squeezed(child.tail))
    return None


def machine_date(element: Element) -> str | None:
    """The attribute that states a date, as it stands, if one does."""
    names = element.attrib
    for name in () if _SPEAKING.isdisjoint(names) else names:
        if name in _MACHINE and dates.from_machine(element.get(name)):
            return element.get(name)
        if name == "content" and _ABOUT_TIME.search(f"{element.get('property')} {element.get('itemprop')}"):
            return element.get(name) if dates.from_machine(element.get(name)) else None
    title = element.get("title") if "title" in names else None
    if title and 8 <= len(title) < 60 and element.tag in _TITLED and _is_date(title):
        return title
    return None


def _is_date(text: str) -> bool:
    text = text.strip()
    if not 5 < len(text) < LONGEST:
        return 2 < len(text) <= 5 and any(ord(c) > 0x3000 for c in text) and _spot(text)
    return _spot(text)


def _spot(text: str) -> bool:
    if not _DIGIT.search(text) and (len(text) > 30 or _WORDS.isdisjoint(text.casefold().split())):
        return False
    text = squeezed(text)
    return dates.spot(text, captured=_ANY_DAY) is not None or is_day_without_year(text)


def is_day_without_year(text: str) -> bool:
    """Whether that is all that a text says, perhaps with an hour."""
    found = _DAY.match(text) if len(text) <= _LINE else None
    if found is None or text[found.end() :].strip(" |·•-–—:,.()#"):
        return False
    word = found["month"] or found["other"]
    return word is None or fold(word) in MONTHS
