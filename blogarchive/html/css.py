"""CSS as parsel reads it; what asks for names, ids, classes and attributes becomes look-ups in a page's index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, cast

from cssselect import parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blogarchive.html.tree import Element

Combinator = Literal["", " ", ">"]

BOOLEAN = frozenset(
    {
        *("checked", "compact", "declare", "defer", "disabled", "ismap", "multiple", "nohref", "noresize", "noshade"),
        *("nowrap", "readonly", "selected"),
    }
)
"""Attributes that libxml2's tree gives their own name for a value where none is stated; its parser tells of none."""


OWN_TEXT = "::text"
"""In place of an attribute's name: the text that stands directly in an element."""


class _Beyond(Exception):
    """Raised where a selector asks for more than names, ids, classes, attributes and what stands around."""


@dataclass(frozen=True, slots=True, eq=False)
class Compound:
    """What one element must be: `a.url[rel~="nofollow"]:not(.avatar)`. The same demands are the same object."""

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, operator and value; an empty operator where the attribute only has to be there."""
    forbidden: tuple[Compound, ...]
    is_plain: bool
    """Whether one class or one id is all that it asks for."""

    def matches(self, element: Element) -> bool:
        """Whether `element` by itself is meant."""
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.id is not None and element.get("id") != self.id:
            return False
        if self.classes:
            have = tokens(element.get("class") or "")
            for name in self.classes:
                if name not in have:
                    return False
        for name, op, value in self.attributes:
            said = element.get(name)
            if said is None or not _HOLDS[op](said, value):
                return False
        return not self.forbidden or not any(no.matches(element) for no in self.forbidden)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One selector of a group: compounds from the last to the first, each with the combinator that stands before it."""

    compounds: tuple[tuple[Combinator, Compound], ...]
    needs: frozenset[str]
    """Tags, `.classes`, `#ids` and `[attributes` without which a page holds no match: most selectors end here."""


@dataclass(frozen=True, slots=True)
class Group:
    """A selector group: its alternatives, each under one of the names that it needs."""

    names: frozenset[str]
    by_name: dict[str, list[Alternative]]
    always: tuple[Alternative, ...]
    """Those that need no name."""
    value: str | None
    """Which text of an element is meant in its place: OWN_TEXT, or the attribute of this name."""


@lru_cache(maxsize=4096)
def compiled(text: str) -> Group | None:
    """The alternatives of a selector group, for the index; none where only parsel can answer.

    Raises cssselect's SelectorError for what is neither CSS nor XPath.
    """
    if is_xpath(text):
        return None
    selectors = parser.parse(text)
    try:
        values = {_value(selector.pseudo_element) for selector in selectors}
        alternatives = [_alternative(selector.parsed_tree) for selector in selectors]
    except _Beyond:
        return None
    value = values.pop()
    # To parsel `div *::text` is the text of the div too.
    if values or (value is not None and any(one.compounds[0][1] is _ANYTHING for one in alternatives)):
        return None
    by_name: dict[str, list[Alternative]] = {}
    for one in alternatives:
        if one.needs:
            # Tags are on every page, so they come last.
            by_name.setdefault(min(one.needs, key=_commonness), []).append(one)
    always = tuple(one for one in alternatives if not one.needs)
    return Group(frozenset(by_name), by_name, always, value)


def is_xpath(text: str) -> bool:
    """Whether a selector is XPath: it begins with a path from the root (`//h1`) or with a bracket; no CSS does."""
    return text.lstrip().startswith(("/", "("))


def _commonness(name: str) -> tuple[int, str]:
    return "#.[".find(name[0]) % 4, name


@lru_cache(maxsize=1024)
def ranked(text: str) -> tuple[str, ...]:
    """A list of selectors from the surest to the vaguest, written with commas."""
    parts, begun, depth = [], 0, 0
    for token in parser.tokenize(text):
        depth += token.is_delim("(") - token.is_delim(")")
        if token.type == "EOF" or (token.is_delim(",") and not depth):
            parts.append(text[begun : token.pos].strip())
            begun = token.pos + 1
    return tuple(filter(None, parts))


