"""Run the spider in this process and learn which exit code the run came to."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Iterable, Mapping

from blogarchive.errors import BlogArchiveError

CHATTER = ("scrapy.utils.log", "scrapy.middleware", "scrapy.addons", "scrapy.crawler", "scrapy.core.engine")
"""Loggers that tell how Scrapy was put together, not what becomes of the blog."""


def crawl(urls: Iterable[str], options: Mapping[str, object]) -> int:
    """Archive the blogs behind `urls` with Scrapy's settings changed by `options`; returns the exit code.

    On a terminal a live display stands in for the log's progress lines; warnings and errors are printed either way.
    """
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: TID251 - Scrapy is started here and nowhere else
    from scrapy.settings import Settings  # noqa: TID251

    settings = Settings()
    settings.setmodule("blogarchive.settings", priority="project")
    if sys.stderr.isatty():
        settings.setdict({"BLOGARCHIVE_PROGRESS": True, "LOG_LEVEL": "WARNING"}, priority="project")
    settings.set("STATS_DUMP", False, priority="project")  # the command has a summary of its own
    settings.setdict(dict(options), priority="cmdline")
    process = AsyncCrawlerProcess(settings)  # sets up logging, levels included
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)
    crawler = process.create_crawler("blog")
    run = process.crawl(crawler, url=" ".join(urls))
    process.start()
    raise_ours(run)
    code = crawler.stats.get_value("blogarchive/exit_code") if crawler.stats else None
    return 1 if code is None else int(code)


def raise_ours(run: Awaitable[None]) -> None:
    """Raise the error of ours that kept a run from beginning (a locked or unwritable archive), if there is one."""
    assert isinstance(run, asyncio.Future)
    error = run.exception() if run.done() and not run.cancelled() else None
    if isinstance(error, BlogArchiveError):
        raise error
