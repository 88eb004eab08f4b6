"""Habr: the comments of an article as its own pages ask for them, a map by their numbers.

The names are those of clients that type the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Json, inner
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_ARTICLE = re.compile(r"^https?://habr\.com/(?:(ru|en)/)?(?:[\w-]+/)*?(?:articles|post|blog|news)/(?:[\w-]+/)*?(\d+)/")

_ASKED = re.compile(r"^https?://habr\.com/kek/v2/articles/(\d+)/comments/(?:\?(?:.*&)?hl=(ru|en))?")


def _is_gone(item: Json) -> bool:
    """Of who is banned nothing is left but a line that says so."""
    return bool(item.get("isSuspended")) or inner(item, "author") is None


def _article(page: Page, _: Any) -> str | None:
    """`https://habr.com/kek/v2/articles/123/comments/` -> `https://habr.com/ru/articles/123/`."""
    match = _ASKED.match(page.url)
    return f"https://habr.com/{match[2] or 'ru'}/articles/{match[1]}/" if match else None


SHAPE = Shape(
    items=("comments",), marks=("parentId", "timePublished", "message"), empty=("lastCommentTimestamp",),
    parent=("parentId",), author=("author.alias",), author_url=("author.alias",), profile="https://habr.com/ru/users/",
    published=("timePublished",), markup=("message",), is_gone=_is_gone, about=_article,
)  # fmt: skip


def fetches(document: Document) -> list[Link]:
    """`https://habr.com/ru/articles/123/` -> `https://habr.com/kek/v2/articles/123/comments/`."""
    article = _ARTICLE.match(document.page.url)
    if article is None:
        return []
    language = article[1] or "ru"
    address = f"https://habr.com/kek/v2/articles/{article[2]}/comments/?fl={language}&hl={language}"
    return [Link(url=address, kind="api", reason="Habr", about=document.page.url)]
