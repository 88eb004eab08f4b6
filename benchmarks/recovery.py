"""How soon a crawl goes on after a kill, with 100,000 addresses in its ledger: `python -m benchmarks.recovery`.

A crawl of a synthetic blog is killed again and again; each time it is started anew, and told is how long it takes, by
the clock and of the processor, until it asks for its first page. The same of an empty archive says what of that is the
start of the program.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from benchmarks.soak import COMMAND, Blog, Server, Watch
from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.dataset.ledger import Ledger
from blogarchive.models import Admission, Link

LIMIT = 5.0
"""Seconds that recovery may take, the start of the program aside."""


def main() -> int:
    """Fill the ledger, kill and measure."""
    words = argparse.ArgumentParser(description="How soon a crawl goes on after a kill.")
    words.add_argument("--urls", type=int, default=100_000)
    words.add_argument("--kills", type=int, default=5)
    words.add_argument("--pages", type=int, default=100, help="pages that are fetched before each kill (default: 100)")
    given = words.parse_args()
    Blog.pages = given.urls
    server = Server(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    with tempfile.TemporaryDirectory(prefix="recovery") as folder:
        empty = [_started(url, Path(folder, f"empty-{n}"), 3) for n in range(given.kills)]
        data = Path(folder, "data")
        _started(url, data, 20)
        _fill(data, url, given.urls)
        killed = [_started(url, data, given.pages) for _ in range(given.kills + 1)][1:]
    _tell("empty archive", empty)
    _tell(f"{given.urls:,} addresses, {given.pages} pages before each kill", killed)
    more = statistics.median(wall for wall, _ in killed) - statistics.median(wall for wall, _ in empty)
    print(f"recovery: {more:.1f} s by the clock")
    return int(more > LIMIT)


def _started(url: str, data: Path, pages: int) -> tuple[float, float]:
    """Seconds until the first request, by the clock and of the processor; then so many pages, and the kill."""
    Blog.served = 0
    begun = time.monotonic()
    order: list[str | Path] = [
        COMMAND,
        "crawl",
        url,
        "--allow-private",
        "--no-requisites",
        "--delay",
        "0",
        "--data",
        data,
    ]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while Blog.served < 2 and process.poll() is None:  # the first is robots.txt
            time.sleep(0.005)
        took = time.monotonic() - begun, Watch(process.pid).look()[0]
        while Blog.served < pages and process.poll() is None:
            time.sleep(0.02)
        assert process.poll() is None, "it was over before it could be killed"
        process.send_signal(signal.SIGKILL)
    return took


def _fill(data: Path, url: str, count: int) -> None:
    with closing(open_database(paths.database(data))) as db:
        (blog,) = db.execute("SELECT id FROM blogs").fetchone()
        links = (Link(url=f"{url}post-{n}/", kind="post", reason="sitemap") for n in range(count))
        with db.atomic():
            Ledger(db).add([Admission(link=x, state="queued", priority=10, because="sitemap") for x in links], blog)


def _tell(what: str, found: list[tuple[float, float]]) -> None:
    walls, costs = zip(*found, strict=True)
    print(
        f"{what}: first page after {statistics.median(walls):.1f} s ({min(walls):.1f} to {max(walls):.1f}), "
        f"{statistics.median(costs):.1f} s of the processor"
    )


if __name__ == "__main__":
    sys.exit(main())
