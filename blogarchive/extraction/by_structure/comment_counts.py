"""How many comments a page says that its post has: in the link to its thread, or in the heading above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import declared
from blogarchive.html.text import text_of
from blogarchive.html.tree import PLACE
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_LINKS = "a[href*='#comments'], a[href*='#respond'], a[href$='#disqus_thread'], a[href*='#comment-form']"
_HEADINGS = ("h2", "h3", "h4", "h5")
_LONGEST = 160


def comments_declared(document: Document, found: Findings) -> int | None:
    """The first number that a line about the page's own comments states; none where no line does."""
    for element in _lines(document, found):
        text = text_of(element)
        if not 0 < len(text) < _LONGEST or text.isdigit():
            continue
        number = declared(text)
        if number is not None and not found.hides(element):
            return number
    return None


def _lines(document: Document, found: Findings) -> Iterator[Element]:
    here = identity(document.page.url)
    for link in document.select(_LINKS):
        address = document.address(link.get("href"))
        if address is None or identity(address) == here:
            yield link
    begin = found.body.place if found.body is not None else 0
    for heading in sorted((e for tag in _HEADINGS for e in document.by_tag(tag)), key=PLACE):
        if heading.place > begin:
            yield heading