def _value(pseudo: parser.PseudoElement | None) -> str | None:
    """What parsel's `::text` and `::attr(NAME)` name."""
    if pseudo is None or pseudo == "text":
        return pseudo and OWN_TEXT
    if isinstance(pseudo, parser.FunctionalPseudoElement) and pseudo.name == "attr":
        names = [str(token.value) for token in pseudo.arguments]
        if pseudo.argument_types() in (["STRING"], ["IDENT"]) and names[0] not in BOOLEAN:
            return names[0]
    raise _Beyond


def _alternative(tree: parser.Tree) -> Alternative:
    compounds = tuple(_steps(tree))
    return Alternative(compounds, frozenset(name for _, one in compounds for name in _needs(one)))


def _steps(tree: parser.Tree) -> Iterator[tuple[Combinator, Compound]]:
    while isinstance(tree, parser.CombinedSelector):
        if tree.combinator not in (" ", ">"):
            raise _Beyond
        yield cast("Combinator", tree.combinator), _compound(tree.subselector)
        tree = tree.selector
    yield "", _compound(tree)


def _compound(tree: parser.Tree) -> Compound:
    idents: list[str] = []
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    forbidden: list[Compound] = []
    while not isinstance(tree, parser.Element):
        match tree:
            case parser.Hash():
                idents.append(tree.id)
            case parser.Class():
                classes.append(tree.class_name)
            case parser.Attrib():
                attributes.append(_attribute(tree))
            case parser.Negation():
                forbidden.append(_compound(tree.subselector))
            case _:
                raise _Beyond
        tree = tree.selector
    if tree.namespace or len(idents) > 1:
        raise _Beyond
    tag = tree.element.lower() if tree.element else None
    # cssselect tells of the last first.
    return _shared(tag, next(iter(idents), None), *(tuple(reversed(part)) for part in (classes, attributes, forbidden)))


def _attribute(tree: parser.Attrib) -> tuple[str, str, str]:
    name = tree.attrib.lower()
    if tree.operator == "exists" and not tree.namespace:
        return name, "", ""
    if tree.operator not in _HOLDS or tree.namespace or getattr(tree, "flag", None) or name in BOOLEAN:
        raise _Beyond
    assert tree.value is not None
    return name, tree.operator, str(tree.value.value)


@cache
def _shared(
    tag: str | None, ident: str | None, classes: tuple[str, ...],
    attributes: tuple[tuple[str, str, str], ...], forbidden: tuple[Compound, ...],
) -> Compound:  # fmt: skip
    is_plain = tag is None and not attributes and not forbidden and len(classes) + (ident is not None) == 1
    return Compound(tag, ident, classes, attributes, forbidden, is_plain)


_ANYTHING = _shared(None, None, (), (), ())


def _needs(compound: Compound) -> Iterator[str]:
    if compound.tag is not None:
        yield compound.tag
    if compound.id is not None:
        yield f"#{compound.id}"
    yield from (f".{name}" for name in compound.classes)
    yield from (f"[{name}" for name, _, _ in compound.attributes)


# XPath's normalize-space parts at these alone, and so does parsel; Python parts at any white space there is.
_BETWEEN = re.compile(r"[ \t\r\n]+")


def tokens(value: str) -> list[str]:
    """The words of an attribute such as `class`."""
    return value.split() if value.isprintable() else [word for word in _BETWEEN.split(value) if word]


_HOLDS: dict[str, Callable[[str, str], bool]] = {
    "": lambda _have, _value: True,
    "=": str.__eq__,
    "~=": lambda have, value: value in have and value in tokens(have),
    # Nothing begins with nothing, in CSS.
    "^=": lambda have, value: value != "" and have.startswith(value),
    "$=": lambda have, value: value != "" and have.endswith(value),
    "*=": lambda have, value: value != "" and value in have,
}


def holding(pairs: Iterable[tuple[Element, str]], op: str, value: str) -> list[Element]:
    """Of elements with what an attribute says there, those where it says what the operator asks for."""
    holds = _HOLDS[op]
    return [element for element, have in pairs if holds(have, value)]
