"""The data dictionary says something of every table, view and column, and data/README.md is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogarchive.dataset import open_database
from blogarchive.reference.data_dictionary import dictionary


def test_every_column_is_described(tmp_path: Path) -> None:
    db = open_database(tmp_path / "blogs.db")
    made = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view')"
        " AND name NOT LIKE 'sqlite%' AND name != '_sqlite_migrations'"
    ).fetchall()
    described = {name: set(one.columns) for name, one in dictionary().items() if one.kind != "search index"}
    there = {name: {row[1] for row in db.execute(f"PRAGMA table_xinfo({name})")} for (name,) in made}
    assert described == there
    indexes = {one.name for one in dictionary().values() if one.kind == "search index"}
    assert indexes == {"posts_fts", "comments_fts"}


@pytest.mark.parametrize("name", list(dictionary()))
def test_every_text_says_something(name: str) -> None:
    described = dictionary()[name]
    assert len(described.text) > 10
    assert all(len(text) > 2 for text in described.columns.values())
