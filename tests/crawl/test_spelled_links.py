"""Links as pages write them: ids of sessions, dot segments, backslashes, user info; each post is one, and is had."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback import Answer, Site, crawled, rows, served

POSTS = 4
PATHS = [f"/2011/tide-{n}/" for n in range(POSTS)]
SESSION = "a3f29c0b7d5e4f6a8b1c2d3e4f5a6b7c"


def front(links: list[str]) -> str:
    titles = "".join(f"<h2 class=entry-title><a href='{link}'>Tide</a></h2><p>Low." for link in links)
    return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{titles}"


def post(path: str) -> str | None:
    if path not in PATHS:
        return None
    number = PATHS.index(path)
    text = f"<p>The tide came in, {number} minutes late, and nobody was there to see it.</p>"
    return f"<!DOCTYPE html><title>Tide {number}</title><article><h1>Tide {number}</h1>{text}</article>"


SPELLED: dict[str, Callable[[str], str]] = {
    "session in the query": lambda path: f"{path}?PHPSESSID={SESSION}",
    "session of another name": lambda path: f"{path}?x_sid={SESSION}",
    "session in the path": lambda path: f"{path};jsessionid={SESSION}.node1",
    "session in a segment": lambda path: f"/(S(lit3py55t21z5v55vlm25s55)){path}",
    "dot segments": lambda path: path.replace("/2011/", "/2011/x/./../"),
    "dot segments in escapes": lambda path: path.replace("/2011/", "/2011/x/%2e%2E/%2e/"),
    "backslashes": lambda path: path.replace("/", "\\"),
    "lines broken within": lambda path: path.replace("tide", "\n\t  tide".replace(" ", "")),
    "scheme without host": lambda path: f"http:{path}",
}


@pytest.mark.parametrize("name", SPELLED)
def test_a_link_is_followed_as_browsers_follow_it(tmp_path: Path, name: str) -> None:
    links = [SPELLED[name](path) for path in PATHS]
    site = Site(lambda path: front(links) if path == "/" else post(path))
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in PATHS]
    assert sorted(path for path in site.paths if "tide" in path) == PATHS


def test_user_info_is_neither_sent_nor_kept(tmp_path: Path) -> None:
    links: list[str] = []
    site = Site(lambda path: front(links) if path == "/" else post(path))
    with served(site) as base:
        links += [base.replace("//", "//ann:secret@") + path for path in PATHS]
        done = crawled(tmp_path, base.replace("//", "//ann:secret@"), "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"secret" not in kept
    assert "secret" not in done.stderr


def test_who_is_let_in_with_a_session_alone_goes_in_with_one(tmp_path: Path) -> None:
    """The server sends everybody on to the same address with a session, as PHP and ASP.NET do without cookies."""

    def answer(target: str) -> Answer | str | None:
        path, _, query = target.partition("?")
        if path == "/robots.txt":
            return None
        if not query:
            return Answer(status=302, headers={"Location": f"{path}?PHPSESSID={SESSION}"})
        return front([f"{link}?PHPSESSID={SESSION}" for link in PATHS]) if path == "/" else post(path)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in PATHS]
    assert all(site.paths.count(path) == 1 for path in PATHS)


def test_an_international_host_is_one_in_both_spellings(tmp_path: Path) -> None:
    """Nothing leaves the machine: a proxy on loopback answers for the host, and says under which name it was asked."""
    links = [f"http://b\u00fccher.example{path}" for path in PATHS[:2]]
    links += [f"http://XN--BCHER-KVA.example{path}" for path in PATHS[1:]]
    site = Site(lambda url: front(links) if (path := re.sub(r"^http://[^/]+", "", url)) == "/" else post(path))
    with served(site) as proxy:
        done = crawled(tmp_path, "http://b\u00fccher.example/", "--no-requisites", env={"BLOGARCHIVE_PROXY": proxy})
    assert done.returncode == 0, done.stderr
    named = "http://xn--bcher-kva.example"
    assert rows(tmp_path, "SELECT url FROM blogs") == [(f"{named}/",)]
    assert {url.lower() for (url,) in rows(tmp_path, "SELECT url FROM posts")} == {named + path for path in PATHS}
    assert len([path for path in site.paths if "tide" in path]) == POSTS
