"""The main job by the real command: the sample blog's address in; WARC and dataset out."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogarchive import settings
from blogarchive.warc import read_records
from tests.command import BIN, real, run, start_real
from tests.loopback import Crawled, crawled, crawled_once, crawling, rows, sample, scrapy_crawl, until

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The sample blog, crawled once by the installed script."""
    with crawled_once(sample(), tmp_path_factory.mktemp("archive"), by=real) as first:
        yield first


@pytest.fixture
def blog(first: Crawled) -> str:
    return first.home


@pytest.fixture
def archive(first: Crawled) -> Path:
    """For tests that only look at it."""
    return first.data


def test_every_post_and_page_is_found_the_one_missing_from_the_sitemap_too(archive: Path) -> None:
    titles = {row[0] for row in rows(archive, "SELECT title FROM posts WHERE source = 'page'")}
    assert titles == {
        "The night train to Inverness", "How to read Bradshaw", "A kettle for the guard’s van",
        "Signal boxes, and who lived in them", "Six ways round a closed line",
        "Untranslatable platforms: 駅, gare, محطة", "About", "Guestbook",
    }  # fmt: skip


def test_the_seed_pages_shape_comes_out_right(archive: Path) -> None:
    ((post, categories, body),) = rows(
        archive, "SELECT id, categories, body_text FROM posts WHERE title = 'Six ways round a closed line'"
    )
    assert json.loads(categories) == ["Trains", "Timetables", "Wales", "Closed Lines", "Detours", "Maps"]
    assert body.startswith("There is an interesting map")
    assert body.endswith("in the next couple of weeks.")
    assert sum(line.startswith("- ") for line in body.splitlines()) == 6
    thread = rows(
        archive,
        f"SELECT author, depth, kind, published, body_text IS NULL FROM comments WHERE post_id = {post} ORDER BY path",
    )
    assert [(row[1], row[3], row[4]) for row in thread] == [
        (0, "2015-01-05T19:48:00", 0), (1, "2015-01-06T09:12:00", 0), (0, "2015-01-06T23:50:00", 1)
    ]  # fmt: skip
    assert [row[0] for row in thread[:2]] == ["Steve", "Ada Fenwick"]
    assert thread[2][2] in ("ping", "trackback")


def test_the_thread_in_the_readme_is_the_thread_in_the_dataset(archive: Path) -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (sql,) = re.findall(r"```sql\n(SELECT comments\.author.*?)```", readme, re.DOTALL)
    thread = rows(archive, sql)
    assert thread
    for row in thread:
        cells = [" ".join(str(cell or "").split()).replace("|", "\\|") for cell in row]
        assert f"| {' | '.join(cells)} |" in readme


def test_a_paged_thread_is_one_thread(archive: Path) -> None:
    found = rows(
        archive,
        "SELECT comments.author, position FROM comments JOIN posts ON posts.id = post_id"
        " WHERE title = 'How to read Bradshaw' ORDER BY position",
    )
    assert [name for name, _ in found] == [
        "Bertie", "Clara", "Dinesh", "Esther", "Farouk", "Greta", "Hamish", "Imogen", "Jun", "Kwame", "Lotte", "Mo"
    ]  # fmt: skip
    assert [position for _, position in found] == list(range(12))


def test_every_row_names_its_capture_and_every_record_is_whole(archive: Path) -> None:
    assert rows(archive, "SELECT count(*) FROM posts WHERE capture_id IS NULL") == [(0,)]
    assert rows(archive, "SELECT count(*) FROM comments WHERE capture_id IS NULL") == [(0,)]
    assert rows(archive, "PRAGMA foreign_key_check") == []
    verdict = json.loads(run("verify", "--json", "--data", archive).stdout)
    assert verdict["ok"], verdict["problems"]
    assert verdict["records"] > 40


