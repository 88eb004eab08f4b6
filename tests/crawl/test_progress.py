"""What the user sees of a run: a live display on a terminal, lines elsewhere, JSON on request, a summary at the end."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import sys
import threading
from pathlib import Path

from blogarchive.logs import JsonLines
from tests.loopback import Answer, Site, crawled, crawling, served, shelf

POSTS = 8
PROGRESS = re.compile(
    r"[\d,]+ of [\d,]+ posts, [\d,]+ comments; [\d,]+ requests \([\d.]+/s\), [\d.]+ MB; (?:no errors|\d+ errors?);"
)


def with_one_missing() -> Site:
    return Site(shelf(POSTS, "/gone/"))


def test_a_record_is_one_line_of_json() -> None:
    record = logging.LogRecord("blog", logging.WARNING, __file__, 1, "no %s\nhere", ("tide",), None)
    record.facts = {"event": "progress", "posts": 3}
    try:
        int("low water")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = JsonLines().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "blog", "no tide\nhere")
    assert (said["event"], said["posts"]) == ("progress", 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["time"])
    assert "low water" in said["traceback"]


def test_lines_of_a_log_say_how_it_is_getting_on_and_a_summary_ends_it(tmp_path: Path) -> None:
    with served(with_one_missing()) as base:
        done = crawled(tmp_path, f"{base}/")
    assert done.returncode == 3
    assert done.stdout == ""
    assert PROGRESS.search(done.stderr)
    *_, blog, posts, threads, named, missing, onward, closing = done.stderr.splitlines()
    assert named == f"  posts named by: listing {POSTS + 1}, next post {POSTS - 1}"
    assert blog == f"Tide ({base}/)"
    assert posts == f"  posts: {POSTS} of {POSTS + 1}, incomplete: 1 post could not be had"
    assert threads == f"  threads: {POSTS} of {POSTS}, complete; 0 comments"
    assert onward == f"  next: crawling again asks for it once more: blogarchive crawl {base}/"
    assert missing == f"  missing post: {base}/gone/ (HTTP 404)"
    assert re.fullmatch(
        rf"This run: {POSTS} posts read, 0 comments new or changed, \d+ requests, [\d.]+ MB received in 0:\d\d:\d\d;"
        r" finished\.", closing)  # fmt: skip


def test_a_log_in_json_is_json_to_its_last_line(tmp_path: Path) -> None:
    with served(with_one_missing()) as base:
        done = crawled(tmp_path, f"{base}/", "--log-json")
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all({"time", "level"} <= set(line) for line in lines)
    progress = [line for line in lines if line.get("event") == "progress"][-1]
    assert (progress["posts"], progress["posts_found"], progress["paused"]) == (POSTS, POSTS + 1, False)
    assert progress["requests"] > POSTS
    assert progress["bytes"] > 1000
    assert lines[-1]["event"] == "summary"
    assert lines[-1]["blogs"][0]["missing"] == [{"url": f"{base}/gone/", "kind": "post", "reason": "HTTP 404"}]


def test_an_error_is_json_too(tmp_path: Path) -> None:
    done = crawled(tmp_path, "http://127.0.0.1:9/", "--log-json")
    assert done.returncode == 4
    last = json.loads(done.stderr.splitlines()[-1])
    assert (last["event"], last["level"]) == ("error", "ERROR")
    assert "nothing could be archived of http://127.0.0.1:9/" in last["message"]


def test_a_terminal_shows_the_run_while_it_goes_on(tmp_path: Path) -> None:
    """The eighth post of twelve is not answered before the picture has shown two counts of them: it moves."""
    ours, theirs = pty.openpty()
    pages, moved = shelf(12), threading.Event()

    def answer(path: str) -> Answer | str | None:
        if sum("/tide-" in asked for asked in site.paths) == 8:
            assert moved.wait(60), "it does not move"
        return pages(path)

    site = Site(answer)

    terminal = {"TERM": "xterm", "COLUMNS": "140"}
    with served(site) as base, crawling(tmp_path, f"{base}/", stdout=theirs, stderr=theirs, env=terminal) as run:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
            pictures = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8", "replace"))
            if len(set(re.findall(r"(\d+) of \d+ posts", pictures))) > 1:
                moved.set()
        assert run.wait(30) == 0
    os.close(ours)
    assert re.search(r"\d+ requests +[\d.]+/s +[\d.]+ MB +\d+ waiting, about \d+ s +no errors", pictures)
    assert " INFO" not in pictures
    assert pictures.rstrip().endswith("finished.")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux: the other side has closed
        return b""
