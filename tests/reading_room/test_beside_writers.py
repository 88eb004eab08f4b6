"""A served archive goes on answering, and with the newest figures, while crawls and updates write to it."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.command import run
from tests.dataset.made import comment, post
from tests.loopback import Site, crawled, served, shelf, updated
from tests.reading_room.made import Archive, reading_room

if TYPE_CHECKING:
    from pathlib import Path

READERS = 4
PAGES = ("/-/room", "/blogs", "/blogs/posts", "/blogs/comments", "/-/search-archive?q=says", "/-/new.atom")


def test_ten_runs_come_and_go_beside_the_readers(tmp_path: Path) -> None:
    written(tmp_path, 0)
    with reading_room(tmp_path) as address:
        for number in range(1, 11):
            for page in PAGES:  # so that connections stand open on what the run before left
                read(address, page)
            written(tmp_path, number)
            assert counts(address) == (number + 1, 2 * (number + 1))
            for page in PAGES:
                read(address, page)


def test_an_update_beside_the_readers_is_seen_at_once(tmp_path: Path) -> None:
    site = Site(shelf(2))
    with ExitStack() as running:
        home = running.enter_context(served(site))
        assert crawled(tmp_path, f"{home}/", "--no-requisites").returncode == 0
        address = running.enter_context(reading_room(tmp_path))
        for posts in (3, 4):
            read(address, "/-/room")
            site.answer = shelf(posts)
            assert updated(tmp_path, "--no-requisites").returncode == 0
            assert counts(address)[0] == posts


def test_a_dataset_that_is_made_anew_is_the_one_that_is_read(tmp_path: Path) -> None:
    site = Site(shelf(2))
    with ExitStack() as running:
        home = running.enter_context(served(site))
        assert crawled(tmp_path, f"{home}/", "--no-requisites").returncode == 0
        address = running.enter_context(reading_room(tmp_path))
        for posts in (3, 4):
            for page in PAGES * 3:  # so that each thread of Datasette has its connection
                read(address, page)
            done = run("rebuild", "--data", tmp_path)
            assert done.returncode == 0, done.stderr
            site.answer = shelf(posts)
            assert updated(tmp_path, "--no-requisites").returncode == 0
            for _ in range(6):
                assert counts(address)[0] == posts


@pytest.mark.heavy
def test_readers_in_a_loop_and_an_update_every_few_seconds(tmp_path: Path) -> None:
    """`make readers`: ten minutes of it, or BLOGARCHIVE_MINUTES."""
    site, read_by_all, slowest = Site(shelf(2)), 0, 0.0
    until = time.monotonic() + 60 * float(os.environ.get("BLOGARCHIVE_MINUTES", "10"))
    with ExitStack() as running:
        home = running.enter_context(served(site))
        assert crawled(tmp_path, f"{home}/", "--no-requisites").returncode == 0
        address = running.enter_context(reading_room(tmp_path))
        pool = running.enter_context(ThreadPoolExecutor(READERS))
        readers = [pool.submit(read_until, until, address, f"127.0.0.{number + 2}") for number in range(READERS)]
        posts = 2
        while time.monotonic() < until - 10:
            posts += 1
            site.answer = shelf(posts)
            done = updated(tmp_path, "--no-requisites")
            assert done.returncode == 0, done.stderr
            assert counts(address)[0] == posts, "the figures are not fresh"
        for reader in readers:
            number, longest = reader.result()
            read_by_all, slowest = read_by_all + number, max(slowest, longest)
    print(f"\n{posts - 2} updates, {read_by_all} pages read by {READERS} readers, the slowest in {slowest:.1f} s")


def read_until(until: float, address: str, reader: str) -> tuple[int, float]:
    """How many pages were read in a loop until then, and how long the slowest took; each reader has an address."""
    number, slowest = 0, 0.0
    while time.monotonic() < until:
        for page in PAGES:
            began = time.monotonic()
            read(address, page, reader)
            number, slowest = number + 1, max(slowest, time.monotonic() - began)
    return number, slowest


def written(folder: Path, number: int) -> None:
    """What a run leaves: a post with two comments; its connection, the writers' last, is closed."""
    archive = Archive(folder)
    archive.save(post(f"post-{number}", comment("1"), comment("2", "1")), day=number)
    archive.close()


def counts(address: str) -> tuple[int, int]:
    """How many posts and comments the tables show."""
    found = (json.loads(read(address, f"/blogs/{name}.json?_shape=array&_size=max")) for name in ("posts", "comments"))
    posts, comments = map(len, found)
    return posts, comments


def read(address: str, page: str, reader: str = "127.0.0.1") -> bytes:
    connection = HTTPConnection(urlsplit(address).netloc, source_address=(reader, 0))
    with closing(connection):
        connection.request("GET", page)
        answer = connection.getresponse()
        body = answer.read()
    assert answer.status == 200, (page, answer.status, body[:200])
    return body
