"""Tumblr's first API, which needs no key, as a list of a blog's posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.discovery.lists import counted, listed, number, objects, with_query
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from blogarchive.html.document import Document

PER_PAGE = 50
_ASKED = re.compile(r"/api/read/json\?")


def lists(document: Document) -> list[Link]:
    """On the blog's own host, whatever its domain: `https://ada.tumblr.com/api/read/json?num=50&start=0`."""
    host = urlsplit(document.page.url).hostname or ""
    named = [e.get(a) or "" for tag, a in (("link", "href"), ("script", "src"), ("iframe", "src"))
             for e in document.by_tag(tag)]  # fmt: skip
    is_blog = host.endswith(".tumblr.com") and host != "www.tumblr.com"
    if not is_blog and not any("assets.tumblr.com/" in address for address in named):
        return []
    url = document.address(f"/api/read/json?debug=1&num={PER_PAGE}&start=0")
    return [Link(url=url, kind="api", reason="API")] if url else []


def read(page: Page, data: Any) -> Extraction | None:
    """`{"tumblelog": {…}, "posts-start": 0, "posts-total": "120", "posts": [{"url-with-slug", "url"}]}`."""
    if not _ASKED.search(page.url) or not isinstance(data, dict) or "posts-total" not in data:
        return None
    posts = objects(data.get("posts"))
    reached = (number(data.get("posts-start")) or 0) + len(posts)
    onward = with_query(page.url, start=reached) if reached < (number(data["posts-total"]) or 0) else None
    named = ((post.get("url-with-slug") or post.get("url"), None) for post in posts)
    return listed(page, named, onward, asked="api", claims=counted(page, data["posts-total"]))
