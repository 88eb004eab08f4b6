"""From a page's markup to plain text for search; clean HTML for showing comes from `sanitised`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.sanitised import SILENT, clean_html

if TYPE_CHECKING:
    from collections.abc import Collection

    from blogarchive.tree import Element

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

_OTHER_SPACES = re.compile(r"[\t\r\n\f\v\u00a0\u2002-\u200b\u202f\u205f\u3000\ufeff]+")
_RUN = re.compile(r" {2,}")
_TAB = re.compile(r" *\t *")
_TRIM = re.compile(r" *\n *")
_GAP = re.compile(r"\n{3,}")
_ITEM, _ITEM_END = "\ue002", "\ue003"
_EMPTY_ITEM = re.compile(f"{_ITEM}\\s*{_ITEM_END}")
_BULLET = re.compile(f"{_ITEM}\\s*")  # <li><p>text: the dash goes to the text
_BREAK, _LINE = "\n\n", "\n"
_OPENING = {**dict.fromkeys(CELLS, "\t"), **dict.fromkeys(BLOCKS, _BREAK), "li": _BREAK + _ITEM, "br": _LINE}
_CLOSING = {**dict.fromkeys(BLOCKS, _BREAK), "li": _ITEM_END + _BREAK}


def plain_text(element: Element, *, without: Collection[Element] = (), mute: Collection[Element] = ()) -> str:
    """Its text for reading and search: a blank line between blocks, `- ` before list items, code as it stands."""
    writer = _Writer()
    tag = "div" if element.tag == "li" else element.tag
    writer.opens(tag, None if element in mute else element.text)
    opened: list[Element] = []
    elements, at = element.tree.elements, element.place + 1
    while True:
        while opened and at >= opened[-1].end:
            ended = opened.pop()
            writer.closes(ended.tag)
            if ended.tail and ended not in mute:
                writer.says(ended.tail)
        if at >= element.end:
            break
        node = elements[at]
        if node.tag in SILENT or node in without:
            at = node.end
            if node.tail and node not in mute:
                writer.says(node.tail)
        else:
            writer.opens(node.tag, node.text)
            opened.append(node)
            at += 1
    writer.closes(tag)
    return writer.text()


class _Writer:
    """Puts text and breaks in a row; breaks melt together, white space too, except in `pre`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.verbatim = 0

    def opens(self, tag: str, text: str | None) -> None:
        if opening := _OPENING.get(tag):
            self.parts.append(opening)
            if tag == "pre":
                self.verbatim += 1
                text = (text or "").removeprefix("\n")
        if text:
            self.says(text)

    def closes(self, tag: str) -> None:
        if closing := _CLOSING.get(tag):
            self.parts.append(closing)
            if tag == "pre":
                self.verbatim -= 1

    def says(self, text: str) -> None:
        if self.verbatim:
            # Lines of code must survive the melting of white space: private-use marks stand in for it.
            text = text.expandtabs(4).replace("\r\n", "\n").replace("\n", "\ue000").replace(" ", "\ue001")
            self.parts.append(text.replace("\u00a0", "\ue001"))
        else:
            self.parts.append(_OTHER_SPACES.sub(" ", text))

    def text(self) -> str:
        whole = "".join(self.parts)
        if "  " in whole:
            whole = _RUN.sub(" ", whole)
        if "\t" in whole:
            whole = _TRIM.sub("\n", _TAB.sub(" ", whole))
        else:  # one space is left at most at either end of a line
            whole = whole.replace(" \n", "\n").replace("\n ", "\n")
        whole = _GAP.sub(_BREAK, whole)
        if _ITEM in whole or _ITEM_END in whole:
            whole = _BULLET.sub("- ", _EMPTY_ITEM.sub("", whole)).replace(_ITEM_END, "")
            whole = _GAP.sub(_BREAK, whole)
        whole = whole.strip()
        if "\ue000" in whole or "\ue001" in whole:
            whole = whole.replace("\ue000", "\n").replace("\ue001", " ")
        return whole.strip("\n")
