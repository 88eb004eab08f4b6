"""Hosts that ask for patience get it; those that lend images have a pace of their own; slow ones are asked slowly."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.pace import RECOVERS, SLOWEST, Pace  # noqa: TID251 - what it does to a slot is tried here
from tests.loopback import Answer, Site, chain, crawled, rows, served

POSTS = 6
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


@pytest.mark.parametrize(("status", "as_date"), [(429, False), (503, True)])
def test_nothing_is_asked_before_the_pause_is_over(status: int, as_date: bool, tmp_path: Path) -> None:
    pages = chain(POSTS)
    asked_for: list[float] = []

    def answer(path: str) -> Answer | str | None:
        if path == "/tide-2/" and not asked_for:
            asked_for.append(time.time())
            said = formatdate(time.time() + WANTED, usegmt=True) if as_date else str(int(WANTED))
            return Answer("busy", status, {"Retry-After": said})
        return pages(path)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page' AND title LIKE 'Tide _'") == [(POSTS,)]
    first, second = (when for when, path in site.asked if path == "/tide-2/")
    assert not [
        path for when, path in site.asked if first < when < first + WANTED - 1.0 * as_date
    ]  # a date has no parts
    assert second - first >= WANTED - 1.0 * as_date


def test_images_of_another_host_have_a_pace_of_their_own(tmp_path: Path) -> None:
    under_way: dict[str, int] = {"127.0.0.1": 0, "localhost": 0}
    most: dict[str, int] = dict(under_way)
    together, lock = [], threading.Lock()

    def answer(path: str) -> Answer | str | None:
        if path == "/robots.txt":
            return None
        host = "localhost" if path.endswith(".png") else "127.0.0.1"
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
            together.append(sum(under_way.values()))
        time.sleep(0.25)
        with lock:
            under_way[host] -= 1
        if path.endswith(".png"):
            return Answer(path.encode() * 50, headers={"Content-Type": "image/png"})
        page = pages(path)
        number = path.strip("/").removeprefix("tide-") or "home"
        shown = "".join(f"<img src='http://localhost:{port}/{number}-{n}.png'>" for n in range(3))
        return page.replace("</article>", f"{shown}</article>") if isinstance(page, str) else page

    pages = chain(POSTS)
    site = Site(answer)
    with served(site) as base:
        port = base.rpartition(":")[2]
        assert crawled(tmp_path, f"{base}/").returncode == 0
    images = [path for path in site.paths if path.endswith(".png")]
    assert len(images) == len(set(images)) == 3 * POSTS
    assert most == {"127.0.0.1": 1, "localhost": 1}
    assert max(together) == 2, "neither waits for the other"


def test_a_slow_server_is_asked_slowly(tmp_path: Path) -> None:
    pages, ended = chain(POSTS), []

    def answer(path: str) -> Answer | str | None:
        time.sleep(0.4)
        ended.append(time.monotonic())
        return pages(path)

    site = Site(answer)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
    gaps = [when - before for before, (when, _) in zip(ended[:-1], site.asked[1:], strict=True)]
    # From one request to the next as long as the answer took, and more for what came before: AutoThrottle.
    starts = [later - earlier for (earlier, _), (later, _) in zip(site.asked[:-1], site.asked[1:], strict=True)]
    assert min(gaps) >= 0
    assert min(starts[1:]) >= 0.4
