"""What speaks for the entries of a thread that shows no dates: controls to answer, names, faces, marks, its heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from blogarchive.extraction.by_structure.threads.marks import begins_thread, is_thread
from blogarchive.extraction.by_structure.threads.names import AVATAR, is_byline
from blogarchive.extraction.by_structure.threads.pieces import is_author_named, is_control_word
from blogarchive.extraction.bylines import declared
from blogarchive.html.text import text_of
from blogarchive.html.tree import PLACE
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

NAMED = 1.5
"""What it is worth that the elements are named as single comments."""
Span: TypeAlias = tuple[int, int]
"""The elements from one place to before another."""
_ANSWER, _MARK, _NAME, _FACE, _THREAD, _COUNT, _FORM = 1.5, 1.5, 1.0, 0.5, 1.0, 1.0, 0.5
ENOUGH = 3.0
"""Points from which several siblings are entries of a thread though they show no dates."""
_ENOUGH_ALONE = 4.0
_LIKENESS = 0.5
"""That there are three or more of them."""
_MOST = 0.6
"""The part of the entries that must bear a mark for it to count: answers of a deleted author lack some."""
_LEAST_SAID = 0.5
"""The part of an entry's text that is no link: of a list of other pages it is almost nothing."""
_SHORT = 40
_LONGEST_NAME = 70
_ANSWERS = re.compile(
    r"repl(?:y|ies)|respond|antwort|r[ée]pon[ds]|repond|respuesta|responder|quote|zitier", re.IGNORECASE
)
_OF_LINKS = re.compile(r"replyto|[?&/]reply|#respond|parent_?id=|#reply|in_reply", re.IGNORECASE)
# Said of posts in lists as well as of comments: it tells neither.
_OF_ANYTHING = frozenset(
    {"read more", "show more", "load more", "loading", "share", "like", "link", "edit", "up", "down", "top", "^", "#"}
)
_MARKS = re.compile(r"(?:komm?ent|comment|comentario|commentaire|cmt|reply|^c-?|^p)\D{0,3}\d", re.IGNORECASE)
_HEADED = ("h1", "h2", "h3", "h4", "h5", "h6")


class Evidence:
    """What each place of a page shows that entries of a thread have, by which groups without dates are weighed.

    `open_to` says of each place whether a thread may stand there at all.
    """

    def __init__(self, document: Document, open_to: Sequence[bool], begun: set[Element]) -> None:
        self.document = document
        self.elements = document.elements
        self.open_to = open_to
        self._answers = self._before(_is_answer)
        self._names = self._before(_is_name)
        self._faces = self._before(_is_face)
        self._marks = self._before(is_mark)
        self._in_thread = self._threads(begun)
        self._headings = [e for e in self.elements if e.tag in _HEADED]
        links = (len(text_of(e)) if e.tag == "a" and e.get("href") else 0 for e in self.elements)
        self._linked = [0, *accumulate(links)]  # characters in links before each place
        self._last_box = max((box.place for box in document.by_tag("textarea")), default=-1)

    def points(self, spans: Sequence[Span], *, named: bool) -> float:
        """What speaks for the spans of elements, alike and in order, being a thread; 0 where something denies it."""
        if self._is_list_of_pages(spans):
            return 0.0
        answers, faces = self._shown(self._answers, spans), self._shown(self._faces, spans)
        points = NAMED * named + _ANSWER * answers + _FACE * faces
        points += _MARK * self._shown(self._marks, spans) + _NAME * self._shown(self._names, spans)
        points += _THREAD * self._in_thread[spans[0][0]] + _FORM * (spans[-1][0] < self._last_box)
        return points + _LIKENESS * (len(spans) > 2) + _COUNT * (self._counted(spans[0][0]) == len(spans))

    def suffices(self, spans: Sequence[Span], *, named: bool) -> bool:
        """Whether that is enough to take them for entries."""
        enough = ENOUGH if len(spans) > 1 else _ENOUGH_ALONE
        return self.points(spans, named=named) >= enough and not self._holds_several(spans)

    def _before(self, shows: Callable[[Element], bool]) -> list[int]:
        """How many elements that show it stand before each place."""
        return [0, *accumulate(int(may and shows(e)) for e, may in zip(self.elements, self.open_to, strict=True))]

    def _shown(self, before: list[int], spans: Sequence[Span]) -> bool:
        """Whether most of them show it themselves, not by what stands within others of them."""
        return sum(count > 0 for count in own_counts(before, spans)) >= _MOST * len(spans)

    def _holds_several(self, spans: Sequence[Span]) -> bool:
        """Whether one holds the names and controls of several entries: it is the thread, or a part of it."""
        both = zip(own_counts(self._names, spans), own_counts(self._answers, spans), strict=True)
        return sum(names > 4 and answers > 3 for names, answers in both) * 3 > len(spans)

    def _threads(self, begun: set[Element]) -> list[bool]:
        """Whether each place stands below a thread's heading, or in what is named as the thread."""
        found: list[bool] = []
        for element in self.elements:
            above = element.parent is not None and found[element.parent.place]
            found.append(above or element in begun or is_thread(element))
        return found

    def _counted(self, place: int) -> int | None:
        """The number of comments in the last heading before a place, within what holds both."""
        element: Element | None = self.elements[place]
        for _ in range(4):
            if element is None:
                break
            for sibling in element.itersiblings("*", preceding=True):
                if len(text_of(sibling)) > _LONGEST_NAME:
                    break
                heading = next((e for e in (sibling, *sibling.iter(*_HEADED)) if begins_thread(e)), None)
                if heading is not None or sibling.tag in _HEADED:
                    return declared(text_of(heading if heading is not None else sibling))
            element = element.getparent()
        return None

    def _is_list_of_pages(self, spans: Sequence[Span]) -> bool:
        """Whether most lead to other pages of the same site by their headings, or say nothing but links."""
        return sum(self._leads_on(span) for span in spans) * 2 > len(spans)

    def _leads_on(self, span: Span) -> bool:
        linked = self._linked[span[1]] - self._linked[span[0]]
        if linked > (1 - _LEAST_SAID) * sum(len(text_of(e)) for e in self._outer(span)):
            return True
        headed = (link for heading in self._headed(span) for link in (*heading.iter("a"), *_around(heading)))
        return any(len(text_of(link).split()) > 2 and self._is_elsewhere(link) for link in headed)

    def _headed(self, span: Span) -> Iterator[Element]:
        at = bisect_left(self._headings, span[0], key=PLACE)
        while at < len(self._headings) and self._headings[at].place < span[1]:
            yield self._headings[at]
            at += 1

    def _outer(self, span: Span) -> Iterator[Element]:
        at = span[0]
        while at < span[1]:
            yield self.elements[at]
            at = self.elements[at].end

    def _is_elsewhere(self, link: Element) -> bool:
        address = self.document.address(link.get("href"))
        return (
            address is not None
            and "#" not in (link.get("href") or "")
            and (identity(address) != identity(self.document.page.url))
        )


