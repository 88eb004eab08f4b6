"""Serves an archive: Datasette on its dataset, with the reading room."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from blogarchive import paths
from blogarchive.reading_room import replay

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


def datasette(data: Path, *, replay: str | None = None) -> Any:
    """Datasette on the archive in `data`, the reading room installed by its entry point."""
    plugin = {"plugins": {"blogarchive": {"front": True, "replay": replay}}}
    return Datasette([str(paths.database(data))], settings=SETTINGS, cache_headers=False, metadata=plugin)


def serve(data: Path, *, port: int, host: str = "127.0.0.1", tool: Path | None = None) -> None:
    """Serve the archive until interrupted; with ReplayWeb.page's folder, full replay too."""
    replay_at = replay.serve(data, tool, port=port + 1, host=host) if tool else None
    name = paths.database(data).stem
    print(f"Reading room: http://{host}:{port}/   Tables and SQL: http://{host}:{port}/{name}", file=sys.stderr)  # noqa: T201
    served = datasette(data, replay=replay_at)
    asyncio.run(served.invoke_startup())
    uvicorn.run(served.app(), host=host, port=port, log_level="warning", lifespan="on")
