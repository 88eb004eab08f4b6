"""The entries of a thread as they stand in the tree: where each begins, and which other it answers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, CommentKind

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry as it stands in the tree, and what its platform knows of it beyond what `Fields` finds."""

    id: str
    elements: Sequence[Element]
    """Where it begins, and siblings that belong to it too, as `dd` does to `dt`."""
    parent: str | None = None
    """The id of the entry that it answers."""
    kind: CommentKind = "comment"
    is_root: bool = False
    """Whether it stands in a list of its own, whatever an unclosed item before that makes of it."""
    author: Element | None = None
    """What names its author."""
    name: str | None = None
    """Its author's name, where that stands in no element of its own."""
    permalink: str | None = None
    controls: Sequence[Element] = ()
    """Elements in it that are no part of its text: buttons, the title of the page that a ping comes from."""
    mute: Sequence[Element] = ()
    """Elements behind which loose words stand that are no part of its text."""

    @property
    def element(self) -> Element:
        """The first element of the entry."""
        return self.elements[0]


@dataclass(frozen=True, slots=True)
class Thread:
    """A page's thread: its entries as they stand in the tree, and what those of them say that are comments."""

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
    """What names its author; a link in it, or around it, is the author's."""
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """What holds its text: of the elements of one selector, the one with most."""
    permalink: tuple[str, ...] = ()
    """The link to the entry itself."""
    controls: str = ""
    """What is no part of its text: buttons, avatars, "says:"."""
    name_noise: re.Pattern[str] = re.compile(r"^$")
    """What is taken off a name."""
    epoch: re.Pattern[str] | None = None
    """Finds seconds or milliseconds since 1970 in an address: `?showComment=1193177100000#c1`."""
    gone: str = ""
    """Notices that stand in the place of a deleted comment."""


def id_out_of(words: str) -> str:
    """An id of ours for an entry that states none: the same for the same words."""
    return f"x{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:12]}"


def named_after(element: Element) -> str:
    """An id out of what an entry shows, for one that has none and may stand in another answer too."""
    return id_out_of(" ".join(" ".join(map(str, element.itertext())).split()))


def with_description(element: Element) -> list[Element]:
    """`<dl><dt id="comment-1">NAME - DATE</dt><dd>BODY</dd>`: a term and what describes it; of another tag, itself."""
    found = [element]
    while element.tag == "dt" and (following := found[-1].getnext()) is not None and following.tag == "dd":
        found.append(following)
    return found


def owners(entries: Iterable[Entry]) -> dict[Element, Entry]:
    """Which entry begins at an element."""
    return {element: entry for entry in entries for element in entry.elements}


def owner(element: Element | None, owned: Mapping[Element, Owner]) -> Owner | None:
    """The innermost entry that `element` stands in, or what else is kept for it."""
    while element is not None:
        if (found := owned.get(element)) is not None:
            return found
        element = element.parent
    return None


def settle_parents(entries: Iterable[Entry]) -> list[Entry]:
    """The entries with parents by structure, where they do not state one.

    An entry inside another answers it. But many themes close the item before its answers are printed, so that
    the list of answers follows as a sibling; libxml2 builds just this tree:
        <li id="comment-1">…</li> <ul class="children"><li id="comment-2">…</li></ul>
    Of several such boxes in a row, each with one answer, all belong to what the first follows.
    """
    entries = list(entries)
    owned = owners(entries)
    belongs: dict[Element, Entry | None] = {}
    """What siblings climb through, looked at once."""
    return [
        replace(entry, parent=above.id)
        if entry.parent is None and not entry.is_root and (above := _above(entry, owned, belongs)) is not None
        else entry
        for entry in entries
    ]


def _above(entry: Entry, owned: dict[Element, Entry], belongs: dict[Element, Entry | None]) -> Entry | None:
    """The entry that another stands in, or in a box that follows it."""
    for box in entry.element.iterancestors():
        if box not in belongs:
            belongs[box] = _belonging(box, owned, belongs)
        around = belongs[box]
        if around is not None and around is not entry:
            return around
    return None


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


def settle_levels(entries: Iterable[Entry], level: Callable[[Entry], int | None]) -> list[Entry]:
    """The entries with parents by levels, where their markup is flat: the last one before that stands one higher."""
    above: list[tuple[int, str]] = []
    settled = []
    for entry in entries:
        parent = None
        if (depth := level(entry)) is not None:
            while above and above[-1][0] >= depth:
                above.pop()
            parent = above[-1][1] if above and above[-1][0] == depth - 1 else None
            above.append((depth, entry.id))
        settled.append(replace(entry, parent=parent) if parent is not None and entry.parent is None else entry)
    return settled
