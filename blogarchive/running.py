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
    if sys.stderr.isatty() and not options.get("BLOGARCHIVE_LOG_JSON"):
        settings.setdict({"BLOGARCHIVE_PROGRESS": True, "LOG_LEVEL": "WARNING"}, priority="project")
    settings.set("STATS_DUMP", False, priority="project")  # the command has a summary of its own
    settings.setdict(dict(options), priority="cmdline")
    for name in CHATTER:  # a filter: Scrapy sets the levels anew when it sets up logging
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.WARNING)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler("blog")
    run = process.crawl(crawler, url=" ".join(urls))
    process.start()
    return exit_code(run, crawler.stats.get_stats() if crawler.stats else {})


def exit_code(run: Awaitable[None], stats: Mapping[str, object]) -> int:
    """What a run came to; raises the error of ours that ended it, or that kept it from beginning, if there is one."""
    assert isinstance(run, asyncio.Future)
    unstarted = run.exception() if run.done() and not run.cancelled() else None
    for error in (unstarted, stats.get("blogarchive/error")):
        if isinstance(error, BlogArchiveError):
            raise error
    code = stats.get("blogarchive/exit_code")
    return code if isinstance(code, int) else 1
