"""Finds the dataset among Datasette's databases, and the WARC files beside it."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from datasette.utils.sqlite import sqlite3

from blogarchive.dataset import captures
from blogarchive.dataset.database import APPLICATION_ID
from blogarchive.errors import BlogArchiveError
from blogarchive.models import Capture, Page
from blogarchive.reading_room.bounds import Bounded
from blogarchive.warc import Original, read_page

Row = dict[str, Any]


CAPTURE = ("record_id", "url", "type", "file", "offset", "length", "status", "content_type", "payload_digest")


def is_dataset(path: str, *, immutable: bool = False) -> bool:
    """Whether an SQLite file is a dataset of ours, by its application id; `immutable` says that nobody changes it."""
    try:
        seen = Path(path).stat()
        return _is_marked(path, seen.st_ino, seen.st_mtime_ns, immutable)
    except (OSError, sqlite3.Error):
        return False


@lru_cache(maxsize=64)
def _is_marked(path: str, _file: int, _changed: int, immutable: bool) -> bool:
    # Through SQLite alone: closing any other handle on the file would drop the locks that Datasette's connections hold
    # on it (https://sqlite.org/howtocorrupt.html, section 2.2), and whoever writes beside us would take away the
    # write-ahead log from which they read.
    with closing(read_only(path, immutable=immutable)) as db:
        return bool(db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def read_only(path: str | Path, *, immutable: bool = False, check_same_thread: bool = True) -> sqlite3.Connection:
    """A connection that changes nothing, by the same SQLite as Datasette's: another would not know of its locks."""
    how = "immutable=1" if immutable else "mode=ro"
    address = f"{Path(path).absolute().as_uri()}?{how}"
    return sqlite3.connect(address, uri=True, check_same_thread=check_same_thread, factory=Bounded)


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

    @property
    def replay(self) -> str | None:
        """Where full replay is served, if it is."""
        configured = self.datasette.plugin_config("blogarchive") or {}
        return cast("str | None", configured.get("replay"))

    async def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows of a query."""
        found = await self.database.execute(sql, values)
        return [dict(row) for row in found.rows]

    async def row(self, sql: str, **values: object) -> Row | None:
        """The first row of a query."""
        rows = await self.rows(sql, **values)
        return rows[0] if rows else None

    async def page(self, row: Row) -> Page:
        """The page that a row of `captures` stands for."""
        wanted = capture_of(row)
        return cast(Page, await self.database.execute_fn(lambda db: page_at(db, self.captures, wanted)))


def capture_of(row: Row | sqlite3.Row) -> Capture:
    """A row of `captures` as a capture."""
    return Capture(date=datetime.fromisoformat(row["date"]), **{name: row[name] for name in CAPTURE})


def page_at(db: sqlite3.Connection, folder: Path, wanted: Capture) -> Page:
    """The page of a capture; where it only repeats an earlier one, with the body of that."""
    return read_page(folder, wanted, lookup=partial(_original, db, folder))


def originals(db: sqlite3.Connection, wanted: Original) -> list[Capture]:
    """Where a revisit's original may stand. The dataset knows; else every WARC file would have to be read."""
    named = [captures.of_record(db, wanted.record_id)] if wanted.record_id else []
    same = captures.with_payload(db, wanted.payload_digest) if wanted.payload_digest else []
    return [capture for capture in (*named, captures.at(db, wanted.url, wanted.date), *same) if capture]


def _original(db: sqlite3.Connection, folder: Path, wanted: Original) -> Page | None:
    for capture in originals(db, wanted):
        if capture.type != "revisit":
            with suppress(BlogArchiveError, OSError):  # damaged: the same may stand elsewhere
                return read_page(folder, capture)
    return None


def datasets(datasette: Any) -> list[Any]:
    """The databases that are datasets."""
    found = ((db, str(db.path)) for db in datasette.databases.values() if db.path)
    return [db for db, path in found if is_dataset(path, immutable=not db.is_mutable)]


def room_of(datasette: Any) -> Room | None:
    """The reading room of the first dataset; none where Datasette serves something else."""
    found = datasets(datasette)
    return Room(datasette, found[0]) if found else None
