"""Which addresses of a blog are due for another look: what the dataset knows of each, put to the decider."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from blogarchive.dataset import source_notes
from blogarchive.discovery.lists import is_since
from blogarchive.discovery.since import since
from blogarchive.schedule.revisit import (
    OF_COMMENTS,
    SPEAKS,
    Claim,
    Known,
    Schedule,
    Source,
    Trust,
    decide,
    decide_failed,
    decide_source,
    is_news,
    moment,
    most_followed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from blogarchive.models import Link

_Post = tuple[int, str, Known]
"""Id of its address in the ledger, its permalink, and what is known of it."""

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """An address of the ledger that is due."""

    url_id: int
    reason: str
    anew: bool = False
    by: str | None = None
    """The source on whose word it is looked at, for its trust."""


# A comment that only a feed shows counts as news once: until the post was looked at after the feed showed it.
_POSTS = """
SELECT urls.id, urls.fetched, posts.url, coalesce(posts.published_utc, posts.published),
    (SELECT max(coalesce(published_utc, published)) FROM comments WHERE post_id = posts.id),
    (SELECT max(published_utc) FROM comments WHERE post_id = posts.id),
    EXISTS (SELECT 1 FROM comments WHERE post_id = posts.id AND NOT in_page AND first_seen > urls.fetched),
    EXISTS (SELECT 1 FROM post_readings AS other, post_readings AS earlier
        WHERE other.post_id = posts.id AND earlier.post_id = posts.id AND other.source = 'feed'
        AND earlier.source = 'feed' AND other.first_seen > urls.fetched AND earlier.first_seen < other.first_seen),
    EXISTS (SELECT 1 FROM url_namings WHERE url_id = urls.id AND named_by = 'sitemap' AND run_id < :read
        AND urls.run_id <= run_id)
FROM urls JOIN captures ON captures.id = urls.capture_id JOIN posts ON posts.id = captures.address_id
WHERE urls.blog_id = :blog AND urls.kind IN ('post', 'home') AND urls.about IS NULL AND urls.state = 'done'
    AND urls.status = 200 AND posts.source = 'page'
"""

_CLAIMS = """
SELECT url_id, url_namings.named_by, url_namings.updated, heeded FROM url_namings JOIN urls ON urls.id = url_id
WHERE blog_id = ? AND url_namings.updated IS NOT NULL AND url_namings.updated IS NOT heeded
"""

# The run before which a sitemap that no longer names a post has said so: each of them was read in it or later.
_SITEMAPS_READ = """
SELECT CASE WHEN min(state = 'done' AND status = 200) THEN min(run_id) END FROM urls
WHERE blog_id = ? AND kind = 'sitemap' AND state != 'skipped' AND (named_by != 'guess' OR status = 200)
    AND coalesce(status, 200) NOT BETWEEN 300 AND 399
"""

# A comment system answers 404 where nobody has commented yet: somebody may have by now.
_OF_POST = """
SELECT id FROM urls WHERE about = ? AND kind IN ({kinds}) AND (state = 'done' OR state = 'failed' AND status = 404)
"""

# Feeds, lists and sitemaps that told of posts before; the further pages of a feed or list tell only of old ones.
_SOURCES = """
SELECT urls.id, urls.url, urls.kind, urls.named_by, urls.fetched,
    (SELECT max(date) FROM captures WHERE captures.url = urls.url AND status = 200
        AND address_id = (SELECT address_id FROM captures AS last WHERE last.id = urls.capture_id)),
    index_says.updated, index_says.heeded
FROM urls LEFT JOIN url_namings AS index_says
    ON index_says.url_id = urls.id AND index_says.named_by = 'sitemap index' AND index_says.updated IS NOT NULL
WHERE urls.blog_id = ? AND urls.state = 'done' AND urls.status = 200 AND urls.about IS NULL AND (
    urls.kind IN ('robots', 'sitemap', 'feed', 'comment_feed') AND urls.named_by != 'next page of the feed'
    OR urls.kind IN ('api', 'listing') AND urls.named_by IN ('API', 'search index'))
"""

_LISTED = """
SELECT kind, max(fetched) FROM urls WHERE blog_id = ? AND about IS NULL AND state = 'done' AND status = 200
    AND kind IN ('api', 'feed', 'comment_feed') GROUP BY kind
"""

_FAILED = """
WITH good AS (SELECT url_id, max(run_id) AS run_id FROM fetches WHERE status = 200 GROUP BY url_id)
SELECT urls.id, urls.fetched, urls.kind, count(fetches.run_id) FROM urls
LEFT JOIN good ON good.url_id = urls.id
LEFT JOIN fetches ON fetches.url_id = urls.id AND fetches.run_id > coalesce(good.run_id, 0)
WHERE urls.blog_id = ? AND urls.state = 'failed' AND urls.kind != 'home'
    AND NOT (urls.kind = 'api' AND urls.about IS NOT NULL AND coalesce(urls.status, 0) = 404)
