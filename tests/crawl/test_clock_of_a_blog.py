"""A blog whose pages print local times as UTC, as WordPress before 5.3 does: put right by its comment feed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.command import run
from tests.loopback import Answer, Asked, Site, crawled, rows, served

if TYPE_CHECKING:
    from pathlib import Path

AHEAD = timedelta(hours=8)
SAID = [datetime(2015 + i // 2, 1 if i % 2 else 7, 3, 12, i) for i in range(8)]
"""When comments came in, in UTC; the feed holds the newest six of them."""
HEAD = """<meta name=generator content="WordPress 4.9"><link rel="https://api.w.org/" href="/wp-json/">
<link rel=alternate type="application/rss+xml" title="Blog &raquo; Comments Feed" href="/comments/feed/">"""
TEXT = "<p>" + "Salt, flour and water are all it takes, and a night to let them rest. " * 6


def comment(number: int, parent: int | None) -> str:
    """One comment as the page shows it: nested no deeper than two, its clock called UTC."""
    shown = SAID[number] + AHEAD
    return (
        f'<li class="comment depth-{1 if parent is None else 2}" id="comment-{number}"><cite class=fn>Ann</cite>'
        f'<a href="/bread/#comment-{number}"><time datetime="{shown:%Y-%m-%dT%H:%M:%S}+00:00">then</time></a>'
        f"<div class=comment-content><p>Loaf number {number}.</p></div></li>"
    )


def page() -> str:
    thread = "".join(comment(number, None) for number in range(8))
    return (
        f"<!DOCTYPE html><html><head>{HEAD}<title>Bread</title></head><body class='single single-post'>"
        f"<article class=hentry><h1 class=entry-title>Bread</h1><div class=entry-content>{TEXT}</div></article>"
        f"<ol class=commentlist>{thread}</ol></body></html>"
    )


def feed(origin: str) -> str:
    items = "".join(
        f"<item><title>By: Ann</title><link>{origin}/bread/#comment-{n}</link>"
        f"<pubDate>{SAID[n]:%a, %d %b %Y %H:%M:%S} +0000</pubDate><description>Loaf number {n}.</description></item>"
        for n in range(2, 8)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Comments</title>{items}</channel></rss>'


def answer(path: Asked) -> Answer | str | None:
    if path == "/":
        return f"<!DOCTYPE html>{HEAD}<title>Blog</title><body class=home><h2><a href='/bread/'>Bread</a></h2><p>More."
    if path == "/comments/feed/":
        return Answer(feed(path.base), headers={"Content-Type": "application/rss+xml; charset=utf-8"})
    return page() if path == "/bread/" else None


def told(data: Path) -> list[tuple[str, str, str]]:
    return rows(data, "SELECT published, published_utc, merged_from FROM comments ORDER BY position")


def test_the_feed_settles_what_the_pages_say_falsely(tmp_path: Path) -> None:
    with served(Site(answer)) as address:
        done = crawled(tmp_path, f"{address}/", "--no-requisites")
        assert done.returncode == 0, done.stderr
        found = told(tmp_path)
        assert [row[0] for row in found] == [f"{(when + AHEAD).isoformat()}+00:00" for when in SAID]
        assert [row[1] for row in found] == [f"{when.isoformat()}Z" for when in SAID]
        assert [json.loads(row[2])["published_utc"] for row in found] == ["clock"] * 2 + ["feed"] * 6
    assert run("rebuild", "--data", tmp_path).returncode == 0
    assert told(tmp_path) == found
