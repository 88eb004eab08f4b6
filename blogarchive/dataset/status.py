"""What an archive holds and what it misses, blog by blog, as `blogarchive status` and the exit codes have it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.dataset.blog_runs import last_alarms
from blogarchive.dataset.claimed_counts import Claimed, claims_of
from blogarchive.dataset.promised import Missing, missing
from blogarchive.dataset.thread_counts import Differing, differing
from blogarchive.dataset.verdict import Verdict, is_of_threads, of_images, of_posts, of_threads
from blogarchive.errors import INCOMPLETE, INTERRUPTED, NothingArchived

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_NOTICES = 5
"""Things that happened to a blog that its status tells; the table `notices` has them all."""

_RUN = "began, ended, outcome, posts, comments, requests, bytes"

_BLOGS = """
SELECT id, url, title, platform,
    (SELECT count(*) FROM posts WHERE blog_id = blogs.id AND source = 'page') AS posts,
    (SELECT count(*) FROM comments JOIN posts ON posts.id = comments.post_id WHERE blog_id = blogs.id) AS comments,
    (SELECT sum(comments_declared) FROM posts WHERE blog_id = blogs.id) AS declared,
    (SELECT max(began) FROM runs WHERE id IN (SELECT run_id FROM urls WHERE blog_id = blogs.id)) AS last_run,
    (SELECT count(*) FROM urls WHERE blog_id = blogs.id AND state IN ('queued', 'fetching')) AS due,
    (SELECT count(*) FROM urls WHERE blog_id = blogs.id AND kind = 'requisite' AND state = 'failed'
        AND named_by != 'guess') AS requisites_missing,
    (SELECT count(*) FROM posts WHERE blog_id = blogs.id AND source = 'page' AND comments_declared > comments_found)
        AS threads_short
FROM blogs ORDER BY url
"""

_UNSETTLED = "SELECT 1 FROM urls WHERE blog_id = ? AND state IN ('queued', 'fetching') AND kind != 'requisite' LIMIT 1"

_NAMERS = """
SELECT url_namings.named_by, count(*) FROM url_namings JOIN urls ON urls.id = url_id
WHERE blog_id = ? AND kind = 'post' AND about IS NULL AND state IN ('done', 'failed', 'queued', 'fetching')
GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a blog as a whole."""

    seen: str
    what: str
    said: str


@dataclass(frozen=True, slots=True)
class BlogStatus:
    """One blog of an archive; the fields of CONTRACT's `status --json`."""

    url: str
    title: str | None
    platform: str | None
    complete: bool
    """Whether all posts are read and their threads are whole; `verdict` has the reasons."""
    posts: int
    posts_known: int
    comments: int
    comments_declared: int | None
    missing: tuple[Missing, ...]
    last_run: str | None
    due: int
    requisites_missing: int
    alarms: tuple[str, ...]
    """What the blog's last run found less of than earlier ones."""
    threads_short: int
    """Posts that declare more comments than were found: hidden ones are counted on many blogs."""
    claims: tuple[Claimed, ...]
    """What the blog's own lists say there is, beside what is known of it."""
    named_by: dict[str, int]
    """How many posts each kind of list or link names."""
    notices: tuple[Notice, ...]
    """What happened to the blog as a whole, newest first."""
    verdict: Verdict
    """Whether the blog is complete, and why or why not: its posts, their threads, their images."""
    differing: tuple[Differing, ...]
    """Posts whose pages state another number of comments than stand there, and what explains it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of crawl or update."""

    began: str
    ended: str | None
    outcome: str | None
    posts: int
    comments: int
    requests: int
    bytes: int
    blogs: frozenset[int]


def blogs(db: Database, only: frozenset[int] | None = None) -> list[BlogStatus]:
    """Every blog of the archive, or those with these ids."""
    cursor = db.conn.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(_BLOGS).fetchall()
    return [_status(db, row) for row in rows if only is None or row["id"] in only]


