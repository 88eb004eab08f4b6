"""A run ends by its limits, cleanly and with its reason, and the next one goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blogarchive.schedule.limits import Limits, size
from tests.loopback import Site, chain, crawled, rows, served

POSTS = 30


@pytest.mark.parametrize(
    ("text", "count"),
    [("500000", 500_000), ("500k", 500_000), ("20 MB", 20_000_000), ("1.5G", 1_500_000_000), ("2gib", 2 * 10**9)],
)
def test_sizes_as_people_write_them(text: str, count: int) -> None:
    assert size(text) == count


@pytest.mark.parametrize("text", ["", "k", "-5", "5 apples", "1e9"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size(text)


def test_no_limit_is_never_reached() -> None:
    assert Limits().spent(received=10**15, seconds=10**9) is None
    assert Limits().reached(posts_left=True, deeper_left=True) is None


@pytest.mark.parametrize(
    ("option", "value", "code", "outcome"),
    [
        ("--max-posts", "4", 0, "limit reached: 4 posts"),
        ("--max-depth", "4", 0, "limit reached: depth 4"),
        ("--max-bytes", "60k", 8, "budget spent: "),
        ("--max-minutes", "0.03", 8, "budget spent: 0.03 minutes"),
    ],
)
def test_a_limit_ends_the_run_and_the_next_one_goes_on(
    option: str, value: str, code: int, outcome: str, tmp_path: Path
) -> None:
    site = Site(chain(POSTS, padding=1000))
    with served(site) as base:
        delay = 0.2 if option == "--max-minutes" else 0.005
        first = crawled(tmp_path, f"{base}/", option, value, "--json", delay=delay)
        ((told, received),) = rows(tmp_path, "SELECT outcome, bytes FROM runs")
        assert (first.returncode, told[: len(outcome)]) == (code, outcome), first.stderr
        if option != "--max-minutes":  # in which a busy machine may come to nothing
            (blog,) = json.loads(first.stdout)["blogs"]
            assert not blog["complete"]
            assert 4 <= blog["posts"] < POSTS
        if option in ("--max-posts", "--max-depth"):
            assert blog["posts"] == 4
        if option == "--max-bytes":
            assert 60_000 <= received < 60_000 + 3 * 9000  # what is under way when it is spent still comes in
        assert rows(tmp_path, "SELECT count(*) FROM urls WHERE state = 'failed' AND kind = 'post'") == [(0,)]
        assert crawled(tmp_path, f"{base}/").returncode == 0
    read = {url for (url,) in rows(tmp_path, "SELECT url FROM posts WHERE source = 'page'")}
    assert {f"{base}/tide-{n}/" for n in range(POSTS)} <= read
    assert len(site.paths) <= 1.3 * len(set(site.paths))  # what was archived before is not fetched again


def test_a_budget_that_is_not_spent_and_a_limit_that_is_not_met_leave_no_trace(tmp_path: Path) -> None:
    with served(Site(chain(3))) as base:
        options = ["--max-posts", "3", "--max-depth", "9", "--max-bytes", "1G", "--max-minutes", "5"]
        assert crawled(tmp_path, f"{base}/", *options).returncode == 0
    assert rows(tmp_path, "SELECT outcome FROM runs") == [("finished",)]


def test_a_limit_that_cannot_be_meant_is_exit_code_two(tmp_path: Path) -> None:
    done = crawled(tmp_path, "http://127.0.0.1:9/", "--max-bytes", "many")
    assert done.returncode == 2
    assert "is no size" in done.stderr
