"""Micro.blog: the conversation about a post, as a JSON Feed of answers.

The shape is that of JSON Feed 1.1 (jsonfeed.org); that it holds answers stands only in the address that was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from blogarchive.extraction.comment_systems.answer import Answer, asked
from blogarchive.extraction.comment_systems.shapes import Shape
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

SHAPE = Shape(
    items=("items",), marks=("id", "content_html"), empty=("version",),
    author=("author.name", "author._microblog.username"),
    author_url=("author.url",), published=("date_published",), markup=("content_html",), url=("url",),
)  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`https://micro.blog/conversation.js?url=https://ann.example/2020/bread&format=jsonfeed`."""
    if "/conversation.js?" not in page.url:
        return None
    answer = SHAPE.read(page, data)
    return answer and Answer(comments=answer.comments, about=asked(page, "url"))


def fetches(document: Document) -> list[Link]:
    """`<link rel="micropub" href="https://micro.blog/micropub">`: the blog is hosted there."""
    if "//micro.blog/" not in (document.link("micropub") or ""):
        return []
    address = f"https://micro.blog/conversation.js?url={quote(document.page.url, safe='')}&format=jsonfeed"
    return [Link(url=address, kind="api", reason="Micro.blog", about=document.page.url)]
