"""Ghost's own comments: the members API, readable without a login wherever the post is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from blogarchive.extraction.comment_systems.answer import NAMELESS, Answer, Json, asked, inner, made, number, objects
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page


_REPLIES_TO = re.compile(r"/comments/([0-9a-f]+)/replies/")


def read(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"id", "html", "status", "member", "replies": […3 at most], "count"}], "meta": {…}}`."""
    items = objects(inner(data, "comments"))
    if not isinstance(data, dict) or not isinstance(inner(data, "meta", "pagination"), dict) or "comments" not in data:
        return None
    if not all("html" in item and "member" in item for item in items):
        return None
    pagination = data["meta"]["pagination"]
    above = _REPLIES_TO.search(page.url)  # …/comments/5f…/replies/: the answers to that comment
    comments = {comment.id: comment for comment in _comments(page, items, above[1] if above else None)}
    removed = {gone.id: gone for gone in _removed(page, items, above[1] if above else None)}
    return Answer(
        comments=tuple((removed | comments).values()),
        declared=number(pagination.get("total")),
        links=(*_next(page, pagination), *_left_out(page, items)),
    )


def _comments(page: Page, items: list[Json], above: object) -> Iterator[Comment]:
    for item in items:
        shown = item.get("status", "published") == "published"  # of any other its script shows nothing but a notice
        yield made(
            page,
            ident=item.get("id"),
            # An answer to an answer hangs on the top comment; whom it answers stands beside it.
            parent=item.get("in_reply_to_id") or item.get("parent_id") or above,
            author=_name(item.get("member")) if shown else None,
            published=item.get("created_at"),
            markup=item.get("html") if shown else None,
        )
        yield from _comments(page, objects(item.get("replies")), item.get("id"))


def _name(member: object) -> object:
    """As its script shows it: a member need not give a name, and one that left has none."""
    return (member.get("name") or NAMELESS) if isinstance(member, dict) else "Deleted member"


def _removed(page: Page, items: list[Json], above: object) -> Iterator[Comment]:
    """What was taken down is not listed, but its answers name it: it keeps its place, without name and words."""
    for item in items:
        if item.get("in_reply_to_snippet") == "[removed]" and item.get("in_reply_to_id"):
            yield made(page, ident=item["in_reply_to_id"], parent=item.get("parent_id") or above)
        yield from _removed(page, objects(item.get("replies")), item.get("id"))


def _next(page: Page, pagination: Json) -> list[Link]:
    following = number(pagination.get("next"))
    if following is None:
        return []
    query = urlencode({"page": following, "limit": asked(page, "limit") or "100", "order": "created_at asc"})
    return [Link(url=f"{page.url.partition('?')[0]}?{query}", kind="api", reason="Ghost, next page")]


def _left_out(page: Page, items: list[Json]) -> list[Link]:
    """Only three answers come with a comment; the rest have an address of their own."""
    top = page.url.partition("/comments/")[0]
    return [
        Link(url=f"{top}/comments/{item.get('id')}/replies/?limit=100", kind="api", reason="Ghost, more answers")
        for item in items
        if (number(inner(item, "count", "replies")) or 0) > len(objects(item.get("replies")))
    ]


def fetches(document: Document) -> list[Link]:
    """`<script data-ghost-comments="https://blog.example/" data-post-id="5f…">`."""
    for script in document.by_attribute("data-ghost-comments"):
        ident = script.get("data-post-id")
        if ident:
            parts = urlsplit(script.get("data-ghost-comments") or "")
            site = script.get("data-ghost-comments") if parts.netloc else document.page.url
            address = urljoin(site or "", f"/members/api/comments/post/{ident}/?limit=100&order=created_at%20asc")
            return [Link(url=address, kind="api", reason="Ghost", about=document.page.url)]
    return []
