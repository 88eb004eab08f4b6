"""Threads whose pages state another number of comments than stand there, and what explains it, where anything does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3

IN_RESERVE = "the thread stands on the post's page"
"""Reason of a platform's own list of a thread (`discovery/scope.py`), while nobody doubts that the page shows all."""

CLOSED = """(urls.kind = 'api' AND urls.state = 'failed' AND urls.named_by IN ('WordPress', 'Blogger')
    AND urls.status IN (401, 403, 404, 405, 410, 501))"""
"""Whether a platform's own list is shut, though the platform has one: the post's page says what there is."""

BROWSER = "only a browser may show the thread: --render"
"""Reason of a page that declares comments and shows none (`discovery/scope.py`), though others may show theirs."""

PROVES = "the page states more comments than it shows"
"""Why that list is asked for after all, and a page is looked at once more."""

LONG = 10
"""Comments from which on a thread that ends where another does may have been cut there."""

FEW = 10
"""A blog whose threads lack at most one in so many of the comments that its pages state is read as a rule."""

_NAMED = "SELECT 1 FROM urls WHERE about = posts.url AND blog_id = posts.blog_id AND kind IN ('api', 'comment_page')"

# Two looks are captures in two runs: what a page shows both times is what the blog has.
_DIFFERING = f"""
SELECT url, comments_declared, comments_found,
    (SELECT count(*) FROM comments WHERE post_id = posts.id AND in_page AND gone_since IS NULL AND kind != 'comment'),
    (SELECT count(*) FROM forgotten WHERE kind = 'comment' AND url = posts.url),
    (SELECT reason FROM urls WHERE about = posts.url AND blog_id = posts.blog_id AND (
        state IN ('failed', 'queued', 'fetching') AND NOT {CLOSED}
            AND (kind = 'comment_page' OR kind = 'api' AND coalesce(status, 0) != 404)
        OR state = 'held' AND kind = 'api' AND reason != :reserve
        OR state = 'skipped' AND kind = 'comment_page' AND reason NOT LIKE 'dead end: %'
            AND reason NOT LIKE 'another address of %') LIMIT 1),
    EXISTS ({_NAMED} AND kind = 'api' AND state = 'done' AND status = 200),
    EXISTS (SELECT 1 FROM captures AS first JOIN captures AS later ON later.address_id = first.address_id
        JOIN runs ON runs.began > substr(first.date, 1, 19) AND runs.began <= later.date
        WHERE first.address_id = posts.id AND first.status IN (200, 304) AND later.status IN (200, 304)
        AND later.date > first.date
        AND EXISTS (SELECT 1 FROM runs AS before WHERE before.id < runs.id AND before.began <= first.date)),
    id,
    EXISTS (SELECT 1 FROM item_changes WHERE post_id = posts.id AND (
        json_type(changes, '$.comments') IS NOT NULL OR json_type(changes, '$.comments_declared') IS NOT NULL))
FROM posts WHERE blog_id = :blog AND source = 'page' AND gone_since IS NULL AND comments_declared != comments_found
ORDER BY url
"""

_LONGEST = "SELECT max(comments_found) FROM posts WHERE blog_id = ? AND source = 'page'"

_LACKING = """
SELECT sum(max(0, comments_declared - comments_found)), sum(comments_declared) FROM posts
WHERE blog_id = ? AND source = 'page' AND gone_since IS NULL AND comments_declared > 0
"""


@dataclass(frozen=True, slots=True)
class Differing:
    """A post whose page states another number of comments than the archive has of it."""

    url: str
    declared: int
    found: int
    explained: bool
    """Whether nothing is missing for it."""
    reason: str
    post: int
    """Id of its row in `posts`."""


class _Row(NamedTuple):
    url: str
    declared: int
    found: int
    pings: int
    forgotten: int
    unread: str | None
    """Why a page or list of the thread is not read, where there is one."""
    answered: bool
    """Whether another list of the thread was read, too."""
    looked_twice: bool
    id: int
    edited: bool
    """Whether the user's own pipelines changed the thread or its number."""


def differing(db: sqlite3.Connection, blog: int) -> tuple[Differing, ...]:
    """Every post of a blog that states another number of comments than the archive has of it."""
    rows = [_Row(*row) for row in db.execute(_DIFFERING, {"blog": blog, "reserve": IN_RESERVE}).fetchall()]
    (longest,) = db.execute(_LONGEST, (blog,)).fetchone()
    ends = Counter(row.found for row in rows if row.declared > row.found)
    lacking, stated = db.execute(_LACKING, (blog,)).fetchone()
    is_read = FEW * (lacking or 0) <= (stated or 0)
    return tuple(
        _judged(row, is_cut=LONG <= row.found == longest and ends[row.found] > 1, is_read=is_read) for row in rows
    )


def _judged(row: _Row, *, is_cut: bool, is_read: bool) -> Differing:
    """`is_cut`: threads of this blog seem to end at this number; `is_read`: they are read, one taken with another."""
    said = f"the page states {row.declared:,}; {row.found:,} stand there"
    if row.edited:
        return _explained(row, f"{said}: the item pipelines made it so")
    if row.found > row.declared:
        pings = f": pingbacks and trackbacks ({row.pings:,}) are not counted"
        return _explained(row, said + (pings if row.found - row.pings == row.declared else ""))
    if row.forgotten >= row.declared - row.found:
        return _explained(row, f"{said}: {row.forgotten:,} forgotten on request")
    if row.unread not in (None, BROWSER):
        return _open(row, f"{said}: not all of the thread could be read ({row.unread})")
    if row.answered and row.found:
        return _explained(row, f"{said}; the list of its comments has no more")
    if is_cut:
        return _open(row, f"{said}, as on others: threads seem to end there, and nothing names how they go on")
    if is_read and row.declared - row.found <= max(1, row.found):
        return _explained(row, f"{said}: nothing names more, and the blog's threads are whole but for a few comments")
    if row.unread is not None:
        return _open(row, f"{said}: not all of the thread could be read ({row.unread})")
    if row.looked_twice:
        return _explained(row, f"{said}, in two runs: nothing names more")
    return _open(row, f"{said}: nothing names more; the next run looks once more")


def _explained(row: _Row, reason: str) -> Differing:
    return Differing(row.url, row.declared, row.found, explained=True, reason=reason, post=row.id)


def _open(row: _Row, reason: str) -> Differing:
    return Differing(row.url, row.declared, row.found, explained=False, reason=reason, post=row.id)
