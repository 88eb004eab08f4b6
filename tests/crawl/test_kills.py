"""Killed at random moments and resumed each time, a crawl comes to what an undisturbed one comes to."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.command import start_real
from tests.crawl.maze import Maze, served

KILLS = int(os.environ.get("KILLS", "20"))
TWICE = 64
"""Pages that one kill may cost."""

DATASET = {
    "posts": "SELECT url, title, body_text, comments_found FROM posts ORDER BY url",
    "comments": "SELECT id, author, body_text, path FROM comments ORDER BY id",
    "ledger": "SELECT url, kind, state FROM urls WHERE state NOT IN ('skipped', 'held') ORDER BY url",
}


@pytest.mark.heavy
def test_kills_cost_nothing_but_time(tmp_path: Path) -> None:
    dice = random.Random(7)
    with served() as (address, maze):
        assert _crawl(address, tmp_path / "whole").wait(300) == 0
        whole = {name: _rows(tmp_path / "whole", sql) for name, sql in DATASET.items()}
        maze.asked.clear()
        cut = tmp_path / "cut"
        killed = sum(_killed(address, cut, maze, dice) for _ in range(KILLS))
        assert _crawl(address, cut).wait(300) == 0
    assert killed == KILLS, "the crawl was over before it could be killed so often"
    # robots.txt is asked for by every run, and so is the address that the user gave.
    asked = Counter(path for path in maze.asked if path not in ("/robots.txt", "/"))
    assert sum(count - 1 for count in asked.values()) <= TWICE * KILLS
    print(f"{killed} kills, {sum(count - 1 for count in asked.values())} pages fetched twice")
    for name, sql in DATASET.items():
        assert _rows(cut, sql) == whole[name], name


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
