"""Crawled again, an archive grows by revisits alone: nothing is fetched or kept twice, and nothing is lost by it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogarchive.warc import Record, read_records, refers_to
from tests.command import run
from tests.crawl.test_crawl import dump
from tests.loopback import Answer, Asked, Crawled, Site, crawled, crawled_once, rows, sample, served

TEXTS = "SELECT id, body_text, comments_found FROM posts ORDER BY id"
untagged = sample()


def tagged(path: Asked) -> Answer:
    """The sample blog with a tag on everything; 304 to whoever has it already."""
    answer = untagged(path)
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, bytes)
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    if answer.status == 200 and path.header.get("If-None-Match") == tag:
        return Answer(status=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


class Noted:
    """Answers as another does, and notes with what condition it was asked and what it answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, int]] = []

    def __call__(self, path: Asked) -> Answer:
        answer = tagged(path)
        self.asked.append((path, path.header.get("If-None-Match"), answer.status))
        return answer

    @property
    def answers(self) -> Counter[int]:
        return Counter(status for _, _, status in self.asked)


def stubborn(path: Asked) -> Answer | str | None:
    """The sample blog, where one page is answered by 304, conditions or none."""
    return Answer(status=304) if "bradshaw" in path else untagged(path)


@pytest.fixture(scope="module")
def with_tags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with crawled_once(tagged, tmp_path_factory.mktemp("tagged")) as first:
        yield first


@pytest.fixture(scope="module")
def crawled_twice(with_tags: Crawled, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[int]]:
    """An archive after the second crawl, and how often which status was answered in that."""
    data = with_tags.copy(tmp_path_factory.mktemp("twice"))
    with_tags.site.answer = noted = Noted()
    crawl_again(data, with_tags.home)
    return data, noted.answers


@pytest.fixture(scope="module")
def without_tags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with crawled_once(untagged, tmp_path_factory.mktemp("untagged")) as first:
        yield first


def records(data: Path, run_number: int) -> list[Record]:
    return list(read_records(sorted((data / "warc").glob("*.warc.gz"))[run_number]))


def kinds(data: Path, run_number: int) -> Counter[str]:
    return Counter(
        (record.get("WARC-Profile") or record.type).rpartition("/")[2] for record in records(data, run_number)
    )


def rebuilt(data: Path) -> dict[str, object]:
    """Delete the dataset, make it again from the captures, and give what it then holds."""
    (data / "blogs.db").unlink()
    assert run("rebuild", "--data", data).returncode == 0
    return dict(dump(data))


def is_whole(data: Path) -> bool:
    return bool(json.loads(run("verify", "--json", "--data", data).stdout)["ok"])


def crawl_again(data: Path, home: str) -> None:
    """Crawl with every address due again."""
    rows(data, "UPDATE urls SET state = 'queued' WHERE state = 'done' AND capture_id IS NOT NULL")
    assert crawled(data, home).returncode == 0


def test_a_second_crawl_writes_revisits_only(with_tags: Crawled, crawled_twice: tuple[Path, Counter[int]]) -> None:
    data, answers = crawled_twice
    assert answers[304] > 15
    assert answers[200] == 0
    found = kinds(data, 1)
    assert found["server-not-modified"] == answers[304]
    assert found["request"] == sum(answers.values())
    # What the blog's 404 pages say is a handful of bytes: a revisit of them would take more room.
    assert found["response"] == answers[404]
    assert rows(data, TEXTS) == rows(with_tags.data, TEXTS)
    before = dump(data)
    assert rebuilt(data) == before
    assert is_whole(data)


def test_revisits_without_their_originals_are_known_as_captures(
    crawled_twice: tuple[Path, Counter[int]], tmp_path: Path
) -> None:
    data = Path(shutil.copytree(crawled_twice[0], tmp_path / "data"))
    min((data / "warc").glob("*.warc.gz")).rename(tmp_path / "elsewhere")
    rebuilt(data)
    assert rows(data, "SELECT count(*) > 15 FROM captures WHERE type = 'revisit' AND status = 304") == [(1,)]


def test_without_tags_what_is_the_same_is_kept_once(without_tags: Crawled, tmp_path: Path) -> None:
    data = without_tags.copy(tmp_path)
    crawl_again(data, without_tags.home)
    assert kinds(data, 1)["identical-payload-digest"] > 15
    again = [record for record in records(data, 1) if record.type == "response"]
    assert again
    assert all(len(record.content()) < 600 for record in again)  # only what a revisit would not make smaller
    originals = {record.record_id for record in records(data, 0) if record.type == "response"}
    revisits = [record for number in (0, 1) for record in records(data, number) if record.type == "revisit"]
    assert {refers_to(record).record_id for record in revisits} <= originals
    before = dump(data)
    assert rebuilt(data) == before
    assert is_whole(data)


def test_where_the_original_is_lost_the_page_is_fetched_anew(with_tags: Crawled, tmp_path: Path) -> None:
    data = with_tags.copy(tmp_path)
    (first,) = (data / "warc").glob("*.warc.gz")
    first.rename(tmp_path / "elsewhere")
    with_tags.site.answer = noted = Noted()
    crawl_again(data, with_tags.home)
    assert noted.answers[200] > 15
    # robots.txt is asked for twice in a run: by the rules, and for its sitemaps.
    assert {path for path, condition, _ in noted.asked if condition} <= {"/robots.txt"}
    assert kinds(data, 0)["response"] > 15


def test_a_304_that_nobody_asked_for_is_a_failure_and_nothing_else(without_tags: Crawled, tmp_path: Path) -> None:
    with served(Site(stubborn)) as base:
        assert crawled(tmp_path, f"{base}/").returncode == 3
    titles = "SELECT title, body_text FROM posts WHERE source = 'page' ORDER BY title"
    assert len(rows(tmp_path, titles)) == len(rows(without_tags.data, titles)) - 1 > 0
    assert rows(tmp_path, "SELECT state, reason FROM urls WHERE url LIKE '%bradshaw/'") == [("failed", "HTTP 304")]
