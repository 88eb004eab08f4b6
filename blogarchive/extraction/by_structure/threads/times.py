"""When each entry of an unknown thread was written: the date whose place most entries share, and its time."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.dates import DateReader, from_machine
from blogarchive.extraction.by_structure.threads.pieces import signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blogarchive.extraction.by_structure.threads.date_marks import Mark
    from blogarchive.extraction.by_structure.threads.pieces import Story


_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?|uhr)?", re.IGNORECASE)


def dates_of(stories: list[Story]) -> dict[int, Mark]:
    """The date of each entry: of several the one whose place most entries share, then the first."""
    shared: Counter[str] = Counter()
    for each in stories:
        shared.update({_place(mark) for mark in each.marks})
    found = {}
    for each in stories:
        if each.marks:
            found[id(each)] = max(each.marks, key=lambda mark: (shared[_place(mark)], -mark.place))
    return found


def above(stories: list[Story], marks: Sequence[Mark]) -> dict[int, Mark]:
    """For each entry of a thread without dates the last day that stands above it, in the row of the entries.

    `<h4>March 3, 2014</h4> <div>…</div> <div>…</div> <h4>March 5, 2014</h4> <div>…</div>`
    """
    if any(each.marks for each in stories):
        return {}
    rows = {each.entry.element.parent for each in stories}
    days = [mark for mark in marks if mark.element.parent in rows and is_all_date(mark.text)]
    found = {}
    for each in stories:
        before = [mark for mark in days if mark.place < each.entry.element.place]
        if before:
            found[id(each)] = before[-1]
    return found


def on_day(day: Mark, each: Story, reader: DateReader) -> tuple[str | None, str | None]:
    """The day above an entry with the hour that the entry shows, if it shows one."""
    clock = next((piece.text for piece in each.pieces if _CLOCK.fullmatch(piece.text)), "")
    printed = f"{day.text} {clock}".strip()
    return reader.read(printed) or reader.read(day.text), printed


def _place(mark: Mark) -> str:
    parent = mark.element.getparent()
    return signature(mark.element) + ("" if parent is None else signature(parent))


def published(mark: Mark, each: Story, reader: DateReader) -> tuple[str | None, str | None]:
    text = mark.text or None
    if mark.machine is None:
        mark = next((m for m in each.marks[:4] if m.element.get("datetime") or m.element.get("content")), mark)
    stated = (reader.read(mark.machine) or from_machine(mark.machine)) if mark.machine else None
    shown = _with_time(reader.read(mark.text), mark, each, reader)
    if stated and _is_for_scripts(mark) and not (shown and "T" in shown):
        others = (reader.read(m.text) for m in each.marks[:5] if m.machine is None)
        shown = next((other for other in others if other and "T" in other), shown)
    if stated and shown and "T" in shown and _is_for_scripts(mark) and stated.endswith("+00:00"):
        return shown, text  # an instant for scripts; the page's own clock is the one it shows
    if stated and shown and len(stated) < len("2015-03-11") <= len(shown):
        return shown, text  # <a title="3 years ago">December 28th, 2011</a>
    if stated and shown and "T" not in stated and shown.startswith(stated):
        return shown, text
    return stated or shown, text


def _is_for_scripts(mark: Mark) -> bool:
    return mark.element.get("datetime") is None and mark.element.get("content") is None


def _with_time(shown: str | None, mark: Mark, each: Story, reader: DateReader) -> str | None:
    """The same with the time that stands in an element of its own behind the date, or on the next line."""
    if shown is None or "T" in shown:
        return shown
    start = next((i for i, piece in enumerate(each.pieces) if piece.mark is mark), None)
    for size in (2, 3, 4):
        if start is None or start + size > len(each.pieces):
            break
        pieces = each.pieces[start : start + size]
        fuller = reader.read(" ".join(piece.text for piece in pieces)[:150])
        if (
            fuller
            and fuller.startswith(shown + "T")
            and pieces[-1].line - pieces[0].line < 4
            and len(pieces[-1].text) < 40
        ):
            for piece in pieces:
                piece.mark = mark
            return fuller
    return shown


def is_all_date(text: str) -> bool:
    if len(text) > 60 or not _DIGIT.search(text):
        return False
    if _CLOCK.fullmatch(text):
        return True
    found = dates.spot(text) if len(text) < 60 else None
    return found is not None and found.end - found.start > 0.8 * len(text)
