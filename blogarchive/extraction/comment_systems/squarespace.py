"""Squarespace: the comments of an item as its pages ask for them.

The address, `comments` and `addedOn` are those that a client reads; the other names are those of its comment templates,
and each may go by several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Json, count_asked, next_page
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_ITEM = re.compile(r"\"item\":\s*\{[^{}]{0,2000}?\"id\":\s*\"([0-9a-f]{24})\"")
_COUNT = re.compile(r"\"(?:publicC|c)ommentCount\":\s*([1-9]\d*)")


def _is_hidden(item: Json) -> bool:
    return item.get("isApproved") is False or bool(item.get("isSpam"))


def _onward(page: Page, data: Any, listed: int) -> list[Link]:
    if not listed or not (data.get("hasMore") or data.get("hasNextPage")):
        return []
    return [next_page(page, "Squarespace", page=count_asked(page, "page", 1) + 1)]


SHAPE = Shape(
    items=("comments",), marks=("id", "addedOn", "body"), parent=("parentId",),
    author=("author.displayName", "member.displayName", "authorName", "anonymousName"),
    author_url=("author.websiteUrl", "anonymousUrl", "authorUrl"), published=("addedOn",), markup=("body",),
    answers=("replies", "comments"), is_hidden=_is_hidden, onward=_onward,
)  # fmt: skip


def fetches(document: Document) -> list[Link]:
    """`Static.SQUARESPACE_CONTEXT = {"item": {"id": "5a…", "publicCommentCount": 3}}`: where somebody spoke."""
    if "SQUARESPACE_CONTEXT" not in document.scripts or not _COUNT.search(document.scripts):
        return []
    stated = next((e.get("data-item-id") for e in document.by_attribute("data-item-id") if e.tag == "article"), None)
    found = _ITEM.search(document.scripts)
    ident = found[1] if found else stated
    url = document.address(f"/api/comment/GetComments?targetId={ident}&targetType=1&page=1&sortBy=1") if ident else None
    return [Link(url=url, kind="api", reason="Squarespace", about=document.page.url)] if url else []
