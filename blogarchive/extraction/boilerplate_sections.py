"""What a template writes into a post's element: below the line of tags, from the thread on, in each part anew."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import speaks_of_comments
from blogarchive.html.text import beginning, has_text, squeezed, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from blogarchive.html.tree import Element

_REST = 0.3
"""How long what stands behind the tags may be, to what stands before them."""
_LEAD = 100
"""Characters of a line that leads to the tags."""
_BOLD = ("b", "strong")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NEAR, _LINE = 3, 60
"""A thread's heading is among so many elements before it, each of so few characters."""
_LEAST = 3
_LONGEST = 30
COUNTED = frozenset({"div", "span", "b", "strong", "label"})
"""What templates write such things in."""
_BUTTONS = frozenset({"div", "label"})
_VERBATIM = frozenset({"pre", "code", "table"})


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
        if before.tag in _HEADINGS or (before.tag in _BOLD and speaks_of_comments(text_of(before))):
            return lead
    return []


def repeated(leaves: Iterable[Element]) -> set[Element]:
    """Of elements without children: steps counted as `<div class="step-number">1</div>`, labels that each part has.

    Three of a kind at least, with a class, and not in a table or in code, where authors count.
    """
    kinds: dict[tuple[str, str], list[Element]] = {}
    for element in leaves:
        if (names := element.get("class")) and element.text:
            kinds.setdefault((element.tag, names), []).append(element)
    return {
        element
        for (tag, _), alike in kinds.items()
        if len(alike) >= _LEAST and (_counts(alike) or (tag in _BUTTONS and _says_one_thing(alike)))
        for element in alike
        if "step" in (element.get("class") or "") or not any(e.tag in _VERBATIM for e in element.iterancestors())
    }


def _counts(alike: list[Element]) -> bool:
    """Whether they say 1, 2, 3, and perhaps from 1 on again, each at the beginning of its part."""
    before = 0
    for element in alike:
        said = text_of(element).rstrip(".):")
        if not said.isdecimal() or len(said) > _LEAST or int(said) not in (before + 1, 1):
            return False
        if (element.tail or "").strip() or not _begins(element):
            return False
        before = int(said)
    return True


def _begins(element: Element) -> bool:
    parent = element.parent
    return parent is not None and not "".join(element.tree.words[parent.first : element.first]).strip()


def _says_one_thing(alike: list[Element]) -> bool:
    said = {text_of(element) for element in alike}
    return len(said) == 1 and 0 < len(said.pop()) <= _LONGEST
