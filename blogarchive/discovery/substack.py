"""Substack's archive as its own page loads it: a dozen posts an answer, until one is empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.discovery.lists import asked_for, listed, objects, with_query
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from blogarchive.html.document import Document

_ASKED = re.compile(r"/api/v1/archive\?")


def is_substack(document: Document) -> bool:
    """`<link href="https://substackcdn.com/…">`, on domains of one's own too; older pages load from bucketeer."""
    named = [(e.get("href") or "") for e in document.by_tag("link")] + [
        (e.get("src") or "") for e in document.by_tag("script")
    ]
    return any("substackcdn.com/" in address for address in named)


def lists(document: Document) -> list[Link]:
    """Newest first, a dozen at a time whatever is asked."""
    if not is_substack(document):
        return []
    url = document.address("/api/v1/archive?sort=new&search=&offset=0&limit=12")
    return [Link(url=url, kind="listing", reason="API")] if url else []


def read(page: Page, data: Any) -> Extraction | None:
    """`[{"id", "slug", "canonical_url", "post_date"}]`; past the end `[]`."""
    if not _ASKED.search(page.url) or not isinstance(data, list):
        return None
    posts = objects(data)
    onward = with_query(page.url, offset=(asked_for(page.url, "offset") or 0) + len(posts))
    named = ((post.get("canonical_url"), post.get("updated_at")) for post in posts)
    return listed(page, named, onward if posts else None, asked="listing")
