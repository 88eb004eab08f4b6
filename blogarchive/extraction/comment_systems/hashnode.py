"""Hashnode, and others whose GraphQL wraps lists in `edges` and `node`: Coral.

Hashnode's fields are those of its public schema (gql.hashnode.com) as its clients ask for them; Coral's those that its
own stream asks for (coralproject/talk).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, web
from blogarchive.extraction.comment_systems.shapes import Shape, first
from blogarchive.html import json_text
from blogarchive.models import Link
from blogarchive.urls import with_post

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_ASK = """query {{ post(id: "{ident}") {{ url responseCount comments(first: 50{after}) {{
 edges {{ node {{ id dateAdded content {{ html }} author {{ name username }}
  replies(first: 50) {{ edges {{ node {{ id dateAdded content {{ html }} author {{ name username }} }} }} }} }} }}
 pageInfo {{ hasNextPage endCursor }} }} }} }}"""
_POST_ID = re.compile(r"^[0-9a-f]{24}$")


def _post(_: Page, data: Any) -> str | None:
    return web(first(data, ("data.post.url", "data.publication.post.url")))


HASHNODE = Shape(
    items=("data.post.comments.edges", "data.publication.post.comments.edges", "post.comments.edges"),
    marks=("node.dateAdded", "node.content"), empty=("data.post.comments.pageInfo",), ident=("node.id",),
    author=("node.author.name", "node.author.username"), author_url=("node.author.username",),
    profile="https://hashnode.com/@", published=("node.dateAdded",), markup=("node.content.html",),
    text=("node.content.text", "node.content.markdown"), answers=("node.replies.edges",),
    declared=("data.post.responseCount", "data.publication.post.responseCount"), about=_post,
)  # fmt: skip


def _is_gone(item: Json) -> bool:
    return inner(item, "node", "author") is None or bool(inner(item, "node", "deleted"))


CORAL = Shape(
    items=("data.story.comments.edges", "data.stream.comments.edges", "data.asset.comments.nodes"),
    marks=("node.createdAt", "node.body"), ident=("node.id",), parent=("node.parent.id",),
    author=("node.author.username",), published=("node.createdAt",), markup=("node.body",),
    answers=("node.replies.edges", "node.allChildComments.edges"), is_gone=_is_gone,
)  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`{"data": {"post": {"comments": {"edges": [{"node": {…, "replies": {"edges": […]}}}], "pageInfo": {…}}}}}`."""
    answer = HASHNODE.read(page, data)
    asked, onward = _PAGED.search(page.url), inner(data, "data", "post", "comments", "pageInfo")
    cursor = inner(onward, "endCursor") if inner(onward, "hasNextPage") else None
    if answer is None or not asked or not cursor:
        return answer
    return replace(answer, links=(_asking(asked[1], str(cursor)),))


_PAGED = re.compile(r"post%28id%3A\+%22([0-9a-f]{24})%22%29")


def _asking(ident: str, cursor: str | None = None) -> Link:
    after = f", after: {json.dumps(cursor)}" if cursor else ""
    address = with_post("https://gql.hashnode.com/", {"query": " ".join(_ASK.format(ident=ident, after=after).split())})
    return Link(url=address, kind="api", reason="Hashnode, next page" if cursor else "Hashnode")


def fetches(document: Document) -> list[Link]:
    """`<script id="__NEXT_DATA__">{"props": {"pageProps": {"post": {"id": "64a…"}, "publication": …}}}</script>`."""
    post = _state(document)
    ident = first(post, ("id", "_id"))
    if not isinstance(ident, str) or not _POST_ID.match(ident) or first(post, ("responseCount",)) == 0:
        return []
    return [replace(_asking(ident), about=document.page.url)]


def inline(document: Document) -> Answer | None:
    """The comments that the page's own state holds already."""
    return HASHNODE.read(document.page, {"post": post}) if (post := _state(document)) else None


def _state(document: Document) -> Any:
    for script in document.by_id.get("__NEXT_DATA__", []):
        text = script.text or ""
        if "hashnode" in text:
            try:
                return inner(json_text.loads(text), "props", "pageProps", "post")
            except (ValueError, RecursionError):
                return None
    return None
