"""The ledger of addresses, which is the crawl's frontier too: what to fetch next, what came of it, and why."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from sqlite_utils import Database

from blogarchive.dataset import forgotten, source_notes, spellings, thread_counts, twins
from blogarchive.dataset.claimed_counts import short_blogs
from blogarchive.dataset.queue_filter import ALL, Wanted
from blogarchive.dataset.to_readings import address_id
from blogarchive.limits import PARTLY
from blogarchive.models import Admission, Link, LinkKind, UrlState
from blogarchive.urls import canonical, host_of, stable_id

logger = logging.getLogger(__name__)

POSTS = ("home", "post", "candidate")
"""Kinds whose page may be a post."""

MEASURED = ("post", "candidate", "listing", "feed", "sitemap")
"""Kinds whose depth is kept the least by which they were met: limits of depth go by it."""

MOST_HOPS = 10
"""Redirects followed from one address to the next (Fetch standard: 20; no blog needs half of that)."""

LAST = 35
"""Priority of what was guessed and not there: all that is known to be there goes before it the next time."""

MOST_LOST = 3
"""How often an answer may be lost in an error of Scrapy's or a middleware's before its address has failed."""

LOST = "its answer was lost in an error of the program, again and again"

MOVED = "moved to "
"""What stands before the target in the reason of an address that redirects."""

# What belongs to a blog that this run leaves alone stays as it is.
_KEPT = "(urls.blog_id IS NULL OR urls.blog_id NOT IN (SELECT blog_id FROM temp.left_out))"

# What is forgotten on request is asked for by nobody's wish.
_ASKABLE = f"NOT (urls.state = 'skipped' AND urls.reason LIKE '{forgotten.BECAUSE}%')"

_INSERT = f"""
INSERT INTO urls (id, blog_id, url, host, kind, state, reason, priority, named_by, about, shape, updated, hops, depth,
                  first_seen, address_id)
VALUES (:id, :blog_id, :url, :host, :kind, :state, :reason, :priority, :named_by, :about, :shape, :updated, :hops,
        :depth, :first_seen, :address_id)
ON CONFLICT (id) DO UPDATE SET
    -- Somebody now gives a reason to fetch what was only kept in reserve.
    state = excluded.state, kind = excluded.kind, reason = excluded.reason, priority = excluded.priority,
    hops = excluded.hops, depth = min(urls.depth, excluded.depth), about = coalesce(urls.about, excluded.about),
    blog_id = coalesce(urls.blog_id, excluded.blog_id)
WHERE {_KEPT} AND {_ASKABLE} AND (excluded.state = 'done' AND urls.state = 'held'
    -- A listing that only a dead end named so far.
    OR excluded.state = 'held' AND urls.state = 'skipped' AND urls.reason LIKE 'dead end: %'
    -- A trap that the title of an entry leads to.
    OR excluded.reason LIKE 'never followed, though %' AND urls.state = 'skipped' AND urls.kind = 'trap'
    -- Where a list goes on, left by an update that knew what lies there.
    OR excluded.state IN ('held', 'queued') AND urls.state = 'skipped' AND urls.reason = 'what lies beyond is known'
    OR excluded.state = 'queued' AND (
    urls.state IN ('held', 'skipped')
    -- A chain of redirects that ends where it began: the address itself has the page now.
    OR urls.state = 'done' AND (urls.status BETWEEN 300 AND 399 OR urls.reason LIKE '{MOVED}%') AND excluded.hops > 0))
"""

_NEXT = """
SELECT urls.id, urls.url, urls.kind, urls.about, urls.tries, urls.host, blogs.url, urls.anew, urls.named_by
FROM urls LEFT JOIN blogs ON blogs.id = urls.blog_id
WHERE urls.state = 'queued' AND urls.host = ? AND urls.not_before <= ? AND {kept}{only}
ORDER BY {order}urls.priority, urls.first_seen LIMIT 1
"""


# What told of a blog's posts before tells of new ones; the further pages of a feed only of old ones.
_SOURCES = """
SELECT id FROM urls WHERE blog_id = (SELECT blog_id FROM urls WHERE id = ?) AND state = 'done' AND status = 200
AND (kind IN ('robots', 'sitemap', 'feed', 'comment_feed') AND named_by != 'next page of the feed'
    OR kind IN ('api', 'listing') AND named_by = 'API' AND about IS NULL)
