"""Markup -> tree, within bounds: what is broken is taken as libxml2 takes it, and no page costs without end."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST = 170_000
"""Elements that are read: twenty thousand comments have fewer."""

_AMPERSANDS = re.compile(r"&{4,}")
_OPENS = re.compile(r"<(?!/)")


def bounded(text: str) -> str:
    """The text up to as many elements as are read."""
    if text.count("<") - text.count("</") <= MOST:
        return text
    last = next(islice(_OPENS.finditer(text), MOST, None), None)
    return text if last is None else text[: last.start()]


def parse(text: str) -> Element:
    """The tree of a page; an empty one where nothing can be made of it."""
    # A huge tree: libxml2's ordinary limit of 256 levels cuts real pages whose tags were never closed.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    if "&&&&" in text:  # libxml2 appends each to the text before it anew: time goes with the square of their number
        text = _AMPERSANDS.sub("&&&", text)
    data = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return etree.fromstring(b"<html><body></body></html>", parser) if root is None else root
