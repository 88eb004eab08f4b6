"""The archive a crawl writes to: lock, WARC and dataset, and the one order in which they are committed."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from blogarchive import __version__, own_files, paths
from blogarchive.blogs import roster
from blogarchive.dataset import damage, kept_notes, remembered
from blogarchive.dataset.blog_runs import reasons
from blogarchive.dataset.database import open_database
from blogarchive.dataset.integrity import diagnosed
from blogarchive.dataset.ledger import Ledger
from blogarchive.dataset.load import proven
from blogarchive.dataset.status import exit_code, lost
from blogarchive.dataset.store import Store
from blogarchive.dataset.utc_times import settle_times
from blogarchive.discovery.in_vain import PATIENCE
from blogarchive.discovery.scope import home_for
from blogarchive.errors import BlogArchiveError, StorageError
from blogarchive.maintenance.recover import recover
from blogarchive.maintenance.takedown import complete
from blogarchive.models import Capture, Visit
from blogarchive.urls import host_of
from blogarchive.warc import Exchange, WarcWriter

from .known import Known
from .recording import Given, Judged, Recording, Verdict

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

T = TypeVar("T")

COMMIT_EVERY = 1.0
"""Seconds between commits: what a kill -9 can cost is what was fetched in that time, to be fetched again."""

LEAST_REVISITED = 128
"""Bytes of a payload below which the record of a revisit would take more room than the payload (measured)."""

SHAPING = ("ROBOTSTXT_OBEY", "DOWNLOAD_DELAY", "CONCURRENT_REQUESTS_PER_DOMAIN", "DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT")
"""Settings that shaped the crawl, kept in the warcinfo record."""


class Archive:
    """One archive folder, open for writing by this process alone."""

    def __init__(self, folder: Path, *, info: dict[str, str], listings_in_vain: int = PATIENCE) -> None:
        self.folder = folder
        self._lock = own_files.hold(folder)
        self.db = open_database(paths.database(folder))
        try:
            self.store, self.ledger = Store(self.db), Ledger(self.db)
            recover(self.db, folder)
            complete(self.db, folder)
            self.blogs: dict[str, int] = dict(self.db.execute("SELECT url, id FROM blogs"))
            self.private_hosts = remembered.private_hosts(self.db.conn)
        except (*damage.UNREADABLE, OSError) as error:
            raise self._told(error) from error
        self.known = Known(self.db.conn, paths.captures(folder))
        self.writer = WarcWriter(
            paths.captures(folder), info=info, original=self.known.original, least_revisited=LEAST_REVISITED,
            waits=True,
        )  # fmt: skip
        self.error: BlogArchiveError | None = None
        self.on_error: Callable[[], None] = lambda: None
        self.on_pause: Callable[[], None] = lambda: None
        self.on_end: Callable[[], None] = lambda: None
        self.requests = self.bytes = 0
        self.resting = False  # whether the user wants nothing asked for now
        self.pages = Recording(
            self.db, self.store, self.ledger, self.writer, self.blogs, self.known.page_of, listings_in_vain
        )
        self._given: tuple[list[str], Mapping[str, Any]] = ([], {})  # addresses of the user, and what was said of them
        self._answered = {host_of(home) for home in self.blogs}  # hosts of which something came, now or before
        self._pauses: dict[str, float] = {}  # host -> Unix time before which nothing is asked of it
        self._committed = time.monotonic()
        self.db.begin()

    def begin(
        self, command: str, addresses: list[str], left_out: list[str], said: Mapping[str, Any] | None = None
    ) -> None:
        """Start a run; blogs `left_out` keep what waits of them. What a crawl is told of its blogs is remembered."""
        self._given = (addresses, said or {})
        self.pages.go_on(self.ledger.begin(command, json.dumps(addresses), left_out))
        self._updates = self.pages.front_pages.may_stop = command == "update"

    def seed(self, url: str) -> None:
        """Take up an address that the user named; an update begins with the front page of the blog that it is of."""
        home = home_for(url, self.blogs) if self._updates else None
        if home is None:
            self.ledger.seed(url)
        else:
            self.pages.updating.begin(home, self.blogs[home])

    def advance(self) -> int:
        """Queue the next step of every blog of an update that is through with the last; how many addresses that is."""
        try:
            return self.pages.updating.advance() if self.error is None else 0
        except (*damage.UNREADABLE, OSError) as error:
            self.fail(error)
            return 0

    def decide_twins(self) -> int:
        """Queue what tells whether addresses that wait show posts of their own; how many; to be `guarded`."""
        with self.db.atomic():
            return self.pages.twins.decide()

    def keep(self, exchange: Exchange) -> Capture | None:
        """Write an exchange to the WARC; the dataset learns of it with the next commit."""
        self.requests += 1
        self._check()
        try:
            capture = self.writer.write(exchange)
            if capture is not None:
                self.bytes += exchange.received()
                self._answered.add(host_of(capture.url))
                self.pages.tally.received(capture.record_id, exchange.received())
                self.store.save_capture(capture, blog=self.blogs.get(home_for(capture.url, self.blogs) or ""))
        except (StorageError, *damage.UNREADABLE, OSError) as error:
            raise self.fail(error) from error
        return capture

    def keep_rendering(self, url: str, dom: bytes, content_type: str, *, sent: list[str]) -> Capture:
        """Write a page as a browser showed it; what it was sent for it, the page itself first, is named beside it."""
        self._check()
        try:
            self.writer.write_metadata(url, {"browser": " ".join(sent)})
            capture = self.writer.write_resource(url, dom, content_type, beside=sent[0] if sent else None)
            self.store.save_capture(capture)
        except (StorageError, *damage.UNREADABLE, OSError) as error:
            raise self.fail(error) from error
        return capture

    def judged(self, visit: Visit) -> Judged:
        """A visit as it may be saved; `record` is to follow."""
        with self._writing():
            return self.pages.judged(visit)

    def preview(self, judged: Judged) -> list[Given]:
        """The posts that a visit makes whole, as they will be: they pass the user's pipelines before it is saved."""
        with self._writing():
            return self.pages.preview(judged)

    def record(self, judged: Judged, verdicts: list[Verdict] | None = None) -> list[Given]:
        """Save what came of one address, together with the ledger's change.

        `verdicts` are what pipelines made of the posts that it makes whole; without them those posts are returned.
        """
        with self._writing():
            whole = self.pages.record(judged, verdicts)
        self.commit_if_due()
        return [Given(*one) for one in proven(self.db, whole)]

    def rest(self) -> list[Given]:
        """Some of the posts that wait to be given out, once nothing more is to be fetched; to be `guarded`."""
        with self.db.atomic():
            return self.pages.rest()

    def settle(self, verdicts: list[Verdict]) -> None:
        """Keep what pipelines made of those; to be `guarded`."""
        with self.db.atomic():
            self.pages.settle(verdicts)

    def refuse(self, visits: list[Visit], missing: Iterable[int], reason: str) -> None:
        """Leave nothing of pages that are nobody's posts, saved or not; those addresses count as missing."""
        with self._writing():
            self.pages.take_back(visits, reason)
            self.ledger.miss(missing, reason)

    def pass_over(self, url_id: int, reason: str) -> None:
        """Note of an address that only redirects name that it is no post."""
        with self._writing():
            self.ledger.pass_over(url_id, reason)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._check()
        try:
            with self.db.atomic():
                yield
        except (*damage.UNREADABLE, OSError) as error:
            raise self.fail(error) from error

    def pause(self, host: str, until: float) -> None:
        """Ask nothing of a host before a Unix time."""
        self._pauses[host] = max(until, self._pauses.get(host, 0))
        self.on_pause()

    def paused(self, host: str) -> bool:
        """Whether a host asked to be left alone until later."""
        if host in self._pauses and time.time() >= self._pauses[host]:
            del self._pauses[host]
        return host in self._pauses

    def has_answered(self, host: str) -> bool:
        """Whether anything came from a host in this run, or a blog was archived from it before."""
        return host in self._answered

    def remember_private(self, host: str) -> None:
        """Note a host that the user let us ask at a private address: an update asks it without being told again."""
        if host not in self.private_hosts:
            self.private_hosts.add(host)
            remembered.save_private_host(self.db.conn, host)

    def commit_if_due(self) -> None:
        """Commit, unless that was done a moment ago."""
        if time.monotonic() - self._committed >= COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """First the records onto the disk, then the rows that name them, then the file's end if it is full."""
        if self.error is not None:
            return
        try:
            self.writer.flush()
            self.db.commit()
            if self.writer.is_full:
                self._finish_file()
            self.db.begin()
        except (StorageError, *damage.UNREADABLE, OSError) as error:
            self.fail(error)
        self._committed = time.monotonic()

    def end(self, outcome: str, *, stopped: bool, limited: bool = False) -> int:
        """End the run: finish the WARC file, commit, give the lock back; returns the exit code it comes to.

        `stopped` says that it was in the midst of work, `limited` that it went as far as the user wanted.
        """
        self.on_end()
        try:
            if self.error is None:
                self._close_run(outcome, stopped=stopped, limited=limited)
            self.db.rollback()  # what commit() opened anew, or what a full disk left undone
            self._finish_file()
            if self.error is None:
                complete(self.db, self.folder)  # pages that were fetched anew may show what is forgotten
            if self.error is not None:
                return self.error.exit_code
            return exit_code(self.db, stopped=stopped, limited=limited)
        except (BlogArchiveError, *damage.UNREADABLE, OSError) as error:
            return self.fail(error).exit_code
        finally:
            self.db.close()
            self._lock.close()

    def _finish_file(self) -> None:
        """Finish the WARC file once the rows that name its records are on the disk: `recover` reads only others."""
        if self.error is None:
            self.db.execute("PRAGMA wal_checkpoint")
            self.writer.close()
        else:
            self.writer.leave()

    def _close_run(self, outcome: str, *, stopped: bool, limited: bool) -> None:
        """Write the run's record: counts, reasons, what it found of each blog, and what all that comes to."""
        run, began = self.ledger.run
        addresses, said = self._given
        for home in filter(None, (roster.archived_as(self.db, address) for address in addresses if said)):
            remembered.save_options(self.db.conn, self.blogs[home], said)
        settle_times(self.db.conn)
        if outcome == "finished":
            kept_notes.clear(self.db.conn)
        self.pages.tally.close(self.db.conn, run, began, lost(self.db))
        pages, code = self.pages, exit_code(self.db, stopped=stopped, limited=limited)
        self.ledger.end(
            outcome, requests=self.requests, bytes=self.bytes, posts=pages.posts_read, comments=pages.comments,
            failures=pages.failures, reasons=reasons(self.db.conn, run), exit_code=code,
        )  # fmt: skip
        self.commit()

    def guarded(self, work: Callable[[], T], instead: T) -> T:
        """Do it; a dataset that cannot be read ends the run as a full disk does: Scrapy would log it, and wait."""
        try:
            return work() if self.error is None else instead
        except damage.UNREADABLE as error:
            self.fail(error)
            return instead

    def fail(self, error: Exception) -> BlogArchiveError:
        """Storage failed: nothing more is acknowledged, and the crawl is asked to stop."""
        if self.error is None:
            self.error = self._told(error)
            logger.error("%s", self.error)
            self.on_error()
        assert self.error is not None
        return self.error

    def _check(self) -> None:
        """Raise what the run failed of: SQLite has taken back all that was not committed, so rows are gone by now."""
        if self.error is not None:
            raise self.error

    def _told(self, error: Exception) -> BlogArchiveError:
        if isinstance(error, BlogArchiveError):
            return error
        return diagnosed(paths.database(self.folder), error) or StorageError(f"{self.folder}: {error}")


