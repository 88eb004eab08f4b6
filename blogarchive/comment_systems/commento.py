"""Commento: one answer to a POST holds the whole thread, and its writers in a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blogarchive.comment_systems.answer import Answer, inner, made, objects

if TYPE_CHECKING:
    from blogarchive.models import Page


def read(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"commentHex", "parentHex": "root", …}], "commenters": {hex: {"name", "link"}}}`."""
    items = objects(data.get("comments")) if isinstance(data, dict) else []
    commenters = data.get("commenters") if isinstance(data, dict) else None
    if not isinstance(commenters, dict) or not all("commentHex" in item for item in items):
        return None
    comments = []
    for item in items:
        who = commenters.get(str(item.get("commenterHex")))
        parent, gone = item.get("parentHex"), item.get("deleted")
        comments.append(
            made(
                page,
                ident=item["commentHex"],
                parent=None if parent == "root" else parent,
                author=None if gone else inner(who, "name"),
                author_url=inner(who, "link"),
                published=item.get("creationDate"),
                markup=None if gone else item.get("html"),
            )
        )
    return Answer(comments=tuple(comments))
