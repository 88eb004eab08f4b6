"""`extract` reads whatever it is given as far as it can be read: one file, page or line stops none of the others."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from blogarchive.cli import extract_files
from blogarchive.cli.sources import Source, from_manifest
from tests.command import Done, run
from tests.warc.test_odd_records import response

POST = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{0} | Notes</title>{1}</head><body class="single">
<article class="post hentry"><h1 class="entry-title">{0}</h1>
<time class="entry-date" datetime="2014-03-04T09:00:00+01:00">then</time>
<div class="entry-content"><p>We went along the river and counted the herons, and there were many of them.</p></div>
</article></body></html>"""
HALVES = (
    '{"@type": "BlogPosting", "keywords": ["herons \\ud83d", "\\ude00 tea"], "author": {"name": "A\\udc00n"}}',
    '{"@type": "BlogPosting", "headline": "Tea \\ud83d\\ude00", "\\ud83d": 1, "author": {"name": "Ann \\ud83d"}}',
    '{"@graph": [{"@type": "Article", "url": "https://x.example/\\ud83d", "description": "\\udfff\\ud800"}]}',
)


def page(folder: Path, name: str, more: str = "") -> str:
    (folder / f"{name}.html").write_text(POST.format(name.capitalize(), more))
    return f"{name}.html"


def listed(done: Done) -> list[dict[str, Any]]:
    assert "Traceback" not in done.stderr, done.stderr
    done.stdout.encode()  # halves of surrogate pairs are in no file
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def manifest(folder: Path, *lines: str | bytes) -> Path:
    file = folder / "m.jsonl"
    file.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return file


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_halves_of_emoji_stop_nothing(jobs: str, tmp_path: Path) -> None:
    scripts = [f'<script type="application/ld+json">{said}</script>' for said in HALVES]
    pages = [page(tmp_path, f"post-{n}", scripts[n % 3]) for n in range(9)]
    done = run("extract", *pages, "--jobs", jobs, cwd=tmp_path)
    assert done.returncode == 0
    assert [one["title"] for one in listed(done)] == [f"Post-{n}" for n in range(9)]
    first = listed(done)[0]
    assert first["tags"] == ["herons \ufffd", "\ufffd tea"]


def test_halves_everywhere_else(tmp_path: Path) -> None:
    body = POST.format(
        "Cut &#xD83D; in &#55357;&#56832; two", "<link rel=canonical href='https://x.example/a&#xD83D;'>"
    )
    (tmp_path / "a.html").write_bytes(body.encode() + b"\xed\xa0\xbd")
    state = '<script id="__NEXT_DATA__">{"props": {"hashnode": "\\ud83d"}}</script>'
    done = run("extract", "a.html", page(tmp_path, "b", state), cwd=tmp_path)
    assert done.returncode == 0
    assert [one["title"].count("\ufffd") for one in listed(done)] == [3, 0]


