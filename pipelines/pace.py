"""How fast each host is asked: never faster than the user wants, more slowly where the host says so or is busy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy.core.downloader import Downloader, Slot
    from scrapy.crawler import Crawler

SLOWER, SLOWEST = 2.0, 60.0
"""A host that is busy is asked at half the rate from then on, down to once a minute …"""

RECOVERS = 0.8
"""… and after each good answer a fifth of the delay is taken back."""

UNTHROTTLED = 1e9
"""As many answers at a time AutoThrottle aims at where it is switched off: its delay is the least one then."""


class Withdrawn(IgnoreRequest):
    """Raised for a request whose turn had not come when a pause began or the run was stopped: it was never sent."""


class Pace:
    """The delays of a run's hosts, by the keys of Scrapy's slots, and how many requests each gets at a time."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self.least = self._first_least = settings.getfloat("DOWNLOAD_DELAY")
        self.concurrency = self._first_concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._first_total = settings.getint("CONCURRENT_REQUESTS")
        self._first_target = settings.getfloat("AUTOTHROTTLE_TARGET_CONCURRENCY")
        self._asked: dict[str, float] = {}  # slot -> Crawl-delay of its robots.txt
        self._busy: dict[str, float] = {}  # slot -> delay that a busy host was given

    def asked(self, key: str, delay: float) -> None:
        """Keep a Crawl-delay, now and whatever is changed later."""
        self._asked[key] = delay
        if (slot := self._slots().get(key)) is not None:
            slot.delay = max(slot.delay, delay)

    def slow_down(self, key: str) -> None:
        """A host says that it is asked too much."""
        # What AutoThrottle adds for a slow answer is its own affair: doubled each time, it would last for minutes.
        self._busy[key] = min(max(self._busy.get(key, 0), self.least, 0.5) * SLOWER, SLOWEST)
        if (slot := self._slots().get(key)) is not None:
            slot.delay = max(slot.delay, self._busy[key])

    def recover(self, key: str) -> None:
        """A host that was busy gave a good answer."""
        if key not in self._busy:
            return
        self._busy[key] *= RECOVERS
        if self._busy[key] <= self.least:
            del self._busy[key]
        elif (slot := self._slots().get(key)) is not None:
            slot.delay = max(slot.delay, self._busy[key])

    def change(
        self, *, delay: float | None, concurrency: int | None, total: int | None, autothrottle: bool | None
    ) -> None:
        """Ask so from now on; what is none is as the run began with it."""
        self.least = self._first_least if delay is None else delay
        self.concurrency = concurrency or self._first_concurrency
        downloader = self._downloader()
        downloader._delay = self.least
        downloader.domain_concurrency = self.concurrency
        downloader.total_concurrency = total or self._first_total
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = self.least
            target = max(self._first_target, concurrency or 0)
            throttle.target_concurrency = UNTHROTTLED if autothrottle is False else target
        for key, slot in downloader.slots.items():
            own = downloader.per_slot_settings.get(key, {}).get("delay")  # of a blog that has a delay of its own
            least = own if own is not None and delay is None else max(self.least, own or 0)
            slot.delay = max(least, self._asked.get(key, 0), self._busy.get(key, 0))
            slot.concurrency = self.concurrency
            _wake(downloader, slot)

    def _slots(self) -> dict[str, Slot]:
        return self._downloader().slots

    def _downloader(self) -> Downloader:
        return self._crawler.engine.downloader


def span(seconds: float) -> str:
    """A length of time as people say it."""
    if not seconds < 1e9:
        return "more than thirty years"
    if seconds > 172_800:
        return f"{seconds / 86400:.0f} days"
    if seconds > 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"


def pace_of(crawler: Crawler) -> Pace:
    """The pace of a crawl, the same for all who ask."""
    if crawler not in _PACES:
        _PACES[crawler] = Pace(crawler)
    return _PACES[crawler]


_PACES: WeakKeyDictionary[Crawler, Pace] = WeakKeyDictionary()


def _wake(downloader: Downloader, slot: Slot) -> None:
    """Let a slot that sleeps for its old delay reckon with the new one."""
    if slot.latercall is not None:
        slot.latercall.cancel()
        slot.latercall = None
    downloader._process_queue(slot)
