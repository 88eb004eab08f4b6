"""robots.txt as RFC 9309 has it: redirects followed, one that cannot be had forbids all, Crawl-delay kept."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from blogarchive.errors import RobotsUnavailable, Unreachable
from blogarchive.models import Visit
from blogarchive.schedule.patience import Patience
from blogarchive.urls import absolute, host_of

from .archive import archive_of, is_run
from .pace import Withdrawn, pace_of, span

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

MOST_REDIRECTS = 5
"""RFC 9309, section 2.3.1.2."""

ROBOTS = "asked for as a robots.txt"

LONG_DELAY = 30.0
"""Seconds between two requests that are worth a word."""

MOST_BYTES = 500 * 1024
"""RFC 9309, section 2.5: what a crawler reads at least; nothing beyond is read."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the parts of RFC 9309 that it leaves out."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Host and port as in the address -> why its rules could not be had.
        self._unavailable: dict[str, RobotsUnavailable | Unreachable | IgnoreRequest] = {}
        self._patience = Patience(crawler.settings.getfloat("BLOGARCHIVE_PATIENCE"))
        self._slow: set[str] = set()  # hosts of which it was said that they want to be asked slowly
        self._taken_back: set[str] = set()  # hosts whose rules were waiting for their turn when the run was stopped
        # A host that cannot be reached is told by the request that asked for it, in one line and in the WARC.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for a request's host; fetched once, through the wire tap like any page."""
        parser = await super().robot_parser(request)
        if urlsplit(request.url).netloc in self._taken_back:
            request.meta["stopped"] = True
            raise Withdrawn("the run was stopped")
        if (why := self._unavailable.get(urlsplit(request.url).netloc)) is not None:
            raise why.with_traceback(None)
        delay = parser.crawl_delay(self._robotstxt_useragent or "*") if parser is not None else None
        if delay:
            self._keep_delay(request, float(delay))
        return parser

    def _keep_delay(self, request: Request, delay: float) -> None:
        """Give the host's slot the delay it asks for, and keep AutoThrottle from shortening it."""
        netloc = urlsplit(request.url).netloc
        asks = f"{netloc}: its robots.txt asks for {span(delay)} between two requests (Crawl-delay: {delay:g})"
        most = span(self._patience.most)
        if not self._patience.bears(delay):
            logger.warning("%s; nothing is asked of it", asks)
            self._unavailable[netloc] = RobotsUnavailable(f"{asks}, and {most} is what a run waits at most")
            raise self._unavailable[netloc]
        if self._patience.is_over(netloc, delay, time.monotonic()):
            logger.warning("%s: %s is over, the rest is put off to the next run", netloc, most)
            self._unavailable[netloc] = RobotsUnavailable(f"put off to the next run: {asks}")
            archive_of(self.crawler).ledger.give_up(host_of(request.url), str(self._unavailable[netloc]))
            raise self._unavailable[netloc]
        if netloc not in self._slow and (delay >= LONG_DELAY or self._patience.is_worn(delay)):
            self._slow.add(netloc)
            logger.warning(
                "%s; that is kept: %d requests a day. %s", asks, 86400 / delay,
                f"This run asks for {most} and puts the rest off to the next one" if self._patience.is_worn(delay) else
                "Whenever the run is stopped, what it has is saved, and the next one goes on",
            )  # fmt: skip
        request.meta["autothrottle_dont_adjust_delay"] = True
        assert self.crawler.engine is not None
        pace_of(self.crawler).asked(self.crawler.engine.downloader.get_slot_key(request), delay)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, Withdrawn):  # nothing is known of this host's rules
            self._taken_back.add(netloc)
        elif isinstance(exc, IgnoreRequest) or (isinstance(exc, Unreachable) and exc.whole_host):
            self._unavailable[netloc] = exc  # where nobody can go, or we must not, that is the reason
        else:  # unreachable counts as forbidden (section 2.3.1.4), until a later run can read the rules
            silent = isinstance(exc, Unreachable) and exc.silent
            self._unavailable[netloc] = _unavailable(netloc, f"could not be had ({exc})", silent=silent)
        super()._robots_error(exc, netloc)

    async def _parse_robots(self, resp: Response, netloc: str, request: Request) -> None:
        resp = await self._followed(resp)
        if resp.status >= 500 or resp.status == 429:
            logger.warning("%s answered %s: nothing is asked of %s", resp.url, resp.status, netloc)
            self._unavailable[netloc] = _unavailable(netloc, f"answered {resp.status}")
        elif resp.status >= 300:  # unavailable: everything is allowed (section 2.3.1.3)
            resp = resp.replace(body=b"")
        await super()._parse_robots(resp.replace(body=_read_of(resp.body)), netloc, request)

    async def _followed(self, response: Response) -> Response:
        for _ in range(MOST_REDIRECTS):
            target = absolute(response.url, (response.headers.get("Location") or b"").decode("latin-1"), session=True)
            if not 300 <= response.status < 400 or target is None:
                break
            assert self.crawler.engine is not None
            onward = Request(target, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
            response = await self.crawler.engine.download_async(onward)
            if (capture := onward.meta.get("capture")) is not None and is_run(self.crawler):  # nobody's post
                archive_of(self.crawler).refuse([Visit(url_id=0, host=host_of(target), capture=capture)], (), ROBOTS)
        return response


def _unavailable(netloc: str, why: str, *, silent: bool = False) -> RobotsUnavailable:
    return RobotsUnavailable(f"{netloc} must be left alone: its robots.txt {why}", silent=silent)


def _read_of(body: bytes) -> bytes:
    """What is read of a file; half a line may say more than the whole: `Disallow: /` of `Disallow: /private/`."""
    return body if len(body) <= MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]
