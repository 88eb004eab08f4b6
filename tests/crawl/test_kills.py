"""Killed at random moments and resumed each time, a crawl comes to what an undisturbed one comes to."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import start_real
from tests.crawl.maze import Maze, served
from tests.faults.scenes import acknowledged, records
from tests.faults.scenes import whole as problems

EACH = 20
CRAWLS = max(1, int(os.environ.get("KILLS", "20")) // EACH)
"""Crawls that are killed so often each."""
TWICE = 64
"""Pages that one kill may cost."""

DATASET = {
    "posts": "SELECT url, title, body_text, comments_found FROM posts ORDER BY url",
    "comments": "SELECT id, author, body_text, path FROM comments ORDER BY id",
    "ledger": "SELECT url, kind, state FROM urls WHERE state NOT IN ('skipped', 'held') ORDER BY url",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Maze, dict[str, list[tuple[Any, ...]]]]]:
    """The trap server, and what an undisturbed crawl of it comes to."""
    data = tmp_path_factory.mktemp("whole")
    with served() as (address, maze):
        assert _crawl(address, data).wait(300) == 0
        yield address, maze, {name: _rows(data, sql) for name, sql in DATASET.items()}


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(7, 7 + CRAWLS))
def test_kills_cost_nothing_but_time(
    site: tuple[str, Maze, dict[str, list[tuple[Any, ...]]]], tmp_path: Path, seed: int
) -> None:
    address, maze, whole = site
    maze.asked.clear()
    dice, killed, seen = random.Random(seed), 0, dict[str, str | None]()
    for _ in range(EACH):
        killed += _killed(address, tmp_path, maze, dice)
        seen |= acknowledged(tmp_path)  # among it a record of each row
    assert _crawl(address, tmp_path).wait(300) == 0
    assert killed == EACH, "the crawl was over before it could be killed so often"
    left = records(tmp_path)
    assert [record for record, digest in seen.items() if left.get(record) != digest] == []
    assert problems(tmp_path) == []
    # robots.txt is asked for by every run, and so is the address that the user gave.
    asked = Counter(path for path in maze.asked if path not in ("/robots.txt", "/"))
    twice = sum(count - 1 for count in asked.values())
    assert twice <= TWICE * EACH
    print(f"{killed} kills: {len(seen)} records seen after them, none lost; {twice} pages fetched twice")
    for name, sql in DATASET.items():
        assert _rows(tmp_path, sql) == whole[name], name


def _killed(address: str, data: Path, maze: Maze, dice: random.Random) -> bool:
    """Let the crawl fetch a few pages, then end it as a power cut would."""
    before = len(maze.asked)
    process = _crawl(address, data)
    enough, wait = before + dice.randrange(1, 9), dice.random()
    while len(maze.asked) < enough and process.poll() is None:
        time.sleep(0.02)
    time.sleep(wait)
    alive = process.poll() is None
    process.kill()
    process.wait()
    return alive


def _crawl(address: str, data: Path) -> subprocess.Popen[bytes]:
    return start_real("crawl", address, "--allow-private", "--delay", "0.1", "--no-requisites", "--data", data)


def _rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(data / "blogs.db")
    try:
        port = db.execute("SELECT url FROM blogs").fetchone()[0]
        return [tuple(str(cell).replace(port, "/") for cell in row) for row in db.execute(sql)]
    finally:
        db.close()
