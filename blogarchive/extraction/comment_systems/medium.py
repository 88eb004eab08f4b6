"""Medium: the responses to a story, which are stories themselves, as its GraphQL gives them.

The shape is that of `PagedThreadedPostResponsesQuery` as several clients ask for it. Nothing asks for it here: its
server turns away whoever is no browser.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects
from blogarchive.extraction.comment_systems.shapes import first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.models import Comment, Page

_TAGS = {"P": "p", "H2": "h2", "H3": "h3", "H4": "h4", "PRE": "pre", "BQ": "blockquote", "PQ": "blockquote",
         "ULI": "li", "OLI": "li"}  # fmt: skip


def read(page: Page, data: Any) -> Answer | None:
    """`[{"data": {"post": {"threadedPostResponses": {"posts": [{"id", "creator", "content": {"bodyModel"}}]}}}}]`."""
    answers = objects(data if isinstance(data, list) else [data])
    posts = [post for answer in answers if isinstance(post := inner(answer, "data", "post"), dict)]
    if not posts or not all(isinstance(inner(post, "threadedPostResponses", "posts"), list) for post in posts):
        return None
    comments = (comment for post in posts for comment in _comments(page, post))
    return Answer(comments=tuple(comments), declared=number(inner(posts[0], "postResponses", "count")))


def _comments(page: Page, post: Json) -> Iterator[Comment]:
    waiting: list[tuple[Json, object]] = [(item, None) for item in reversed(_responses(post))]
    while waiting:
        item, above = waiting.pop()
        yield _comment(page, item, above)
        waiting.extend((answer, item.get("id")) for answer in reversed(_responses(item)))


def _responses(post: Json) -> list[Json]:
    return objects(inner(post, "threadedPostResponses", "posts"))


def _comment(page: Page, item: Json, above: object) -> Comment:
    user = inner(item, "creator", "username")
    paragraphs = objects(first(item, ("content.bodyModel.paragraphs", "extendedPreviewContent.bodyModel.paragraphs")))
    return made(
        page,
        ident=item.get("id"),
        parent=above,
        author=inner(item, "creator", "name"),
        author_url=f"https://medium.com/@{user}" if user else None,
        published=first(item, ("firstPublishedAt", "createdAt")),
        markup="".join(_paragraph(part) for part in paragraphs),
        url=first(item, ("mediumUrl",)),
    )


def _paragraph(part: Json) -> str:
    tag, text = _TAGS.get(str(part.get("type")), "p"), html.escape(str(part.get("text") or ""), quote=False)
    return f"<{tag}>{text}</{tag}>" if text else ""
