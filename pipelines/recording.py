"""What came of one address goes into the dataset: its posts and comments, and the ledger's change, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from blogarchive.dataset import front_pages, kept_notes
from blogarchive.dataset.drop import drop_post
from blogarchive.dataset.items_due import ItemsDue
from blogarchive.dataset.ledger import MOVED
from blogarchive.dataset.store import GONE
from blogarchive.dataset.to_readings import address_id
from blogarchive.discovery.dead_ends import DeadEnds
from blogarchive.discovery.notes import Notebook
from blogarchive.discovery.scope import home_for
from blogarchive.models import Capture, Post
from blogarchive.urls import stable_id

from .canonicals import Canonicals
from .front_page import FrontPages
from .tally import Tally
from .twins import Twins
from .updating import Updating

if TYPE_CHECKING:
    from sqlite_utils import Database

    from blogarchive.dataset import Saved, Store
    from blogarchive.dataset.ledger import Ledger
    from blogarchive.models import Admission, Extraction, Page, UrlState, Visit
    from blogarchive.warc import WarcWriter

MOST_SILENCE = 5
"""Requests in a row that a host may leave without any answer before it is left alone for the run."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A visit of which it is known whether its page is the blog's; nothing of what it says is saved yet."""

    visit: Visit
    blog: int | None
    kind: str
    known: bool
    """Whether its address was read as a post in an earlier run."""
    capture: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """A post to be given to the user's pipelines and to feeds."""

    id: int
    post: Post
    capture: Capture | None


@dataclass(slots=True)
class Verdict:
    """What pipelines made of a post."""

    given: Given
    changes: dict[str, Any] = field(default_factory=dict)
    dropped: str | None = None


