"""Asks again where it may help, when the host says so, and slows down for hosts that are asked too much."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest

from blogarchive.errors import BlogArchiveError
from blogarchive.schedule import retries
from blogarchive.schedule.patience import Patience
from blogarchive.urls import host_of

from .archive import archive_of, is_run
from .cookies import NEW
from .decoding import DAMAGED
from .pace import pace_of, span
from .unreachable import final, unreachable

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 120.0
"""Seconds that a robots.txt is waited for between two tries; a host that wants more is left to the next run."""

_LET_IN = 3
"""How often an address is asked for that sets a new cookie each time and never lets its reader in."""


class Retry:
    """In place of Scrapy's retry middleware, which knows neither Retry-After nor answers that are cut short."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_of(crawler)
        self._first = crawler.settings.getfloat("BLOGARCHIVE_RETRY_WAIT")
        self._pace = pace_of(crawler)
        self._patience = Patience(crawler.settings.getfloat("BLOGARCHIVE_PATIENCE"))
        self._left: set[str] = set()  # hosts that asked for more patience than a run has

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self | RetryMiddleware:
        """As Scrapy makes its components; in its own tools, its own middleware serves."""
        if not is_run(crawler):
            return RetryMiddleware.from_crawler(crawler)
        retry = cls(crawler)
        # Of the middlewares Scrapy hears only when it has sent what waits next for the host.
        crawler.signals.connect(retry.heed, signals.response_downloaded)
        return retry

    def heed(self, request: Request, response: Response) -> None:
        """Leave a host that says it is busy alone, whether this address is asked for again or not."""
        if response.status not in retries.BUSY or self._is_left(request, response):
            return
        self._archive.pause(host_of(request.url), self._until(request, _header(response, "Retry-After")))

    def _is_left(self, request: Request, response: Response) -> bool:
        """Whether a host asks for more patience than a run has: then nothing more is asked of it, and that is said."""
        asked = retries.asked_for(_header(response, "Retry-After"), time.time())
        host, said = host_of(request.url), f"Retry-After: {_header(response, 'Retry-After')}"[:60]
        if asked is None or self._patience.has_room(host, asked):
            return False
        if host not in self._left:
            self._left.add(host)
            logger.warning(
                "%s asks to be left alone for %s (HTTP %d, %s): nothing more is asked of it in this run, which waits "
                "for %s in all; the next run goes on",
                host, span(asked), response.status, said, span(self._patience.most),
            )  # fmt: skip
            self._archive.ledger.give_up(host, f"the host asks to be left alone for {span(asked)} ({said})")
        return True

    async def process_request(self, request: Request) -> None:
        """Put back what was already on its way through the middlewares when its host asked for a pause."""
        # A slot is a host as the ledger has it, with its port, without www.: robots.txt waits for its turn there, too.
        request.meta.setdefault("download_slot", host_of(request.url))
        url_id = request.meta.get("url_id")
        if url_id is None or not self._archive.paused(host_of(request.url)):
            return
        self._archive.pages.seeking.discard(url_id)
        self._archive.ledger.retry(url_id, tries=request.meta.get("retry_times", 0))
        request.meta["stopped"] = True
        raise IgnoreRequest("the host asked for a pause")

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, or its request again, to be asked when the time has come."""
        key = request.meta.get("download_slot", "")
        if response.status in retries.BUSY:
            self._pace.slow_down(key)
        else:
            self._pace.recover(key)
        # Scrapy's flag "partial" is left out: it marks every answer that the end of the connection ends (HTTP/1.0).
        reason = retries.why_again(
            response.status, response.body, url=request.url, location=_header(response, "Location"),
            whole=not {"dataloss", DAMAGED}.intersection(response.flags), is_page=_is_page(request),
            new_cookies=request.meta.pop(NEW, False),
        )  # fmt: skip
        if reason == retries.LET_IN:
            return await self._again(request, reason, response.status, None, most=_LET_IN, wait=0) or response
        if reason == retries.ITSELF and _is_robots(request):
            reason = None  # a robots.txt that cannot be had by following it is none (RFC 9309, section 2.3.1.2)
        if reason is None or host_of(request.url) in self._left:
            return response
        return await self._again(request, reason, response.status, _header(response, "Retry-After")) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request again, unless the error is final; else the error goes on to the spider."""
        if isinstance(exception, IgnoreRequest | BlogArchiveError | DownloadCancelledError):
            return None
        told = unreachable(exception, request.url)
        most = retries.TRIES
        if told.whole_host and not self._archive.has_answered(host_of(request.url)):
            # Nobody waits to be told that an address is misspelt, or that nothing stands at it any more.
            most = 1 if isinstance(exception, CannotResolveHostError) else 2
        again = None if final(exception) else await self._again(request, str(told), None, None, most=most)
        if again is None:
            raise told from exception
        return again

    async def _again(
        self, request: Request, reason: str, status: int | None, retry_after: str | None, *, most: int | None = None,
        wait: float | None = None,
    ) -> Request | None:  # fmt: skip
        tried = int(request.meta.get("retry_times", 0)) + 1
        most = min(most or retries.tries(status), request.meta.get("max_tries", retries.TRIES * 2))
        url_id = request.meta.get("url_id")
        engine = self._crawler.engine
        if tried >= most or engine is None or not engine.running:
            return None
        until = self._until(request, retry_after) if wait is None else time.time() + wait
        left = until - time.time()
        if url_id is None and not await self._waited(until):
            return None
        logger.info("%s: %s; again in %.0f s (try %d of %d)", request.url, reason, left, tried + 1, most)
        return request.replace(meta={**request.meta, "retry_times": tried, "not_before": until})

    def _until(self, request: Request, retry_after: str | None) -> float:
        """Unix time before which an address is not asked for again."""
        now = time.time()
        return now + retries.wait(int(request.meta.get("retry_times", 0)) + 1, retry_after, now, self._first)

    async def _waited(self, until: float) -> bool:
        """Wait to ask again for a robots.txt, for which its host's requests wait; false where that takes too long."""
        if until - time.time() > LONGEST_PAUSE:
            return False
        while (left := until - time.time()) > 0 and self._crawler.engine and self._crawler.engine.running:
            await asyncio.sleep(min(left, 0.5))
        return left <= 0


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("utf-8", "replace") if value else None


def _is_robots(request: Request) -> bool:
    due = request.meta.get("due")
    return due is None or due.kind == "robots"


def _is_page(request: Request) -> bool:
    due = request.meta.get("due")
    return due is not None and due.kind != "requisite"
