"""Nothing that a terminal obeys is printed, whatever strangers call their blogs; and no secret is logged."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogarchive.logs import JsonLines
from blogarchive.printable import make_plain, printable, without_secrets
from tests.command import run
from tests.loopback import QUICK, Answer, Site, crawled, rows, served

NASTY = "\x1b]0;owned\x07\x1b[2J\x08\x9b31m\x85\u202e\u2066\u2028\r"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]")


def test_what_a_terminal_obeys_is_written_out() -> None:
    assert printable("a\x1b[2Jb\x9bc\u202ed\x7f") == r"a\u001b[2Jb\u009bc\u202ed\u007f"
    assert printable("Tide\tund Ebbe\n潮汐 🌊 عربى") == "Tide\tund Ebbe\n潮汐 🌊 عربى"
    assert json.loads(printable(json.dumps(NASTY, ensure_ascii=False))) == NASTY
    assert printable("\ud800").encode() == rb"\ud800"


@pytest.mark.parametrize(
    "text",
    ["http://anna:hunter2@blog.example/", "//hunter2@blog.example", "https://a.example/?access_token=hunter2&b=1",
     "https://s3.example/x.png?X-Amz-Signature=hunter2", "?a=1&X-Amz-Credential=hunter2%2F2026", "/x?sig=hunter2#f",
     "https://disqus.com/api/3.0/x.json?forum=a&api_key=hunter2", "/x?a=b&amp;key=hunter2", "?client_secret=hunter2",
     "?u=http%3A%2F%2Fa%2F%3Ftoken%3Dhunter2", "Cookie: a=b; session=hunter2", "'Authorization': 'Basic hunter2'",
     "Set-Cookie: hunter2=1; Path=/", "Proxy-Authorization: Basic hunter2", "?Key-Pair-Id=hunter2",
     "x-api-key: hunter2", "{'BLOGARCHIVE_DISQUS_KEY': 'hunter2', 'BOT_NAME': 'x'}",
     "'BLOGARCHIVE_PROXY': 'http://anna:hunter2@proxy.example:3128'"],
)  # fmt: skip
def test_a_secret_is_left_out(text: str) -> None:
    assert "hunter2" not in without_secrets(f"before {text}")
    assert without_secrets(f"before {text}").startswith("before ")


@pytest.mark.parametrize(
    "text",
    ["https://blog.example/@anna/?p=1&keyword=tide", "by anna@blog.example: 3 posts", "?monkey=1&design=2&author=anna",
     "8 of 8 posts, 0 comments; 24 requests (38.2/s), 0.0 MB", "http://a.example/tokens/?page=2"],
)  # fmt: skip
def test_all_else_is_told_as_it_is(text: str) -> None:
    assert without_secrets(printable(text)) == text


@pytest.fixture
def plain() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    make_plain()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("formatter", [logging.Formatter(), JsonLines()])
def test_every_log_record_is_plain_and_its_traceback(formatter: logging.Formatter) -> None:
    try:
        int(f"{NASTY} http://anna:hunter2@blog.example/")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, __file__, 1, "%s %s", (NASTY, "?token=hunter2"), sys.exc_info()
        )
    line = formatter.format(record)
    assert "ValueError" in line
    assert not OBEYED.search(line)
    assert "hunter2" not in line


def nasty(target: str) -> Answer | str | None:
    if target == "/":
        gone = f"/2014/03/gone{NASTY}/?access_token=hunter2"
        titles = f"<a href='/2014/03/low/'>Low</a></h2><h2 class=entry-title><a href='{gone}'>Gone</a>"
        return f"<title>Tide {NASTY}</title><h1>Tide</h1><h2 class=entry-title>{titles}</h2>"
    if target.startswith("/2014/03/low"):
        return (
            f"<title>Low {NASTY}</title><article><h1>Low {NASTY}</h1><p>{'The tide went out at noon. ' * 9}</article>"
        )
    return None


def test_no_command_prints_what_a_terminal_obeys(tmp_path: Path) -> None:
    with served(Site(nasty)) as base:
        log = tmp_path / "log"
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--summary", "--log-file", str(log), env=QUICK)
        assert done.returncode in (0, 3), done.stderr
        rows(tmp_path, f"UPDATE blogs SET title = 'Tide {NASTY}'")
        said = [done.stderr, done.stdout, log.read_text()]
        for words in (
            ["status"],
            ["list"],
            ["status", "--json"],
            ["verify"],
            ["forget", f"{base}/2014/03/low/", "--dry-run"],
        ):
            shown = run(*words, "--data", tmp_path)
            said += [shown.stdout, shown.stderr]
    assert "Tide" in said[3]
    for text in said:
        assert not OBEYED.search(text), text
        assert "hunter2" not in text or text.startswith('{"blogs"'), text


def test_nor_does_export_on_a_terminal(tmp_path: Path) -> None:
    with served(Site(nasty)) as base:
        crawled(tmp_path, f"{base}/", "--no-requisites")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "blogarchive", "export", "jsonl", "--data", str(tmp_path)]
    done = subprocess.Popen(command, stdout=theirs, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    os.close(theirs)
    shown = b""
    try:
        while more := os.read(ours, 65536):
            shown += more
    except OSError:  # what Linux says at the end
        pass
    os.close(ours)
    assert done.wait(30) == 0
    line = shown.decode().replace("\r\n", "\n")
    assert not OBEYED.search(line)
    assert "Low" in json.loads(line)["title"]
