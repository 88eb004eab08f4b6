"""Many blogs in one run, each with a robots.txt of its own (RFC 9309): what each forbids, asks for and gets."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlite_utils import Database

BIN = Path(sys.executable).parent
POSTS = 6
SLOW = 0.4
"""Seconds that the patient blog wants between two requests."""

Answer = tuple[int, dict[str, str], str]
TEXT = {"Content-Type": "text/plain"}


@dataclass
class Blog:
    """One blog: how it answers for robots.txt, and what it was asked for when."""

    rules: Callable[[str], Answer | None]
    asked: list[tuple[float, str]] = field(default_factory=list)
    most_at_a_time: int = 0
    url: str = ""
    busy_at: str = ""
    """An address that is answered by 503 the first time."""
    silent_from: float = 0
    """When it was."""
    _under_way: int = 0

    def answer(self, path: str) -> Answer | None:
        """Status, header and body; none for a connection that is cut."""
        self.asked.append((time.monotonic(), path))
        self._under_way += 1
        self.most_at_a_time = max(self.most_at_a_time, self._under_way)
        time.sleep(0.005)
        if path == self.busy_at and not self.silent_from:
            time.sleep(0.1)  # long enough for the next request to wait for its turn
            self.silent_from = time.monotonic()
            self._under_way -= 1
            return 503, {"Retry-After": "1"}, ""
        found = self.rules(path) if "robots" in path else (200, {"Content-Type": "text/html"}, _page(path))
        self._under_way -= 1
        return found

    @property
    def posts(self) -> set[int]:
        """Numbers of the posts that were asked for."""
        return {n for n in range(POSTS) if any(path == f"/post-{n}/" for _, path in self.asked)}


def _page(path: str) -> str:
    if path == "/":
        return "<title>Nets</title><h1>Nets</h1>" + "".join(
            f"<h2 class=entry-title><a href='/post-{n}/'>Net {n}</a></h2>" for n in range(POSTS)
        )
    return (
        f"<title>{path}</title><article><h1>Net {path}</h1><p>We mended net {path} before the tide came in again.</p>"
    )


def _rules(text: str) -> Callable[[str], Answer]:
    return lambda path: (200, TEXT, text)


def _redirected(path: str) -> Answer:
    onward = {"/robots.txt": "/robots-2.txt", "/robots-2.txt": "/robots-3.txt"}.get(path)
    if onward:
        return 301, {"Location": onward}, ""
    return 200, TEXT, "User-agent: *\nDisallow: /post-1/\n"


# The limit falls into a line that, cut, would forbid everything; what stands beyond it is not read.
_LINE = "# what the tide brought in\n"
_HEAD = "User-agent: *\nDisallow: /post-0/\n"
_CUT = "Disallow: /never/\n"
_UP_TO = 500 * 1024 - len("Disallow: /")
_FILLED = _HEAD + (_LINE * (_UP_TO // len(_LINE) + 1))[: _UP_TO - len(_HEAD) - 1] + "\n"
_LONG = _FILLED + _CUT + "Disallow: /post-5/\n"

_WILD = """\
User-agent: github
Disallow: /

User-agent: *
Disallow: /

