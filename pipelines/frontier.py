"""Scrapy's scheduler on the archive's own ledger: what is queued survives a kill -9 (JOBDIR does not: scrapy#7978)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from .archive import COMMIT_EVERY, archive_of, user_agent

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from blogarchive.dataset.ledger import Due

AHEAD = 2
"""Requests of one host in the downloader: one under way, one to follow; the rest waits where it is safe and sorted."""


class Frontier(BaseScheduler):
    """Hands out the ledger's addresses, most urgent first, host by host in turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_of(crawler)
        self._archive.on_error = self._stop
        self._ticks = LoopingCall(self._tick)
        self._room = max(AHEAD, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + 1)
        self._most_posts = crawler.settings.getint("BLOGARCHIVE_MAX_POSTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Start a run for the addresses that the spider was given."""
        self._spider = spider
        self._archive.begin(self._crawler.settings["BLOGARCHIVE_COMMAND"], list(getattr(spider, "addresses", [])))
        self._ticks.start(COMMIT_EVERY, now=False)

    def close(self, reason: str) -> None:
        """End the run; the archive is whole on disk afterwards."""
        self._ticks.stop()
        assert self._crawler.stats is not None
        self._crawler.stats.set_value("blogarchive/exit_code", self._archive.end(reason))

    def has_pending_requests(self) -> bool:
        """Whether anything waits, or can be taken from the reserve."""
        if self._archive.error is not None:
            return False
        wants = self._wants_posts()
        return self._archive.ledger.pending(posts=wants) > 0 or (wants and self._archive.ledger.release() > 0)

    def enqueue_request(self, request: Request) -> bool:
        """An address the user gave, or one that Scrapy's retry middleware wants to ask for again."""
        url_id = request.meta.get("url_id")
        if url_id is None:
            self._archive.ledger.seed(request.url)
        else:
            self._archive.seeking.discard(url_id)
            self._archive.ledger.retry(url_id, tries=request.meta.get("retry_times", 0))
        return True

    def next_request(self) -> Request | None:
        """The most urgent request of a host that has room for one."""
        if self._archive.error is not None:
            return None
        due = self._archive.ledger.next(self._is_busy, posts=self._wants_posts())
        return self._request(due) if due else None

    def _request(self, due: Due) -> Request:
        if due.may_be_post:
            self._archive.seeking.add(due.id)
        # RFC 9309, section 2.2.2: robots.txt itself is always fetched.
        rules: dict[str, object] = {"dont_obey_robotstxt": True} if due.kind == "robots" else {}
        if due.kind == "requisite":
            rules["max_retry_times"] = 1  # there are many of them, and the conversation does not hang on one
        return Request(
            due.url,
            callback=self._spider.read,  # type: ignore[attr-defined]
            errback=self._spider.missed,  # type: ignore[attr-defined]
            meta={"due": due, "url_id": due.id, "host": due.host, "retry_times": due.tries, **rules},
            headers={"User-Agent": user_agent(self._crawler.settings)},
            dont_filter=True,
        )

    def _wants_posts(self) -> bool:
        """Whether the limit of posts leaves room for one more, those in flight counted."""
        return not self._most_posts or self._archive.posts_read + len(self._archive.seeking) < self._most_posts

    def _is_busy(self, host: str) -> bool:
        engine = self._crawler.engine
        assert engine is not None
        active = sum(request.meta.get("host") == host for request in engine.downloader.active)
        return bool(active >= self._room)

    def _tick(self) -> None:
        self._archive.commit()
        engine = self._crawler.engine
        if engine is not None and (not engine.running or self._archive.error is not None):
            self._let_go()

    def _let_go(self) -> None:
        """The run is being stopped: what only waits for its turn is not waited for."""
        assert self._crawler.engine is not None
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                request, waiting = slot.queue.popleft()
                request.meta["stopped"] = True
                waiting.errback(Failure(IgnoreRequest("the run was stopped")))

    def _stop(self) -> None:
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="storage failed"))
