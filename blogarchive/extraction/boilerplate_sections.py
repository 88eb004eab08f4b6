"""What stands behind a post's text within the same element: below its line of tags, and from its thread on."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from blogarchive.html.text import beginning, has_text, squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from blogarchive.html.tree import Element

_REST = 0.3
"""How long what stands behind the tags may be, to what stands before them."""
_LEAD = 100
"""Characters of a line that leads to the tags."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NEAR, _LINE = 3, 60
"""A thread's heading is among so many elements before it, each of so few characters."""


def below_tags(label: Element, root: Element, hidden: Collection[Element]) -> set[Element]:
    """What follows the line of tags at a post's end: the template wrote that line, and so all below it.

    `<div>If you liked this, see also: <p><a rel="tag">…</a></p> Subscribe!</div>` goes as a whole.
    """
    words = root.tree.words
    end = min((e.first for e in hidden if label.place < e.place < root.end), default=root.last)
    if len("".join(words[label.last : end])) > _REST * len("".join(words[root.first : label.first])):
        return set()
    found: set[Element] = set()
    for node in _up(label, root):
        found.update(node.itersiblings())
        if node is not label and len(squeezed("".join(words[node.first : label.first]))) < _LEAD:
            found.add(node)
    return found


def from_thread(root: Element, thread: Collection[Element]) -> set[Element]:
    """The thread's heading, and all that follows its first entry, if more of the text stands before than behind."""
    within = [entry for entry in thread if root.place < entry.place < root.end]
    if not within:
        return set()
    first = min(within, key=lambda entry: entry.place)
    words = root.tree.words
    last = max(entry.last for entry in within)
    if len("".join(words[root.first : first.first])) <= len("".join(words[last : root.last])):
        return set()
    found: set[Element] = set()
    is_headed = False
    for node in _up(first, root):
        found.update(node.itersiblings())
        if not is_headed:
            lead = _heading(node)
            is_headed = bool(lead) or any(has_text(before) for before in node.itersiblings(preceding=True))
            found.update(lead)
    return found


def _up(element: Element, root: Element) -> Iterator[Element]:
    """It and what it stands in, below `root`."""
    yield element
    yield from takewhile(lambda above: above is not root, element.iterancestors())


def _heading(node: Element) -> list[Element]:
    """`<h3>Discussion</h3><div><a>Say something</a></div>` before the thread."""
    lead: list[Element] = []
    for before in node.itersiblings(preceding=True):
        if len(lead) == _NEAR or len(beginning(before, _LINE + 1)) > _LINE:
            return []
        lead.append(before)
        if before.tag in _HEADINGS:
            return lead
    return []
