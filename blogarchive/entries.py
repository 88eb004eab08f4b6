"""The entries of one thread, each read into a comment: where it begins, what it answers, who, when and what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.clutter import outermost
from blogarchive.document import is_within, squeezed, text_of
from blogarchive.markup import SILENT, clean_html, plain_text
from blogarchive.models import Comment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.etree import _Element as Element

    from blogarchive.document import Document
    from blogarchive.models import CommentKind


_HEAD = 120
"""Characters before which a name or a date still stands at the head of an entry."""

# "Comment by NAME", "Pingback von NAME", "1. NAME"
_BY = re.compile(
    r"^(?:\d{1,4}[.)]\s+)?(?:#\d+\s+)?(?:(?:comment|pingback|trackback|kommentar|commentaire|comentario|posted|written|left)\s+)?"
    r"(?:(?:interview|text|words|story|autor(?:in)?|author|redaktion)\s*:\s+)?"
    r"(?:(?:by|von|par|por|di|da|door|av|af|from)(?:\s*:\s*|\s+))?(?=\S)",
    re.IGNORECASE,
)
# What is left of a ping that shows nothing but its source: "Pingback:", "()"
_LABEL = re.compile(r"(?:ping|track)\w*\s*(?:von|by|from|de)?\s*:?\s*\(?\)?|\W*", re.IGNORECASE)


_BESIDE_NAME = frozenset(
    """
    says screen-reader-text comment-meta commentmetadata comment-metadata meta date time timespan timestamp datetime
    comment-date comment-time published ago comment-actions
    """.split()
)
"""Classes of what stands in one element with a name, and is not the name."""

_LONGEST_LINE = 160
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_LINE = 240
"""Characters of a text in which a date is looked for."""


@dataclass(slots=True, eq=False)
class Entry:
    """One entry as it stands in the tree: its element, and brothers of it that belong to it too (`dt` with `dd`)."""

    id: str
    elements: list[Element]
    parent: str | None = None
    kind: CommentKind = "comment"
    author: Element | None = None
    date: Element | None = None
    line: str | None = None
    published: str | None = None
    published_text: str | None = None
    permalink: str | None = None
    anchor: Element | None = None
    body: Element | None = None
    controls: list[Element] = field(default_factory=list)

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
        for element in self.document.select(self.fields.controls) if self.fields.controls else ():
            if (entry := owner(element, self.owned)) is not None and element not in entry.elements:
                entry.controls.append(element)
        gone = {owner(e, self.owned) for e in self.document.select(self.fields.gone)} if self.fields.gone else set()
        self._place_bodies()
        for entry, element in self._found(self.fields.permalink, self._is_outside_body):
            entry.permalink, entry.anchor = _href(self.document, element), element
        for entry, element in self._found(self.fields.author, self._is_author):
            entry.author = element
        for entry, element in self._found(self.fields.date, self._is_date):
            entry.date = element
        for entry in self.entries:
            if entry.author is None and entry.kind != "comment":
                links = (a for a in entry.element.iter("a") if "#" not in (a.get("href") or "#"))
                entry.author = next((a for a in links if text_of(a) and not self._is_control(entry, a)), None)
            if entry.published is None:
                self._search_date(entry)
            if entry.author is None and entry.date is not None and entry.kind == "comment":
                entry.line = self._line_before(entry, entry.date)
        return [self._comment(entry, entry in gone) for entry in self.entries]

    def _found(
        self, choice: tuple[str, ...], fits: Callable[[Entry, Element, bool], bool]
    ) -> Iterable[tuple[Entry, Element]]:
        wanting = {id(entry) for entry in self.entries}
        for selector in choice:
            if not wanting:
                break
            sure = _is_sure(selector)
            for element in self.document.select(selector):
                entry = owner(element, self.owned)
                if entry is not None and id(entry) in wanting and fits(entry, element, sure):
                    wanting.discard(id(entry))
                    yield entry, element

    def _place_bodies(self) -> None:
        """Of the first selector that hits an entry, the element with most text: the others hold titles and the like."""
        for selector in self.fields.body:
            best: dict[Entry, Element] = {}
            for element in self.document.select(selector):
                entry = owner(element, self.owned)
                if entry is None or entry.body is not None or (element in entry.elements and len(entry.elements) == 1):
                    continue
                if entry not in best or len(text_of(element)) > len(text_of(best[entry])):
                    best[entry] = element
            for entry, element in best.items():
                entry.body = element

    def _is_author(self, entry: Entry, element: Element, sure: bool) -> bool:
        if element is entry.body or self._is_control(entry, element):
            return False
        return self._is_before_body(entry, element, sure) and bool(self._name(element)[0])

    def _is_control(self, entry: Entry, element: Element) -> bool:
        return bool(entry.controls) and any(is_within(element, control) for control in entry.controls)

    def _is_before_body(self, entry: Entry, element: Element, sure: bool) -> bool:
        """Commenters write links, citations and times too, but their tags never keep a class or an id.

        So within the body's element a mark counts where its selector asks for one of these; without it only
        where the body's element begins with it. An entry without such an element has its head around its permalink.
        """
        if sure or element is entry.body:
            return True
        if entry.body is None:
            if element is entry.anchor or entry.anchor is None:
                return is_within(element, entry.element) and _text_before(entry.element, element) < _HEAD
            line = entry.anchor.getparent()
            if line is not None and (is_within(element, line) or is_within(entry.anchor, element)):
                return True
            order = self.document.order
            return order[element] < order[entry.anchor] and _text_before(entry.element, entry.anchor) < _HEAD
        return not is_within(element, entry.body) or _text_before(entry.body, element) < _HEAD

    def _is_outside_body(self, entry: Entry, element: Element, sure: bool) -> bool:
        return entry.body is None or not is_within(element, entry.body) or _text_before(entry.body, element) < _HEAD

    def _is_date(self, entry: Entry, element: Element, sure: bool) -> bool:
        if element is entry.body or not self._is_before_body(entry, element, sure):
            return False
        for value in (*self._epochs(element), *stated(element)):
            if found := self.document.date(value):
                entry.published_text = text_of(element) or None
                entry.published = by_its_own_clock(found, self.document.date(entry.published_text), entry.published_text)
                return True
        return False

    def _epochs(self, element: Element) -> Iterable[str]:
        if self.fields.epoch is not None and (match := self.fields.epoch.search(element.get("href") or "")):
            yield dates.from_machine(match[1]) or ""

    def _search_date(self, entry: Entry) -> None:
        """The first own text of the entry that reads as a date: by its permalink, or outside its body."""
        line = entry.anchor.getparent() if entry.anchor is not None else None
        if line is not None and line not in entry.elements and self._reads_as_date(entry, line):
            return
        for element in entry.elements:
            for node in element.iter():
                if node.tag in SILENT or owner(node, self.owned) is not entry or self._is_name(entry, node):
                    continue
                if entry.body is not None and node is not entry.body and is_within(node, entry.body):
                    continue
                if self._reads_as_date(entry, node):
                    return

    def _is_name(self, entry: Entry, node: Element) -> bool:
        return entry.author is not None and is_within(node, entry.author) and self._name(entry.author)[0] == text_of(node)

    def _line_before(self, entry: Entry, date: Element) -> str | None:
        """`<dt>1. NAME - <a href="#comment-1">DATE</a></dt>`: the words that stand before the date."""
        line = date if date is entry.element or date.tag in ("dt", "div", "p", "li") else date.getparent()
        text = squeezed((line.text if line is not None else "") or "")
        if (spot := self.document.date_spot(text)) is not None:
            text = text[: spot.start]
        return byline(text.rstrip(" \t-–—|@,·•(")) if 0 < len(text) < 80 else None

    def _is_date(self, entry: Entry, element: Element, sure: bool) -> bool:
        if element is entry.body or not self._is_before_body(entry, element, sure):
            return False
        for value in (*self._epochs(element), *stated(element)):
            if found := self.document.date(value):
                entry.published_text = text_of(element) or None
                entry.published = by_its_own_clock(found, self.document.date(entry.published_text), entry.published_text)
                return True
        return False

    def _search_date(self, entry: Entry) -> None:
        """The first own text of the entry that reads as a date: by its permalink, or outside its body."""
        line = entry.anchor.getparent() if entry.anchor is not None else None
        if line is not None and line not in entry.elements and self._reads_as_date(entry, line):
            return
        for element in entry.elements:
            for node in element.iter():
                if node.tag in SILENT or owner(node, self.owned) is not entry or self._is_name(entry, node):
                    continue
                if entry.body is not None and node is not entry.body and is_within(node, entry.body):
                    continue
                if self._reads_as_date(entry, node):
                    return

    def _is_name(self, entry: Entry, node: Element) -> bool:
        return entry.author is not None and is_within(node, entry.author) and self._name(entry.author)[0] == text_of(node)

    def _line_before(self, entry: Entry, date: Element) -> str | None:
        """`<dt>1. NAME - <a href="#comment-1">DATE</a></dt>`: the words that stand before the date."""
        line = date.getparent() if text_of(date) == (entry.published_text or "") else date
        text = squeezed((line.text if line is not None else "") or "")
        return byline(text.rstrip(" \t-–—|@,·•(")) if 0 < len(text) < 80 else None

    def _reads_as_date(self, entry: Entry, node: Element) -> bool:
        name = text_of(entry.author) if entry.author is not None and entry.author is not node else ""
        whole = text_of(node) if node is not entry.element or not len(node) else ""
        best: str | None = None
        for text in (node.get("title"), node.text, *(child.tail for child in node), whole):
            if text and 5 < len(text) < _LONGEST_LINE and any(c.isdigit() for c in text):
                said = squeezed(text)
                said = said.removeprefix(name) if len(name) < len(said) else said
                if (found := self.document.date(said)) and len(found) > len(best or ""):
                    best = found
                    entry.published, entry.published_text, entry.date = found, said, node
        return best is not None

    def _name(self, element: Element) -> tuple[str, Element | None]:
        """The name that an element shows, and the link that it is."""
        links = [a for a in element.iter("a") if text_of(a) and "#" not in (a.get("href") or "#")]
        if len(links) == 1 and element.tag != "a":
            return text_of(links[0]), links[0]
        name = squeezed("".join(_own_text(element)))
        if element.tag == "a" or "fn" in (element.get("class") or "").split():
            return name, element if element.tag == "a" else None
        name = name_in(self.document, name)
        return (self.fields.name_noise.sub("", name) or name).strip(" \t\n:,|•·"), None

    def _comment(self, entry: Entry, gone: bool) -> Comment:
        html, text = ("", "") if gone else self._body(entry)
        author, link = self._name(entry.author) if entry.author is not None else (entry.line or "", None)
        return Comment(
            id=entry.id,
            parent=entry.parent,
            kind=entry.kind,
            author=author or None,
            author_url=self._author_url(entry.author, link),
            published=entry.published,
            published_text=entry.published_text,
            url=entry.permalink,
            body_html=html or None,
            body_text=text or None,
        )

    def _author_url(self, author: Element | None, link: Element | None) -> str | None:
        if author is None:
            return None
        if link is None:
            link = author.getparent()
        return self.document.address(link.get("href")) if link is not None and link.tag == "a" else None

    def _body(self, entry: Entry) -> tuple[str, str]:
        roots = [entry.body] if entry.body is not None else entry.elements
        htmls, texts = [], []
        for root in roots:
            if len(roots) > 1 and self._is_head(entry, root):
                continue
            without, mute = self._cuts(entry, root)
            if root in without:
                continue
            text = plain_text(root, without=without, mute=mute)
            if text and not (entry.kind != "comment" and _LABEL.fullmatch(text)):
                texts.append(text)
                htmls.append(clean_html(root, self.document.base, without=without, mute=mute))
        return "\n".join(htmls), "\n\n".join(texts)

    def _is_head(self, entry: Entry, root: Element) -> bool:
        """Whether one of an entry's several elements holds nothing but its name and date."""
        known = sum(len(text_of(p)) for p in (entry.author, entry.date) if p is not None and is_within(p, root))
        known += sum(len(text_of(c)) for c in entry.controls if known and is_within(c, root))
        return known > 0 and len(text_of(root)) <= known + 40

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


