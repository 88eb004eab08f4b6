"""Saving: what a page gives stands in the tables, once, in whatever order pages come."""

from __future__ import annotations

import random
import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from blogarchive.dataset import Store, open_database
from blogarchive.dataset.database import migrations
from blogarchive.models import Blog, Capture, Comment, Extraction, Post
from blogarchive.urls import stable_id

from .made import BLOG, capture, comment, extraction, post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_database(tmp_path / "blogs.db")


@cache
def empty() -> sqlite3.Connection:
    db = Database(memory=True)
    migrations().apply(db)
    return db.conn


def in_memory() -> Database:
    db = Database(memory=True)
    empty().backup(db.conn)
    db.conn.execute("PRAGMA foreign_keys = ON")
    return db


def dump(db: Database) -> list[str]:
    """All rows; when the migrations were applied is no part of the data."""
    return sorted(line for line in db.conn.iterdump() if "_sqlite_migrations" not in line and "_fts_" not in line)


def saved(steps: Iterable[Extraction | Capture]) -> Database:
    db = in_memory()
    store = Store(db)
    blog = store.save_blog(BLOG)
    for step in steps:
        if isinstance(step, Capture):
            store.save_capture(step, blog=blog)
        else:
            store.save(step, blog=blog)
    assert not db.conn.execute("PRAGMA foreign_key_check").fetchall()
    counted = "SELECT count(*) FROM comments WHERE author_id = authors.id AND kind = 'comment'"
    assert not db.conn.execute(f"SELECT * FROM authors WHERE comments <> ({counted})").fetchall()
    return db


def thread(db: Database) -> list[tuple[Any, ...]]:
    return list(db.conn.execute("SELECT comment_id, depth, position, path, gone_since FROM comments ORDER BY path"))


def test_a_page_becomes_rows(db: Database) -> None:
    one = post("one", comment("1"), comment("2", "1"), comment("3"), categories=("Ä", "b"), tags=("t",))
    found = Store(db).save(
        extraction(one, blog=Blog(title="Blog", platform="wordpress")), blog=Store(db).save_blog(BLOG)
    )
    assert (found.posts, found.comments) == (1, 3)
    row = next(iter(db.query("SELECT * FROM posts")))
    assert (row["title"], row["author"], row["year"], row["categories"]) == ("One", "Anna", 2011, '["Ä", "b"]')
    assert (row["comments_found"], row["source"], row["last_seen"]) == (3, "page", "2026-01-01T00:00:00.000000Z")
    assert db.execute("SELECT record_id FROM captures WHERE id = ?", [row["capture_id"]]).fetchone()
    terms = (
        "SELECT name, position FROM posts_categories JOIN categories ON categories.id = category_id ORDER BY position"
    )
    assert db.execute(terms).fetchall() == [("Ä", 0), ("b", 1)]
    assert [c[:3] for c in thread(db)] == [("1", 0, 0), ("2", 1, 1), ("3", 0, 2)]
    assert db.execute("SELECT title, platform FROM blogs").fetchall() == [("Blog", "wordpress")]
    assert db.execute("SELECT author, answers FROM threads WHERE depth = 1").fetchall() == [("Steve", "Steve")]


def test_saving_again_changes_nothing(db: Database) -> None:
    store = Store(db)
    blog = store.save_blog(BLOG)
    said = extraction(post("one", comment("1"), comment("2", "1"), tags=("x",)), blog=Blog(title="B"))
    store.save(said, blog=blog)
    before, changes = dump(db), db.conn.total_changes
    again = store.save(said, blog=store.save_blog(BLOG))
    assert (again.posts, again.comments) == (0, 0)
    assert dump(db) == before
    assert db.conn.total_changes - changes < 5  # the capture and the blog's reading, written over by themselves


def test_the_store_leaves_an_open_transaction_open(db: Database) -> None:
    store = Store(db)
    db.begin()
    store.save(extraction(post()), blog=store.save_blog(BLOG))
    assert db.conn.in_transaction
    db.rollback()
    assert db.execute("SELECT count(*) FROM posts").fetchone() == (0,)


