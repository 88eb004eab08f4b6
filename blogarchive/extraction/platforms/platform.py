"""What a platform is: selectors as data, a sign on the page, and a handful of verbs that a few say otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from blogarchive.extraction.bylines import declared, is_beside, may_name_author
from blogarchive.extraction.comments.entries import Entry, Fields, Thread, settle_levels, settle_parents
from blogarchive.extraction.comments.head import text_before
from blogarchive.extraction.comments.reader import Reader
from blogarchive.extraction.content import Content, content_of
from blogarchive.extraction.findings import Findings
from blogarchive.extraction.headings import heading_text
from blogarchive.extraction.names import is_credit, name_of
from blogarchive.extraction.page_dates import date_of, stated
from blogarchive.extraction.page_parts import asides
from blogarchive.extraction.terms import labels
from blogarchive.html.text import beginning, text_of
from blogarchive.html.tree import Spans, is_within
from blogarchive.html.values import bearer, shown_by
from blogarchive.models import Post
from blogarchive.threads import arrange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, PostKind

_SLIGHT = 80
"""Characters of a text that may be a line of links under the name of a post's text."""
_HELD = re.compile(r"^comment awaiting (?:approval|moderation)", re.IGNORECASE)


class Platform:
    """One blog software (or one era of its markup): how its pages are read. Its data are selectors."""

    name: ClassVar[str]
    """As it stands in the dataset: `wordpress`."""
    sign: ClassVar[str] = ""
    """Selectors of marks that only this software leaves on its pages."""
    generator: ClassVar[tuple[str, ...]] = ()
    """How `meta[name=generator]` begins, in lower case."""
    example: ClassVar[str]
    """A blog that it runs, or ran."""

    listing: ClassVar[str] = ""
    """Marks of a page that shows many posts, or none."""
    single: ClassVar[str] = ""
    """Marks of a page that shows one post: these win over `listing`."""
    standing: ClassVar[str] = ""
    """Marks of a standing page, as opposed to a post."""

    title: ClassVar[tuple[str, ...]] = ()
    author: ClassVar[tuple[str, ...]] = ()
    published: ClassVar[tuple[str, ...]] = ()
    updated: ClassVar[tuple[str, ...]] = ()
    categories: ClassVar[tuple[str, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = ()
    body: ClassVar[tuple[str, ...]] = ()
    cut: ClassVar[str] = ""
    """What stands within the body's element and is not the post."""
    declared: ClassVar[tuple[str, ...]] = ()
    """Where the number of comments stands."""
    protected: ClassVar[str] = ""
    """Mark of a post that asks for a password."""
    aside: ClassVar[str] = ""
    """Places that show other posts' data: sidebars, related posts."""

    entry: ClassVar[str] = ""
    """The items of the thread."""
    entry_id: ClassVar[re.Pattern[str]] = re.compile(r"(\d+)$")
    """Finds the platform's id in an item's `id`."""
    fields: ClassVar[Fields] = Fields()

    # ------------------------------------------------------------------ verbs

    def recognises(self, document: Document) -> bool:
        """Whether this software made the page."""
        if self.generator and (said := document.said("generator")) and said.lower().startswith(self.generator):
            return True
        return bool(self.sign) and document.has(self.sign)

    def kind(self, document: Document) -> PostKind | None:
        """`post` or `page`; none for a page that is neither, such as a listing."""
        if self.listing and document.has(self.listing) and not (self.single and document.has(self.single)):
            return None
        return "page" if self.standing and document.has(self.standing) else "post"

    def entries(self, document: Document) -> list[Entry]:
        """The thread's entries in page order, with their ids, and with the parents that they state."""
        found: dict[str, Entry] = {}
        for element in document.select(self.entry) if self.entry else ():
            ids = (node.get("id") or "" for node in element.iter("*"))
            match = next((match for ident in ids if (match := self.entry_id.search(ident))), None)
            ident = match[1] if match else f"{self.name}-{len(found) + 1}"
            found.setdefault(ident, Entry(ident, [element]))
        return list(found.values())

    def level(self, entry: Entry) -> int | None:  # noqa: ARG002 (a few platforms answer)
        """How deep an entry says it stands, where it says so."""
        return None

    def is_protected(self, document: Document) -> bool:
        """Whether the post asks for a password instead of showing itself."""
        return bool(self.protected) and document.has(self.protected)

    def is_held(self, entry: Entry) -> bool:
        """Whether the entry only says that a comment waits for approval."""
        return _HELD.search(beginning(entry.element, 80)) is not None

    # ------------------------------------------------------------------ reading

    def thread(self, document: Document) -> Thread:
        """The page's thread, as far as the selectors find it."""
        entries = settle_levels(settle_parents(self.entries(document)), self.level)
        return Thread(tuple(entries), self.comments(document, entries))

    def read(self, document: Document, thread: Thread) -> tuple[Post, Findings]:
        """The page's post with that thread, and where its parts stand. What is not found is left to others."""
        roots = thread.roots
        found = Findings(thread=roots, hidden=Spans(roots | asides(document, self.aside)))
        title = self.pick(document, self.title, found)
        found = replace(found, heading=shown_by(title) if title is not None else None)
        content = self.content(document, found)
        found = replace(found, body=content.root)
        author = self.pick_author(document, found)
        published, published_text = self.time(document, self.published, found)
        post = Post(
            url=document.page.url,
            kind=self.kind(document) or "post",
            platform=self.name,
            title=heading_text(document, title),
            author=self.names_of_authors(document, author, found),
            author_url=_link(document, author),
            published=published,
            published_text=published_text,
            updated=self.time(document, self.updated, found)[0],
            categories=self.names(document, self.categories, found),
            tags=self.names(document, self.tags, found),
            body_html=content.html,
            body_text=content.text,
            comments_declared=self.count(document),
            comments=thread.comments,
        )
        return post, found

    def pick_author(self, document: Document, found: Findings) -> Element | None:
        """The first element that names somebody: no label before a name, no address, no part of a menu."""
        for selector in self.author:
            for element in document.select(selector):
                if text_of(element).endswith(":") or not may_name_author(bearer(element)) or is_credit(element):
                    continue
                if not name_of(document, element) or found.hides(element):
                    continue
                if not any(above.tag == "nav" for above in element.iterancestors()):
                    return element
        return None

    def names_of_authors(self, document: Document, first: Element | None, found: Findings) -> str | None:
        """The author's name; several where the selector that found the first finds others beside it."""
        if first is None:
            return None
        choice = next(selector for selector in self.author if first in document.select(selector))
        shown = [e for e in document.select(choice) if e is first or is_beside(bearer(first), bearer(e))]
        names = [name_of(document, e) for e in shown if not found.hides(e)]
        return ", ".join(dict.fromkeys(name for name in names if name)) or None

    def comments(self, document: Document, entries: list[Entry]) -> tuple[Comment, ...]:
        """The thread that the entries make."""
        return arrange(self.without_held(entries, Reader(document, entries, self.fields).comments()))

    def without_held(self, entries: list[Entry], read: list[Comment]) -> list[Comment]:
        """What waits for approval is no comment; one that is answered keeps its place, as a notice without words."""
        held = {entry.id for entry in entries if self.is_held(entry)}
        answered = {comment.parent for comment in read}
        return [
            replace(comment, author=None, author_url=None, body_html=None, body_text=None)
            if comment.id in held
            else comment
            for comment in read
            if comment.id not in held or comment.id in answered
        ]

    def content(self, document: Document, found: Findings) -> Content:
        """The post's own content, and what holds it."""
        root = None if self.is_protected(document) else self.longest(document, self.body, found)
        if root is None:
            return Content()
        cut = set(document.within(self.cut, root)) if self.cut else set()
        heading = found.heading
        if heading is not None and is_within(heading, root) and not text_before(root, heading):
            cut.add(heading)  # a theme may print the title at the head of the text's element
        return content_of(document, root, found.thread, found.thread, cut)

    def longest(self, document: Document, choice: Iterable[str], found: Findings) -> Element | None:
        """Of the first selector that finds any text, the element with most of it; a line of a few words may be none."""
        first: Element | None = None
        for selector in choice:
            shown = (e for e in document.select(selector) if not found.hides(e))
            best = max(shown, key=lambda e: len(text_of(e)), default=None)
            length = 0 if best is None else len(text_of(best))
            if best is None or not length or (first is not None and (length < _SLIGHT or is_within(first, best))):
                continue
            if length >= _SLIGHT:
                return best
            first = best
        return first

    def pick(self, document: Document, choice: Iterable[str], found: Findings) -> Element | None:
        """The first element with text of the first selector that finds one outside threads and sidebars."""
        for selector in choice:
            for element in document.select(selector):
                if text_of(element) and not found.hides(element):
                    return element
        return None

    def time(self, document: Document, choice: Iterable[str], found: Findings) -> tuple[str | None, str | None]:
        """The first time that the selectors find, as ISO and as printed; a later one where it only adds the hour."""
        value: str | None = None
        printed: str | None = None
        for selector in choice:
            for element in document.select(selector):
                if found.hides(element):
                    continue
                said = date_of(document, stated(element))
                if said and (value is None or (len(said) > len(value) and said[:10] == value)):
                    value, printed = said, text_of(element)
                if value and len(value) > 10:
                    return value, printed
        return value, printed or None

    def names(self, document: Document, choice: Iterable[str], found: Findings) -> tuple[str, ...]:
        """The names that the elements of the first selector show that finds any."""
        for selector in choice:
            shown = (e for e in document.select(selector) if not found.hides(e))
            if names := labels(document, shown, found):
                return names
        return ()

    def count(self, document: Document) -> int | None:
        """The number of comments that the page states."""
        for element in (element for selector in self.declared for element in document.select(selector)):
            if (number := declared(text_of(element))) is not None:
                return number
        return None


def _link(document: Document, element: Element | None) -> str | None:
    if element is None:
        return None
    for link in element.iter("a"):
        return document.address(link.get("href"))
    parent = element.getparent()
    return document.address(parent.get("href")) if parent is not None and parent.tag == "a" else None