def byline(text: str) -> str | None:
    """A name out of "Posted by NAME" or "1. NAME"."""
    return _BY.sub("", text).strip(" \t\n:,|•·") or None


def name_in(document: Document, text: str) -> str:
    """A name out of "Posted by NAME on DATE"."""
    if (spot := document.date_spot(text)) is not None and spot.start > 0:
        text = text[: spot.start].rstrip(" \t-–—|@,·•(").rstrip()
    text = re.sub(r"\s+(?:on|at|am|le|el|il|em|på|den|op|in|um|à|a las)$", "", text)
    return byline(text) or text


def stated(element: Element) -> Iterable[str]:
    """What an element may say of a time: machine values first."""
    for name in ("datetime", "title", "content", "data-time", "data-timestamp"):
        if value := element.get(name):
            yield value
    if element.tag == "a" and len(element) == 1 and element[0].get("datetime"):
        yield element[0].get("datetime") or ""
    text = text_of(element)[:_LINE]
    above = element.getparent()
    clock = element.get("title") or (above.get("title") if above is not None and above.tag == "a" else None)
    if clock and len(clock) < 12:  # <a title="2:05 pm"><span class="entry-date">December 28, 2011</span></a>
        yield f"{text} {clock}"
    yield text
    if len(element):  # <span class="data"><span class="j">28</span>Dec/11</span>
        yield squeezed(" ".join(str(part) for part in element.itertext()))[:_LINE]


