"""Crawled again, an archive grows by revisits alone: nothing is fetched or kept twice, and nothing is lost by it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogarchive.warc import Record, read_records, refers_to
from demo.server import Handler, sample_blog
from tests.crawl.test_crawl import crawl, dump, rows, run


class Tagged(Handler):
    """Gives everything a tag, and answers 304 to whoever has it already."""

    asked: list[tuple[str, str | None, int]]

    def do_GET(self) -> None:  # noqa: N802 - the name it has in the base class
        status, kind, body = self.found()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        condition = self.headers.get("If-None-Match")
        if status == 200 and condition == tag:
            status, kind, body = 304, "text/html", b""
        self.asked.append((self.path, condition, status))
        self.send_response(status)
        self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Stubborn(Handler):
    """Says 304 to whoever asks for one page, conditions or none."""

    def do_GET(self) -> None:  # noqa: N802 - the name it has in the base class
        status, kind, body = self.found()
        if "bradshaw" in self.path:
            self.send_response(304)
            self.end_headers()
        else:
            self.answer(status, kind, body)


@pytest.fixture
def tagged() -> Iterator[str]:
    Tagged.asked = []
    with sample_blog(Tagged) as address:
        yield address


def records(data: Path, run_number: int) -> list[Record]:
    return list(read_records(sorted((data / "warc").glob("*.warc.gz"))[run_number]))


def kinds(data: Path, run_number: int) -> Counter[str]:
    return Counter(
        (record.get("WARC-Profile") or record.type).rpartition("/")[2] for record in records(data, run_number)
    )


def forget(data: Path) -> dict[str, object]:
    """Delete the dataset, make it again from the captures, and give what it then holds."""
    (data / "blogs.db").unlink()
    assert run("rebuild", "--data", str(data)).returncode == 0
    return dict(dump(data))


def everything_again(data: Path) -> None:
    with sqlite3.connect(data / "blogs.db") as db:
        db.execute("UPDATE urls SET state = 'queued' WHERE state = 'done' AND capture_id IS NOT NULL")


def test_a_second_crawl_writes_revisits_only(tagged: str, tmp_path: Path) -> None:
    assert crawl(tmp_path, tagged).returncode == 0
    texts = rows(tmp_path, "SELECT id, body_text, comments_found FROM posts ORDER BY id")
    everything_again(tmp_path)
    Tagged.asked.clear()
    assert crawl(tmp_path, tagged).returncode == 0
    answers = Counter(status for _, _, status in Tagged.asked)
    assert answers[304] > 15
    assert [path for path, _, status in Tagged.asked if status == 200] == []
    found = kinds(tmp_path, 1)
    assert found["server-not-modified"] == answers[304]
    assert found["request"] == sum(answers.values())
    # What the blog's 404 pages say is a handful of bytes: a revisit of them would take more room.
    assert found["response"] == answers[404]
    assert rows(tmp_path, "SELECT id, body_text, comments_found FROM posts ORDER BY id") == texts
    before = dump(tmp_path)
    assert forget(tmp_path) == before
    verdict = json.loads(run("verify", "--json", "--data", str(tmp_path)).stdout)
    assert verdict["ok"], verdict["problems"]


def test_without_tags_what_is_the_same_is_kept_once(tmp_path: Path) -> None:
    with sample_blog() as blog:
        assert crawl(tmp_path, blog).returncode == 0
        everything_again(tmp_path)
        assert crawl(tmp_path, blog).returncode == 0
    found = kinds(tmp_path, 1)
    assert found["identical-payload-digest"] > 15
    again = [record for record in records(tmp_path, 1) if record.type == "response"]
    assert all(len(record.content()) < 600 for record in again)  # only what a revisit would not make smaller
    originals = {record.record_id for record in records(tmp_path, 0) if record.type == "response"}
    revisits = [record for number in (0, 1) for record in records(tmp_path, number) if record.type == "revisit"]
    assert {refers_to(record).record_id for record in revisits} <= originals
    before = dump(tmp_path)
    assert forget(tmp_path) == before
    assert json.loads(run("verify", "--json", "--data", str(tmp_path)).stdout)["ok"]


def test_where_the_original_is_lost_the_page_is_fetched_anew(tagged: str, tmp_path: Path) -> None:
    assert crawl(tmp_path, tagged).returncode == 0
    (first,) = (tmp_path / "warc").glob("*.warc.gz")
    first.rename(tmp_path / "elsewhere")
    everything_again(tmp_path)
    Tagged.asked.clear()
    assert crawl(tmp_path, tagged).returncode == 0
    # robots.txt is asked for twice in a run: by the rules, and for its sitemaps.
    assert {path for path, condition, _ in Tagged.asked if condition} <= {"/robots.txt"}
    assert kinds(tmp_path, 0)["response"] > 15


def test_revisits_without_their_originals_are_known_as_captures(tagged: str, tmp_path: Path) -> None:
    assert crawl(tmp_path, tagged).returncode == 0
    everything_again(tmp_path)
    assert crawl(tmp_path, tagged).returncode == 0
    min((tmp_path / "warc").glob("*.warc.gz")).rename(tmp_path / "elsewhere")
    (tmp_path / "blogs.db").unlink()
    assert run("rebuild", "--data", str(tmp_path)).returncode == 0
    assert rows(tmp_path, "SELECT count(*) > 15 FROM captures WHERE type = 'revisit' AND status = 304") == [(1,)]


def test_a_304_that_nobody_asked_for_is_a_failure_and_nothing_else(tmp_path: Path) -> None:
    with sample_blog() as blog:
        assert crawl(tmp_path, blog).returncode == 0
    before = rows(tmp_path, "SELECT title, body_text FROM posts WHERE source = 'page' ORDER BY title")
    with sample_blog(Stubborn) as other:
        fresh = tmp_path / "fresh"
        assert crawl(fresh, other).returncode == 3
    titles = rows(fresh, "SELECT title, body_text FROM posts WHERE source = 'page' ORDER BY title")
    assert len(titles) == len(before) - 1
    assert rows(fresh, "SELECT state, reason FROM urls WHERE url LIKE '%bradshaw/'") == [("failed", "HTTP 304")]
