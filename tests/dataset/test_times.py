"""Which source states which field of a merged row, and times in UTC that no source states."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from blogarchive.dataset import Store
from blogarchive.dataset.database import open_database
from blogarchive.dataset.utc_times import settle_times
from tests.dataset.made import BLOG, comment, extraction, post

if TYPE_CHECKING:
    from pathlib import Path

    from blogarchive.models import Comment, Extraction

# Ten comments a year apart in an Eastern winter and summer; the feed has the first eight.
SHOWN = [f"20{10 + i // 2}-{'01' if i % 2 else '07'}-05T20:00:00" for i in range(10)]
FED = [f"20{10 + i // 2}-{'01' if i % 2 else '07'}-05T12:00:00+00:00" for i in range(8)]


def saved(folder: Path, said: list[Extraction]) -> Database:
    db = open_database(folder / "blogs.db")
    store = Store(db)
    for one in said:
        store.save(one, blog=store.save_blog(BLOG))
    settle_times(db.conn)
    return db


def page(mark: str = "") -> Extraction:
    return extraction(post("one", *(comment(str(i), published=time + mark) for i, time in enumerate(SHOWN))))


def feed() -> Extraction:
    fed: list[Comment] = [comment(str(i), source="feed", published=time) for i, time in enumerate(FED)]
    bare = dict.fromkeys(("title", "author", "published", "body_html", "body_text"))
    return extraction(post("one", *fed, source="feed", **bare), url=f"{BLOG}comments/feed/", day=1)


@pytest.mark.parametrize("mark", ["", "+00:00"], ids=["no offset", "a false one"])
def test_what_the_feed_no_longer_holds_is_reckoned_by_the_clock(tmp_path: Path, mark: str) -> None:
    rows = list(saved(tmp_path, [page(mark), feed()]).query("SELECT * FROM comments ORDER BY position"))
    assert [row["published"] for row in rows] == [time + mark for time in SHOWN]
    assert [row["published_utc"] for row in rows] == [f"{time[:10]}T12:00:00Z" for time in SHOWN]
    noted = [json.loads(row["merged_from"])["published_utc"] for row in rows]
    assert noted == ["feed"] * 8 + ["clock"] * 2


def test_a_true_offset_of_the_page_is_believed(tmp_path: Path) -> None:
    told = extraction(post("one", *(comment(str(i), published=time) for i, time in enumerate(FED))))
    rows = list(saved(tmp_path, [told, feed()]).query("SELECT * FROM comments ORDER BY position"))
    assert [row["published_utc"] for row in rows] == [f"{time[:19]}Z" for time in FED]
    assert {row["merged_from"] for row in rows} == {None}


def test_what_stands_in_the_feed_alone_is_in_utc(tmp_path: Path) -> None:
    fed = replace(feed().posts[0], comments=(*feed().posts[0].comments, comment("x", source="feed", published=FED[0])))
    db = saved(tmp_path, [page("+00:00"), replace(feed(), posts=(fed,))])
    (row,) = db.query("SELECT * FROM comments WHERE comment_id = 'x'")
    assert (row["published_utc"], row["merged_from"]) == (f"{FED[0][:19]}Z", None)


def test_without_a_second_source_nothing_is_reckoned(tmp_path: Path) -> None:
    db = saved(tmp_path, [page()])
    assert {row["published_utc"] for row in db.query("SELECT * FROM comments")} == {None}
    assert [row["clock"] for row in db.query("SELECT clock FROM blogs")] == [None]


def test_the_clock_is_noted_with_the_blog(tmp_path: Path) -> None:
    (row,) = saved(tmp_path, [page(), feed()]).query("SELECT clock FROM blogs")
    assert "Asia/Shanghai" in json.loads(row["clock"])
    assert "Europe/Berlin" not in json.loads(row["clock"])


def test_settling_again_changes_nothing(tmp_path: Path) -> None:
    db = saved(tmp_path, [page("+00:00"), feed()])
    before, changes = list(db.conn.iterdump()), db.conn.total_changes
    settle_times(db.conn)
    assert list(db.conn.iterdump()) == before
    assert db.conn.total_changes == changes


def test_the_order_of_saving_does_not_matter(tmp_path: Path) -> None:
    found = set()
    for place, order in enumerate(permutations([page(), feed(), page()])):
        folder = tmp_path / str(place)
        folder.mkdir()
        rows = saved(folder, list(order)).query(
            "SELECT comment_id, published_utc, merged_from FROM comments ORDER BY id"
        )
        found.add(json.dumps([dict(row) for row in rows]))
    assert len(found) == 1


def test_the_true_parent_below_what_a_theme_nests(tmp_path: Path) -> None:
    shown = extraction(post("one", comment("1"), comment("2", "1"), comment("3", "1")))
    told = extraction(
        post("one", comment("1", source="api"), comment("2", "1", source="api"), comment("3", "2", source="api"),
             source="api", title=None, author=None, published=None, body_html=None, body_text=None),
        url=f"{BLOG}wp-json/wp/v2/comments?post=1", day=1,
    )  # fmt: skip
    rows = list(saved(tmp_path, [shown, told]).query("SELECT * FROM comments ORDER BY position"))
    assert [(row["comment_id"], row["parent_ref"], row["depth"]) for row in rows] == [
        ("1", None, 0), ("2", "1", 1), ("3", "2", 2),
    ]  # fmt: skip
    assert [row["merged_from"] for row in rows] == [None, '{"parent_ref": "api"}', '{"parent_ref": "api"}']
