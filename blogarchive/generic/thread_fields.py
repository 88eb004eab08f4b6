"""An unknown thread's entries as comments: what repeats is markup, what varies is content."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.dates import DateReader
from blogarchive.entries import owners
from blogarchive.generic import thread_body, thread_names, thread_when
from blogarchive.generic.thread_pieces import Piece, Story, story
from blogarchive.models import Comment

if TYPE_CHECKING:
    from blogarchive.document import Document
    from blogarchive.entries import Entry
    from blogarchive.generic.thread_dates import Mark

_REMOVED = re.compile(
    r"""^\W*(?:this\ |the\ )?(?:comment|kommentar|post|reply|dieser\ kommentar|este\ coment[áa]rio|este\ comentario
    |ce\ commentaire|questo\ commento)[^.]{0,40}
    \b(?:removed|deleted|gelöscht|entfernt|removido|eliminado|excluído|supprimé|eliminato|rimosso|verwijderd)\b.{0,80}$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def read(document: Document, entries: list[Entry], marks: list[Mark]) -> list[Comment]:
    """A comment for each entry, in order, without those that say nothing at all."""
    owned = owners(entries)
    marked = {mark.element: mark for mark in marks}
    stories = [story(entry, owned, marked) for entry in entries]
    thread_body.cut_repeated(stories)
    dated = thread_when.dates_of(stories)
    named = thread_names.authors(stories, dated)
    said = [mark.machine or mark.text for mark in dated.values()]
    reader = DateReader(said, captured=document.page.captured, language=document.language, url=document.page.url)
    found = [_comment(document, each, dated.get(id(each)), named.get(id(each)), reader) for each in stories]
    return _without_empty(found)


def _without_empty(comments: list[Comment]) -> list[Comment]:
    """Boxes that say nothing ("load more", a form's frame) are no comments; what answers them answers what they do."""
    empty = {
        c.id: c.parent for c in comments if not c.body_text and (not c.author or not (c.published or c.author_url))
    }
    keeping = [
        comment for comment in comments if comment.id not in empty or (comment.author and comment.kind != "comment")
    ]
    gone = {ident: parent for ident, parent in empty.items() if all(c.id != ident for c in keeping)}
    return [replace(c, parent=_standing(c.parent, gone)) if c.parent in gone else c for c in keeping]


def _standing(ident: str | None, gone: dict[str, str | None]) -> str | None:
    for _ in range(len(gone) + 1):
        if ident is None or ident not in gone:
            break
        ident = gone[ident]
    return ident


def _comment(document: Document, each: Story, mark: Mark | None, name: Piece | None, reader: DateReader) -> Comment:
    entry = each.entry
    published, text = thread_when.published(mark, each, reader) if mark else (None, None)
    in_line = thread_names.from_line(mark, reader)
    if (
        name is not None
        and name.hint != "author"
        and in_line
        and each.entry.kind == "comment"
        and not thread_names.is_framed(each, name)
    ):
        name = None
    author = (thread_names.clean_name(name.text) or name.text) if name else in_line
    thread_body.cut_head(each, mark, name)
    html, body = thread_body.body_of(document, each)
    if len(body) < 200 and _REMOVED.match(body):
        html = body = ""
    return Comment(
        id=entry.id,
        parent=entry.parent,
        kind=entry.kind,
        author=author or thread_names.from_avatar(each),
        author_url=_address(document, name),
        published=published,
        published_text=text,
        url=_permalink(document, each, mark),
        body_html=html or None,
        body_text=body or None,
    )


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
        address, _, fragment = (link.get("href") or "").partition("#")
        found = document.address(address) if address else document.page.url.partition("#")[0]
        if found and fragment and "respond" not in fragment:
            return f"{found}#{fragment}"
    return None
