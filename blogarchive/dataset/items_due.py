"""Which posts are still to be given to pipelines and feeds, and which of them are whole: nothing of them is awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from blogarchive.dataset.to_readings import address_id
from blogarchive.urls import canonical, stable_id

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.models import Admission

AT_ONCE = 100
"""Posts taken up at a time once a run has nothing left to fetch."""

_OPEN = "SELECT 1 FROM urls WHERE {} = ? AND state IN ('queued', 'fetching') AND id != ? LIMIT 1"
_OWN, _ABOUT = _OPEN.format("address_id"), _OPEN.format("about")

# What a feed tells of a post is merged into it. Feeds come before posts, but for those that are tried again later,
# and the further pages that are kept in reserve where no sitemap lists the posts (`Ledger.release`).
_FEEDS_OPEN = """
SELECT 1 FROM urls WHERE blog_id = ? AND kind IN ('feed', 'comment_feed') AND state IN ('queued', 'fetching')
AND id != ? LIMIT 1
"""
_FEEDS_HELD = """
SELECT 1 FROM urls WHERE blog_id = :blog AND kind = 'feed' AND state = 'held' AND NOT EXISTS (
    SELECT 1 FROM urls AS known JOIN url_namings ON url_namings.url_id = known.id WHERE known.blog_id = :blog
    AND known.kind = 'post' AND known.state IN ('queued', 'fetching', 'done') AND url_namings.named_by = 'sitemap')
LIMIT 1
"""
_TOLD = """
SELECT 1 FROM posts WHERE id = :post AND source = 'feed'
UNION ALL SELECT 1 FROM post_readings WHERE post_id = :post AND source = 'feed' LIMIT 1
"""


class ItemsDue:
    """The table `items_due`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, posts: Iterable[int]) -> None:
        """These have changed; what has been dropped meanwhile is not noted."""
        insert = "INSERT INTO items_due SELECT id FROM posts WHERE id = ? ON CONFLICT DO NOTHING"
        self._db.executemany(insert, [(post,) for post in posts])

    def done(self, posts: Iterable[int]) -> None:
        """These were given out as they stand."""
        self._db.executemany("DELETE FROM items_due WHERE post_id = ?", [(post,) for post in posts])

    def among(self, posts: Iterable[int]) -> set[int]:
        """Which of these are due."""
        found = (self._db.execute("SELECT post_id FROM items_due WHERE post_id = ?", (post,)) for post in posts)
        return {row[0] for cursor in found for row in cursor}

    def rest(self) -> list[int]:
        """Some of those that are due, oldest first; none of blogs that this run leaves alone."""
        found = self._db.execute(
            "SELECT post_id FROM items_due JOIN posts ON posts.id = post_id"
            " WHERE blog_id NOT IN (SELECT blog_id FROM temp.left_out) ORDER BY published, url LIMIT ?",
            (AT_ONCE,),
        )
        return [post for (post,) in found]

    def whole(
        self, url_id: int, blog: int | None, posts: Mapping[int, str], admissions: Iterable[Admission] = ()
    ) -> list[int]:
        """Which posts are whole once the address `url_id` is through: those it is about, and `posts`, permalinks by id.

        `admissions` are what its page names, where that is not in the ledger yet: where one may be fetched
        that belongs to a post, the post is not whole.
        """
        own, about = self._db.execute("SELECT address_id, about FROM urls WHERE id = ?", (url_id,)).fetchone()
        candidates = {**posts}
        for post in (own, address_id(about) if about else None):
            if post is not None and post not in candidates:
                candidates.update(self._db.execute("SELECT id, url FROM posts WHERE id = ?", (post,)).fetchall())
        if not candidates or self._db.execute(_FEEDS_OPEN, (blog, url_id)).fetchone():
            return []
        awaited = self._awaited(admissions, candidates)
        if self._db.execute(_FEEDS_HELD, {"blog": blog}).fetchone():
            awaited.update(post for post in candidates if self._db.execute(_TOLD, {"post": post}).fetchone() is None)
        return [
            post
            for post, url in candidates.items()
            if post not in awaited
            and self._db.execute(_OWN, (post, url_id)).fetchone() is None
            and self._db.execute(_ABOUT, (url, url_id)).fetchone() is None
        ]

    def _awaited(self, admissions: Iterable[Admission], candidates: Mapping[int, str]) -> set[int]:
        """Those of the posts to which addresses belong that may be fetched now."""
        by_url = {url: post for post, url in candidates.items()}
        awaited: set[int] = set()
        for admission in admissions:
            link = admission.link
            if admission.state != "queued" or link.kind == "requisite":
                continue
            post = by_url.get(link.about) if link.about else address_id(link.url)
            if post is not None and post in candidates and self._may_be_fetched(link.url):
                awaited.add(post)
        return awaited

    def _may_be_fetched(self, url: str) -> bool:
        found = self._db.execute("SELECT state FROM urls WHERE id = ?", (stable_id(canonical(url)),)).fetchone()
        return found is None or found[0] not in ("done", "failed")
