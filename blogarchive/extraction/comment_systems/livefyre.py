"""Livefyre, which closed in 2021: its bootstrap answers, as they stand in captures.

Its documentation names the answers (`…/bs3/v3.1/NETWORK/SITE/BASE64/init` and `0.json`, fifty pieces each); the names
of the fields are those that its clients read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects, web, words
from blogarchive.extraction.comment_systems.shapes import first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.models import Comment, Page

TO_ALL = 1
"""`vis` of what everybody may see."""
MESSAGE = 0
"""`type` of a comment; others are likes, shares, embedded media."""


def read(page: Page, data: Any) -> Answer | None:
    """`{"content": [{"content": {"id", "bodyHtml", "authorId", "parentId", "createdAt"}, "vis": 1}], "authors": …}`."""
    held = inner(data, "headDocument") or data
    authors, items = inner(held, "authors"), inner(held, "content")
    if not isinstance(authors, dict) or not isinstance(items, list):
        return None
    if not all(isinstance(item.get("content"), dict) and "vis" in item for item in objects(items)):
        return None
    settings = inner(data, "collectionSettings")
    if not items and not isinstance(settings, dict):
        return None
    return Answer(
        comments=tuple(_comments(page, items, authors)),
        about=web(inner(settings, "url")),
        title=words(inner(settings, "title")),
        declared=number(inner(settings, "numVisible")),
    )


def _comments(page: Page, items: Any, authors: Json) -> Iterator[Comment]:
    waiting = list(reversed(objects(items)))
    while waiting:
        item = waiting.pop()
        said = item.get("content")
        if isinstance(said, dict) and item.get("type", MESSAGE) == MESSAGE:
            if comment := _comment(page, item, said, authors):
                yield comment
            waiting.extend(reversed(objects(item.get("childContent"))))


def _comment(page: Page, item: Json, said: Json, authors: Json) -> Comment | None:
    """What is hidden or deleted has lost its text; it keeps its place for its answers."""
    seen = item.get("vis") == TO_ALL
    who = authors.get(str(said.get("authorId"))) if seen else None
    if not said.get("id"):
        return None
    return made(
        page,
        ident=said["id"],
        parent=said.get("parentId"),
        author=first(who, ("displayName", "name")),
        author_url=first(who, ("profileUrl", "url")),
        published=said.get("createdAt"),
        markup=said.get("bodyHtml") if seen else None,
    )
