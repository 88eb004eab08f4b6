"""What a template writes into each part of a post anew: the numbers of steps, the words on their buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.tree import Element

_LEAST = 3
_LONGEST = 30
COUNTED = frozenset({"div", "span", "b", "strong", "label"})
"""What templates write such things in."""
_BUTTONS = frozenset({"div", "label"})
_VERBATIM = frozenset({"pre", "code", "table"})


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