def _own_text(element: Element) -> Iterable[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in SILENT and not _BESIDE_NAME.intersection((child.get("class") or "").split()):
            yield from _own_text(child)
        yield child.tail or ""


def _href(document: Document, element: Element) -> str | None:
    href = (element.get("href") or "").strip()
    address, mark, fragment = href.partition("#")
    found = document.address(address) if address else document.page.url.partition("#")[0]
    return found + mark + fragment if found else None


def _is_sure(selector: str) -> bool:
    return any(mark in selector for mark in (".", "#", "[id", "[class", "[itemprop"))


def _text_before(root: Element, element: Element | None) -> int:
    """How much text stands in `root` before `element`, or in all, up to what is too much."""
    length = 0
    for node in root.iter():
        if node is element or length > _HEAD:
            break
        if node.tag not in SILENT:
            length += len((node.text or "").strip())
    return length


def by_its_own_clock(machine: str, shown: str | None, printed: str | None = None) -> str:
    """A machine time in UTC beside the same instant by the page's clock: together they state the page's offset.

    `<abbr title="2011-12-28T11:48:12Z">7:48 pm on December 28, 2011</abbr>`; where the page prints the hour
    alone, the offset that makes it the nearest.
    """
    if len(machine) < 19 or not machine.endswith(("Z", "+00:00")):
        return machine
    there = datetime.fromisoformat(machine.replace("Z", "+00:00")).replace(tzinfo=None)
    minutes = _apart(there.replace(second=0, microsecond=0), shown, printed)
    if not minutes or minutes % 15 or not -12 * 60 <= minutes <= 14 * 60:
        return machine
    return (there + timedelta(minutes=minutes)).replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat()


def _apart(there: datetime, shown: str | None, printed: str | None) -> int | None:
    if shown is not None and len(shown) >= 16:
        return round((datetime.fromisoformat(shown).replace(tzinfo=None) - there).total_seconds() / 60)
    if printed is None or (match := _CLOCK.fullmatch(printed)) is None:
        return None
    hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p") if match[3] else int(match[1])
    minutes = (hour * 60 + int(match[2]) - there.hour * 60 - there.minute) % (24 * 60)
    return minutes - 24 * 60 if minutes > 14 * 60 else minutes


def _head(part: Element, root: Element, entry: Entry) -> Element:
    """The largest block around a name or date that holds nothing of the body."""
    node = part
    while True:
        parent = node.getparent()
        if parent is None or parent is root or parent in entry.elements:
            return node
        known = [p for p in (entry.author, entry.date, *entry.controls) if p is not None and is_within(p, parent)]
        rest = len(text_of(parent)) - sum(len(text_of(p)) for p in outermost(known))
        if rest > 40 or (parent.tag != "p" and any(text_of(p) for p in parent.iter("p"))):
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
