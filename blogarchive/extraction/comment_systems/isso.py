"""Isso: one JSON answer holds the whole thread, two levels deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from blogarchive.extraction.comment_systems.answer import NAMELESS, Answer, Json, asked, made, number, objects
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

DELETED = 4


def read(page: Page, data: Any) -> Answer | None:
    """`{"id": null, "total_replies": 3, "hidden_replies": 0, "replies": [{…, "replies": […]}]}`."""
    if not isinstance(data, dict) or "hidden_replies" not in data or not isinstance(data.get("replies"), list):
        return None
    uri, comments = asked(page, "uri"), tuple(_comments(page, data["replies"]))
    links = () if comments or uri is None or unquote(uri) == uri else (_unescaped(page, uri),)
    return Answer(comments=comments, about=uri, declared=number(data.get("total_replies")), links=links)


def _unescaped(page: Page, uri: str) -> Link:
    """Its script files a thread under the path as the browser holds it, escaped; an import files it unescaped."""
    address = f"{page.url.partition('?')[0]}?uri={quote(unquote(uri), safe='')}"
    return Link(url=address, kind="api", reason="Isso, path unescaped")


def _comments(page: Page, replies: Any) -> Iterator[Comment]:
    for item in objects(replies):
        if item.get("mode") in (1, DELETED, None):
            yield _comment(page, item)
        yield from _comments(page, item.get("replies"))


def _comment(page: Page, item: Json) -> Comment:
    gone = item.get("mode") == DELETED  # its script shows nothing but a notice
    return made(
        page,
        ident=item.get("id"),
        parent=item.get("parent"),
        author=None if gone else item.get("author") or NAMELESS,
        author_url=item.get("website"),
        published=item.get("created"),  # seconds since 1970, with a fraction
        markup=None if gone else item.get("text"),
    )


def fetches(document: Document) -> list[Link]:
    """`<script data-isso="//comments.example/">` and `<section id="isso-thread" data-isso-id="/post/">`."""
    for script in document.by_attribute("data-isso"):
        prefix = urljoin(document.page.url, script.get("data-isso") or "")
        threads = document.by_id.get("isso-thread", [])
        stated = next((t.get("data-isso-id") for t in threads if t.get("data-isso-id")), None)
        uri = stated or urlsplit(document.page.url).path
        address = f"{prefix.rstrip('/')}/?uri={quote(uri, safe='')}"
        return [Link(url=address, kind="api", reason="Isso", about=document.page.url)]
    return []
