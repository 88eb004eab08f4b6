"""Which elements of an unknown page are the entries of its thread: those of the group alike that is best."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads import parents
from blogarchive.extraction.by_structure.threads.date_marks import marks
from blogarchive.extraction.by_structure.threads.marks import (
    BLOCKS,
    ENTRY,
    NOT_ONE,
    PINGS,
    is_stated,
    is_thread,
    judged,
    keys_of,
    kind_of,
    names_of,
)
from blogarchive.extraction.comments.entries import Entry
from blogarchive.html.plain_text import SILENT
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element


# One thread's pages: "/comment-page-2/", "?cpage=2", "?replytocom=7"
_COMMENT_PAGE = re.compile(r"(?:comment-page-\d+/?|[?&](?:cpage|replytocom|showComment)=\d+)$")
_BESIDE = frozenset({"aside", "form", "nav", "select", "head", "textarea"})
_WIDE = 0.4
"""A part of the page's elements: what holds more is the page itself, whatever its name says."""


@dataclass(slots=True)
class Group:
    """Elements that look alike, as candidates for the entries of a thread."""

    key: tuple[str, ...]
    places: list[int]
    dated: int = 0
    good: float = 0.0
    bonus: float = 0.0


class Survey:
    """What the finder knows of each element: where it ends, what dates it holds, whether its names tell of comments."""

    def __init__(self, document: Document, begun: set[Element]) -> None:
        self.document = document
        self.elements = document.elements
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.area: list[bool] = []
        self.elsewhere: list[bool] = []
        self._measure()
        self._judge(begun)
        judged_of_each = zip(self.elements, self.area, self.elsewhere, strict=True)
        self.marks = marks([element for element, area, elsewhere in judged_of_each if area and not elsewhere])
        self._dates_before = self._counted()

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
    def _text_before(self) -> tuple[list[int], list[int]]:
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
                    area = area or says_area
                    elsewhere = (elsewhere and not is_thread(element)) or (
                        says_elsewhere and (self.ends[place] - place) / whole < _WIDE
                    )
            if not elsewhere and tag in _BESIDE:
                elsewhere = (self.ends[place] - place) / whole < _WIDE
            self.area.append(area)
            self.elsewhere.append(elsewhere)

    # ------------------------------------------------------------------ choosing

    def entries(self) -> list[Entry]:
        """The entries of the thread, pings among them, in document order."""
        groups = [group for group in self._groups() if self._rated(group)]
        if not groups:
            return []
        most = max(group.good for group in groups)
        near = [group for group in groups if group.good >= 0.6 * most]
        best = max(near, key=lambda group: (group.bonus + 2 * group.good / most, -group.places[0]))
        best = next((group for group in near if self._is_of_parts(best, group)), best)
        runs = self._runs(best.places)
        taken = sorted({place for run in runs for place in run})
        for group in sorted(groups, key=lambda g: (-g.good, -g.bonus, g.places[0])):
            if group is not best:
                more = self._answers(taken, group) or self._beside(taken, group)
                runs += [[place] for place in more]
                taken = sorted({*taken, *more})
        return self._once([self._entry(run) for run in sorted(runs)])

    def _is_of_parts(self, parts: Group, group: Group) -> bool:
        """Whether what bears the names of comments but no dates are parts of dated entries: `<p class="comment">`."""
        if parts.dated * 4 > len(parts.places) or group.dated < 0.9 * len(group.places) or len(group.places) < 2:
            return False
        chosen = set(group.places)
        return all(self._owner(place, chosen) is not None for place in parts.places)

    def _once(self, entries: list[Entry]) -> list[Entry]:
        """Some pages print their thread twice, for a script and for readers without: the same ids, the same words."""
        often = Counter(entry.element.get("id") for entry in entries)
        seen: set[tuple[str, str]] = set()
        found = []
        for entry in entries:
            ident = entry.element.get("id")
            key = (ident or "", parents.beginning(entry.element) if ident and often[ident] > 1 else "")
            if ident is None or key not in seen:
                found.append(entry)
            seen.add(key)
        return found

    def _answers(self, taken: list[int], group: Group) -> list[int]:
        """Answers within entries: entries of another name, without whose dates each owner still has one of its own."""
        if group.dated * 2 <= len(group.places) or group.bonus < 1:
            return []
        owned: dict[int, list[int]] = {}
        chosen = set(taken)
        for place in group.places:
            owner = self._owner(place, chosen)
            if owner is None or place in chosen:
                return []
            owned.setdefault(owner, []).append(place)
        for owner, places in owned.items():
            within = taken[bisect_right(taken, owner) : bisect_left(taken, self.ends[owner])]
            nested = sorted({*places, *within})
            if not self._own_dates(owner, nested) or any(not self._own_dates(place, taken) for place in places):
                return []
        return group.places

    def _beside(self, taken: list[int], group: Group) -> list[int]:
        """Entries of another name in the same place, or pings in a list of theirs."""
        pings = bool(PINGS.search(group.key[-1]))
        free = [p for p in group.places if bisect_left(taken, p) == bisect_left(taken, self.ends[p])]
        siblings = {(self.parents[place], self.elements[place].tag) for place in taken}
        chosen = set(taken)
        rows = {self.parents[other] for other in taken}
        found = [
            self._lifted(place, taken, rows)
            for place in free
            if self._owner(place, chosen) is None
            and (pings or (self.parents[place], self.elements[place].tag) in siblings or group.bonus > 1.4)
        ]
        return [place for place in found if group.bonus >= 1 or self._own_dates(place, taken)]

    def _lifted(self, place: int, taken: list[int], rows: set[int]) -> int:
        """The box around it that stands in one row with the entries found before, if it has one to itself."""
        above = place
        while above > 0 and bisect_left(taken, above) == bisect_left(taken, self.ends[above]):
            if self.parents[above] in rows:
                return above
            above = self.parents[above]
        return place

    def _runs(self, places: list[int]) -> list[list[int]]:
        """Each entry with the siblings that belong to it, where it is head or foot only:
        `<dt>name</dt> <dd>text</dd> <dd>date</dd>`, or `<p>text</p> <p class="posted">name and date</p>`."""
        siblings: dict[int, list[int]] = {}
        for place in places:
            siblings.setdefault(self.parents[place], []).append(place)
        return [run for parent, own in siblings.items() for run in self._runs_in(parent, own, places)]

    def _runs_in(self, parent: int, own: list[int], places: list[int]) -> list[list[int]]:
        # A box between two entries that holds others, <div class="indented">, belongs to neither.
        chosen = set(own)
        children = [c for c in self._children(parent) if c in chosen or not self._holds(c, places)]
        at = {child: index for index, child in enumerate(children)}
        gaps = [children[at[a] + 1 : at[b]] for a, b in pairwise(own)]
        filled = sum(any(self._is_text(child) for child in gap) for gap in gaps)
        is_definition = self.elements[own[0]].tag == "dt"
        if not is_definition and (not gaps or filled < 0.7 * len(gaps)):
            return [[place] for place in own]
        looks = {self.elements[child].tag for gap in gaps for child in gap} or {"dd"}
        after = _taking(children[at[own[-1]] + 1 :], looks, self.elements)
        before = _taking(children[: at[own[0]]][::-1], looks, self.elements)[::-1]
        if is_definition or (not self._said(before) and self._said(after)):
            return [[place, *gap] for place, gap in zip(own, [*gaps, after], strict=True)]
        return [[*gap, place] for place, gap in zip(own, [before, *gaps], strict=True)]

    def _holds(self, place: int, places: list[int]) -> bool:
        return bisect_left(places, place) < bisect_left(places, self.ends[place])

    def _children(self, parent: int) -> list[int]:
        return [child.place for child in self.elements[parent]]

    def _said(self, places: list[int]) -> bool:
        return any(self._is_text(place) for place in places)

    def _is_text(self, place: int) -> bool:
        element = self.elements[place]
        if self.elsewhere[place] or element.tag in ("ul", "ol", "script", "style", "hr", "form"):
            return False
        return bool(text_of(element))

    def _owner(self, place: int, chosen: set[int]) -> int | None:
        above = self.parents[place]
        while above >= 0 and above not in chosen:
            above = self.parents[above]
        return above if above >= 0 else None

    def _groups(self) -> Iterable[Group]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, element in enumerate(self.elements):
            if element.tag not in BLOCKS or self.elsewhere[place] or not self.area[place]:
                continue
            for key in keys_of(element, self.parents[place]):
                found.setdefault(key, []).append(place)
        for key, places in found.items():
            dated = [place for place in places if self._own_dates(place, places)]
            yield Group(key, places, len(dated))
            if 1 < len(dated) <= 0.6 * len(places):
                yield Group(("dated", *key), dated, len(dated))

    def _rated(self, group: Group) -> bool:
        """Whether it may be the entries; weighs the good ones and what its name is worth."""
        places, name = group.places, group.key[-1]
        named = group.key[0] == "schema" or (
            group.key[0] in ("class", "id") and bool(ENTRY.match(name)) and not NOT_ONE.search(name)
        )
        crowded = sum(self._own_dates(place, places) > 4 for place in places) if group.dated else 0
        if crowded * 3 > len(places) or (len(places) == 1 and not named):
            return False
        is_dated = group.dated * 2 > len(places)
        pings = bool(PINGS.search(name))
        named = named or (pings and len(places) > 1 and all(self._is_one_link(place) for place in places))
        few = len(places) <= 2 and not pings
        if not is_dated and (group.dated * 4 > len(places) or not named or few):
            return False
        if self._leads_elsewhere(places) or (not named and self._is_list_of_links(places)):
            return False
        weight = (5 if group.key[0] in ("id", "schema") else 3) if named and is_dated else 1
        group.good = weight * (group.dated if is_dated else 0.6 * len(places))
        group.bonus = 1.0 * named + 0.6 * (group.key[0] in ("id", "schema") and named and is_dated) + 0.5 * is_dated
        return True

    def _is_one_link(self, place: int) -> bool:
        return sum(1 for link in self.elements[place].iter("a") if "://" in (link.get("href") or "")) == 1

    def _leads_elsewhere(self, places: list[int]) -> bool:
        """Entries that link to comments on many pages: a sidebar's newest comments, whatever their box is called."""
        if len(places) < 3:
            return False
        links = (e.get("href") or "" for place in places[:20] for e in self.elements[place].iter("a"))
        parts = [href.partition("#") for href in links if "#" in href]
        pages = {_COMMENT_PAGE.sub("", page) for page, _, fragment in parts if page and _is_of_page(page, fragment)}
        return len(pages) > 0.5 * len(places[:20])

    def _is_list_of_links(self, places: list[int]) -> bool:
        said, linked = (sum(b[self.ends[place]] - b[place] for place in places) for b in self._text_before)
        return linked > 0.5 * said or said < 8 * len(places)

    def _own_dates(self, place: int, places: list[int]) -> int:
        """Dates of an entry that are not those of another within it."""
        before, end = self._dates_before, self.ends[place]
        count = before[end] - before[place]
        if not count:
            return 0
        i = bisect_left(places, place + 1)
        while i < len(places) and places[i] < end:
            count -= before[self.ends[places[i]]] - before[places[i]]
            i = bisect_left(places, self.ends[places[i]])
        return count

    def _entry(self, run: list[int]) -> Entry:
        elements = [self.elements[place] for place in run]
        return Entry(id="", elements=elements, kind=kind_of(elements[0]))


def _is_of_page(address: str, fragment: str) -> bool:
    """Whether `fragment` names a comment on that page: not "/comment/7#comment-7", where Drupal shows it by itself."""
    number = re.search(r"\d+$", fragment)
    return number is not None and number[0] not in address


def _taking(places: list[int], looks: set[str], elements: list[Element]) -> list[int]:
    """The first of `places`, as long as they look like what stands between entries."""
    found: list[int] = []
    for place in places:
        if str(elements[place].tag) not in looks:
            break
        found.append(place)
    return found
