"""WordPress's REST API as a list of its posts and pages, a hundred an answer: the count that nothing else states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.discovery.lists import ONWARD, PLATFORM, counted
from blogarchive.html import json_text
from blogarchive.models import Extraction, Link, Page
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from blogarchive.html.document import Document

PER_PAGE = 100
"""The most that the API gives at once."""

_LISTS = ("posts", "pages")
_ASKED = re.compile(r"wp/v2/(?:posts|pages)[?&].*per_page=(\d+)&page=(\d+)&_fields=id,link,modified_gmt$")


def lists(document: Document) -> list[Link]:
    """Where the API that a page names lists its posts; plain permalinks have it under `?rest_route=`."""
    root = document.link("https://api.w.org/")
    if root is None:
        return []
    joint = "&" if urlsplit(root).query else "?"
    root = root if root.endswith("/") else root + "/"
    query = f"per_page={PER_PAGE}&page=1&_fields=id,link,modified_gmt"
    return [Link(url=f"{root}wp/v2/{what}{joint}{query}", kind="api", reason="API") for what in _LISTS]


def read(page: Page) -> Extraction | None:
    """The addresses that an answer lists, and the next answer where this one is full; none for any other page."""
    asked = _ASKED.search(page.url)
    if asked is None or not (page.content_type or "").startswith("application/json"):
        return None
    entries = [entry for entry in _entries(page.body) if isinstance(entry, dict)]
    addresses = [(absolute(page.url, str(entry.get("link") or "")), entry.get("modified_gmt")) for entry in entries]
    links = [
        Link(url=url, kind="post", reason="API", updated=f"{updated}Z" if updated else None)
        for url, updated in addresses
        if url
    ]
    if len(entries) == int(asked[1]):
        onward = page.url[: asked.start(2)] + str(int(asked[2]) + 1) + page.url[asked.end(2) :]
        links.append(Link(url=onward, kind="api", reason=ONWARD))
    claims = counted(page, page.total, "posts" if "wp/v2/posts" in page.url else "pages")
    return Extraction(page=page, platform=PLATFORM, links=tuple(links), claims=claims)


def _entries(body: bytes) -> list[object]:
    try:
        found = json_text.loads(body)
    except ValueError:
        return []
    return found if isinstance(found, list) else []