GROUP BY urls.id
"""


def sources(db: Database, blog: int, now: datetime, schedule: Schedule, *, which: str) -> Iterator[Look]:
    """The sources of one sort that are read again; one that has an address for what is new is not read itself."""
    for url_id, url, kind, named_by, fetched, whole, said, heeded in db.execute(_SOURCES, (blog,)).fetchall():
        if _sort(kind, named_by) != which or is_since(url) or (kind == "api" and since(url, now)):
            continue
        claim = Claim(by=named_by, said=said, heeded=heeded) if said else None
        source = Source(fetched=moment(fetched) or EVER, whole=moment(whole), claim=claim)
        decision = decide_source(source, schedule)
        if decision.at <= now:
            yield Look(url_id, f"{kind.replace('_', ' ')}: {decision.reason}", decision.anew)


def _sort(kind: str, named_by: str) -> str:
    """`sitemaps`, then `sitemaps of indexes`, then `lists`: a feed that moved on is judged by what those name."""
    if named_by == "sitemap index":
        return "sitemaps of indexes"
    return "sitemaps" if kind in ("robots", "sitemap") else "lists"


def lists_since(db: Database, blog: int, schedule: Schedule) -> list[Link]:
    """Addresses that list only what came since such lists were read last."""
    read = {kind: moment(fetched) for kind, fetched in db.execute(_LISTED, (blog,)).fetchall()}
    found: dict[Link, None] = {}
    for _, url, kind, *_ in db.execute(_SOURCES, (blog,)).fetchall():
        if (when := read.get(kind)) is not None and not is_since(url):
            found |= dict.fromkeys(since(url, when - schedule.overlap))
    return list(found)


def due(db: Database, blog: int, now: datetime, schedule: Schedule, *, hurry: bool = False) -> Iterator[Look]:
    """The posts that are due, each with the reason; further pages of a post, and what answers for it, come with it."""
    for url_id, permalink, known in _believed(db, blog, list(_known(db, blog))):
        decision = decide(known, schedule, hurry=hurry)
        if decision.at <= now:
            yield Look(url_id, decision.reason, decision.anew, decision.by)
            # What is new stands on one of the further pages; the others may say that they are unchanged.
            anew = decision.anew and decision.at > known.fetched
            kinds = "'api', 'comment_page', 'post'" if decision.whole else "'api'"
            for (further,) in db.execute(_OF_POST.format(kinds=kinds), (permalink,)).fetchall():
                yield Look(further, decision.reason, anew)


def failed(db: Database, blog: int, now: datetime, schedule: Schedule) -> Iterator[Look]:
    """What could not be had before, and is asked for again."""
    for url_id, fetched, kind, failures in db.execute(_FAILED, (blog,)).fetchall():
        decision = decide_failed(moment(fetched) or EVER, failures, schedule, requisite=kind == "requisite")
        if decision.at <= now:
            yield Look(url_id, decision.reason)


def _believed(db: Database, blog: int, posts: list[_Post]) -> list[_Post]:
    """The posts without what their sources say beyond what these are believed."""
    told: dict[str, list[_Post]] = defaultdict(list)
    for post in posts:
        for by in _claimants(post[2]):
            told[by].append(post)
    heard = set()
    for by, claimed in told.items():
        most = most_followed(trust_of(db, blog, by), len(claimed), len(posts))
        # What was not looked at for the longest comes first, so that a sample goes round.
        heard |= {(by, post[0]) for post in sorted(claimed, key=lambda post: post[2].fetched)[:most]}
    return [(url_id, permalink, _without(known, url_id, heard)) for url_id, permalink, known in posts]


def _claimants(known: Known) -> set[str]:
    """Who says of a post that it is news, without showing it."""
    found = {claim.by for claim in known.claims if claim.by not in OF_COMMENTS and is_news(claim, known)}
    return found | ({"sitemap"} if known.forgotten else set())


def _without(known: Known, url_id: int, heard: set[tuple[str, int]]) -> Known:
    claims = tuple(claim for claim in known.claims if claim.by in OF_COMMENTS or (claim.by, url_id) in heard)
    return replace(known, claims=claims, forgotten=known.forgotten and ("sitemap", url_id) in heard)


def trust_of(db: Database, blog: int, source: str) -> Trust:
    """How often a blog's source was right."""
    return Trust(*source_notes.trust(db.conn, blog, source))


def _known(db: Database, blog: int) -> Iterator[_Post]:
    claims: dict[int, list[Claim]] = defaultdict(list)
    for url_id, by, said, heeded in db.execute(_CLAIMS, (blog,)):
        if by in SPEAKS:
            claims[url_id].append(Claim(by=by, said=said, heeded=heeded))
    (read,) = db.execute(_SITEMAPS_READ, (blog,)).fetchone()
    rows = db.execute(_POSTS, {"blog": blog, "read": cast("int | None", read)}).fetchall()
    for url_id, fetched, permalink, published, commented, newest, in_feed, other_text, forgotten in rows:
        yield (
            url_id,
            permalink,
            Known(
                fetched=moment(fetched) or EVER,
                active=max(filter(None, (moment(published), moment(commented))), default=None),
                newest=moment(newest),
                claims=tuple(claims.get(url_id, ())),
                forgotten=bool(forgotten),
                shows_other=_shows(in_feed, other_text),
            ),
        )


def _shows(comment: object, text: object) -> str | None:
    if comment:
        return "a feed shows a comment that the page did not"
    return "the feed shows another text than before" if text else None
