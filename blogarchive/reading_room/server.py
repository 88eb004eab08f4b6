"""Serves an archive: Datasette on its dataset, with the reading room."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.sqlite import sqlite3

from blogarchive import paths
from blogarchive.errors import UsageError
from blogarchive.reading_room import replay
from blogarchive.reading_room.apart import Apart
from blogarchive.reading_room.archive import read_only
from blogarchive.reading_room.gate import Gate
from blogarchive.reading_room.replay import bound
from blogarchive.reading_room.respond import IN_ROOM

SETTINGS = {
    "truncate_cells_html": 300,
    "facet_time_limit_ms": 1000,  # facets over a million comments
    "sql_time_limit_ms": 5000,
    "default_facet_size": 12,
    "suggest_facets": False,  # the useful ones are set; guessing more costs a second on a large table
    "max_returned_rows": 5000,
    "default_allow_sql": True,
}
"""Datasette's settings for an archive."""

ROOM_THREADS = 3
"""Threads that look up what the rooms show; Datasette has as many for its own pages."""


class _Dataset(Database):  # type: ignore[misc]
    """A dataset in a folder of any name, in whose place `rebuild` may put another.

    Datasette puts a path into SQLite's address as it stands, where `#`, `?` and `%` have to be escaped; and each of its
    threads keeps the connection that it has once made.
    """

    def __init__(self, served: Datasette, path: Path) -> None:
        super().__init__(served, path=str(path))
        self._mine = threading.local()
        self._for_rooms = ThreadPoolExecutor(ROOM_THREADS, thread_name_prefix="rooms")

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Hand a function the connection of one of the threads, to the file that stands there now."""
        loop = asyncio.get_running_loop()
        threads = self._for_rooms if IN_ROOM.get() else self.ds.executor
        return await loop.run_in_executor(threads, lambda: fn(self._connection()))

    def _connection(self) -> sqlite3.Connection:
        file = Path(self.path).stat().st_ino
        kept: tuple[int, sqlite3.Connection] | None = getattr(self._mine, "kept", None)
        if kept is None or kept[0] != file:
            if kept is not None:
                kept[1].close()
            connection = self.connect()
            self.ds._prepare_connection(connection, self.name)
            self._mine.kept = kept = (file, connection)
        return kept[1]

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection of its own for each of Datasette's threads."""
        assert not write, "the reading room changes nothing"
        connection = read_only(self.path, check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection


def datasette(data: Path, *, replay: str | None = None, names: Iterable[str] = ()) -> Any:
    """Datasette on the archive in `data`, the reading room installed by its entry point.

    It answers to the names of this machine, and to others that are given.
    """
    from datasette import handle_exception  # after `datasette.app`, which registers what is in it

    # With rich, which we need elsewhere, Datasette prints the variables of every frame, pages and all, and fails where
    # it answers an unknown address with 404.
    handle_exception.rich = None
    plugin = {"plugins": {"blogarchive": {"front": True, "replay": replay, "names": list(names)}}}
    file = paths.database(data)
    served = Datasette([str(file)], settings=SETTINGS, cache_headers=False, metadata=plugin)
    served.remove_database(file.stem)
    served.add_database(_Dataset(served, file), name=file.stem)
    return served


def serve(
    data: Path, *, port: int, host: str = "127.0.0.1", tool: Path | None = None, names: Iterable[str] = ()
) -> None:
    """Serve the archive until interrupted; with ReplayWeb.page's folder, full replay too.

    `names` are those under which another server hands requests on to this one.
    """
    listening = bound(host, port)
    if listening is None:
        raise UsageError(f"port {port} of {host} is taken: choose another with --port")
    behind, names = bool(names), (*names, f"[{host}]" if ":" in host else host)
    replay_at = replay.serve(data, tool, port=port + 1, host=host) if tool else None
    name = paths.database(data).stem
    print(f"Reading room: http://{host}:{port}/   Tables and SQL: http://{host}:{port}/{name}", file=sys.stderr)  # noqa: T201
    served = datasette(data, replay=replay_at, names=names)
    asyncio.run(served.invoke_startup())
    apart = Apart(served.app(), data, names)
    apart.start()
    # Who asks is what a visitor's time is counted by: nobody is believed about that but a server that was named.
    config = uvicorn.Config(Gate(apart.app(), names).app(), log_level="warning", lifespan="on", proxy_headers=behind)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        apart.close()
