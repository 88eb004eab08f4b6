"""The entries of one thread, each read into a comment: where it begins, what it answers, who, when and what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blogarchive.document import is_within, squeezed, text_of
from blogarchive.markup import SILENT, clean_html, plain_text
from blogarchive.models import Comment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.etree import _Element as Element

    from blogarchive.document import Document
    from blogarchive.models import CommentKind


@dataclass(slots=True)
class Entry:
    """One entry as it stands in the tree: its element, and brothers of it that belong to it too (`dt` with `dd`)."""

    id: str
    elements: list[Element]
    parent: str | None = None
    kind: CommentKind = "comment"
    author: Element | None = None
    date: Element | None = None
    published: str | None = None
    published_text: str | None = None
    permalink: str | None = None
    body: Element | None = None
    controls: list[Element] = field(default_factory=list)

    @property
    def element(self) -> Element:
        """The first element of the entry."""
        return self.elements[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where an entry shows what: selectors from the surest to the vaguest; the first that hits an entry counts."""

    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    permalink: tuple[str, ...] = ()
    controls: str = ""
    name_noise: re.Pattern[str] = re.compile(r"^$")


def owners(entries: Iterable[Entry]) -> dict[Element, Entry]:
    """Which entry begins at an element."""
    return {element: entry for entry in entries for element in entry.elements}


def owner(element: Element | None, owned: dict[Element, Entry]) -> Entry | None:
    """The innermost entry that `element` stands in."""
    while element is not None:
        if (found := owned.get(element)) is not None:
            return found
        element = element.getparent()
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
    parent = node.getparent()
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
    latest: dict[int, str] = {}
    for entry in entries:
        depth = level(entry)
        if depth is None:
            continue
        if entry.parent is None and depth - 1 in latest:
            entry.parent = latest[depth - 1]
        latest = {above: ident for above, ident in latest.items() if above < depth}
        latest[depth] = entry.id


class Reader:
    """Reads all entries of a thread at once: each selector is asked once for the page, not once for each entry."""

    def __init__(self, document: Document, entries: list[Entry], fields: Fields) -> None:
        self.document = document
        self.entries = entries
        self.fields = fields
        self.owned = owners(entries)

    def comments(self) -> list[Comment]:
        """What the entries say."""
        self._place()
        return [self._comment(entry) for entry in self.entries]

    def _place(self) -> None:
        for element in self.document.select(self.fields.controls) if self.fields.controls else ():
            if (entry := owner(element, self.owned)) is not None:
                entry.controls.append(element)
        for entry, element in self._found(self.fields.body, self._is_body):
            entry.body = element
        for entry, element in self._found(self.fields.author, self._is_author):
            entry.author = element
        self._place_dates()
        for entry, element in self._found(self.fields.permalink, lambda entry, element: True):
            entry.permalink = _href(self.document, element)

    def _found(
        self, choice: tuple[str, ...], fits: Callable[[Entry, Element], bool]
    ) -> Iterable[tuple[Entry, Element]]:
        wanting = {id(entry) for entry in self.entries}
        for selector in choice:
            if not wanting:
                break
            for element in self.document.select(selector):
                entry = owner(element, self.owned)
                if entry is not None and id(entry) in wanting and fits(entry, element):
                    wanting.discard(id(entry))
                    yield entry, element

    def _is_body(self, entry: Entry, element: Element) -> bool:
        return element not in entry.elements or len(entry.elements) > 1

    def _is_author(self, entry: Entry, element: Element) -> bool:
        if entry.body is not None and element is not entry.body and is_within(element, entry.body):
            return self._header_inside(entry, element)
        return bool(self._name(element))

    def _header_inside(self, entry: Entry, element: Element) -> bool:
        """A name inside the body's element counts only where it is marked as one: a body may link and cite."""
        return entry.author is None and "fn" in (element.get("class") or "").split()

    def _place_dates(self) -> None:
        for entry, element in self._found(self.fields.date, self._is_date):
            entry.date = element
        for entry in self.entries:
            if entry.published is None and entry.date is None:
                self._search_date(entry)

    def _is_date(self, entry: Entry, element: Element) -> bool:
        if entry.body is not None and is_within(element, entry.body) and element is not entry.body:
            return False
        for value in stated(element):
            if found := self.document.date(value):
                entry.published, entry.published_text = found, text_of(element) or None
                return True
        return False

    def _search_date(self, entry: Entry) -> None:
        """The first own text of the entry, outside its body, that reads as a date."""
        for element in entry.elements:
            for node in element.iter():
                if node is entry.body or node.tag in SILENT or owner(node, self.owned) is not entry:
                    continue
                for text in (node.get("title"), node.text, *(child.tail for child in node)):
                    if text and 5 < len(text) < 120 and any(c.isdigit() for c in text):  # noqa: SIM102
                        if found := self.document.date(squeezed(text)):
                            entry.published, entry.published_text, entry.date = found, squeezed(text), node
                            return

    def _name(self, element: Element) -> str:
        links = [a for a in element.iter("a") if a.get("href") and (text_of(a))]
        if len(links) == 1 and element.tag != "a":
            name = text_of(links[0])
        else:
            name = squeezed("".join(_own_text(element)))
        return self.fields.name_noise.sub("", name).strip(" \t\n:,|•·")

    def _comment(self, entry: Entry) -> Comment:
        html, text = self._body(entry)
        author = self._name(entry.author) if entry.author is not None else ""
        return Comment(
            id=entry.id,
            parent=entry.parent,
            kind=entry.kind,
            author=author or None,
            author_url=_author_url(self.document, entry.author),
            published=entry.published,
            published_text=entry.published_text,
            url=entry.permalink,
            body_html=html or None,
            body_text=text or None,
        )

    def _body(self, entry: Entry) -> tuple[str, str]:
        roots = [entry.body] if entry.body is not None else entry.elements
        htmls, texts = [], []
        for root in roots:
            without, mute = self._cuts(entry, root)
            if root in without:
                continue
            text = plain_text(root, without=without, mute=mute)
            if text:
                texts.append(text)
                htmls.append(clean_html(root, self.document.base, without=without, mute=mute))
        return "\n".join(htmls), "\n\n".join(texts)

    def _cuts(self, entry: Entry, root: Element) -> tuple[set[Element], set[Element]]:
        """What of `root` is not the body: answers, controls, and the head with its loose words ("says:", "on")."""
        without = {element for element in entry.controls if element is not root}
        without |= {element for element in self.owned if self.owned[element] is not entry and is_within(element, root)}
        mute: set[Element] = set()
        for part in (entry.author, entry.date):
            if part is not None and part is not root and is_within(part, root):
                head = _head(part, root, entry)
                without.add(head)
        return without, _loose(root, without, mute)


