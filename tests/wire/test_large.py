"""A long body goes to disk, all of it, and not to memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from blogarchive.warc import captures, read_record
from tests.wire.server import Server, Step

PIECE = bytes(range(256)) * 4096
PIECES = 120


def fetch(folder: Path, url: str, **settings: object) -> dict[str, Any]:
    """Fetch one address in a Python of its own, whose memory is not shared with anything; with its peak, in KiB."""
    work = json.dumps({"folder": str(folder), "orders": [{"url": url}], "settings": settings})
    command = [sys.executable, "-m", "tests.wire.fetch"]
    done = subprocess.run(command, input=work.encode(), capture_output=True, check=True)
    fetched: dict[str, Any] = json.loads(done.stdout)
    return fetched


def test_memory_stays_flat(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(PIECE) * PIECES)
    script: list[Step] = [head, *[PIECE] * PIECES]
    with Server({"/large": script, "/small": [head[:17] + b"Content-Length: 1\r\n\r\nx"]}) as server:
        small = fetch(tmp_path / "small", server.url + "/small")
        large = fetch(tmp_path, server.url + "/large", DOWNLOAD_MAXSIZE=0, DOWNLOAD_TIMEOUT=600)
        [outcome] = large["outcomes"]
        assert "beginning_only" in outcome["flags"]
        assert outcome["size"] < 64 << 20
        [path] = tmp_path.glob("*.warc.gz")
        [capture] = captures(path)
        block = read_record(tmp_path, capture).block
        assert block.seek(0, 2) == len(head) + len(PIECE) * PIECES
        block.seek(len(head) + len(PIECE) * (PIECES - 1))
        assert block.read() == PIECE
        # Twice the part that the spider sees, and some: not the 120 MiB of the body, once or twice.
        assert large["peak"] - small["peak"] < 100 << 10
