"""How a run is getting on: a live display on a terminal, a line in the log now and then elsewhere."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.log import get_scrapy_root_handler
from twisted.internet.task import LoopingCall

from blogarchive.logs import JsonLines

from .archive import archive_of, is_run
from .pace import span

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .archive import Archive

logger = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two pictures on a terminal."""

RECENT = 20.0
"""Seconds over which the current rate is taken."""

COUNT_SHARE = 100
"""The tables are counted again only after so many times as long as the last count took, and two seconds at least."""

_COUNTS = """
SELECT (SELECT count(*) FROM posts WHERE source = 'page'), (SELECT count(*) FROM comments),
    (SELECT count(*) FROM urls WHERE kind = 'post' AND about IS NULL AND state IN ('queued', 'fetching', 'failed'))
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """A run at one moment."""

    posts: int
    """Posts that the archive holds."""
    posts_found: int
    """Those, and the ones it still has to fetch or could not have."""
    comments: int
    requests: int
    bytes: int
    requests_per_second: float
    bytes_per_second: float
    errors: int
    waiting: int
    seconds_left: float | None
    """None where nothing waits, or while it is too early to tell."""
    paused: bool

    def __str__(self) -> str:
        left = f", about {span(self.seconds_left)} left" if self.seconds_left is not None else ""
        return (
            f"{self.posts:,} of {self.posts_found:,} posts, {self.comments:,} comments; {self.requests:,} requests"
            f" ({self.requests_per_second:.1f}/s), {self.bytes / 1e6:,.1f} MB; {_count(self.errors, 'error')};"
            f" {self.waiting:,} waiting{left}{'; paused' if self.paused else ''}"
        )


class Progress:
    """Draws or logs the run while it goes on; what it writes is JSON where BLOGARCHIVE_LOG_JSON asks for that."""

    def __init__(self, crawler: Crawler) -> None:
        self._in_json = crawler.settings.getbool("BLOGARCHIVE_LOG_JSON")
        self._set_form()
        self._meter = Meter(archive_of(crawler))
        live = crawler.settings.getbool("BLOGARCHIVE_PROGRESS")
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True) if live else None
        self._every = EVERY if live else crawler.settings.getfloat("BLOGARCHIVE_PROGRESS_EVERY")
        self._loop = LoopingCall(self._draw if live else self._log)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its extensions; its own tools have no run to tell of."""
        if not is_run(crawler):
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress.start, signals.spider_opened)
        archive_of(crawler).on_end = progress.stop  # while there is still something to count
        return progress

    def start(self) -> None:
        """Begin to draw, or to log after a while."""
        self._set_form()
        if self._live is not None:
            self._live.start()
        if self._every:
            self._loop.start(self._every, now=self._live is not None)

    def stop(self) -> None:
        """Take the picture away, or say where the run stands at its end; the closing summary is the command's."""
        if self._loop.running:
            self._loop.stop()
        if self._live is not None:
            self._live.stop()
        elif self._every:
            self._log()

    def _set_form(self) -> None:
        """Scrapy makes its handler anew between the making of extensions and the opening of the spider."""
        if self._in_json and (handler := get_scrapy_root_handler()) is not None:
            handler.setFormatter(JsonLines())

    def _log(self) -> None:
        figures = self._meter.read()
        logger.info("%s", figures, extra={"facts": {"event": "progress", **asdict(figures)}})

    def _draw(self) -> None:
        assert self._live is not None
        self._live.update(picture(self._meter.read()), refresh=True)


class Meter:
    """Reads the figures off an archive that is being written."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._recent = deque([(time.monotonic(), 0, 0)])  # when, requests and bytes until then
        self._counts = (0, 0, 0)
        self._count_after = 0.0

    def read(self) -> Figures:
        """The figures of now."""
        archive, now = self._archive, time.monotonic()
        while len(self._recent) > 1 and now - self._recent[1][0] > RECENT:
            self._recent.popleft()
        then, requests, received = self._recent[0]
        self._recent.append((now, archive.requests, archive.bytes))
        seconds = max(now - then, 0.001)
        rate = (archive.requests - requests) / seconds
        posts, comments, open_posts = self._counted(now)
        waiting, errors = archive.guarded(archive.ledger.pending, 0), archive.pages.failures
        return Figures(
            posts=posts, posts_found=posts + open_posts, comments=comments, requests=archive.requests,
            bytes=archive.bytes, requests_per_second=round(rate, 2),
            bytes_per_second=round((archive.bytes - received) / seconds), errors=errors, waiting=waiting,
            seconds_left=round(waiting / rate) if waiting and rate and self._can_tell else None,
            paused=archive.resting,
        )  # fmt: skip

    @property
    def _can_tell(self) -> bool:
        """Whether the current rate says how long the rest will take."""
        return self._archive.requests > 5 and not self._archive.resting

    def _counted(self, now: float) -> tuple[int, int, int]:
        if now >= self._count_after and self._archive.error is None:
            counted = self._archive.guarded(lambda: self._archive.db.execute(_COUNTS).fetchone(), self._counts)
            self._counts = (counted[0], counted[1], counted[2])
            took = time.monotonic() - now
            self._count_after = now + max(2.0, COUNT_SHARE * took)
        return self._counts


def picture(figures: Figures) -> Table:
    """The figures as the terminal shows them, in one line."""
    grid = Table.grid(padding=(0, 3))
    left = f", about {span(figures.seconds_left)}" if figures.seconds_left is not None else ""
    grid.add_row(
        f"[bold]{figures.posts:,}[/] of {figures.posts_found:,} posts", f"[bold]{figures.comments:,}[/] comments",
        f"{figures.requests:,} requests", f"{figures.requests_per_second:.1f}/s", f"{figures.bytes / 1e6:,.1f} MB",
        f"{figures.waiting:,} waiting{left}",
        f"[red]{_count(figures.errors, 'error')}[/]" if figures.errors else "no errors",
        *(["[yellow]paused[/]"] if figures.paused else []),
    )  # fmt: skip
    return grid


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else f"no {what}s"
