"""Scrapy's own tools on this project, by the real command: they show what there is, and archive nothing."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import command
from tests.command import Done
from tests.loopback import Site, sample, served

CHECKOUT = Path(__file__).parents[2]
POST = "2014/03/02/the-night-train-to-inverness/"
TITLE = "The night train to Inverness"


@dataclass
class Project:
    """Where Scrapy is called, and how."""

    here: Path
    data: Path
    installed: Path | None = None
    """Folder of a wheel's modules; none for the checkout."""

    def run(self, *arguments: str, private: bool = True, **more: str) -> Done:
        allowed = {"BLOGARCHIVE_ALLOW_PRIVATE": "1"} if private else {}
        if self.installed is None:
            return command.run(*arguments, program="scrapy", cwd=self.here, env=allowed | more)
        env = {**os.environ, "PYTHONPATH": str(self.installed), **allowed, **more}
        words = [sys.executable, "-P", "-m", "scrapy", *arguments]
        return subprocess.run(words, cwd=self.here, env=env, capture_output=True, text=True, timeout=120, check=False)

    @property
    def brief(self) -> bool:
        """Whether a second look costs too much: each is a Python of its own."""
        return self.installed is not None

    def left(self) -> list[str]:
        """What stands in the archive's folder."""
        return sorted(str(path) for path in self.data.rglob("*"))


def lists(project: Project, blog: str) -> None:
    assert project.run("list").stdout.split() == ["blog"]


def fetches(project: Project, blog: str) -> None:
    assert f"<title>{TITLE}" in project.run("fetch", "--nolog", blog + POST).stdout
    if project.brief:
        return
    by_spider = project.run("fetch", "--nolog", "--headers", "--spider=blog", blog + POST).stdout
    assert "> User-Agent: blogarchive/" in by_spider
    assert "< Content-Type: text/html" in by_spider


def is_kept_from_the_local_network(project: Project, blog: str) -> None:
    done = project.run("fetch", blog + POST, private=False)
    assert TITLE not in done.stdout
    assert "BLOGARCHIVE_ALLOW_PRIVATE" in done.stderr


def opens_a_shell(project: Project, blog: str) -> None:
    code = "[(post['title'], len(post['comments'])) for post in spider.parse(response)]"
    done = project.run("shell", "--nolog", "--spider=blog", "-c", code, blog + POST)
    assert ast.literal_eval(done.stdout.strip()) == [(TITLE, 5)], done.stderr
    if project.brief:
        return
    done = project.run("shell", "--nolog", "-c", "response.css('h1.entry-title::text').get()", blog + POST)
    assert done.stdout.strip() == TITLE, done.stderr


def views(project: Project, blog: str) -> None:
    browser = f"{sys.executable} -c \"import sys; print('opened', sys.argv[1])\" %s"
    done = project.run("view", "--nolog", blog + POST, BROWSER=browser)
    shown = Path(done.stdout.strip().removeprefix("opened file://"))
    assert TITLE in shown.read_text(encoding="utf-8"), done.stderr
    shown.unlink()


def parses(project: Project, blog: str) -> None:
    done = project.run("parse", "--nolog", "--nocolour", "--spider=blog", "-c", "parse", blog + POST)
    items, requests = done.stdout.split("# Scraped Items ")[1].split("# Requests ")
    (post,) = ast.literal_eval(items.strip("- \n"))
    assert (post["title"], post["kind"], post["tags"]) == (TITLE, "post", ["night", "haggis"])
    assert [comment["depth"] for comment in post["comments"]] == [0, 1, 2, 0, 0]
    assert "capture" not in post
    assert ast.literal_eval(requests.strip("- \n")) == []
    if project.brief:
        return
    front = project.run("parse", "--nolog", "--nocolour", "--nolinks", "--spider=blog", "-c", "parse", blog).stdout
    assert ast.literal_eval(front.split("# Scraped Items ")[1].strip("- \n")) == []


def checks(project: Project, blog: str) -> None:
    done = project.run("check", private=False)  # without a network
    assert done.returncode == 0, done.stderr
    assert "Ran 3 contracts" in done.stderr
    if project.brief:
        return
    assert project.run("check", "blog", "-a", f"url={blog}{POST}").returncode == 0
    wrong = project.run("check", "blog", "-a", f"url={blog}")  # a front page is no post
    assert wrong.returncode == 1
    assert "Returned 0 items, expected 1" in wrong.stderr


def measures(project: Project, blog: str) -> None:
    done = project.run("bench", "-s", "CLOSESPIDER_TIMEOUT=1.5", private=False)
    assert done.returncode == 0, done.stderr
    assert "Crawled 0 pages" in done.stderr  # a line a second
    pages = int(done.stderr.split("'response_received_count': ")[1].split(",")[0])
    assert pages > 5


def tells_settings(project: Project, blog: str) -> None:
    assert project.run("settings", "--get", "BOT_NAME").stdout.strip() == "blogarchive"
    assert project.run("settings", "--getbool", "BLOGARCHIVE_ALLOW_PRIVATE").stdout.strip() == "True"
    assert project.run("settings", "--getbool", "BLOGARCHIVE_ALLOW_PRIVATE", private=False).stdout.strip() == "False"
    assert project.run("version").stdout.startswith("Scrapy ")


def makes_spiders(project: Project, blog: str) -> None:
    assert "class $classname(scrapy.Spider)" in project.run("genspider", "--dump", "basic").stdout


TOOLS: list[Callable[[Project, str], None]] = [
    lists, fetches, is_kept_from_the_local_network, opens_a_shell, views, parses, checks, measures, tells_settings,
    makes_spiders,
]  # fmt: skip


@pytest.fixture(scope="module")
def blog() -> Iterator[str]:
    with served(Site(sample())) as base:
        yield f"{base}/"


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.__name__)
def test_a_tool_does_its_work_and_archives_nothing(tool: Callable[[Project, str], None], blog: str) -> None:
    project = Project(CHECKOUT, CHECKOUT / "data")
    before = project.left()
    tool(project, blog)
    assert project.left() == before


def test_another_spider_of_the_project_is_scrapys_own_affair(blog: str, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = pier.settings\n")
    (tmp_path / "pier").mkdir()
    (tmp_path / "pier" / "__init__.py").touch()
    (tmp_path / "pier" / "settings.py").write_text(
        "from blogarchive.settings import *\nSPIDER_MODULES = ['blogarchive.spiders', 'pier']\nDOWNLOAD_DELAY = 0\n"
    )
    (tmp_path / "pier" / "titles.py").write_text(
        "import scrapy\n\n\nclass Titles(scrapy.Spider):\n    name = 'titles'\n"
        f"    start_urls = ['{blog}', '{blog}{POST}', '{blog}{POST}']\n\n"
        "    def parse(self, response):\n        yield {'title': response.css('title::text').get()}\n"
    )
    project = Project(tmp_path, tmp_path / "data")
    assert project.run("list").stdout.split() == ["blog", "titles"]
    done = project.run("crawl", "titles", "-O", "titles.jsonl")
    assert done.returncode == 0, done.stderr
    titles = [json.loads(line)["title"] for line in (tmp_path / "titles.jsonl").read_text().splitlines()]
    assert len(titles) == 3
    assert sum(title.startswith(TITLE) for title in titles) == 2
    assert not project.data.exists()
