"""What an archive holds and what it misses, blog by blog, as `blogarchive status` and the exit codes have it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.dataset.blog_runs import last_alarms
from blogarchive.dataset.claimed_counts import Claimed, claims_of
from blogarchive.errors import INCOMPLETE, INTERRUPTED, NothingArchived

if TYPE_CHECKING:
    from sqlite_utils import Database

NOT_YET = "not fetched yet"

MOST_NOTICES = 5
"""Things that happened to a blog that its status tells; the table `notices` has them all."""

_RUN = "began, ended, outcome, posts, comments, requests, bytes"

_BLOGS = """
SELECT id, url, title, platform,
    (SELECT count(*) FROM posts WHERE blog_id = blogs.id AND source = 'page') AS posts,
    (SELECT count(*) FROM urls WHERE blog_id = blogs.id AND kind = 'post' AND about IS NULL
        AND state IN ('queued', 'fetching', 'failed')) AS posts_open,
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

# What was promised and not had, or not wholly. A guess that misses, or a link in passing that leads nowhere, promised
# nothing;
# requisites are the page's, not the blog's: `status` counts them, the verdict does not hang on them.
_MISSING = """
SELECT url, kind, CASE WHEN state IN ('failed', 'done') THEN reason ELSE '{not_yet}' END FROM urls
WHERE blog_id = ? AND (state IN ({states}) OR state = 'done' AND reason LIKE 'read in part: %')
AND named_by != 'guess' AND (
    kind IN ('home', 'post', 'comment_page', 'feed', 'comment_feed', 'sitemap')
    OR kind = 'api' AND about IS NOT NULL AND coalesce(status, 0) != 404 -- 404: nobody has commented yet
    OR kind = 'candidate' AND named_by IN ('sitemap', 'feed'))
ORDER BY kind, url
"""


_UNSETTLED = "SELECT 1 FROM urls WHERE blog_id = ? AND state IN ('queued', 'fetching') AND kind != 'requisite' LIMIT 1"

_NAMERS = """
SELECT url_namings.named_by, count(*) FROM url_namings JOIN urls ON urls.id = url_id
WHERE blog_id = ? AND kind = 'post' AND about IS NULL AND state IN ('done', 'failed', 'queued', 'fetching')
GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """An address that belongs to a blog and could not be had."""

    url: str
    kind: str
    reason: str


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


def exit_code(db: Database, *, stopped: bool) -> int:
    """The code that the last run ends with (README, "Exit codes"); `stopped` says that it was in the midst of work."""
    if stopped:
        return INTERRUPTED
    (run,) = db.execute("SELECT max(id) FROM runs").fetchone()
    touched = [row[0] for row in db.execute("SELECT DISTINCT blog_id FROM urls WHERE run_id = ?", (run,))]
    marks = ", ".join("?" * len(touched))
    read = f"SELECT count(*) FROM posts WHERE source = 'page' AND blog_id IN ({marks})"
    dropped = f"SELECT count(*) FROM item_changes WHERE dropped IS NOT NULL AND blog_id IN ({marks})"
    if not any(db.execute(posts, touched).fetchone()[0] for posts in (read, dropped)):
        return NothingArchived.exit_code
    (alarmed,) = db.execute("SELECT count(*) FROM blog_runs WHERE run_id = ? AND alarms != '[]'", (run,)).fetchone()
    # An address that the user gave and that never answered belongs to no blog yet.
    lost = [blog for blog in touched if blog is None or _missing(db, blog, ("failed",)) or _unnamed(db, blog)]
    return INCOMPLETE if lost or alarmed else 0


def lost(db: Database) -> dict[int, int]:
    """How many addresses of each blog that the last run touched could not be had."""
    touched = db.execute(
        "SELECT DISTINCT blog_id FROM urls WHERE run_id = (SELECT max(id) FROM runs) AND blog_id IS NOT NULL"
    ).fetchall()
    return {blog: len(_missing(db, blog, ("failed",))) for (blog,) in touched}


def _missing(
    db: Database, blog: int, states: tuple[str, ...] = ("failed", "queued", "fetching")
) -> tuple[Missing, ...]:
    rows = db.execute(_MISSING.format(not_yet=NOT_YET, states=", ".join("?" * len(states))), (blog, *states))
    return tuple(Missing(url, kind, reason or "") for url, kind, reason in rows)


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
    missing = _missing(db, row["id"]) + _unnamed(db, row["id"])
    return BlogStatus(
        url=row["url"], title=row["title"], platform=row["platform"], complete=not missing and row["posts"] > 0,
        posts=row["posts"], posts_known=row["posts"] + row["posts_open"], comments=row["comments"],
        comments_declared=row["declared"], missing=missing, last_run=row["last_run"], due=row["due"],
        requisites_missing=row["requisites_missing"], alarms=last_alarms(db, row["id"]),
        threads_short=row["threads_short"], claims=claims_of(db.conn, row["id"]),
        named_by=dict(db.execute(_NAMERS, (row["id"],)).fetchall()),
        notices=_notices(db, row["id"]),
    )  # fmt: skip


def _notices(db: Database, blog: int) -> tuple[Notice, ...]:
    sql = "SELECT seen, what, said FROM notices WHERE blog_id = ? ORDER BY seen DESC LIMIT ?"
    return tuple(Notice(*row) for row in db.execute(sql, (blog, MOST_NOTICES)))
