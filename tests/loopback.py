"""A small blog on 127.0.0.1 and the real command, for tests of how a crawl behaves."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent


@dataclass
class Answer:
    """What the server says."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A site by a function from path and query to an answer, with a memory of what was asked when."""

    answer: Callable[[str], Answer | str | None]
    asked: list[tuple[float, str]] = field(default_factory=list)
    header: dict[str, str] = field(default_factory=dict)
    """The header of the request that is being answered."""

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for _, path in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((time.monotonic(), self.path))
        self.site.header = dict(self.headers)
        found = self.site.answer(self.path)
        answer = (
            Answer("<title>No</title>", 404) if found is None else Answer(found) if isinstance(found, str) else found
        )
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if answer.status == 304 else body)

    do_POST = do_GET  # noqa: N815 - the name it has in the base class

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing."""


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The site's origin, without a stroke at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def command(data: Path, url: str, *options: str, delay: float = 0.005) -> list[str]:
    """The crawl of a loopback site."""
    own = ["--allow-private", "--delay", str(delay), "--data", str(data)]
    return [str(BIN / "blogarchive"), "crawl", url, *own, *options]


def updated(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """An update of every blog of the archive."""
    own = [str(BIN / "blogarchive"), "update", "--allow-private", "--delay", "0.005", "--data", str(data), *options]
    return subprocess.run(own, timeout=120, check=False, capture_output=True, text=True)


def crawled(data: Path, url: str, *options: str, delay: float = 0.005) -> subprocess.CompletedProcess[str]:
    """The crawl, run to its end."""
    return subprocess.run(
        command(data, url, *options, delay=delay), timeout=120, check=False, capture_output=True, text=True
    )


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the dataset."""
    db = sqlite3.connect(data / "blogs.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def chain(posts: int, *, padding: int = 0) -> Callable[[str], Answer | str | None]:
    """A blog whose front page names its first post, and each post the next."""

    def answer(path: str) -> str | None:
        if path == "/":
            return "<!DOCTYPE html><title>Tide</title><h1>Tide</h1><h2><a href='/tide-0/'>Tide 0</a></h2><p>Low."
        number = path.strip("/").removeprefix("tide-")
        if not number.isdigit() or int(number) >= posts:
            return None
        onward = f"<a rel=next href='/tide-{int(number) + 1}/'>Next</a>" if int(number) + 1 < posts else ""
        text = f"<p>The tide came in, {number} minutes late, and nobody was there to see it.</p>{'<!-- -->' * padding}"
        return f"<!DOCTYPE html><title>Tide {number}</title><article><h1>Tide {number}</h1>{text}</article>{onward}"

    return answer


def shelf(posts: int, *more: str) -> Callable[[str], Answer | str | None]:
    """The same posts, all of them named by the front page; and what else it is to name."""
    pages = chain(posts)
    named = [*(f"/tide-{n}/" for n in range(posts)), *more]
    titles = "".join(f"<h2 class=entry-title><a href='{path}'>Tide</a></h2><p>Low." for path in named)
    return lambda path: f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{titles}" if path == "/" else pages(path)
