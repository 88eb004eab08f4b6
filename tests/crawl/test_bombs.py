"""A page that takes too much is given up alone and marked; the blog's others are archived, and a signal is heeded."""

from __future__ import annotations

import gzip
import signal
from pathlib import Path

import pytest

from tests import command
from tests.crawl.bombs import LISTS, PAGES, post
from tests.loopback import Answer, Site, crawled, crawling, rows, until
from tests.loopback import served as served_site

NEVER = """
from blogarchive import Platform

class Never(Platform):
    name = "never"

    def recognises(self, document):
        while "never read" in document.text:
            pass
        return False
"""


WITHIN_LIMITS = (
    "57,000 headings to be cut", "40,000 comments side by side", "JSON-LD 100,000 deep", "chunks of one byte",
    "one word of 12 MB", "feed, 900 kB of <a",
)  # fmt: skip
"""What is odd and no more than a page or feed may be: all of it is read."""


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "never.py").write_text(NEVER)
    monkeypatch.setenv("BLOGARCHIVE_PLATFORMS", str(tmp_path / "never.py"))


def blog(path: str) -> Answer | str | None:
    if path == "/":
        return (
            "<html><head><title>B</title><meta name=generator content='WordPress 6.1'></head><body class='home blog'>"
            + "".join(
                f"<article class=post><h2 class=entry-title><a rel=bookmark href='{name}'>{name}</a></h2></article>"
                for name in ("/bomb/", "/ok/")
            )
        )
    if path in ("/bomb/", "/ok/"):
        return post("never read" if path == "/bomb/" else "fine").decode()
    return None


def state(data: Path, path: str) -> tuple[str, str]:
    [found] = rows(data, f"SELECT state, reason FROM urls WHERE url LIKE '%{path}'")
    return found


@pytest.mark.usefixtures("platform")
def test_a_page_that_takes_too_long_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOGARCHIVE_READ_SECONDS", "0.5")
    data = tmp_path / "data"
    with served_site(Site(blog)) as base:
        done = crawled(data, f"{base}/", "--no-requisites")
    assert done.returncode == 3, done.stderr
    assert state(data, "/bomb/") == ("failed", "not read: reading it takes more than 0.5 s of a processor")
    assert rows(data, "SELECT title FROM posts") == [("fine",)]
    [file] = (data / "warc").glob("*.warc.gz")
    for words in (("extract", file), ("rebuild", "--data", data)):
        again = command.run(*words)
        assert again.returncode == 3, again.stderr
        assert f"{file.name} at offset" in again.stderr
        assert "takes more than 0.5 s" in again.stderr
    assert rows(data, "SELECT title FROM posts") == [("fine",)]
    page = tmp_path / "page.html"
    page.write_bytes(post("never read"))
    alone = command.run("extract", page, "--url", "http://blog.example/a/")
    assert (alone.returncode, str(page) in alone.stderr) == (3, True)


@pytest.mark.usefixtures("platform")
def test_a_signal_is_heeded_whatever_a_page_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOGARCHIVE_READ_SECONDS", "100000")
    monkeypatch.setenv("BLOGARCHIVE_LAST_WORDS", "0.5")
    data = tmp_path / "data"
    site = Site(blog)
    with served_site(site) as base, crawling(data, f"{base}/", "--no-requisites") as run:
        until(lambda: "/bomb/" in site.paths)
        run.send_signal(signal.SIGTERM)
        assert run.wait(60) == 8
    assert state(data, "/bomb/")[0] in ("queued", "fetching")


def test_of_a_packed_page_the_beginning_is_read_and_the_ledger_says_so(tmp_path: Path) -> None:
    def bomb(path: str) -> Answer | str | None:
        if path != "/bomb/":
            return blog(path)
        body = gzip.compress(post("beginning")[:-14] + b" " * (60 << 20), 9)
        return Answer(body, headers={"Content-Encoding": "gzip"})

    data = tmp_path / "data"
    with served_site(Site(bomb)) as base:
        done = crawled(data, f"{base}/", "--no-requisites")
    assert done.returncode == 3, done.stderr
    found, reason = state(data, "/bomb/")
    assert found == "done"
    assert reason.startswith("read in part: ")
    assert {title for (title,) in rows(data, "SELECT title FROM posts")} == {"beginning", "fine"}


@pytest.mark.heavy
@pytest.mark.parametrize("name", [*PAGES, *LISTS])
def test_a_bomb_takes_neither_the_memory_nor_the_run(name: str, tmp_path: Path) -> None:
    from benchmarks.bombs import MOST, outcome

    found = outcome(name, tmp_path / "data")
    for cost in (found.crawl, found.extract, found.rebuild):
        assert cost.peak < MOST, cost
        assert cost.code in (0, 3), cost.said
        assert cost.cpu < 60, cost
        assert "Traceback" not in cost.said
    assert found.others == 1
    assert found.state in ("done", "failed")
    if name not in WITHIN_LIMITS:
        assert found.state == "failed" or found.reason.startswith("read in part: "), found
