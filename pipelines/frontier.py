"""Scrapy's scheduler on the archive's own ledger: what is queued survives a kill -9 (JOBDIR does not: scrapy#7978)."""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler, Scheduler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from blogarchive.dataset.queue_filter import Wanted
from blogarchive.extraction.rendered_threads import NEEDS_BROWSER
from blogarchive.schedule.limits import Limits, size
from blogarchive.urls import posted, rendered, with_key

from .archive import archive_of, is_run, user_agent
from .control import Control
from .pace import Withdrawn, pace_of
from .store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.defer import Deferred

    from blogarchive.dataset.ledger import Due

logger = logging.getLogger(__name__)

KEYED = "https://disqus.com/api/3.0/"
"""Where `BLOGARCHIVE_DISQUS_KEY` is sent, and nowhere else."""

AHEAD = 2
"""Requests of one host in the downloader: one under way, one to follow; the rest waits where it is safe and sorted."""


class Frontier(BaseScheduler):
    """Hands out the ledger's addresses, most urgent first, host by host in turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_of(crawler)
        self._archive.on_pause = self._put_back
        self._store = Store(crawler)
        self._store.on_given = self._wake
        self._others: deque[Request] = deque()  # requests of a user's own, which the ledger knows nothing of
        self._ticks = LoopingCall(self._tick)
        self._last_words = crawler.settings.getfloat("BLOGARCHIVE_LAST_WORDS")
        self._look_every = crawler.settings.getfloat("BLOGARCHIVE_LOOK_EVERY")
        self._pace = pace_of(crawler)
        self._control = Control(crawler, self._archive.folder)
        self._largest_requisite = crawler.settings.getint("BLOGARCHIVE_REQUISITE_MAXSIZE")
        self._ticks_stopping = 0
        self._renders = crawler.settings.getbool("BLOGARCHIVE_RENDER")
        self._render_only = frozenset(crawler.settings.getlist("BLOGARCHIVE_RENDER_ONLY"))
        self._first_limits = limits_of(crawler.settings)
        self._began = time.monotonic()
        self._proven = False  # whether threads were looked into since something was last fetched
        self._stopped: str | None = None  # why the run ends in the midst of its work
        self._slots = crawler.settings.getdict("DOWNLOAD_SLOTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """As Scrapy makes its components; in its own tools, and for other spiders, its own scheduler serves."""
        return cls(crawler) if is_run(crawler) else Scheduler.from_crawler(crawler)

    def open(self, spider: Spider) -> None:
        """Start a run for the addresses that the spider was given."""
        settings = self._crawler.settings
        command, left_out = settings["BLOGARCHIVE_COMMAND"], settings.getlist("BLOGARCHIVE_LEFT_OUT")
        addresses, said = list(getattr(spider, "addresses", [])), settings.getdict("BLOGARCHIVE_SAID")
        self._archive.guarded(lambda: self._archive.begin(command, addresses, left_out, said), None)
        self._archive.on_error = self._stop  # before this there is nothing to be stopped: it ends by having no requests
        self._ticks.start(self._look_every, now=False)

    def close(self, reason: str) -> None:
        """End the run; the archive is whole on disk afterwards."""
        self._ticks.stop()
        self._store.reading.stop()
        assert self._crawler.stats is not None
        stopped = self._stopped or (reason if reason != "finished" else None)
        reached = None if stopped else self._archive.guarded(self._reached, None)
        code = self._archive.end(stopped or reached or reason, stopped=stopped is not None, limited=reached is not None)
        self._crawler.stats.set_value("blogarchive/exit_code", code)
        self._crawler.stats.set_value("blogarchive/error", self._archive.error)

    def has_pending_requests(self) -> bool:
        """Whether anything waits, or can be taken from the reserve."""
        if self._archive.error is not None or self._stopped:
            return False
        if self._control.orders.pause or self._others:
            return True
        return self._archive.guarded(self._any_left, instead=False)

    def _any_left(self) -> bool:
        archive, wanted = self._archive, self._wanted()
        if archive.ledger.pending(wanted) > 0:
            self._proven = False
            return True
        more = self._lost_are_asked_again() or (
            wanted.posts and (archive.advance() > 0 or archive.decide_twins() > 0 or archive.ledger.release(wanted) > 0)
        )
        more = more or (not self._proven and archive.ledger.prove_threads(wanted.but) > 0)
        self._proven = not more
        if more:
            self._wake()
        return more or self._store.gives_rest()

    def _lost_are_asked_again(self) -> bool:
        """Nothing is under way, and yet addresses are in flight: an error in Scrapy or a middleware swallowed answers.

        Nobody else will tell of them: they are queued again, a few times.
        """
        again, lost = self._archive.ledger.land()
        self._archive.pages.seeking.difference_update(again + lost)
        if again or lost:
            logger.warning("answers lost in an error: %d; asked for again: %d", len(again + lost), len(again))
        return bool(again)

    def enqueue_request(self, request: Request) -> bool:
        """An address the user gave, or one that our retry middleware wants to ask for again."""
        self._archive.guarded(lambda: self._queue(request), None)
        return True

    def _queue(self, request: Request) -> None:
        url_id = request.meta.get("url_id")
        if url_id is None and request.callback is not None:
            self._others.append(request)
        elif url_id is None:
            self._archive.seed(request.url)
        else:
            self._archive.pages.seeking.discard(url_id)
            tries, not_before = request.meta.get("retry_times", 0), request.meta.get("not_before", 0)
            self._archive.ledger.retry(url_id, tries=tries, not_before=not_before)

    def next_request(self) -> Request | None:
        """The most urgent request of a host that has room for one."""
        self._control.look()
        self._watch_budget()
        if self._archive.error is not None or self._stopped:
            return None
        return self._archive.guarded(self._most_urgent, None)

    def _most_urgent(self) -> Request | None:
        self._put_back()
        if self._control.orders.pause:
            return None
        if self._others:
            return self._others.popleft()
        while due := self._archive.ledger.next(self._is_busy, self._wanted()):
            if (request := self._request(due)) is not None:
                return request
        return None

    def _request(self, due: Due) -> Request | None:
        if due.may_be_post:
            self._archive.pages.seeking.add(due.id)
        # RFC 9309, section 2.2.2: robots.txt itself is always fetched.
        rules: dict[str, object] = {"dont_obey_robotstxt": True} if due.kind == "robots" else {}
        if due.kind == "requisite":
            rules["max_tries"] = 2  # there are many of them, and the conversation does not hang on one
            rules["download_maxsize"] = self._largest_requisite
        if due.host in self._slots:
            rules["autothrottle_dont_adjust_delay"] = True  # the user has said how fast
        if (page := rendered(due.url)) is not None:
            if not self._renders or (self._render_only and due.home not in self._render_only):
                self._archive.ledger.finish(due.id, "held", NEEDS_BROWSER, status=None, capture=None, blog=None)
                return None
            # A slot of its own: what the page asks for waits in its host's, and is waited for.
            rules |= {"rendering": True, "max_tries": 1, "download_slot": "browser"}
        address, how = self._how(page or due.url)
        if address != due.url:
            rules["asked_as"] = due.url
        return Request(
            address,
            callback=self._store.parse,
            errback=self._store.missed,
            meta={
                "due": due,
                "url_id": due.id,
                "host": due.host,
                "download_slot": due.host,
                "retry_times": due.tries,
                "dont_redirect": True,
                **rules,
            },
            headers={"User-Agent": user_agent(self._crawler.settings), **how.pop("headers", {})},
            dont_filter=True,
            **how,
        )

    def _how(self, url: str) -> tuple[str, dict[str, Any]]:
        """What to ask for, and how: comment systems are asked by POST, or with a key that only the user has."""
        if (form := posted(url)) is not None:
            body = json.dumps(form[1], separators=(",", ":"))
            return form[0], {"method": "POST", "body": body, "headers": {"Content-Type": "application/json"}}
        key = self._crawler.settings["BLOGARCHIVE_DISQUS_KEY"]
        return with_key(url, key) if key and url.startswith(KEYED) else url, {}

    def _wanted(self) -> Wanted:
        """What the limits leave room for; of the posts, those in flight are counted."""
        most = self._limits.posts
        posts = not most or self._archive.pages.posts_read + len(self._archive.pages.seeking) < most
        requisites = self._control.orders.requisites is not False
        stopped = frozenset(self._archive.pages.front_pages.stopped)
        depth = self._limits.depth
        return Wanted(
            posts=posts, depth=depth, requisites=requisites, browser=self._renders, drawn_of=self._render_only,
            but=stopped,
        )  # fmt: skip

    @property
    def _limits(self) -> Limits:
        return self._control.orders.limits(self._first_limits)

    def _reached(self) -> str | None:
        """Which limit the run has ended by, if it was not the end of the blog."""
        limits, pending = self._limits, self._archive.ledger.pending
        within = pending(Wanted(depth=limits.depth))
        full = self._archive.pages.posts_read >= limits.posts
        return limits.reached(posts_left=full and within > 0, deeper_left=pending() > within)

    def _watch_budget(self) -> None:
        spent = self._limits.spent(received=self._archive.bytes, seconds=time.monotonic() - self._began)
        ends = "stopped by the control file" if self._control.stops else spent
        if ends and not self._stopped:
            logger.info("%s; crawl again to go on", ends)
            self._stopped = ends

    def _is_busy(self, host: str) -> bool:
        if self._archive.paused(host):
            return True
        engine = self._crawler.engine
        assert engine is not None
        active = sum(request.meta.get("host") == host for request in engine.downloader.active)
        return bool(active >= max(AHEAD, self._pace.concurrency + 1))

    def _put_back(self) -> None:
        """A pause that a host or the user asks for holds for what already waits for its turn, too."""
        paused, all_paused = self._archive.paused, self._control.orders.pause
        for request, waiting in self._waiting(
            lambda request: "url_id" in request.meta and (all_paused or paused(request.meta.get("host", "")))
        ):
            self._archive.pages.seeking.discard(request.meta["url_id"])
            self._archive.ledger.retry(request.meta["url_id"], tries=request.meta.get("retry_times", 0))
            request.meta["stopped"] = True
            _drop(waiting, "a pause was asked for")

    def _tick(self) -> None:
        self._archive.advance()
        self._archive.commit()
        self._control.look()
        self._watch_budget()
        engine = self._crawler.engine
        if engine is None or engine._slot is None:
            return
        if engine._slot.closing or not engine.running or self._archive.error is not None or self._stopped:
            self._let_go()
        self._wake()

    def _wake(self) -> None:
        """Have the engine ask for the next request: by itself it does so after an answer, and every five seconds."""
        engine = self._crawler.engine
        if engine is not None and engine._slot is not None:
            engine._slot.nextcall.schedule()

    def _let_go(self) -> None:
        """The run is being stopped: what only waits for its turn is not waited for, nor a server that says nothing."""
        self._ticks_stopping += 1
        if self._ticks_stopping * self._look_every >= self._last_words:
            _hang_up()
            self._store.reading.stop()
        for request, waiting in self._waiting(lambda _request: True):
            request.meta["stopped"] = True
            _drop(waiting, "the run was stopped")

    def _waiting(self, chosen: Callable[[Request], bool]) -> list[tuple[Request, Deferred[Response]]]:
        """Take from the downloader's queues what is chosen."""
        assert self._crawler.engine is not None
        taken = []
        for slot in self._crawler.engine.downloader.slots.values():
            for entry in [entry for entry in slot.queue if chosen(entry[0])]:
                slot.queue.remove(entry)
                taken.append(entry)
        return taken

    def _stop(self) -> None:
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="storage failed"))


def limits_of(settings: BaseSettings) -> Limits:
    """How far a run may go, by its settings."""
    return Limits(
        posts=settings.getint("BLOGARCHIVE_MAX_POSTS"), depth=settings.getint("BLOGARCHIVE_MAX_DEPTH"),
        bytes=size(str(settings["BLOGARCHIVE_MAX_BYTES"])), minutes=settings.getfloat("BLOGARCHIVE_MAX_MINUTES"),
    )  # fmt: skip


def _hang_up() -> None:
    """Cut every connection that leads outward; each exchange is kept as one that the connection's end cut short."""
    from twisted.internet import reactor, tcp
    from twisted.internet.error import UserError

    ends: set[Any] = {*cast("Any", reactor).getReaders(), *cast("Any", reactor).getWriters()}
    for end in ends:
        if isinstance(end, tcp.Client):
            if end.connected:
                end.abortConnection()  # type: ignore[no-untyped-call]
            else:
                end.failIfNotConnected(UserError("the run was stopped"))  # type: ignore[no-untyped-call]


def _drop(waiting: Deferred[Response], why: str) -> None:
    waiting.errback(Failure(Withdrawn(why)))  # type: ignore[no-untyped-call]
