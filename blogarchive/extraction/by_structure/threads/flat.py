"""Entries without boxes of their own: siblings that follow one another between anchors or rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads.evidence import is_mark
from blogarchive.extraction.by_structure.threads.marks import HEADINGS, begins_thread
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blogarchive.html.tree import Element

_EMPTY = frozenset({"br", "hr", "a", "script", "style", "link"})


def runs(elements: Sequence[Element], open_to: Sequence[bool]) -> list[list[list[int]]]:
    """For each row of siblings that anchors or rules part: the places of the elements of every run, in order.

    `<a name="c1"></a> <p>NAME</p> <p>TEXT</p> <hr> <a name="c2"></a> …`
    """
    rows: dict[int, list[Element]] = {}
    for element in elements:
        if open_to[element.place] and element.parent is not None:
            rows.setdefault(element.parent.place, []).append(element)
    parted = (runs for row in rows.values() for runs in (_from_anchors(row), _between_rules(row)))
    return [[[element.place for element in run] for run in several] for several in parted if len(several) > 1]


def _from_anchors(row: list[Element]) -> list[list[Element]]:
    """Runs that each begin with an anchor numbered as a comment: `<a name="comment-7"></a>`, alone or in a line."""
    starts = [i for i, element in enumerate(row) if _is_anchor(element)]
    if len(starts) < 2:
        return []
    parted = [row[i:j] for i, j in zip(starts, [*starts[1:], len(row)], strict=True)]
    return _ended(parted)


def _between_rules(row: list[Element]) -> list[list[Element]]:
    """Runs that each end with a rule; what follows the last one is a run too where it is made like the others."""
    parted: list[list[Element]] = [[]]
    for element in row:
        if element.tag in HEADINGS and begins_thread(element):
            parted = [[]]
            continue
        parted[-1].append(element)
        if element.tag == "hr":
            parted.append([])
    last = parted.pop()
    told = [run for run in parted if any(text_of(element) for element in run)]
    if told and [e.tag for e in last if e.tag not in _EMPTY] == [e.tag for e in told[-1] if e.tag not in _EMPTY]:
        told.append(last)
    return told


def _ended(parted: list[list[Element]]) -> list[list[Element]]:
    """The same, the last of them cut off before what belongs to the page again."""
    looks = {element.tag for run in parted[:-1] for element in run}
    kept: list[Element] = []
    for element in parted[-1]:
        if element.tag not in looks:
            break
        kept.append(element)
        if element.tag == "hr":
            break
    return [*parted[:-1], kept]


def _is_anchor(element: Element) -> bool:
    if text_of(element):
        return False
    if element.tag == "a":
        return is_mark(element)
    return element.end - element.place == 2 and any(inner.tag == "a" and is_mark(inner) for inner in element)