class Recording:
    """Writes the visits of one run."""

    def __init__(
        self, db: Database, store: Store, ledger: Ledger, writer: WarcWriter, blogs: dict[str, int],
        page_of: Callable[[Capture], Page | None], listings_in_vain: int,
    ) -> None:  # fmt: skip
        self._db = db
        self._store = store
        self._ledger = ledger
        self._writer = writer
        self.posts_read = self.comments = self.failures = 0
        self.seeking: set[int] = set()  # addresses in flight that may be posts
        self.tally = Tally()
        self.updating = Updating(db, ledger)
        self.front_pages = FrontPages(db, ledger, writer)
        self.canonicals = Canonicals(db, store, ledger, writer, page_of)
        self.twins = Twins(db, store, ledger, writer, page_of)
        self.due = ItemsDue(db.conn)
        self.blogs = blogs
        self._named: set[str] = set()  # blogs whose front page this run's WARC names already
        self._patience = listings_in_vain
        self._dead_ends = DeadEnds(self._known_posts, listings_in_vain)
        self._silent: Counter[str] = Counter()  # host -> requests in a row without an answer

    def go_on(self, run: int) -> None:
        """Go on with what the run before this one noted of dead ends, if it has not come to its end."""
        self._dead_ends = DeadEnds(self._known_posts, self._patience, Notebook(kept_notes.load(self._db.conn, run)))

    def judged(self, visit: Visit) -> Judged:
        """The visit as it may be saved: without a page that is not the blog's, or what an update knows already."""
        blog = self._blog(visit)
        kind, known = self._ledger.kind_of(visit.url_id), self._ledger.is_archived(visit.url_id)
        capture = self._store.save_capture(visit.capture) if visit.capture else None
        visit = self.front_pages.judged(visit, kind, blog)
        if blog is not None and blog in self.front_pages.stopped:
            self.updating.stop(blog)
        if visit.unread and visit.capture:
            self.front_pages.refuse(visit.capture, f"asked for as a {kind}")
        if blog is not None:
            visit = self.canonicals.judged(self.updating.checked(visit, kind, blog), kind, blog)
            visit = self.twins.judged(visit, blog)
        return Judged(visit, blog, kind, known, capture)

    def preview(self, judged: Judged) -> list[Given]:
        """The posts that this visit makes whole, as they will be: they pass the user's pipelines before it is saved."""
        visit, extraction = judged.visit, _readable(judged)
        whole = self._whole(visit, judged.blog, _posts(extraction), visit.admissions)
        return self._preview(whole, extraction, judged.blog) if whole else []

    def _whole(
        self, visit: Visit, blog: int | None, posts: dict[int, str], admissions: Iterable[Admission] = ()
    ) -> list[int]:
        return [] if self.updating.has_more(blog) else self.due.whole(visit.url_id, blog, posts, admissions)

    def rest(self) -> list[Given]:
        """Some of the posts that wait to be given out, whole or not: nothing more will be fetched in this run."""
        return self._preview(self.due.rest(), None, None)

    def _preview(self, posts: list[int], extraction: Extraction | None, blog: int | None) -> list[Given]:
        changed, found = self._store.preview(posts, extraction, blog=blog)
        due = changed | self.due.among(posts)
        return [Given(*one) for one in found if one[0] in due]

    def record(self, judged: Judged, verdicts: Iterable[Verdict] | None) -> list[int]:
        """Save a visit, with what pipelines made of the posts that it makes whole; where there are none, name those."""
        visit, blog, saved = judged.visit, judged.blog, None
        dropped = self.settle(verdicts or (), blog)
        if (extraction := _readable(judged)) is not None and blog is not None:
            kept = tuple(post for post in extraction.posts if address_id(post.url) not in dropped)
            saved = self._store.save(replace(extraction, posts=kept), blog=blog)
            self.comments += saved.comments
            self.posts_read += visit.url_id in self.seeking and _is_post(visit) and not self.twins.is_twin(visit)
        visit = self._dead_ends.judged(visit, judged.kind)
        kept_notes.save(self._db.conn, self._dead_ends.notebook.changes())
        self.tally.note(visit, blog, judged.kind, known=judged.known)
        self._ledger.add(visit.admissions, blog, by=visit.url_id, after=visit.url_id if visit.moved_to else None)
        if blog is not None:
            self.updating.go_on(visit, judged.kind, blog)
        self.seeking.discard(visit.url_id)
        self._finish(visit, judged, saved)
        if blog is not None:
            self.twins.recorded(visit, blog)
        return self._note_due(visit, blog, saved, verdicts)

    def known_title(self, url: str) -> str | None:
        """A post's title as a feed or an earlier run has it."""
        row = self._db.execute("SELECT title FROM posts WHERE id = ?", (address_id(url),)).fetchone()
        return row[0] if row else None

    def take_back(self, visits: Iterable[Visit], reason: str) -> None:
        """Leave nothing of pages that were saved as posts, and say so in the WARC."""
        for capture in (visit.capture for visit in visits):
            if capture is not None:
                self.front_pages.refuse(capture, reason)
                shown_by = (stable_id("capture", capture.record_id),)
                posts = self._db.execute("SELECT id, blog_id, url FROM posts WHERE capture_id = ?", shown_by).fetchall()
                for post, blog, url in posts:
                    drop_post(self._db.conn, post)
                    self._store.items.settle(post, blog, url, {})

    def settle(self, verdicts: Iterable[Verdict], blog: int | None = None) -> set[int]:
        """Keep what pipelines made of posts, which are no longer due; returns the ids of those that were dropped."""
        dropped = set()
        for verdict in verdicts:
            given = verdict.given
            row = self._db.execute("SELECT blog_id FROM posts WHERE id = ?", (given.id,)).fetchone()
            owner = row[0] if row else blog
            assert owner is not None  # a post that no row stands for came with this visit
            self._store.items.settle(given.id, owner, given.post.url, verdict.changes, dropped=verdict.dropped)
            self.due.done([given.id])
            if verdict.dropped is not None:
                dropped.add(given.id)
        return dropped

    def _note_due(
        self, visit: Visit, blog: int | None, saved: Saved | None, verdicts: Iterable[Verdict] | None
    ) -> list[int]:
        changed = saved.changed if saved else frozenset()
        if verdicts is not None:
            self.due.note(changed - {verdict.given.id for verdict in verdicts})
            return []
        posts = {post: url for post, url in _posts(visit.extraction).items() if post in changed}
        whole = self._whole(visit, blog, posts)
        waited = self.due.among(whole)
        self.due.note(changed.difference(whole))
        self.due.done(waited)
        return [post for post in whole if post in changed or post in waited]

    def _finish(self, visit: Visit, judged: Judged, saved: Saved | None) -> None:
        blog = judged.blog
        state, reason = self._outcome(visit)
        self.failures += state == "failed" and self._ledger.is_promised(visit.url_id)
        self._listen(visit)
        self._ledger.finish(visit.url_id, state, reason, status=visit.status, capture=judged.capture, blog=blog)
        if blog is not None:
            if judged.kind == "home" and self._ledger.hops_to(visit.url_id):
                self._ledger.adopt(visit.url_id, blog)
            new = saved is not None and saved.posts + saved.comments > 0
            self.updating.came(visit, blog, changed=new or visit.status in GONE)
        if visit.extraction:
            self._ledger.became(visit.url_id, post=_is_post(visit))
            for post in visit.extraction.posts:
                if post.source != "feed":  # which says too little to count by
                    self._ledger.recall_comment_pages(post.url)

    def _known_posts(self, home: str, urls: Iterable[str]) -> set[str]:
        return front_pages.known_among(self._db.conn, self.blogs[home], urls) if home in self.blogs else set()

    def _outcome(self, visit: Visit) -> tuple[UrlState, str | None]:
        if visit.failure and visit.status in GONE and self._ledger.is_archived(visit.url_id):
            return "done", "gone from the site"  # a fact, kept with its date, and no loss: the archive has it
        if visit.failure:
            return ("skipped" if visit.refused else "failed"), visit.failure
        if visit.moved_to is None:
            return "done", visit.partly
        if (why := self._ledger.no_end(visit.url_id, visit.moved_to)) is not None:
            return "failed", why
        return "done", f"{MOVED}{visit.moved_to}"

    def _listen(self, visit: Visit) -> None:
        """Note whether a host still answers: one that is gone must not hold up the run, request after request."""
        if visit.status is not None:
            self._silent.pop(visit.host, None)
        elif visit.silent:
            self._silent[visit.host] += 1
            if self._silent[visit.host] == MOST_SILENCE:
                self._ledger.give_up(visit.host, f"the host does not answer: {visit.failure}")

    def _blog(self, visit: Visit) -> int | None:
        if visit.home is None:
            return None
        if visit.home not in self._named:
            self._named.add(visit.home)
            # A WARC alone tells which pages belong together: `rebuild` reads this record.
            self._writer.write_metadata(visit.home, {"blog": visit.home})
            self.blogs[visit.home] = self._store.save_blog(visit.home)
            self._adopt(visit.home)
        return self.blogs[visit.home]

    def _adopt(self, home: str) -> None:
        """Give a new blog what was captured before it was known: its robots.txt, its first page."""
        orphans = self._db.execute("SELECT id, url FROM captures WHERE blog_id IS NULL").fetchall()
        self._db.conn.executemany(
            "UPDATE captures SET blog_id = ? WHERE id = ?",
            [(self.blogs[home], capture) for capture, url in orphans if home_for(url, [home])],
        )


def _readable(judged: Judged) -> Extraction | None:
    return judged.visit.extraction if judged.blog is not None else None


def _posts(extraction: Extraction | None) -> dict[int, str]:
    """Permalinks of the posts that a page tells of, by their row ids."""
    return {address_id(post.url): post.url for post in extraction.posts} if extraction else {}


def _is_post(visit: Visit) -> bool:
    return visit.extraction is not None and any(post.source == "page" for post in visit.extraction.posts)
