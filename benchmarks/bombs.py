"""What answers made to take all memory or all time cost: in a crawl, in extract and in rebuild.

Run `python -m benchmarks.bombs [NAME…]`. Prints a Markdown table: the largest process of each command, in MB, and its
seconds by the clock and of a processor; what the ledger says of the address; exit codes.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.bombs import LISTS, PAGES, served

MOST = 400
"""MB that no process of a command takes."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    code: int
    peak: float
    clock: float
    cpu: float
    said: str

    def __str__(self) -> str:
        return f"{self.peak:.0f} MB, {self.clock:.1f} s ({self.cpu:.1f})"


def command(*arguments: str) -> Cost:
    """Run the real command; of it and all its children the largest counts for memory, all for time."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "blogarchive", *arguments], stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return Cost(
        process.returncode, used.ru_maxrss / 1024, time.monotonic() - begun, used.ru_utime + used.ru_stime, text
    )


@dataclass(frozen=True)
class Outcome:
    """What came of one bomb."""

    crawl: Cost
    extract: Cost
    rebuild: Cost
    state: str
    reason: str
    others: int
    """How many posts of the blog beside it are archived."""
    tries: int


def outcome(name: str, folder: Path) -> Outcome:
    """Crawl a blog with this bomb, then read what was captured without a network."""
    place = LISTS[name][0] if name in LISTS else "/bomb/"
    with served(name) as url:
        crawl = command("crawl", url, "--allow-private", "--delay", "0", "--no-requisites", "--data", str(folder))
    db = sqlite3.connect(folder / "blogs.db")
    state, reason = db.execute("SELECT state, reason FROM urls WHERE url LIKE ?", (f"%{place}",)).fetchone()
    (others,) = db.execute("SELECT count(*) FROM posts WHERE url LIKE '%/ok/'").fetchone()
    (tries,) = db.execute("SELECT count(*) FROM captures WHERE url LIKE ?", (f"%{place}",)).fetchone()
    db.close()
    extract = command("extract", *map(str, sorted((folder / "warc").glob("*.warc.gz"))))
    rebuild = command("rebuild", "--data", str(folder))
    return Outcome(crawl, extract, rebuild, state, reason or "", others, tries)


def main() -> None:
    names = sys.argv[1:] or [*PAGES, *LISTS]
    print("| what | crawl | extract | rebuild | ledger |\n| --- | --- | --- | --- | --- |")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            found = outcome(name, Path(folder) / "data")
        codes = f"{found.crawl.code}/{found.extract.code}/{found.rebuild.code}"
        print(
            f"| {name} | {found.crawl} | {found.extract} | {found.rebuild} | {found.state}: {found.reason} "
            f"({found.others} other post, {found.tries} captures, exit {codes}) |",
            flush=True,
        )


if __name__ == "__main__":
    main()
