"""Squarespace's collections as JSON: twenty posts an answer, each naming the next by an offset in milliseconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.discovery.lists import listed, objects, with_query
from blogarchive.models import Extraction, Link, Page
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from blogarchive.html.document import Document

_ASKED = re.compile(r"[?&]format=json\b")
# Static.SQUARESPACE_CONTEXT = {…,"collection":{"title":"Notes","id":"5f…","fullUrl":"/notes","type":1,…},…};
_COLLECTION = re.compile(
    r"SQUARESPACE_CONTEXT\s*=.{0,20000}?\"collection\":\{[^{}]*?\"fullUrl\":\"(/[^\"]*)\"", re.DOTALL
)


def lists(document: Document) -> list[Link]:
    """The collection that the page is, or belongs to."""
    found = _COLLECTION.search(document.text) if "SQUARESPACE_CONTEXT" in document.text else None
    url = document.address(f"{found[1]}?format=json") if found else None
    return [Link(url=url, kind="listing", reason="API")] if url else []


def read(page: Page, data: Any) -> Extraction | None:
    """`{"collection": {…}, "items": [{"fullUrl"}], "pagination": {"nextPage": true, "nextPageUrl"}}`."""
    if not _ASKED.search(page.url) or not isinstance(data, dict) or "collection" not in data:
        return None
    pagination = data.get("pagination")
    following = pagination.get("nextPageUrl") if isinstance(pagination, dict) and pagination.get("nextPage") else None
    url = absolute(page.url, following) if isinstance(following, str) else None
    named = ((item.get("fullUrl"), None) for item in objects(data.get("items")))
    return listed(page, named, with_query(url, format="json") if url else None, asked="listing")
