"""Mastodon and Bluesky: answers to the post that announces a blog post, shown below it as its comments.

The shapes are those of Mastodon's Context and Status (docs.joinmastodon.org) and of Bluesky's
`app.bsky.feed.getPostThread`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Answer, Json
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

# https://social.example/api/v1/statuses/110605586119723795/context, written out in the script
_CONTEXT = re.compile(r"(https://[\w.:-]+/api/v1/statuses/\d+)/context")
# https://social.example/@ann/110605586119723795
_STATUS = re.compile(r"^(https?://[^/]+)/@[\w.@-]+/(\d{6,})$")
_TAGS = ("oom-comments", "mastodon-comments")
_NAMES_ADDRESS = ("data-responses-to-url", "data-mastodon-url", "data-toot-url")


def _is_private(item: Json) -> bool:
    return item.get("visibility") not in (None, "public", "unlisted")


MASTODON = Shape(
    items=("descendants",), marks=("in_reply_to_id", "account", "content", "created_at"), empty=("ancestors",),
    parent=("in_reply_to_id",), author=("account.display_name", "account.username", "account.acct"),
    author_url=("account.url",), published=("created_at",), markup=("content",), url=("url", "uri"),
    is_hidden=_is_private,
)  # fmt: skip

BLUESKY = Shape(
    items=("thread.replies",), marks=("post", "post.record.text", "post.author"), empty=("thread.post.record",),
    ident=("post.uri",), author=("post.author.displayName", "post.author.handle"), author_url=("post.author.handle",),
    profile="https://bsky.app/profile/", published=("post.record.createdAt",), text=("post.record.text",),
    answers=("replies",),
)  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`{"ancestors": […], "descendants": [{"id", "in_reply_to_id", "account", "content"}]}`.

    What answers the announcing post itself, or a post that is not shown, answers no comment.
    """
    answer = MASTODON.read(page, data)
    if answer is None:
        return None
    shown = {comment.id for comment in answer.comments}
    roots = (replace(c, parent=c.parent if c.parent in shown else None) for c in answer.comments)
    return replace(answer, comments=tuple(roots))


def fetches(document: Document) -> list[Link]:
    """The address in the script, `<oom-comments src="https://social.example/@ann/1234567">` and its like."""
    address = next((url for element in _boxes(document) if (url := _context(element))), None)
    if address is None and "/api/v1/statuses/" in document.scripts:
        stated = _CONTEXT.search(document.scripts)
        announced = _context(document.link("syndication") or "")
        address = f"{stated[1]}/context" if stated else announced
    return [Link(url=address, kind="api", reason="Mastodon", about=document.page.url)] if address else []


def _boxes(document: Document) -> list[str]:
    said = [element.get("src") or "" for tag in _TAGS for element in document.by_tag(tag)]
    said += [
        f"https://{host}/@{user}/{ident}"
        for element in document.by_tag("mastodon-comments")
        if (host := element.get("host")) and (user := element.get("user")) and (ident := element.get("tootid"))
    ]
    return said + [element.get(name) or "" for name in _NAMES_ADDRESS for element in document.by_attribute(name)]


def _context(address: str) -> str | None:
    match = _STATUS.match(address)
    return f"{match[1]}/api/v1/statuses/{match[2]}/context" if match else None
