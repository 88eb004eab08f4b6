"""Finds the dataset among Datasette's databases, and the WARC files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blogarchive.dataset.database import APPLICATION_ID

Row = dict[str, Any]


def is_dataset(path: str) -> bool:
    """Whether an SQLite file is a dataset of ours, by the application id in its header (bytes 68 to 71)."""
    try:
        with Path(path).open("rb") as file:
            return file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")
    except OSError:
        return False


class Room:
    """The one dataset that the reading room shows, seen through Datasette."""

    def __init__(self, datasette: Any, database: Any) -> None:
        self.datasette = datasette
        self.database = database

    @property
    def name(self) -> str:
        """The database's name in Datasette's addresses."""
        return str(self.database.name)

    @property
    def captures(self) -> Path:
        """The folder of WARC files."""
        return Path(self.database.path).parent / "warc"

    async def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows of a query."""
        found = await self.database.execute(sql, values)
        return [dict(row) for row in found.rows]

    async def row(self, sql: str, **values: object) -> Row | None:
        """The first row of a query."""
        rows = await self.rows(sql, **values)
        return rows[0] if rows else None


def datasets(datasette: Any) -> list[Any]:
    """The databases that are datasets."""
    return [db for db in datasette.databases.values() if db.path and is_dataset(str(db.path))]


def room_of(datasette: Any) -> Room | None:
    """The reading room of the first dataset; none where Datasette serves something else."""
    found = datasets(datasette)
    return Room(datasette, found[0]) if found else None
