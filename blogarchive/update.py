"""Which posts of an archive are due for another look: what the dataset knows of each, put to the decider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive.revisit import Decision, Known, Schedule, decide

if TYPE_CHECKING:
    from sqlite_utils import Database

# A comment that only a feed shows counts as news once: until the post was looked at after the feed showed it.
_POSTS = """
SELECT urls.id, urls.blog_id, urls.fetched, urls.updated, posts.url, coalesce(posts.published_utc, posts.published),
    (SELECT max(published_utc) FROM comments WHERE post_id = posts.id),
    EXISTS (SELECT 1 FROM comments WHERE post_id = posts.id AND NOT in_page AND first_seen > urls.fetched)
FROM urls JOIN captures ON captures.id = urls.capture_id JOIN posts ON posts.id = captures.address_id
WHERE urls.kind IN ('post', 'home') AND urls.about IS NULL AND urls.state = 'done' AND urls.status = 200
    AND posts.source = 'page' AND (:blog IS NULL OR urls.blog_id = :blog)
"""

_OF_POST = "SELECT id FROM urls WHERE about = ? AND state = 'done' AND kind IN ({kinds})"

MOST_CLAIMS = 0.5
"""Share of a blog's posts that may be said to have changed at once; beyond it the saying is not believed."""

FEW = 20
"""… unless there are no more posts than that."""


def due(db: Database, now: datetime, schedule: Schedule, *, blog: int | None = None) -> list[tuple[int, str]]:
    """Ids of the ledger's addresses that are due, each with the reason; further pages of a post come with it."""
    found: list[tuple[int, str]] = []
    for url_id, permalink, decision, whole in _decisions(db, schedule, blog):
        if decision.at <= now:
            found.append((url_id, decision.reason))
            kinds = "'api', 'comment_page', 'post'" if whole else "'api'"
            found += [(row[0], decision.reason) for row in db.execute(_OF_POST.format(kinds=kinds), (permalink,))]
    return found


def _decisions(db: Database, schedule: Schedule, blog: int | None) -> Iterable[tuple[int, str, Decision, bool]]:
    rows = db.execute(_POSTS, {"blog": blog}).fetchall()
    believed = _believed(rows)
    for url_id, blog_id, fetched, updated, permalink, published, commented, in_feed in rows:
        looked = _moment(fetched) or datetime.min.replace(tzinfo=UTC)
        active = max(filter(None, (_moment(published), _moment(commented))), default=None)
        claimed = _moment(updated) if blog_id in believed else None
        decision = decide(Known(fetched=looked, active=active, claimed=claimed), schedule)
        if in_feed:
            decision = Decision(at=looked, reason="a feed shows a comment that the page did not")
        yield url_id, permalink, decision, decision.at - looked >= schedule.longest or decision.at == looked


def _believed(rows: list[tuple[object, ...]]) -> set[object]:
    """Blogs whose sitemap does not say of most posts at once that they have changed (some say so every day)."""
    claims: dict[object, list[bool]] = {}
    for _, blog_id, fetched, updated, *_ in rows:
        changed, looked = _moment(updated), _moment(fetched)
        claims.setdefault(blog_id, []).append(bool(changed and looked and changed > looked))
    return {blog for blog, said in claims.items() if sum(said) <= max(FEW, MOST_CLAIMS * len(said))}


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
