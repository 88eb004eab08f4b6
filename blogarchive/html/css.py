"""CSS selectors, the part of them that reads blogs, matched right to left over a page's index of ids and classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blogarchive.html.tree import Element

Combinator = Literal["", " ", ">"]

# One simple selector: tag, #id, .class or [attribute operator value].
_SIMPLE = re.compile(
    r"""(?P<tag>[a-zA-Z][\w-]*)|\#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)"""
    r"""|\[(?P<attr>[\w:-]+)(?:(?P<op>[~^$*]?=)(?:"(?P<in2>[^"]*)"|'(?P<in1>[^']*)'|(?P<bare>[^\]]*)))?\]|:not\((?P<no>[^)]*)\)|(?P<any>\*)""",
    re.VERBOSE,
)
_STEP = re.compile(r"\s*([>\s])\s*")
_BRACKETS = re.compile(r"""\[(?:"[^"]*"|'[^']*'|[^\]"'])*\]|\([^)]*\)""")
_MASK = str.maketrans({",": "\ue000", " ": "\ue001", ">": "\ue002"})
_UNMASK = str.maketrans({"\ue000": ",", "\ue001": " ", "\ue002": ">"})


@dataclass(frozen=True, slots=True, eq=False)
class Compound:
    """What one element must be: `a.url[rel~="nofollow"]:not(.avatar)`. The same text is the same object."""

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
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
            have = (element.get("class") or "").split()
            for name in self.classes:
                if name not in have:
                    return False
        for name, op, value in self.attributes:
            said = element.get(name)
            if said is None or not _HOLDS[op](said, value):
                return False
        return not self.forbidden or not any(no.matches(element) for no in self.forbidden)


@dataclass(frozen=True, slots=True)
class Selector:
    """One alternative: compounds from the last to the first, each with the combinator that stands before it."""

    compounds: tuple[tuple[Combinator, Compound], ...]
    subject: Compound
    """The compound that the chosen element itself must match."""
    needs: frozenset[str]
    """Tags, `.classes`, `#ids` and `[attributes` without which a page holds no match: most selectors end here."""


@dataclass(frozen=True, slots=True)
class Group:
    """A selector group: its alternatives, each under one of the names that it needs."""

    names: frozenset[str]
    by_name: dict[str, list[Selector]]
    always: tuple[Selector, ...]
    """Those that need no name."""


@lru_cache(maxsize=4096)
def compiled(text: str) -> Group:
    """The alternatives of a selector group."""
    by_name: dict[str, list[Selector]] = {}
    always: list[Selector] = []
    for part in ranked(text):
        selector = _selector(part)
        if selector.needs:
            # Tags are on every page, so they come last.
            by_name.setdefault(min(selector.needs, key=_commonness), []).append(selector)
        else:
            always.append(selector)
    return Group(frozenset(by_name), by_name, tuple(always))


def _commonness(name: str) -> tuple[int, str]:
    return "#.[".find(name[0]) % 4, name


@lru_cache(maxsize=1024)
def ranked(text: str) -> tuple[str, ...]:
    """A list of selectors from the surest to the vaguest, written with commas."""
    return tuple(part.strip() for part in _alternatives(text) if part.strip())


def _alternatives(text: str) -> list[str]:
    return [_unmasked(part) for part in _masked(text).split(",")]


def _selector(text: str) -> Selector:
    parts = _STEP.split(_masked(text))
    compounds: list[tuple[Combinator, Compound]] = []
    for place in range(0, len(parts), 2):
        mark = parts[place - 1] if place else ""
        combinator: Combinator = "" if not place else ">" if mark == ">" else " "
        compounds.append((combinator, _compound(_unmasked(parts[place]))))
    compounds.reverse()
    return Selector(tuple(compounds), compounds[0][1], frozenset(name for _, one in compounds for name in _needs(one)))


def _needs(compound: Compound) -> Iterator[str]:
    if compound.tag is not None:
        yield compound.tag
    if compound.id is not None:
        yield f"#{compound.id}"
    yield from (f".{name}" for name in compound.classes)
    yield from (f"[{name}" for name, _, _ in compound.attributes)


def _masked(text: str) -> str:
    """What stands in brackets, in other characters, so that it is not split."""
    return _BRACKETS.sub(lambda match: match[0].translate(_MASK), text)


def _unmasked(text: str) -> str:
    return text.translate(_UNMASK)


@cache
def _compound(text: str) -> Compound:
    tag: str | None = None
    ident: str | None = None
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    forbidden: list[Compound] = []
    end = 0
    for match in _SIMPLE.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        tag = match["tag"] or tag
        ident = match["id"] or ident
        if match["cls"]:
            classes.append(match["cls"])
        if match["attr"]:
            value = match["in2"] or match["in1"] or match["bare"] or ""
            attributes.append((match["attr"], match["op"] or "", value))
        if match["no"]:
            forbidden += [_compound(part.strip()) for part in match["no"].split(",")]
    if end != len(text) or not text:
        raise ValueError(f"not a selector that is understood here: {text!r}")
    is_plain = tag is None and not attributes and not forbidden and len(classes) + bool(ident) == 1
    return Compound(tag, ident, tuple(classes), tuple(attributes), tuple(forbidden), is_plain)


_HOLDS: dict[str, Callable[[str, str], bool]] = {
    "": lambda _have, _value: True,
    "=": str.__eq__,
    "~=": lambda have, value: value in have and value in have.split(),
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
}


def holding(pairs: Iterable[tuple[Element, str]], op: str, value: str) -> list[Element]:
    """Of elements with what an attribute says there, those where it says what the operator asks for."""
    holds = _HOLDS[op]
    return [element for element, have in pairs if holds(have, value)]


def stands_below(element: Element, above: list[tuple[str, set[Element]]], step: int) -> bool:
    """Whether the element has ancestors as the compounds before its own ask for, from the given one of them on."""
    if step == len(above):
        return True
    combinator, holders = above[step]
    parent = element.parent
    while parent is not None:
        if parent in holders and (step + 1 == len(above) or stands_below(parent, above, step + 1)):
            return True
        if combinator == ">":
            return False
        parent = parent.parent
    return False
