"""Exports: the record of each post, and tables that no spreadsheet computes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from arro3.io import read_parquet

from blogarchive.dataset import Store, open_database
from blogarchive.dataset.database import tables
from blogarchive.errors import StorageError, UsageError
from blogarchive.export import csv as csv_export
from blogarchive.export import jsonl, parquet
from blogarchive.reference.data_dictionary import dictionary
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


def test_a_parquet_file_has_the_rows_types_and_descriptions_of_its_table(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BATCH", 2)
    parquet.write(db, tmp_path / "tables")
    written = {path.stem for path in (tmp_path / "tables").iterdir()}
    assert written == set(tables(db.conn))
    for table in sorted(written):
        cursor = db.execute(f'SELECT * FROM "{table}"')
        rows, names = cursor.fetchall(), [column[0] for column in cursor.description]
        found = read_parquet(tmp_path / "tables" / f"{table}.parquet").read_all()
        columns = [found.column(name).to_pylist() for name in names]
        assert (found.column_names, list(zip(*columns, strict=True))) == (names, rows)
    comments = read_parquet(tmp_path / "tables" / "comments.parquet").schema
    assert [comments.field(name).metadata_str["description"] for name in ("parent_id", "path")] == [
        dictionary()["comments"].columns[name] for name in ("parent_id", "path")
    ]


def test_parquet_says_what_it_needs(db: Database, tmp_path: Path) -> None:
    """As where the extra is not installed: an import of None is a module that is not there."""
    program = "import sys; sys.modules['arro3.core'] = None; from blogarchive.cli.app import main; main()"
    arguments = ["export", "parquet", "--data", str(tmp_path), "--out", str(tmp_path / "tables")]
    command = [sys.executable, "-c", program, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, "blogarchive[parquet]" in ended.stderr) == (2, True)
    assert not (tmp_path / "tables").exists()


def test_an_export_that_cannot_be_written_is_named(db: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="posts"):
        jsonl.write(db, tmp_path / "missing" / "posts.jsonl")
    with pytest.raises(UsageError, match="--out"):
        csv_export.write(db, None)
    with pytest.raises(UsageError, match="--out"):
        parquet.write(db, None)
