"""Where in one entry its reader has found what, so far: of the readers in this room alone, who fill it in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.extraction.comments.entries import Entry
    from blogarchive.html.tree import Element


@dataclass(slots=True, eq=False)
class Parts:
    """What the selectors find of an entry, from what it knows of itself on: controls, body, permalink, author, date."""

    entry: Entry
    controls: list[Element]
    mute: set[Element]
    author: Element | None
    name: str | None
    """The author's name, where that stands in no element of its own."""
    permalink: str | None
    anchor: Element | None = None
    """The link that is the permalink."""
    body: Element | None = None
    date: Element | None = None
    """What shows the date."""
    clock: Element | None = None
    """What is marked as the date, and does not read as one."""
    published: str | None = None
    published_text: str | None = None


def parts_of(entry: Entry) -> Parts:
    """What an entry knows of itself."""
    return Parts(entry, [*entry.controls], {*entry.mute}, entry.author, entry.name, entry.permalink)
