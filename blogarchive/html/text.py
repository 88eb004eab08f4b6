"""What an element says: its text on one line, or the beginning of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.html.tree import Element


def text_of(element: Element) -> str:
    """All its text on one line."""
    if (said := element.said) is None:
        tree, first, last = element.tree, element.first, element.last
        if last == first:
            said = ""
        else:
            said = squeezed(tree.words[first] if last == first + 1 else "".join(tree.words[first:last]))
        if len(said) < tree.room:
            tree.room -= len(said)
            element.said = said
    return said


def has_text(element: Element) -> bool:
    """Whether it holds any: cheaper than all of it, where much is nested in much."""
    words = element.tree.words
    return any(squeezed(words[place]) for place in range(element.first, element.last))


def beginning(element: Element, length: int) -> str:
    """The first so many characters of its text."""
    words = element.tree.words
    said, place, step = "", element.first, 8
    while place < element.last:
        said += "".join(words[place : min(place + step, element.last)])
        if len(said) > length and len(squeezed(said)) > length:
            break
        place, step = place + step, 2 * step
    return squeezed(said)[:length]


def line(text: str, most: int) -> str:
    """White space as single spaces; nothing where more than so many characters are left."""
    if len(text) > 4 * most and len(squeezed(text[: 4 * most])) > most:
        return ""
    said = squeezed(text)
    return said if len(said) <= most else ""


def squeezed(text: str) -> str:
    """White space of any kind as single spaces."""
    return " ".join(without_unseen(text).split())


_UNSEEN = dict.fromkeys((0x200B, 0xFEFF, 0xAD))


def without_unseen(text: str) -> str:
    """Text without what shows as nothing: places where a word may break, and byte order marks.

    Khmer, Thai and Burmese mark such places between words that are written without a space.
    """
    if text.isascii() or not ("\u200b" in text or "\ufeff" in text or "\u00ad" in text):
        return text
    return text.translate(_UNSEEN)
