"""Sitemap, feed and neighbours disagree, and each post is found by whoever still names it; what is lost is reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.command import run
from tests.loopback import Answer, Asked, Site, crawled, served

POSTS = 12
NOT_IN_SITEMAP, NOT_IN_FEED, NEIGHBOURS_ONLY = 10, 11, 4
GONE = "/post-gone/"


def _page(path: str, base: str) -> tuple[str, str] | None:
    if path == "/":
        shown = "".join(f"<h2><a href='/post-{n}/'>Post {n}</a></h2><p>Tide." for n in (11, 9))
        feed = "<link rel=alternate type=application/rss+xml href=/feed.xml>"
        return "text/html", f"<title>Tide tables</title>{feed}<body><h1>Tide tables</h1>{shown}"
    if path == "/robots.txt":
        return "text/plain", f"User-agent: *\nDisallow:\nSitemap: {base}/sitemap.xml\n"
    if path == "/sitemap.xml":
        named = [f"/post-{n}/" for n in range(POSTS) if n not in (NOT_IN_SITEMAP, NEIGHBOURS_ONLY)]
        urls = "".join(f"<url><loc>{base}{p}</loc></url>" for p in [*named, GONE])
        return "text/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    if path == "/feed.xml":
        items = "".join(f"<item><title>Post {n}</title><link>{base}/post-{n}/</link></item>" for n in (10, 9, 8))
        return "application/rss+xml", f'<rss version="2.0"><channel><title>Tide</title>{items}</channel></rss>'
    number = path.removeprefix("/post-").removesuffix("/")
    if not number.isdigit() or int(number) >= POSTS:
        return None
    around = [n for n in (int(number) - 1, int(number) + 1) if 0 <= n < POSTS]
    links = "".join(f"<a rel='{'prev' if n < int(number) else 'next'}' href='/post-{n}/'>Post {n}</a>" for n in around)
    return "text/html", f"<title>Post {number}</title><h1>Post {number}</h1><p>The tide came in, {number} late.{links}"


@pytest.fixture(scope="module")
def blog() -> Iterator[str]:
    """Without lengths: the end of the connection is the end of the page, and no sign of damage."""

    def answer(path: Asked) -> Answer | None:
        found = _page(path, path.base)
        return Answer(found[1], headers={"Content-Type": found[0]}) if found else None

    with served(Site(answer, lengths=False)) as base:
        yield f"{base}/"


@pytest.mark.parametrize("start", ["", "post-6/"])
def test_every_post_is_found_and_the_promised_one_is_missed(blog: str, start: str, tmp_path: Path) -> None:
    assert crawled(tmp_path, blog + start, "--no-requisites").returncode == 3
    db = Database(tmp_path / "blogs.db")
    read = {url for (url,) in db.execute("SELECT url FROM posts WHERE source = 'page'")}
    assert read == {f"{blog}post-{n}/" for n in range(POSTS)}
    named = dict(
        db.execute(
            "SELECT url, group_concat(url_namings.named_by) FROM urls JOIN url_namings ON url_id = id GROUP BY id"
        )
    )
    assert "sitemap" not in named[f"{blog}post-{NOT_IN_SITEMAP}/"]
    assert "feed" not in named[f"{blog}post-{NOT_IN_FEED}/"]
    assert set(named[f"{blog}post-{NEIGHBOURS_ONLY}/"].split(",")) == {"previous post", "next post"}
    assert _missing(tmp_path) == [{"url": blog.rstrip("/") + GONE, "kind": "candidate", "reason": "HTTP 404"}]
    (useful,) = db.execute("SELECT count(DISTINCT address_id) FROM captures WHERE status = 200").fetchone()
    assert db.execute("SELECT count(*) FROM captures").fetchone()[0] <= 1.15 * useful + 1  # the one that is gone


def _missing(data: Path) -> Any:
    return json.loads(run("status", "--json", "--data", data).stdout)["blogs"][0]["missing"]
