"""Opens the dataset: made and migrated by commented SQL files, in WAL mode, with foreign keys enforced."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlite_utils import Database, Migrations

from blogarchive import own_files
from blogarchive.dataset.damage import REMEDY, UNREADABLE, damaged, told
from blogarchive.errors import DamagedDataset, NewerArchive, StorageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

_APPLIED = "_sqlite_migrations"
"""Where sqlite-utils keeps which migrations were applied."""

# What FTS5 and sqlite-utils make for themselves depends on their version.
_SCHEMA = r"""
SELECT m.name, m.type || ' ' || (SELECT coalesce(group_concat(name), '') FROM pragma_table_xinfo(m.name))
FROM sqlite_master AS m
WHERE sql IS NOT NULL AND name NOT LIKE '%\_fts\_%' ESCAPE '\' AND name NOT LIKE '\_%' ESCAPE '\'
"""

APPLICATION_ID = 0x424C4F47  # "BLOG": `file` and we ourselves know the dataset by it


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """The dataset at `path`, made where it is missing and brought to the newest schema.

    Read-only, it is taken as it is: a reader never changes an archive, nor waits for one who does. Raises NewerArchive
    for one of a later version, StorageError for one that is damaged or none of ours.
    """
    connection: sqlite3.Connection | None = None
    try:
        connection = reader(path) if read_only else _connect(path)
        db = Database(connection)
        _check(db, path)
        if not read_only:
            _prepare(db)
    except (*UNREADABLE, OSError) as error:
        if connection:
            connection.close()
        raise told(path, error) or damaged(path, str(error)) from error
    except StorageError:
        if connection:
            connection.close()
        raise
    return db


def reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also on a disk that cannot be written to."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    log = path.with_name(f"{path.name}-wal")
    # Readers share a file beside it with writers. Where they cannot make that file, nobody else can write either;
    # without that file what a log holds is not read, so there must be none.
    alone = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    return sqlite3.connect(f"{address}&immutable=1" if alone else address, uri=True)


def bring_up_to_date(path: Path) -> None:
    """Migrate an archive that an earlier version left, before it is only read; any other is not touched."""
    db = open_database(path, read_only=True)
    try:
        is_older = bool(tables(db.conn)) and _applied(db.conn) != _known()
    finally:
        db.close()
    if is_older:
        with own_files.hold(path.parent):
            open_database(path).close()


def statements(sql: str) -> Iterator[str]:
    """The statements of an SQL file: `executescript` would commit what is open, and each must be undone together."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        if not statement and (not line.strip() or line.startswith("--")):
            continue
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement.strip().removesuffix(";")
            statement = ""
    if statement:
        yield statement


def migration_files() -> list[Traversable]:
    """The SQL files that build the schema, in order."""
    folder = files(__package__).joinpath("migrations")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)


def migrations() -> Migrations:
    """Every SQL file as one migration."""
    known = Migrations("blogarchive")
    for file in migration_files():
        known(name=file.name.removesuffix(".sql"))(partial(_execute, file))  # type: ignore[type-var]
    return known


def lost_from_schema(connection: sqlite3.Connection) -> list[str]:
    """Tables, indexes, triggers and views of the migrations that are not there, or not with all their columns."""
    if _applied(connection) != _known():
        return []
    ours = Database(memory=True)
    try:
        migrations().apply(ours)
        made = dict(ours.execute(_SCHEMA).fetchall())
    finally:
        ours.close()
    found = dict(connection.execute(_SCHEMA))
    return sorted(name for name, columns in made.items() if found.get(name) != columns)


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold data, without those that SQLite, the search index and the migrations need."""
    found = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in found]


@contextmanager
def undone(db: Database) -> Iterator[None]:
    """Whatever is written meanwhile stands only for the time of this block."""
    db.execute("SAVEPOINT undone")
    try:
        yield
    finally:
        db.execute("ROLLBACK TO undone")
        db.execute("RELEASE undone")


def _execute(file: Traversable, db: Database) -> None:
    for statement in statements(file.read_text(encoding="utf-8")):
        db.conn.execute(statement)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=30)


def _check(db: Database, path: Path) -> None:
    """Refuse a database of something else, or of a later version, before a table is made in it."""
    if db.conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        if db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise DamagedDataset(f"{path} is an SQLite database, but not a dataset of blogarchive: {REMEDY}")
        return
    if newer := sorted(_applied(db.conn) - _known()):
        raise NewerArchive(
            f"{path} was written by a later version of blogarchive (its schema has {newer[-1]}): upgrade this one"
        )


def _applied(connection: sqlite3.Connection) -> set[str]:
    """The migrations that a dataset has gone through."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_APPLIED,)).fetchone():
        return set()
    return {name for (name,) in connection.execute(f"SELECT name FROM {_APPLIED}")}


def _known() -> set[str]:
    return {file.name.removesuffix(".sql") for file in migration_files()}


def _prepare(db: Database) -> None:
    db.conn.execute("PRAGMA foreign_keys = ON")
    db.conn.execute("PRAGMA synchronous = NORMAL")
    # What a savepoint touches is kept for its undoing, by default in a file: 3 of 4 bytes that a crawl would write.
    db.conn.execute("PRAGMA temp_store = MEMORY")
    db.conn.execute("PRAGMA cache_size = -64000")  # 64 MB: row ids are hashes, so new rows go everywhere
    if db.conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")  # before WAL, so that it is in the file itself
        db.conn.execute("PRAGMA journal_mode = WAL")
    migrations().apply(db)
