"""The dates of one page, all read alike: in its language, as of its capture, with day and month in one order."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.dates.shapes import LIMIT
from blogarchive.html.text import line

if TYPE_CHECKING:
    from blogarchive.dates import Spot
    from blogarchive.html.document import Document

# 03/04/2011
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d\d)(?!\d)")


def date_on(document: Document, text: str | None) -> str | None:
    """A time as the page says it, in ISO 8601; none where the text does not read as one."""
    return document.once(_PageDates).read(text) if text else None


def date_spot(document: Document, text: str) -> Spot | None:
    """The first time in a text and where it stands there."""
    return document.once(_PageDates).spot(text)


class _PageDates:
    """What the page's texts say of time, each read once."""

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
