"""Servers that lie, and addresses that show something else than the blog: no loss, no endless fetching, no merging."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from tests.crawl.archived import FEEDS_ALONE, POSTS, SITEMAP_ALONE, Archived
from tests.crawl.imitation import NOW, Blog, Entry
from tests.loopback import Answer

TEXTS = (
    "SELECT id, title, body_text FROM posts UNION SELECT id, author, body_text FROM comments WHERE gone_since IS NULL"
)


def add_post(blog: Blog) -> str:
    blog.entries.append(Entry(200, "Something new.", NOW))
    return blog.entries[-1].path


def test_a_server_that_says_unchanged_of_everything(archived: Archived) -> None:
    """Then news comes within a week, and all of it at the longest age: whole pages are asked for."""
    archived.blog.unchanged = lambda _, header: "If-None-Match" in header
    path, edited = add_post(archived.blog), archived.blog.entries[2]
    edited.text = "This was never so."
    archived.age(8)
    archived.update()
    assert path in archived.asked
    archived.age(61)
    archived.update()
    assert archived.rows("SELECT count(*) FROM posts WHERE body_text = 'This was never so.'") == [(1,)]


def test_a_304_that_nobody_asked_for(archived: Archived) -> None:
    archived.blog.unchanged = lambda path, _: "/entry-" in path
    before = archived.rows(TEXTS)
    archived.age(61)
    archived.update()
    assert archived.rows(TEXTS) == before
    assert 0 < len([path for path in archived.site.paths if "/entry-" in path]) <= 5 * POSTS
    archived.blog.unchanged = None
    archived.age(1)
    assert archived.update() == 0


def test_a_tag_that_is_another_each_time(archived: Archived) -> None:
    numbers = itertools.count()
    archived.blog.tag = lambda _: f'"{next(numbers)}"'
    for _ in range(2):
        assert archived.update() == 0
        assert archived.asked == []
        archived.age(1)


def test_a_last_modified_in_the_future_hides_nothing(archived: Archived) -> None:
    """A server that compares dates alone would say "unchanged" until then."""
    archived.blog.tag = lambda _: None
    archived.blog.modified = "Fri, 01 Jan 2100 00:00:00 GMT"
    archived.blog.unchanged = lambda _, header: "If-Modified-Since" in header
    archived.update()
    path = add_post(archived.blog)
    archived.age(1)
    archived.update()
    assert archived.asked == [path]


@pytest.mark.parametrize("archived", [FEEDS_ALONE], ids=str, indirect=True)
def test_a_feed_that_repeats_and_forgets(archived: Archived) -> None:
    shuffled = random.Random(1)
    archived.blog.shown = lambda newest: shuffled.sample([*newest, *newest[:2]], 4)
    path = add_post(archived.blog)
    for _ in range(2):
        archived.update()
        archived.age(1)
    assert path in {str(url).removeprefix(archived.home) for (url,) in archived.rows("SELECT url FROM posts")}
    archived.update()
    assert len(archived.asked) <= 2


@pytest.mark.parametrize("archived", [SITEMAP_ALONE], ids=str, indirect=True)
def test_a_sitemap_that_says_today_of_everything(archived: Archived) -> None:
    runs = itertools.count()
    archived.blog.lastmod = lambda _: (NOW + timedelta(seconds=next(runs))).isoformat()
    asked = []
    for _ in range(3):
        archived.update()
        asked.append(len(archived.asked))
        archived.age(1)
    assert 0 < asked[0] <= POSTS
    assert 0 < asked[-1] <= 2  # a sample, by which it can win trust again


@pytest.mark.parametrize("archived", [SITEMAP_ALONE], ids=str, indirect=True)
def test_a_sitemap_with_a_date_in_the_future(archived: Archived) -> None:
    archived.blog.lastmod = lambda entry: "2099-01-01T00:00:00Z" if entry.number == 4 else None
    archived.update()
    assert archived.asked == [archived.blog.entries[4].path]
    archived.age(1)
    archived.update()
    assert archived.asked == []


@pytest.mark.parametrize("archived", [SITEMAP_ALONE], ids=str, indirect=True)
def test_a_sitemap_that_forgets_loses_nothing(archived: Archived) -> None:
    before, kept = archived.rows(TEXTS), archived.blog.entries[:]
    archived.update()
    archived.blog.unlisted = {entry.number for entry in kept[:6]}
    for looks in (6, 0):
        archived.age(1)
        archived.update()
        assert len(archived.asked) == looks
    assert archived.rows(TEXTS) == before
    assert archived.rows("SELECT count(*) FROM posts WHERE gone_since IS NOT NULL") == [(0,)]


# ------------------------------------------------------------------ the blog as a whole

PARKED = "<!DOCTYPE html><title>harbour.example</title><h1>This domain is for sale</h1><a href='/buy/'>Buy it</a>"


def test_a_parking_page_is_told_and_never_merged(archived: Archived) -> None:
    before = archived.rows(TEXTS), archived.rows("SELECT title, platform FROM blogs")
    archived.blog.instead = lambda _: PARKED
    archived.age(61)
    assert archived.update() == 3
    assert "nothing of “Harbour notes”" in archived.said
    assert archived.asked == []
    assert (archived.rows(TEXTS), archived.rows("SELECT title, platform FROM blogs")) == before
    assert archived.rows("SELECT what FROM notices") == [("stranger",)]
    assert archived.rows("SELECT count(*) FROM urls WHERE state IN ('queued', 'fetching')") == [(0,)]
    assert archived.update() == 3  # and is said once
    archived.blog.instead = None
    archived.age(1)
    assert archived.update() == 0
    assert archived.rows("SELECT what FROM notices ORDER BY seen") == [("stranger",), ("back",)]
    assert archived.asked == sorted(entry.path for entry in archived.blog.entries)


def test_a_blog_that_moved_stays_where_it_was(archived: Archived) -> None:
    before, away = archived.rows(TEXTS), Answer("", 301, {"Location": "http://elsewhere.example/"})
    archived.blog.instead = lambda path: away if path == "/" else PARKED
    assert archived.update() == 3
    assert "now leads to http://elsewhere.example/" in archived.said
    assert archived.rows("SELECT what FROM notices") == [("moved",)]
    assert archived.rows(TEXTS) == before
    assert archived.asked == []


def test_a_new_theme_is_told_and_changes_no_comment(archived: Archived) -> None:
    before = archived.rows(TEXTS)
    archived.blog.theme = "quay"
    archived.age(61)
    assert archived.update() == 0
    assert archived.rows("SELECT what, said FROM notices") == [("theme", "the theme is now quay; it was pier")]
    assert len(archived.asked) == POSTS
    assert archived.rows(TEXTS) == before
