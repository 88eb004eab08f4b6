"""WordPress.com's public API, v1.1, as a list of a blog's posts and pages: its blogs have no API of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.discovery.lists import counted, listed, objects, with_query
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from blogarchive.html.document import Document

API = "https://public-api.wordpress.com/rest/v1.1/sites/"
_ASKED = re.compile(r"/rest/v1\.1/sites/([^/]+)/posts/?\?")
# https://s1.wp.com/wp-content/themes/pub/inove/style.css: only WordPress.com serves themes from there.
_THEME = re.compile(r"//s\d\.wp\.com/wp-content/(?:themes|mu-plugins)/")


def is_hosted_there(document: Document) -> bool:
    """Whether WordPress.com hosts the page's blog, under a domain of its own or not."""
    if (urlsplit(document.page.url).hostname or "").endswith(".wordpress.com"):
        return True
    named = (element.get("href") or "" for element in document.by_tag("link"))
    return any(_THEME.search(href) for href in named)


def lists(document: Document) -> list[Link]:
    """A hundred posts an answer, oldest first."""
    if not is_hosted_there(document):
        return []
    host = urlsplit(document.page.url).hostname
    return [
        Link(url=f"{API}{host}/posts/?number=100&order=ASC&type=any&fields=ID,URL,modified", kind="api", reason="API")
    ]


def read(page: Page, data: Any) -> Extraction | None:
    """`{"found": 339, "posts": [{"ID", "URL", "modified"}], "meta": {"next_page": "value=…&id=…"}}`."""
    asked = _ASKED.search(page.url)
    if asked is None or not isinstance(data, dict) or "found" not in data:
        return None
    posts = objects(data.get("posts"))
    handle = (data.get("meta") or {}).get("next_page") if isinstance(data.get("meta"), dict) else None
    onward = with_query(page.url, page_handle=handle) if handle else None
    claims = counted(page, data["found"], about=f"https://{asked[1]}/")
    return listed(page, ((post.get("URL"), post.get("modified")) for post in posts), onward, asked="api", claims=claims)
