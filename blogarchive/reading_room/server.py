"""Serves an archive: Datasette on its dataset, with the reading room."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from blogarchive import paths

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


def datasette(data: Path) -> Any:
    """Datasette on the archive in `data`, the reading room installed by its entry point."""
    return Datasette([str(paths.database(data))], settings=SETTINGS, cache_headers=False)


def serve(data: Path, *, port: int, host: str = "127.0.0.1") -> None:
    """Serve the archive until interrupted."""
    print(f"Reading room: http://{host}:{port}/-/room   Tables and SQL: http://{host}:{port}/", file=sys.stderr)  # noqa: T201
    served = datasette(data)
    asyncio.run(served.invoke_startup())
    uvicorn.run(served.app(), host=host, port=port, log_level="warning", lifespan="on")
