"""The dataset's posts as the models they were saved from, for whatever is made of them next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from blogarchive.dataset.captures import of_row
from blogarchive.dataset.images import OwnImages
from blogarchive.models import Comment, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database

    from blogarchive.models import Capture

_POSTS = """
SELECT posts.*, authors.url AS author_url FROM posts JOIN blogs ON blogs.id = posts.blog_id
LEFT JOIN authors ON authors.id = posts.author_id
WHERE :blog IS NULL OR posts.blog_id = :blog
ORDER BY blogs.url, posts.published, posts.url
"""
_POST = """
SELECT posts.*, authors.url AS author_url FROM posts LEFT JOIN authors ON authors.id = posts.author_id
WHERE posts.id = :post
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
    images = OwnImages(db.conn)
    for row in _rows(db, _POSTS, {"blog": blog}):
        yield _post(db, row, images, feeds=feeds, gone=gone)


def proven(db: Database, ids: Iterable[int]) -> Iterator[tuple[int, Post, Capture | None]]:
    """Posts by their row ids, each with its thread as `posts` has it and the capture that proves it."""
    images = OwnImages(db.conn)
    for post_id in ids:
        for row in _rows(db, _POST, {"post": post_id}):
            yield post_id, _post(db, row, images), of_row(db.conn, row["capture_id"])


def _post(db: Database, row: dict[str, Any], images: OwnImages, *, feeds: bool = False, gone: bool = False) -> Post:
    thread = _rows(db, _COMMENTS, {"post": row["id"], "feeds": feeds, "gone": gone})
    return Post(
        **{name: row[name] for name in _POST_FIELDS},
        image=images.of(row),
        categories=tuple(json.loads(row["categories"])),
        tags=tuple(json.loads(row["tags"])),
        comments=tuple(_comment(comment) for comment in thread),
    )


def _comment(row: dict[str, Any]) -> Comment:
    parent = row["parent_ref"] if row["depth"] else None
    return Comment(id=row["comment_id"], parent=parent, **{name: row[name] for name in _COMMENT_FIELDS})


def _rows(db: Database, sql: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
