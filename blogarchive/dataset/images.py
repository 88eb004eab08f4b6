"""Featured images that are a post's own: what many posts of a blog state as theirs is the blog's, for sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_FEW, _PART = 3, 4
"""An image is the blog's where so many posts or more state it, and more than one in so many of those with any."""

IS_SHARED = f"""
SELECT alike >= {_FEW} AND alike * {_PART} > stated FROM (
    SELECT (SELECT count(*) FROM posts WHERE blog_id = :blog AND image = :image) AS alike,
        (SELECT count(*) FROM posts WHERE blog_id = :blog AND image IS NOT NULL) AS stated
)
"""


class OwnImages:
    """The featured image of each post for its record; each address of a blog is looked up once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[tuple[int, str], bool] = {}

    def of(self, row: Mapping[str, Any]) -> str | None:
        """What a row of `posts` states, unless it is the blog's."""
        image = row["image"]
        if image is None:
            return None
        key = (row["blog_id"], image)
        if key not in self._known:
            self._known[key] = bool(self._db.execute(IS_SHARED, {"blog": key[0], "image": image}).fetchone()[0])
        return None if self._known[key] else image
