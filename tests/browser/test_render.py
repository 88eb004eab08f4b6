"""Threads that scripts draw, in a real browser: read, captured for what they are, and rebuilt."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from blogarchive.warc import read_records
from tests.command import run
from tests.loopback import Answer, Site, crawled, rows, served

pytest.importorskip("scrapy_playwright", reason="pip install 'blogarchive[browser]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.heavy, pytest.mark.skipif(CHROMIUM is None, reason="no chromium")]

THREAD: list[dict[str, str]] = [
    {"id": "1", "who": "Bea", "when": "2014-03-02T21:02:00Z", "text": "The tide was early again, and nobody said so."},
    {"id": "2", "who": "Carl", "when": "2014-03-03T09:15:00Z", "text": "I said so, Bea, but you were out rowing."},
]
SCRIPT = """
fetch('/thread.json?post=' + location.pathname).then(r => r.json()).then(thread => {
  const list = document.querySelector('#comments');
  for (const c of thread) list.insertAdjacentHTML('beforeend', `<li class="comment" id="comment-${c.id}">
    <cite class="fn">${c.who}</cite> <time datetime="${c.when}">${c.when}</time>
    <div class="comment-content"><p>${c.text}</p></div></li>`);
});
new Image().src = '/pixel.png';
"""


def blog(*, declared: str = "2 Comments") -> Site:
    def answer(target: str) -> Answer | str | None:
        path = target.partition("?")[0]
        if path == "/":
            return "<title>Tide</title><h1>Tide</h1><h2 class=entry-title><a href='/low/'>Low</a></h2><p>Low."
        if path == "/low/":
            return (f"<!DOCTYPE html><title>Low</title><article><h1>Low</h1><p>The tide went out at noon, and came "
                    f"back in the evening.</p></article><p>{declared}</p><ol id='comments' class='comment-list'></ol>"
                    f"<script src='/thread.js'></script>")  # fmt: skip
        if path == "/thread.js":
            return Answer(SCRIPT, headers={"Content-Type": "text/javascript"})
        if path == "/thread.json":
            return Answer(json.dumps(THREAD), headers={"Content-Type": "application/json"})
        return None

    return Site(answer)


def test_a_thread_that_a_script_draws_is_archived(tmp_path: Path) -> None:
    site = blog()
    with served(site) as base:
        without = crawled(tmp_path, f"{base}/", "--no-requisites")
        assert without.returncode == 0, without.stderr
        assert rows(tmp_path, "SELECT count(*) FROM comments") == [(0,)]
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--render")
        assert done.returncode == 0, done.stderr
        thread = rows(tmp_path, "SELECT author, published, body_text, comments.source FROM comments ORDER BY position")
        assert thread == [(c["who"], c["when"].replace("Z", "+00:00"), c["text"], "embed") for c in THREAD]
        assert rows(tmp_path, "SELECT title FROM posts WHERE url LIKE '%/low/'") == [("Low",)]
        ((kind, url),) = rows(tmp_path, "SELECT DISTINCT type, captures.url FROM comments JOIN captures"
                                        " ON captures.id = comments.capture_id")  # fmt: skip
        assert (kind, url) == ("resource", f"urn:rendered:{base}/low/")
        assert "/pixel.png" not in site.paths
        asked = len(site.asked)
        again = crawled(tmp_path, f"{base}/", "--no-requisites", "--render")
        assert again.returncode == 0
        assert "/thread.js" not in site.paths[asked:]
    records = [record for file in sorted((tmp_path / "warc").glob("*.gz")) for record in read_records(file)]
    (drawn,) = [record for record in records if record.type == "resource"]
    assert b"nobody said so" in drawn.content()
    page = (drawn.get("WARC-Concurrent-To") or "").strip("<>")
    assert next(record for record in records if record.record_id == page).url == f"{base}/low/"
    assert all(
        b"nobody said so" not in r.content() for r in records if r.type == "response" and r.url == f"{base}/low/"
    )
    assert {f"{base}/thread.js", f"{base}/thread.json?post=/low/"} <= {r.url for r in records if r.type == "response"}
    before = rows(tmp_path, "SELECT * FROM comments ORDER BY id"), rows(tmp_path, "SELECT * FROM posts ORDER BY id")
    for job in ("verify", "rebuild"):
        assert run(job, "--data", tmp_path).returncode == 0
    after = rows(tmp_path, "SELECT * FROM comments ORDER BY id"), rows(tmp_path, "SELECT * FROM posts ORDER BY id")
    assert after == before


def test_the_browser_goes_nowhere_by_itself(tmp_path: Path) -> None:
    """What is not answered by our own downloads finds no way out: sockets, prefetching, other resource types."""
    other = Site(lambda target: "reached")
    with served(other) as elsewhere:
        port = elsewhere.rpartition(":")[2]
        site = blog()
        pages = site.answer
        more = (f"new WebSocket('ws://127.0.0.1:{port}/socket'); new EventSource('http://127.0.0.1:{port}/events');"
                f"navigator.sendBeacon('http://127.0.0.1:{port}/beacon', 'x'); new Image().src = 'http://127.0.0.1:{port}/i';"
                f"document.head.insertAdjacentHTML('beforeend', \"<link rel=preconnect href='http://127.0.0.1:{port}'>"
                f"<link rel=prefetch href='http://127.0.0.1:{port}/pre'>\");")  # fmt: skip
        site.answer = lambda target: (
            Answer(SCRIPT + more, headers={"Content-Type": "text/javascript"})
            if target == "/thread.js"
            else pages(target)
        )
        with served(site) as base:
            assert crawled(tmp_path, f"{base}/", "--no-requisites", "--render").returncode == 0
        assert rows(tmp_path, "SELECT count(*) FROM comments") == [(2,)]
        assert other.asked == []
