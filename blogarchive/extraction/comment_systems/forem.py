"""Forem (dev.to): the comments of an article as its API gives them, a tree without limit of depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, objects
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page


def read(page: Page, data: Any) -> Answer | None:
    """`[{"type_of": "comment", "id_code": "2a1b", "body_html", "user": {…}, "children": […]}]`."""
    items = objects(data)
    if not items or not all(item.get("type_of") == "comment" and "id_code" in item for item in items):
        return None
    return Answer(comments=tuple(_comments(page, items, None)))


def _comments(page: Page, items: list[Json], parent: object) -> Iterator[Comment]:
    parts = urlsplit(page.url)
    site = f"{parts.scheme}://{parts.netloc}"
    for item in items:
        user = inner(item, "user", "username")
        yield made(
            page,
            ident=item.get("id_code"),
            parent=parent,
            author=inner(item, "user", "name"),
            author_url=f"{site}/{user}" if user else None,
            published=item.get("created_at"),
            markup=item.get("body_html"),
            url=f"{site}/{user}/comment/{item.get('id_code')}" if user else None,
        )
        yield from _comments(page, objects(item.get("children")), item.get("id_code"))


def fetches(document: Document) -> list[Link]:
    """`<article id="article-show-container" data-article-id="123">`: the page shows a few of the comments."""
    if not (document.said("forem:name") or document.said("forem:domain")):
        return []
    numbers = (element.get("data-article-id") or "" for element in document.by_attribute("data-article-id"))
    ident = next((value for value in numbers if value.isdigit()), None)
    url = document.address(f"/api/comments?a_id={ident}") if ident else None
    return [Link(url=url, kind="api", reason="Forem", about=document.page.url)] if url else []
