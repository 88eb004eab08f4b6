"""What a blog's own lists say there is, beside what of it is known: the proof that a crawl is whole, or is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.dataset.to_readings import Seen, storable
from blogarchive.urls import stable_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from blogarchive.models import Claim

COUNTED = ("API", "feed")
"""Sources whose count of posts is believed. A sitemap counts whatever it likes: its addresses answer for themselves."""

# What is known of a blog's posts: those read, those that are still to be had or could not be, those a pipeline dropped,
# and those that were taken down.
_KNOWN = """
(SELECT count(*) FROM posts WHERE blog_id = blogs.id AND source = 'page') + (SELECT count(*) FROM urls
    WHERE blog_id = blogs.id AND kind = 'post' AND about IS NULL AND state IN ('queued', 'fetching', 'failed'))
+ (SELECT count(*) FROM item_changes WHERE blog_id = blogs.id AND dropped IS NOT NULL)
+ (SELECT count(*) FROM forgotten WHERE blog_id = blogs.id AND kind = 'post')
"""

# An API is held to the addresses that it names: a blog's posts page is no post, and yet one of its pages.
_NAMED = """
(SELECT count(*) FROM url_namings JOIN urls ON urls.id = url_id WHERE blog_id = blogs.id
    AND url_namings.named_by = {source})
"""

# A feed of posts and its further pages all state one number; APIs state one each for posts and for pages.
_CLAIMS = f"""
SELECT blogs.id, source, min(list), iif(count(DISTINCT what) > 1, 'posts', min(what)), sum(claimed),
    CASE WHEN what = 'comments' THEN (SELECT count(*) FROM comments JOIN posts ON posts.id = post_id
            WHERE posts.blog_id = blogs.id)
        WHEN source = 'sitemap' THEN {_NAMED.format(source="claims.source")}
        WHEN source = 'API' THEN max({_NAMED.format(source="claims.source")}, {_KNOWN})
        ELSE {_KNOWN} END
FROM claims JOIN blogs ON blogs.id = claims.blog_id WHERE blogs.id = ? OR ? IS NULL
GROUP BY blogs.id, source, what = 'comments', iif(source = 'feed', list, '') ORDER BY source, 3
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, and what stands against it."""

    source: str
    list: str
    what: str
    claimed: int
    found: int

    @property
    def short(self) -> int:
        """How many posts nobody has named, though they are counted."""
        return max(0, self.claimed - self.found) if self.source in COUNTED and self.what != "comments" else 0


def save_claims(db: sqlite3.Connection, claims: Iterable[Claim], seen: Seen) -> None:
    """Note what a list says; of several answers the last one counts, in whatever order they are saved."""
    for claim in claims:
        claim_id = stable_id("claim", str(seen.blog), claim.source, claim.list, claim.what)
        row = (claim_id, seen.blog, claim.source, storable(claim.list), claim.what, claim.count, seen.date)
        db.execute(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " claimed = excluded.claimed, seen = excluded.seen, capture_id = excluded.capture_id"
            " WHERE excluded.seen >= claims.seen",
            (*row, seen.capture or None),
        )


def claims_of(db: sqlite3.Connection, blog: int) -> tuple[Claimed, ...]:
    """All that a blog's lists claim."""
    return tuple(Claimed(*row[1:]) for row in db.execute(_CLAIMS, (blog, blog)))


def short_blogs(db: sqlite3.Connection) -> list[int]:
    """The blogs of which a list counts more posts than are known."""
    rows = db.execute(_CLAIMS, (None, None)).fetchall()
    return sorted({row[0] for row in rows if Claimed(*row[1:]).short})
