"""Blogger's comment feed as JSON: the only place where it states who answers whom, with UTC offsets."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects, web
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.html.jsonld import first_value
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

_ID = re.compile(r"post-(\d+)$|/comments/default/(\d+)")
# <link rel="alternate" type="application/atom+xml" href="https://blog.example/feeds/123/comments/default">
_FEED = re.compile(r"^(https?://[^/]+/feeds/\d+/comments/default)")


def read(page: Page, data: Any) -> Answer | None:
    """`{"feed": {"entry": [{"id": {"$t": "tag:blogger.com,1999:blog-B.post-C"}, "thr$in-reply-to": …}]}}`."""
    feed = inner(data, "feed")
    entries = objects(inner(feed, "entry"))
    if not isinstance(feed, dict) or "blogger.com" not in str(inner(feed, "id", "$t")):
        return None
    if not all("thr$in-reply-to" in entry for entry in entries) or ".comments" not in str(inner(feed, "id", "$t")):
        return None
    total = inner(feed, "openSearch$totalResults", "$t")
    following = _link(feed, "next") or _counted_on(page, feed, total)
    return Answer(
        comments=tuple(_comment(page, entry) for entry in entries),
        about=_link(feed, "alternate"),
        declared=int(total) if isinstance(total, str) and total.isdigit() else number(total),
        links=(Link(url=following, kind="api", reason="Blogger, next page"),) if following else (),
    )


def _counted_on(page: Page, feed: Json, total: object) -> str | None:
    """The next entries by their number, where the feed states how many there are and names no next page."""
    first, size = (inner(feed, f"openSearch${name}", "$t") for name in ("startIndex", "itemsPerPage"))
    if not all(isinstance(value, str) and value.isdecimal() for value in (first, size, total)) or int(str(size)) < 1:
        return None
    start = int(str(first)) + int(str(size))
    query = {**dict(parse_qsl(urlsplit(page.url).query)), "start-index": str(start)}
    return f"{page.url.partition('?')[0]}?{urlencode(query)}" if start <= int(str(total)) else None


def _comment(page: Page, entry: Json) -> Comment:
    author = next(iter(objects(entry.get("author"))), {})
    extra = objects(entry.get("gd$extendedProperty"))
    removed = any(item.get("name") == "blogger.contentRemoved" and item.get("value") == "true" for item in extra)
    return made(
        page,
        ident=_number(inner(entry, "id", "$t")),
        # thr:in-reply-to always names the post; the comment that is answered is the related link.
        parent=_number(_link(entry, "related")),
        author=inner(author, "name", "$t"),
        author_url=inner(author, "uri", "$t"),
        published=inner(entry, "published", "$t"),
        markup=None if removed else inner(entry, "content", "$t"),
        url=_link(entry, "alternate"),
    )


def _link(item: Json, rel: str) -> str | None:
    return next((web(link.get("href")) for link in objects(item.get("link")) if link.get("rel") == rel), None)


def _number(value: object) -> str | None:
    match = _ID.search(value) if isinstance(value, str) else None
    return (match[1] or match[2]) if match else None


def inline(document: Document) -> Answer | None:
    """`var items = [{'id': '12', 'body': 'Hi \\74b\\76', 'timestamp': '1325101680000', 'parentId': '7'}]`.

    From 2012 to 2018; a literal of JavaScript, in single quotes and with octal escapes.
    """
    found = _ITEMS.search(document.scripts) if "'timestamp'" in document.scripts else None
    return ITEMS.read(document.page, first_value(_STRING.sub(_as_json, found[1]))) if found else None


ITEMS = Shape(
    items=("",), marks=("id", "body", "timestamp", "author"), parent=("parentId",), author=("author.name",),
    author_url=("author.profileUrl",), published=("timestamp",), markup=("body",), url=("permalink",),
)  # fmt: skip
_ITEMS = re.compile(r"\bvar items = (\[\{.*\}\]);")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-3]?[0-7]{1,2})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}


def _as_json(match: re.Match[str]) -> str:
    return json.dumps(_ESCAPE.sub(_unescaped, match[1]))


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 8))
    return chr(int(match[2] or match[3], 16)) if match[2] or match[3] else _LETTERS.get(match[4], match[4])


def fetches(document: Document) -> list[Link]:
    """The post's own comment feed, as JSON and with as many entries as the server gives at once."""
    for link in document.by_tag("link"):
        if match := _FEED.match(link.get("href") or ""):
            address = f"{match[1]}?alt=json&max-results=500&orderby=published&reverse=false"
            return [Link(url=address, kind="api", reason="Blogger", about=document.page.url)]
    return []
