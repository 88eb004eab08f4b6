"""The commands that tests run in a fork are what the installed scripts are."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import command
from tests.command import ForkServer, real, run, start
from tests.loopback import until

SLEEP = ["-n", "1", "-r", "1", "import time; time.sleep(600)"]
"""For timeit, a module of the standard library that runs what it is given."""

SAME = [
    ["--version"],
    ["crawl", "--help"],
    ["crawl"],  # usage: 2
    ["crawl", "https://blog.example/", "--max-posts", "none"],
    ["update"],  # no archive: 7
    ["list", "--json"],
    ["no-such-command"],
]


@pytest.mark.parametrize("words", SAME, ids=" ".join)
def test_a_fork_says_and_ends_as_the_script_does(words: list[str], tmp_path: Path) -> None:
    how = {"cwd": tmp_path, "env": {"COLUMNS": "60"}}
    forked, alone = run(*words, **how), real(*words, **how)  # type: ignore[arg-type]
    assert forked.returncode == alone.returncode
    assert (forked.stdout, forked.stderr) == (alone.stdout, alone.stderr)
    assert forked.stdout or forked.stderr


def test_scrapy_too(tmp_path: Path) -> None:
    words = ["settings", "--get", "BOT_NAME"]
    checkout = Path(__file__).parent.parent
    assert run(*words, program="scrapy", cwd=checkout).stdout == "blogarchive\n"
    assert run(*words, program="scrapy", cwd=tmp_path).stdout == real(*words, program="scrapy", cwd=tmp_path).stdout


def test_it_stands_where_it_is_told_to_and_has_the_umask_of_the_test(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        assert run("add", "https://blog.example/", cwd=tmp_path).returncode == 0
    finally:
        os.umask(before)
    assert (tmp_path / "data" / "blogarchive.toml").exists()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_settings_come_from_its_own_environment_and_no_earlier_one(tmp_path: Path) -> None:
    checkout, words = Path(__file__).parent.parent, ["settings", "--get", "BLOGARCHIVE_CONTACT"]
    told = [run(*words, program="scrapy", cwd=checkout, env=env).stdout for env in ({"BLOGARCHIVE_CONTACT": "me"}, {})]
    assert told == ["me\n", "None\n"]


def test_what_counts_at_the_start_of_python_is_refused() -> None:
    with pytest.raises(ValueError, match="PYTHONPATH counts when Python starts"):
        run("--version", env={"PYTHONPATH": "/"})


def test_an_error_of_ours_ends_it_with_a_traceback(tmp_path: Path) -> None:
    """A module without a `main`, as an example of what nobody catches."""
    done = run(program="tests.loopback")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("AttributeError: module 'tests.loopback' has no attribute 'main'")


def test_what_is_given_is_read_to_its_end() -> None:
    said = [f"{number} 駅" for number in range(30_000)]
    assert (
        json.loads(run("--json-lines", "--no-ensure-ascii", program="json.tool", stdin=json.dumps(said)).stdout) == said
    )


def test_signals_reach_it_and_it_is_over_after_the_block(tmp_path: Path) -> None:
    with start(*SLEEP, program="timeit") as stopped, start(*SLEEP, program="timeit") as left:
        assert stopped.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            stopped.wait(0.05)
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(30) == -signal.SIGTERM
        stopped.kill()  # of a process that is over: nothing
    assert left.returncode == -signal.SIGKILL


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.process.kill()
    server.close()


def test_nothing_is_left_behind(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_server", cache(lambda: server))
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    assert run("--version").returncode == 0
    if children.exists():  # Linux tells of zombies here, too
        until(lambda: not children.read_text())
    with start(*SLEEP, program="timeit") as command_under_way:
        assert server.close() == 0
        assert command_under_way.poll() is None  # it is a process of its own


def test_a_server_that_died_is_named(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_server", cache(lambda: server))
    server.process.kill()
    server.process.wait()
    with pytest.raises(RuntimeError, match="the fork server has died"):
        run("--version")
