"""LiveJournal: the comments of an entry as its pages carry them in a script, and as `__rpc_get_thread` answers.

The names are those that its public clients read: `dtalkid` numbers a comment, `parent` the one that it answers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import (
    Answer,
    Json,
    asked,
    count_asked,
    inner,
    next_page,
    number,
    objects,
    with_query,
)
from blogarchive.extraction.comment_systems.shapes import Shape, first
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_ENTRY = re.compile(r"^https?://([\w-]+)\.livejournal\.com/(\d+)\.html")
_FEWEST = 15
"""Threads on a page of comments, at the least: a bound on how many pages there can be."""


def _is_folded(item: Json) -> bool:
    """ "12 more comments" stands where comments are folded, and is none."""
    return bool(item.get("more")) or not item.get("dtalkid")


def _is_gone(item: Json) -> bool:
    return bool(item.get("deleted") or item.get("suspended")) or item.get("shown") in (0, False)


def _entry(page: Page, _: Any) -> str | None:
    host, ident = urlsplit(page.url), asked(page, "itemid")
    return f"{host.scheme}://{host.netloc}/{ident}.html" if ident and asked(page, "journal") else None


SHAPE = Shape(
    items=("comments",), marks=("dtalkid", "thread"), ident=("dtalkid",), parent=("parent",),
    author=("dname", "uname"), author_url=("commenter_journal_base",), published=("ctime_ts", "ctime"),
    markup=("article",), url=("thread_url",), is_hidden=_is_folded, is_gone=_is_gone, declared=("replycount",),
    about=_entry,
)  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"dtalkid", "parent", "dname", "article", "ctime_ts", "thread_url"}], "replycount": 40}`."""
    items = [item for item in objects(inner(data, "comments")) if not _is_folded(item)]
    answer = SHAPE.read(page, {**data, "comments": items}) if items and isinstance(data, dict) else None
    if answer is None or asked(page, "journal") is None:
        return answer
    links = [_thread(page, ident) for ident in _folded(objects(data["comments"]))]
    current = count_asked(page, "page", 1)
    if asked(page, "thread") is None and current * _FEWEST < (number(first(data, ("replycount",))) or 0):
        links.append(next_page(page, "LiveJournal", page=current + 1))
    return replace(answer, links=tuple(links))


def _folded(items: list[Json]) -> list[str]:
    """What is listed without its text, and what is only counted: each has a thread of its own."""
    wanted: list[str] = []
    for item in items:
        if item.get("more"):
            wanted += [ident for ident in str(item.get("data") or "").split(":") if ident.isdecimal()]
        elif not item.get("article") and not _is_gone(item):
            wanted.append(str(item.get("dtalkid")))
    return list(dict.fromkeys(wanted))


def _thread(page: Page, ident: str) -> Link:
    return Link(url=with_query(page, thread=ident), kind="api", reason="LiveJournal, folded thread")


def inline(document: Document) -> Answer | None:
    """`<script>Site.page = {"comments": […]};</script>`"""
    return read(document.page, document.assigned("Site.page"))


def fetches(document: Document) -> list[Link]:
    """`https://ann.livejournal.com/1234.html`; what stands with a hyphen in the host is filed with an underscore."""
    entry = _ENTRY.match(document.page.url)
    if entry is None:
        return []
    query = urlencode({"journal": entry[1].replace("-", "_"), "itemid": entry[2], "flat": "", "skip": "", "media": "",
                       "page": 1, "expand_all": 1})  # fmt: skip
    host = urlsplit(document.page.url)
    address = f"{host.scheme}://{host.netloc}/__rpc_get_thread?{query}"
    return [Link(url=address, kind="api", reason="LiveJournal", about=document.page.url)]
