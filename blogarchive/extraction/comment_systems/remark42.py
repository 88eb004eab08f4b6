"""Remark42: the whole thread in one answer, as a tree or as a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects, web
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

_HOST = re.compile(r"\bhost\s*:\s*['\"](https?://[^'\"]+)")
_SITE = re.compile(r"\bsite_id\s*:\s*['\"]([^'\"]+)")


def read(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"comment": {…}, "replies": […]}], "info": {…}}`, or flat comments with `format=plain`."""
    items = inner(data, "comments")
    if not isinstance(items, list) or not isinstance(inner(data, "info"), dict):
        return None
    flat = list(_flat(items))
    if not all("locator" in item for item in flat):
        return None
    return Answer(
        comments=tuple(_comment(page, item) for item in flat),
        about=web(inner(data, "info", "url")),
        declared=number(inner(data, "info", "count")),
    )


def _flat(items: Any) -> Iterator[Json]:
    for item in objects(items):
        comment = item.get("comment")
        yield comment if isinstance(comment, dict) else item
        yield from _flat(item.get("replies"))


def _comment(page: Page, item: Json) -> Comment:
    gone, where = item.get("delete"), web(inner(item, "locator", "url"))
    return made(
        page,
        ident=item.get("id"),
        parent=item.get("pid"),
        author=None if gone else inner(item, "user", "name"),
        published=item.get("time"),
        markup=None if gone else item.get("text"),
        url=f"{where}#remark42__comment-{item.get('id')}" if where else None,
    )


def fetches(document: Document) -> list[Link]:
    """`var remark_config = {host: "https://remark.example", site_id: "blog"}`."""
    if "remark_config" not in document.scripts:
        return []
    start = document.scripts.find("remark_config")  # another script may name a host before it
    host, site = _HOST.search(document.scripts, start), _SITE.search(document.scripts, start)
    if not host:
        return []
    url = document.link("canonical") or document.page.url
    query = urlencode({"site": site[1] if site else "remark", "url": url, "format": "tree", "sort": "+time"})
    address = f"{host[1].rstrip('/')}/api/v1/find?{query}"
    return [Link(url=address, kind="api", reason="Remark42", about=document.page.url)]
