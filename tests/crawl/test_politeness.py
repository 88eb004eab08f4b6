"""Hosts that ask for patience get it; those that lend images have a pace of their own; slow ones are asked slowly."""

from __future__ import annotations

import math
import re
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.pace import RECOVERS, SLOWEST, Pace  # noqa: TID251 - what it does to a slot is tried here
from tests.command import run
from tests.loopback import Answer, Asked, Site, chain, crawled, rows, scrapy_crawl, served

POSTS = 5
WANTED = 2.0
"""Seconds that the busy site asks for."""


def pace(delay: float = 0.5) -> tuple[Pace, Any]:
    """A pace with one slot, and the slot."""
    slot = SimpleNamespace(delay=delay, concurrency=1, latercall=None, queue=deque())
    downloader = SimpleNamespace(
        slots={"blog.example": slot}, per_slot_settings={}, _delay=delay, domain_concurrency=1, total_concurrency=8,
        _process_queue=lambda _slot: None,
    )  # fmt: skip
    numbers = {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0}
    counts = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": 8}
    crawler: Any = SimpleNamespace(
        settings=SimpleNamespace(getfloat=numbers.__getitem__, getint=counts.__getitem__),
        engine=SimpleNamespace(downloader=downloader), get_extension=lambda _kind: None,
    )  # fmt: skip
    return Pace(crawler), slot


def test_a_busy_host_is_asked_at_half_the_rate_down_to_once_a_minute_and_recovers() -> None:
    ours, slot = pace()
    ours.slow_down("blog.example")
    assert slot.delay == 1.0
    for _ in range(20):
        ours.slow_down("blog.example")
    assert slot.delay == SLOWEST
    answers = 0
    while "blog.example" in ours._busy:
        slot.delay = 0.5  # what AutoThrottle would make of a quick answer
        ours.recover("blog.example")
        answers += 1
        assert slot.delay == pytest.approx(max(0.5, SLOWEST * RECOVERS**answers))
    assert answers == math.ceil(math.log(0.5 / SLOWEST) / math.log(RECOVERS))


def test_a_crawl_delay_and_a_busy_host_outlast_a_live_change() -> None:
    ours, slot = pace()
    ours.asked("blog.example", 7.0)
    ours.change(delay=0.1, concurrency=3, total=None, autothrottle=None)
    assert (slot.delay, slot.concurrency) == (7.0, 3)
    ours.change(delay=9.0, concurrency=None, total=None, autothrottle=None)
    assert (slot.delay, slot.concurrency) == (9.0, 1)
    ours.change(delay=None, concurrency=None, total=None, autothrottle=None)
    assert slot.delay == 7.0


@dataclass
class Busy:
    """A blog of which one post is answered once by "not now"."""

    status: int
    as_date: bool
    """How Retry-After says it: by a date, of whole seconds, or by a number."""
    said: bool = False

    def __call__(self, path: Asked) -> Answer | str | None:
        if path != "/tide-2/" or self.said:
            return chain(POSTS)(path)
        self.said = True
        after = formatdate(time.time() + WANTED, usegmt=True) if self.as_date else str(int(WANTED))
        return Answer("busy", self.status, {"Retry-After": after})

    @property
    def least(self) -> float:
        """Seconds of pause that it has asked for, at least."""
        return WANTED - self.as_date


def test_nothing_is_asked_before_the_pause_is_over(tmp_path: Path) -> None:
    busy = [Busy(429, as_date=False), Busy(503, as_date=True)]
    sites = [Site(blog) for blog in busy]
    with served(sites[0]) as one, served(sites[1]) as two:
        done = crawled(tmp_path, [f"{one}/", f"{two}/"], "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page' AND title LIKE 'Tide _'") == [(2 * POSTS,)]
    for blog, site in zip(busy, sites, strict=True):
        first, second = (when for when, path in site.asked if path == "/tide-2/")
        assert second - first >= blog.least
        assert not [path for when, path in site.asked if first < when < first + blog.least]


def test_images_of_another_host_have_a_pace_of_their_own(tmp_path: Path) -> None:
    """A page waits until an image is under way, and that until the next page is: neither host waits for the other."""
    under_way: Counter[str] = Counter()
    most: Counter[str] = Counter()
    image, page_after = threading.Event(), threading.Event()
    pages, lock = chain(POSTS), threading.Lock()

    def answer(path: Asked) -> Answer | str | None:
        host = path.header["Host"].partition(":")[0]
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        try:
            return shown(path)
        finally:
            with lock:
                under_way[host] -= 1

    def shown(path: Asked) -> Answer | str | None:
        if path.endswith(".png"):
            image.set()
            assert page_after.wait(60), "the pages wait for the images"
            return Answer(path.encode() * 50, headers={"Content-Type": "image/png"})
        if path == "/tide-2/":
            assert image.wait(60), "the images wait for the pages"
        if path == "/tide-3/":
            page_after.set()
        page, port = pages(path), path.header["Host"].partition(":")[2]
        number = path.strip("/").removeprefix("tide-") or "home"
        images = "".join(f"<img src='http://localhost:{port}/{number}-{n}.png'>" for n in range(3))
        return page.replace("</article>", f"{images}</article>") if isinstance(page, str) else page

    site = Site(answer)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/").returncode == 0
    images = [path for path in site.paths if path.endswith(".png")]
    assert len(images) == len(set(images)) == 3 * POSTS
    assert most == {"127.0.0.1": 1, "localhost": 1}


def test_a_slow_server_is_asked_slowly(tmp_path: Path) -> None:
    """After each answer the next request waits as long as that one took, and longer for what came before."""
    pages = chain(POSTS)

    def answer(path: str) -> Answer | str | None:
        time.sleep(0.1)
        return pages(path)

    with served(Site(answer)) as base:
        done = run(*scrapy_crawl(tmp_path, f"{base}/", AUTOTHROTTLE_DEBUG=1), program="scrapy")
    assert done.returncode == 0, done.stderr
    told = re.findall(r"delay: *(\d+) ms .* latency: *(\d+) ms", done.stderr)
    assert len(told) > POSTS
    assert min(int(delay) - int(latency) for delay, latency in told) >= 0
    assert min(int(latency) for _, latency in told) >= 100
