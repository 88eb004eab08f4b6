"""A blog whose address leads to another host is the blog there: crawled, complete, and known by its old address.

Nothing leaves the machine: a proxy on loopback answers for every host.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import command
from tests.loopback import Answer, Site, chain, crawled, rows, served

POSTS = 3
PAGES = chain(POSTS)

HOPS = {
    "another host": {"http://old.example": "http://new.example"},
    "www": {"http://www.new.example": "http://new.example"},
    "two hops": {"http://old.example": "http://www.old.example", "http://www.old.example": "http://new.example"},
    "a folder": {"http://old.example/diary": "http://new.example"},
    "one post": {"http://old.example/?p=1": "http://new.example/tide-1/"},
}


def moved(hops: dict[str, str]) -> Site:
    """Hosts that only lead on, and the blog."""

    def answer(url: str) -> Answer | str | None:
        if url.endswith("/robots.txt"):
            return None
        for old, new in hops.items():
            if url.rstrip("/") == old or (old.count("/") == 2 and url.startswith(f"{old}/")):
                return Answer(status=301, headers={"Location": new + (url.removeprefix(old) or "/")})
        return PAGES(re.sub(r"^http://[^/]+", "", url)) if url.startswith("http://new.example/") else None

    return Site(answer)


@pytest.mark.parametrize("name", HOPS)
def test_it_is_archived_where_it_is_and_nothing_is_missing(tmp_path: Path, name: str) -> None:
    start = next(iter(HOPS[name]))
    with served(moved(HOPS[name])) as proxy:
        done = crawled(tmp_path, start, "--no-requisites", env={"BLOGARCHIVE_PROXY": proxy})
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT url FROM blogs") == [("http://new.example/",)]
        assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS
        again = crawled(tmp_path, start, "--no-requisites", env={"BLOGARCHIVE_PROXY": proxy})
        assert again.returncode == 0, again.stderr


def test_an_address_that_was_added_and_then_moved_is_one_blog(tmp_path: Path) -> None:
    with served(moved(HOPS["two hops"])) as proxy:
        command.run("add", "http://old.example/", "--data", tmp_path)
        for _ in range(2):
            done = crawled(tmp_path, "http://old.example/", "--no-requisites", env={"BLOGARCHIVE_PROXY": proxy})
            assert done.returncode == 0, done.stderr
    said = command.run("list", "--json", "--data", tmp_path)
    assert [blog["url"] for blog in json.loads(said.stdout)["blogs"]] == ["http://new.example/"]


def test_where_the_new_host_does_not_answer_something_is_missing(tmp_path: Path) -> None:
    site = moved({"http://old.example": "http://gone.example"})
    with served(site) as proxy:
        done = crawled(tmp_path, "http://old.example/", "--no-requisites", env={"BLOGARCHIVE_PROXY": proxy})
    assert done.returncode == 4
    assert "http://gone.example/: HTTP 404" in done.stderr
