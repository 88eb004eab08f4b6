"""The item pipeline: what came of a fetched address goes to the archive, in one transaction with the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from blogarchive.models import Visit

from .archive import archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Store:
    """Saves each Visit that the spider yields."""

    def __init__(self, crawler: Crawler) -> None:
        self._archive = archive_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """Save a visit; any other item passes through."""
        if isinstance(item, Visit):
            self._archive.record(item)
        return item
