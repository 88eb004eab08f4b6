"""A blog full of traps is crawled to its end, whole, with hardly a request in vain."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from blogarchive.extraction.by_structure.missing import NOTHING_THERE
from blogarchive.extraction.extract import extract
from blogarchive.models import Page
from tests.crawl.maze import POSTS, path, served
from tests.loopback import crawled


def test_the_maze_ends_by_itself_and_loses_nothing(tmp_path: Path) -> None:
    with served() as (address, maze):
        done = crawled(tmp_path, address, "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert maze.true <= set(maze.asked)
    assert len(maze.asked) <= 1.05 * len(maze.true), sorted(set(maze.asked) - maze.true)
    read = {url for (url,) in Database(tmp_path / "blogs.db").execute("SELECT url FROM posts WHERE source = 'page'")}
    assert {address.rstrip("/") + path(number) for number in range(POSTS)} <= read


@pytest.mark.parametrize(
    ("html", "nothing"),
    [
        ("<title>Page not found | Tide</title><p>Sorry.", True),
        ("<title>Tide</title><h1>404</h1><p>Sorry.", True),
        ("<title>Tide</title><h2>Nothing found</h2><p>Try a search.", True),
        ("<title>Seite nicht gefunden – Flut</title><p>Leider.", True),
        ("<title>404 ways to find a page not found by others</title><p>" + "One of them is to row. " * 40, False),
        ("<title>Page not found</title><h1>Page not found</h1><p>" + "A tale of a lost page. " * 40, False),
        ('<title>Not found</title><meta property="og:type" content="article"><p>Short.', False),
        ("<title>Lost and found</title><p>Short.", False),
    ],
)
def test_a_page_that_says_that_nothing_is_there(html: str, nothing: bool) -> None:
    page = Page(url="https://blog.example/x/", body=html.encode(), content_type="text/html", status=200)
    assert (NOTHING_THERE in extract(page).notes) is nothing
