"""The one spider: fetch what the ledger says is due, hand the page to the core, pass on what the core says."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from blogarchive.errors import BlogArchiveError, RobotsUnavailable, Unreachable
from blogarchive.extraction.platforms import use
from blogarchive.items import PostItem, post_item
from blogarchive.limits import CUT
from blogarchive.models import Page, Visit
from blogarchive.printable import without_secrets
from blogarchive.reading import NotRead, Stopped
from blogarchive.urls import absolute
from blogarchive.visit import moved, readable, shown, visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


class BlogSpider(Spider):
    """`scrapy crawl blog -a url=URL`: archives the blogs behind one or several addresses, separated by spaces."""

    name = "blog"

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        given = [address if "://" in address else f"https://{address}" for address in url.split()]
        self.addresses = [absolute("", address, session=True) or address for address in given]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it; what is wrong with a platform file of the user ends the run before it begins."""
        use(crawler.settings.getlist("BLOGARCHIVE_PLATFORMS"))
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Request]:
        """The addresses the user gave; everything else comes out of the ledger."""
        if not self.addresses:
            logger.error("no address given: scrapy crawl blog -a url=https://blog.example/")
        for address in self.addresses:
            yield Request(address, dont_filter=True)

    async def read(self, work: Callable[[], Visit]) -> Visit:
        """What a page comes to, read here and now; a run reads in a process beside it instead."""
        return work()

    def parse(self, response: Response) -> list[PostItem | Visit] | Awaitable[list[Visit]]:
        """A response, of whatever status, becomes a visit; the posts it tells of are given out once they are whole.

        In Scrapy's own tools (`shell`, `parse`, `check`) there is no archive to visit for: it becomes its posts.

        @sample
        @returns items 1 1
        @scrapes url kind platform title body_html body_text categories tags comments
        @thread
        """
        due = response.meta.get("due") if response.request else None
        page = _page(response)
        if due is None:
            return [post_item(post) for post in shown(page)]
        asked = {"url_id": due.id, "asked": due.kind, "home": due.home}
        requisites = self.settings.getbool("BLOGARCHIVE_REQUISITES")
        requisites = requisites and due.home not in self.settings.getlist("BLOGARCHIVE_WITHOUT_REQUISITES")
        has_key = bool(self.settings["BLOGARCHIVE_DISQUS_KEY"])
        location = response.headers.get("Location")
        if location and 300 <= response.status < 400:
            to = location.decode("utf-8", "replace")
            return self._visited(page, due, partial(moved, page, to, requisites=requisites, **asked))
        more = {"about": due.about, "named_by": due.named_by, "has_key": has_key}
        return self._visited(page, due, partial(visit, page, requisites=requisites, **more, **asked))

    async def _visited(self, page: Page, due: Any, work: Callable[[], Visit]) -> list[Visit]:
        try:
            # What holds nothing to read is not sent there and back.
            return [work() if not readable(page) or page.status in range(300, 400) else await self.read(work)]
        except Stopped:
            raise
        except NotRead as error:  # the page is in the WARC: `rebuild` reads it again once this is mended
            logger.error("%s could not be read: %s", page.url, error)
            failure = f"not read: {error}"
        except Exception as error:
            logger.exception("%s could not be read", page.url)
            failure = f"extraction failed: {error!r}"
        return [Visit(url_id=due.id, host=due.host, home=due.home, capture=page.capture, status=page.status,
                      failure=failure)]  # fmt: skip

    def missed(self, failure: Failure) -> list[Visit]:
        """A request without a response becomes a visit too, with the reason."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if request.meta.get("stopped"):
            return []  # never asked for: still in flight in the ledger, and the next run takes it up
        due = request.meta["due"]
        too_large = due.kind == "requisite" and isinstance(failure.value, DownloadCancelledError)
        refused = too_large or isinstance(failure.value, IgnoreRequest)
        told = refused or isinstance(failure.value, BlogArchiveError)  # in words of our own
        reason = without_secrets(str(failure.value) if told else f"{type(failure.value).__name__}: {failure.value}")
        logger.log(
            logging.INFO if refused or due.kind == "requisite" else logging.WARNING, "%s: %s", request.url, reason
        )
        capture = request.meta.get("capture")
        silent = isinstance(failure.value, Unreachable | RobotsUnavailable) and failure.value.silent and not capture
        return [Visit(url_id=due.id, host=due.host, home=due.home, capture=capture, failure=reason, refused=refused,
                      silent=silent)]  # fmt: skip


def _page(response: Response) -> Page:
    meta = response.meta if response.request else {}
    capture = meta.get("capture")
    content_type = response.headers.get("Content-Type")
    return Page(
        # Of a POST the ledger's address says more than the wire's, the fields; of a user's key it says nothing.
        url=meta.get("asked_as", response.url),
        body=response.body,
        content_type=content_type.decode("latin-1") if content_type else None,
        captured=capture.date if capture else datetime.now(UTC),
        status=response.status,
        capture=capture,
        cut=_cut(response),
        refresh=refresh.decode("utf-8", "replace") if (refresh := response.headers.get("Refresh")) else None,
        total=int(total) if (total := response.headers.get("X-WP-Total") or b"").isdigit() and len(total) < 9 else None,
    )


def _cut(response: Response) -> str | None:
    """Why the response holds only the beginning of what was sent, as our handler and our decoder flag it."""
    return next((flag.removeprefix(CUT) for flag in response.flags if flag.startswith(CUT)), None)
