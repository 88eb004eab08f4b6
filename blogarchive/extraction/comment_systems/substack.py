"""Substack: the comments of a post as its API gives them, a tree of plain texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects, paragraphs, web
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page


def read(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"id", "body", "date", "name", "handle", "ancestor_path": "1.2", "children": […]}]}`."""
    items = objects(data.get("comments")) if isinstance(data, dict) else []
    if not items or not all("ancestor_path" in item for item in items):
        return None
    post = next((web(item.get("canonical_url")) for item in objects([data.get("post")])), None)
    return Answer(comments=tuple(_comments(page, items, post)), about=post)


def _comments(page: Page, items: list[Json], post: str | None) -> Iterator[Comment]:
    for item in items:
        yield _comment(page, item, post)
        yield from _comments(page, objects(item.get("children")), post)


def _comment(page: Page, item: Json, post: str | None) -> Comment:
    handle = item.get("handle") or (f"../profile/{item['user_id']}" if item.get("user_id") else None)
    profile = f"https://substack.com/@{handle}".replace("@../", "") if handle else None
    path = str(item.get("ancestor_path") or "")
    top = post or f"https://{urlsplit(page.url).netloc}/p/{item.get('post_id')}"
    return made(
        page,
        ident=item.get("id"),
        parent=path.rpartition(".")[2],
        author=item.get("name"),
        author_url=None if item.get("deleted") else profile,
        published=item.get("date"),
        markup=None if item.get("deleted") else paragraphs(item.get("body")),
        url=f"{top}/comment/{item.get('id')}" if post or item.get("post_id") else None,
    )


def fetches(document: Document) -> list[Link]:
    """The page carries two comments without their answers; the API gives all, by the number that the page states."""
    # window._preloads = JSON.parse("{\"post\":{\"id\":123,\"comment_count\":4,…"), and until 2022 the object itself
    post = inner(document.assigned("window._preloads"), "post")
    ident = number(inner(post, "id"))
    if ident is None or inner(post, "comment_count") == 0:
        return []
    url = document.address(f"/api/v1/post/{ident}/comments?token=&all_comments=true&sort=oldest_first")
    return [Link(url=url, kind="api", reason="Substack", about=document.page.url)] if url else []