def test_a_feed_fills_what_the_page_lacks() -> None:
    shown = post("one", comment("1", published="2011-12-29T10:00:00"))
    fed = post(
        "one",
        comment("1", source="feed", published="2011-12-29T02:00:00+00:00", author_url="http://steve.example/"),
        comment("9", source="feed"),
        source="feed", published="2011-12-28T11:48:00+00:00", body_html="<p>Text…</p>", body_text="Text…",
        categories=("A", "T"), tags=(), language="en",
    )  # fmt: skip
    db = saved([extraction(fed, url=f"{BLOG}feed/", day=1), extraction(shown)])
    (row,) = db.query("SELECT * FROM posts")
    assert (row["published"], row["published_utc"]) == ("2011-12-28T19:48:00", "2011-12-28T11:48:00Z")
    assert (row["body_text"], row["language"], row["source"]) == ("Text of one", "en", "page")
    query = "SELECT comments.*, authors.url AS author_url FROM comments JOIN authors ON authors.id = author_id"
    first, second = db.query(f"{query} ORDER BY path")
    assert (first["published_utc"], first["author_url"]) == ("2011-12-29T02:00:00Z", "http://steve.example/")
    assert (first["in_page"], second["in_page"], row["comments_found"]) == (1, 0, 1)
    assert db.execute("SELECT count(*) FROM authors WHERE name = 'Steve'").fetchone() == (2,)


def test_terms_of_a_feed_that_the_page_calls_tags_are_no_categories() -> None:
    fed = post(source="feed", categories=("News", "linux"), published=None)
    db = saved([extraction(post(tags=("Linux",))), extraction(fed, url=f"{BLOG}feed/")])
    assert db.execute("SELECT categories, tags FROM posts").fetchall() == [('["News"]', '["Linux"]')]


def test_a_paged_thread_reads_as_one() -> None:
    newer = post("one", comment("3", page=2), comment("4", "2", page=2))
    older = post("one", comment("1", page=1), comment("2", "1", page=1))
    db = saved([extraction(newer), extraction(older, url=f"{BLOG}one/comment-page-1/")])
    assert [row[:2] for row in thread(db)] == [("1", 0), ("2", 1), ("4", 2), ("3", 0)]
    assert thread(db)[2][3] == "000000.000000.000000"
    assert db.execute("SELECT answers FROM threads WHERE depth = 2").fetchone() == ("Steve",)


def test_the_parts_of_a_post_are_one_text() -> None:
    parts = [post(part=n, body_html=f"<p>{n}</p>", body_text=str(n)) for n in (3, 1, 2)]
    db = saved(extraction(part, url=f"{BLOG}one/{part.part}/") for part in parts)
    assert db.execute("SELECT * FROM changes").fetchall() == []
    assert db.execute("SELECT body_text, body_html FROM posts").fetchall() == [
        ("1\n\n2\n\n3", "<p>1</p>\n<p>2</p>\n<p>3</p>")
    ]


def test_history_keeps_what_changed_and_what_went() -> None:
    first = post("one", comment("1"), comment("2"), comment("3", "1"))
    edited = comment("2", body_html="<p>Edited</p>", body_text="Edited")
    second = post("one", comment("1"), edited, body_html="<p>New</p>", body_text="New")
    db = saved([extraction(first), extraction(second, day=1)])
    versions = db.execute("SELECT body_text, previous_id IS NULL FROM post_versions ORDER BY first_seen").fetchall()
    assert versions == [("Text of one", 1), ("New", 0)]
    assert db.execute("SELECT body_text FROM comment_versions ORDER BY first_seen").fetchall() == [
        ("Says 2",),
        ("Edited",),
    ]
    assert [row[4] for row in thread(db)] == [None, "2026-01-02T00:00:00.000000Z", None]
    changes = db.execute("SELECT what, text FROM changes ORDER BY what").fetchall()
    assert changes == [("comment edited", "Edited"), ("comment gone", "Says 3"), ("post edited", "New")]


def test_a_comment_that_comes_back_was_not_gone() -> None:
    shown, hidden = post("one", comment("1"), comment("2")), post("one", comment("1"))
    db = saved([extraction(shown), extraction(hidden, day=1), extraction(shown, day=2)])
    assert [row[4] for row in thread(db)] == [None, None]


def test_a_thread_that_could_not_be_read_takes_nothing_away() -> None:
    db = saved([extraction(post("one", comment("1"))), extraction(post("one", comments_declared=1), day=1)])
    assert [row[4] for row in thread(db)] == [None]


