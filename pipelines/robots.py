"""robots.txt as RFC 9309 has it: redirects followed, a server error forbids all, Crawl-delay kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK

from blogarchive.urls import absolute

from .archive import user_agent

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

MOST_REDIRECTS = 5
"""RFC 9309, section 2.3.1.2."""

MOST_BYTES = 500 * 1024
"""RFC 9309, section 2.5: what a crawler reads at least; nothing beyond is read."""

FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the parts of RFC 9309 that it leaves out."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A host that cannot be reached is told by the request that asked for it, in one line and in the WARC.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for a request's host; fetched once, through the wire tap like any page."""
        parser = await super().robot_parser(request)
        delay = parser.crawl_delay(self._agent()) if parser is not None else None
        if delay:
            self._keep_delay(request, float(delay))
        return parser

    async def _parse_robots(self, resp: Response, netloc: str, request: Request) -> None:
        resp = await self._followed(resp)
        if resp.status >= 500 or resp.status == 429:
            logger.warning("%s answered %s: all of %s counts as forbidden", resp.url, resp.status, netloc)
            resp = resp.replace(body=FORBID_ALL)
        elif resp.status >= 300:  # unavailable: everything is allowed (section 2.3.1.3)
            resp = resp.replace(body=b"")
        await super()._parse_robots(resp.replace(body=resp.body[:MOST_BYTES]), netloc, request)

    async def _followed(self, response: Response) -> Response:
        for _ in range(MOST_REDIRECTS):
            target = absolute(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
            if not 300 <= response.status < 400 or target is None:
                break
            assert self.crawler.engine is not None
            onward = Request(target, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
            response = await self.crawler.engine.download_async(onward)
        return response

    def _keep_delay(self, request: Request, delay: float) -> None:
        """Give the host's slot the delay it asks for, and keep AutoThrottle from shortening it."""
        request.meta["autothrottle_dont_adjust_delay"] = True
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, delay)

    def _agent(self) -> str:
        return user_agent(self.crawler.settings)
