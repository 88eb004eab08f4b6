"""A post's own content, out of the element that holds it: clean HTML and text, without all that is not the post."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blogarchive.extraction.boilerplate import boilerplate
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element


class Content(NamedTuple):
    """What was found of it: `root` alone where nothing of its text is the post's."""

    root: Element | None = None
    html: str | None = None
    text: str | None = None


def content_of(
    document: Document, root: Element, thread: frozenset[Element], hidden: frozenset[Element], cut: set[Element]
) -> Content:
    """The content that stands in `root`: no boilerplate, nothing `hidden` as the thread is, nor what is to be `cut`."""
    without = boilerplate(root, hidden, thread) | {e for e in (*hidden, *cut) if is_within(e, root) and e is not root}
    text = plain_text(root, without=without)
    return Content(root, clean_html(root, document.base, without=without), text) if text else Content(root)
