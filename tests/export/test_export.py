"""Exports: the record of each post, and tables that no spreadsheet computes."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from blogarchive.dataset import Store, open_database
from blogarchive.errors import StorageError, UsageError
from blogarchive.export import csv as csv_export
from blogarchive.export import jsonl
from tests.dataset.made import BLOG, comment, extraction, post

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database


@pytest.fixture
def db(tmp_path: Path) -> Database:
    made = open_database(tmp_path / "blogs.db")
    store = Store(made)
    blog = store.save_blog(BLOG)
    formula = comment("2", "1", author="=1+1", body_text='=HYPERLINK("http://evil.example")', body_html="x")
    fed = comment("9", source="feed")
    store.save(extraction(post("one", comment("1"), formula, categories=("a", "b"))), blog=blog)
    store.save(extraction(post("one", fed, source="feed"), url=f"{BLOG}feed/"), blog=blog)
    store.save(extraction(post("two", published="2012-01-01")), blog=blog)
    return made


def test_a_line_is_a_post_with_its_thread(db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jsonl.write(db, tmp_path / "posts.jsonl")
    lines = (tmp_path / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert (first["title"], first["categories"], second["title"], second["comments"]) == ("One", ["a", "b"], "Two", [])
    thread = [(c["id"], c["parent"], c["depth"], c["position"]) for c in first["comments"]]
    assert thread == [("1", None, 0, 0), ("2", "1", 1, 1)]
    jsonl.write(db, None)
    assert capsys.readouterr().out.splitlines() == lines


def test_no_cell_is_a_formula(db: Database, tmp_path: Path) -> None:
    csv_export.write(db, tmp_path / "tables")
    with (tmp_path / "tables" / "comments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    assert {row["author"] for row in rows} == {"Steve", "'=1+1"}
    everything = [path.read_text(encoding="utf-8") for path in (tmp_path / "tables").iterdir()]
    cells = [cell for text in everything for row in csv.reader(text.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def test_an_export_that_cannot_be_written_is_named(db: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="posts"):
        jsonl.write(db, tmp_path / "missing" / "posts.jsonl")
    with pytest.raises(UsageError, match="--out"):
        csv_export.write(db, None)
