"""The comment thread of an unknown page, found by its structure: repeated blocks with a date, a name and a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads import fields, parents
from blogarchive.extraction.by_structure.threads.candidates import Candidates
from blogarchive.extraction.by_structure.threads.marks import HEADINGS, THREAD_IDS, begins_thread, is_stated, judged
from blogarchive.extraction.comments.entries import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import Comment


_FORMS = 30
"""Forms above which a thread is looked for; a page with more of them is a settings dialog."""


def find_thread(document: Document) -> Thread:
    """The thread of the page in document order, parents by id; an empty one where it shows none."""
    begun = _begun(document)
    if begun or _speaks_of_comments(document):
        found = _read(document, begun)
        if found.comments and _is_told(found.comments):
            return found
    above = {element for box in document.by_tag("textarea")[:_FORMS] for element in _above_form(box)}
    found = _read(document, above) if above else Thread()
    return found if _is_talk(found.comments) else Thread()


def _read(document: Document, begun: set[Element]) -> Thread:
    met = Candidates(document, begun)
    entries = parents.settled(document, met.entries())
    return Thread(tuple(entries), tuple(fields.read(document, entries, met.marks)) if entries else ())


def _is_told(comments: tuple[Comment, ...]) -> bool:
    """Whether most of them say something: rows of dates and names alone are some other list of the page."""
    said = [c for c in comments if c.kind == "comment"]
    return sum(bool(c.body_text) for c in said) * 2 >= len(said)


def _is_talk(comments: tuple[Comment, ...]) -> bool:
    """Several who say something, each with a name: what stands above a form may be anything else that has dates."""
    whole = sum(bool(c.author and c.published and c.body_text) for c in comments)
    return len(comments) > 1 and whole > 0.8 * len(comments) and len({c.author for c in comments}) > 1


def _speaks_of_comments(document: Document) -> bool:
    return any(map(is_stated, document.by_attribute("itemtype"))) or any(
        judged(name)[0] for names in (document.by_class, document.by_id) for name in names
    )


def _begun(document: Document) -> set[Element]:
    """What follows a heading "12 comments" or an anchor `#comments` as its sibling."""
    found: set[Element] = set()
    named = (element for name in THREAD_IDS for element in document.by_id.get(name, ()))
    anchors = (element for element in document.by_tag("a") if element.get("name") in THREAD_IDS)
    headings = (element for tag in HEADINGS for element in document.by_tag(tag) if begins_thread(element))
    for element in (*named, *anchors, *headings):
        node: Element | None = element
        for _ in range(3):
            if node is None or node.tag == "body" or node.getnext() is not None:
                break
            node = node.getparent()
        if node is not None and node not in found:  # else all that follows it is known already
            found.update(node.itersiblings("*"))
    return found


def _above_form(box: Element) -> Iterable[Element]:
    """What precedes the form that a reader would answer in, as its siblings: where the thread usually stands."""
    form = next(box.iterancestors("form"), None)
    node: Element | None = form if form is not None and len(form) < 60 else box
    for _ in range(4):
        if node is None or node.tag == "body":
            return []
        if any(len(sibling) for sibling in node.itersiblings("*", preceding=True)):
            return node.itersiblings("*", preceding=True)
        node = node.getparent()
    return []
