"""What a page came to: its posts pass the user's item pipelines, then all of it is saved, in one transaction.

This is the callback of every request that the frontier makes, and no setting takes it away: ITEM_PIPELINES,
SPIDER_MIDDLEWARES and EXTENSIONS are the user's own.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.misc import arg_to_iter

from blogarchive.errors import BlogArchiveError
from blogarchive.items import changes, post_item
from blogarchive.models import Visit
from blogarchive.reading import Stopped

from .archive import archive_of
from .reading import Reading
from .recording import Verdict
from .walls import Walls

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from .recording import Given

logger = logging.getLogger(__name__)

_PASSING: ContextVar[Verdict] = ContextVar("passing")
"""The post that is in the pipelines in this task: Scrapy's signals name what came out, not what went in."""


class Store:
    """Hands responses to the spider, the posts that it reads to the pipelines, and visits to the archive."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_of(crawler)
        self.reading = Reading()
        self._walls = Walls(crawler)
        self._rest: asyncio.Task[None] | None = None
        self.on_given: Callable[[], None] = lambda: None
        crawler.signals.connect(self._scraped, signals.item_scraped)
        crawler.signals.connect(self._dropped, signals.item_dropped)

    async def parse(self, response: Response) -> list[Any]:
        """A response of whatever status is read and saved; what else the spider yields is Scrapy's."""
        self._spider.read = self.reading.read
        try:
            return await self._saved(self._spider.parse(response), response)
        except Stopped as error:  # still in flight in the ledger: the next run takes it up
            logger.debug("%s was not read: %s", response.url, error)
            return []

    async def missed(self, failure: Failure) -> list[Any]:
        """So is a request that got no response."""
        return await self._saved(self._spider.missed(failure), failure)

    def gives_rest(self) -> bool:
        """Whether posts are being given out whose threads nothing more will be fetched of: the run waits for that."""
        nothing: list[Given] = []
        if self._rest is None and (given := self._archive.guarded(self._archive.rest, nothing)):
            self._rest = asyncio.ensure_future(self._give(given))
            self._rest.add_done_callback(self._gave)
        return self._rest is not None

    @property
    def _spider(self) -> Any:
        return self._crawler.spider

    async def _saved(self, output: Any, source: Response | Failure) -> list[Any]:
        if inspect.isasyncgen(output):
            output = [item async for item in output]
        elif inspect.isawaitable(output):
            output = await output
        others = []
        for item in arg_to_iter(output):
            if isinstance(item, Visit):
                await self._save(item, source)
            else:
                others.append(item)
        return others

    async def _save(self, visit: Visit, source: Response | Failure) -> None:
        try:
            try:
                await self._record(visit, source)
            except BlogArchiveError:
                raise
            except Exception as error:  # its address must not stay in flight for that
                logger.exception("%s could not be saved", source)
                why = f"could not be saved ({type(error).__name__}: {error})"
                await self._record(replace(visit, extraction=None, admissions=(), moved_to=None, failure=why), source)
        except BlogArchiveError as error:  # the archive cannot be written to: it has said so, and ends the run
            logger.debug("%s was not saved: %s", source, error)

    async def _record(self, visit: Visit, source: Response | Failure) -> None:
        archive = self._archive
        judged = archive.judged(await self._walls.judged(visit))
        if self._pipelines or archive.store.items.any:
            verdicts = await self._passed(archive.preview(judged), source)
            archive.record(judged, verdicts)
        else:  # nobody has a say: the posts that are told of are those that were saved
            await self._passed(archive.record(judged), source)

    @property
    def _pipelines(self) -> bool:
        return bool(getattr(self._crawler.engine.scraper.itemproc, "middlewares", True))

    async def _give(self, given: list[Given]) -> None:
        verdicts = await self._passed(given, None)
        self._archive.guarded(lambda: self._archive.settle(verdicts), None)

    def _gave(self, done: asyncio.Task[None]) -> None:
        self._rest = None
        if not done.cancelled() and (error := done.exception()) is not None:
            logger.error("posts could not be given out", exc_info=error)
        scraper, slot = self._crawler.engine.scraper, self._crawler.engine.scraper.slot
        if slot is not None and slot.closing is not None and not slot.closing.called:
            scraper._check_if_closing()  # Scrapy looks only when a response is through
        self.on_given()

    async def _passed(self, given: list[Given], source: Response | Failure | None) -> list[Verdict]:
        """What the pipelines make of posts; as many pass at a time as CONCURRENT_ITEMS says."""
        verdicts: list[Verdict] = []
        most = max(1, self._crawler.engine.scraper.concurrent_items)
        for first in range(0, len(given), most):
            passing = (self._pass(one, source) for one in given[first : first + most])
            verdicts += await asyncio.gather(*passing)
        return verdicts

    async def _pass(self, given: Given, source: Response | Failure | None) -> Verdict:
        verdict = Verdict(given)
        _PASSING.set(verdict)
        item = post_item(given.post, given.capture)
        await self._crawler.engine.scraper.start_itemproc_async(item, response=source)
        return verdict

    def _scraped(self, item: Any) -> None:
        verdict = _PASSING.get(None)
        if verdict is not None and self._pipelines:
            before = post_item(verdict.given.post, verdict.given.capture)
            verdict.changes = changes(before, item)

    def _dropped(self, exception: BaseException) -> None:
        if (verdict := _PASSING.get(None)) is not None:
            verdict.dropped = str(exception) or type(exception).__name__
