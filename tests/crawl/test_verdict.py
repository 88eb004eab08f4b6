"""A blog is complete when every post that it names is read, or is another address of one; else the verdict says why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import run
from tests.loopback import Answer, Asked, Site, crawled, rows, served, shelf

POSTS = 3
LONG = 14
"""Redirects of a chain that is longer than any is followed."""

LOST = {
    "/circle": "redirects in a circle, by {base}/circle/",
    "/refreshing/": "redirects in a circle, by {base}/refreshed/",
    "/nowhere/": "redirects to nowhere: 'http://['",
    "/bare/": "HTTP 302 without an address to go on to",
    "/away/": "moved to https://login.example/: outside the blog",
    "/wall-1/": "moved to {base}/wall/: HTTP 404",
    "/wall-2/": "moved to {base}/wall/: HTTP 404",
    "/empty/": "an empty page",
    "/forbidden/": "Forbidden by robots.txt",
    "/long-0/": "moved to {base}/long-10/: redirects more than 10 times, by {base}/long-11/",
    "/draft/?preview=true": "never followed, though a title leads there: preview or edit",
}
"""Posts that the front page names, and what is said of each."""

LANDED = ("/moved/", "/tide-0", "/tide-1/?m=1")
"""Addresses of posts that are read."""


def moved(to: str) -> Answer:
    return Answer(status=301, headers={"Location": to})


def faulty(path: Asked) -> Answer | str | None:
    if path == "/robots.txt":
        return Answer("User-agent: *\nDisallow: /forbidden/\n", headers={"Content-Type": "text/plain"})
    if path.startswith("/long-"):
        number = int(path.strip("/").removeprefix("long-"))
        return moved(f"/long-{number + 1}/") if number < LONG else "<title>Long</title>"
    if path in ("/refreshing/", "/refreshed/"):
        to = "/refreshed/" if path == "/refreshing/" else "/refreshing/"
        return f"<title>Wait</title><meta http-equiv=refresh content='0; url={to}'>"
    if path == "/bare/":
        return Answer(status=302)
    if path == "/empty/":
        return Answer("")
    target = {
        "/circle": "/circle/", "/circle/": "/circle", "/nowhere/": "http://[", "/away/": "https://login.example/",
        "/wall-1/": "/wall/", "/wall-2/": "/wall/", "/moved/": "/tide-0/",
    }.get(path)  # fmt: skip
    return moved(target) if target else shelf(POSTS, *LOST, *LANDED)(path)


def told(stdout: str) -> dict[str, Any]:
    (blog,) = json.loads(stdout)["blogs"]
    return dict(blog)


def test_every_post_that_is_named_and_not_read_is_missing_with_its_reason(tmp_path: Path) -> None:
    site = Site(faulty)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--json", "--no-requisites")
        assert done.returncode == 3, done.stderr
        blog = told(done.stdout)
        missing = {item["url"].removeprefix(base): item["reason"] for item in blog["missing"]}
        assert missing == {path: reason.format(base=base) for path, reason in LOST.items()}
        assert not blog["complete"]
        posts = blog["verdict"]["posts"]
        assert (posts["complete"], posts["had"], posts["known"]) == (False, POSTS, POSTS + len(LOST))
        assert posts["reason"] == f"{len(LOST)} posts could not be had"
        assert (blog["posts"], blog["posts_known"]) == (POSTS, POSTS + len(LOST))
        assert blog["verdict"]["threads"]["complete"]
        status = run("status", "--json", "--data", str(tmp_path))
        assert told(status.stdout) == blog
        in_words = run("status", "--data", str(tmp_path)).stderr or run("status", "--data", str(tmp_path)).stdout
        assert f"posts: {POSTS} of {POSTS + len(LOST)}, incomplete: {len(LOST)} posts could not be had" in in_words

        site.answer = shelf(POSTS, *LANDED)  # what redirected is gone now, and the front page names it no more
        again = crawled(tmp_path, f"{base}/", "--json", "--no-requisites")
    assert again.returncode == 3
    assert {item["url"].removeprefix(base) for item in told(again.stdout)["missing"]} == set(LOST)


def test_what_was_mended_on_the_site_is_complete_with_the_next_crawl(tmp_path: Path) -> None:
    def mended(path: Asked) -> Answer | str | None:
        if path in ("/circle/", "/refreshed/", "/bare/", "/empty/", "/nowhere/"):
            name = path.strip("/")
            return str(shelf(POSTS)("/tide-1/")).replace("Tide 1", f"The {name} tide").replace("tide-1", name)
        return faulty(path)

    named = ("/circle", "/refreshing/", "/bare/", "/empty/", "/nowhere/")
    site = Site(lambda path: shelf(POSTS, *named)(path) if path == "/" else faulty(path))
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 3
        site.answer = lambda path: shelf(POSTS, *named)(path) if path == "/" else mended(path)
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
    assert (done.returncode, told(done.stdout)["missing"]) == (0, []), done.stderr


def test_a_circle_is_given_up_soon_and_what_a_first_visit_is_sent_round_for_is_read(tmp_path: Path) -> None:
    visits: list[str] = []

    def answer(path: Asked) -> Answer | str | None:
        if path in ("/round/", "/round-2/"):
            visits.append(path)
            if path == "/round-2/":
                return moved("/round/")
            return moved("/round-2/") if visits.count(path) == 1 else shelf(POSTS)("/tide-1/")
        return shelf(POSTS, "/round/", "/circle")(path) if path == "/" else faulty(path)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--json", "--no-requisites")
    assert [item["url"] for item in told(done.stdout)["missing"]] == [f"{base}/circle"]
    assert sum(path.startswith("/circle") for path in site.paths) <= 12
    assert rows(tmp_path, "SELECT count(*) FROM urls WHERE state IN ('queued', 'fetching')") == [(0,)]


@pytest.mark.parametrize("options", [(), ("--no-requisites",)])
def test_images_are_a_statement_of_their_own_and_do_not_decide(options: tuple[str, ...], tmp_path: Path) -> None:
    page = shelf(POSTS)
    images = "<img src='/had.png'><img src='/gone.png'>"

    def answer(path: Asked) -> Answer | str | None:
        if path.endswith("had.png"):
            return Answer(b"\x89PNG", headers={"Content-Type": "image/png"})
        found = page(path)
        return found.replace("</article>", f"{images}</article>") if isinstance(found, str) else found

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--json", *options)
    blog = told(done.stdout)
    assert (done.returncode, blog["complete"]) == (0, True)
    expected = (
        {"complete": False, "had": 0, "known": 2, "reason": "2 were not wanted (--no-requisites)"}
        if options
        else {"complete": False, "had": 1, "known": 2, "reason": "1 could not be had"}
    )
    assert blog["verdict"]["images"] == expected
