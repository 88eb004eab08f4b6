"""A page's elements in one flat row, as lxml's parser tells them: each knows its place and where it ends.

lxml's own elements cost a call into C, and a new string, for each look at them, and a page's readers look at each
many times. Here a subtree is a slice of the row, "below" compares two numbers, and texts are strings that exist
already. What elements answer is called as lxml calls it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    class Get(Protocol):
        """`dict.get` of strings."""

        @overload
        def __call__(self, name: str, /) -> str | None: ...
        @overload
        def __call__(self, name: str, default: str, /) -> str: ...


PLACE = attrgetter("place")
"""Sorts elements into document order."""
_NOTHING: Mapping[str, str] = {}
_ROOM = 10_000_000
_UNTOLD = 512
_NESTING = 16_000_000
"""How many elements all elements of a page stand in, together: a page of 170,000 stands 90 deep by then."""
_FEW = 40
"""Elements that are quicker looked through than their kind is looked up."""


class TooDeep(Exception):
    """Raised while a page is parsed whose elements stand in one another without end."""


class Tree:
    """All elements of a page in document order, and its text in runs."""

    __slots__ = ("by_attribute", "by_tag", "counts", "cut", "elements", "room", "words")

    def __init__(self) -> None:
        self.cut: str | None = None
        """Why only the beginning of the page is in it, in words."""
        self.elements: list[Element] = []
        self.words: list[str] = []
        """Every run of text between two tags."""
        self.counts: dict[Element, int] = {}
        """How many children an element has, once somebody asked."""
        self.room = _ROOM
        """Characters of texts that elements may still remember: each level of a deep page says all that is below."""
        self.by_tag: defaultdict[str, list[Element]] = defaultdict(list)
        self.by_attribute: defaultdict[str, list[Element]] = defaultdict(list)
        """Those that have an attribute, whatever it says."""

    def clear(self) -> None:
        """Lets go of the elements: they name the tree, the tree names them, and neither would be freed soon."""
        self.elements.clear()
        self.words.clear()
        self.counts.clear()
        self.by_tag.clear()
        self.by_attribute.clear()


class Element:
    """One element. Nobody changes it once it is read."""

    __slots__ = ("attrib", "end", "first", "get", "last", "parent", "place", "said", "tag", "tail", "text", "tree")

    tree: Tree
    tag: str
    attrib: Mapping[str, str]
    get: Get
    """What an attribute says. The mapping's own method: nothing of ours stands between."""
    parent: Element | None
    text: str | None
    """What stands before its first child."""
    tail: str | None
    """What follows it, up to the next tag."""
    place: int
    end: int
    """It and all within it are the elements from `place` to before `end`."""
    first: int
    last: int
    """Its runs of text, likewise."""
    said: str | None
    """All its text on one line, once somebody asked."""

    def keys(self) -> Collection[str]:
        """The names of its attributes."""
        return self.attrib.keys()

    def items(self) -> Collection[tuple[str, str]]:
        """Its attributes."""
        return self.attrib.items()

    def __len__(self) -> int:
        """The number of its children."""
        if self.end == self.place + 1:
            return 0
        counts = self.tree.counts
        if self not in counts:
            counts[self] = sum(1 for _ in self)
        return counts[self]

    def __bool__(self) -> bool:
        return self.end > self.place + 1

    def __iter__(self) -> Iterator[Element]:
        """Its children."""
        elements, at, end = self.tree.elements, self.place + 1, self.end
        while at < end:
            child = elements[at]
            yield child
            at = child.end

    def __getitem__(self, index: int) -> Element:
        return list(self)[index]

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Element) and other.parent is self

    # ------------------------------------------------------------------ up and beside

    def getparent(self) -> Element | None:
        return self.parent

    def iterancestors(self, *tags: str) -> Iterator[Element]:
        """What it stands in, from the nearest on."""
        above = self.parent
        while above is not None:
            if not tags or above.tag in tags:
                yield above
            above = above.parent

    def getnext(self) -> Element | None:
        """The child of its parent that follows."""
        if self.parent is None or self.end >= self.parent.end:
            return None
        return self.tree.elements[self.end]

    def getprevious(self) -> Element | None:
        """The child of its parent that precedes it."""
        parent = self.parent
        if parent is None or self.place == parent.place + 1:
            return None
        before = self.tree.elements[self.place - 1]
        while before.parent is not parent:
            before = before.parent  # type: ignore[assignment]
        return before

    def itersiblings(self, *tags: str, preceding: bool = False) -> Iterator[Element]:
        """The children of its parent that follow; or those that precede it, from the nearest on."""
        sibling = self.getprevious() if preceding else self.getnext()
        while sibling is not None:
            if not tags or "*" in tags or sibling.tag in tags:
                yield sibling
            sibling = sibling.getprevious() if preceding else sibling.getnext()

    # ------------------------------------------------------------------ within

    def within(self) -> list[Element]:
        """It and all elements below it, in document order."""
        return self.tree.elements[self.place : self.end]

    def iter(self, *tags: str) -> Iterator[Element]:
        """The same one by one, those of these tags."""
        return iter(_of_tags(self, self.place, tags))

    def iterdescendants(self, *tags: str) -> Iterator[Element]:
        """All below it."""
        return iter(_of_tags(self, self.place + 1, tags))

    def itertext(self) -> Iterator[str]:
        """Its runs of text."""
        if self.text:
            yield self.text
        opened: list[Element] = []
        for element in self.tree.elements[self.place + 1 : self.end]:
            while opened and element.place >= opened[-1].end:
                if tail := opened.pop().tail:
                    yield tail
            opened.append(element)
            if element.text:
                yield element.text
        yield from (element.tail for element in reversed(opened) if element.tail)

    def __repr__(self) -> str:
        return f"<{self.tag} at {self.place}>"