def stated(element: Element) -> Iterable[str]:
    """What an element may say of a time: machine values first."""
    for name in ("datetime", "title", "content", "data-time", "data-timestamp"):
        if value := element.get(name):
            yield value
    if element.tag == "a" and len(element) == 1 and element[0].get("datetime"):
        yield element[0].get("datetime") or ""
    yield text_of(element)


def _own_text(element: Element) -> Iterable[str]:
    skip = {"says", "screen-reader-text", "comment-meta", "commentmetadata", "comment-metadata", "meta", "date"}
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in SILENT and not skip.intersection((child.get("class") or "").split()):
            yield from _own_text(child)
        yield child.tail or ""


def _href(document: Document, element: Element) -> str | None:
    href = (element.get("href") or "").strip()
    address, mark, fragment = href.partition("#")
    found = document.address(address) if address else document.page.url.partition("#")[0]
    return found + mark + fragment if found else None


def _author_url(document: Document, author: Element | None) -> str | None:
    if author is None:
        return None
    for link in author.iter("a"):
        if (found := document.address(link.get("href"))) and text_of(link):
            return found
    parent = author.getparent()
    if parent is not None and parent.tag == "a" and (found := document.address(parent.get("href"))):
        return found
    return None


def _head(part: Element, root: Element, entry: Entry) -> Element:
    """The largest block around a name or date that holds nothing of the body."""
    known = sum(len(text_of(known)) for known in (entry.author, entry.date) if known is not None)
    known += sum(len(text_of(control)) for control in entry.controls)
    node = part
    while True:
        parent = node.getparent()
        if parent is None or parent is root or parent in entry.elements:
            return node
        if len(text_of(parent)) > known + 40 or any(True for _ in parent.iter("p") if parent.tag != "p"):
            return node
        node = parent


def _loose(root: Element, without: set[Element], mute: set[Element]) -> set[Element]:
    """Words between the parts of a head: `<cite>NAME</cite> says:<br><small>DATE</small>`."""
    heads = [child for child in root if child in without]
    if not heads:
        return mute
    last = heads[-1]
    loose: list[tuple[Element, str]] = [(root, root.text or "")]
    for child in root:
        if child is last:
            break
        if child not in without and child.tag not in ("br", "img", "a", "span") and text_of(child):
            return mute
        loose.append((child, child.tail or ""))
    if sum(len(text.strip()) for _, text in loose) <= 60:
        mute |= {element for element, text in loose if text.strip()}
    if len((last.tail or "").strip()) <= 12:
        mute.add(last)
    return mute