def test_traps_and_other_sites_are_in_the_ledger_and_never_fetched(archive: Path) -> None:
    assert rows(archive, "SELECT count(*) > 10 FROM urls WHERE kind = 'trap'") == [(1,)]
    assert rows(archive, "SELECT count(*) FROM urls WHERE kind IN ('trap', 'outside') AND state != 'skipped'") == [(0,)]
    asked = {
        str(record.url)
        for file in (archive / "warc").glob("*.gz")
        for record in read_records(file)
        if record.type == "request"
    }
    assert len(asked) > 15
    assert not [url for url in asked if "replytocom" in url]


def test_what_a_page_shows_is_kept_too(archive: Path) -> None:
    kept = {url.rpartition("/")[2] for (url,) in rows(archive, "SELECT url FROM captures")}
    assert {"sleeper.png", "style.css", "icon.png"} <= kept


def test_status_says_what_the_archive_holds(archive: Path, blog: str) -> None:
    (found,) = json.loads(run("status", "--json", "--data", str(archive)).stdout)["blogs"]
    assert (found["url"], found["title"], found["platform"]) == (blog, "Tea and Timetables", "wordpress")
    assert (found["complete"], found["posts"], found["comments"], found["missing"]) == (True, 8, 24, [])


def test_crawling_again_adds_nothing(first: Crawled, tmp_path: Path) -> None:
    archive = first.copy(tmp_path)
    before = rows(archive, "SELECT * FROM posts"), rows(archive, "SELECT id, body_text, parent_id, path FROM comments")
    pages = rows(archive, "SELECT url, date FROM captures WHERE url LIKE '%/201_/%' ORDER BY 1, 2")
    assert crawled(archive, first.home).returncode == 0
    after = rows(archive, "SELECT * FROM posts"), rows(archive, "SELECT id, body_text, parent_id, path FROM comments")
    assert [len(table) for table in after] == [len(table) for table in before]
    assert after[1] == before[1]
    assert rows(archive, "SELECT url, date FROM captures WHERE url LIKE '%/201_/%' ORDER BY 1, 2") == pages


DUMPED = ("blogs", "posts", "comments", "authors", "categories", "tags", "posts_categories", "posts_tags", "captures")


def dump(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(data, f"SELECT * FROM {table} ORDER BY 1, 2") for table in DUMPED}


def test_the_dataset_is_rebuilt_from_the_captures_alone(first: Crawled, tmp_path: Path) -> None:
    data = first.copy(tmp_path)
    before = dump(data)
    (data / "blogs.db").unlink()
    assert run("rebuild", "--data", data).returncode == 0
    assert dump(data) == before


def test_one_post_with_its_whole_thread(blog: str, tmp_path: Path) -> None:
    assert crawled(tmp_path, blog + "2014/03/09/how-to-read-bradshaw/", "--max-posts", "1").returncode == 0
    assert rows(tmp_path, "SELECT title, comments_found FROM posts WHERE source = 'page'") == [
        ("How to read Bradshaw", 12)
    ]


def test_scrapy_crawl_from_a_subfolder_gives_the_same_rows(archive: Path, blog: str, tmp_path: Path) -> None:
    done = run(*scrapy_crawl(tmp_path, blog), program="scrapy", cwd=CHECKOUT / "tests")
    assert done.returncode == 0, done.stderr
    texts = "SELECT comment_id, author, published, body_text, path FROM comments ORDER BY id"
    assert rows(tmp_path, texts) == rows(archive, texts)


def test_an_export_is_the_record_that_extract_prints(archive: Path, tmp_path: Path) -> None:
    exported = [json.loads(line) for line in run("export", "jsonl", "--data", archive).stdout.splitlines()]
    files = [str(file) for file in (archive / "warc").glob("*.warc.gz")]
    extracted = [json.loads(line) for line in run("extract", *files).stdout.splitlines()]
    whole = {post["url"]: post for post in exported}
    assert len(whole) == 8
    assert {post["url"] for post in extracted} == set(whole)


def test_private_addresses_are_refused_unless_allowed(blog: str, tmp_path: Path) -> None:
    done = run("crawl", blog, "--data", tmp_path)
    assert done.returncode == 4
    assert "private" in done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts") == [(0,)]