NO_PAGES: dict[str, bytes] = {
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "b.html": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 9,
    "c.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(99),
    "d.log": b'192.0.2.1 - - [05/Mar/2014:09:00:00 +0000] "GET / HTTP/1.1" 200 512\n' * 30,
    "e.json": b'{"title": "Herons", "body": "<p>We saw many of them.</p>", "date": "2014-03-04"}',
    "f.txt": b"What I meant to write on 4 March 2014, and never did.\n" * 9,
    "g.html": b"",
    "h.html": b" \n\t ",
    "i.html": b"\x00" * 5000,
    "j.csv": b"title,date\nHerons,2014-03-04\n" * 40,
    "k.js": b"var a = document.createElement('p'); a.innerHTML = 'We saw many';\n" * 9,
    "l.zip": b"PK\x05\x06" + bytes(18),
    "m.db": b"SQLite format 3\x00" + bytes(4000),
    "n.html.gz": gzip.compress(POST.format("Packed", "").encode()),
    "o.bin": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("name", NO_PAGES)
def test_what_is_no_page_is_no_post(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(NO_PAGES[name])
    done = run("extract", name, page(tmp_path, "z"), cwd=tmp_path)
    assert done.returncode == 0
    found = listed(done)
    assert [one.get("post", True) for one in found] == [False, True]
    assert "title" not in found[0]


def test_what_is_not_there_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to("nowhere")
    (tmp_path / "loop.html").symlink_to("loop.html")
    (tmp_path / "link.warc.gz").symlink_to("nowhere")
    given = ["missing.html", "link.html", "loop.html", "link.warc.gz", page(tmp_path, "one")]
    done = run("extract", *given, cwd=tmp_path)
    assert done.returncode == 3
    assert [one.get("title") for one in listed(done)] == [None, None, None, "One"]
    for name in given[:4]:
        assert name in done.stderr
    assert run("extract", "missing.html", "link.html", cwd=tmp_path).returncode == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_nobody_may_read_is_named(tmp_path: Path) -> None:
    (tmp_path / page(tmp_path, "shut")).chmod(0)
    done = run("extract", "shut.html", page(tmp_path, "open"), cwd=tmp_path)
    assert done.returncode == 3
    assert "shut.html cannot be read: Permission denied" in done.stderr
    assert [one.get("title") for one in listed(done)] == [None, "Open"]


def test_a_folder_is_read_with_those_in_it(tmp_path: Path) -> None:
    inner = tmp_path / "site" / "2014" / "deep"
    inner.mkdir(parents=True)
    page(inner, "two")
    page(tmp_path / "site", "one")
    (inner / "style.css").write_text("p { color: red }")
    (inner / "a.png").write_bytes(NO_PAGES["a.png"])
    (inner / "captures.warc").write_bytes(response("http://blog.example/three/", WARC_Date=""))
    with zipfile.ZipFile(inner / "packed.wacz", "w") as package:
        package.writestr("x/archive/a.warc", response("http://blog.example/four/"))
    done = run("extract", "site", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [one.get("title") for one in listed(done) if one.get("post", True)][:2] == ["Two", "One"]
    (inner / "gone.html").symlink_to("nowhere")
    done = run("extract", "site", cwd=tmp_path)
    assert (done.returncode, "gone.html cannot be read" in done.stderr) == (3, True)


ODD = (
    b"not JSON", b"[1, 2]", b"{}", b'{"file": null}', b'{"file": 7}', b'{"file": ""}', b'{"file": "a\\u0000b"}',
    b'{"file": "one.html"', b"\xff\xfe", b"null", b"[" * 5000, b'{"file": ["one.html"]}',
)  # fmt: skip


@pytest.mark.parametrize("line", ODD)
def test_an_odd_line_of_a_manifest_is_named_and_the_rest_is_read(line: bytes, tmp_path: Path) -> None:
    one, two = page(tmp_path, "one"), page(tmp_path, "two")
    manifest(tmp_path, f'{{"file": "{one}"}}', line, f'{{"file": "{two}"}}')
    done = run("extract", "--manifest", "m.jsonl", cwd=tmp_path)
    assert done.returncode == 3
    assert [(record["file"], record.get("title")) for record in listed(done)] == [
        ("one.html", "One"), (None, None), ("two.html", "Two")
    ]  # fmt: skip
    assert "m.jsonl, line 2: not an object with a" in done.stderr


def test_a_manifest_as_tools_write_it(tmp_path: Path) -> None:
    latin = os.fsdecode(b"caf\xe9.html")
    (tmp_path / latin).write_text(POST.format("Latin", ""))
    page(tmp_path, "a\u2028b")
    lines = (
        b'\xef\xbb\xbf{"file": "one.html", "url": "https://blog.example/one/", "content_type": null}\r', b"", b"  ",
        '{"file": "a\u2028b.html"}'.encode(), b'{"file": "caf\xe9.html", "url": null}',
        b'{"file": "./one.html", "more": 1}', b"\x00\x00",
    )  # fmt: skip
    page(tmp_path, "one")
    manifest(tmp_path, *lines)
    done = run("extract", "--manifest", "m.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = listed(done)
    assert [record["title"] for record in found] == ["One", "A b", "Latin", "One"]
    assert found[0]["url"] == "https://blog.example/one/"


@pytest.mark.parametrize("url", ["http://[bad/", "http://x:99999/", 7, ["x"], {"a": 1}])
def test_an_odd_address_in_a_manifest_is_named(url: object, tmp_path: Path) -> None:
    one, two = page(tmp_path, "one"), page(tmp_path, "two")
    manifest(tmp_path, json.dumps({"file": one, "url": url}), json.dumps({"file": two, "url": "\ud83d"}))
    done = run("extract", "--manifest", "m.jsonl", cwd=tmp_path)
    assert done.returncode == 3
    assert [record["file"] for record in listed(done)] == ["one.html", "two.html"]
    assert "m.jsonl, line 1" in done.stderr


def test_what_is_no_manifest_at_all_is_a_usage_error(tmp_path: Path) -> None:
    manifest(tmp_path, "file,url", "one.html,x")
    done = run("extract", "--manifest", "m.jsonl", cwd=tmp_path)
    assert (done.returncode, "m.jsonl, line 1" in done.stderr) == (2, True)
    assert from_manifest(manifest(tmp_path, "")) == []


def test_a_page_that_kills_its_process_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of a library's C code, or memory that is no more: what cannot be caught."""
    monkeypatch.setattr(extract_files, "_page", _killing)
    sources = [Source(tmp_path / page(tmp_path, f"post-{n}")) for n in range(20)]
    found = list(extract_files.records(sources, jobs=2, generic=False))
    titles = [json.loads(read.line or "").get("title") for read in found]
    assert titles == [None if n == 13 else f"Post-{n}" for n in range(20)]
    assert [read.said for read in found if read.is_fault] == [
        f"{sources[13].path}: the process that read it was killed"
    ]


def _killing(source: Source) -> Any:
    if source.path.name == "post-13.html":
        os._exit(9)
    return _PAGE(source)


_PAGE = extract_files._page
