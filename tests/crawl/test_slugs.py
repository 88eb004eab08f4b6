"""Posts called print, login, feed, tags, 2014: each is archived, whoever names it and whatever it stands in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback import Answer, Site, crawled, rows, served

SLUGS = (
    "print", "login", "amp", "ask", "submit", "subscribe", "embed", "trackback", "cart", "account", "search", "page",
    "feed", "rss", "archive", "tags", "category", "calendar", "comment-page-2", "2014", "2087",
)  # fmt: skip
XML = {"Content-Type": "application/xml"}

Page = Callable[[str, list[str]], Answer | str | None]


def titles(path: str, posts: list[str]) -> str | None:
    entries = "".join(
        f"<article><h2 class=entry-title><a href='{url}'>On it</a></h2><p>Low.</article>" for url in posts
    )
    return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{entries}" if path == "/" else None


def passing(path: str, posts: list[str]) -> str | None:
    links = "".join(f"<li><a href='{url}'>On it</a>" for url in posts)
    return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1><ul>{links}</ul>" if path == "/" else None


def sitemap(path: str, posts: list[str]) -> Answer | str | None:
    if path == "/sitemap.xml":
        urls = "".join(f"<url><loc>{url}</loc></url>" for url in posts)
        return Answer(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>", headers=XML)
    return "<title>Tide</title><h1>Tide</h1><p>Low." if path == "/" else None


def feed(path: str, posts: list[str]) -> Answer | str | None:
    if path == "/all.php":
        items = "".join(f"<item><title>On it</title><link>{url}</link></item>" for url in posts)
        return Answer(f"<rss version='2.0'><channel><title>Tide</title>{items}</channel></rss>", headers=XML)
    head = "<link rel=alternate type='application/rss+xml' href='/all.php'>"
    return f"{head}<title>Tide</title><h1>Tide</h1><p>Low." if path == "/" else None


@pytest.mark.parametrize(
    ("named_by", "folder"),
    [
        *((titles, folder) for folder in ("/2014/03/", "/2014/03/09/", "/notes/", "/")),
        *((sitemap, folder) for folder in ("/2014/03/", "/notes/", "/")),
        *((feed, folder) for folder in ("/2014/03/", "/")),
        (passing, "/2014/03/"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_posts_own_name_keeps_it_out_of_no_archive(tmp_path: Path, named_by: Page, folder: str) -> None:
    # At the root, or in a folder that may be anything, some names are listings by every platform's custom.
    slugs = SLUGS if folder.startswith("/2014") else SLUGS[:12]
    paths = [f"{folder}{slug}/" for slug in slugs]

    def answer(path: str) -> Answer | str | None:
        if path in paths:
            text = f"<p>What there is to say of {path} was said long ago, and by better men, yet it is told again.</p>"
            return f"<!DOCTYPE html><title>On {path}</title><article><h1>On {path}</h1>{text}</article>"
        return named_by(path, paths)

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    read = {url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts WHERE source = 'page'")}
    assert read - {"/"} == set(paths)
