"""Parquet: one file a table, with the dataset's own types and its data dictionary inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive.dataset.database import tables
from blogarchive.errors import StorageError, UsageError
from blogarchive.reference.data_dictionary import dictionary

try:
    from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
    from arro3.io import write_parquet
except ModuleNotFoundError as error:
    raise UsageError(f"Parquet needs one more library: pip install 'blogarchive[parquet]' ({error})") from error

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

TYPES = {"INTEGER": DataType.int64(), "REAL": DataType.float64(), "TEXT": DataType.string(), "BLOB": DataType.binary()}
"""STRICT tables hold what they declare, so each column has one type (https://sqlite.org/stricttables.html)."""

BATCH = 5_000
"""Rows that are handed over at once."""

GROUP = 50_000
"""Rows of a row group: what the writer keeps in memory, and the least that a reader has to fetch."""


def write(db: Database, out: Path | None) -> None:
    """Every table of the dataset as `<table>.parquet` in a folder."""
    if out is None:
        raise UsageError("Parquet is one file for each table: name a folder with --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for table in tables(db.conn):
            _write_table(db.conn, table, out / f"{table}.parquet")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error}") from error


def _write_table(connection: sqlite3.Connection, table: str, file: Path) -> None:
    schema = _schema(connection, table)
    rows = RecordBatchReader.from_batches(schema, _batches(connection, table, schema))
    with file.open("wb") as stream:
        write_parquet(rows, stream, compression="zstd(3)", max_row_group_size=GROUP)


def _schema(connection: sqlite3.Connection, table: str) -> Schema:
    # table_xinfo names generated columns too, as `SELECT *` does.
    columns = connection.execute('SELECT name, type, "notnull" OR pk FROM pragma_table_xinfo(?)', (table,)).fetchall()
    described = dictionary()[table]
    fields = [
        Field(name, TYPES[kind], nullable=not stated, metadata={"description": described.columns.get(name, "")})
        for name, kind, stated in columns
    ]
    return Schema(fields, metadata={"description": described.text})


def _batches(connection: sqlite3.Connection, table: str, schema: Schema) -> Iterator[RecordBatch]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    while rows := cursor.fetchmany(BATCH):
        columns = [Array([row[place] for row in rows], schema.field(place).type) for place in range(len(schema.names))]
        yield RecordBatch.from_arrays(columns, schema=schema)
