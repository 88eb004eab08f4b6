"""Old ARC files in an archive and on the command line: extracted, rebuilt from, verified, left alone by `mend`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from blogarchive.cli.app import main
from tests.warc import arcs

NAMES = ("heron", "otter", "eel")
RECORDS = [
    arcs.version_block(),
    arcs.record(b"dns:blog.example 192.0.2.1 20040305101112 text/dns", b"blog.example. 60 IN A 192.0.2.7\n"),
    *map(arcs.page, NAMES),
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def posts(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def archive(data: Path, *files: tuple[str, bytes]) -> Path:
    (data / "warc").mkdir()
    for name, content in files:
        (data / "warc" / name).write_bytes(content)
    return data


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.arc.gz", arcs.zipped(RECORDS)), ("a.arc", arcs.plain(RECORDS)), ("a.html", arcs.plain(RECORDS))],
    ids=["gzip", "plain", "misnamed"],
)
def test_extract(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("extract", tmp_path / name, "--jobs", 1)
    assert done.exit_code == 0
    found = posts(done.stdout)
    assert sorted(post["title"] for post in found) == sorted(NAMES)
    for post in found:
        assert post["url"] == f"http://blog.example/2004/03/{post['title']}/"
        assert post["published"] == "2004-03-04"
        assert post["body_text"].startswith("We went along the river")
        assert "HTTP" not in json.dumps(post)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("image.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9),
        ("notes.html", b"What I meant to write, and never did.\n" * 9),
        ("data.html", b'{"title": "Herons", "text": "<p>We saw many of them.</p>"}'),
        ("packed.html", arcs.zipped([b"<html><body><h1>Herons</h1><p>We saw many.</p></body></html>"])),
    ],
    ids=["image", "notes", "data", "packed"],
)
def test_what_is_no_page_is_no_post(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("extract", tmp_path / name, "--jobs", 1)
    [said] = posts(done.stdout)
    assert said["post"] is False
    assert said["error"] == "no page: there is no markup in it"
    assert f"{name} is no page" in done.stderr


def test_no_arc_file_is_no_post(tmp_path: Path) -> None:
    (tmp_path / "a.arc").write_bytes(b"\x1a\x08NOTES.TXT\x00" + bytes(99))
    done = run("extract", tmp_path / "a.arc", "--jobs", 1)
    assert done.stdout == ""
    assert "a.arc at offset 0: no record begins here" in done.stderr


def test_rebuild_verify_mend(tmp_path: Path) -> None:
    data = archive(
        tmp_path, ("a.arc.gz", arcs.zipped(RECORDS)), ("b.ARC", arcs.plain([*RECORDS[:1], arcs.page("elk")]))
    )
    done = run("rebuild", "--data", data)
    assert (done.exit_code, done.stderr) == (0, "4 posts, 0 comments\n")
    first = run("export", "jsonl", "--data", data).stdout
    assert sorted(post["title"] for post in posts(first)) == sorted([*NAMES, "elk"])

    done = run("verify", "--data", data)
    assert (done.exit_code, done.stdout) == (0, "intact: 7 records, 8 rows, 0 problems\n")
    assert done.stderr.startswith("7 records carry no digest (no ARC file does): of these only the framing was checked")
    verdict = json.loads(run("verify", "--data", data, "--json").stdout)
    assert verdict == {"ok": True, "records": 7, "undigested": 7, "rows": 8, "problems": []}

    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (data / "warc").iterdir()}
    assert run("mend", "--data", data).exit_code == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (data / "warc").iterdir()} == before

    assert run("rebuild", "--data", data).exit_code == 0
    assert run("export", "jsonl", "--data", data).stdout == first


def test_a_changed_page_is_seen_by_the_dataset(tmp_path: Path) -> None:
    """No digest stands in the file: what was read of it when the dataset was made vouches for it."""
    data = archive(tmp_path, ("a.arc", arcs.plain(RECORDS)))
    assert run("rebuild", "--data", data).exit_code == 0
    path = data / "warc" / "a.arc"
    at = path.read_bytes().index(b"herons on otter")
    path.write_bytes(path.read_bytes().replace(b"herons on otter", b"Herons on otter"))
    verdict = json.loads(run("verify", "--data", data, "--json").stdout)
    [problem] = verdict["problems"]
    assert problem["file"] == "a.arc"
    assert problem["offset"] < at
    assert "http://blog.example/2004/03/otter/" in problem["problem"]
    assert run("verify", "--data", data).exit_code == 5


def test_damage_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = arcs.zipped(RECORDS)
    begin, _ = list(arcs.places(RECORDS, packed=True))[3]
    harmed = content[: begin + 40] + bytes(9) + content[begin + 49 :]
    data = archive(tmp_path, ("a.arc.gz", harmed))
    done = run("extract", data / "warc" / "a.arc.gz", "--jobs", 1)
    assert sorted(post["title"] for post in posts(done.stdout)) == ["eel", "heron"]
    assert f"a.arc.gz at offset {begin}: the compressed data is damaged" in done.stderr
    done = run("rebuild", "--data", data)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (3, "2 posts, 0 comments")
    done = run("verify", "--data", data)
    assert done.exit_code == 5
    assert done.stderr.startswith(f"a.arc.gz at offset {begin}: the compressed data is damaged")
    assert run("mend", "--data", data).stdout == ""
    assert (data / "warc" / "a.arc.gz").read_bytes() == harmed


def test_a_wacz_holds_no_arc_files(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = archive(tmp_path, ("a.arc.gz", arcs.zipped(RECORDS)), ("b.warc", b""))
    assert run("rebuild", "--data", data).exit_code == 0
    assert run("export", "wacz", "--data", data, "--out", tmp_path / "out.wacz").exit_code == 0
    with zipfile.ZipFile(tmp_path / "out.wacz") as archived:
        assert [name for name in archived.namelist() if name.startswith("archive/")] == ["archive/b.warc"]
        assert len(archived.read("pages/pages.jsonl").splitlines()) == 1
    assert "a.arc.gz is left out: a WACZ holds no ARC files" in caplog.text