def test_a_post_that_answers_404_is_gone_and_kept() -> None:
    gone = capture(f"{BLOG}one", 2, status=404)
    db = saved([extraction(post("one", comment("1"))), gone])
    assert db.execute("SELECT gone_since, body_text FROM posts").fetchall() == [
        ("2026-01-03T00:00:00.000000Z", "Text of one")
    ]
    assert db.execute("SELECT what FROM changes").fetchall() == [("post gone",)]


def test_text_that_no_database_holds_is_made_fit() -> None:
    db = saved([extraction(post("one", comment("\ud800\x00", body_text="a\x00\udfffb"), title="\ud83d"))])
    assert db.execute("SELECT comment_id, body_text FROM comments").fetchall() == [("?", "a?b")]


def test_links_of_texts_are_kept_apart_from_their_texts() -> None:
    html = '<p><a href="http://www.other.example/x">that <b>one</b></a> <a href="mailto:a@b">no</a></p>'
    db = saved([extraction(post("one", comment("1", body_html=html), body_html=f'<a href="{BLOG}two/">two</a>'))])
    assert db.execute("SELECT host, text, comment_id IS NULL FROM links ORDER BY host").fetchall() == [
        ("blog.example", "two", 1), ("other.example", "that one", 0),
    ]  # fmt: skip
    assert db.execute("SELECT host, commenter FROM links_out").fetchall() == [("other.example", "Steve")]


def test_search_follows_every_change() -> None:
    said = [
        extraction(post("one", comment("1", body_text="zebra"))),
        extraction(post("one", comment("1", body_text="okapi")), day=1),
    ]
    db = saved(said)
    find = "SELECT count(*) FROM comments_fts WHERE comments_fts MATCH ?"
    assert db.execute(find, ["zebra"]).fetchone() == (0,)
    assert db.execute(find, ["okapi steve"]).fetchone() == (1,)
    db.execute("INSERT INTO comments_fts (comments_fts, rank) VALUES ('integrity-check', 1)")


names = st.sampled_from(["1", "2", "3"])
texts = st.sampled_from(["x", "y", "", None])
comments = st.builds(
    Comment, id=names, parent=st.none() | names, author=st.sampled_from(["A", "B", None]),
    author_url=st.sampled_from([None, "http://a.example/"]), body_text=texts, body_html=texts,
    published=st.sampled_from([None, "2011", "2011-02-03T04:05:06+08:00", "2011-02-03"]),
    page=st.sampled_from([None, 1, 2]), source=st.sampled_from(["page", "feed", "embed"]),
)  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> Extraction | Capture:
    """One post as some page, feed or comment system shows it on some day, or its 404."""
    day = draw(st.integers(0, 3))
    if draw(st.integers(0, 9)) == 0:
        return capture(f"{BLOG}one", 10 + day, status=404)
    said: list[Comment] = draw(st.lists(comments, max_size=3))
    fields: dict[str, Any] = {
        "title": draw(st.sampled_from(["T", "U", "", None])),
        "author": draw(st.sampled_from(["Anna", None])),
        "body_html": draw(st.sampled_from(["<p>x</p>", '<a href="http://b.example/">y</a>', None])),
        "published": draw(st.sampled_from([None, "2011-12-28", "2011-12-28T11:48:00+00:00"])),
        "categories": draw(st.sampled_from([(), ("a",), ("a", "b")])),
        "tags": draw(st.sampled_from([(), ("b",)])),
        "comments_declared": draw(st.sampled_from([None, 0, 2])),
        "part": draw(st.sampled_from([1, 1, 2])),
        "source": draw(st.sampled_from(["page", "page", "feed", "api"])),
    }
    made: Post = post("one", *said, **fields)
    # Two different answers to one request do not exist: what a page said makes part of its address.
    spelling = f"?utm_source={stable_id(repr(made))}"
    name = draw(st.sampled_from(["one", "one/comment-page-2"]))
    return extraction(made, day=day, url=f"{BLOG}{name}/{spelling}")


@settings(max_examples=150, deadline=None)
@given(st.lists(pages(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_saving_leaves_no_trace(steps: list[Extraction | Capture], shuffle: random.Random) -> None:
    once = saved(steps)
    other = [*steps, *shuffle.sample(steps, len(steps) // 2)]
    shuffle.shuffle(other)
    assert set(dump(saved(other))) ^ set(dump(once)) == set()
