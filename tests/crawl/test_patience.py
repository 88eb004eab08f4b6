"""Hosts that ask for more patience than anybody has: it is said at once, in words, with what the run does about it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest

from blogarchive.schedule.patience import Patience
from tests.loopback import Answer, Site, chain, crawled, crawling, rows, served, until

POSTS = 3
PAGES = chain(POSTS)


def slow(delay: str) -> Site:
    robots = Answer(f"User-agent: *\nCrawl-delay: {delay}\n", headers={"Content-Type": "text/plain"})
    return Site(lambda path: robots if path == "/robots.txt" else PAGES(path))


@pytest.mark.parametrize("delay", ["86400", "1e12", "3601"])
def test_a_crawl_delay_beyond_all_patience_is_told_and_the_host_left_alone(tmp_path: Path, delay: str) -> None:
    site = slow(delay)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", timeout=60)
    assert done.returncode == 4
    assert set(site.paths) == {"/robots.txt"}
    (line, *_) = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert "between two requests" in line
    assert "nothing is asked of it" in line
    assert "Crawl-delay" in done.stderr.splitlines()[-1]


def test_a_long_crawl_delay_is_told_before_it_is_waited_for(tmp_path: Path) -> None:
    site = slow("1800")
    log = tmp_path / "log"
    with served(site) as base, log.open("wb") as stderr:  # noqa: SIM117
        with crawling(tmp_path / "data", f"{base}/", "--no-requisites", stderr=stderr) as run:
            until(lambda: b"Crawl-delay" in log.read_bytes())
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 8
    said = log.read_text()
    assert "asks for 30 min between two requests (Crawl-delay: 1800); that is kept: 48 requests a day" in said
    assert "This run asks for 60 min and puts the rest off to the next one" in said


def test_a_run_goes_along_with_long_pauses_for_a_while_and_each_gets_further(tmp_path: Path) -> None:
    """The archive is not held for days: what is left is put off, and said."""
    site = slow("1")
    with served(site) as base:
        for _ in range(9):
            before = len(site.paths)
            done = crawled(tmp_path, f"{base}/", "--no-requisites", env={"BLOGARCHIVE_PATIENCE": "4"}, timeout=60)
            if done.returncode == 0:
                break
            assert "This run asks for 4 s and puts the rest off to the next one" in done.stderr
            assert "4 s is over, the rest is put off to the next run" in done.stderr
            assert len(site.paths) > before + 1  # beside its robots.txt
            assert done.returncode in (3, 4)
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page'") == [(POSTS,)]


def test_pauses_that_a_host_asks_for_again_and_again_are_counted_together(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | str | None:
        return Answer("busy", 503, {"Retry-After": "2"}) if path == "/tide-1/" else PAGES(path)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", env={"BLOGARCHIVE_PATIENCE": "5"}, timeout=60)
    assert done.returncode == 3
    assert site.paths.count("/tide-1/") == 3  # two pauses, and none of a third
    assert "asks to be left alone for 2 s" in done.stderr
    assert "the next run goes on" in done.stderr


def test_short_pauses_wear_nobody_out() -> None:
    patience = Patience(3600)
    assert all(patience.has_room("blog.example", 30) for _ in range(1000))
    assert [patience.has_room("blog.example", 1500) for _ in range(3)] == [True, True, False]
    assert not patience.has_room("other.example", 3601)
    assert not patience.is_over("blog.example", 30, 0)
    assert [patience.is_over("blog.example", 600, now) for now in (10.0, 3609.0, 3610.0)] == [False, False, True]


WANTED: dict[str, Callable[[], str]] = {
    "seconds": lambda: "950400",
    "a date": lambda: formatdate(time.time() + 950_400, usegmt=True),
    "a number without measure": lambda: "9" * 40,
}


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("status", [429, 503])
def test_a_retry_after_beyond_all_patience_is_told_and_the_rest_is_left_to_the_next_run(
    tmp_path: Path, name: str, status: int
) -> None:
    away = True

    def answer(path: str) -> Answer | str | None:
        if away and path == "/tide-1/":
            return Answer("busy", status, {"Retry-After": WANTED[name]()})
        return PAGES(path)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", timeout=60)
        assert done.returncode == 3
        assert site.paths.count("/tide-1/") == 1
        (line,) = [line for line in done.stderr.splitlines() if "asks to be left alone for" in line and "WARN" in line]
        assert "nothing more is asked of it in this run" in line
        assert "the next run goes on" in line
        away = False
        again = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert again.returncode == 0, again.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page'") == [(POSTS,)]
