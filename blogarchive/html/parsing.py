"""Markup -> tree, within bounds: what is broken is taken as libxml2 takes it, and no page costs without end."""

from __future__ import annotations

import re
import threading
from itertools import islice
from typing import Any, cast

from lxml import etree, html

from blogarchive.html.tree import Element, TooDeep, Tree, TreeBuilder
from blogarchive.limits import limits

_AMPERSANDS = re.compile(r"&{4,}")
_EMPTY = b"<html><body></body></html>"
_OPENS = re.compile(r"<(?!/)")


def bounded(text: str) -> str:
    """The text up to as many elements as are read."""
    most = limits().elements
    if len(text) < 3 * most or text.count("<") - text.count("</") <= most:
        return text
    last = next(islice(_OPENS.finditer(text), most, None), None)
    return text if last is None else text[: last.start()]


def parse(text: str, encoded: bytes | None = None) -> Tree:
    """The tree of a page, of which somebody may have the UTF-8; an empty one where nothing can be made of it."""
    return _parsed(_markup(text, encoded)) or _parsed(_EMPTY) or Tree()


def parse_lxml(text: str, encoded: bytes | None = None, *, base: str) -> html.HtmlElement:
    """The same as a tree of lxml's own elements, made as parsel makes it: with comments, and with an address."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(_markup(text, encoded), parser, base_url=base)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        root = etree.fromstring(_EMPTY, parser, base_url=base)
    _rejoin(root)
    return cast("html.HtmlElement", root)


def _markup(text: str, encoded: bytes | None) -> bytes:
    if "&&&&" in text:  # libxml2 appends each to the text before it anew: time goes with the square of their number
        text, encoded = _AMPERSANDS.sub("&&&", text), None
    return encoded or text.encode("utf-8", "replace")


def _rejoin(root: etree._Element) -> None:
    """Puts what follows `</html>` where browsers have it, and `tree` too: libxml2 makes further roots of it."""
    further = [other for other in root.itersiblings() if other.tag == "html"]
    home = _end(root)
    for more in further:
        home.append(more)
        home = _end(more) if home is root and _end(more) is not more else home
    if further:
        etree.strip_tags(root, "html")  # what stands in them stays


def _end(root: etree._Element) -> etree._Element:
    last = next(root.iterchildren("*", reversed=True), root)
    return last if last.tag == "body" else root


def fragment(markup: str) -> Element:
    """An element that holds what the markup of a text says."""
    tree = parse(f"<html><body>{markup}</body></html>")
    return next((element for element in tree.elements if element.tag == "body"), tree.elements[0])


class _Parser(threading.local):
    """One parser for all pages of a thread: parser and target name each other, and would not be freed soon."""

    def __init__(self) -> None:
        self.growth = TreeBuilder()
        # A huge tree: libxml2's ordinary limit of 256 levels cuts real pages whose tags were never closed.
        self.lxml = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, target=cast("Any", self.growth)
        )


_parser = _Parser()


def _parsed(markup: bytes) -> Tree | None:
    _parser.growth.most = limits().depth
    try:
        etree.fromstring(markup, _parser.lxml)
    except (etree.XMLSyntaxError, ValueError):
        _parser.growth.taken()
        return None
    except TooDeep:
        tree = _parser.growth.taken()
        tree.cut = "its elements stand too deep in one another"
        return tree
    tree = _parser.growth.taken()
    return tree if tree.elements else None
