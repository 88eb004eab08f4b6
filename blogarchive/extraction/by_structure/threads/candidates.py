"""Which elements of an unknown page are the entries of its thread: those of the group alike that is best."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads import parents
from blogarchive.extraction.by_structure.threads.flat import runs
from blogarchive.extraction.by_structure.threads.marks import (
    BLOCKS,
    ENTRY,
    NOT_ONE,
    ONE_OF_SEVERAL,
    PINGS,
    is_named_entry,
    keys_of,
    kind_of,
    names_of,
)
from blogarchive.extraction.by_structure.threads.survey import Survey
from blogarchive.extraction.comments.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.tree import Element


# One thread's pages: "/comment-page-2/", "?cpage=2", "?replytocom=7"
_COMMENT_PAGE = re.compile(r"(?:comment-page-\d+/?|[?&](?:cpage|replytocom|showComment)=\d+)$")
_ANSWER = re.compile(r"(?:^|[_-])(?:repl(?:y|ies)|answers?|respons?e|antwort)(?:$|[_-])", re.IGNORECASE)
_NAMED_AND_DATED = 1.5
_MOST_HELD = 0.8
_MOST_DATED = 0.6
"""The part of a row of siblings between rules that must be dated, where nothing else tells of a thread."""


@dataclass(slots=True)
class Group:
    """Elements that look alike, as candidates for the entries of a thread."""

    key: tuple[str, ...]
    places: list[int]
    dated: int = 0
    good: float = 0.0
    bonus: float = 0.0


class Candidates(Survey):
    """The groups of elements alike that may be the entries of the thread, and those of them that are."""

    def entries(self) -> list[Entry]:
        """The entries of the thread, pings among them, in document order."""
        met = list(self._groups())
        groups = [group for group in met if self._rated(group)]
        likely = groups
        if not any(group.dated * 2 > len(group.places) for group in groups):
            likely = [group for group in met if self._is_told_of(group)] or groups
            groups = [*likely, *(group for group in groups if group not in likely)]
        if not groups:
            return [self._entry(run) for run in self._flat()]
        most = max(group.good for group in likely)
        near = [group for group in likely if group.good >= 0.6 * most]
        best = max(near, key=lambda group: (group.bonus + 2 * group.good / most, -group.places[0]))
        best = next((group for group in near if self._is_of_parts(best, group)), best)
        best = next((group for group in groups if self._is_held_by(best, group)), best)
        chosen = self._runs(best.places)
        taken = sorted({place for run in chosen for place in run})
        for group in sorted(groups, key=lambda g: (-g.good, -g.bonus, g.places[0])):
            if group is not best:
                more = self._answers(taken, group) or self._beside(taken, group)
                chosen += [[place] for place in more]
                taken = sorted({*taken, *more})
        return self._once([self._entry(run) for run in sorted(chosen)])

    def _is_of_parts(self, parts: Group, group: Group) -> bool:
        """Whether what bears the names of comments but no dates are parts of dated entries: `<p class="comment">`."""
        if parts.dated * 4 > len(parts.places) or group.dated < 0.9 * len(group.places) or len(group.places) < 2:
            return False
        chosen = set(group.places)
        return all(self.owner(place, chosen) is not None for place in parts.places)

    def _is_held_by(self, answers: Group, group: Group) -> bool:
        """Whether the chosen ones are but answers within dated entries: `<p class="comment">… <p class="reply">`."""
        if group is answers or group.bonus < _NAMED_AND_DATED or not group.dated:
            return False
        chosen = set(group.places)
        held = sum(self.owner(place, chosen) is not None for place in answers.places)
        both = sorted({*chosen, *answers.places})
        return (
            held >= _MOST_HELD * len(answers.places)
            and chosen.isdisjoint(answers.places)
            and all(self.own_dates(place, both) for place in group.places)
        )

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
        if group.dated * 2 <= len(group.places) or (group.bonus < 1 and not _ANSWER.search(group.key[-1])):
            return []
        owned: dict[int, list[int]] = {}
        chosen = set(taken)
        for place in group.places:
            owner = self.owner(place, chosen)
            if owner is None or place in chosen:
                return []
            owned.setdefault(owner, []).append(place)
        for owner, places in owned.items():
            within = taken[bisect_right(taken, owner) : bisect_left(taken, self.ends[owner])]
            nested = sorted({*places, *within})
            if not self.own_dates(owner, nested) or any(not self.own_dates(place, taken) for place in places):
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
            if self.owner(place, chosen) is None
            and (pings or (self.parents[place], self.elements[place].tag) in siblings or group.bonus > 1.4)
        ]
        return [place for place in found if group.bonus >= 1 or self.own_dates(place, taken)]

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
        children = [c for c in self.children(parent) if c in chosen or not self.holds(c, places)]
        at = {child: index for index, child in enumerate(children)}
        gaps = [children[at[a] + 1 : at[b]] for a, b in pairwise(own)]
        filled = sum(any(self.is_text(child) for child in gap) for gap in gaps)
        is_definition = self.elements[own[0]].tag == "dt"
        if not is_definition and (not gaps or filled < 0.7 * len(gaps)):
            return [[place] for place in own]
        looks = {self.elements[child].tag for gap in gaps for child in gap} or {"dd"}
        after = _taking(children[at[own[-1]] + 1 :], looks, self.elements)
        before = _taking(children[: at[own[0]]][::-1], looks, self.elements)[::-1]
        if is_definition or (not self.said(before) and self.said(after)):
            return [[place, *gap] for place, gap in zip(own, [*gaps, after], strict=True)]
        return [[*gap, place] for place, gap in zip(own, [before, *gaps], strict=True)]

    def _groups(self) -> Iterable[Group]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, element in enumerate(self.elements):
            if self.elsewhere[place] or not self.area[place]:
                continue
            # "-": an element of the page's own making, <x-reaction id="r_7">
            if element.tag not in BLOCKS and "-" not in element.tag and not _is_list_of_one(element):
                continue
            for key in keys_of(element, self.parents[place]):
                found.setdefault(key, []).append(place)
        for key, places in found.items():
            dated = [place for place in places if self.own_dates(place, places)]
            yield Group(key, places, len(dated))
            if 1 < len(dated) <= 0.6 * len(places):
                yield Group(("dated", *key), dated, len(dated))

    def _rated(self, group: Group) -> bool:
        """Whether its dates or its name make it the entries; weighs the good ones and what its name is worth."""
        places, name = group.places, group.key[-1]
        named = _is_named(group)
        crowded = sum(self.own_dates(place, places) > 4 for place in places) if group.dated else 0
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

    def _is_told_of(self, group: Group) -> bool:
        """Whether all else that entries have speaks for a group of which too few show a date."""
        places = group.places
        named = _is_named(group) or (len(places) > 1 and bool(ONE_OF_SEVERAL.match(group.key[-1])))
        if group.dated * 2 > len(places) or (len(places) == 1 and not named) or self._leads_elsewhere(places):
            return False
        spans = [(run[0], self.ends[run[-1]]) for run in sorted(self._runs(places))]
        if not self.evidence.suffices(spans, named=named):
            return False
        group.good = self.evidence.points(spans, named=named) + 0.5 * log2(len(places))
        group.bonus = 1.0 * named
        return True

    def _flat(self) -> list[list[int]]:
        """Entries that stand in no boxes, where nothing in a box may be one."""
        told: list[tuple[float, list[list[int]]]] = [(0.0, [])]
        for parted in runs(self.elements, self.open_to):
            spans = [(run[0], self.ends[run[-1]]) for run in parted if self.said(run)]
            if len(spans) < 2:
                continue
            before = self.dates_before
            dated = sum(before[end] > before[start] for start, end in spans) > _MOST_DATED * len(spans)
            if dated or self.evidence.suffices(spans, named=False):
                points = self.evidence.points(spans, named=False) + 2 * dated
                told.append((points, [run for run in parted if self.said(run)]))
        return max(told, key=lambda one: one[0])[1]

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
        said, linked = (sum(b[self.ends[place]] - b[place] for place in places) for b in self.text_before)
        return linked > 0.5 * said or said < 8 * len(places)

    def _entry(self, run: list[int]) -> Entry:
        elements = [self.elements[place] for place in run]
        return Entry(id="", elements=elements, kind=kind_of(elements[0]))


def _is_list_of_one(element: Element) -> bool:
    """`<ul class="single"><li>NAME</li><li>TEXT</li></ul>`: a list for each comment, named so or in a row of such."""
    if element.tag not in ("ul", "ol") or not (names := names_of(element)):
        return False
    if is_named_entry(names):
        return True
    beside = (element.getnext(), element.getprevious())
    return any(
        other is not None and other.tag == element.tag and other.get("class") == element.get("class")
        for other in beside
    )


def _is_named(group: Group) -> bool:
    """Whether its elements bear the name of a single comment."""
    kind, name = group.key[0], group.key[-1]
    return kind == "schema" or (kind in ("class", "id") and bool(ENTRY.match(name)) and not NOT_ONE.search(name))


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
