"""CSV: one file a table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive.dataset.database import tables
from blogarchive.errors import StorageError, UsageError

if TYPE_CHECKING:
    from sqlite_utils import Database

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell instead of showing it (OWASP, "CSV Injection")."""


def write(db: Database, out: Path | None) -> None:
    """Every table of the dataset as `<table>.csv` in a folder."""
    if out is None:
        raise UsageError("CSV is one file for each table: name a folder with --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for table in tables(db.conn):
            _write_table(db, table, out / f"{table}.csv")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error}") from error


def cell(value: object) -> object:
    """The value as no spreadsheet computes it: a text that begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _write_table(db: Database, table: str, file: Path) -> None:
    cursor = db.conn.execute(f'SELECT * FROM "{table}"')
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column[0] for column in cursor.description])
        writer.writerows(map(_row, cursor))


def _row(values: Iterable[object]) -> list[object]:
    return [cell(value) for value in values]
