"""The process apart, in which visitors' own SQL runs: Datasette on a Unix socket, modest in what it takes."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import threading
from contextlib import suppress
from pathlib import Path

import uvicorn

from blogarchive.reading_room.server import datasette

MEMORY = 1024 * 1024 * 1024
"""Bytes of data that it may have."""


def main(data: str, socket: str, *names: str) -> None:
    """Serve an archive until the process that began this one is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError):
        os.nice(19)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    served = datasette(Path(data), names=names)
    asyncio.run(served.invoke_startup())
    uvicorn.run(served.app(), uds=socket, log_level="critical", lifespan="on", proxy_headers=False)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