def is_run(crawler: Crawler) -> bool:
    """Whether a crawl is one of blogs, to be archived: none of Scrapy's own tools, nor another spider of the project.

    Only a crawl sets `crawling`, the shell does not; `fetch`, `view`, `parse` and `check` put a start of their own in
    place of the spider's.
    """
    spider = crawler.spider
    if spider is None or not crawler.crawling or not hasattr(spider, "addresses"):
        return False
    return not type(spider).start.__module__.startswith("scrapy.commands.")


def archive_of(crawler: Crawler) -> Archive:
    """The archive of a run, opened when first asked for."""
    if crawler not in _OPEN:
        _OPEN[crawler] = Archive(
            paths.data_folder(crawler.settings["BLOGARCHIVE_DATA"]), info=_info(crawler.settings),
            listings_in_vain=crawler.settings.getint("BLOGARCHIVE_LISTINGS_IN_VAIN"),
        )  # fmt: skip
    return _OPEN[crawler]


def user_agent(settings: BaseSettings) -> str:
    """The User-Agent, with the operator's contact where one is set (RFC 9110, section 10.1.5)."""
    contact = settings["BLOGARCHIVE_CONTACT"]
    return f"{settings['USER_AGENT']} {contact}" if contact else str(settings["USER_AGENT"])


_OPEN: WeakKeyDictionary[Crawler, Archive] = WeakKeyDictionary()


def _info(settings: BaseSettings) -> dict[str, str]:
    shaping = {name: settings[name] for name in SHAPING}
    info = {
        "software": f"blogarchive/{__version__}",
        "hostname": socket.gethostname(),
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": user_agent(settings),
        "description": f"settings {json.dumps(shaping)}",
    }
    return info | ({"operator": contact} if (contact := settings["BLOGARCHIVE_CONTACT"]) else {})
