"""A site on 127.0.0.1 by a function, and the real commands on it, for tests of how a crawl behaves."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from demo.server import SITE, found
from tests import command
from tests.command import Done


@dataclass
class Answer:
    """What the server says."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


CUT = Answer(status=0)
"""No answer: the connection is closed in place of one."""


QUICK = {"BLOGARCHIVE_LOOK_EVERY": "0.1", "BLOGARCHIVE_RETRY_WAIT": "0.05"}
"""Settings of all crawls here: waits that are seconds for the sake of real servers."""


class Asked(str):
    """What is asked for, path and query, with the rest of the request."""

    method: str
    header: dict[str, str]
    body: bytes
    __slots__ = ("body", "header", "method")

    @property
    def base(self) -> str:
        """The origin under which the site is asked, without a slash at its end."""
        return f"http://{self.header['Host']}"


Answering = Callable[[Asked], Answer | str | None]
"""Answers a request; a text is an HTML page, and none is a 404."""


@dataclass
class Site:
    """A site by a function from what is asked to an answer, with a memory of what was asked when."""

    answer: Answering
    asked: list[tuple[float, str]] = field(default_factory=list)
    lengths: bool = True
    """Whether the length of an answer is said; else the end of the connection ends it, as in HTTP/1.0."""

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for _, path in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: of two writes, Nagle's algorithm holds the second back for 40 ms
    site: Site

    def do_GET(self) -> None:
        path = Asked(self.path)
        path.method, path.header = self.command, dict(self.headers)
        path.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.site.asked.append((time.monotonic(), path))
        found = self.site.answer(path)
        answer = Answer("<title>No</title>", 404) if found is None else found
        self._send(Answer(answer) if isinstance(answer, str) else answer)

    do_POST = do_GET  # noqa: N815 - the name it has in the base class

    def _send(self, answer: Answer) -> None:
        if answer is CUT:
            self.close_connection = True
            return
        body = b"" if answer.status == 304 else answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        if not self.site.lengths:
            self.send_header("Connection", "close")
        elif answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # of five a busy machine drops some, and they are sent again a second later

    def handle_error(self, request: object, client_address: object) -> None:
        """Print what went wrong in a test's answer; that a crawl was killed is what its test wanted."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The site's origin, without a slash at its end."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


Urls = str | list[str]


def crawled(data: Path, urls: Urls, *options: str, delay: float = 0.005, **how: Any) -> Done:
    """The crawl of one site or of several, run to its end; `how` is as for `command.run`."""
    return command.run("crawl", *_listed(urls), *_own(data, delay), *options, **_quick(how))


def crawling(data: Path, urls: Urls, *options: str, delay: float = 0.005, **how: Any) -> command.Process:
    """The crawl, started; `how` is as for `command.start`."""
    return command.start("crawl", *_listed(urls), *_own(data, delay), *options, **_quick(how))


def scrapy_crawl(data: Path, urls: Urls, delay: float = 0.005, **settings: object) -> list[str]:
    """The same by Scrapy's own command, with further settings: the words for `command.run(…, program="scrapy")`."""
    own = {"BLOGARCHIVE_DATA": data, "BLOGARCHIVE_ALLOW_PRIVATE": 1, "DOWNLOAD_DELAY": delay, **QUICK, **settings}
    words = [word for url in _listed(urls) for word in ("-a", f"url={url}")]
    return ["crawl", "blog", *words, *(word for name, value in own.items() for word in ("-s", f"{name}={value}"))]


def updated(data: Path, *options: str) -> Done:
    """An update of every blog of the archive."""
    return command.run("update", *_own(data, 0.005), *options, **_quick({}))


def _quick(how: Mapping[str, Any]) -> dict[str, Any]:
    return {**how, "env": {**QUICK, **(how.get("env") or {})}}


def _listed(urls: Urls) -> list[str]:
    return [urls] if isinstance(urls, str) else urls


def _own(data: Path, delay: float) -> list[str]:
    return ["--allow-private", "--delay", str(delay), "--data", str(data)]


@dataclass(frozen=True)
class Crawled:
    """A site that was crawled once, and the archive of it: what several tests go on from, each with a copy."""

    site: Site
    home: str
    data: Path

    def copy(self, folder: Path) -> Path:
        """The archive again, for a test to change; the site forgets what it was asked."""
        self.site.asked.clear()
        return Path(shutil.copytree(self.data, folder / "data"))


@contextmanager
def crawled_once(
    answer: Answering, data: Path, *options: str, by: Callable[..., Done] = command.run
) -> Iterator[Crawled]:
    """A site that has been crawled, and is served on."""
    site = Site(answer)
    with served(site) as base:
        done = by("crawl", f"{base}/", *_own(data, 0.005), *options, **_quick({}))
        assert done.returncode == 0, done.stderr
        yield Crawled(site, f"{base}/", data)


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the dataset; a change is kept."""
    db = sqlite3.connect(data / "blogs.db")
    try:
        found = db.execute(sql).fetchall()
        db.commit()
        return found
    finally:
        db.close()


def until(ready: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so; the test fails where it does not come about."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(0.02)


def sample(folder: Path = SITE) -> Answering:
    """The sample blog, or a changed copy of it."""

    def answer(path: Asked) -> Answer:
        status, kind, body = found(folder, path, path.header["Host"])
        return Answer(body, status, {"Content-Type": kind})

    return answer


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
