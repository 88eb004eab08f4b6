"""From a page's markup to plain text for search; clean HTML for showing comes from `sanitised`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.html.sanitize import SILENT, clean_html, is_heading_button
from blogarchive.html.text import without_unseen

if TYPE_CHECKING:
    from collections.abc import Collection

    from blogarchive.html.tree import Element

__all__ = ["BLOCKS", "CELLS", "SILENT", "clean_html", "plain_text"]

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})

_BETWEEN_CELLS = re.compile(r" *﷒ *")
_TRIM = re.compile(r" *\n *")
_ITEM, _ITEM_END = "\ue002", "\ue003"
_EMPTY_ITEM = re.compile(f"{_ITEM}\\s*{_ITEM_END}")
_BULLET = re.compile(f"{_ITEM}\\s*")  # <li><p>text: the dash goes to the text
# Breaks are written as what no text holds until all of its white space has been melted at once.
_BREAK, _LINE, _CELL = "\ufdd0", "\ufdd1", "\ufdd2"
_OPENING = {**dict.fromkeys(CELLS, _CELL), **dict.fromkeys(BLOCKS, _BREAK), "li": _BREAK + _ITEM, "br": _LINE}
_CLOSING = {**dict.fromkeys(BLOCKS, _BREAK), "li": _ITEM_END + _BREAK}


def plain_text(element: Element, *, without: Collection[Element] = (), mute: Collection[Element] = ()) -> str:
    """Its text for reading and search: a blank line between blocks, `- ` before list items, code as it stands."""
    code = int(element.tag == "pre")  # how many `pre` are open
    parts: list[str] = []
    if element.text and element not in mute:
        parts.append(_code(element.text.removeprefix("\n")) if code else element.text)
    opened: list[Element] = []
    elements, at, end = element.tree.elements, element.place + 1, element.end
    while True:
        while opened and at >= opened[-1].end:
            node = opened.pop()
            if closing := _CLOSING.get(node.tag):
                parts.append(closing)
                code -= node.tag == "pre"
            if (tail := node.tail) and node not in mute:
                parts.append(_code(tail) if code else tail)
        if at >= end:
            return _melted("".join(parts))
        node = elements[at]
        tag = node.tag
        if (tag in SILENT and not is_heading_button(node)) or node in without:
            at = node.end
            if (tail := node.tail) and node not in mute:
                parts.append(_code(tail) if code else tail)
            continue
        text = node.text
        if opening := _OPENING.get(tag):
            parts.append(opening)
            if tag == "pre":
                code += 1
                text = text and text.removeprefix("\n")
        if text:
            parts.append(_code(text) if code else text)
        opened.append(node)
        at += 1


def _code(text: str) -> str:
    """Lines of code must survive the melting of white space: private-use marks stand in for it."""
    text = text.expandtabs(4).replace("\r\n", "\n").replace("\n", "\ue000").replace(" ", "\ue001")
    return text.replace("\u00a0", "\ue001")


def _melted(whole: str) -> str:
    """White space as single spaces, breaks as blank lines."""
    whole = " ".join(without_unseen(whole).split()).replace(_BREAK, "\n\n").replace(_LINE, "\n")
    if _CELL in whole:
        whole = _TRIM.sub("\n", _BETWEEN_CELLS.sub(" ", whole))
    else:  # one space is left at most at either end of a line
        whole = whole.replace(" \n", "\n").replace("\n ", "\n")
    whole = _without_gaps(whole)
    if _ITEM in whole or _ITEM_END in whole:
        whole = _without_gaps(_BULLET.sub("- ", _EMPTY_ITEM.sub("", whole)).replace(_ITEM_END, ""))
    whole = whole.strip()
    if "\ue000" in whole or "\ue001" in whole:
        whole = whole.replace("\ue000", "\n").replace("\ue001", " ")
    return whole.strip("\n")


def _without_gaps(text: str) -> str:
    """One blank line where there are several."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text
