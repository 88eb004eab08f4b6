"""A live display on the terminal: posts found and archived, comments, rate, bytes, errors."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy import signals
from scrapy.exceptions import NotConfigured
from twisted.internet.task import LoopingCall

from .archive import archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

EVERY = 0.5
"""Seconds between two pictures."""


class Progress:
    """Draws the run while it goes on; off unless BLOGARCHIVE_PROGRESS is set, which the command does on a terminal."""

    def __init__(self, crawler: Crawler) -> None:
        self._archive = archive_of(crawler)
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
        self._loop = LoopingCall(self._draw)
        self._began = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its extensions."""
        if not crawler.settings.getbool("BLOGARCHIVE_PROGRESS"):
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress.start, signals.spider_opened)
        crawler.signals.connect(progress.stop, signals.spider_closed)
        return progress

    def start(self) -> None:
        """Begin to draw."""
        self._live.start()
        self._loop.start(EVERY)

    def stop(self) -> None:
        """Take the picture away; the closing summary is the command's."""
        self._loop.stop()
        self._live.stop()

    def _draw(self) -> None:
        archive, seconds = self._archive, max(time.monotonic() - self._began, 0.001)
        waiting = archive.ledger.pending()
        rate = archive.requests / seconds
        grid = Table.grid(padding=(0, 3))
        grid.add_row(
            f"[bold]{archive.posts_read:,}[/] posts", f"[bold]{archive.comments:,}[/] comments",
            f"{archive.requests:,} requests", f"{archive.bytes / 1e6:,.1f} MB", f"{rate:.1f}/s",
            f"{waiting:,} waiting" + (f", about {_span(waiting / rate)}" if waiting and archive.requests > 5 else ""),
            f"[red]{archive.failures:,} errors[/]" if archive.failures else "no errors",
        )  # fmt: skip
        self._live.update(grid, refresh=True)


def _span(seconds: float) -> str:
    return (
        f"{seconds / 3600:.1f} h"
        if seconds > 5400
        else f"{seconds / 60:.0f} min"
        if seconds > 90
        else f"{seconds:.0f} s"
    )