"""

# An address that is asked for twice in one run has both reasons.
_FETCHED = """
INSERT INTO fetches (run_id, url_id, reason, status) SELECT ?, id, coalesce(reason, named_by), ? FROM urls WHERE id = ?
ON CONFLICT DO UPDATE SET reason = reason || '; ' || excluded.reason, status = excluded.status
"""


@dataclass(frozen=True, slots=True)
class Due:
    """An address that is to be fetched now."""

    id: int
    url: str
    kind: LinkKind
    about: str | None
    tries: int
    host: str
    home: str | None
    anew: bool = False
    """Whether to ask for the whole page, changed or not."""
    named_by: str = ""
    """Who named it first."""

    @property
    def may_be_post(self) -> bool:
        """Whether fetching it may give one more post, rather than more of one already fetched."""
        return self.kind in POSTS and self.about is None


class Ledger:
    """The table `urls` of an archive that this process holds for writing."""

    def __init__(self, db: Database) -> None:
        self.database = db
        self._db: sqlite3.Connection = db.conn
        self._met: dict[int, str] = {}  # id -> strongest state written in this run; spares most inserts
        self._queued: Counter[str] = Counter()  # host -> how many are queued
        self._given_up: dict[str, str] = {}  # host -> why nothing more is asked of it in this run
        self._updates = False
        self._run = 0
        self.twins = twins.Twins(self._db)
        self._register = forgotten.load(self._db)
        self._db.execute("CREATE TABLE IF NOT EXISTS temp.left_out (blog_id INTEGER PRIMARY KEY)")

    def begin(self, command: str, addresses: str, left_out: Iterable[str] = ()) -> int:
        """Start a run: what a dead run left in flight is queued again, and but for an update what failed before.

        Blogs `left_out`, by their addresses, keep what waits of them for a later run.
        """
        self._updates = command == "update"
        self._leave(left_out)
        again = ("fetching", "fetching") if self._updates else ("fetching", "failed")
        self._db.execute(
            "UPDATE urls SET state = 'queued', tries = 0, not_before = 0, hops = 0,"
            f" priority = iif(state = 'failed' AND named_by = 'guess', max(priority, {LAST}), priority)"
            f" WHERE state IN (?, ?) AND {_KEPT}",
            again,
        )
        self._queued = Counter(
            dict(self._db.execute(f"SELECT host, count(*) FROM urls WHERE state = 'queued' AND {_KEPT} GROUP BY host"))
        )
        run = self._db.execute(
            "INSERT INTO runs (began, command, addresses) VALUES (?, ?, ?)", (_now(), command, addresses)
        )
        self._run = cast(int, run.lastrowid)
        return self._run

    @property
    def run(self) -> tuple[int, str]:
        """Id and beginning of the run under way."""
        return self._run, str(self._db.execute("SELECT began FROM runs WHERE id = ?", (self._run,)).fetchone()[0])

    def _leave(self, blogs: Iterable[str]) -> None:
        self._db.execute("DELETE FROM temp.left_out")
        self._db.executemany(
            "INSERT INTO temp.left_out SELECT id FROM blogs WHERE url = ?", [(blog,) for blog in blogs]
        )

    def end(self, outcome: str, **counts: int | str) -> None:
        """Close the run's record with its counts (columns of `runs`)."""
        columns = ", ".join(f"{name} = :{name}" for name in counts)
        self._db.execute(
            f"UPDATE runs SET ended = :ended, outcome = :outcome{', ' if columns else ''}{columns} WHERE id = :run",
            {"ended": _now(), "outcome": outcome, "run": self._run, **counts},
        )

    def add(
        self, admissions: Iterable[Admission], blog: int | None, *, by: int | None = None, after: int | None = None
    ) -> None:
        """Note addresses; one that is queued, done or failed already stays as it is.

        `by` is the address whose page names them; `after` the one that redirects to them: a chain longer than
        `MOST_HOPS` is left.
        """
        now = _now()
        hops, named_by = (0, None) if after is None else self._before(after)
        under = self._depth(by if after is None else after)
        if hops > MOST_HOPS:
            return
        for admission in admissions:
            admission = self._told(admission, blog) if after is None else admission
            link = admission.link
            url_id = stable_id(canonical(link.url))
            if link.kind == "requisite" and (reason := self._given_up.get(host_of(link.url))):
                admission = replace(admission, state="skipped", because=reason)
            if (why := forgotten.about_to_link(self._register, link)) is not None:
                admission = replace(admission, state="skipped", because=why)
            known, twin = self._met.get(url_id), None
            if admission.state == "queued" != known and after is None and link.kind in spellings.KINDS:
                twin = spellings.standing(self._db, url_id, address_id(link.url))
            if twin is not None:
                admission = replace(admission, state="held", because=spellings.BECAUSE)
            elif after is None and (base := self._waits_for(admission, known, blog)) is not None:
                twin, admission = base.url_id, replace(admission, state="held", because=twins.waits(base.extra))
            queued, saved = admission.state == "queued" != known, (admission.state, known) == ("held", "skipped")
            depth = under + (by is not None and link.about is None and link.kind != "requisite")
            titled = link.is_titled and known == "skipped"
            if after is not None or known is None or queued or saved or titled:
                self._insert(url_id, admission, blog, hops, depth, now, named_by or link.reason)
            elif link.kind in MEASURED:
                self._db.execute("UPDATE urls SET depth = ? WHERE id = ? AND depth > ?", (depth, url_id, depth))
            for named in (url_id, twin) if admission.state != "skipped" else ():
                if named is not None:
                    source_notes.note(self._db, named, link, self._run)

    def _told(self, admission: Admission, blog: int | None) -> Admission:
        """The admission of an address without the parameters that say nothing on its blog."""
        link = admission.link
        if link.kind not in twins.TOLD or (url := self.twins.told(link.url, blog)) == link.url:
            return admission
        return replace(admission, link=replace(link, url=url))

    def _waits_for(self, admission: Admission, known: str | None, blog: int | None) -> twins.Base | None:
        """The shorter address that one may be another of: sought when it is met, and when somebody wants it fetched."""
        link, state = admission.link, admission.state
        if "?" not in link.url or link.kind not in twins.KINDS or state not in ("queued", "held"):
            return None
        is_news = known is None or (state == "queued" and known != "queued")
        return self.twins.waits_for(link.url, blog) if is_news else None

    def waiting(self) -> list[tuple[int, str, int]]:
        """Id, address and blog of each that waits until it is known what its parameters say."""
        return self.twins.waiting(_KEPT)

    def let_go(self, url_id: int) -> int:
        """Take an address that waited for what it is: a post is queued, another kept in reserve; how many queued."""
        kind = self.kind_of(url_id)
        if kind == "post":
            self.again(url_id, "has parameters of its own")
        else:
            self._db.execute("UPDATE urls SET reason = 'may be a post' WHERE id = ? AND state = 'held'", (url_id,))
        return int(kind == "post")

    def leave(self, url_id: int, reason: str) -> None:
        """Fetch an address of the queue or the reserve no more."""
        waited = self._db.execute(
            "UPDATE urls SET state = 'skipped', reason = ? WHERE id = ? AND state = 'queued' RETURNING host",
            (reason, url_id),
        ).fetchone()
        if waited:
            self._queued[waited[0]] -= 1
        self._db.execute(
            "UPDATE urls SET state = 'skipped', reason = ? WHERE id = ? AND state = 'held'", (reason, url_id)
        )

    def _insert(
        self, url_id: int, admission: Admission, blog: int | None, hops: int, depth: int, now: str, named_by: str
    ) -> None:
        link = admission.link
        host = host_of(link.url)
        changed = self._db.execute(
            _INSERT,
            {
                "id": url_id,
                "blog_id": blog,
                "url": link.url,
                "host": host,
                "kind": link.kind,
                "state": admission.state,
                "reason": admission.because,
                "priority": admission.priority,
                "named_by": named_by,
                "about": link.about,
                "shape": shape(link.url),
                "updated": link.updated,
                "hops": hops,
                "depth": depth,
                "first_seen": now,
                "address_id": address_id(link.url),
            },
        ).rowcount
        self._met[url_id] = admission.state
        if changed and admission.state == "queued":
            self._queued[host] += 1

    def seed(self, url: str) -> int:
        """Queue an address that the user named, even where it was fetched before, and with it what names its posts."""
        seeded = self.ask(Link(url=url, kind="home", reason="asked for"), 0, None)
        for (source,) in self._db.execute(_SOURCES, (seeded,)).fetchall():
            self.again(source)
        return seeded

    def ask(self, link: Link, priority: int, blog: int | None) -> int:
        """Queue an address, whether it is known or not; the link's reason is why."""
        self.add([Admission(link=link, state="queued", priority=priority, because=link.reason)], blog)
        return self.again(stable_id(canonical(link.url)), link.reason)

    def again(self, url_id: int, reason: str | None = None, *, anew: bool = False) -> int:
        """Queue an address once more, whatever became of it; `anew` asks for the whole page, changed or not."""
        row = self._db.execute(
            "UPDATE urls SET state = 'queued', reason = coalesce(?, reason), tries = 0, hops = 0, not_before = 0,"
            f" anew = ? WHERE id = ? AND state NOT IN ('queued', 'fetching') AND {_ASKABLE} AND {_KEPT} RETURNING host",
            (reason, int(anew), url_id),
        ).fetchone()
        if row:
            self._queued[row[0]] += 1
        return url_id

    def kind_of(self, url_id: int) -> str:
        """As what an address was asked for."""
        return cast(str, self._db.execute("SELECT kind FROM urls WHERE id = ?", (url_id,)).fetchone()[0])

    def is_promised(self, url_id: int) -> bool:
        """Whether anything says that an address is there: a guess that misses is no failure, nor no robots.txt."""
        kind, named_by = self._db.execute("SELECT kind, named_by FROM urls WHERE id = ?", (url_id,)).fetchone()
        return bool(kind != "robots" and named_by != "guess")

    def is_promised_post(self, url_id: int) -> bool:
        """Whether somebody named an address as that of a post, rather than in passing."""
        kind, named_by = self._db.execute("SELECT kind, named_by FROM urls WHERE id = ?", (url_id,)).fetchone()
        return bool(kind == "post" or (kind == "candidate" and named_by in ("sitemap", "feed")))

    def is_no_post(self, url_id: int) -> bool:
        """Whether an address was read, and is the front page, a listing, or nothing that is read as a page."""
        found = self._db.execute(
            "SELECT 1 FROM urls WHERE id = ? AND state = 'done' AND status = 200"
            " AND kind IN ('home', 'listing', 'feed', 'comment_feed', 'robots', 'sitemap', 'requisite')"
            " AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = urls.address_id AND posts.source = 'page')",
            (url_id,),
        )
        return found.fetchone() is not None

    def is_named(self, url_id: int) -> bool:
        """Whether anything names an address but redirects that lead there."""
        named = "SELECT 1 FROM url_namings WHERE url_id = ? AND named_by != 'redirect' LIMIT 1"
        return self._db.execute(named, (url_id,)).fetchone() is not None

    def pass_over(self, url_id: int, reason: str) -> None:
        """Note of an address that only redirects name that it is no post: those that lead there are missing."""
        self._db.execute(
            "UPDATE urls SET kind = 'listing', state = iif(state = 'done', 'skipped', state), reason = ? WHERE id = ?",
            (reason, url_id),
        )

    def miss(self, url_ids: Iterable[int], reason: str) -> None:
        """Have addresses that were asked for count as missing: what came back was none of theirs."""
        self._db.executemany(
            "UPDATE urls SET state = 'failed', reason = ? WHERE id = ? AND state IN ('done', 'failed')"
            " AND kind IN ('home', 'post', 'candidate')",
            [(reason, url_id) for url_id in url_ids],
        )

    def is_archived(self, url_id: int) -> bool:
        """Whether an address was read as a post before."""
        found = self._db.execute(
            "SELECT 1 FROM urls JOIN captures ON captures.id = urls.capture_id WHERE urls.id = ? AND ("
            "EXISTS (SELECT 1 FROM posts WHERE posts.id = captures.address_id AND posts.source = 'page')"
            " OR EXISTS (SELECT 1 FROM item_changes WHERE post_id = captures.address_id AND dropped IS NOT NULL))",
            (url_id,),
        ).fetchone()
        return found is not None

    def recall_comment_pages(self, permalink: str) -> None:
        """Queue a post's comment pages of earlier runs where it declares more comments than are known of it."""
        pages = self._db.execute(
            "SELECT id FROM urls WHERE about = ? AND state = 'done' AND kind = 'comment_page' AND run_id < ?"
            " AND EXISTS (SELECT 1 FROM posts WHERE id = ? AND comments_declared > comments_found)",
            (permalink, self._run, address_id(permalink)),
        ).fetchall()
        for (url_id,) in pages:
            self.again(url_id, "the post declares more comments than are known")

    def next(self, busy: Callable[[str], bool], wanted: Wanted = ALL) -> Due | None:
        """The most urgent address of a host that is not busy, now in flight."""
        now = time.time()
        for host in [host for host, count in self._queued.items() if count > 0]:
            if (given_up := self._given_up.get(host)) is not None:  # what was in reserve, or named since
                self.give_up(host, given_up)
                continue
            if busy(host):
                continue
            query = _NEXT.format(kept=_KEPT, only=wanted.sql, order=wanted.order)
            row = self._db.execute(query, (host, now)).fetchone()
            if row:
                self._db.execute("UPDATE urls SET state = 'fetching' WHERE id = ?", (row[0],))
                self._queued[host] -= 1
                self._queued[host] = self._queued.pop(host)  # the next host has its turn first
                return Due(*row)
        return None

    def pending(self, wanted: Wanted = ALL) -> int:
        """How many addresses wait that are wanted."""
        if wanted.all:
            return sum(self._queued.values())
        found = self._db.execute(f"SELECT count(*) FROM urls WHERE state = 'queued' AND {_KEPT}{wanted.sql}")
        return cast(int, found.fetchone()[0])

    def retry(self, url_id: int, *, tries: int, not_before: float = 0) -> None:
        """Put an address in flight back into the queue."""
        row = self._db.execute(
            "UPDATE urls SET state = 'queued', tries = ?, not_before = ? WHERE id = ? RETURNING host",
            (tries, not_before, url_id),
        ).fetchone()
        self._queued[row[0]] += 1

    def land(self) -> tuple[list[int], list[int]]:
        """Queue again what is in flight, though nothing is under way any more; after `MOST_LOST` times it has failed.

        Returns the addresses that are queued, and those that have failed.
        """
        rows = self._db.execute(f"SELECT id, tries FROM urls WHERE state = 'fetching' AND {_KEPT}").fetchall()
        again = [url_id for url_id, tries in rows if tries < MOST_LOST]
        for url_id, tries in rows:
            if tries < MOST_LOST:
                self.retry(url_id, tries=tries + 1)
            else:
                self._db.execute(
                    "UPDATE urls SET state = 'failed', reason = ?, fetched = ?, run_id = ?, tries = 0 WHERE id = ?",
                    (LOST, _now(), self._run, url_id),
                )
        return again, [url_id for url_id, _ in rows if url_id not in again]

    def give_up(self, host: str, reason: str) -> None:
        """Ask nothing more of a host, for the rest of this run; the next one tries again."""
        self._given_up[host] = reason
        left = self._db.execute(
            f"UPDATE urls SET state = 'failed', reason = ? WHERE state = 'queued' AND host = ? AND {_KEPT}",
            (reason, host),
        ).rowcount
        self._queued[host] -= left

    def suspend(self, blog: int, reason: str) -> None:
        """Ask nothing more of a blog in this run; what waited counts as not had."""
        left = self._db.execute(
            "UPDATE urls SET state = 'failed', reason = ? WHERE state = 'queued' AND blog_id = ? RETURNING host",
            (reason, blog),
        ).fetchall()
        self._queued.subtract(row[0] for row in left)

    def is_settled(self, blog: int) -> bool:
        """Whether nothing of a blog waits or is under way."""
        waiting = "SELECT 1 FROM urls WHERE blog_id = ? AND state IN ('queued', 'fetching') LIMIT 1"
        return self._db.execute(waiting, (blog,)).fetchone() is None

    def no_end(self, url_id: int, target: str) -> str | None:
        """Why what an address redirects to gives no page: the chain leads back to it, or is too long to be followed."""
        at = stable_id(canonical(target))
        for _ in range(MOST_HOPS + 1):
            row = self._db.execute("SELECT id, state, reason, url FROM urls WHERE id = ?", (at,)).fetchone()
            if row is None:
                break
            if at == url_id:
                return f"redirects in a circle, by {target}"
            if row[1] != "done" or not (row[2] or "").startswith(MOVED):
                return None
            at = stable_id(canonical(row[2].removeprefix(MOVED)))
        return f"redirects more than {MOST_HOPS} times, by {target}"

    def hops_to(self, url_id: int) -> int:
        """How many redirects led to an address."""
        return cast(int, self._db.execute("SELECT hops FROM urls WHERE id = ?", (url_id,)).fetchone()[0])

    def finish(
        self,
        url_id: int,
        state: UrlState,
        reason: str | None,
        *,
        status: int | None,
        capture: int | None,
        blog: int | None,
    ) -> None:
        """Note what came of an address in flight."""
        if self._updates:
            self._db.execute(_FETCHED, (self._run, status, url_id))
        if state == "done":
            source_notes.heed(self._db, url_id)
        self._db.execute(
            "UPDATE urls SET state = ?, status = ?,"
            f" reason = coalesce(?, CASE WHEN reason LIKE '{PARTLY}%' THEN named_by ELSE reason END),"
            " capture_id = ?, fetched = ?,"
            " run_id = ?, blog_id = coalesce(blog_id, ?), tries = 0, anew = 0 WHERE id = ?",
            (state, status, reason, capture, _now(), self._run, blog, url_id),
        )
        if state == "failed" or (status or 200) >= 300:
            self._queued.update(spellings.take_place(self._db, url_id))

    def adopt(self, url_id: int, blog: int) -> None:
        """Give a blog the addresses that led to one of its own, hop by hop: it is the one that they were asked for."""
        rows = self._db.execute(
            "SELECT id, reason FROM urls WHERE blog_id IS NULL AND state = 'done' AND reason LIKE ? || '%'", (MOVED,)
        )
        led_to = [(source, stable_id(canonical(reason.removeprefix(MOVED)))) for source, reason in rows]
        ends = [url_id]
        for end in ends:
            ends += [source for source, target in led_to if target == end and source not in ends]
        self._db.executemany("UPDATE urls SET blog_id = ? WHERE id = ?", [(blog, source) for source in ends[1:]])

    def became(self, url_id: int, *, post: bool) -> None:
        """Note whether an address that might have been a post was one."""
        kind, instead = ("post", "listing") if post else ("listing", "post")
        self._db.execute("UPDATE urls SET kind = ? WHERE id = ? AND kind IN ('candidate', ?)", (kind, url_id, instead))

    def release(self, wanted: Wanted = ALL) -> int:
        """Queue from the reserve what may still be a post, once all else is done; returns how many are wanted.

        Where a sitemap lists the posts, only addresses of the same shape as a known post (it may have forgotten
        one); else all: listings, further feed pages and whatever stands within the blog. So too where a feed or an
        API counts more posts than are known.
        """
        short = ", ".join(map(str, short_blogs(self._db)))
        rows = self._db.execute(
            f"""
            UPDATE urls SET state = 'queued', reason = 'may be a post'
            WHERE state = 'held' AND {_KEPT}{wanted.sql} AND NOT {spellings.SPELLED} AND {spellings.FIRST_HELD}
            AND coalesce(reason, '') NOT LIKE '{twins.WAITS}%' AND (
                kind = 'candidate' AND EXISTS (
                    SELECT 1 FROM urls AS known WHERE known.blog_id = urls.blog_id AND known.kind = 'post'
                    AND known.state = 'done' AND known.shape = urls.shape)
                OR kind IN ('candidate', 'listing', 'feed') AND (blog_id IN ({short}) OR NOT EXISTS (
                    SELECT 1 FROM urls AS known JOIN url_namings ON url_namings.url_id = known.id
                    WHERE known.blog_id = urls.blog_id AND known.kind = 'post' AND known.state = 'done'
                    AND url_namings.named_by = 'sitemap')){wanted.drawn})
            RETURNING host
            """
        ).fetchall()
        self._queued.update(row[0] for row in rows)
        return len(rows)

    def prove_threads(self, but: frozenset[int] = frozenset()) -> int:
        """Queue what tells whether the threads that show fewer comments than their pages state are all there is.

        That is the platform's own list of a thread, where it has one, and the page itself, where only one run has seen
        it so far. Returns how many addresses that queues; blogs `but` are left alone.
        """
        touched = "SELECT DISTINCT blog_id FROM urls WHERE run_id = ? AND blog_id IS NOT NULL"
        blogs = [blog for (blog,) in self._db.execute(touched, (self._run,)).fetchall() if blog not in but]
        doubts = [one for blog in blogs for one in thread_counts.differing(self._db, blog) if not one.explained]
        return sum(self._prove(one) for one in doubts)

    def _prove(self, one: thread_counts.Differing) -> int:
        lists = self._db.execute(
            "SELECT id FROM urls WHERE about = ? AND kind = 'api' AND state = 'held' AND reason = ?",
            (one.url, thread_counts.IN_RESERVE),
        ).fetchall()
        pages = self._db.execute(
            "SELECT id FROM urls WHERE address_id = ? AND kind IN ('post', 'home') AND state = 'done' AND run_id < ?"
            " AND status IN (200, 304)",
            (one.post, self._run),
        ).fetchall()
        for (url_id,) in lists or pages:
            self.again(url_id, thread_counts.PROVES)
        return len(lists or pages)

    def _depth(self, url_id: int | None) -> int:
        found = self._db.execute("SELECT depth FROM urls WHERE id = ?", (url_id,)).fetchone()
        return cast(int, found[0]) if found else 0

    def _before(self, url_id: int) -> tuple[int, str]:
        """How many redirects lead beyond an address, and who named it: the target is promised by nobody else."""
        (named_by,) = self._db.execute("SELECT named_by FROM urls WHERE id = ?", (url_id,)).fetchone()
        return self.hops_to(url_id) + 1, named_by


def shape(url: str) -> str:
    """The path of an address with its words and numbers taken out: `/2011/12/28/a-title/` -> `/0/0/0/w/`."""
    path = urlsplit(canonical(url)).path
    return re.sub(r"[^/]+", lambda part: "0" if part[0].isdigit() else "w", path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
