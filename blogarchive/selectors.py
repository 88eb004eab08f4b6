"""CSS selectors, the part of them that reads blogs, matched right to left over a page's index of ids and classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

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


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be: `a.url[rel~="nofollow"]:not(.avatar)`."""

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    forbidden: tuple[Compound, ...]

    @property
    def is_plain(self) -> bool:
        """Whether one class or one id is all that it asks for."""
        return (
            self.tag is None and not self.attributes and not self.forbidden and len(self.classes) + bool(self.id) == 1
        )

    def matches(self, element: Element) -> bool:
        """Whether `element` by itself is meant."""
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.id is not None and element.get("id") != self.id:
            return False
        if self.classes:
            have = (element.get("class") or "").split()
            if not all(name in have for name in self.classes):
                return False
        if not all(_holds(element.get(name), op, value) for name, op, value in self.attributes):
            return False
        return not any(no.matches(element) for no in self.forbidden)


@dataclass(frozen=True, slots=True)
class Selector:
    """One alternative: compounds from the last to the first, each with the combinator that stands before it."""

    compounds: tuple[tuple[Combinator, Compound], ...]

    @property
    def subject(self) -> Compound:
        """The compound that the chosen element itself must match."""
        return self.compounds[0][1]


@lru_cache(maxsize=4096)
def compiled(text: str) -> tuple[Selector, ...]:
    """The alternatives of a selector group, in the order written."""
    return tuple(_selector(part.strip()) for part in _alternatives(text) if part.strip())


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
    return Selector(tuple(reversed(compounds)))


def _masked(text: str) -> str:
    """What stands in brackets, in other characters, so that it is not split."""
    return _BRACKETS.sub(lambda match: match[0].translate(_MASK), text)


def _unmasked(text: str) -> str:
    return text.translate(_UNMASK)


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
    return Compound(tag, ident, tuple(classes), tuple(attributes), tuple(forbidden))


def _holds(have: str | None, op: str, value: str) -> bool:
    if have is None:
        return False
    match op:
        case "":
            return True
        case "=":
            return have == value
        case "~=":
            return value in have.split()
        case "^=":
            return have.startswith(value)
        case "$=":
            return have.endswith(value)
        case _:
            return value in have