def own_counts(before: Sequence[int], spans: Sequence[Span]) -> list[int]:
    """How much of what `before` counts stands in each of the spans, sorted, but in no other of them within it."""
    starts = [start for start, _ in spans]
    found = []
    for start, end in spans:
        count = before[end] - before[start]
        i = bisect_left(starts, start + 1)
        while count and i < len(spans) and starts[i] < end:
            count -= before[spans[i][1]] - before[starts[i]]
            i = bisect_left(starts, spans[i][1])
        found.append(count)
    return found


def _around(heading: Element) -> list[Element]:
    return [heading.parent] if heading.parent is not None and heading.parent.tag == "a" else []


def _is_answer(element: Element) -> bool:
    """Whether it is a link or button by which a reader answers, quotes or reports this one comment."""
    if element.tag not in ("a", "button", "span", "input") or element.end - element.place > 6:
        return False
    text = text_of(element)
    if element.tag == "a" and _OF_LINKS.search(element.get("href") or ""):
        return True
    if len(text) > _SHORT:
        return False
    names = f"{element.get('class') or ''} {element.get('rel') or ''}"
    if element.tag != "span" and element.attrib and _ANSWERS.search(names) and text:
        return True
    words = text.strip(" .:[]()«»|·•→↓…").casefold()
    return bool(words) and words not in _OF_ANYTHING and is_control_word(text)


def _is_name(element: Element) -> bool:
    """Whether it names somebody: by its own name, as a citation, or as a link that a search engine shall not follow."""
    if element.tag == "a" and {"nofollow", "ugc", "external"} & set((element.get("rel") or "").split()):
        return 0 < len(text_of(element)) < _LONGEST_NAME
    if element.tag in ("b", "strong", "h3", "h4", "h5", "h6", "dt", "a") and _is_line_of_name(element):
        return True
    if element.tag == "cite" or (element.attrib and is_author_named(element)):
        return 0 < len(text_of(element)) < _LONGEST_NAME
    return False


def _is_line_of_name(element: Element) -> bool:
    """Whether bold words are the first of their block, or a link or bold words stand in "Posted by NAME"."""
    text, parent = text_of(element), element.parent
    if parent is None or not 0 < len(text) < _SHORT:
        return False
    line = text_of(parent)
    return (element.tag != "a" and line.startswith(text)) or (len(line) < 2 * _SHORT and is_byline(line))


def _is_face(element: Element) -> bool:
    return element.tag == "img" and bool(AVATAR.search(f"{element.get('class')} {element.get('src')}"))


def is_mark(element: Element) -> bool:
    """Whether its id or name numbers a comment."""
    if not element.attrib:
        return False
    if element.get("data-comment-id"):
        return True
    ident = element.get("id") or (element.get("name") if element.tag == "a" else None)
    return bool(ident and _MARKS.search(ident))