class Spans:
    """Where any of some elements stands: told of each other element at once, however deep it is."""

    def __init__(self, elements: Iterable[Element] = ()) -> None:
        self.elements = frozenset(elements)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for element in sorted(self.elements, key=PLACE):
            if not self._ends or element.place >= self._ends[-1]:
                self._starts.append(element.place)
                self._ends.append(element.end)

    def cover(self, element: Element) -> bool:
        """Whether the element is one of them, or stands in one."""
        found = bisect_right(self._starts, element.place) - 1
        return found >= 0 and element.place < self._ends[found]

    def hold(self, element: Element) -> bool:
        """Whether one of them is around the element."""
        found = bisect_left(self._starts, element.place) - 1
        return found >= 0 and element.place < self._ends[found]


def outermost(elements: Iterable[Element]) -> set[Element]:
    """Those that stand in no other of them."""
    found: set[Element] = set()
    end = 0
    for element in sorted(set(elements), key=PLACE):
        if element.place >= end:
            found.add(element)
            end = element.end
    return found


def is_within(element: Element, scope: Element) -> bool:
    """Whether `element` stands below `scope` (or is it)."""
    return scope.place <= element.place < scope.end


def _of_tags(element: Element, start: int, tags: tuple[str, ...]) -> list[Element]:
    end = element.end
    if not tags or tags[0] == "*":
        return element.tree.elements[start:end]
    if end - start < _FEW:
        return [e for e in element.tree.elements[start:end] if e.tag in tags]
    found: list[Element] = []
    for tag in tags:
        row = element.tree.by_tag.get(tag)
        if row:
            found += row[bisect_left(row, start, key=PLACE) : bisect_left(row, end, key=PLACE)]
    return sorted(found, key=PLACE) if len(tags) > 1 else found


class TreeBuilder:
    """A tree that grows while lxml's parser, whose target this is, tells of tags and texts in turn."""

    __slots__ = ("_current", "_depth", "_latest", "_place", "_room", "_said", "_tree", "_words", "data", "most")

    def __init__(self) -> None:
        self._words: list[str] = []
        self.data = self._words.append
        """Called for every run of text, which then waits for the next tag."""
        self.most = _UNTOLD
        """How many elements may stand in one another."""
        self._begin()

    def _begin(self) -> None:
        self._tree = Tree()
        self._depth = 0  # elements that are open
        self._room = _NESTING
        self._current: Element | None = None
        self._latest: Element | None = None
        self._place = self._said = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Called where an element begins."""
        if len(self._words) != self._said:
            self._tell()
        tree = self._tree
        self._depth = depth = self._depth + 1
        self._room -= min(self.most, depth)
        if self._room < 0:
            raise TooDeep
        if depth > self.most and self._current is not None:
            self._level()
        if (self._current is None or tag == "html") and self._place:
            self._current, self._latest = _reopened(tree.elements)
            if tag == "html":
                return
        alike = tree.by_tag[tag]
        element = Element()
        element.tree = tree
        element.tag = alike[0].tag if alike else tag  # one string for all
        element.attrib = attributes or _NOTHING
        element.get = element.attrib.get
        element.parent = self._current
        element.text = element.tail = element.said = None
        element.place = self._place
        element.first = self._said
        self._place += 1
        self._current = self._latest = element
        alike.append(element)
        tree.elements.append(element)
        for name in attributes:
            tree.by_attribute[name].append(element)

    def end(self, _tag: str) -> None:
        """Called where an element ends."""
        if len(self._words) != self._said:
            self._tell()
        self._depth -= 1
        ended = self._current
        if ended is not None and self._depth < self.most:
            ended.end, ended.last = self._place, self._said
            self._latest, self._current = ended, ended.parent

    def _level(self) -> None:
        """Ends the deepest element before another begins in it: that stands beside it, as in browsers."""
        deepest = self._current
        assert deepest is not None
        deepest.end, deepest.last = self._place, self._said
        self._latest, self._current = deepest, deepest.parent

    def _tell(self) -> None:
        """Gives the text that waits to its element."""
        words, latest = self._words, self._latest
        run = words[self._said] if len(words) == self._said + 1 else "".join(words[self._said :])
        self._said = len(words)
        if latest is None:
            return
        # An element that was opened again has its text already.
        if latest is self._current:
            latest.text = latest.text + run if latest.text else run
        elif latest.parent is not None:
            latest.tail = latest.tail + run if latest.tail else run

    def close(self) -> None:
        """Called at the end of the page."""

    def taken(self) -> Tree:
        """What has grown. The next tree begins."""
        tree = self._tree
        tree.words = self._words[:]
        current = self._current
        while current is not None:
            current.end, current.last = self._place, len(tree.words)
            current = current.parent
        self._words.clear()
        self._begin()
        return tree


def _reopened(elements: list[Element]) -> tuple[Element, Element]:
    """What holds that which follows `</html>`, as in browsers the body if nothing stands between; the last in it."""
    root = elements[0]
    home = next((child for child in root if child.tag == "body" and child.end == len(elements)), root)
    latest = elements[-1]
    while latest is not home and latest.parent is not home:
        latest = latest.parent  # type: ignore[assignment]
    return home, latest
