"""The dataset's posts as the models they were saved from, for whatever is made of them next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from blogarchive.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

_POSTS = """
SELECT posts.*, authors.url AS author_url FROM posts JOIN blogs ON blogs.id = posts.blog_id
LEFT JOIN authors ON authors.id = posts.author_id
WHERE :blog IS NULL OR posts.blog_id = :blog
ORDER BY blogs.url, posts.published, posts.url
"""
_COMMENTS = """
SELECT comments.*, authors.url AS author_url FROM comments LEFT JOIN authors ON authors.id = comments.author_id
WHERE post_id = :post AND (:feeds OR in_page) AND (:gone OR gone_since IS NULL) ORDER BY path
"""
_POST_FIELDS = (
    "url", "kind", "platform", "title", "author", "author_url", "published", "published_text", "updated", "language",
    "body_html", "body_text", "comments_declared", "source",
)  # fmt: skip
_COMMENT_FIELDS = (
    "depth", "position", "kind", "author", "author_url", "published", "published_text", "url", "body_html",
    "body_text", "page", "source",
)  # fmt: skip


def posts(db: Database, *, blog: int | None = None, feeds: bool = False, gone: bool = False) -> Iterator[Post]:
    """Every post with its thread as they stand, blog after blog, oldest first; one post is in memory at a time.

    With `feeds`, comments that stand in no page but only in feeds are there too; with `gone`, those that the
    site has taken down.
    """
    for row in _rows(db, _POSTS, {"blog": blog}):
        wanted = {"post": row["id"], "feeds": feeds, "gone": gone}
        thread = tuple(_comment(comment) for comment in _rows(db, _COMMENTS, wanted))
        yield Post(
            **{name: row[name] for name in _POST_FIELDS},
            categories=tuple(json.loads(row["categories"])),
            tags=tuple(json.loads(row["tags"])),
            comments=thread,
        )


def _comment(row: dict[str, Any]) -> Comment:
    parent = row["parent_ref"] if row["depth"] else None
    return Comment(id=row["comment_id"], parent=parent, **{name: row[name] for name in _COMMENT_FIELDS})


def _rows(db: Database, sql: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
