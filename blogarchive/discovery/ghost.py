"""Ghost's Content API as a list of posts, with the public key that the page's own scripts carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from blogarchive.discovery.lists import counted, listed, number, objects, with_query
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from blogarchive.html.document import Document

_ASKED = re.compile(r"/content/(posts|pages)/\?")


def lists(document: Document) -> list[Link]:
    """`<script data-ghost="https://blog.example/" data-key="22…" data-api="https://blog.example/ghost/api/content/">`."""
    for script in document.by_attribute("data-key"):
        api = document.address(script.get("data-api"))
        if api and "/ghost/api" in api:
            query = urlencode({"key": script.get("data-key"), "fields": "url,updated_at", "limit": 100, "page": 1})
            found = [f"{api.rstrip('/')}/{what}/?{query}" for what in ("posts", "pages")]
            return [Link(url=url, kind="api", reason="API") for url in found]
    return []


def read(page: Page, data: Any) -> Extraction | None:
    """`{"posts": [{"url", "updated_at"}], "meta": {"pagination": {"page": 1, "pages": 3, "next": 2}}}`."""
    asked = _ASKED.search(page.url)
    if asked is None or not isinstance(data, dict) or asked[1] not in data:
        return None
    meta = data.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    following = number(pagination.get("next")) if isinstance(pagination, dict) else None
    onward = with_query(page.url, page=following) if following else None
    posts = ((post.get("url"), post.get("updated_at")) for post in objects(data[asked[1]]))
    total = pagination.get("total") if isinstance(pagination, dict) else None
    what: Literal["posts", "pages"] = "posts" if asked[1] == "posts" else "pages"
    return listed(page, posts, onward, asked="api", claims=counted(page, total, what))
