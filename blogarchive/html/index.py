"""A page's elements by id, class, name and attribute, and what selectors mean by them: look-ups, right to left."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from blogarchive.html import css
from blogarchive.html.tree import PLACE, Spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.tree import Element, Tree


class Index:
    """Answers every selector group that `css.compiled` knows how to ask."""

    def __init__(self, tree: Tree) -> None:
        self.by_class: dict[str, list[Element]] = {}
        self.by_id: dict[str, list[Element]] = {}
        self._elements = tree.elements
        self._by_tag = tree.by_tag
        self._by_attribute = tree.by_attribute
        self._matched: dict[css.Compound, list[Element]] = {}
        self._joined: dict[tuple[str | None, str], tuple[str, list[tuple[Element, str]]]] = {}
        self._held: dict[css.Compound, set[Element]] = {}
        self._spans: dict[css.Compound, Spans] = {}
        self._unsorted: set[str] = set()
        self._fill()
        self._names = {
            *self._by_tag,
            *[f".{name}" for name in self.by_class],
            *[f"#{ident}" for ident in self.by_id],
            *[f"[{name}" for name in self._by_attribute],
        }

    def _fill(self) -> None:
        by_string: defaultdict[str, list[Element]] = defaultdict(list)
        for element in self._by_attribute.get("class", ()):
            by_string[element.attrib["class"]].append(element)
        for element in self._by_attribute.get("id", ()):
            self.by_id.setdefault(element.attrib["id"], []).append(element)
        self.by_id.pop("", None)
        shared = self._unsorted
        for names, found in by_string.items():
            for name in set(css.tokens(names)):
                known = self.by_class.get(name)
                if known is None:
                    self.by_class[name] = found
                elif name in shared:
                    known += found
                else:
                    self.by_class[name] = known + found
                    shared.add(name)

    def select(self, group: css.Group) -> list[Element]:
        """Every element that an alternative of the group means, in document order."""
        names = self._names
        parts = [self._standing(part.compounds) for part in group.always]
        for name in group.names & names:
            parts += [self._standing(part.compounds) for part in group.by_name[name] if part.needs <= names]
        return merged(parts)

    def _standing(self, compounds: tuple[tuple[css.Combinator, css.Compound], ...]) -> list[Element]:
        """The elements that the first of the compounds means, within those that the others mean."""
        combinator, compound = compounds[0]
        found = self._matching(compound)
        if not found or len(compounds) == 1:
            return found
        outer = compounds[1:]
        if combinator == ">":
            parents = self._holding(outer[0][1]) if len(outer) == 1 else set(self._standing(outer))
            return [element for element in found if element.parent in parents]
        around = self._around(outer[0][1]) if len(outer) == 1 else Spans(self._standing(outer))
        return [element for element in found if around.hold(element)]

    def _matching(self, compound: css.Compound) -> list[Element]:
        """The elements that a compound means, remembered: many selectors share their parts."""
        found = self._matched.get(compound)
        if found is None:
            if compound.attributes and compound.id is None and not compound.classes:
                found = self._saying(compound)
            else:
                found = self._candidates(compound)
                if found and not compound.is_plain:
                    found = [e for e in found if compound.matches(e)]
            self._matched[compound] = found
        return found

    def _saying(self, compound: css.Compound) -> list[Element]:
        """The elements that a compound without class and id means: by what their attributes say, each read once."""
        found: list[Element] | None = None
        for name, op, value in compound.attributes:
            joined, pairs = self._values(compound.tag, name)
            if not pairs or value not in joined:
                return []
            if found is None:
                found = css.holding(pairs, op, value)
        if found and (len(compound.attributes) > 1 or compound.forbidden):
            found = [element for element in found if compound.matches(element)]
        return found or []

    def _values(self, tag: str | None, name: str) -> tuple[str, list[tuple[Element, str]]]:
        """All values of an attribute in one text, to see at once what none holds; and whose they are."""
        known = self._joined.get((tag, name))
        if known is None:
            having, tagged = self._by_attribute.get(name, []), self._by_tag.get(tag, []) if tag else []
            if tag is None or len(having) <= len(tagged):
                pairs = [(e, e.attrib[name]) for e in having if tag is None or e.tag == tag]
            else:
                pairs = [(e, value) for e in tagged if (value := e.get(name)) is not None]
            known = self._joined[tag, name] = "\n".join([value for _, value in pairs]), pairs
        return known

    def _holding(self, compound: css.Compound) -> set[Element]:
        if compound not in self._held:
            self._held[compound] = set(self._matching(compound))
        return self._held[compound]

    def _around(self, compound: css.Compound) -> Spans:
        if compound not in self._spans:
            self._spans[compound] = Spans(self._matching(compound))
        return self._spans[compound]

    def _candidates(self, subject: css.Compound) -> list[Element]:
        if subject.id is not None:
            return self.by_id.get(subject.id, [])
        if subject.classes:
            name = min(subject.classes, key=lambda name: len(self.by_class.get(name, ())))
            if name in self._unsorted:
                self._unsorted.discard(name)
                self.by_class[name] = sorted(self.by_class[name], key=PLACE)
            return self.by_class.get(name, [])
        if subject.tag is not None:
            return self._by_tag.get(subject.tag, [])
        if subject.attributes:
            return self._by_attribute.get(subject.attributes[0][0], [])
        return self._elements


def merged(parts: Iterable[list[Element]]) -> list[Element]:
    """Several answers as one, in document order."""
    full = [part for part in parts if part]
    if len(full) < 2:
        return full[0] if full else []
    return sorted({element for part in full for element in part}, key=PLACE)
