"""Opening: a dataset is made, migrated and recognised; anything else is refused by name."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from blogarchive.dataset import open_database
from blogarchive.dataset.database import migration_files, statements, tables
from blogarchive.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_dataset_is_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    db = open_database(tmp_path / "new" / "blogs.db")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert {"blogs", "posts", "comments", "authors", "captures"} <= set(tables(db.conn))


def test_every_table_is_strict(tmp_path: Path) -> None:
    db = open_database(tmp_path / "blogs.db")
    strict = dict(db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall())
    assert [name for name in tables(db.conn) if not strict[name]] == []


def test_opening_again_applies_nothing_twice(tmp_path: Path) -> None:
    open_database(tmp_path / "blogs.db").close()
    again = open_database(tmp_path / "blogs.db")
    applied = again.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    assert applied == len(migration_files())


def test_a_reader_sees_what_a_writer_has_committed(tmp_path: Path) -> None:
    writer = open_database(tmp_path / "blogs.db")
    writer.execute("INSERT INTO blogs (id, url) VALUES (1, 'http://blog.example/')")
    reader = open_database(tmp_path / "blogs.db", read_only=True)
    assert reader.execute("SELECT url FROM blogs").fetchall() == [("http://blog.example/",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM blogs")


@pytest.mark.parametrize(
    "content",
    [b"not a database at all, but longer than a header of SQLite " * 4, b"SQLite format 3\x00" + b"\xff" * 4096],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "blogs.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"blogs\.db"):
        open_database(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title)")
    other.commit()
    other.close()
    with pytest.raises(StorageError, match="not a dataset"):
        open_database(path)


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"none\.db"):
        open_database(tmp_path / "none.db", read_only=True)
    assert not (tmp_path / "none.db").exists()


def test_statements_are_split_where_they_end() -> None:
    sql = "-- one; two\nCREATE TABLE a (b); \n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  SELECT 1;\nEND;\n"
    assert [part.split()[1] for part in statements(sql)] == ["TABLE", "TRIGGER"]
