"""An update, blog by blog: is it still the blog, what tells of news, what is due; no blog waits for another."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive.blogs.due import Look, due, failed, lists_since, sources, trust_of
from blogarchive.dataset import front_pages, source_notes
from blogarchive.discovery.scope import PRIORITY
from blogarchive.models import Link
from blogarchive.schedule.revisit import Schedule, has_moved_on
from blogarchive.urls import canonical, stable_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from blogarchive.dataset.ledger import Ledger
    from blogarchive.models import Admission, Visit

logger = logging.getLogger(__name__)

ONWARD = ("next page of the feed", "API, next page", "next page")
"""Who names the continuation of a feed, a list or a listing, in a Link."""

IN_ITS_PLACE = ("redirect", "frame")
"""Who names the page that a front page shows instead of itself, in a Link."""

WINDOWS = ("feed", "comment_feed", "api", "listing", "home")
"""Kinds of address that show only the newest of what there is."""

FRONT = ("home", "listing")
"""Of these, kinds that are read on only where the blog has nothing better."""

VOUCHES = ("sitemap",)
"""Sources that name all there is, where they name a thing at all."""


class Updating:
    """The blogs of an update, each in its own step of it."""

    def __init__(self, db: Database, ledger: Ledger, schedule: Schedule | None = None) -> None:
        self._db = db
        self._ledger = ledger
        self._schedule = schedule or Schedule()
        self._steps: dict[int, list[str]] = {}  # blog -> what is still to be done
        self._began = datetime.now(UTC).isoformat(timespec="seconds")
        self._followed: dict[int, str] = {}  # address -> on whose word it is looked at
        self._overflowed: set[int] = set()  # blogs whose comment feed shows nothing that was known
        self._led: set[int] = set()  # addresses that front pages led to in this run
        self._listed: set[int] = set()  # blogs whose API listed the new comments

    def begin(self, home: str, blog: int) -> None:
        """Start with the front page: whether the blog is still there is known before anything is taken over."""
        self._steps[blog] = ["sitemaps", "sitemaps_of_indexes", "lists", "posts"]
        self._ledger.ask(
            Link(url=home, kind="home", reason="front page: is it still the blog, and what is new"), 0, blog
        )

    def stop(self, blog: int) -> None:
        """Leave out what is still to be done of a blog."""
        self._steps[blog] = []

    def has_more(self, blog: int | None) -> bool:
        """Whether more of a blog may be looked at than what waits now."""
        return bool(blog is not None and self._steps.get(blog))

    def advance(self) -> int:
        """Queue the next step of every blog that has nothing left to fetch; returns how many addresses that makes."""
        return sum(self._advance(blog) for blog in self._steps)

    def _advance(self, blog: int) -> int:
        queued = 0
        while self._steps[blog] and not queued and self._ledger.is_settled(blog):
            queued = getattr(self, f"_queue_{self._steps[blog].pop(0)}")(blog)
        return queued

    def _queue_sitemaps(self, blog: int) -> int:
        return self._queue_sources(blog, "sitemaps")

    def _queue_sitemaps_of_indexes(self, blog: int) -> int:
        return self._queue_sources(blog, "sitemaps of indexes")

    def _queue_lists(self, blog: int) -> int:
        links = lists_since(self._db, blog, self._schedule)
        for link in links:
            self._ledger.ask(link, PRIORITY[link.kind], blog)
        return len(links) + self._queue_sources(blog, "lists")

    def _queue_sources(self, blog: int, which: str) -> int:
        return self._again(sources(self._db, blog, datetime.now(UTC), self._schedule, which=which))

    def _queue_posts(self, blog: int) -> int:
        now, hurry = datetime.now(UTC), blog in self._overflowed - self._listed
        found = list(due(self._db, blog, now, self._schedule, hurry=hurry))
        self._followed.update((look.url_id, look.by) for look in found if look.by)
        return self._again([*found, *failed(self._db, blog, now, self._schedule)])

    def _again(self, found: Iterable[Look]) -> int:
        due = list(found)
        for look in due:
            self._ledger.again(look.url_id, look.reason, anew=look.anew)
        return len(due)

    # ------------------------------------------------------------------ what comes back

    def checked(self, visit: Visit, kind: str, blog: int) -> Visit:
        """The visit as it may be saved: without what lies beyond the window of a list that shows known posts."""
        if blog not in self._steps or visit.extraction is None or kind not in WINDOWS:
            return visit
        if kind == "comment_feed":
            self._hear_comments(visit, blog)
        if any(a.link.reason == "API comments" for a in visit.admissions):
            self._listed.add(blog)
        if self._has_moved_on(visit) and not (kind in FRONT and self._has_lists(blog)):
            logger.info("%s has moved on by more than it shows", visit.extraction.page.url)
            return visit
        return replace(visit, admissions=tuple(_left(a) if _is_onward(a) else a for a in visit.admissions))

    def go_on(self, visit: Visit, kind: str, blog: int) -> None:
        """Queue again what a list that has moved on leads to; what it did not know is queued already.

        And the page that is shown in a front page's place, or within it.
        """
        if kind in ("home", "candidate") and blog in self._steps:
            led = {stable_id(canonical(a.link.url)) for a in visit.admissions if a.link.reason in IN_ITS_PLACE}
            for url_id in led - self._led:
                self._ledger.again(url_id, "stands in the front page's place")
            self._led |= led
        for admission in visit.admissions:
            if blog in self._steps and _is_onward(admission) and admission.because != LEFT:
                self._ledger.again(
                    stable_id(canonical(admission.link.url)), "the list has moved on by more than it shows"
                )

    def came(self, visit: Visit, blog: int, *, changed: bool) -> None:
        """Note whether the source was right that had a post looked at."""
        if (by := self._followed.pop(visit.url_id, None)) is not None:
            trust = trust_of(self._db, blog, by).after(changed=changed)
            source_notes.save_trust(self._db.conn, blog, by, trust.followed, trust.right)

    def _has_moved_on(self, visit: Visit) -> bool:
        entries = [a for a in visit.admissions if a.state != "skipped" and a.link.kind in ("post", "candidate")]
        # A front page names its entries as posts, and in its menus whatever else there is.
        surely = [a for a in entries if a.link.kind == "post"] or entries
        named = {stable_id(canonical(a.link.url)): a for a in surely}
        states = [self._heard(url_id, admission) for url_id, admission in named.items()]
        return has_moved_on(states.count("new") + states.count("vouched"), len(states), states.count("vouched"))

    def _has_lists(self, blog: int) -> bool:
        """Whether a sitemap or an API lists the blog's posts."""
        found = self._db.execute(
            "SELECT 1 FROM urls WHERE blog_id = ? AND kind IN ('sitemap', 'api') AND about IS NULL AND state = 'done'"
            " AND status = 200 LIMIT 1",
            (blog,),
        )
        return found.fetchone() is not None

    def _heard(self, url_id: int, admission: Admission) -> str:
        """Whether an address was known before this run as it is told now; if not, whether the sitemap names it."""
        link = admission.link
        row = self._db.execute("SELECT first_seen < ? FROM urls WHERE id = ?", (self._began, url_id)).fetchone()
        if row and row[0]:
            told = self._db.execute(
                "SELECT updated FROM url_namings WHERE url_id = ? AND named_by = ?", (url_id, link.reason)
            ).fetchone()
            # A list of changes may name nothing but posts that are known and have changed.
            return "new" if link.reason.startswith("API") and (told is None or told[0] != link.updated) else "known"
        marks = ", ".join("?" * len(VOUCHES))
        vouched = self._db.execute(
            f"SELECT 1 FROM url_namings WHERE url_id = ? AND named_by IN ({marks})", (url_id, *VOUCHES)
        ).fetchone()
        return "vouched" if vouched else "new"

    def _hear_comments(self, visit: Visit, blog: int) -> None:
        """Whether a comment feed shows no comment that was known: then more came than it shows."""
        assert visit.extraction is not None
        shown = [(post.url, comment.id) for post in visit.extraction.posts for comment in post.comments]
        if shown and not front_pages.any_comment_known(self._db.conn, shown):
            self._overflowed.add(blog)


LEFT = "what lies beyond is known"


def _is_onward(admission: Admission) -> bool:
    return admission.link.reason in ONWARD and admission.link.about is None


def _left(admission: Admission) -> Admission:
    return replace(admission, state="skipped", because=LEFT)
