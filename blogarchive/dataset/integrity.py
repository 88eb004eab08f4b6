"""Whether a dataset is whole as SQLite sees it; and whether an unforeseen error comes from its not being so."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from blogarchive.dataset.damage import UNREADABLE, damaged, told
from blogarchive.dataset.database import lost_from_schema, reader

if TYPE_CHECKING:
    from pathlib import Path

    from blogarchive.errors import StorageError

MOST = 20
"""Problems of one kind that are told; who has more of them needs no list."""

_LOST = 'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'


def diagnosed(path: Path, error: Exception) -> StorageError | None:
    """An error as the user is told of it, if the disk or the dataset at `path` is at fault; else it is ours: none.

    Anything may follow from what damaged pages say, a date that is none, a list that is no list: the dataset is asked.
    """
    if (known := told(path, error)) is not None or not path.exists():
        return known
    found = problems(path)
    return damaged(path, found[0]) if found else None


def problems(path: Path) -> list[str]:
    """What is wrong with the dataset: pages, indexes, types, tables, references; reads all of it."""
    try:
        with closing(reader(path)) as db:
            found = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({MOST})") if row[0] != "ok"]
            found += [f"the schema has lost {name}" for name in lost_from_schema(db)]
            if found:
                return found
            return [f"{count} rows of {table} name rows of {parent} that are not there"
                    for table, parent, count in db.execute(_LOST)]  # fmt: skip
    except UNREADABLE as error:
        return [str(error)]
