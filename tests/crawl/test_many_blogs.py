"""Many blogs in one run: those that never answer, drip, never end or lead ever deeper hold up no other."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from benchmarks.many_blogs import Many
from demo.server import sample_blog

BIN = Path(sys.executable).parent
GOOD = 3
VICES = ("silent", "dripping", "endless", "maze", "maze")


def test_hostile_blogs_hold_up_no_other(tmp_path: Path) -> None:
    with sample_blog(Many) as address:
        port = address.rstrip("/").rpartition(":")[2]
        bad = [f"http://{vice}-{n}.localhost:{port}/" for n, vice in enumerate(VICES)]
        good = [f"http://blog-{n}.localhost:{port}/" for n in range(GOOD)]
        settings = {
            "BLOGARCHIVE_DATA": tmp_path, "BLOGARCHIVE_ALLOW_PRIVATE": 1, "BLOGARCHIVE_REQUISITES": 0,
            "DOWNLOAD_DELAY": 0.05, "DOWNLOAD_TIMEOUT": 2, "BLOGARCHIVE_RETRY_WAIT": 0.1, "DOWNLOAD_MAXSIZE": 4_000_000,
            "BLOGARCHIVE_MAX_BYTES": "60M", "BLOGARCHIVE_MAX_MINUTES": 0.3,
        }  # fmt: skip
        arguments = [f"url={url}" for url in [*bad, *good]]
        command = [str(BIN / "scrapy"), "crawl", "blog", *(word for one in arguments for word in ("-a", one))]
        command += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 8, done.stderr  # a maze has no end: the budget ends it

    db = sqlite3.connect(tmp_path / "blogs.db")
    read = dict(
        db.execute(
            "SELECT blogs.url, count(*) FROM posts JOIN blogs ON blogs.id = blog_id WHERE source = 'page' GROUP BY 1"
        )
    )
    assert {url: read.get(url) for url in good} == dict.fromkeys(good, 8)
    # Fair: until the first of the good blogs was through, a maze has had its turn as often as it, not more. (Another's
    # answer may have been late, on a busy machine: what then follows says nothing of turns.)
    of_blog = "SELECT max(date), count(*) FROM captures WHERE url LIKE ?"
    through, most = min(db.execute(of_blog, (f"{url}%",)).fetchone() for url in good)
    asked = "SELECT count(*) FROM captures WHERE url LIKE ? AND date <= ?"
    mazes = [db.execute(asked, (f"http://maze-{n}.%", through)).fetchone()[0] for n in (3, 4)]
    db.close()
    assert most >= 15
    assert all(0 < maze <= 2 * most for maze in mazes), (mazes, most)
