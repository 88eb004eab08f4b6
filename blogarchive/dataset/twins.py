"""Addresses that differ from a known one by parameters alone: they wait until it is known what those say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from blogarchive.dataset.to_readings import address_id
from blogarchive.schedule.twins import Shown
from blogarchive.urls import canonical, parameters, shorter, stable_id, without

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from blogarchive.schedule.twins import Shows

WAITS = "waits for the address without ?"
"""Beginning of the reason of an address whose parameters may say nothing."""

ANOTHER = "another address of "
"""Beginning of the reason of an address that shows a post which is read under a shorter one."""

KINDS = ("post", "candidate")
"""Kinds of which one address is enough."""

TOLD = (*KINDS, "listing", "comment_page")
"""Kinds whose addresses are taken without what says nothing."""

_BASE = f"""
SELECT id, url, state FROM urls WHERE address_id = ? AND id != ? AND kind IN ('post', 'candidate')
    AND (state IN ('queued', 'fetching')
        OR state = 'done' AND coalesce(status, 200) < 300 AND coalesce(reason, '') NOT LIKE '{ANOTHER}%')
ORDER BY state = 'done' DESC LIMIT 1
"""


class Base(NamedTuple):
    """The shorter address of another."""

    url_id: int
    url: str
    state: str
    extra: frozenset[str]
    """Names of the parameters that the longer one has beside it."""


class Twins:
    """What is known of the parameters of each blog."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._shows: dict[tuple[int, frozenset[str]], Shows] = {}
        for blog, names, shows in db.execute("SELECT blog_id, parameters, shows FROM twins").fetchall():
            self._shows[blog, frozenset(json.loads(names))] = shows
        self._silent: dict[int, set[str]] = {}  # blog -> names that say nothing on it
        self._find_silent()
        self.any_wait = (
            db.execute("SELECT 1 FROM urls WHERE reason LIKE ? || '%' LIMIT 1", (WAITS,)).fetchone() is not None
        )

    def shows(self, blog: int, extra: frozenset[str]) -> Shows | None:
        """What an address shows that has these parameters beside a shorter one; none where nobody knows yet."""
        found = self._shows.get((blog, extra))
        return "same" if found is None and extra <= self._silent.get(blog, set()) else found

    def learn(self, blog: int, extra: frozenset[str], shows: Shows, example: str) -> None:
        """Keep what the addresses with these parameters show on a blog."""
        self._shows[blog, extra] = shows
        self._find_silent()
        self._db.execute(
            "INSERT INTO twins VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET shows = excluded.shows,"
            " example = excluded.example",
            (blog, json.dumps(sorted(extra)), shows, example),
        )

    def _find_silent(self) -> None:
        self._silent = {}
        for (blog, extra), shows in self._shows.items():
            if shows == "same":
                self._silent.setdefault(blog, set()).update(extra)

    def told(self, url: str, blog: int | None) -> str:
        """The address without what says nothing on its blog."""
        silent = self._silent.get(blog or 0)
        if not silent or "?" not in url or silent.isdisjoint(parameters(url)):
            return url
        return without(url, silent)

    def base(self, url: str) -> Base | None:
        """The address that may show the same post and is fetched, or will be."""
        own = stable_id(canonical(url))
        for address, extra in shorter(url) if "?" in url else ():
            found = self._db.execute(_BASE, (address_id(address), own)).fetchone()
            if found is not None:
                return Base(found[0], found[1], found[2], extra)
        return None

    def waits_for(self, url: str, blog: int | None) -> Base | None:
        """The base that an address is to wait for; none where such addresses show something of their own."""
        base = self.base(url)
        if base is None or self.shows(blog or 0, base.extra) in ("other", "more"):
            return None
        self.any_wait = True
        return base

    def waiting(self, kept: str) -> list[tuple[int, str, int]]:
        """Id, address and blog of each that waits; `kept` is a condition on `urls`."""
        if not self.any_wait:
            return []
        sql = f"SELECT id, url, blog_id FROM urls WHERE state = 'held' AND reason LIKE ? || '%' AND {kept}"
        return cast("list[tuple[int, str, int]]", self._db.execute(sql, (WAITS,)).fetchall())

    def queued_in_vain(self, blog: int) -> Iterator[tuple[int, str]]:
        """Of the addresses that a blog has in the queue those that show what a shorter one shows; and that one."""
        rows = self._db.execute(
            "SELECT id, url FROM urls WHERE blog_id = ? AND state = 'queued' AND url LIKE '%?%'"
            " AND kind IN ('post', 'candidate')",
            (blog,),
        ).fetchall()
        for url_id, url in rows:
            base = self.base(url)
            if base is not None and self.shows(blog, base.extra) == "same":
                yield url_id, base.url

    def read_as_post(self, url: str) -> Shown | None:
        """What the page of an address showed, where it is read as a post."""
        post = address_id(url)
        row = self._db.execute(
            "SELECT title, body_text, published FROM posts WHERE id = ? AND source = 'page'", (post,)
        ).fetchone()
        if row is None:
            return None
        comments = self._db.execute("SELECT comment_id FROM comments WHERE post_id = ?", (post,))
        return Shown(row[0], row[1], row[2], frozenset(comment for (comment,) in comments))

    def permalink(self, url: str) -> str:
        """The permalink of the post that an address shows."""
        row = self._db.execute("SELECT url FROM posts WHERE id = ?", (address_id(url),)).fetchone()
        return str(row[0]) if row else url

    def mark(self, url_id: int, permalink: str, *, more: bool) -> None:
        """Note that an address shows the post of another: a page of its thread, if it has comments of its own."""
        kind, about = ("comment_page", permalink) if more else ("candidate", None)
        self._db.execute(
            "UPDATE urls SET kind = ?, about = ?, reason = ? WHERE id = ?",
            (kind, about, f"{ANOTHER}{permalink}", url_id),
        )


def waits(extra: frozenset[str]) -> str:
    """The reason of an address that waits."""
    return f"{WAITS}{'&'.join(sorted(extra))}"
