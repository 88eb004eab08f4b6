"""Names, dates and texts that a platform's selectors missed in a theme unknown to them, found by structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads import fields
from blogarchive.extraction.by_structure.threads.date_marks import marks
from blogarchive.html.tree import PLACE, outermost

if TYPE_CHECKING:
    from blogarchive.extraction.comments.entries import Thread
    from blogarchive.html.document import Document
    from blogarchive.models import Comment

_FEW = 0.2
"""The part of a thread's comments that may lack something, as some do that never had it."""
_NEAR = 60
"""Characters from either end of a comment within which a name or a date is rather its head than its text."""


def fill(document: Document, thread: Thread) -> Thread:
    """The thread with what its entries say beyond what was read of them."""
    comments = thread.comments
    wanting = [c for c in comments if c.kind == "comment" and not (c.author and c.published and c.body_text)]
    if not wanting or len(wanting) < _FEW * len(comments):
        return thread
    outer = sorted(outermost(thread.roots), key=PLACE)
    seen = marks([element for root in outer for element in root.within()])
    found = {c.id: c for c in fields.read(document, thread.entries, seen, heads_only=True)}
    filled = tuple(_completed(comment, found.get(comment.id)) for comment in comments)
    if sum(map(_begins_with_head, comments, filled)) * 2 >= len(wanting):
        texts = {c.id: c for c in fields.read(document, thread.entries, seen)}
        filled = tuple(_with_text(comment, texts.get(comment.id)) for comment in filled)
    return replace(thread, comments=filled)


def _begins_with_head(comment: Comment, filled: Comment) -> bool:
    """Whether the name or the date that was missing still stands in the text."""
    text = comment.body_text or ""
    named = filled.author if not comment.author else None
    dated = filled.published_text if not comment.published else None
    return any(
        part and (part in text[: len(part) + _NEAR] or part in text[-len(part) - _NEAR :]) for part in (named, dated)
    )


def _with_text(comment: Comment, other: Comment | None) -> Comment:
    if other is None or comment.kind != "comment" or not comment.body_text or not other.body_text:
        return comment
    return replace(comment, body_html=other.body_html, body_text=other.body_text)


def _completed(comment: Comment, other: Comment | None) -> Comment:
    if other is None or comment.kind != "comment" or not (comment.author or comment.body_html):  # a mere notice
        return comment
    named = other.author if other.author != comment.body_text else None  # the only words here are no name
    return replace(
        comment,
        author=comment.author or named,
        author_url=comment.author_url if comment.author else other.author_url,
        published=comment.published or other.published,
        published_text=comment.published_text or other.published_text,
    )
