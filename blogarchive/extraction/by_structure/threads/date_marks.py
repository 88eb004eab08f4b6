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
_SHORTEST_AGE = 12
"""Characters up to which a lapse of time is looked for without a word like "ago"."""
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
# "3mo", "16h", "2 wks", "5 Std.": the short ages of feeds and forums, where they are all that an element says.
_AGE = re.compile(r"\d{1,3}\s?(?P<unit>[^\W\d_]{1,5})\.?(?:\s+ago)?", re.IGNORECASE)
_LETTERS = "s m h d w y j t a hrs mn mo mos mth mths sem yr yrs an ans jr hod dk"
_UNITS = frozenset(f"{_LETTERS} {' '.join(words.UNITS.values())}".split())
_PARTS = 6
"""Elements that a date in pieces, `<b>12</b> <i>Mar</i> <u>2014</u>`, consists of at most."""
_ABOUT_TIME = re.compile(r"date|time|published|created", re.IGNORECASE)  # property="schema:dateCreated"
_TITLED = frozenset({"abbr", "span", "time", "a", "div", "small", "acronym", "p", "em", "i"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A date that an element shows: in its text, or in an attribute for machines or pointers."""

    place: int
    element: Element
    text: str
    machine: str | None = None
    parts: tuple[Element, ...] = ()
    """The elements that show its parts, where it stands in pieces."""


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
    return _in_pieces(element)


def _in_pieces(element: Element) -> Mark | None:
    """A date box: day, month and year in elements of their own, none of which is a date by itself."""
    if not 2 < element.end - element.place <= _PARTS + 1 or len(text := text_of(element)) > _LINE:
        return None
    parts = element.tree.elements[element.place + 1 : element.end]
    said = [squeezed(part.text) for part in parts if part.text and part.text.strip()]
    if len(said) < 2 or any(len(one) > len("September,") or _is_date(one) for one in said):
        return None
    spot = dates.spot(text) if _DIGIT.search(text) else None
    whole = spot is not None and spot.end - spot.start > 0.8 * len(text)
    return Mark(element.place, element, text, parts=tuple(parts)) if whole else None


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
    if len(text) <= _SHORTEST_AGE and is_age(text):
        return True
    if not 5 < len(text) < LONGEST:
        return 2 < len(text) <= 5 and any(ord(c) > 0x3000 for c in text) and _spot(text)
    return _spot(text)


def _spot(text: str) -> bool:
    if not _DIGIT.search(text) and (len(text) > 30 or _WORDS.isdisjoint(text.casefold().split())):
        return False
    text = squeezed(text)
    return dates.spot(text, captured=_ANY_DAY) is not None or is_day_without_year(text)


def is_age(text: str) -> bool:
    """Whether a text says no more than how long ago: `3mo`, `16h`; what day that was is not for a page to be asked."""
    found = _AGE.fullmatch(text)
    return found is not None and fold(found["unit"]) in _UNITS


def is_day_without_year(text: str) -> bool:
    """Whether that is all that a text says, perhaps with an hour."""
    found = _DAY.match(text) if len(text) <= _LINE else None
    if found is None or text[found.end() :].strip(" |·•-–—:,.()#"):
        return False
    word = found["month"] or found["other"]
    return word is None or fold(word) in MONTHS
