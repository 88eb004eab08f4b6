"""The entries of a thread as they stand in the tree: where each begins, and which other it answers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, CommentKind


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
    is_root: bool = False
    """Whether it stands in a list of its own, whatever an unclosed item before that makes of it."""
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


@dataclass(frozen=True, slots=True)
class Thread:
    """A page's thread: its entries as they stand in the tree, and what they say, from the first answers' parents on."""

    entries: tuple[Entry, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def roots(self) -> frozenset[Element]:
        """Where its entries begin."""
        return frozenset(element for entry in self.entries for element in entry.elements)


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


def named_after(element: Element) -> str:
    """An id out of what an entry shows, for one that has none and may stand in another answer too."""
    words = " ".join(" ".join(map(str, element.itertext())).split())
    return f"x{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:12]}"


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
    Of several such boxes in a row, each with one answer, all belong to what the first follows.
    """
    owned = owners(entries)
    belongs: dict[Element, Entry | None] = {}
    """What brothers climb through, looked at once."""
    for entry in entries:
        if entry.parent is None and not entry.is_root:
            above = entry.element.parent
            while above is not None:
                if above not in belongs:
                    belongs[above] = _belonging(above, owned, belongs)
                around = belongs[above]
                if around is not None and around is not entry:
                    entry.parent = around.id
                    break
                above = above.parent


def _belonging(container: Element, owned: dict[Element, Entry], belongs: dict[Element, Entry | None]) -> Entry | None:
    """The entry that an element, or what precedes it, belongs to."""
    if container in owned:
        return owned[container]
    before = container.getprevious()
    hops = 0
    while before is not None and hops < 4:
        if before in owned:
            return owned[before] if _may_hold_answers(container, before) else None
        if (known := belongs.get(before)) is not None and _look(before) == _look(container):
            return known
        if len(before) and any(child in owned for child in before):
            break
        before, hops = before.getprevious(), hops + 1
    return None


def _look(element: Element) -> tuple[str, str | None, str | None]:
    return element.tag, element.get("class"), element.get("style")


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