User-agent: BlogArchive
Disallow: /*-1/
Disallow: /post-2/$
Disallow: /post-3$
Disallow: /post-4
Allow: /post-4/
"""


def _blogs() -> dict[str, Blog]:
    return {
        "away": Blog(lambda path: (500, TEXT, "")),
        "cut": Blog(lambda path: None),
        "moved": Blog(_redirected),
        "endless": Blog(lambda path: (301, {"Location": f"{path}robots"}, "")),
        "long": Blog(_rules(_LONG)),
        "wild": Blog(_rules(_WILD)),
        "patient": Blog(_rules(f"User-agent: *\nCrawl-delay: {SLOW}\n")),
        "silent": Blog(lambda path: (404, TEXT, "Disallow: /")),
        "busy": Blog(_rules(""), busy_at="/post-2/"),
        "forbidding": Blog(_rules("User-agent: *\nDisallow: /\n")),
    }


@dataclass
class Run:
    """What one run over all of them left behind."""

    blogs: dict[str, Blog]
    db: Database
    code: int

    def reasons(self, name: str) -> set[tuple[str, str]]:
        """State and reason of every address of a blog that was not to be had, but for what was only a guess."""
        host = self.blogs[name].url.split("/")[2]
        found = self.db.execute(
            "SELECT state, reason FROM urls WHERE host = ? AND state IN ('failed', 'skipped') AND kind != 'trap'"
            " AND named_by != 'guess'", (host,)
        )  # fmt: skip
        return set(found)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    blogs, data = _blogs(), tmp_path_factory.mktemp("manners")
    servers = [_serve(blog) for blog in blogs.values()]
    options = {"BLOGARCHIVE_DATA": data, "BLOGARCHIVE_ALLOW_PRIVATE": True, "BLOGARCHIVE_REQUISITES": False,
               "DOWNLOAD_DELAY": 0.01, "BLOGARCHIVE_RETRY_WAIT": 0.01}  # fmt: skip
    addresses = [part for blog in blogs.values() for part in ("-a", f"url={blog.url}")]
    settings = [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
    done = subprocess.run([BIN / "scrapy", "crawl", "blog", *addresses, *settings], timeout=120, check=False,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    yield Run(blogs, Database(data / "blogs.db"), done.returncode)
    for server in servers:
        server.shutdown()
        server.server_close()


def _serve(blog: Blog) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = blog.answer(self.path)
            if found is None:
                return
            status, header, body = found
            self.send_response(status)
            for name, value in header.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    blog.url = f"http://127.0.0.1:{server.server_port}/"
    return server


ALL = set(range(POSTS))


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("moved", ALL - {1}), ("long", ALL - {0}), ("wild", ALL - {1, 2}), ("patient", ALL), ("silent", ALL),
     ("busy", ALL), ("endless", ALL), ("away", set()), ("cut", set()), ("forbidding", set())],
)  # fmt: skip
def test_what_the_rules_forbid_is_not_asked_for_and_all_else_is(run: Run, name: str, allowed: set[int]) -> None:
    assert run.blogs[name].posts == allowed


def test_rules_that_cannot_be_had_forbid_all_and_the_ledger_says_why(run: Run) -> None:
    for name, why in (("away", "its robots.txt answered 500"), ("cut", "its robots.txt could not be had")):
        assert all(path == "/robots.txt" for _, path in run.blogs[name].asked)
        ((state, reason),) = run.reasons(name)
        assert state == "failed"  # to be asked again by the next run
        assert why in reason


def test_what_is_forbidden_is_skipped_for_that_reason_and_no_loss(run: Run) -> None:
    assert run.reasons("forbidding") == {("skipped", "Forbidden by robots.txt")}
    assert run.reasons("wild") == {("skipped", "Forbidden by robots.txt")}


def test_a_delay_that_is_asked_for_is_kept(run: Run) -> None:
    times = [at for at, path in run.blogs["patient"].asked][1:]  # the rules come first
    assert (times[-1] - times[0]) / (len(times) - 1) > SLOW - 0.02  # a busy machine notes one late, the next in time


def test_a_host_that_is_busy_is_left_alone_for_as_long_as_it_says(run: Run) -> None:
    busy = run.blogs["busy"]
    assert min(at for at, _ in busy.asked if at > busy.silent_from) > busy.silent_from + 1


def test_each_host_is_asked_for_one_thing_at_a_time(run: Run) -> None:
    assert {blog.most_at_a_time for blog in run.blogs.values()} == {1}


def test_the_patient_blog_holds_up_no_other(run: Run) -> None:
    ended = {name: max(at for at, _ in blog.asked) for name, blog in run.blogs.items()}
    assert all(ended[name] < ended["patient"] - SLOW for name in ("moved", "long", "wild", "silent"))


def test_the_run_ends_incomplete(run: Run) -> None:
    assert run.code == 3
