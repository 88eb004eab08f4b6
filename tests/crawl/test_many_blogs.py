"""Many blogs in one run: those that never answer, drip, never end or lead ever deeper hold up no other."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.many_blogs import Many
from demo.server import sample_blog
from tests.command import start
from tests.loopback import rows, scrapy_crawl, until

GOOD, POSTS = 3, 8
VICES = ("silent", "dripping", "endless", "maze", "maze")


def test_hostile_blogs_hold_up_no_other(tmp_path: Path) -> None:
    with sample_blog(Many) as address:
        port = address.rstrip("/").rpartition(":")[2]
        bad = [f"http://{vice}-{n}.localhost:{port}/" for n, vice in enumerate(VICES)]
        good = [f"http://blog-{n}.localhost:{port}/" for n in range(GOOD)]
        # The silent blog is waited for longer than the good ones may take here.
        settings = {"DOWNLOAD_TIMEOUT": 300, "DOWNLOAD_MAXSIZE": 4_000_000, "BLOGARCHIVE_REQUISITES": 0,
                    "BLOGARCHIVE_LAST_WORDS": 0.5}  # fmt: skip
        with start(*scrapy_crawl(tmp_path, [*bad, *good], 0.05, **settings), program="scrapy") as run:
            until(lambda: all(read(tmp_path, url) == POSTS for url in good))
            (tmp_path / "control.toml").write_text("max-minutes = 0.001")  # a maze has no end: a budget ends it
            assert run.wait(60) == 8
    assert rows(tmp_path, "SELECT outcome FROM runs") == [("budget spent: 0.001 minutes",)]

    # Fair: until the first of the good blogs was through, a maze has had its turn as often as it, not more. (Another's
    # answer may have been late, on a busy machine: what then follows says nothing of turns.)
    of_blog = "SELECT max(date), count(*) FROM captures WHERE url LIKE '{}%'"
    through, most = min(rows(tmp_path, of_blog.format(url))[0] for url in good)
    asked = "SELECT count(*) FROM captures WHERE url LIKE 'http://maze-{}.%' AND date <= '{}'"
    mazes = [rows(tmp_path, asked.format(n, through))[0][0] for n in (3, 4)]
    assert most >= 15
    assert 0 < min(mazes) <= max(mazes) <= 2 * most, (mazes, most)


def read(data: Path, blog: str) -> int:
    """How many posts of a blog the archive holds by now."""
    try:
        posts = "SELECT count(*) FROM posts JOIN blogs ON blogs.id = blog_id WHERE source = 'page' AND blogs.url = '{}'"
        return int(rows(data, posts.format(blog))[0][0])
    except sqlite3.Error:  # there is no archive yet
        return 0
