"""Many blogs in one run, each with a robots.txt of its own (RFC 9309): what each forbids, asks for and gets."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.loopback import CUT, Answer, Asked, Site, crawled, crawling, served, until

POSTS = 6
SLOW = 0.4
"""Seconds that the patient blog wants between two requests."""

Rules = Callable[[str], Answer]
"""What a blog answers where its robots.txt is asked for, or what that leads to."""


class Blog(Site):
    """One blog: how it answers for robots.txt, and what it was asked for when."""

    def __init__(self, rules: Rules, *, busy_at: str = "") -> None:
        super().__init__(self._answer)
        self._rules = rules
        self._busy_at = busy_at  # an address that is answered by 503 the first time
        self.busy_from = 0.0
        """When it was."""
        self.most_at_a_time = self._under_way = 0
        self.url = ""

    def _answer(self, path: Asked) -> Answer | str:
        self._under_way += 1
        self.most_at_a_time = max(self.most_at_a_time, self._under_way)
        time.sleep(0.005)
        if path == self._busy_at and not self.busy_from:
            time.sleep(0.1)  # long enough for the next request to wait for its turn
            self.busy_from = time.monotonic()
            self._under_way -= 1
            return Answer(status=503, headers={"Retry-After": "1"})
        found = self._rules(path) if "robots" in path else _page(path)
        self._under_way -= 1
        return found

    @property
    def posts(self) -> set[int]:
        """Numbers of the posts that were asked for."""
        return {n for n in range(POSTS) if f"/post-{n}/" in self.paths}


def _page(path: str) -> str:
    if path == "/":
        return "<title>Nets</title><h1>Nets</h1>" + "".join(
            f"<h2 class=entry-title><a href='/post-{n}/'>Net {n}</a></h2>" for n in range(POSTS)
        )
    return (
        f"<title>{path}</title><article><h1>Net {path}</h1><p>We mended net {path} before the tide came in again.</p>"
    )


def _text(body: str, status: int = 200) -> Rules:
    return lambda path: Answer(body, status, {"Content-Type": "text/plain"})


def _moved(to: str) -> Answer:
    return Answer(status=301, headers={"Location": to})


def _redirected(path: str) -> Answer:
    onward = {"/robots.txt": "/robots-2.txt", "/robots-2.txt": "/robots-3.txt"}.get(path)
    return _moved(onward) if onward else _text("User-agent: *\nDisallow: /post-1/\n")(path)


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
        "away": Blog(_text("", 500)),
        "cut": Blog(lambda path: CUT),
        "moved": Blog(_redirected),
        "endless": Blog(lambda path: _moved(f"{path}robots")),
        "long": Blog(_text(_LONG)),
        "wild": Blog(_text(_WILD)),
        "patient": Blog(_text(f"User-agent: *\nCrawl-delay: {SLOW}\n")),
        "silent": Blog(_text("Disallow: /", 404)),
        "busy": Blog(_text(""), busy_at="/post-2/"),
        "forbidding": Blog(_text("User-agent: *\nDisallow: /\n")),
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
    with ExitStack() as stack:
        for blog in blogs.values():
            blog.url = stack.enter_context(served(blog)) + "/"
        done = crawled(data, [blog.url for blog in blogs.values()], "--no-requisites")
        yield Run(blogs, Database(data / "blogs.db"), done.returncode)


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
        assert set(run.blogs[name].paths) == {"/robots.txt"}
        ((state, reason),) = run.reasons(name)
        assert state == "failed"  # to be asked again by the next run
        assert why in reason


def test_what_is_forbidden_is_skipped_for_that_reason_and_no_loss(run: Run) -> None:
    assert run.reasons("forbidding") == {("skipped", "Forbidden by robots.txt")}
    assert run.reasons("wild") == {("skipped", "Forbidden by robots.txt")}


def test_a_delay_that_is_asked_for_is_kept(run: Run) -> None:
    times = [at for at, _ in run.blogs["patient"].asked][1:]  # the rules come first
    # A busy machine may note the first one late, and then the rest of them as if in haste: by much less than all of it.
    assert times[-1] - times[0] > SLOW * (len(times) - 2) > 4 * SLOW


def test_a_host_that_is_busy_is_left_alone_for_as_long_as_it_says(run: Run) -> None:
    busy = run.blogs["busy"]
    assert min(at for at, _ in busy.asked if at > busy.busy_from) > busy.busy_from + 1


def test_each_host_is_asked_for_one_thing_at_a_time(run: Run) -> None:
    assert {blog.most_at_a_time for blog in run.blogs.values()} == {1}


def test_the_run_ends_incomplete(run: Run) -> None:
    assert run.code == 3


def test_a_blog_that_asks_for_patience_holds_up_no_other(tmp_path: Path) -> None:
    """It wants an hour between two requests: were the other to wait for that, it would not come to its end here."""
    patient, other = Blog(_text("User-agent: *\nCrawl-delay: 3600\n")), Blog(_text(""))
    with served(patient) as first, served(other) as second:  # noqa: SIM117
        with crawling(tmp_path, f"{first}/", f"{second}/", "--no-requisites") as run:
            until(lambda: other.posts == ALL)
            assert patient.paths == ["/robots.txt"]
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 8
