"""What pipelines make of posts: laid over the rows, never into the readings, and undone without a trace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.dataset import Store
from blogarchive.dataset.items_due import ItemsDue
from blogarchive.dataset.ledger import Ledger
from blogarchive.dataset.load import proven
from blogarchive.dataset.to_readings import address_id
from blogarchive.models import Admission, Extraction, Link

from .made import BLOG, comment, extraction, post
from .test_store import dump, in_memory

if TYPE_CHECKING:
    from sqlite_utils import Database

ONE, TWO = address_id(f"{BLOG}one/"), address_id(f"{BLOG}two/")
PATCH = {
    "title": "Told", "author": None, "author_url": None, "tags": ["new"], "mood": "sleepy", "body_html": "<p><a href='http://far.example/'>",
    "comments": {"1": {"author": None}, "2": None},
}  # fmt: skip

PAGE = extraction(
    post("one", comment("1"), comment("2", "1"), comment("3", "2"), tags=("old",), author_url="http://a/")
)
LATER = extraction(post("one", comment("1"), comment("3", "2"), comment("4"), title="One again"), day=2)
FEED = extraction(
    post("one", source="feed", categories=("Trains",), title="One in the feed"), url=f"{BLOG}feed/", day=1
)
OTHER = extraction(post("two", comment("1", author="Anna")), day=1)


class Archive:
    """A dataset in memory, and what is asked of it."""

    def __init__(self, *pages: Extraction) -> None:
        self.db: Database = in_memory()
        self.store = Store(self.db)
        self.blog = self.store.save_blog(BLOG)
        self.save(*pages)

    def save(self, *pages: Extraction) -> frozenset[int]:
        saved = [self.store.save(page, blog=self.blog) for page in pages]
        return frozenset().union(*(one.changed for one in saved))

    def settle(self, patch: dict[str, Any], dropped: str | None = None) -> None:
        self.store.items.settle(ONE, self.blog, f"{BLOG}one/", patch, dropped=dropped)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.db.execute(sql).fetchall()

    def sound(self) -> None:
        assert self.rows("PRAGMA foreign_key_check") == []
        counted = "SELECT count(*) FROM comments WHERE author_id = authors.id AND kind = 'comment'"
        assert self.rows(f"SELECT * FROM authors WHERE comments <> ({counted})") == []
        self.db.execute("INSERT INTO comments_fts (comments_fts) VALUES ('integrity-check')")
        self.db.execute("INSERT INTO posts_fts (posts_fts) VALUES ('integrity-check')")


def test_columns_say_what_the_pipeline_said() -> None:
    archive = Archive(PAGE)
    archive.settle(PATCH)
    assert archive.rows("SELECT title, author, author_id, tags FROM posts") == [("Told", None, None, '["new"]')]
    assert archive.rows("SELECT name FROM tags") == [("new",)]
    assert archive.rows("SELECT host FROM links") == [("far.example",)]
    thread = archive.rows("SELECT comment_id, author, parent_id, depth, path FROM comments ORDER BY path")
    assert thread == [("1", None, None, 0, "000000"), ("3", "Steve", None, 0, "000001")]
    assert archive.rows("SELECT comments_found FROM posts") == [(2,)]
    assert json.loads(archive.rows("SELECT changes FROM item_changes")[0][0])["mood"] == "sleepy"
    archive.sound()


def test_a_page_read_again_is_nothing_new_and_changes_nothing() -> None:
    archive = Archive(PAGE)
    archive.settle(PATCH)
    before = dump(archive.db)
    assert archive.save(PAGE) == frozenset()
    assert dump(archive.db) == before


def test_what_is_read_later_is_laid_over_as_well() -> None:
    archive = Archive(PAGE)
    archive.settle(PATCH)
    assert archive.save(FEED, LATER) == {ONE}
    assert archive.rows("SELECT title, categories FROM posts") == [("Told", '["Trains"]')]
    assert [ident for (ident,) in archive.rows("SELECT comment_id FROM comments ORDER BY path")] == ["1", "3", "4"]
    archive.sound()


@given(st.permutations([PAGE, LATER, FEED, OTHER]), st.integers(1, 4))
def test_readings_and_merging_are_as_if_no_pipeline_had_been(pages: list[Extraction], when: int) -> None:
    patch = {**PATCH, "comments": {"1": {"author": None}}}  # one that was left out is gone until it is read again
    archive = Archive(*pages[:when])
    archive.settle(patch)
    archive.save(*pages[when:])
    archive.sound()
    archive.settle({})
    archive.sound()
    assert dump(archive.db) == dump(Archive(*pages).db)


@given(st.permutations([PAGE, LATER, FEED, OTHER]), st.integers(1, 4))
def test_a_dropped_post_leaves_its_captures_alone(pages: list[Extraction], when: int) -> None:
    archive = Archive(*pages[:when])
    archive.settle({}, dropped="of no use")
    archive.sound()
    for table in ("posts", "post_readings", "comments", "links", "thread_looks", "posts_tags"):
        of = "id" if table == "posts" else "post_id"
        assert archive.rows(f"SELECT * FROM {table} WHERE {of} = {ONE}") == []
    archive.db.execute("DELETE FROM item_changes")
    without = Archive(*(page for page in pages[:when] if page is OTHER))
    tables = ("posts", "comments", "authors", "tags", "categories", "links", "comment_readings")
    for table in tables:
        assert archive.rows(f"SELECT * FROM {table}") == without.rows(f"SELECT * FROM {table}")


def test_only_its_own_page_brings_a_dropped_post_back() -> None:
    archive = Archive(PAGE)
    archive.settle({}, dropped="of no use")
    assert archive.save(FEED) == frozenset()
    assert archive.rows("SELECT * FROM posts") == []
    assert archive.save(LATER) == {ONE}
    assert archive.rows("SELECT title FROM posts") == [("One again",)]
    assert archive.rows("SELECT * FROM item_changes") == []


@pytest.mark.parametrize("settled", [None, {}, PATCH])
def test_a_preview_is_what_saving_gives_and_leaves_nothing(settled: dict[str, Any] | None) -> None:
    archive = Archive(PAGE, FEED)
    if settled is not None:
        archive.settle(settled)
    before = dump(archive.db)
    changed, shown = archive.store.preview([ONE, TWO], LATER, blog=archive.blog)
    assert dump(archive.db) == before
    plain = Archive(PAGE, FEED, LATER)
    assert changed == {ONE}
    (_, told, capture), (_, saved, proof) = *shown, *proven(plain.db, [ONE])
    left_out = {"2"} if settled else set()  # it is not on the later page either
    assert (told.title, told.author, told.categories, capture) == (saved.title, saved.author, saved.categories, proof)
    assert [c.id for c in told.comments] == [c.id for c in saved.comments if c.id not in left_out]


def test_a_post_is_whole_once_nothing_of_it_is_awaited() -> None:
    archive = Archive(PAGE)
    ledger = Ledger(archive.db)
    ledger.begin("crawl", "[]")
    due = ItemsDue(archive.db.conn)
    page = Link(url=f"{BLOG}one/", kind="post", reason="sitemap")
    more = Link(url=f"{BLOG}one/comments-2/", kind="comment_page", reason="comment page", about=f"{BLOG}one/")
    own = ledger.ask(page, 1, archive.blog)
    posts = {ONE: f"{BLOG}one/"}
    waiting = Admission(link=more, state="queued", priority=1, because="comment page")
    assert due.whole(own, archive.blog, posts) == [ONE]
    assert due.whole(own, archive.blog, posts, [waiting]) == []
    ledger.add([waiting], archive.blog)
    ledger.finish(own, "done", None, status=200, capture=None, blog=archive.blog)
    assert due.whole(own, archive.blog, posts) == []
    thread = ledger.ask(more, 1, archive.blog)
    assert due.whole(thread, archive.blog, {}) == [ONE]
    ledger.finish(thread, "failed", "HTTP 500", status=500, capture=None, blog=archive.blog)
    feed = ledger.ask(Link(url=f"{BLOG}feed/", kind="feed", reason="guess"), 1, archive.blog)
    assert due.whole(own, archive.blog, posts) == []
    ledger.finish(feed, "done", None, status=200, capture=None, blog=archive.blog)
    assert due.whole(own, archive.blog, posts) == [ONE]


def test_posts_are_due_from_a_change_until_they_are_given_out() -> None:
    archive = Archive(PAGE, OTHER)
    Ledger(archive.db).begin("crawl", "[]")
    due = ItemsDue(archive.db.conn)
    due.note([ONE, TWO])
    due.note([ONE])
    assert (set(due.rest()), due.among([ONE, 7])) == ({ONE, TWO}, {ONE})
    due.done([ONE])
    assert due.rest() == [TWO]
