"""A run obeys its control file within two seconds."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from blogarchive.errors import UsageError
from blogarchive.schedule.control import Orders, read
from blogarchive.schedule.limits import Limits
from tests.loopback import Answer, Site, chain, command, rows, served

SOON = 2.0
"""Seconds within which an order is in effect."""


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
    """A crawl under way, the site's memory, and the file that it obeys."""

    process: subprocess.Popen[str]
    site: Site
    file: Path

    def order(self, text: str) -> float:
        """Write the file; says when."""
        self.file.write_text(text)
        return time.monotonic()

    def asked_since(self, moment: float) -> int:
        return sum(when > moment for when, _ in self.site.asked)

    def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not (met := ready()) and time.monotonic() < end:
            time.sleep(0.02)
        return met


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Run]:
    """A crawl that waits half a minute between two requests."""
    pages = chain(1000)
    site = Site(lambda path: pages(path) or Answer("<title>No</title>", 404))
    with served(site) as base:
        process = subprocess.Popen(command(tmp_path, f"{base}/", delay=40), stderr=subprocess.PIPE, text=True)
        run = Run(process, site, tmp_path / "control.toml")
        try:
            assert run.until(lambda: bool(site.asked), 30)
            yield run
        finally:
            process.kill()
            process.communicate()


def test_delay_pause_and_stop_are_obeyed_within_two_seconds(slow: Run) -> None:
    written = slow.order("delay = 0.1")
    assert slow.until(lambda: slow.asked_since(written) >= 4, SOON)
    written = slow.order("delay = 0.1\npause = true")
    time.sleep(SOON)
    assert slow.asked_since(written + SOON) == 0
    time.sleep(1)
    assert slow.asked_since(written + SOON) == 0
    written = slow.order("delay = 0.1")
    assert slow.until(lambda: slow.asked_since(written) >= 2, SOON)
    slow.order("dealy = 5")  # a slip of the pen changes nothing
    written = slow.order("delay = 40")
    time.sleep(SOON)
    assert slow.asked_since(written + SOON) == 0
    written = slow.order("stop = true")
    assert slow.process.wait(10) == 8
    assert rows(slow.file.parent, "SELECT outcome FROM runs") == [("stopped by the control file",)]


def test_limits_are_obeyed_and_an_old_order_to_stop_is_not(slow: Run) -> None:
    slow.order("delay = 0.05")
    assert slow.until(lambda: len(slow.site.asked) > 10, 20)
    written = slow.order("delay = 0.05\nmax-posts = 1")
    assert slow.process.wait(10) == 0
    assert all(when < written + SOON for when, _ in slow.site.asked)
    assert rows(slow.file.parent, "SELECT outcome FROM runs") == [("limit reached: 1 post",)]


def test_a_file_left_behind_counts_from_the_start_but_its_stop_does_not(tmp_path: Path) -> None:
    (tmp_path / "control.toml").write_text("stop = true\ndelay = 0.05\nmax-posts = 3")
    time.sleep(0.05)
    with served(Site(chain(20))) as base:
        began = time.monotonic()
        done = subprocess.run(command(tmp_path, f"{base}/", delay=40), check=False, timeout=60, capture_output=True)
    assert (done.returncode, time.monotonic() - began < 30) == (0, True)
    assert rows(tmp_path, "SELECT outcome, posts FROM runs") == [("limit reached: 3 posts", 3)]


def test_requisites_wait_and_more_requests_at_a_time(tmp_path: Path) -> None:
    under_way, most = 0, 0

    def answer(path: str) -> Answer | str | None:
        nonlocal under_way, most
        if path == "/":
            entries = "".join(f"<h2><a href='/tide-{n}/'>Tide {n}</a></h2><img src='/{n}.png'>" for n in range(12))
            return f"<title>Tide</title><h1>Tide</h1>{entries}"
        if path.endswith(".png"):
            return Answer(b"\x89PNG", headers={"Content-Type": "image/png"})
        under_way += 1
        most = max(most, under_way)
        time.sleep(0.3)
        under_way -= 1
        return pages(path)

    pages = chain(12)
    (tmp_path / "control.toml").write_text(
        "delay = 0\nconcurrency = 4\nautothrottle = false\nrequisites = false\nmax-posts = 20"
    )
    site = Site(answer)
    with served(site) as base:
        done = subprocess.run(command(tmp_path, f"{base}/", delay=40), check=False, timeout=60, capture_output=True)
    assert done.returncode == 0
    assert most >= 3
    assert not [path for path in site.paths if path.endswith(".png")]
    assert rows(tmp_path, "SELECT count(*) FROM urls WHERE kind = 'requisite' AND state = 'queued'")[0][0] >= 12
