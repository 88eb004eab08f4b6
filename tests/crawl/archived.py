"""Imitated blogs that were crawled a day ago, and what an update of them asks for and finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.imitation import Blog, entries
from tests.loopback import Site, crawled, rows, served, updated

POSTS = 9

Sort = tuple[str, ...]
"""What a blog lacks of `api`, `sitemap`, `feeds` and `notes` on its pages."""

FEEDS_ALONE, SITEMAP_ALONE, NEITHER = ("api", "sitemap"), ("api", "feeds"), ("api", "feeds", "sitemap")
COMMENTS_ELSEWHERE = ("api", "feeds", "notes")


@dataclass
class Archived:
    """A blog that was crawled once, and its archive."""

    blog: Blog
    site: Site
    data: Path
    home: str
    said: str = ""
    """What the last update said."""

    def update(self, *options: str) -> int:
        """Update; what the site is asked for meanwhile stands in `asked`."""
        self.site.asked.clear()
        done = updated(self.data, "--no-requisites", *options)
        assert "Traceback" not in done.stderr, done.stderr
        self.said = done.stderr
        return done.returncode

    @property
    def asked(self) -> list[str]:
        """The posts that were asked for, each once."""
        return sorted({path for path in self.site.paths if "/entry-" in path})

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a query finds in the dataset."""
        return rows(self.data, sql)

    def age(self, days: float) -> None:
        """Let time pass: all that was done is so many days longer ago."""
        db = sqlite3.connect(self.data / "blogs.db")
        for column in ("urls.fetched", "urls.first_seen", "runs.began", "captures.date"):
            table, name = column.split(".")
            shifted = f"replace(strftime('%Y-%m-%dT%H:%M:%f', {name}, '-{days} days'), ' ', 'T') || '+00:00'"
            if table == "captures":
                shifted = f"strftime('%Y-%m-%dT%H:%M:%f', {name}, '-{days} days') || '000Z'"
            db.execute(f"UPDATE {table} SET {name} = {shifted} WHERE {name} IS NOT NULL")
        db.commit()
        db.close()


def imitated(sort: Sort) -> Blog:
    """A new blog that lacks some things."""
    has = {name: name not in sort for name in ("api", "sitemap", "feeds")}
    return Blog(entries(POSTS), api=has["api"], sitemap=has["sitemap"], feeds=has["feeds"], isso="notes" in sort)


@contextmanager
def crawls(folder: Callable[[str], Path]) -> Iterator[Callable[[Sort], Archived]]:
    """A blog of each sort, crawled once, a day ago."""
    made: dict[Sort, Archived] = {}
    with ExitStack() as running:

        def crawl(sort: Sort) -> Archived:
            if sort not in made:
                blog, site = imitated(sort), Site(lambda _: None)
                blog.behind(site)
                home = running.enter_context(served(site))
                archived = Archived(blog, site, folder("crawled"), home)
                done = crawled(archived.data, f"{home}/", "--no-requisites")
                assert "Traceback" not in done.stderr, done.stderr
                assert archived.rows("SELECT count(*) FROM posts WHERE source = 'page'") == [(POSTS,)]
                archived.age(1)
                made[sort] = archived
            return made[sort]

        yield crawl
