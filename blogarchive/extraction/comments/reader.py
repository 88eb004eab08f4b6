"""Reads the entries of one thread, all at once, into comments: who, when and what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.extraction.bylines import name_in, names_somebody, own_text
from blogarchive.extraction.comments.entries import owner
from blogarchive.extraction.comments.head import HEAD, head_of, holds_paragraph, loose_words, text_after, text_before
from blogarchive.extraction.comments.loose_names import line_before, named_alike, named_by_permalink
from blogarchive.extraction.comments.parts import parts_of
from blogarchive.extraction.page_dates import by_its_own_clock, date_of, date_on, stated, with_clock
from blogarchive.html.css import is_xpath
from blogarchive.html.plain_text import SILENT, clean_html, plain_text
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import is_within
from blogarchive.html.values import Value, bearer
from blogarchive.models import Comment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blogarchive.extraction.comments.entries import Entry, Fields
    from blogarchive.extraction.comments.parts import Parts
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# What is left of a ping that shows nothing but its source: "Pingback:", "()"
_LABEL = re.compile(r"(?:\d{1,4}\W*)?(?:(?:ping|track)\w*\s*(?:von|by|from|de|on)?\s*:?\s*\(?\)?|\W*)", re.IGNORECASE)
_WORDS = 12
"""Characters that a label of a button takes; a text is more."""

_NAME = 60
# "NAME 3 years ago", "NAME (Reply)"
_BEHIND = re.compile(
    r"\s+(?:\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago|\((?:reply|antworten|répondre|responder|rispondi)\))\W*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*\d{1,9}\W*")
_FEW, _MOST, _SAMPLE = 3, 0.7, 60
"""More entries than this, and this share of them, tell how a theme orders the parts of all."""

_LONGEST_LINE = 160
_LEVELS = 12
"""Elements in one another around a date; deeper ones are no page that anybody made."""
_DIGIT = re.compile(r"\d")
# "[ comment deleted for violation of moderation policy ]", "This comment has been removed by the author."
_GONE = re.compile(
    r"\W*(?:\d+:\s*)?\W*"
    r"(?:(?:this |the |a )?(?:comment|post|message)(?: has been| was| is)? (?:deleted|removed|unpublished)"
    r"|(?:deleted|screened|suspended) comment\b|(?:dieser )?kommentar (?:wurde )?(?:gelöscht|entfernt)"
    r"|este comentario ha sido eliminado|ce commentaire a été supprimé|комментарий удал[её]н"
    r"|нло прилетело и опубликовало)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s*\n\s*[|·•/]+)+\s*$")  # what stood between two buttons
_TAIL_ENDS = ("|", "·", "•", "/")
_SURE_IN_XPATH = re.compile(r"@(?:id|class|itemprop)\b|has-class\(")
_WEAK_ATTRIBUTE = re.compile(r"\[(?!id|class|itemprop)[^\]]*\]")


class Reader:
    """Reads all entries of a thread at once: each selector is asked once for the page, not once for each entry."""

    def __init__(self, document: Document, entries: list[Entry], fields: Fields) -> None:
        self.document = document
        self.fields = fields
        self.thread = [parts_of(entry) for entry in entries]
        self.owned = {element: parts for parts in self.thread for element in parts.entry.elements}
        self._names: dict[Element, tuple[str, Element | None]] = {}
        self._head_first: bool | None = None
        self.inner: dict[Parts, list[Element]] = {}
        """The entries that stand directly within another, as a rule its answers."""
        for element, parts in self.owned.items():
            around = owner(element.getparent(), self.owned)
            if around is not None and around is not parts:
                self.inner.setdefault(around, []).append(element)

    def comments(self) -> list[Comment]:
        """What the entries say."""
        for element in self.document.select(self.fields.controls) if self.fields.controls else ():
            if (parts := owner(element, self.owned)) is not None and element not in parts.entry.elements:
                parts.controls.append(element)
        gone = {owner(e, self.owned) for e in self.document.select(self.fields.gone)} if self.fields.gone else set()
        self._place_bodies()
        for parts, element in self._found(self.fields.permalink, self._is_outside_body):
            address = element.text if isinstance(element, Value) else element.get("href")
            parts.permalink, parts.anchor = self.document.place((address or "").strip()), bearer(element)
        for parts, element in self._found(self.fields.author, self._is_author):
            if parts.author is None and parts.name is None:
                parts.author = element
        for parts, element, name in (
            *named_alike(self.document, self.thread, self.owned, self.fields.name_noise),
            *named_by_permalink(self.document, self.thread),
        ):
            parts.author, self._names[element] = element, (name, None)
        for parts, element in self._found(self.fields.date, self._is_date):
            parts.date = element
        for parts in self.thread:
            if parts.author is None and parts.name is None and parts.entry.kind != "comment":
                links = (a for a in parts.entry.element.iter("a") if "#" not in (a.get("href") or "#"))
                parts.author = next((a for a in links if text_of(a) and not self._is_control(parts, a)), None)
            if parts.published is None and parts.clock is None:
                self._search_date(parts)
            if parts.author is None and parts.name is None and parts.date is not None and parts.entry.kind == "comment":
                parts.name = line_before(self.document, parts, self.fields.name_noise)
        return [self._comment(parts, parts in gone) for parts in self.thread]

    def _found(
        self, choice: tuple[str, ...], fits: Callable[[Parts, Element, bool], bool]
    ) -> Iterable[tuple[Parts, Element]]:
        wanting = set(self.thread)
        for selector in choice:
            if not wanting:
                break
            sure = _is_sure(selector)
            for element in self.document.select(selector):
                parts = owner(element, self.owned)
                if parts is not None and parts in wanting and fits(parts, element, sure):
                    wanting.discard(parts)
                    yield parts, element

    def _place_bodies(self) -> None:
        """Of the first selector that hits an entry, the element with most text: the others hold titles and the like."""
        for selector in self.fields.body:
            best: dict[Parts, Element] = {}
            for element in self.document.select(selector):
                parts = owner(element, self.owned)
                if parts is None or parts.body is not None or [element] == list(parts.entry.elements):
                    continue
                if parts not in best or len(text_of(element)) > len(text_of(best[parts])):
                    best[parts] = element
            for parts, element in best.items():
                parts.body = element

    def _is_author(self, parts: Parts, element: Element, sure: bool) -> bool:
        if element is parts.body or self._is_control(parts, element) or _GONE.match(text_of(element)):
            return False
        if not self._is_before_body(parts, element, sure):
            return False
        name = self._name(element)[0]
        # Whoever makes a link of all that he says is not named so; the source of a ping may be.
        return bool(name) and not (
            not sure and parts.entry.kind == "comment" and len(name) > _NAME and name.endswith((".", "!", "?"))
        )

    def _is_control(self, parts: Parts, element: Element) -> bool:
        return bool(parts.controls) and any(is_within(element, control) for control in parts.controls)

    def _is_before_body(self, parts: Parts, element: Element, sure: bool) -> bool:
        """Commenters write links, citations and times too, but their tags never keep a class or an id.

        So within the body's element a mark counts where its selector asks for one of these; without it only
        where the body's element begins with it. An entry without such an element has its head around its permalink.
        """
        if sure or element is parts.body:
            return True
        if parts.body is None:
            if element is parts.anchor or parts.anchor is None:
                return is_within(element, parts.entry.element) and text_before(parts.entry.element, element) < HEAD
            line = parts.anchor.getparent()
            if line is not None and line.tag == "time":
                line = line.getparent()
            if line is not None and (is_within(element, line) or is_within(parts.anchor, element)):
                return True
            if element.place > parts.anchor.place or text_before(parts.entry.element, parts.anchor) >= HEAD:
                return False
            return self._begins_with_head() or text_after(parts.entry.element, parts.anchor) > _WORDS
        return not is_within(element, parts.body) or text_before(parts.body, element) < HEAD

    def _begins_with_head(self) -> bool:
        """Whether most entries have their text behind their permalinks: then a text of one word stands there too."""
        if self._head_first is None:
            behind = [
                text_after(parts.entry.element, parts.anchor) > _WORDS
                for parts in self.thread[-_SAMPLE:]  # the last of many hold the fewest answers
                if parts.anchor is not None and parts.entry.kind == "comment"
            ]
            self._head_first = len(behind) > _FEW and sum(behind) > _MOST * len(behind)
        return self._head_first

    def _is_outside_body(self, parts: Parts, element: Element, _sure: bool) -> bool:
        return parts.body is None or not is_within(element, parts.body) or text_before(parts.body, element) < HEAD

    def _is_date(self, parts: Parts, element: Element, sure: bool) -> bool:
        if element is parts.body or not self._is_before_body(parts, element, sure):
            return False
        name = self._dated_name(parts, element)
        values = (value.replace(name, "", 1) if name else value for value in (*self._epochs(element), *stated(element)))
        if found := date_of(self.document, values):
            parts.published_text = text_of(element) or None
            parts.published = with_clock(
                self.document,
                element,
                by_its_own_clock(found, date_on(self.document, parts.published_text), parts.published_text),
                parts.entry.element if parts.body is None else parts.body,
            )
            return True
        if sure and parts.clock is None:
            parts.clock = element
        return False

    def _dated_name(self, parts: Parts, element: Element) -> str:
        """A name that holds digits and stands in the line of the date: it may read as another date."""
        if parts.author is None or not is_within(parts.author, element):
            return ""
        name = self._name(parts.author)[0]
        return name if any(char.isdigit() for char in name) else ""

    def _epochs(self, element: Element) -> Iterable[str]:
        if self.fields.epoch is not None and (match := self.fields.epoch.search(element.get("href") or "")):
            yield dates.from_machine(match[1]) or ""

    def _search_date(self, parts: Parts) -> None:
        """The first own text of the entry that reads as a date: by its permalink, or outside its body."""
        line = parts.anchor.getparent() if parts.anchor is not None else None
        if line is not None and line not in parts.entry.elements and self._reads_as_date(parts, line):
            return
        for element in parts.entry.elements:
            for node in self._own(parts, element):
                if node.tag in SILENT or self._is_name(parts, node):
                    continue
                if parts.body is not None and node is not parts.body and not self._is_in_head(parts, node):
                    continue
                if self._reads_as_date(parts, node):
                    return

    def _own(self, parts: Parts, element: Element) -> Iterator[Element]:
        """The elements of an entry from one of its own on, those of the entries within it left out."""
        elements, at = element.tree.elements, element.place
        while at < element.end:
            node = elements[at]
            is_own = self.owned.get(node, parts) is parts
            at = at + 1 if is_own else node.end
            if is_own:
                yield node

    def _is_in_head(self, parts: Parts, node: Element) -> bool:
        """Whether `node` stands outside the body, or at its beginning where that holds the name too."""
        if parts.body is None or not is_within(node, parts.body):
            return True
        holds_name = parts.author is not None and is_within(parts.author, parts.body)
        return holds_name and text_before(parts.body, node) < HEAD

    def _is_name(self, parts: Parts, node: Element) -> bool:
        return (
            parts.author is not None and is_within(node, parts.author) and self._name(parts.author)[0] == text_of(node)
        )

    def _reads_as_date(self, parts: Parts, node: Element) -> bool:
        name = self._name(parts.author)[0] if parts.author is not None else ""
        whole = text_of(node) if node is not parts.entry.element or not len(node) else ""
        if len(whole) < _LONGEST_LINE and holds_paragraph(node):
            whole = ""
        best: str | None = None
        tails = ((child.tail, child) for child in node)
        for text, at in ((node.get("title"), None), (node.text, None), *tails, (whole, None)):
            if text and 5 < len(text) < _LONGEST_LINE and _DIGIT.search(text):
                said = squeezed(text)
                said = said.replace(name, "", 1) if name and len(name) < len(said) else said
                if (found := date_on(self.document, said)) and len(found) > len(best or ""):
                    best = found
                    parts.published, parts.published_text = found, said
                    parts.date = self._narrowed(node, found) if text == whole else node
                    if at is not None and holds_paragraph(node):
                        parts.date, parts.mute = None, {at}  # before paragraphs, that line alone is the date
        return best is not None

    def _narrowed(self, node: Element, found: str) -> Element:
        """The innermost element that by itself still reads as that date."""
        for _ in range(_LEVELS):
            dated = (child for child in node if date_on(self.document, text_of(child)[:_LONGEST_LINE]) == found)
            inner = next(dated, None)
            if inner is None:
                break
            node = inner
        return node

    def _name(self, element: Element) -> tuple[str, Element | None]:
        """The name that an element shows, and the link that it is."""
        found = self._names.get(element)
        if found is None:
            found = self._names[element] = self._read_name(element)
        return found

    def _read_name(self, element: Element) -> tuple[str, Element | None]:
        links = [a for a in element.iter("a") if text_of(a) and "#" not in (a.get("href") or "#")]
        if len(links) == 1 and element.tag != "a":
            return text_of(links[0]), links[0]
        name = squeezed("".join(own_text(element)))
        if element.tag == "a" or "fn" in (element.get("class") or "").split():
            name = self.fields.name_noise.sub("", name) or name
            return name.rstrip(" ,") if names_somebody(name) else "", element if element.tag == "a" else None
        name = _BEHIND.sub("", name_in(self.document, name.rstrip(" :,|·")))
        name = (self.fields.name_noise.sub("", name) or name).strip(" \t\n:,|•·⋅")
        return name if names_somebody(name) else "", None

    def _comment(self, parts: Parts, gone: bool) -> Comment:
        html, text = ("", "") if gone else self._body(parts)
        if len(text) < 120 and _GONE.match(text):
            html = text = ""
        line = "" if gone else parts.name or ""  # before the date of a notice stand its words
        author, link = self._name(parts.author) if parts.author is not None else (line, None)
        return Comment(
            id=parts.entry.id,
            parent=parts.entry.parent,
            kind=parts.entry.kind,
            author=author or None,
            author_url=self._author_url(parts.author, link),
            published=parts.published,
            published_text=parts.published_text,
            url=parts.permalink,
            body_html=html or None,
            body_text=text or None,
        )

    def _author_url(self, author: Element | None, link: Element | None) -> str | None:
        if author is None:
            return None
        if link is None:
            link = author.getparent()
        return self.document.address(link.get("href")) if link is not None and link.tag == "a" else None

    def _body(self, parts: Parts) -> tuple[str, str]:
        roots = [parts.body] if parts.body is not None else [*parts.entry.elements]
        htmls, texts = [], []
        for root in roots:
            if len(roots) > 1 and self._is_head(parts, root):
                continue
            without, mute = self._cuts(parts, root)
            if root in without:
                continue
            text = plain_text(root, without=without, mute=mute)
            if text and not (parts.entry.kind != "comment" and self._only_names(parts, text)):
                texts.append(text)
                htmls.append(clean_html(root, self.document.base, without=without, mute=mute))
        said = "\n\n".join(texts)
        return "\n".join(htmls), _TAIL.sub("", said) if said.rstrip().endswith(_TAIL_ENDS) else said

    def _only_names(self, parts: Parts, text: str) -> bool:
        name = text_of(parts.author) if parts.author is not None else ""
        return _LABEL.fullmatch(text.replace(name, "", 1).strip()) is not None

    def _is_head(self, parts: Parts, root: Element) -> bool:
        """Whether one of an entry's several elements holds nothing but its name and date."""
        known = sum(
            len(text_of(p)) for p in (parts.author, parts.date, parts.clock) if p is not None and is_within(p, root)
        )
        known += sum(len(text_of(c)) for c in parts.controls if known and is_within(c, root))
        known += len(parts.name or "") if known else 0
        return known > 0 and len(text_of(root)) <= known + 40

    def _cuts(self, parts: Parts, root: Element) -> tuple[set[Element], set[Element]]:
        """What of `root` is not the body: answers, controls, and the head with its loose words ("says:", "on")."""
        without = {element for element in parts.controls if element is not root}
        without |= {element for element in self.inner.get(parts, ()) if is_within(element, root)}
        mute = set(parts.mute)
        number = parts.anchor if parts.anchor is not None and _NUMBER.fullmatch(text_of(parts.anchor)) else None
        for part in (parts.author, parts.date, parts.clock, number):
            if part is not None and part is not root and is_within(part, root):
                head = head_of(part, root, parts)
                without.add(head)
        return without, loose_words(root, without, mute, len(parts.name or ""))


def _is_sure(selector: str) -> bool:
    """Whether a selector asks for what the theme wrote: commenters' own tags keep no class and no id."""
    if is_xpath(selector):
        return _SURE_IN_XPATH.search(selector) is not None
    return any(mark in _WEAK_ATTRIBUTE.sub("", selector) for mark in (".", "#", "[id", "[class", "[itemprop"))
