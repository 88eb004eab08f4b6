"""A page parsed once, shared by all its readers: text, tree, an index of ids and classes, meta elements, JSON-LD."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from blogarchive.html import charsets, css, jsonld
from blogarchive.html.parsing import bounded, parse
from blogarchive.html.text import text_of
from blogarchive.html.tree import PLACE, Spans
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blogarchive.html.tree import Element
    from blogarchive.models import Page

Answer = TypeVar("Answer")

LONGEST = 12_000_000
"""Bytes of markup that are read: a blog page beyond this is a fault, and time is bounded by it."""

_NOT_SHOWN = frozenset({"script", "style", "noscript", "template", "svg"})


class Document:
    """One page under the eyes of its readers, who change nothing of it: what they find, they hand on themselves."""

    def __init__(self, page: Page) -> None:
        self.page = page
        body = page.body[:LONGEST]
        text, self.encoding = charsets.decode(body, page.content_type)
        self.text = bounded(text)
        self.cut_short = len(page.body) > LONGEST or len(self.text) < len(text)
        self.tree = parse(self.text, charsets.in_utf8(text, body, self.encoding) if self.text is text else None)
        self.root = self.tree.elements[0]
        self.elements = self.tree.elements
        self.by_class: dict[str, list[Element]] = {}
        self.by_id: dict[str, list[Element]] = {}
        self._by_tag = self.tree.by_tag
        self._by_attribute = self.tree.by_attribute
        self._selected: dict[str, list[Element]] = {}
        self._matched: dict[css.Compound, list[Element]] = {}
        self._joined: dict[tuple[str | None, str], tuple[str, list[tuple[Element, str]]]] = {}
        self._held: dict[css.Compound, set[Element]] = {}
        self._spans: dict[css.Compound, Spans] = {}
        self._answers: dict[Callable[[Document], Any], Any] = {}
        self._index()
        self._is_read = True

    def __setattr__(self, name: str, value: object) -> None:
        """Only while the page is being read; what is remembered later (`cached_property`) does not pass here."""
        if "_is_read" in self.__dict__:
            raise AttributeError(f"{self.page.url}: a page that is read does not change, nor its {name}")
        super().__setattr__(name, value)

    def _index(self) -> None:
        by_string: defaultdict[str, list[Element]] = defaultdict(list)
        for element in self.by_attribute("class"):
            by_string[element.attrib["class"]].append(element)
        for element in self.by_attribute("id"):
            self.by_id.setdefault(element.attrib["id"], []).append(element)
        self.by_id.pop("", None)
        shared: set[str] = set()
        for names, found in by_string.items():
            for name in set(names.split()):
                known = self.by_class.get(name)
                if known is None:
                    self.by_class[name] = found
                elif name in shared:
                    known += found
                else:
                    self.by_class[name] = known + found
                    shared.add(name)
        self._unsorted = shared
        self._names = {
            *self._by_tag,
            *[f".{name}" for name in self.by_class],
            *[f"#{ident}" for ident in self.by_id],
            *[f"[{name}" for name in self._by_attribute],
        }

    def close(self) -> None:
        """Frees the page's elements; nobody asks anything after that."""
        self.tree.clear()

    # ------------------------------------------------------------------ choosing elements

    def select(self, selector: str) -> list[Element]:
        """Every element that the selector group means, in document order."""
        found = self._selected.get(selector)
        if found is None:
            names, group = self._names, css.compiled(selector)
            parts = [self._one(part) for part in group.always]
            for name in group.names & names:
                parts += [self._one(part) for part in group.by_name[name] if part.needs <= names]
            found = self._selected[selector] = self._merged(parts)
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

    def _one(self, selector: css.Selector) -> list[Element]:
        found = self._matching(selector.subject)
        if not found or len(selector.compounds) == 1:
            return found
        if len(selector.compounds) == 2 and selector.compounds[0][0] == " ":
            around = self._around(selector.compounds[1][1])
            return [element for element in found if around.hold(element)]
        above: list[tuple[str, set[Element]]] = []
        for place, (_, compound) in enumerate(selector.compounds[1:]):
            holders = self._holding(compound)
            if not holders:
                return []
            above.append((selector.compounds[place][0], holders))
        return [element for element in found if css.stands_below(element, above, 0)]

    def _matching(self, compound: css.Compound) -> list[Element]:
        """The elements that a compound means, remembered: many selectors share their parts."""
        found = self._matched.get(compound)
        if found is None:
            if compound.attributes and compound.id is None and not compound.classes:
                found = self._saying(compound)
            else:
                found = self._candidates(compound)
                if found and not compound.is_plain:
                    found = [e for e in found if compound.matches(e)]
            self._matched[compound] = found
        return found

    def _saying(self, compound: css.Compound) -> list[Element]:
        """The elements that a compound without class and id means: by what their attributes say, each read once."""
        found: list[Element] | None = None
        for name, op, value in compound.attributes:
            joined, pairs = self._values(compound.tag, name)
            if not pairs or value not in joined:
                return []
            if found is None:
                found = css.holding(pairs, op, value)
        if found and (len(compound.attributes) > 1 or compound.forbidden):
            found = [element for element in found if compound.matches(element)]
        return found or []

    def _values(self, tag: str | None, name: str) -> tuple[str, list[tuple[Element, str]]]:
        """All values of an attribute in one text, to see at once what none holds; and whose they are."""
        known = self._joined.get((tag, name))
        if known is None:
            having, tagged = self.by_attribute(name), self.by_tag(tag) if tag else []
            if tag is None or len(having) <= len(tagged):
                pairs = [(e, e.attrib[name]) for e in having if tag is None or e.tag == tag]
            else:
                pairs = [(e, value) for e in tagged if (value := e.get(name)) is not None]
            known = self._joined[tag, name] = "\n".join([value for _, value in pairs]), pairs
        return known

    def _holding(self, compound: css.Compound) -> set[Element]:
        if compound not in self._held:
            self._held[compound] = set(self._matching(compound))
        return self._held[compound]

    def _around(self, compound: css.Compound) -> Spans:
        if compound not in self._spans:
            self._spans[compound] = Spans(self._matching(compound))
        return self._spans[compound]

    def _candidates(self, subject: css.Compound) -> list[Element]:
        if subject.id is not None:
            return self.by_id.get(subject.id, [])
        if subject.classes:
            name = min(subject.classes, key=lambda name: len(self.by_class.get(name, ())))
            if name in self._unsorted:
                self._unsorted.discard(name)
                self.by_class[name] = sorted(self.by_class[name], key=PLACE)
            return self.by_class.get(name, [])
        if subject.tag is not None:
            return self.by_tag(subject.tag)
        if subject.attributes:
            return self.by_attribute(subject.attributes[0][0])
        return self.elements

    def _merged(self, parts: list[list[Element]]) -> list[Element]:
        full = [part for part in parts if part]
        if len(full) < 2:
            return full[0] if full else []
        return sorted({element for part in full for element in part}, key=PLACE)

    def by_tag(self, tag: str) -> list[Element]:
        """Every element of that name."""
        return self._by_tag.get(tag, [])

    def by_attribute(self, name: str) -> list[Element]:
        """Every element that has that attribute."""
        return self._by_attribute.get(name, [])

    def once(self, ask: Callable[[Document], Answer]) -> Answer:
        """What a function tells of the page alone, remembered for whoever asks again."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        answer: Answer = self._answers[ask]
        return answer

    @cached_property
    def headed(self) -> set[Element]:
        """The elements that hold a heading of the first rank."""
        return {above for h1 in self.by_tag("h1") if text_of(h1) for above in h1.iterancestors()}

    @cached_property
    def length(self) -> int:
        """How much text the page shows."""
        shown = [e for e in self.elements if e.tag not in _NOT_SHOWN]
        texts = [len(e.text.strip()) for e in shown if e.text]
        return sum(texts) + sum([len(e.tail.strip()) for e in shown if e.tail])

    @cached_property
    def scripts(self) -> str:
        """What the page's own scripts say."""
        return "\n".join([script.text for script in self.by_tag("script") if script.text])

    # ------------------------------------------------------------------ what the head says

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        for element in self.by_tag("base"):
            if found := absolute(self.page.url, element.get("href")):
                return found
        return self.page.url

    def address(self, href: str | None) -> str | None:
        """`href` as an absolute web address without fragment."""
        return absolute(self.base, href)

    def place(self, href: str | None) -> str | None:
        """The same with its fragment: `#comment-1` is a place on this page."""
        address, mark, fragment = (href or "").partition("#")
        found = self.address(address) if address else self.page.url.partition("#")[0]
        return found + mark + fragment if found else None

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of the meta elements by their `property`, `name` or `itemprop`, in lower case."""
        found: dict[str, list[str]] = {}
        for element in self.by_tag("meta"):
            content = (element.get("content") or element.get("value") or "").strip()
            for attribute in ("property", "name", "itemprop"):
                name = element.get(attribute)
                if name and content:
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    def said(self, *names: str) -> str | None:
        """The first meta content under the first of these names that has any."""
        for name in names:
            if values := self.meta.get(name):
                return values[0]
        return None

    def link(self, rel: str) -> str | None:
        """The address of the first `link` with that relation."""
        return next((found for href in self._linked.get(rel, ()) if (found := self.address(href))), None)

    @cached_property
    def _linked(self) -> dict[str, list[str | None]]:
        found: dict[str, list[str | None]] = {}
        for element in self.by_tag("link"):
            for rel in dict.fromkeys((element.get("rel") or "").lower().split()):
                found.setdefault(rel, []).append(element.get("href"))
        return found

    @cached_property
    def title(self) -> str | None:
        """The text of the `title` element."""
        for element in self.by_tag("title"):
            parent = element.getparent()
            if parent is None or parent.tag != "svg":
                return text_of(element) or None
        return None

    @cached_property
    def language(self) -> str | None:
        """BCP 47 tag that the page gives itself."""
        candidates = [self.root.get("lang"), self.root.get("xml:lang"), self.said("og:locale", "content-language")]
        candidates += [element.get("content") for element in self.by_tag("meta")
                       if (element.get("http-equiv") or "").lower() == "content-language"]  # fmt: skip
        for value in candidates:
            tag = (value or "").strip().split(",")[0].replace("_", "-")
            if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
                return tag
        return None

    @cached_property
    def jsonld(self) -> list[dict[str, Any]]:
        """Every object of the page's JSON-LD, `@graph` opened."""
        found: list[dict[str, Any]] = []
        for element in self.by_tag("script"):
            if "ld+json" in (element.get("type") or "") and element.text:
                found.extend(jsonld.objects(element.text))
        return found

    def assigned(self, name: str) -> Any:
        """The JSON that a script of the page assigns to a name: the state that it starts from; none where none does."""
        return jsonld.assigned(self.scripts, name)

    def things(self, *types: str) -> Iterator[dict[str, Any]]:
        """The JSON-LD objects of these types (without `https://schema.org/`)."""
        for thing in self.jsonld:
            names = thing.get("@type")
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str) and name.rpartition("/")[2] in types:
                    yield thing
                    break


def is_within(element: Element, scope: Element) -> bool:
    """Whether `element` stands below `scope` (or is it)."""
    return scope.place <= element.place < scope.end
