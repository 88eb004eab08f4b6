"""An unknown thread's entries as comments: what repeats is markup, what varies is content."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blogarchive.dates import DateReader
from blogarchive.extraction.by_structure.threads import body as thread_body
from blogarchive.extraction.by_structure.threads import names, times
from blogarchive.extraction.by_structure.threads.pieces import Piece, Story, story
from blogarchive.extraction.comments.entries import owners
from blogarchive.models import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blogarchive.extraction.by_structure.threads.date_marks import Mark
    from blogarchive.extraction.comments.entries import Entry
    from blogarchive.html.document import Document

_REMOVED = re.compile(
    r"""^\W*(?:this\ |the\ )?(?:comment|kommentar|post|reply|dieser\ kommentar|este\ coment[áa]rio|este\ comentario
    |ce\ commentaire|questo\ commento)[^.]{0,40}
    \b(?:removed|deleted|gelöscht|entfernt|removido|eliminado|excluído|supprimé|eliminato|rimosso|verwijderd)\b.{0,80}$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def read(document: Document, entries: Sequence[Entry], marks: list[Mark], *, heads_only: bool = False) -> list[Comment]:
    """A comment for each entry, in order, without those that say nothing at all.

    With `heads_only` a text is read only where it decides whether the entry says anything.
    """
    owned = owners(entries)
    marked = {element: mark for mark in marks for element in (mark.element, *mark.parts)}
    stories = [story(entry, owned, marked) for entry in entries]
    thread_body.cut_repeated(stories)
    dated = times.dates_of(stories)
    named = names.authors(stories, dated)
    above = times.above(stories, marks)
    said = [mark.machine or mark.text for mark in (*dated.values(), *above.values())]
    reader = DateReader(said, captured=document.page.captured, language=document.language, url=document.page.url)
    heads = [_head(each, dated.get(id(each)), named.get(id(each)), reader, above.get(id(each))) for each in stories]
    thread_body.cut_bold_above([(each, head.name, head.mark) for each, head in zip(stories, heads, strict=True)])
    thread_body.keep_named(stories)
    told = zip(stories, heads, strict=True)
    return _without_empty([_comment(document, each, head, heads_only and bool(head.published)) for each, head in told])


def _without_empty(comments: list[Comment]) -> list[Comment]:
    """Boxes that say nothing ("load more", a form's frame) are no comments; what answers them answers what they do."""
    dated = sum(comment.published is not None for comment in comments) > 0.8 * len(comments) > 2
    gone = {comment.id: comment.parent for comment in comments if _is_empty(comment, dated=dated)}
    keeping = [comment for comment in comments if comment.id not in gone]
    if len(comments) > 5 > 3 * len(keeping):
        return []  # a list of something else, of which one or two happened to look alike
    return [replace(c, parent=_standing(c.parent, gone)) if c.parent in gone else c for c in keeping]


def _is_empty(comment: Comment, *, dated: bool) -> bool:
    if comment.kind != "comment":
        return not (comment.author or comment.body_text)
    if comment.published or (comment.author and comment.body_text):
        return False
    return dated or not comment.body_text


def _standing(ident: str | None, gone: dict[str, str | None]) -> str | None:
    for _ in range(len(gone) + 1):
        if ident is None or ident not in gone:
            break
        ident = gone[ident]
    return ident


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above or below an entry's text."""

    mark: Mark | None
    name: Piece | None
    author: str | None
    published: str | None
    printed: str | None


def _head(each: Story, mark: Mark | None, name: Piece | None, reader: DateReader, day: Mark | None) -> _Head:
    published, printed = times.published(mark, each, reader) if mark else (None, None)
    if day is not None:
        published, printed = times.on_day(day, each, reader)
    in_line = names.from_line(mark, reader) if each.entry.kind == "comment" else None
    if name is not None and in_line and name.hint != "author" and not names.is_framed(each, name):
        name = None  # "Ann | May 2, 2011" is surer than a bold word in the text
    author = (names.clean_name(name.text) or name.text) if name else in_line
    thread_body.cut_head(each, mark, name)
    thread_body.cut_subjects(each)
    return _Head(mark, name, author, published, printed)


def _comment(document: Document, each: Story, head: _Head, without_body: bool) -> Comment:
    entry = each.entry
    html, body = ("", "") if without_body else thread_body.body_of(document, each)
    is_other_page = not without_body and _is_other_page(each, head, body)
    if len(body) < 200 and _REMOVED.match(body):
        html = body = ""
    if is_other_page:
        head = _Head(head.mark, None, None, None, None)
        html = body = ""
    return Comment(
        id=entry.id,
        parent=entry.parent,
        kind=entry.kind,
        author=head.author or (None if is_other_page else names.from_avatar(each)),
        author_url=_address(document, head.name),
        published=head.published,
        published_text=head.printed,
        url=_permalink(document, each, head.mark),
        body_html=html or None,
        body_text=body or None,
    )


def _is_other_page(each: Story, head: _Head, body: str) -> bool:
    """Whether the entry is no more than a title in a list of posts, with its date."""
    if each.entry.kind != "comment" or any(element.tag == "img" for element in each.own):
        return False
    if head.author is None:
        return thread_body.is_of_page(each)
    name = head.name
    return not body and name is not None and name.linked is not None and name.hint != "author"


def _address(document: Document, name: Piece | None) -> str | None:
    if name is None or name.linked is None:
        return None
    href = name.linked.get("href") or ""
    return None if href.startswith("#") else document.address(href)


def _permalink(document: Document, each: Story, mark: Mark | None) -> str | None:
    links = [element for element in each.own if element.tag == "a" and "#" in (element.get("href") or "")]
    around = [a for a in links if mark is not None and (a is mark.element or mark.element in a.iterdescendants())]
    ours = [a for a in links if each.entry.id in (a.get("href") or "").partition("#")[2]]
    for link in [*around, *ours]:
        fragment = (link.get("href") or "").partition("#")[2]
        if fragment and "respond" not in fragment and (found := document.place(link.get("href"))):
            return found
    return None
