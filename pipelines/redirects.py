"""Redirects: in a run each is an entry of the ledger; in Scrapy's own tools they are followed, as Scrapy does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import NotConfigured

from .archive import is_run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Redirects(RedirectMiddleware):
    """Scrapy's middleware, left out of runs."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        if is_run(crawler):
            raise NotConfigured
        return super().from_crawler(crawler)

    def _engine_started(self) -> None:
        """Say nothing of the Referer header, which is never sent here."""
