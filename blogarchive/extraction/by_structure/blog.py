"""What a page says of its blog: its name, its front page, its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.html.text import text_of
from blogarchive.models import Blog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document

# What feeds' titles add to the blog's name: "BLOG &raquo; Feed", "BLOG - Atom", "BLOG Full Atom Feed"; or all of it.
_OF_FEED = re.compile(r"\s+[»›|-]\s+.*$|(?:^|\s+)(?:full\s+)?(?:atom|rss)(?:\s*[\d.]+)?(?:\s+feed)?$", re.IGNORECASE)


def site_names(document: Document) -> Iterator[str]:
    """The blog's own name, from whatever states it."""
    yield from document.meta.get("og:site_name", [])
    yield from document.meta.get("application-name", [])
    for thing in document.things("WebSite", "Organization", "Blog"):
        if isinstance(name := thing.get("name"), str):
            yield name
    # <link rel="alternate" type="application/rss+xml" title="BLOG &raquo; Feed">
    for element in document.by_tag("link"):
        if element.get("type") in ("application/rss+xml", "application/atom+xml"):
            name = _OF_FEED.sub("", element.get("title") or "").strip()
            yield from [name] if len(name) > 2 else []


def blog_of(document: Document, platform: str) -> Blog:
    """The page's blog, as far as this page names it, with the platform that was recognised."""
    home = document.first("a[rel~='home'], #site-title a, .site-title a, #header h1 a, .blog-title a")
    here = document.page.url if urlsplit(document.page.url).path in ("", "/") else None
    brand = home if home is not None else document.first(".navbar-brand")
    names = (*site_names(document), text_of(brand) if brand is not None else "")
    return Blog(
        url=document.address(home.get("href")) if home is not None else here,
        # A front page that names the blog nowhere else has its name for a title.
        title=next((name for name in names if name), None) or (document.title if here else None),
        platform=platform,
        language=document.language,
    )
