"""What lists, feeds and titles of a blog name, and what came of it: read, landed on what was read, or missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from blogarchive.dataset import forgotten, spellings, twins
from blogarchive.dataset.ledger import MOST_HOPS, MOVED
from blogarchive.dataset.thread_counts import CLOSED
from blogarchive.dataset.to_readings import address_id
from blogarchive.limits import PARTLY
from blogarchive.urls import canonical, shorter, stable_id

if TYPE_CHECKING:
    import sqlite3

NOT_YET = "not fetched yet"

CIRCLE = "redirects in a circle"
"""Beginning of the reason of an address whose redirects lead back to it."""

OF_POSTS = ("post", "candidate", "trap")
"""Kinds of address that are counted as posts: candidates that a list names, traps that a title leads to."""

OF_THREADS = ("comment_page", "api", "comment_feed")
"""Kinds of address that hold comments."""

# What a list names as one of the blog's pages; a link in passing may lead anywhere.
_LISTED = "('sitemap', 'feed', 'API', 'search index', 'asked for')"

# Left for a reason by which nothing is lost: it stands elsewhere, it is no part of the blog, or was to go.
_LEFT = ("outside the blog", "another site", "what lies beyond is known")
_LEFT_FOR = (twins.ANOTHER, forgotten.BECAUSE, "dead end: ")

# A guess that misses promised nothing. An API's 404 for a thread says that nobody has commented yet. Requisites are
# the page's, not the blog's: they are counted apart.
_PROMISED = f"""
SELECT id, url, kind, state, reason, address_id,
    coalesce((SELECT max(url_namings.named_by != 'redirect') FROM url_namings WHERE url_id = urls.id), hops = 0)
FROM urls WHERE blog_id = ? AND named_by != 'guess' AND (
    state IN ('failed', 'queued', 'fetching')
    OR state = 'skipped' AND (kind IN ('home', 'post', 'candidate', 'comment_page')
        OR kind = 'trap' AND reason LIKE 'never followed, though %')
    OR state = 'done' AND (reason LIKE '{MOVED}%' OR reason LIKE '{PARTLY}%'))
AND (kind IN ('home', 'post', 'comment_page', 'feed', 'comment_feed', 'sitemap', 'trap')
    OR kind = 'api' AND about IS NOT NULL AND coalesce(status, 0) != 404 AND NOT {CLOSED}
    OR kind = 'candidate' AND (named_by IN {_LISTED} OR EXISTS (
        SELECT 1 FROM url_namings WHERE url_id = urls.id AND url_namings.named_by IN {_LISTED})))
ORDER BY kind, url
"""

_ROW = "SELECT id, url, state, reason FROM urls WHERE id = ?"

# Another spelling of the same address that gave its page, or is still to be asked for in its place.
_SPELLED_SO = """
SELECT 1 FROM urls WHERE address_id = ? AND id != ? AND (
    state = 'done' AND coalesce(status, 200) < 300 AND coalesce(reason, '') NOT LIKE ? || '%'
    OR state IN ('queued', 'fetching')) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """An address that belongs to a blog and could not be had, or was not asked for yet."""

    url: str
    kind: str
    reason: str

    @property
    def waits(self) -> bool:
        """Whether it was not asked for yet: the next run goes on there."""
        return self.reason == NOT_YET


class _Row(NamedTuple):
    id: int
    url: str
    kind: str
    state: str
    reason: str | None
    address_id: int | None
    is_named: bool
    """Whether anything but a redirect names it."""


class _End(NamedTuple):
    """Where redirects lead to at last."""

    id: int | None
    url: str
    why: str | None
    """Why that is nothing that was read; none where it was."""


def missing(db: sqlite3.Connection, blog: int) -> tuple[Missing, ...]:
    """Every address of a blog that was promised and is neither read nor another address of what was read."""
    rows = [_Row(*row) for row in db.execute(_PROMISED, (blog,)).fetchall()]
    moved = {row.id: end for row in rows if _moves(row) and (end := _end(db, row)).why is not None}
    # What is known by redirects alone is told by the addresses that lead there; what is named itself, by itself.
    led_to = {end.id for end in moved.values()}
    named = {row.id for row in rows if row.is_named}
    found: dict[object, Missing] = {}
    for row in rows:
        led = moved.get(row.id)
        if led is not None:
            why = led.why if led.id is None else f"{MOVED}{led.url}: {led.why}"
            told = led.id not in named and row.id in named
        else:
            why, told = _why(row.state, row.reason), row.id in named or row.id not in led_to
        if why is None or not told or _is_left(row) or _is_had(db, row):
            continue
        found.setdefault(row.address_id if row.kind in OF_POSTS else row.id, Missing(row.url, row.kind, why))
    return tuple(found.values())


def _moves(row: _Row) -> bool:
    return row.state == "done" and (row.reason or "").startswith(MOVED)


def _why(state: str, reason: str | None) -> str | None:
    if state in ("queued", "fetching"):
        return NOT_YET
    if state == "done":
        return reason if (reason or "").startswith(PARTLY) else None
    return reason or state if state in ("failed", "skipped") else None


def _is_left(row: _Row) -> bool:
    """Whether an address was left for a reason by which nothing is lost."""
    reason = row.reason or ""
    return row.state == "skipped" and (reason in _LEFT or reason.startswith(_LEFT_FOR))


def _is_had(db: sqlite3.Connection, row: _Row) -> bool:
    """Whether the same page came, or is still to come, under another spelling or a shorter form of the address."""
    if row.state not in ("failed", "skipped"):
        return False
    addresses = [row.address_id] if row.kind in (*spellings.KINDS, "trap") else []
    if row.kind == "trap":  # what catches it may be what another address of the post is without
        addresses += [address_id(url) for url, _ in shorter(row.url)]
    return any(db.execute(_SPELLED_SO, (address, row.id, MOVED)).fetchone() for address in addresses)


def _end(db: sqlite3.Connection, row: _Row) -> _End:
    seen, here = {row.id}, _End(row.id, row.url, None)
    reason = row.reason
    for _ in range(MOST_HOPS + 1):
        target = (reason or "").removeprefix(MOVED)
        found = db.execute(_ROW, (stable_id(canonical(target)),)).fetchone()
        if found is None:
            return _End(None, target, f"redirects to {target}, which was not asked for")
        here, state, reason = _End(found[0], found[1], None), found[2], found[3]
        if here.id in seen:
            return _End(None, here.url, CIRCLE)
        seen.add(found[0])
        if state != "done" or not (reason or "").startswith(MOVED):
            why = _why(state, reason)
            return here._replace(why=None if why and (reason or "").startswith(_LEFT_FOR) else why)
    return _End(None, here.url, f"redirects more than {MOST_HOPS} times, at last to {here.url}")
