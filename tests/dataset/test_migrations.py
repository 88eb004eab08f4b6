"""A dataset of each earlier version is migrated without a loss, and no migration is changed once it is made."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from blogarchive.dataset import Store, open_database
from blogarchive.dataset.database import statements
from blogarchive.reports import summary
from tests.dataset.made import BLOG, comment, extraction, post
from tests.dataset.versions import FIXTURES, MIGRATIONS, made, names, rows, schema

VERSIONS = sorted(file.stem for file in FIXTURES.glob("*.sql"))


def kept(tmp_path: Path, version: str) -> Path:
    """The kept dataset of a version, as a file."""
    path = tmp_path / "blogs.db"
    db = sqlite3.connect(path)
    for statement in statements((FIXTURES / f"{version}.sql").read_text(encoding="utf-8")):
        db.execute(statement)
    db.commit()
    db.close()
    return path


def test_every_version_is_kept() -> None:
    assert names() == VERSIONS, "run `python -m tests.dataset.versions`"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_state_of_an_older_archive_can_be_told(tmp_path: Path, version: str) -> None:
    path = kept(tmp_path, version)
    assert [blog.url for blog in summary.of_archive(tmp_path).blogs] == [BLOG]
    with sqlite3.connect(path) as db:
        assert db.execute(f"SELECT count(*) FROM {MIGRATIONS}").fetchone() == (len(names()),)
    before = path.stat().st_mtime_ns
    summary.of_archive(tmp_path)
    assert path.stat().st_mtime_ns == before  # once it is up to date it is only read


@pytest.mark.parametrize("version", VERSIONS)
def test_migrating_loses_nothing(tmp_path: Path, version: str) -> None:
    path = kept(tmp_path, version)
    with sqlite3.connect(path) as old:
        before = rows(old)
    db = open_database(path)
    after = rows(db.conn)
    assert db.execute(f"SELECT name FROM {MIGRATIONS} ORDER BY name").fetchall() == [(name,) for name in names()]
    del before[MIGRATIONS]
    for table, (columns, content) in before.items():
        assert content or table in ("urls", "runs", "url_namings", "fetches", "blog_looks", "claims")
        places = [after[table][0].index(name) for name in columns]
        assert sorted((tuple(row[place] for place in places) for row in after[table][1]), key=repr) == content, table
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in ("posts_fts", "comments_fts"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    changes = [what for (what,) in db.execute("SELECT what FROM changes ORDER BY what")]
    assert changes == ["comment edited", "comment gone", "post edited"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migrated_dataset_has_the_schema_of_a_new_one_and_goes_on(tmp_path: Path, version: str) -> None:
    db = open_database(kept(tmp_path, version))
    new = open_database(tmp_path / "new.db")
    assert sorted(schema(db.conn)) == sorted(schema(new.conn))
    store = Store(db)
    blog = store.save_blog(BLOG)
    edited = post("one", comment("1"), comment("4", "1"), body_text="Third words", body_html="<p>Third words</p>")
    assert store.save(extraction(edited, day=9), blog=blog).comments == 1
    assert db.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'third'").fetchone() == (1,)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_migration_was_changed_afterwards(tmp_path: Path, version: str) -> None:
    with sqlite3.connect(kept(tmp_path, version)) as old:
        assert schema(made(tmp_path, version)) == schema(old), "mend a schema by one more migration"
