"""Threads that a server answers as a piece of HTML: Discourse's embedded page, what cnblogs asks for, Tumblr's notes.

Discourse's classes are those of its template `embed/comments`; those of the others stand in the pages that hold such
pieces, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Answer, asked, inner, number
from blogarchive.extraction.comments.entries import Entry, Fields, named_after, owner, owners
from blogarchive.extraction.comments.reader import Reader
from blogarchive.html.css import ranked
from blogarchive.html.document import Document
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.tree import Element
    from blogarchive.models import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One system's piece of HTML."""

    sign: re.Pattern[bytes]
    """In its first bytes."""
    entry: str
    ident: re.Pattern[str] | None = None
    """Finds an entry's id in an address, or in the `id` of an element within it; without it what it shows names it."""
    parent: str = ""
    """The link to what an entry answers."""
    fields: Fields
    more: re.Pattern[str] | None = None
    """Where a link within the piece leads to the whole thread."""


FRAGMENTS = {
    "discourse": Fragment(
        sign=re.compile(rb"<header class=['\"]discourse['\"]"),
        entry="article.post",
        ident=re.compile(r"/t/(?:[^/]+/)?\d+/(\d+)$"),
        parent="a.in-reply-to",
        fields=Fields(
            author=ranked("h3.username > a, .username a"),
            date=ranked("a.post-date[title], a.post-date"),
            body=ranked(".cooked"),
            permalink=ranked("a.post-date"),
            controls="h3.username, .post-replies, .in-reply-to, .author",
        ),
        more=re.compile(r"^(https?://.*/t/)(?:[^/]+/)?(\d+)/\d+$"),
    ),
    "cnblogs": Fragment(
        sign=re.compile(rb"<div class=['\"]feedbackItem['\"]"),
        entry=".feedbackItem",
        ident=re.compile(r"^comment_body_(\d+)$"),
        fields=Fields(
            author=ranked("[id^='a_comment_author_']"),
            date=ranked(".comment_date"),
            body=ranked(".blog_comment_body"),
            controls=".comment_actions, .comment_vote, .comment_quote, .louzhu, .layer",
        ),
    ),
    "tumblr": Fragment(
        sign=re.compile(rb"<ol class=['\"]notes['\"]|<li class=['\"]note "),
        entry="li.note.reply",
        fields=Fields(
            author=ranked(".action a.tumblelog, a.tumblelog"),
            body=ranked(".answer_content, blockquote"),
            controls=".avatar_frame, .clear",
        ),
    ),
}
# <a class="more_notes_link" onclick="… tumblrReq.open('GET','/notes/59190266995/gA1?from_c=1376…',true); …">
_MORE_NOTES = re.compile(r"['\"](/notes/\d+/[\w-]+\?(?:[\w=]+&)*?from_c=\d+)")
_HEAD = 4000
"""Bytes in which a piece shows its sign; a whole page of cnblogs shows it far below."""
_CNBLOGS = re.compile(r"\bcb_entryId\s*=\s*(\d+)")
_CNBLOGS_OF = re.compile(r"\bcurrentBlogApp\s*=\s*'([\w.-]+)'")


def read(page: Page, data: Any) -> tuple[str, Answer] | None:
    """Which system the piece is of, and its thread; cnblogs once put it into `{"commentCount", "commentsHtml"}`."""
    held = inner(data, "commentsHtml")
    if isinstance(held, str):
        page = replace(page, body=held.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
    elif data is not None:
        return None
    head = page.body[:_HEAD]
    name = next((name for name, fragment in FRAGMENTS.items() if fragment.sign.search(head)), None)
    if name is None or (name != "discourse" and b"<html" in head.lower()):
        return None
    answer = _answer(page, FRAGMENTS[name])
    return name, replace(answer, about=asked(page, "embed_url"), declared=number(inner(data, "commentCount")))


def _answer(page: Page, fragment: Fragment) -> Answer:
    document = Document(page)
    try:
        entries = _entries(document, fragment)
        comments = tuple(replace(c, source="api") for c in Reader(document, entries, fragment.fields).comments())
        return Answer(comments=comments, links=(*_whole(document, fragment), *_more_notes(document)))
    finally:
        document.close()


def _entries(document: Document, fragment: Fragment) -> list[Entry]:
    answered = set(document.select(fragment.parent)) if fragment.parent else set()
    entries: list[Entry] = []
    parents: dict[Entry, str | None] = {}
    authors: dict[Entry, Element] = {}
    for element in document.select(fragment.entry):
        numbers = (number for e in element.iter("*") if e not in answered and (number := _number(fragment, e)))
        ident = next(numbers, None) if fragment.ident else named_after(element)
        if ident is not None:
            entries.append(Entry(ident, [element]))
    owned = owners(entries)
    for link in answered:
        if (entry := owner(link, owned)) is not None:
            parents[entry] = _number(fragment, link)
    for selector in fragment.fields.author:
        for element in document.select(selector):
            # Set here, for where the name stands within the text the reader would take it for a part of that.
            if (entry := owner(element, owned)) is not None:
                authors.setdefault(entry, element)
    return [replace(entry, parent=parents.get(entry), author=authors.get(entry)) for entry in entries]


def _number(fragment: Fragment, node: Element) -> str | None:
    for said in (node.get("href"), node.get("id")):
        if said and fragment.ident and (match := fragment.ident.search(said)):
            return match[1]
    return None


def _whole(document: Document, fragment: Fragment) -> tuple[Link, ...]:
    addresses = (document.address(a.get("href")) or "" for a in document.by_tag("a"))
    found = next((match for url in addresses if fragment.more and (match := fragment.more.match(url))), None)
    return (Link(url=f"{found[1]}{found[2]}.json", kind="api", reason="Discourse, whole topic"),) if found else ()


def _more_notes(document: Document) -> list[Link]:
    """Tumblr's notes, newest first, some fifty at a time."""
    for link in document.select("a.more_notes_link"):
        found = _MORE_NOTES.search(link.get("onclick") or "")
        url = document.address(found[1]) if found else None
        return [Link(url=url, kind="api", reason="Tumblr, more notes")] if url else []
    return []


def fetches(document: Document) -> list[Link]:
    """cnblogs: `var cb_entryId = 123, currentBlogApp = 'ann'`; of its pages 1 is the first. Tumblr: its button."""
    if more := _more_notes(document):
        return [replace(link, about=document.page.url) for link in more]
    post = _CNBLOGS.search(document.scripts) if "cb_entryId" in document.scripts else None
    blog = _CNBLOGS_OF.search(document.scripts) if post else None
    if not post or not blog:
        return []
    address = document.address(f"/{blog[1]}/ajax/GetComments.aspx?postId={post[1]}&pageIndex=1&anchorCommentId=0")
    return [Link(url=address, kind="api", reason="cnblogs", about=document.page.url)] if address else []