def test_a_second_run_on_the_same_archive_is_turned_away(blog: str, tmp_path: Path) -> None:
    with crawling(tmp_path, blog, delay=30) as first:
        until(lambda: list((tmp_path / "warc").glob("*.open")))
        second = crawled(tmp_path, blog)
        assert second.returncode == 6
        assert str(tmp_path) in second.stderr
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 8
    assert run("verify", "--data", tmp_path).returncode == 0


def test_a_run_that_waits_for_its_turn_to_ask_for_the_rules_stops_at_once(first: Crawled, tmp_path: Path) -> None:
    """Of a known blog, robots.txt is a source as well, and may be asked for before it is asked for as the rules."""
    data = first.copy(tmp_path)
    with crawling(data, first.home, delay=60) as running:
        until(lambda: first.site.paths == ["/robots.txt"])
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 8
    assert first.site.paths == ["/robots.txt"]
    assert rows(data, "SELECT count(*) FROM urls WHERE state = 'failed' AND reason LIKE '%must be left alone%'") == [
        (0,)
    ]
    assert crawled(data, first.home).returncode == 0


def test_a_run_that_waits_for_a_silent_server_stops_without_its_answer(tmp_path: Path) -> None:
    """Before the minute after which it would give that up: five seconds are left to answers under way, here fewer."""
    assert settings.BLOGARCHIVE_LAST_WORDS <= 5
    assert settings.DOWNLOAD_TIMEOUT >= 60
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with crawling(tmp_path, address, env={"BLOGARCHIVE_LAST_WORDS": "0.2"}) as running:
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(1000).startswith(b"GET /robots.txt")
                running.send_signal(signal.SIGTERM)
                assert running.wait(45) == 8
    assert run("verify", "--data", tmp_path).returncode == 0


def test_a_killed_run_goes_on_where_it_was(archive: Path, blog: str, tmp_path: Path) -> None:
    killed = start_real("crawl", blog, "--allow-private", "--delay", "0.1", "--data", tmp_path)
    try:
        until(lambda: _count(tmp_path) >= 6)
    finally:
        killed.kill()
        assert killed.wait() == -signal.SIGKILL
    assert crawled(tmp_path, blog).returncode == 0
    texts = "SELECT comment_id, author, published, body_text, path FROM comments ORDER BY id"
    assert rows(tmp_path, texts) == rows(archive, texts)
    assert run("verify", "--data", tmp_path).returncode == 0


def test_a_damaged_record_is_exit_code_five_with_file_and_offset_until_it_is_mended(
    archive: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(archive, tmp_path / "data"))
    file = min((data / "warc").glob("*.warc.gz"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    done = run("verify", "--data", data)
    assert done.returncode == 5
    assert f"{file.name} at offset " in done.stderr
    assert run("mend", "--data", data).returncode == 0
    assert run("rebuild", "--data", data).returncode == 0
    assert run("verify", "--data", data).returncode == 0


@pytest.mark.parametrize("kilobytes", [30, 600])
def test_no_room_left_is_exit_code_seven_and_nothing_is_lost(
    archive: Path, blog: str, tmp_path: Path, kilobytes: int
) -> None:
    command = (
        f'ulimit -f {kilobytes}; exec "{BIN}/blogarchive" crawl {blog} --allow-private --delay 0.01 --data {tmp_path}'
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 7, done.stderr
    assert str(tmp_path) in done.stderr.splitlines()[-1]
    assert crawled(tmp_path, blog).returncode == 0
    texts = "SELECT comment_id, author, published, body_text, path FROM comments ORDER BY id"
    assert rows(tmp_path, texts) == rows(archive, texts)
    assert run("verify", "--data", tmp_path).returncode == 0


def _count(data: Path) -> int:
    try:
        return int(rows(data, "SELECT count(*) FROM captures")[0][0])
    except sqlite3.Error:
        return 0
