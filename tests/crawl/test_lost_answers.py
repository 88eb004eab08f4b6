"""An error in Scrapy's machinery that swallows an answer: its address is asked again within the run, or is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import command
from tests.loopback import QUICK, Site, rows, served, shelf

POSTS = 4

SCRAPER = """
from scrapy.core.scraper import Scraper
kept, times = Scraper._scrape, [0]
async def _scrape(self, result, request):
    if {path!r} in request.url and times[0] < {times}:
        times[0] += 1
        raise OverflowError("planted")
    await kept(self, result, request)
Scraper._scrape = _scrape
"""
ENGINE = """
from scrapy.core.engine import ExecutionEngine as Engine
kept, times = Engine._handle_downloader_output, [0]
def _handle_downloader_output(self, result, request):
    if {path!r} in request.url and times[0] < {times}:
        times[0] += 1
        raise OverflowError("planted")
    return kept(self, result, request)
Engine._handle_downloader_output = _handle_downloader_output
"""
SIGNAL = """
from blogarchive.pipelines.retry import Retry
kept, times = Retry.heed, [0]
def heed(self, request, response):
    if {path!r} in request.url and times[0] < {times}:
        times[0] += 1
        raise OverflowError("planted")
    kept(self, request, response)
Retry.heed = heed
"""


def crawl(folder: Path, base: str, planted: str) -> command.Done:
    """The real command in a process of its own, with an error planted in what it imports."""
    (folder / "sitecustomize.py").write_text(planted)
    options = ["--allow-private", "--delay", "0.005", "--no-requisites", "--json", "--data", str(folder / "data")]
    return command.real("crawl", f"{base}/", *options, env=QUICK | {"PYTHONPATH": str(folder)})


@pytest.mark.parametrize("planted", [SCRAPER, ENGINE, SIGNAL], ids=["scraper", "engine", "signal handler"])
def test_an_answer_that_is_lost_once_is_asked_for_again(planted: str, tmp_path: Path) -> None:
    with served(Site(shelf(POSTS))) as base:
        done = crawl(tmp_path, base, planted.format(path="/tide-2/", times=1))
    assert "answers lost in an error" in done.stderr or "planted" in done.stderr
    (blog,) = json.loads(done.stdout)["blogs"]
    assert (done.returncode, blog["complete"], blog["posts"]) == (0, True, POSTS)
    assert rows(tmp_path / "data", "SELECT count(*) FROM urls WHERE state IN ('queued', 'fetching')") == [(0,)]


@pytest.mark.parametrize("planted", [SCRAPER, ENGINE], ids=["scraper", "engine"])
def test_one_that_is_lost_each_time_is_missing_and_the_next_crawl_has_it(planted: str, tmp_path: Path) -> None:
    site = Site(shelf(POSTS))
    with served(site) as base:
        done = crawl(tmp_path, base, planted.format(path="/tide-2/", times=99))
        (blog,) = json.loads(done.stdout)["blogs"]
        assert (done.returncode, blog["complete"], blog["posts"]) == (3, False, POSTS - 1)
        ((url, reason),) = [(item["url"], item["reason"]) for item in blog["missing"]]
        assert (url, "lost in an error" in reason) == (f"{base}/tide-2/", True)
        assert site.paths.count("/tide-2/") == 4
        assert crawl(tmp_path, base, "").returncode == 0
