"""Run the spider in this process and learn which exit code the run came to."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from collections.abc import Awaitable, Iterable, Mapping
from importlib.util import find_spec
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive.errors import BlogArchiveError, StorageError, UsageError
from blogarchive.logs import JsonLines

if TYPE_CHECKING:
    from scrapy.crawler import Crawler  # noqa: TID251 - the same

logger = logging.getLogger(__name__)

CHATTER = ("scrapy.utils.log", "scrapy.middleware", "scrapy.addons", "scrapy.crawler", "scrapy.core.engine")
"""Loggers that tell how Scrapy was put together, not what becomes of the blog."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""What a Chromium of the system is called."""

LOG_FILES, LOG_BYTES = 10, 10_000_000
"""How many files of a log are kept, and how large each may become."""


def crawl(urls: Iterable[str], options: Mapping[str, object]) -> int:
    """Archive the blogs behind `urls` with Scrapy's settings changed by `options`; returns the exit code.

    On a terminal a live display stands in for the log's progress lines; warnings and errors are printed either way.
    """
    options = {**options, **browser()} if options.get("BLOGARCHIVE_RENDER") else options
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
    if settings["BLOGARCHIVE_LOG_FILE"]:
        _keep_log(Path(str(settings["BLOGARCHIVE_LOG_FILE"])), as_json=settings.getbool("BLOGARCHIVE_LOG_JSON"))
    crawler = process.create_crawler("blog")
    run = process.crawl(crawler, url=" ".join(urls))
    process.start()
    return exit_code(run, crawler)


def browser() -> dict[str, object]:
    """Where the browser is; raises UsageError where there is none, or nothing to drive it with."""
    if not all(find_spec(name) for name in ("scrapy_playwright", "playwright")):
        raise UsageError("--render needs a browser: pip install 'blogarchive[browser]'")
    if found := next(filter(None, map(shutil.which, BROWSERS)), None):
        return {"BLOGARCHIVE_BROWSER": found}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return {}
    raise UsageError("--render needs a browser: python -m playwright install chromium (or install chromium)")


def _keep_log(file: Path, *, as_json: bool) -> None:
    """Write the log to a file too; once it is full it is put aside, and the oldest of ten is dropped."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error}") from error
    handler.setLevel(logging.INFO)
    plain = logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%S%z")
    handler.setFormatter(JsonLines() if as_json else plain)
    logging.getLogger().addHandler(handler)


def exit_code(run: Awaitable[None], crawler: Crawler) -> int:
    """What a run came to; raises the error of ours that ended it, or that kept it from beginning, if there is one."""
    assert isinstance(run, asyncio.Future)
    unstarted = run.exception() if run.done() and not run.cancelled() else None
    if isinstance(unstarted, BlogArchiveError):  # before there are any figures of the run
        raise unstarted
    if unstarted is not None:  # asyncio tells of no error that somebody asked for
        logger.error("the run broke off: %s", unstarted, exc_info=unstarted)
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if isinstance(error := stats.get("blogarchive/error"), BlogArchiveError):
        raise error
    code = stats.get("blogarchive/exit_code")
    return code if isinstance(code, int) else 1
