"""Forem (dev.to) as a list of one author's articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from blogarchive.discovery.lists import asked_for, listed, objects, with_query
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from blogarchive.html.document import Document

PER_PAGE = 100
_ASKED = re.compile(r"/api/articles\?(?:.*&)?username=")
_AUTHOR = re.compile(r"^https?://[^/]+/([\w-]+)(?:/[\w-]+)?/?$")


def lists(document: Document) -> list[Link]:
    """A hundred an answer, of the author whose page or article this is: `https://dev.to/ada/an-article-2f3g`."""
    author = _AUTHOR.match(document.page.url)
    if author is None or not (document.said("forem:name") or document.said("forem:domain")):
        return []
    query = urlencode({"username": author[1], "per_page": PER_PAGE, "page": 1})
    url = document.address(f"/api/articles?{query}")
    return [Link(url=url, kind="api", reason="API")] if url else []


def read(page: Page, data: Any) -> Extraction | None:
    """`[{"type_of": "article", "url", "edited_at", "published_at"}]`; past the end `[]`."""
    if not _ASKED.search(page.url) or not isinstance(data, list):
        return None
    posts = objects(data)
    is_full = len(posts) >= (asked_for(page.url, "per_page") or 30)
    onward = with_query(page.url, page=(asked_for(page.url, "page") or 1) + 1) if is_full else None
    return listed(page, ((post.get("url"), post.get("edited_at")) for post in posts), onward, asked="api")
