"""webmention.io: what other sites said of a page, as jf2; likes and reposts without a text are no comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import (
    Answer,
    Json,
    asked,
    count_asked,
    inner,
    made,
    objects,
    paragraphs,
)
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

# <link rel="webmention" href="https://webmention.io/blog.example/webmention">
_ENDPOINT = re.compile(r"^(https?://webmention\.io)/[^/]+/webmention")

SPOKEN = frozenset({"in-reply-to", "mention-of"})


def read(page: Page, data: Any) -> Answer | None:
    """`{"type": "feed", "children": [{"wm-id", "wm-property", "author", "content", "url"}]}`."""
    items = objects(data.get("children")) if isinstance(data, dict) else []
    if not items or not all("wm-id" in item for item in items):
        return None
    spoken = [item for item in items if item.get("wm-property") in SPOKEN]
    targets = {str(item.get("wm-target")) for item in items}
    about = targets.pop() if len(targets) == 1 else asked(page, "target", "target[]")
    links = _next(page) if len(items) >= count_asked(page, "per-page", 20) else ()
    return Answer(comments=tuple(_comment(page, item) for item in spoken), about=about, links=links)


def _next(page: Page) -> tuple[Link, ...]:
    """Pages are counted from 0."""
    query = [pair for pair in parse_qsl(urlsplit(page.url).query) if pair[0] != "page"]
    following = urlencode([*query, ("page", str(count_asked(page, "page", 0) + 1))])
    return (Link(url=f"{page.url.partition('?')[0]}?{following}", kind="api", reason="webmention.io, next page"),)


def _comment(page: Page, item: Json) -> Comment:
    content = inner(item, "content", "html") or paragraphs(inner(item, "content", "text"))
    return made(
        page,
        ident=item["wm-id"],
        kind="comment" if content and item.get("wm-property") == "in-reply-to" else "webmention",
        author=inner(item, "author", "name"),
        author_url=inner(item, "author", "url"),
        published=item.get("published") or item.get("wm-received"),
        markup=content,
        url=item.get("url") or item.get("wm-source"),
    )


def fetches(document: Document) -> list[Link]:
    """What was said of the post, under its address with and without the last slash: senders write either."""
    endpoint = _ENDPOINT.match(document.link("webmention") or "")
    if endpoint is None:
        return []
    target = (document.link("canonical") or document.page.url).rstrip("/")
    query = urlencode([("target[]", target), ("target[]", f"{target}/"), ("per-page", "100"), ("page", "0")])
    address = f"{endpoint[1]}/api/mentions.jf2?{query}"
    return [Link(url=address, kind="api", reason="webmention.io", about=document.page.url)]
