"""The dates of one page, all read alike, and what its elements say of a time: for machines, in words, beside them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.dates import from_machine
from blogarchive.dates.shapes import LIMIT
from blogarchive.html.plain_text import BLOCKS
from blogarchive.html.text import line, squeezed, text_of
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.dates import Spot
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# 03/04/2011
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d\d)(?!\d)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
# Seconds or milliseconds since 1970, from 2001 on
_EPOCH = re.compile(r"\d{10}|\d{13}")
_LINE = 240
"""Characters of a text in which a date is looked for."""
_LINE_OF_DATE = 100
"""Characters that a line may have in which the hour is looked for beside its day."""


def date_on(document: Document, text: str | None) -> str | None:
    """A time as the page says it, in ISO 8601; none where the text does not read as one."""
    return document.once(_PageDates).read(text) if text else None


def date_spot(document: Document, text: str) -> Spot | None:
    """The first time in a text and where it stands there."""
    return document.once(_PageDates).spot(text)


class _PageDates:
    """What the page's texts say of time, each read once: in its language, as of its capture, day and month in order."""

    def __init__(self, document: Document) -> None:
        self._elements = document.elements  # not the document, which remembers this: nothing may go in circles
        self._page, self._language = document.page, document.language
        self._dates: dict[str, str | None] = {}
        self._spots: dict[str, Spot | None] = {}

    def read(self, text: str) -> str | None:
        said, known = line(text, LIMIT), self._dates
        if said not in known:
            known[said] = self._parsed(said)
        return known[said]

    def spot(self, text: str) -> Spot | None:
        if text not in self._spots:
            self._spots[text] = dates.spot(text, captured=self._page.captured, language=self._language)
        return self._spots[text]

    def _parsed(self, text: str) -> str | None:
        captured, language = self._page.captured, self._language
        order = self._day_first if _NUMBERS.search(text) and dates.is_unsure(text, language) else None
        return dates.parse(text, captured=captured, language=language, day_first=order)

    @cached_property
    def _day_first(self) -> bool | None:
        """Whether 03/04/2011 is in April, as the page's other dates prove; looked at only where one is unsure."""
        texts = [text for element in self._elements for text in (element.text, element.tail) if text]
        dated = [text for text in texts if len(text) < LIMIT and _NUMBERS.search(text)]
        return dates.settled(dated, language=self._language, url=self._page.url)


def stated(element: Element) -> Iterable[str]:
    """What an element may say of a time: machine values first."""
    for name in ("datetime", "title", "content", "data-time", "data-timestamp"):
        if value := element.get(name):
            yield value
    if element.tag == "a" and len(element) == 1 and element[0].get("datetime"):
        yield element[0].get("datetime") or ""
    text = text_of(element)[:_LINE]
    spaced = squeezed(" ".join(str(part) for part in element.itertext()))[:_LINE] if len(element) else text
    if spaced != text and any(child.tag in BLOCKS for child in element):  # <div>… 7:48 pm</div><a>Permalink</a>
        yield spaced
    above = element.getparent()
    clock = element.get("title") or (above.get("title") if above is not None and above.tag == "a" else None)
    if clock and len(clock) < 12:  # <a title="2:05 pm"><span class="entry-date">December 28, 2011</span></a>
        yield f"{text} {clock}"
    yield text
    if spaced != text:  # <span class="data"><span class="j">28</span>Dec/11</span>
        yield spaced
    for name in ("data-time", "data-timestamp", "data-epoch"):  # last, for the page's own clock is the one it shows
        if (value := element.get(name)) and _EPOCH.fullmatch(value):
            yield from_machine(value) or ""


def date_of(document: Document, values: Iterable[str]) -> str | None:
    """The first that states a day; of what states less, as "3 years ago" does, the most."""
    best: str | None = None
    for value in values:
        if found := date_on(document, value):
            if len(found) >= len("2015-03-11"):
                return found
            best = found if best is None or len(found) > len(best) else best
    return best


def with_clock(document: Document, element: Element, found: str, beyond: Element) -> str:
    """A day with the hour that stands beside it, `beyond` which is too far, where its own element says the day alone.

    `<abbr title="2015-03-11">March 11th, 2015</abbr> at 02:57`,
    `<span class="date">22 May 2021</span> <span class="time">11:15 am</span>`
    """
    if len(found) != len("2015-03-11"):
        return found
    node: Element | None = element
    for _ in range(4):
        if node is None or len(text := text_of(node)) > _LINE_OF_DATE or is_within(beyond, node):
            break
        spaced = squeezed(" ".join(str(part) for part in node.itertext()))
        fuller = date_on(document, spaced) if _CLOCK.search(text) else None
        if fuller is not None and fuller.startswith(found + "T"):
            return fuller
        node = node.getparent()
    return found


def by_its_own_clock(machine: str, shown: str | None, printed: str | None = None) -> str:
    """A machine time in UTC beside the same instant by the page's clock: together they state the page's offset.

    `<abbr title="2011-12-28T11:48:12Z">7:48 pm on December 28, 2011</abbr>`; where the page prints the hour
    alone, the offset that makes it the nearest.
    """
    if len(machine) < 19 or not machine.endswith(("Z", "+00:00")):
        return machine
    there = datetime.fromisoformat(machine).replace(tzinfo=None)
    minutes = _apart(there.replace(second=0, microsecond=0), shown, printed)
    if not minutes or minutes % 15 or not -12 * 60 <= minutes <= 14 * 60:
        return machine
    return (there + timedelta(minutes=minutes)).replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat()


def _apart(there: datetime, shown: str | None, printed: str | None) -> int | None:
    if shown is not None and len(shown) >= 16:
        return round((datetime.fromisoformat(shown).replace(tzinfo=None) - there).total_seconds() / 60)
    if printed is None or (match := _CLOCK.fullmatch(printed)) is None:
        return None
    hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p") if match[3] else int(match[1])
    minutes = (hour * 60 + int(match[2]) - there.hour * 60 - there.minute) % (24 * 60)
    return minutes - 24 * 60 if minutes > 14 * 60 else minutes
