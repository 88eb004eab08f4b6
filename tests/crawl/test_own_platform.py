"""A platform file of the user's, in every command that reads pages: found, handed on, or refused before a request."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogarchive.extraction.platforms.own import SETTING
from tests import command
from tests.command import Done
from tests.loopback import Site, crawled, rows, scrapy_crawl, served, shelf, updated

TIDES = """
from blogarchive import Platform, ranked

class Tides(Platform):
    name = "tides"
    sign = "article > h1"
    title = ranked("h1::text")
    tags = ("//article/p[1]/text()[contains(., 'minutes')]",)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tides.py").write_text(TIDES)
    (tmp_path / "wrong.py").write_text(TIDES.replace("h1::text", "h1..x"))
    return tmp_path


def platforms(data: Path) -> list[tuple[str, int]]:
    return rows(data, "SELECT platform, count(*) FROM posts GROUP BY 1")


def test_every_command_that_reads_pages_knows_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv(SETTING, "tides.py")
    data = folder / "data"
    site = Site(shelf(2))
    with served(site) as base:
        done = crawled(data, f"{base}/")
        assert (done.returncode, platforms(data)) == (0, [("tides", 2)]), done.stderr
        site.answer = shelf(3)
        assert updated(data).returncode == 0
        assert platforms(data) == [("tides", 3)]
    assert command.run("rebuild", "--data", data).returncode == 0
    assert platforms(data) == [("tides", 3)]
    found = command.run("extract", *sorted((data / "warc").glob("*.warc.gz*")))
    assert found.stdout.count('"platform": "tides"') == 3
    monkeypatch.delenv(SETTING)
    assert command.run("rebuild", "--data", data).returncode == 0
    assert platforms(data) == [("generic", 3)], "nothing of it stays where nobody names it"


def test_scrapy_takes_it_as_a_setting(folder: Path) -> None:
    with served(Site(shelf(2))) as base:
        words = scrapy_crawl(folder / "data", f"{base}/", BLOGARCHIVE_PLATFORMS=folder / "tides.py")
        done = command.run(*words, program="scrapy")
    assert (done.returncode, platforms(folder / "data")) == (0, [("tides", 2)]), done.stderr


def test_a_wrong_one_ends_the_run_before_it_begins(folder: Path) -> None:
    site, wrong = Site(shelf(2)), str(folder / "wrong.py")
    with served(site) as base:
        runs: list[Done] = [
            crawled(folder / "data", f"{base}/", env={SETTING: wrong}),
            command.run(*scrapy_crawl(folder / "data", f"{base}/", BLOGARCHIVE_PLATFORMS=wrong), program="scrapy"),
        ]
    for done in runs:
        assert done.returncode == 2, done.stderr
        assert f"blogarchive: {wrong}: Tides.title: 'h1..x' is no CSS that parsel knows" in done.stderr
        assert "Traceback" not in done.stderr
    assert site.asked == []
    assert not (folder / "data").exists()