def last_run(db: Database) -> Run | None:
    """The run that began last."""
    row = db.execute(f"SELECT id, {_RUN} FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    touched = db.execute("SELECT DISTINCT blog_id FROM urls WHERE run_id = ? AND blog_id IS NOT NULL", (row[0],))
    counts = dict(zip(_RUN.split(", "), row[1:], strict=True))
    return Run(**counts, blogs=frozenset(blog for (blog,) in touched))


def exit_code(db: Database, *, stopped: bool, limited: bool = False) -> int:
    """The code that the last run ends with (README, "Exit codes").

    `stopped` says that it was in the midst of work; `limited`, that it went as far as the user wanted: what it left in
    the queue for that is not missing.
    """
    if stopped:
        return INTERRUPTED
    (run,) = db.execute("SELECT max(id) FROM runs").fetchone()
    touched = [row[0] for row in db.execute("SELECT DISTINCT blog_id FROM urls WHERE run_id = ?", (run,))]
    marks = ", ".join("?" * len(touched))
    read = f"SELECT count(*) FROM posts WHERE source = 'page' AND blog_id IN ({marks})"
    dropped = f"SELECT count(*) FROM item_changes WHERE dropped IS NOT NULL AND blog_id IN ({marks})"
    if not any(db.execute(posts, touched).fetchone()[0] for posts in (read, dropped)):
        return NothingArchived.exit_code
    open_states = "'fetching'" if limited else "'fetching', 'queued'"
    left = (
        f"SELECT 1 FROM urls WHERE state IN ({open_states}) AND kind != 'requisite'"
        f" AND (blog_id IS NULL OR blog_id IN ({marks})) LIMIT 1"
    )
    if None in touched or db.execute(left, touched).fetchone():
        return INCOMPLETE  # an address that the user gave and that never answered belongs to no blog yet
    (alarmed,) = db.execute("SELECT count(*) FROM blog_runs WHERE run_id = ? AND alarms != '[]'", (run,)).fetchone()
    lost = any(not (limited and item.waits) for blog in touched for item in _missing(db, blog))
    return INCOMPLETE if lost or alarmed else 0


def lost(db: Database) -> dict[int, int]:
    """How much of each blog that the last run touched could not be had."""
    touched = db.execute(
        "SELECT DISTINCT blog_id FROM urls WHERE run_id = (SELECT max(id) FROM runs) AND blog_id IS NOT NULL"
    ).fetchall()
    return {blog: sum(not item.waits for item in _missing(db, blog)) for (blog,) in touched}


def _missing(db: Database, blog: int) -> tuple[Missing, ...]:
    """All that keeps a blog from being complete."""
    short = [Missing(one.url, "thread", one.reason) for one in differing(db.conn, blog) if not one.explained]
    return (*missing(db.conn, blog), *_unnamed(db, blog), *short)


def _unnamed(db: Database, blog: int) -> tuple[Missing, ...]:
    """Posts that a list counts and nobody names; told once nothing is left to be asked for."""
    if db.execute(_UNSETTLED, (blog,)).fetchone():
        return ()
    return tuple(
        Missing(claim.list, "list", f"counts {claim.claimed:,} {claim.what}, of which {claim.found:,} are known")
        for claim in claims_of(db.conn, blog)
        if claim.short
    )


def _status(db: Database, row: sqlite3.Row) -> BlogStatus:
    blog, posts = row["id"], row["posts"]
    found, counts = _missing(db, blog), differing(db.conn, blog)
    verdict = Verdict(
        posts=of_posts(posts, (item for item in found if not is_of_threads(item))),
        threads=of_threads(posts, [item for item in found if is_of_threads(item)], counts),
        images=of_images(db.conn, blog),
    )
    return BlogStatus(
        url=row["url"], title=row["title"], platform=row["platform"], complete=verdict.complete,
        posts=posts, posts_known=verdict.posts.known, comments=row["comments"],
        comments_declared=row["declared"], missing=found, last_run=row["last_run"], due=row["due"],
        requisites_missing=row["requisites_missing"], alarms=last_alarms(db, blog),
        threads_short=row["threads_short"], claims=claims_of(db.conn, blog),
        named_by=dict(db.execute(_NAMERS, (blog,)).fetchall()),
        notices=_notices(db, blog), verdict=verdict, differing=counts,
    )  # fmt: skip


def _notices(db: Database, blog: int) -> tuple[Notice, ...]:
    sql = "SELECT seen, what, said FROM notices WHERE blog_id = ? ORDER BY seen DESC LIMIT ?"
    return tuple(Notice(*row) for row in db.execute(sql, (blog, MOST_NOTICES)))
