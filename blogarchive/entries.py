"""The entries of a thread as they stand in the tree: where each begins, and which other it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blogarchive.models import CommentKind
    from blogarchive.tree import Element


@dataclass(slots=True, eq=False)
class Entry:
    """One entry as it stands in the tree: its element, and brothers of it that belong to it too (`dt` with `dd`)."""

    id: str
    elements: list[Element]
    parent: str | None = None
    kind: CommentKind = "comment"
    author: Element | None = None
    date: Element | None = None
    clock: Element | None = None
    line: str | None = None
    published: str | None = None
    published_text: str | None = None
    permalink: str | None = None
    anchor: Element | None = None
    body: Element | None = None
    controls: list[Element] = field(default_factory=list)
    mute: set[Element] = field(default_factory=set)
    """Elements behind which loose words stand that are not the text."""

    @property
    def element(self) -> Element:
        """The first element of the entry."""
        return self.elements[0]

    def take_following(self, tag: str) -> None:
        """`<dl><dt id="comment-1">NAME - DATE</dt><dd>BODY</dd>`: what follows belongs to the entry too."""
        following = self.element.getnext()
        while following is not None and following.tag == tag:
            self.elements.append(following)
            following = following.getnext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where an entry shows what: selectors from the surest to the vaguest; the first that hits an entry counts."""

    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    permalink: tuple[str, ...] = ()
    controls: str = ""
    name_noise: re.Pattern[str] = re.compile(r"^$")
    epoch: re.Pattern[str] | None = None
    """Finds seconds or milliseconds since 1970 in an address: `?showComment=1193177100000#c1`."""
    gone: str = ""
    """Notices that stand in the place of a deleted comment."""


def owners(entries: Iterable[Entry]) -> dict[Element, Entry]:
    """Which entry begins at an element."""
    return {element: entry for entry in entries for element in entry.elements}


def owner(element: Element | None, owned: dict[Element, Entry]) -> Entry | None:
    """The innermost entry that `element` stands in."""
    while element is not None:
        if (found := owned.get(element)) is not None:
            return found
        element = element.parent
    return None


def settle_parents(entries: list[Entry]) -> None:
    """Parents by structure, for the entries that do not state one.

    An entry inside another answers it. But many themes close the item before its answers are printed, so that
    the list of answers follows as a brother; libxml2 builds just this tree:
        <li id="comment-1">…</li> <ul class="children"><li id="comment-2">…</li></ul>
    """
    owned = owners(entries)
    for entry in entries:
        if entry.parent is None:
            node: Element | None = entry.element
            while node is not None:
                node, above = _above(node, owned)
                if above is not None and above is not entry:
                    entry.parent = above.id
                    break


def _above(node: Element, owned: dict[Element, Entry]) -> tuple[Element | None, Entry | None]:
    """The next ancestor of `node`, and the entry that it, or what precedes it, belongs to."""
    parent = node.parent
    if parent is None:
        return None, None
    if parent in owned:
        return parent, owned[parent]
    before = parent.getprevious()
    hops = 0
    while before is not None and hops < 4:
        if before in owned:
            return parent, owned[before] if _may_hold_answers(parent, before) else None
        if len(before) and any(child in owned for child in before):
            break
        before, hops = before.getprevious(), hops + 1
    return parent, None


def _may_hold_answers(container: Element, before: Element) -> bool:
    return container.tag in ("ul", "ol", "dl", "div", "li", "section") and before.tag != "dt"


def settle_levels(entries: list[Entry], level: Callable[[Entry], int | None]) -> None:
    """Parents by stated levels, where the markup is flat: the last entry before it that stands one level higher."""
    above: list[tuple[int, str]] = []
    for entry in entries:
        depth = level(entry)
        if depth is None:
            continue
        while above and above[-1][0] >= depth:
            above.pop()
        if entry.parent is None and above and above[-1][0] == depth - 1:
            entry.parent = above[-1][1]
        above.append((depth, entry.id))
