"""A run obeys its control file while it goes on."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from blogarchive import settings
from blogarchive.errors import UsageError
from blogarchive.schedule.control import Orders, read
from blogarchive.schedule.limits import Limits
from tests.command import Process
from tests.loopback import Answer, Site, chain, crawled, crawling, rows, served, until

STILL = 1.0
"""Seconds without a request that are no accident, where there was one in each twentieth before."""


def test_every_order_is_read_and_what_is_left_out_stays_as_it_was() -> None:
    orders = read(
        "delay = 2\nconcurrency = 3\ntotal-concurrency = 8\nautothrottle = false\nmax-posts = 5\nmax-depth = 2\n"
        'max-bytes = "20 MB"\nmax-minutes = 1.5\nrequisites = false\npause = true\nstop = true\n'
    )
    assert orders == Orders(
        delay=2, concurrency=3, total_concurrency=8, autothrottle=False, max_posts=5, max_depth=2,
        max_bytes=20_000_000, max_minutes=1.5, requisites=False, pause=True, stop=True,
    )  # fmt: skip
    assert orders.limits(Limits(posts=9)) == Limits(posts=5, depth=2, bytes=20_000_000, minutes=1.5)
    assert read("max-depth = 0").limits(Limits(posts=9, depth=3)) == Limits(posts=9)
    assert str(read("delay = 0\nmax-posts = 0\nrequisites = false")) == "delay = 0.0, max-posts = 0, requisites = False"
    assert (read(""), str(read(""))) == (Orders(), "no orders")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delay = ", "is no TOML"),
        ("dealy = 2", "no such order: dealy"),
        ("delay = -1", "a number from 0 on"),
        ("delay = true", "a number from 0 on"),
        ("concurrency = 0", "from 1 on"),
        ("max-posts = 1.5", "a whole number"),
        ("max-bytes = 'many'", "is no size"),
        ("pause = 1", "true or false"),
    ],
)
def test_what_cannot_be_meant_is_named(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(text)


@dataclass
class Run:
    """A crawl under way that waits forty seconds between two requests, the site's memory, and the file it obeys."""

    process: Process
    site: Site
    file: Path
    log: Path

    def order(self, text: str) -> None:
        """Write the file, and wait until the run says that it has read it."""
        before, new = self._heard(), self.file.with_suffix(".new")
        new.write_text(text)
        new.replace(self.file)  # at once: half a file would be read as orders, too
        until(lambda: self._heard() > before)

    def _heard(self) -> int:
        said = self.log.read_text()
        return said.count(f"{self.file}: ") + said.count("stays in force")

    def asks(self, more: int) -> None:
        """Wait until it has asked for so much more: within forty seconds it would not do so by itself."""
        before = len(self.site.asked)
        until(lambda: len(self.site.asked) >= before + more, 30)

    def is_still(self) -> None:
        """Wait until it asks for nothing, for many times as long as it waited before between two requests."""
        seen, since = -1, 0.0

        def still() -> bool:
            nonlocal seen, since
            if len(self.site.asked) != seen:
                seen, since = len(self.site.asked), time.monotonic()
            return time.monotonic() - since > STILL

        until(still, 30)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Run]:
    site, log = Site(chain(100_000)), tmp_path / "log"
    with served(site) as base, log.open("wb") as file, crawling(tmp_path, f"{base}/", delay=40, stderr=file) as process:
        until(lambda: site.asked)
        yield Run(process, site, tmp_path / "control.toml", log)


def test_it_is_looked_at_each_second() -> None:
    assert settings.BLOGARCHIVE_LOOK_EVERY <= 1.0


def test_delay_pause_and_stop_are_obeyed(slow: Run) -> None:
    slow.order("delay = 0.05")
    slow.asks(4)
    slow.order("delay = 0.05\npause = true")
    slow.is_still()
    slow.order("delay = 0.05")
    slow.asks(2)
    slow.order("dealy = 5")  # a slip of the pen changes nothing
    slow.asks(2)
    slow.order("delay = 40")
    slow.is_still()
    slow.order("stop = true")
    assert slow.process.wait(30) == 8
    assert rows(slow.file.parent, "SELECT outcome FROM runs") == [("stopped by the control file",)]


def test_limits_are_obeyed(slow: Run) -> None:
    slow.order("delay = 0.02")
    slow.asks(10)
    slow.order("delay = 0.02\nmax-posts = 1")
    assert slow.process.wait(30) == 0
    assert rows(slow.file.parent, "SELECT outcome FROM runs") == [("limit reached: 1 post",)]


def test_a_file_left_behind_counts_from_the_start_but_its_stop_does_not(tmp_path: Path) -> None:
    control = tmp_path / "control.toml"
    control.write_text("stop = true\ndelay = 0.05\nmax-posts = 3")
    os.utime(control, (0, 0))
    with served(Site(chain(20))) as base:
        assert crawled(tmp_path, f"{base}/", delay=40, timeout=39).returncode == 0
    assert rows(tmp_path, "SELECT outcome, posts FROM runs") == [("limit reached: 3 posts", 3)]


def test_requisites_wait_and_more_requests_at_a_time(tmp_path: Path) -> None:
    """Each post waits for two others to be asked for meanwhile."""
    together, pages = threading.Barrier(3), chain(12)

    def answer(path: str) -> Answer | str | None:
        if path == "/":
            entries = "".join(f"<h2><a href='/tide-{n}/'>Tide {n}</a></h2><img src='/{n}.png'>" for n in range(12))
            return f"<title>Tide</title><h1>Tide</h1>{entries}"
        if path.endswith(".png"):
            return Answer(b"\x89PNG", headers={"Content-Type": "image/png"})
        if path.startswith("/tide-"):
            together.wait(60)
        return pages(path)

    (tmp_path / "control.toml").write_text(
        "delay = 0\nconcurrency = 4\nautothrottle = false\nrequisites = false\nmax-posts = 20"
    )
    site = Site(answer)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", delay=40).returncode == 0
    assert not together.broken
    assert not [path for path in site.paths if path.endswith(".png")]
    assert rows(tmp_path, "SELECT count(*) FROM urls WHERE kind = 'requisite' AND state = 'queued'")[0][0] >= 12
