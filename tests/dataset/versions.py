"""Datasets of earlier schema versions, kept as SQL text: each is written once, and then never again.

`python -m tests.dataset.versions` writes the one of the newest version, to be kept before the next migration is added.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from blogarchive.dataset import Store, blog_runs, kept_notes, remembered, source_notes
from blogarchive.dataset.database import APPLICATION_ID, migration_files, migrations, tables
from blogarchive.dataset.forgotten import Forgotten
from blogarchive.dataset.front_pages import save_notice
from blogarchive.dataset.items_due import ItemsDue
from blogarchive.dataset.ledger import Ledger
from blogarchive.dataset.to_readings import address_id
from blogarchive.models import Admission, Blog, Link
from blogarchive.schedule.health import Counts
from tests.dataset.made import BLOG, capture, comment, extraction, post

FIXTURES = Path(__file__).with_name("fixtures")

MIGRATIONS = "_sqlite_migrations"
SHADOWS = ("_data", "_idx", "_docsize", "_config", "_content")
"""Ends of the names of the tables that FTS5 makes for itself."""


def names() -> list[str]:
    """The schema versions, each by the migration that it ends with."""
    return [file.name.removesuffix(".sql") for file in migration_files()]


def schema(db: sqlite3.Connection) -> list[str]:
    """What makes the tables, indexes, triggers and views, as SQLite keeps it."""
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return [sql for name, sql in found if not (name.endswith(SHADOWS) and "_fts_" in name)]


def rows(db: sqlite3.Connection) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Columns and rows of each table."""
    found = {}
    for table in [*tables(db), MIGRATIONS]:
        columns = [column[1] for column in db.execute(f'PRAGMA table_info("{table}")')]
        content = db.execute(f'SELECT {", ".join(columns)} FROM "{table}"').fetchall()
        found[table] = (columns, sorted(content, key=repr))
    return found


def text(db: sqlite3.Connection) -> Iterator[str]:
    """The dataset as SQL statements."""
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield from schema(db)
    for table, (columns, content) in rows(db).items():
        for row in content:
            quoted = [db.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in row]
            yield f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(quoted)})'


def made(folder: Path, version: str) -> sqlite3.Connection:
    """A dataset of a schema version, of the newest with some of everything."""
    newer = [*names(), ""][names().index(version) + 1]
    connection = sqlite3.connect(folder / f"{version}.db")
    db = Database(connection)
    migrations().apply(db, stop_before=newer or None)
    if version == names()[-1]:  # store and ledger write the newest columns
        _fill(db)
    connection.commit()
    return connection


def _fill(db: Database) -> None:
    connection = db.conn
    store = Store(db)
    blog = store.save_blog(BLOG, Blog(title="A blog", platform="wordpress", language="en"))
    asked, answer = (
        comment("1"),
        comment("2", "1", author="Anna", body_html='<p><a href="http://far.example/">so</a></p>'),
    )
    first = post(
        "one",
        asked,
        answer,
        comment("3"),
        categories=("Trains", "Tea"),
        tags=("kettle",),
        comments_declared=3,
        image=f"{BLOG}kettle.jpg",
    )
    store.save(extraction(first), blog=blog)
    other = replace(answer, body_html=f"{answer.body_html} again", body_text="so again")
    edited = post("one", asked, other, body_text="Other words", body_html="<p>Other words</p>", categories=("Tea",))
    store.save(extraction(edited, day=3), blog=blog)
    store.save(extraction(post("two", comment("9", source="feed"), source="feed"), url=f"{BLOG}feed/"), blog=blog)
    ledger = Ledger(db)
    run = ledger.begin("crawl", f'["{BLOG}"]')
    link = Link(url=f"{BLOG}one/", kind="post", reason="sitemap")
    ledger.add([Admission(link=link, state="queued", priority=1, because="a post")], blog)
    if "blog_runs" in tables(connection):
        blog_runs.write(connection, run, blog, Counts(requests=3, posts=1, titled=1), ["posts have an author"])
    if "forgotten" in tables(connection):
        gone = Forgotten(kind="comment", blog=BLOG, url=f"{BLOG}one/", of_id=7, comment_id="4", reason="asked for",
                         forgotten="2026-01-05T00:00:00+00:00", salt="00", words={8: frozenset({1, 2})})  # fmt: skip
        store.forget([gone])
        connection.execute("INSERT INTO searched_files VALUES ('made.warc.gz')")
    ledger.end("finished", requests=3)
    if "blog_options" in tables(connection):
        remembered.save_options(connection, blog, {"delay": 2.0})
        remembered.save_private_host(connection, "127.0.0.1:8000")
    if "twins" in tables(connection):
        ledger.twins.learn(blog, frozenset({"ref"}), "same", f"{BLOG}one/?ref=sidebar")
    if "dead_ends" in tables(connection):
        kept_notes.save(connection, [("namer", "7", "8"), ("in a row", f"{BLOG} /0/?", "3")])
    source_notes.save_trust(connection, blog, "sitemap", 3, 2)
    ItemsDue(connection).note([address_id(f"{BLOG}one/")])
    store.items.settle(address_id(f"{BLOG}two/"), blog, f"{BLOG}two/", {"title": "Changed", "mood": "sleepy"})
    store.items.settle(address_id(f"{BLOG}no/"), blog, f"{BLOG}no/", {}, dropped="too well known")
    save_notice(connection, blog, "https", "the blog now answers as https://blog.example/", capture(f"{BLOG}one/"))


def write(version: str) -> Path:
    """Keep a dataset of this version; one that is kept already stays as it is."""
    file = FIXTURES / f"{version}.sql"
    with tempfile.TemporaryDirectory() as folder, file.open("x", encoding="utf-8") as out:
        out.writelines(f"{statement};\n" for statement in text(made(Path(folder), version)))
    return file


if __name__ == "__main__":
    print(write(names()[-1]))
