"""Every query of the cookbook runs, answers its question on a small archive, and stands in docs/cookbook.md."""

from __future__ import annotations

from typing import Any

import pytest
from sqlite_utils import Database

from blogarchive.dataset import Store, open_database
from blogarchive.reference.cookbook import RECIPES, Recipe
from tests.dataset.made import BLOG, capture, comment, extraction, post


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    made = open_database(tmp_path_factory.mktemp("cookbook") / "blogs.db")
    store = Store(made)
    blog = store.save_blog(BLOG)
    steve = comment("1", body_text="Interesting article", published="2011-12-28T22:00:00")
    link = '<a href="http://other.example/x">there</a>'
    anna = comment("2", "1", author="Anna", published="2011-12-29T08:30:00", body_html=link)
    ping = comment("3", kind="ping", author="Elsewhere", author_url="http://ping.example/", published="2011-12-30")
    first = post("phone", steve, anna, ping, comment("4"), categories=("china",), comments_declared=5)
    store.save(extraction(first), blog=blog)
    store.save(extraction(post("phone", steve, anna, ping, comments_declared=5), day=1), blog=blog)
    store.save_capture(capture(f"{BLOG}lost/", 2, status=500), blog=blog)
    made.execute(
        "INSERT INTO urls (id, blog_id, url, host, kind, state, reason, priority, named_by, shape, first_seen)"
        " VALUES (1, ?, ?, 'blog.example', 'post', 'failed', 'HTTP 500', 1, 'sitemap', '/w/', '2026')",
        [blog, f"{BLOG}lost/"],
    )
    return made


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: str(recipe.name))
def test_a_recipe_answers(recipe: Recipe, db: Database) -> None:
    rows: list[dict[str, Any]] = list(db.query(recipe.sql, dict(recipe.example)))
    assert rows
    assert all(f":{name}" in recipe.sql for name in recipe.example)


def test_who_answered_steve_and_when(db: Database) -> None:
    rows = list(db.query(RECIPES[0].sql, dict(RECIPES[0].example)))
    assert [(row["author"], row["published"]) for row in rows] == [("Anna", "2011-12-29T08:30:00")]


def test_a_branch_is_what_hangs_on_a_comment_and_nothing_else(db: Database) -> None:
    branch = next(recipe for recipe in RECIPES if recipe.name == "branch")
    assert [row["author"] for row in db.query(branch.sql, {"comment": "1"})] == ["Anna"]
    assert list(db.query(branch.sql, {"comment": "2"})) == []


def test_there_are_enough_of_them() -> None:
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES) >= 20
