"""Threads that a comment system's script has drawn into a page, as a browser shows them, or that a server put there.

The classes are those of the scripts: Isso's, Disqus', Remark42's and Waline's templates, Livefyre's bootstrap page, and
what IntenseDebate drew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields, Thread, settle_parents
from blogarchive.extraction.comments.reader import Reader
from blogarchive.html.css import ranked
from blogarchive.threads import arrange

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One system's markup."""

    entry: str
    ident: re.Pattern[str]
    """Finds the id in the entry's own `id`, or in the first one within it."""
    fields: Fields


DRAWN = (
    Drawn(
        entry=".isso-comment[id^='isso-']",
        ident=re.compile(r"^isso-(\d+)$"),
        fields=Fields(
            author=ranked(".isso-author"),
            date=ranked(
                ".isso-permalink time[datetime], .isso-comment-header time, .isso-comment-header .isso-permalink"
            ),
            body=ranked(".isso-text"),
            permalink=ranked("a.isso-permalink"),
            controls=".isso-comment-footer, .isso-note, .isso-avatar, .isso-follow-up, .isso-spacer",
        ),
    ),
    Drawn(
        entry="li.post[id^='post-']",
        ident=re.compile(r"^post-(\d+)$"),
        fields=Fields(
            author=ranked(".post-byline .author, .author"),
            date=ranked("a.time-ago[title], .time-ago"),
            body=ranked(".post-message"),
            permalink=ranked("a.time-ago"),
            controls=".comment__footer, .post-menu, .avatar, .parent-link, .children",
            gone=".post.minimal > .post-content, .post--deleted",
        ),
    ),
    Drawn(
        entry="article[id^='remark42__comment-']",
        ident=re.compile(r"^remark42__comment-(.+)$"),
        fields=Fields(
            author=ranked(".comment__username"),
            date=ranked(".comment__time"),
            body=ranked(".comment__text"),
            permalink=ranked("a.comment__time"),
            controls=".comment__actions, .comment__score, .comment__vote, .comment__avatar",
        ),
    ),
    Drawn(
        entry=".wl-card-item",
        ident=re.compile(r"^([\w-]+)$"),
        fields=Fields(
            author=ranked(".wl-nick"),
            date=ranked(".wl-time"),
            body=ranked(".wl-content"),
            controls=".wl-comment-actions, .wl-meta, .wl-quote, .wl-user, .wl-badge, .wl-addr",
        ),
    ),
    Drawn(
        entry=".idc-c",
        ident=re.compile(r"(\d+)$"),
        fields=Fields(
            author=ranked(".idc-i"),
            date=ranked(".idc-time[title], .idc-time, .idc-c-m"),
            body=ranked(".idc-c-t"),
            controls=".idc-v, .idc-r, .idc-thread, .idc-c-b, .idc-share",
        ),
    ),
    Drawn(
        entry="article.fyre-comment-article",
        ident=re.compile(r"(\d{2,})$"),
        fields=Fields(
            author=ranked(".fyre-comment-username"),
            date=ranked(".fyre-comment-date, time[datetime]"),
            body=ranked(".fyre-comment, .fyre-comment-body"),
            controls=".fyre-comment-footer, .fyre-comment-replies, .fyre-comment-like",
        ),
    ),
)


def thread(document: Document) -> Thread:
    """The thread of the first system that the page shows any entries of."""
    for drawn in DRAWN:
        found = document.select(drawn.entry)
        if found and any(document.has(selector) for selector in drawn.fields.body):
            by_id = {entry.id: entry for place, element in enumerate(found) if (entry := _entry(drawn, element, place))}
            entries = settle_parents(by_id.values())
            return Thread(tuple(entries), arrange(Reader(document, entries, drawn.fields).comments()))
    return Thread()


def _entry(drawn: Drawn, element: Element, place: int) -> Entry:
    said = (node.get("id") or node.get("data-message-id") or "" for node in element.iter("*"))
    match = next((match for ident in said if (match := drawn.ident.search(ident))), None)
    return Entry(match[1] if match else f"drawn-{place + 1}", [element])
