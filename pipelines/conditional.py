"""Asks whether a page has changed since it was archived; a 304 is answered with the page that the archive holds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from .archive import archive_of, is_run

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Conditional:
    """A downloader middleware right above the wire: to all others an unchanged page is a page as any."""

    def __init__(self, crawler: Crawler) -> None:
        self._archive = archive_of(crawler)
        self._known = self._archive.known

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components; there is nothing to compare with in its own tools."""
        if not is_run(crawler):
            raise NotConfigured
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the conditions; none to a second try, which wants another answer, nor where the whole page is wanted."""
        for name in CONDITIONS:
            request.headers.pop(name, None)
        due = request.meta.get("due")
        again = request.meta.get("retry_times", 0) > 0 or request.method != "GET" or (due is not None and due.anew)
        earlier = None if again else self._archive.guarded(lambda: self._known.earlier(request.url), None)
        request.meta["original"] = earlier.original if earlier else None
        if earlier is not None:
            request.headers.update({name: value.encode("latin-1") for name, value in earlier.conditions.items()})

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The page of the original in place of a 304; the request once more where that page is lost."""
        original = request.meta.get("original")
        if response.status != 304 or original is None:
            return response
        page = self._archive.guarded(lambda: self._known.page(original), None)
        if page is None:
            logger.warning("%s: unchanged since a capture that cannot be read any more; asked for anew", request.url)
            return request.replace(meta={**request.meta, "retry_times": request.meta.get("retry_times", 0) + 1})
        said = {"Content-Type": page.content_type, "X-WP-Total": page.total}
        headers = Headers({name: str(value) for name, value in said.items() if value is not None})
        kind = responsetypes.from_args(headers=headers, url=response.url, body=page.body)
        return kind(response.url, status=page.status or 200, headers=headers, body=page.body, flags=["not_modified"])
