"""Obeys the control file of the archive's folder while the run goes on: looked at often, in effect at once."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from blogarchive import own_files
from blogarchive.errors import UsageError
from blogarchive.schedule.control import NAME, Orders, read

from .archive import archive_of
from .pace import pace_of

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes of a control file; all its orders with long comments take one."""


class Control:
    """The orders in force; `look` is called every BLOGARCHIVE_LOOK_EVERY seconds, and before each request."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._file = folder / NAME
        self._seen: tuple[int, int, int] | None = None
        self._began = time.time()
        self.orders = Orders()

    def look(self) -> None:
        """Read the file if it has changed, come or gone; one that cannot be meant changes nothing."""
        try:
            stat = self._file.lstat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen == self._seen:
                return
            self._seen = seen
            orders = read(own_files.read(self._file, LARGEST))
        except FileNotFoundError:
            if self._seen is None:
                return
            self._seen, orders = None, Orders()
        except (UsageError, OSError, UnicodeDecodeError) as error:
            logger.warning("%s; what was in force before stays in force", error)
            return
        self._obey(orders)

    @property
    def stops(self) -> bool:
        """Whether the run is to end: a file left behind by an earlier run does not stop this one."""
        return self.orders.stop and self._seen is not None and self._seen[0] / 1e9 >= self._began

    def _obey(self, orders: Orders) -> None:
        self.orders = orders
        archive_of(self._crawler).resting = orders.pause
        logger.info("%s: %s", self._file, orders)
        pace_of(self._crawler).change(
            delay=orders.delay, concurrency=orders.concurrency, total=orders.total_concurrency,
            autothrottle=orders.autothrottle,
        )  # fmt: skip
