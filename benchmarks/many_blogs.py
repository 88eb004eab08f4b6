"""Many blogs in one run, with or without hostile ones: `python -m benchmarks.many_blogs [--blogs 100] [--hostile 5]`.

The blogs are the sample blog under as many names of this machine. They are crawled, then updated when nothing has
changed, then updated when every tenth has a new post. `--address 'http://{}.localhost:8081/'` takes another server's.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from demo.server import Handler, sample_blog

COMMAND = Path(sys.executable).with_name("blogarchive")
ENTRY = "<url><loc>http://sample.blog.example/2015/02/01/new-post/</loc></url></urlset>"
KETTLE = "/2014/04/01/a-kettle-for-the-guards-van/"


class Many(Handler):
    """The sample blog under any name; names that begin with a vice have it."""

    fresh = False

    def do_GET(self) -> None:  # noqa: N802 - the name it has in the base class
        """Answer, or misbehave."""
        name = self.headers["Host"].partition("-")[0]
        if name in ("silent", "dripping", "endless") and not self.path.startswith("/robots"):
            with suppress(OSError):
                getattr(self, name)()
        elif name == "maze":
            self.maze()
        else:
            super().do_GET()

    def found(self) -> tuple[int, str, bytes]:
        """As the sample blog, with one more post on every tenth blog once there is one."""
        if not (self.fresh and self.headers["Host"].partition(".")[0].endswith("0")):
            return super().found()
        if self.path == "/2015/02/01/new-post/":
            self.path = KETTLE
            status, kind, body = super().found()
            return status, kind, body.replace(KETTLE.encode(), b"/2015/02/01/new-post/").replace(b"kettle", b"mug")
        status, kind, body = super().found()
        if self.path == "/wp-sitemap-posts-post-1.xml":
            body = body.replace(b"</urlset>", ENTRY.replace("sample.blog.example", self.headers["Host"]).encode())
        return status, kind, body

    def silent(self) -> None:
        """Accept, and never answer."""
        time.sleep(600)

    def dripping(self) -> None:
        """A byte every second."""
        self._begin("text/html", 100_000)
        for _ in range(600):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(1)

    def endless(self) -> None:
        """A page without end, as fast as it goes."""
        self._begin("text/html", 10**12)
        while True:
            self.wfile.write(b"<p>" + b"tea " * 16_000)

    def maze(self) -> None:
        """Every page is a post and leads to twenty more."""
        here = self.path.rstrip("/") or "/2014"
        links = "".join(f'<h2 class="entry-title"><a href="{here}/{n}/">Door {n}</a></h2>' for n in range(20))
        self.answer(200, "text/html", f"<title>{here}</title><article><h1>{here}</h1>{links}</article>".encode())

    def _begin(self, kind: str, size: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.end_headers()


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run cost and came to."""

    code: int
    seconds: float
    megabytes: float
    requests: int
    complete: int
    posts: int
    good_after: float
    """Seconds until the last good blog was through."""


def main() -> None:
    """Measure, and print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blogs", type=int, default=100)
    parser.add_argument("--hostile", type=int, default=0, help="of each of the four kinds")
    parser.add_argument("--address", help="of the blogs, {} for a name; default: a server of our own")
    parser.add_argument("--minutes", type=float, default=30, help="budget of each run")
    parser.add_argument("--delay", default="0.5")
    chosen = parser.parse_args()
    with _served(chosen.address) as pattern, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        good = [pattern.format(f"blog-{n}") for n in range(chosen.blogs)]
        bad = [pattern.format(f"{vice}-{n}") for n in range(chosen.hostile)
               for vice in ("silent", "dripping", "endless", "maze")]  # fmt: skip
        subprocess.run([COMMAND, "add", *bad, *good, "--data", data], check=True, capture_output=True)
        options = ["--allow-private", "--no-requisites", "--delay", chosen.delay, "--max-minutes", str(chosen.minutes)]
        for name in ("first run", "nothing new", "a new post on every tenth"):
            Many.fresh = name.startswith("a new")
            print(name, _measured(data, set(good), *options), flush=True)


def _measured(data: Path, good: set[str], *options: str) -> Measured:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        began = time.monotonic()
        run = subprocess.Popen([COMMAND, "update", "--json", *options, "--data", data], stdout=out, stderr=log)
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = code = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        out.seek(0)
        told = json.loads(out.read())
    blogs = [blog for blog in told["blogs"] if blog["url"] in good]
    complete, posts = sum(blog["complete"] for blog in blogs), sum(blog["posts"] for blog in blogs)
    return Measured(code, round(seconds, 1), round(usage.ru_maxrss / 1024, 1), told["requests"], complete, posts,
                    _good_after(data, good))  # fmt: skip


def _good_after(data: Path, good: set[str]) -> float:
    db = sqlite3.connect(data / "blogs.db")
    rows = db.execute(
        "SELECT blogs.url, (julianday(max(urls.fetched)) - julianday(runs.began)) * 86400 FROM urls"
        " JOIN blogs ON blogs.id = urls.blog_id JOIN runs ON runs.id = urls.run_id"
        " WHERE runs.id = (SELECT max(id) FROM runs) GROUP BY blogs.url"
    ).fetchall()
    db.close()
    return round(max((seconds for url, seconds in rows if url in good), default=0), 1)


@contextmanager
def _served(pattern: str | None) -> Iterator[str]:
    if pattern:
        yield pattern
        return
    with sample_blog(Many) as address:
        yield f"http://{{}}.localhost:{address.rstrip('/').rpartition(':')[2]}/"


if __name__ == "__main__":
    main()
