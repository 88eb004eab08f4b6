"""What the finder of threads knows of each element of a page: where it ends, what dates it holds, what it is named."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads.date_marks import marks
from blogarchive.extraction.by_structure.threads.evidence import Evidence
from blogarchive.extraction.by_structure.threads.marks import is_named_entry, is_stated, is_thread, judged, names_of
from blogarchive.html.plain_text import SILENT
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_BESIDE = frozenset({"aside", "form", "nav", "select", "head", "textarea"})
_ASKING = ("textarea", "form", "select")
"""What a form to answer by holds, and a comment does not."""
_WIDE = 0.4
"""A part of the page's elements: what holds more is the page itself, whatever its name says."""


class Survey:
    """What the finder knows of each element: where it ends, what dates it holds, whether its names tell of comments."""

    def __init__(self, document: Document, begun: set[Element]) -> None:
        self.document = document
        self.elements = document.elements
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.area: list[bool] = []
        self.elsewhere: list[bool] = []
        self._begun = begun
        self._measure()
        self._judge(begun)
        judged_of_each = zip(self.elements, self.area, self.elsewhere, strict=True)
        self.marks = marks([element for element, area, elsewhere in judged_of_each if area and not elsewhere])
        self.dates_before = self._counted()

    def _measure(self) -> None:
        self.parents = [-1 if element.parent is None else element.parent.place for element in self.elements]
        self.ends = [element.end for element in self.elements]

    def _counted(self) -> list[int]:
        """How many dates stand before each place."""
        here = [0] * (len(self.elements) + 1)
        for mark in self.marks:
            here[mark.place + 1] = 1
        return list(accumulate(here))

    @cached_property
    def text_before(self) -> tuple[list[int], list[int]]:
        """How much text, and how much of it in links, begins before each place; what is no area of comments apart."""
        said, linked = [0], [0]
        whole = within = until = 0
        for element, area in zip(self.elements, self.area, strict=True):
            if area:
                if element.tag == "a":
                    until = max(until, element.end)
                if element.text and element.tag not in SILENT:
                    length = len(element.text.strip())
                    whole += length
                    within += length if element.place < until else 0
                if element.tail:
                    whole += len(element.tail.strip())
            said.append(whole)
            linked.append(within)
        return said, linked

    def _judge(self, begun: set[Element]) -> None:
        whole = len(self.elements)
        for place, element in enumerate(self.elements):
            above, tag = self.parents[place], element.tag
            area = (above >= 0 and self.area[above]) or element in begun
            elsewhere = above >= 0 and self.elsewhere[above]
            if element.attrib:
                area = area or is_stated(element)
                names = names_of(element)
                if names and tag not in ("html", "body"):
                    says_area, says_elsewhere = judged(names)
                    if says_elsewhere and is_named_entry(names):
                        says_elsewhere = next(element.iter(*_ASKING), None) is not None
                    area = area or says_area
                    elsewhere = (elsewhere and not is_thread(element)) or (
                        says_elsewhere and (self.ends[place] - place) / whole < _WIDE
                    )
            if not elsewhere and tag in _BESIDE:
                elsewhere = (self.ends[place] - place) / whole < _WIDE
            self.area.append(area)
            self.elsewhere.append(elsewhere)

    @cached_property
    def open_to(self) -> list[bool]:
        """Whether a thread may stand at each place."""
        return [area and not elsewhere for area, elsewhere in zip(self.area, self.elsewhere, strict=True)]

    @cached_property
    def evidence(self) -> Evidence:
        """What else than dates speaks for a thread, looked for only where dates do not suffice."""
        return Evidence(self.document, self.open_to, self._begun)

    def own_dates(self, place: int, places: list[int]) -> int:
        """Dates of an entry that are not those of another within it."""
        before, end = self.dates_before, self.ends[place]
        count = before[end] - before[place]
        if not count:
            return 0
        i = bisect_left(places, place + 1)
        while i < len(places) and places[i] < end:
            count -= before[self.ends[places[i]]] - before[places[i]]
            i = bisect_left(places, self.ends[places[i]])
        return count

    def said(self, places: list[int]) -> bool:
        return any(self.is_text(place) for place in places)

    def is_text(self, place: int) -> bool:
        element = self.elements[place]
        if self.elsewhere[place] or element.tag in ("ul", "ol", "script", "style", "hr", "form"):
            return False
        return bool(text_of(element))

    def holds(self, place: int, places: list[int]) -> bool:
        return bisect_left(places, place) < bisect_left(places, self.ends[place])

    def children(self, parent: int) -> list[int]:
        return [child.place for child in self.elements[parent]]

    def owner(self, place: int, chosen: set[int]) -> int | None:
        above = self.parents[place]
        while above >= 0 and above not in chosen:
            above = self.parents[above]
        return above if above >= 0 else None
