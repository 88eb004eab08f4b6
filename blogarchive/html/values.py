"""A text that a selector names in an element's place, `::text` or `::attr(NAME)`, for readers that expect elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.html import css
from blogarchive.html.text import text_of
from blogarchive.html.tree import Element, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable


_LITTLE = 80
"""Characters beside a text in the element that shows it."""


class Value(Element):
    """An element that holds this text and nothing else. It stands in the one that bears it, and at its place."""

    __slots__ = ("bearer",)

    def __init__(self, bearer: Element, text: str) -> None:
        self.bearer = self.parent = bearer
        self.tree = Tree()  # its own, so that nothing of the page counts as within it
        self.tree.words.append(text)
        self.first, self.last = 0, 1
        self.place, self.end = bearer.place, bearer.place + 1
        self.tag, self.text, self.tail, self.said = "#text", text, None, None
        self.attrib = {}
        self.get = self.attrib.get

    def getnext(self) -> Element | None:
        """Nothing: it is no child of its parent."""
        return None

    def getprevious(self) -> Element | None:
        """Likewise."""
        return None


def values(elements: Iterable[Element], what: str) -> list[Element]:
    """What the elements say: their own text as one, or an attribute of theirs. Those that say nothing are left out."""
    if what == css.OWN_TEXT:
        said = ((e, " ".join(filter(None, (e.text, *(child.tail for child in e))))) for e in elements)
        return [Value(element, text) for element, text in said if text]
    return [Value(element, text) for element in elements if (text := element.get(what)) is not None]


def bearer(chosen: Element) -> Element:
    """The page's element that an answer of a selector is, or stands on."""
    return chosen.bearer if isinstance(chosen, Value) else chosen


def shown_by(chosen: Element) -> Element | None:
    """The page's element that shows what a selector chose, and little else; none where only machines read it."""
    element = bearer(chosen)
    if element is chosen:
        return chosen
    text, whole = text_of(chosen), text_of(element)
    return element if text in whole and len(whole) - len(text) <= _LITTLE else None
