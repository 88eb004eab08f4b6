"""Where the head of an entry ends and its text begins: how much stands before and behind, and which words are loose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.html.plain_text import SILENT
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within, outermost
from blogarchive.html.values import bearer

if TYPE_CHECKING:
    from blogarchive.extraction.comments.parts import Parts
    from blogarchive.html.tree import Element

HEAD = 120
"""Characters before which a name or a date still stands at the head of an entry."""

_LOOSE = 60
"""Characters that the words between name and date take together."""


def holds_paragraph(node: Element) -> bool:
    """Whether there is a paragraph with text within."""
    return any(text_of(block) for block in node.iter("p", "blockquote") if block is not node)


def text_before(root: Element, element: Element | None) -> int:
    """How much text stands in `root` before `element`, or in all, up to what is too much."""
    length = 0
    element = bearer(element) if element is not None else None
    for node in root.iter():
        if node is element or length > HEAD:
            break
        if node.tag not in SILENT:
            length += len((node.text or "").strip())
    return length


def text_after(root: Element, element: Element) -> int:
    """How much text stands in `root` behind `element`."""
    length = 0
    while element is not root:
        length += len((element.tail or "").strip()) + sum(len(text_of(e)) for e in element.itersiblings())
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return length


def head_of(part: Element, root: Element, parts: Parts) -> Element:
    """The largest block around a name or date that holds nothing of the body."""
    node = part
    while True:
        parent = node.getparent()
        if parent is None or parent is root or parent in parts.entry.elements:
            return node
        known = [
            p
            for p in (parts.author, parts.date, parts.clock, *parts.controls)
            if p is not None and is_within(p, parent)
        ]
        rest = len(text_of(parent)) - sum(len(text_of(p)) for p in outermost(known))
        if rest > 40 or (parent.tag != "p" and any(text_of(p) for p in parent.iter("p"))):
            return node
        node = parent


def loose_words(root: Element, without: set[Element], mute: set[Element], named: int = 0) -> set[Element]:
    """Words between the parts of a head: `<cite>NAME</cite> says:<br><small>DATE</small>`.

    A name that stands loose among them has so many characters.
    """
    heads = [child for child in root if child in without]
    if not heads:
        return mute
    last = heads[-1]
    loose: list[tuple[Element, str]] = [(root, root.text or "")]
    for child in root:
        if child is last:
            break
        if child not in without and child.tag not in ("br", "img", "a", "span") and text_of(child):
            return mute
        loose.append((child, child.tail or ""))
    after = (last.tail or "").strip()
    if (after or any(text_of(child) for child in last.itersiblings())) and sum(
        len(text.strip()) for _, text in loose
    ) <= _LOOSE + named:
        mute |= {element for element, text in loose if text.strip()}
    if after.endswith(":") or not any(char.isalnum() for char in after):
        mute.add(last)
    return mute
