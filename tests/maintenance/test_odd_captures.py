"""No file, record or page stops `rebuild` or `verify`: what is wrong is named with its place, and the rest is read."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from blogarchive.dataset.store import Store
from blogarchive.errors import StorageError
from blogarchive.maintenance import rebuild
from blogarchive.models import Extraction
from tests.command import run
from tests.loopback import rows
from tests.maintenance.test_rebuild import warc
from tests.warc.made import answer
from tests.warc.test_foreign import record
from tests.warc.test_odd_records import response

TITLES = "SELECT title FROM posts ORDER BY title"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "warc").mkdir()
    warc(tmp_path / "warc" / "b.warc.gz", "first", "second")
    return tmp_path


def add(data: Path, name: str, content: bytes) -> None:
    (data / "warc" / name).write_bytes(content)


def test_a_record_of_no_address_is_no_loss(data: Path) -> None:
    add(data, "a.warc", response("http://[bad/"))
    done = run("rebuild", "--data", data)
    assert done.returncode == 0
    assert done.stderr.startswith("blogarchive: a.warc at offset 0: its address is none")
    assert rows(data, TITLES) == [("first",), ("second",)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.warc.gz", b"\x1f\x8b\x08\x00 and no more", "a.warc.gz at offset 0: "),
        ("a.warc", b"no record\r\n" * 99, "a.warc at offset 0: no record begins here"),
        ("a.warc", response("http://blog.example/x/")[:-50], "torn: "),
        ("a.arc", b"filedesc://a.arc 0.0.0.0 20040305100000 text/plain 9999999\nx", "a.arc at offset 0: "),
    ],
)
def test_a_file_that_is_damaged_is_named_and_the_rest_is_read(data: Path, name: str, content: bytes, said: str) -> None:
    add(data, name, content)
    done = run("rebuild", "--data", data)
    assert (done.returncode, said in done.stderr) == (3, True), done.stderr
    assert rows(data, TITLES) == [("first",), ("second",)]
    found = json.loads(run("verify", "--json", "--data", data).stdout)
    assert {problem["file"] for problem in found["problems"]} == {name}


def test_files_that_cannot_be_opened_are_named_and_the_rest_is_read(data: Path) -> None:
    (data / "warc" / "a.warc.gz").symlink_to("nowhere")
    (data / "warc" / "c.warc.gz").mkdir()
    (data / "warc" / "deeper").mkdir()
    warc(data / "warc" / "deeper" / "d.warc.gz", "third")
    done = run("rebuild", "--data", data)
    assert done.returncode == 3
    assert "a.warc.gz cannot be read: No such file or directory" in done.stderr
    assert "c.warc.gz cannot be read: Is a directory" in done.stderr
    assert rows(data, TITLES) == [("first",), ("second",)]
    found = run("verify", "--data", data)
    assert found.returncode == 5
    wrong = [line.partition(" at ")[0] for line in found.stderr.splitlines() if " at offset " in line]
    assert wrong == ["a.warc.gz", "c.warc.gz"]
    assert run("status", "--data", data).returncode == 0


def test_a_page_that_cannot_be_saved_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Store.save

    def stumbling(store: Store, extraction: Extraction, **more: Any) -> Any:
        if "first" in extraction.page.url:
            raise OverflowError("a fault of ours")
        return save(store, extraction, **more)

    monkeypatch.setattr(Store, "save", stumbling)
    named: list[Exception] = []
    assert rebuild.rebuild(data, on_error=named.append) == (1, 0)
    (told,) = map(str, named)
    assert told == (
        "b.warc.gz at offset 0: http://blog.example/2026/01/first/ could not be read (OverflowError: a fault of ours)"
    )
    assert rows(data, "SELECT count(*) FROM captures") == [(2,)]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("malformed")])
def test_a_disk_that_fails_is_no_fault_of_a_page(data: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Store, "save", failing)
    with pytest.raises(StorageError):
        rebuild.rebuild(data)
    assert not (data / "blogs.db").exists()


ODD = """<!DOCTYPE html><html><head><title>Odd</title><link rel=canonical href="http://blog.example/2026/01/odd/">
<script type="application/ld+json">{"@type": "BlogPosting", "headline": "Odd", "commentCount": %s,
"keywords": "a\\ud83d, b\\u0000c", "url": "http://blog.example/\\ud83d", "author": {"name": "A\\udc00n\\u0000"},
"comment": [{"@type": "Comment", "text": "x \\ud83d \\u0000", "author": {"name": "\\ude00"}, "dateCreated": "\\ud800"}]}
</script></head><body class=single><article class=hentry><h1 class=entry-title>Odd</h1><div class=entry-content>
<p>Text of a post with <a href="http://[bad/">a</a> <a href="http://x:99999/">b</a> <a href="//">c</a>
<a href="http://\x00/">d</a> <a href="http://a..b/">e</a> <a href="/x&#xD83D;">f</a> <img src="http://[bad/a.png">
<a href="http://blog.example/2026/01/odd/?cpage=%s">g</a></p></div></article>
<ol class=commentlist><li class=comment id=comment-%s><cite class=fn>Ann</cite><p>Well.</p></li></ol></body></html>"""


def test_odd_numbers_and_texts_are_saved_as_far_as_they_can_be(data: Path) -> None:
    for number, digits in enumerate(("9" * 30, "9" * 5000, "-1", "1e400")):
        page = (ODD % (digits, digits, digits)).replace("/odd/", f"/odd-{number}/")
        url = f"http://blog.example/2026/01/odd-{number}/"
        add(data, f"odd-{number}.warc", record("response", answer(page.encode()), url))
    done = run("rebuild", "--data", data)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert rows(data, "SELECT count(*) FROM posts WHERE title = 'Odd'") == [(4,)]
    done = run("export", "jsonl", "--data", data)
    assert [json.loads(line)["title"] for line in done.stdout.split("\n") if line].count("Odd") == 4
