"""Kill a crawl of a real blog at random moments, resume it each time, and compare with an undisturbed one.

    python benchmarks/kills.py http://127.0.0.1:8081/ FOLDER --log ACCESS.LOG

`--log` is the server's or a proxy's access log, JSON lines with a `target`: it tells what was fetched twice, since what
a kill costs is just what the archive never came to write. The undisturbed crawl says how long a crawl takes; the
kills fall anywhere in so much time.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

TWICE = 64
"""Pages that one kill may cost."""

DATASET = {
    "posts": "SELECT url, title, author, published, body_text, comments_found FROM posts ORDER BY url",
    "comments": "SELECT id, author, published, body_text, path, kind FROM comments ORDER BY id",
    "categories": "SELECT post_id, category_id FROM posts_categories ORDER BY 1, 2",
    "tags": "SELECT post_id, tag_id FROM posts_tags ORDER BY 1, 2",
    "ledger": "SELECT url, kind, state FROM urls WHERE state NOT IN ('skipped', 'held') ORDER BY url",
}


def main(url: str, folder: Path, log: Path | None, kills: int, seed: int, options: list[str]) -> int:
    """Print each figure; 1 where the two datasets differ or a kill cost too much."""
    dice, began = random.Random(seed), time.monotonic()
    crawl(url, folder / "whole", options).wait()
    whole, lasted = rows(folder / "whole"), time.monotonic() - began
    seen = len(paths(log))
    landed = 0
    for _ in range(kills):
        process = crawl(url, folder / "cut", options)
        time.sleep(3 + dice.random() * 2 * lasted / kills)
        landed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    code = crawl(url, folder / "cut", options).wait()
    asked = Counter(paths(log)[seen:])
    twice = sum(count - 1 for path, count in asked.items() if path not in ("/", "/robots.txt"))
    print(f"undisturbed: {lasted:.0f} s; {landed} of {kills} kills landed; last run ended with {code}")
    print(f"fetched twice: {twice}, {twice / max(landed, 1):.1f} a kill")
    differing = [name for name, found in rows(folder / "cut").items() if found != whole[name]]
    print("; ".join(f"{name} {len(found)}" for name, found in whole.items()), "differ:", differing or "nothing")
    return int(bool(differing) or twice > TWICE * landed)


def crawl(url: str, data: Path, options: list[str]) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "blogarchive"), "crawl", url, "--data", str(data), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def paths(log: Path | None) -> list[str]:
    return [json.loads(line)["target"] for line in log.read_text().splitlines()] if log else []


def rows(data: Path) -> dict[str, list[Any]]:
    db = sqlite3.connect(f"file:{data / 'blogs.db'}?mode=ro", uri=True)
    try:
        return {name: db.execute(sql).fetchall() for name, sql in DATASET.items()}
    finally:
        db.close()


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    known, others = parser.parse_known_args()
    sys.exit(main(known.url, known.folder, known.log, known.kills, known.seed, others))
