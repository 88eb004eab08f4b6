"""One canonical on every page of a blog is a theme's mistake: each post keeps its own address, in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import command
from tests.crawl.test_twins import post, tables
from tests.loopback import Asked, Site, crawled, rows, served

POSTS = 4
PATHS = [f"/2014/03/tide-{n}/" for n in range(POSTS)]


def blog(order: list[str], canonical: Callable[[str], str]) -> Site:
    def answer(asked: Asked) -> str | None:
        if asked == "/":
            named = "".join(f"<h2 class=entry-title><a href='{path}'>Tide</a></h2><p>Low." for path in order)
            return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{named}"
        path = asked.partition("?")[0]
        if path not in PATHS:
            return None
        return post(PATHS.index(path)).replace("<title>", f"<link rel=canonical href='{canonical(path)}'><title>", 1)

    return Site(answer)


WRONG: dict[str, Callable[[str], str]] = {
    "one post": lambda _: PATHS[0],
    "another post": lambda _: PATHS[2],
    "the front page": lambda _: "/",
    "one that is not there": lambda _: "/2014/03/gone/",
    "nothing": lambda _: "",
    "another host": lambda _: "http://elsewhere.example/a/",
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("backwards", [False, True])
def test_each_post_keeps_its_own(tmp_path: Path, name: str, backwards: bool) -> None:
    with served(blog(PATHS[::-1] if backwards else PATHS, WRONG[name])) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT url, comments_found FROM posts ORDER BY url") == [(base + path, 2) for path in PATHS]
    before = tables(tmp_path)
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert tables(tmp_path) == before
