"""Cusdis: ten comments a page, newest first, their answers with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import (
    Answer,
    Json,
    count_asked,
    inner,
    made,
    number,
    objects,
    paragraphs,
)
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page


def read(page: Page, data: Any) -> Answer | None:
    """`{"data": {"commentCount", "pageCount", "data": [{…, "replies": {"data": […]}}]}}`."""
    outer = inner(data, "data")
    if not isinstance(outer, dict) or "commentCount" not in outer or not isinstance(outer.get("data"), list):
        return None
    query = dict(parse_qsl(urlsplit(page.url).query))
    current, last = count_asked(page, "page", 1), number(outer.get("pageCount")) or 1
    following = f"{page.url.partition('?')[0]}?{urlencode({**query, 'page': str(current + 1)})}"
    return Answer(
        comments=tuple(_comments(page, outer["data"], None)),
        declared=number(outer.get("commentCount")),
        links=(Link(url=following, kind="api", reason="Cusdis, next page"),) if current < last else (),
    )


def _comments(page: Page, items: Any, parent: object) -> Iterator[Comment]:
    for item in objects(items):
        yield _comment(page, item, parent)
        yield from _comments(page, inner(item, "replies", "data"), item.get("id"))


def _comment(page: Page, item: Json, parent: object) -> Comment:
    return made(
        page,
        ident=item.get("id"),
        parent=item.get("parentId") or parent,
        author=inner(item, "moderator", "displayName") or item.get("by_nickname"),
        published=item.get("createdAt"),
        markup=item.get("parsedContent") or paragraphs(item.get("content")),
    )


def fetches(document: Document) -> list[Link]:
    """`<div id="cusdis_thread" data-host=… data-app-id=… data-page-id=…>`."""
    for box in document.by_id.get("cusdis_thread", []):
        query = urlencode({"appId": box.get("data-app-id") or "", "pageId": box.get("data-page-id") or "", "page": "1"})
        host = (box.get("data-host") or "https://cusdis.com").rstrip("/")
        return [Link(url=f"{host}/api/open/comments?{query}", kind="api", reason="Cusdis", about=document.page.url)]
    return []
