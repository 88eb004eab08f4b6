"""XPath with parsel's functions: what a query finds, and, before any page, whether it can be asked at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import cssselect
import parsel
from lxml import etree

from blogarchive.html.css import is_xpath

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLED = re.compile(r"([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\(")
_KNOWN = """
    last position count id local-name namespace-uri name string concat starts-with contains substring-before
    substring-after substring string-length normalize-space translate boolean not true false lang number sum floor
    ceiling round text node comment processing-instruction and or div mod has-class re:test re:match re:replace
    set:difference set:intersection set:distinct set:has-same-node set:leading set:trailing
"""
_FUNCTIONS = frozenset(_KNOWN.split())
"""Of XPath 1.0, with its operators and tests of nodes, and of parsel. libxml2 knows one by calling it."""
_ENDS_IN_TEXT = re.compile(r"[/|(:]\s*(?:text\(\)|@[\w:*-]+|attribute::[\w:*-]+)(?:\s*(?:\[[^\]]*\]|\)))*\s*(?:$|\|)")


def evaluated(root: etree._Element, query: str, namespaces: Mapping[str, str]) -> list[Any]:
    """The elements and texts that a query finds; texts know where they stand. Nothing for one that counts or compares.

    Raises ValueError for what is no XPath.
    """
    try:
        results = root.xpath(query, namespaces=dict(namespaces))
    except etree.XPathError as error:
        raise ValueError(f"{query!r} is no XPath: {error}") from error
    return results if isinstance(results, list) else []


def selects_text(selector: str) -> bool:
    """Whether a selector, CSS or XPath, names texts (`time::attr(datetime)`, `//time/@datetime`) and not elements.

    Raises ValueError for what a page cannot be asked.
    """
    if not is_xpath(selector):
        try:
            parsel.css2xpath(selector)
            return any(one.pseudo_element is not None for one in cssselect.parse(selector))
        except cssselect.SelectorError as error:
            raise ValueError(f"{selector!r} is no CSS that parsel knows: {error}") from error
    query = _QUOTED.sub("''", selector)
    if unknown := set(_CALLED.findall(query)) - _FUNCTIONS:
        raise ValueError(f"{selector!r} is no XPath that parsel knows: no function {', '.join(sorted(unknown))}")
    empty = parsel.Selector(text="<html/>", type="html")
    if any(not isinstance(found.root, etree._Element) for found in empty.xpath(selector)):
        raise ValueError(f"{selector!r} counts or compares, and names nothing on a page")
    return _ENDS_IN_TEXT.search(query) is not None
