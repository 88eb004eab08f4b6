"""Discourse: a forum's topic below a post, as the JSON of the topic or as the page that the forum embeds.

The embedded page is read as the forum's template `embed/comments` prints it; `fragments.py` holds its classes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, number, objects, words
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

AT_ONCE = 20
"""Posts that one answer to `posts.json` holds."""

# DiscourseEmbed = { discourseUrl: 'https://forum.example/', topicId: 12 }
_FORUM = re.compile(r"\bdiscourseUrl['\"]?\s*[:=]\s*['\"]((?:https?:)?//[^'\"]+)")
_TOPIC = re.compile(r"\btopicId['\"]?\s*[:=]\s*['\"]?(\d+)")
_EMBEDDED = re.compile(r"\bdiscourseEmbedUrl['\"]?\s*[:=]\s*['\"](https?://[^'\"]+)")
_OF_TOPIC = re.compile(r"^(https?://.*/t/)(?:[^/]+/)?(\d+)")


def _is_hidden(item: Json) -> bool:
    """The first post is an excerpt of what it stands below; small actions ("closed this topic") are no posts."""
    return item.get("post_number") == 1 or item.get("post_type", 1) not in (1, 2)


def _is_gone(item: Json) -> bool:
    return bool(item.get("deleted_at") or item.get("user_deleted"))


SHAPE = Shape(
    items=("post_stream.posts",), marks=("post_number", "cooked", "username"), ident=("post_number",),
    parent=("reply_to_post_number",), author=("name", "display_username", "username"), author_url=("username",),
    profile="{site}/u/", published=("created_at",), markup=("cooked",), is_hidden=_is_hidden, is_gone=_is_gone,
)  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`{"post_stream": {"posts": […20], "stream": [all ids]}, "id": 12, "title": "…"}`; answers name a post's place.

    A post's place in its topic is its id: the embedded page tells no other, and all answers say it alike.
    """
    answer = SHAPE.read(page, data)
    topic = _OF_TOPIC.match(page.url)
    if answer is None:
        return None
    comments = tuple(
        replace(
            comment,
            parent=None if comment.parent == "1" else comment.parent,
            url=f"{topic[1]}{topic[2]}/{comment.id}" if topic else None,
        )
        for comment in answer.comments
    )
    count = number(inner(data, "posts_count"))
    return Answer(
        comments=comments,
        title=words(inner(data, "title")),
        declared=max(count - 1, 0) if count else None,
        links=_left_out(topic, data) if topic else (),
    )


def _left_out(topic: re.Match[str], data: Any) -> tuple[Link, ...]:
    """The posts that the topic lists and the answer does not hold, as many at a time as the forum gives."""
    held = {post.get("id") for post in objects(inner(data, "post_stream", "posts"))}
    stream = inner(data, "post_stream", "stream")
    listed = stream if isinstance(stream, list) else []
    wanted = [ident for ident in listed if isinstance(ident, int) and ident not in held]
    return tuple(
        Link(
            url=f"{topic[1]}{topic[2]}/posts.json?"
            + urlencode([("post_ids[]", ident) for ident in wanted[start : start + AT_ONCE]]),
            kind="api",
            reason="Discourse, more posts",
        )
        for start in range(0, len(wanted), AT_ONCE)
    )


def fetches(document: Document) -> list[Link]:
    """`DiscourseEmbed = {discourseUrl: "https://forum.example/", topicId: 12}`, or `discourseEmbedUrl`."""
    found = _FORUM.search(document.scripts) if "iscourseUrl" in document.scripts else None
    if found is None:
        return []
    forum = (document.address(found[1]) or found[1]).rstrip("/")
    topic, stated = _TOPIC.search(document.scripts), _EMBEDDED.search(document.scripts)
    url = stated[1] if stated else document.link("canonical") or document.page.url
    address = f"{forum}/t/{topic[1]}.json" if topic else f"{forum}/embed/comments?embed_url={quote(url, safe='')}"
    return [Link(url=address, kind="api", reason="Discourse", about=document.page.url)]
