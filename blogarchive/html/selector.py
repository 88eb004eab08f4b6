"""A page as a parsel Selector: what its index knows it answers at once, everything else parsel on a tree of lxml's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import parsel
from lxml import etree

from blogarchive.html.css import OWN_TEXT, Group, compiled, is_xpath, ranked
from blogarchive.html.index import Index, merged
from blogarchive.html.parsing import parse, parse_lxml
from blogarchive.html.tree import PLACE, is_within, outermost
from blogarchive.html.values import Value, values
from blogarchive.html.xpath import evaluated
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blogarchive.html.tree import Element


class Selector(parsel.Selector):
    """A part of a page as parsel selects it; nobody changes the page, for all its readers share it."""

    def drop(self) -> None:
        """Raises TypeError."""
        raise TypeError("a page is not changed; parsel.Selector(text=page.text) makes a copy of it to cut from")

    remove = drop


class PageSelector(Selector):
    """A whole page. `select` gives elements to its readers; `css`, `xpath`, `re`, `get` and the others are parsel's.

    Both stand on one text. lxml's tree is only made where somebody asks for what the index does not know.
    """

    def __init__(self, text: str, url: str, encoded: bytes | None = None) -> None:
        super().__init__(root=None, type="html")
        del self.root  # made when asked for
        self.text = text
        self.url = url
        self._encoded = encoded
        self.tree = parse(text, encoded)
        self.elements = self.tree.elements
        """All elements in document order; the first is the root."""
        self.index = Index(self.tree)
        self.by_class = self.index.by_class
        self.by_id = self.index.by_id
        self.by_parsel: Counter[str] = Counter()
        """What was asked that the index could not answer, and how often: each costs what parsel costs."""
        self._selected: dict[str, list[Element]] = {}

    # ------------------------------------------------------------------ for readers: elements of the flat row

    def select(self, selector: str) -> list[Element]:
        """Every element that a CSS selector group, or an XPath (`//h1[2]`), means, in document order.

        Texts that it names (`::text`, `::attr(href)`, `//time/@datetime`) come as elements that hold only them.
        Raises ValueError or cssselect's SelectorError for what is neither CSS nor XPath.
        """
        found = self._selected.get(selector)
        if found is None:
            found = self._selected[selector] = self._found(selector)
        return found

    def first(self, *choice: str, within: Element | None = None) -> Element | None:
        """The first element of the first selector that means any, below `within` where that is given."""
        for selector in choice:
            for element in self.select(selector):
                if within is None or is_within(element, within):
                    return element
        return None

    def within(self, selector: str, scope: Element) -> list[Element]:
        """The chosen elements below `scope`."""
        return [element for element in self.select(selector) if is_within(element, scope)]

    def has(self, selector: str) -> bool:
        """Whether the page holds such an element."""
        return bool(self.select(selector))

    def by_tag(self, tag: str) -> list[Element]:
        """Every element of that name."""
        return self.tree.by_tag.get(tag, [])

    def by_attribute(self, name: str) -> list[Element]:
        """Every element that has that attribute."""
        return self.tree.by_attribute.get(name, [])

    def _found(self, selector: str) -> list[Element]:
        if (group := compiled(selector)) is not None:
            found = self.index.select(group)
            return found if group.value is None else values(found, group.value)
        parts = () if is_xpath(selector) else ranked(selector)
        if len(parts) > 1:  # as a rule the index knows most of them
            return merged([self.select(part) for part in parts])
        self.by_parsel[selector] += 1
        query = selector if is_xpath(selector) else parsel.css2xpath(selector)
        return self._ours(evaluated(self.root, query, self.namespaces))

    # ------------------------------------------------------------------ for everybody: parsel

    @cached_property
    def root(self) -> Any:
        """The root of lxml's tree."""
        return parse_lxml(self.text, self._encoded, base=self.base)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        for element in self.by_tag("base"):
            if found := absolute(self.url, element.get("href")):
                return found
        return self.url

    def css(self, query: str) -> parsel.SelectorList[Any]:
        """As parsel answers it, sooner."""
        group = compiled(query)
        nodes = self._nodes(group) if group is not None else None
        if nodes is None:
            self.by_parsel[query] += 1
            return super().css(query)
        return parsel.SelectorList(Selector(root=node, type="html", _expr=query) for node in nodes)

    def xpath(self, query: str, namespaces: Mapping[str, str] | None = None, **kwargs: Any) -> parsel.SelectorList[Any]:
        """As parsel answers it."""
        whole = Selector(root=self.root, type="html", namespaces=self.namespaces)
        return whole.xpath(query, namespaces=namespaces, **kwargs)

    def jmespath(self, query: str, **kwargs: Any) -> parsel.SelectorList[Any]:
        """As parsel answers it."""
        return Selector(root=self.root, type="html").jmespath(query, **kwargs)

    def _nodes(self, group: Group) -> list[Any] | None:
        """What the index answers, in lxml's words; none where that could be another answer than parsel's."""
        if not self._twins.whole:
            return None
        found = self.index.select(group)
        nodes = [self._twins.nodes[element.place] for element in found]
        if group.value is None:
            return nodes
        if group.value != OWN_TEXT:
            return [text for node in nodes if (text := node.get(group.value)) is not None]
        if len(outermost(found)) < len(found):  # of two in one another, the texts of one stand between the other's
            return None
        return [text for node in nodes for text in node.xpath("text()")]

    @cached_property
    def _twins(self) -> _Twins:
        return _twins(self.elements, self.root)

    def _ours(self, results: list[Any]) -> list[Element]:
        """Our own elements for what XPath has found; the texts that stand directly in one element are one."""
        found: list[Element] = []
        texts: dict[Element, list[str]] = {}
        for result in results:
            node = result if isinstance(result, etree._Element) else result.getparent()
            if getattr(result, "is_tail", False):
                node = node.getparent()
            if (place := self._twins.places.get(node)) is None:  # a comment, or where the trees are not the same
                continue
            element = self.elements[place]
            if isinstance(result, etree._Element):
                found.append(element)
            elif result.is_attribute:
                found.append(Value(element, str(result)))
            else:
                texts.setdefault(element, []).append(str(result))
        found += [Value(element, " ".join(parts)) for element, parts in texts.items()]
        return sorted(found, key=PLACE)


@dataclass(frozen=True, slots=True)
class _Twins:
    """lxml's elements beside ours, from the top on as far as both trees are the same."""

    nodes: list[Any]
    places: dict[Any, int]
    whole: bool
    """Whether that is all of both."""


def _twins(elements: list[Element], root: Any) -> _Twins:
    nodes: list[Any] = []
    places: dict[Any, int] = {}
    for node, ours in zip_longest(root.iter("*"), elements):
        above = None if ours is None or ours.parent is None else ours.parent.place
        if node is None or ours is None or node.tag != ours.tag or places.get(node.getparent()) != above:
            return _Twins(nodes, places, whole=False)
        places[node] = len(nodes)
        nodes.append(node)
    return _Twins(nodes, places, whole=True)
