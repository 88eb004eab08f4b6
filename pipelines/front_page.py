"""Whether a blog's address still shows the blog: what does not is kept as a capture, and never merged into it."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast

from blogarchive.dataset import front_pages
from blogarchive.schedule import blog_changes
from blogarchive.schedule.blog_changes import Change, Look
from blogarchive.urls import identity

if TYPE_CHECKING:
    from sqlite_utils import Database

    from blogarchive.dataset.ledger import Ledger
    from blogarchive.models import Capture, Extraction, Visit
    from blogarchive.warc import WarcWriter

logger = logging.getLogger(__name__)


class FrontPages:
    """Looks at each front page that comes, before anything of it is saved."""

    def __init__(self, db: Database, ledger: Ledger, writer: WarcWriter) -> None:
        self._db = db
        self._ledger = ledger
        self._writer = writer
        self.stopped: dict[int, str] = {}  # blogs of which nothing more is taken over in this run, and why
        self.may_stop = False
        """Whether a blog that is gone stops: an update runs alone, a crawl was asked for by somebody."""

    def judged(self, visit: Visit, kind: str, blog: int | None) -> Visit:
        """The visit as it may be saved: without its page where that is not the blog's."""
        if blog is not None and blog in self.stopped:
            return self._refused(visit, self.stopped[blog])
        if blog is not None and kind == "home" and self.may_stop and visit.status is None and not visit.refused:
            # Nobody is there: what else the address has would only be waited for in vain.
            self._stop(blog, visit.failure or "does not answer")
        if blog is None or visit.capture is None:
            return visit
        if kind != "home" or not self._is_front(visit, blog):
            return visit
        found, look = self._changes(visit, blog)
        for change in found:
            if front_pages.save_notice(self._db.conn, blog, change.what, change.said, visit.capture):
                logger.warning("%s: %s", change.what, change.said)
        stopping = next((change for change in found if change.stops and self.may_stop), None)
        if stopping is not None:
            self._stop(blog, stopping.said)
            return self._refused(visit, stopping.said)
        if look is not None:
            told = {**asdict(look), "marks": None}
            front_pages.save_look(self._db.conn, blog, told, look.marks, visit.capture)
        return visit

    def _stop(self, blog: int, why: str) -> None:
        self.stopped[blog] = why
        self._ledger.suspend(blog, why)

    def _is_front(self, visit: Visit, blog: int) -> bool:
        """Whether the page was asked for as the blog's front page, or a redirect from there led to it."""
        assert visit.capture is not None
        (home,) = self._db.execute("SELECT url FROM blogs WHERE id = ?", (blog,)).fetchone()
        return identity(visit.capture.url) == identity(home) or self._ledger.hops_to(visit.url_id) > 0

    def _changes(self, visit: Visit, blog: int) -> tuple[list[Change], Look | None]:
        assert visit.capture is not None
        told = front_pages.last_look(self._db.conn, blog)
        before = Look(**cast("dict[str, Any]", told)) if told else self._never_looked_at(blog)
        if visit.extraction is None:
            follows = any(admission.state == "queued" for admission in visit.admissions)
            gone = blog_changes.refusal(
                visit.capture.url, visit.status, visit.moved_to, follows=follows, says_nothing=bool(visit.failure)
            )
            return ([gone] if gone and before else []), None
        look = blog_changes.look_of(visit.extraction, self._posts_named(visit.extraction, blog))
        found = blog_changes.changes(before, look) if before else []
        last = front_pages.last_notice(self._db.conn, blog)
        if last and last[0] in blog_changes.STOPPING and not any(change.stops for change in found):
            found.append(blog_changes.back(look.url))
        return found, look

    def _never_looked_at(self, blog: int) -> Look | None:
        """What is known of the front page of a blog that was archived before looks were kept."""
        row = self._db.execute("SELECT url, title, platform FROM blogs WHERE id = ?", (blog,)).fetchone()
        if not self.may_stop or row[1] is None:
            return None
        return Look(
            url=row[0], title=row[1], platform=row[2] or "generic", theme=None, marks=frozenset(), posts_named=0
        )

    def _posts_named(self, extraction: Extraction, blog: int) -> int:
        here = identity(extraction.page.url)
        named = {link.url for link in extraction.links if link.kind in ("post", "candidate")}
        return len(front_pages.known_among(self._db.conn, blog, {url for url in named if identity(url) != here}))

    def refuse(self, capture: Capture, why: str) -> None:
        """Note in the WARC what is not read of it, since it alone must tell: `rebuild` leaves it out as well."""
        self._writer.write_metadata(capture.url, {"refused": capture.record_id, "because": why})

    def _refused(self, visit: Visit, why: str) -> Visit:
        if visit.extraction is not None and visit.capture is not None:
            self.refuse(visit.capture, why)
        return replace(visit, extraction=None, admissions=(), failure=why, moved_to=None)
