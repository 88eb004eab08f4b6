"""A WACZ holds the captures as they are, and everything in it is where its index and its account say."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from blogarchive.cli.app import main
from blogarchive.errors import StorageError, UsageError
from blogarchive.export import write
from blogarchive.maintenance.rebuild import rebuild
from blogarchive.warc import WarcWriter, pages
from tests.warc.made import answer, exchange

HOME = "http://blog.example/"
POST = """<!DOCTYPE html><html><head><meta name="generator" content="WordPress 4.1"><title>{title}</title></head>
<body class="single"><article id="post-{n}" class="post-{n} post type-post hentry"><h1 class="entry-title">{title}</h1>
<time class="entry-date" datetime="2014-03-0{n}T10:00:00+00:00">then</time>
<div class="entry-content"><p>Body of {title}.</p></div></article></body></html>"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    writer = WarcWriter(tmp_path / "data" / "warc", info={}, max_size=1500)
    writer.write_metadata(HOME, {"blog": HOME})
    writer.write(exchange("/", answer(b"<html><head><title>A blog</title></head><body>Hello</body></html>")))
    for number in range(1, 5):
        body = POST.format(title=f"Post {number}", n=number).encode()
        writer.write(exchange(f"/2014/03/post-{number}/", answer(body)))
    writer.close()
    rebuild(tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize("name", ["my blogs #1", "50% off?", "a?mode=memory", "%23", "[x]*"])
def test_an_archive_is_exported_from_a_folder_of_any_name(
    name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = data.rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for folder in (moved, Path(name)):
        write("wacz", folder, tmp_path / "blog.wacz")
        names = zipfile.ZipFile(tmp_path / "blog.wacz").namelist()
        assert [found for found in names if found.startswith("archive/")]
        write("csv", folder, tmp_path / "tables")
        assert "Post 1" in (tmp_path / "tables" / "posts.csv").read_text()


@pytest.fixture
def archive(data: Path) -> zipfile.ZipFile:
    write("wacz", data, data / "blog.wacz")
    return zipfile.ZipFile(data / "blog.wacz")


def test_what_the_specification_asks_for(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    assert {"datapackage.json", "datapackage-digest.json", "indexes/index.cdxj", "pages/pages.jsonl"} <= set(names)
    warcs = [info for info in archive.infolist() if info.filename.startswith("archive/")]
    assert len(warcs) > 1
    assert all(info.compress_type == zipfile.ZIP_STORED for info in warcs)
    # ReplayWeb.page reckons where a file begins by the central directory: no extra field may stand before it.
    raw = Path(archive.filename or "").read_bytes()
    assert all(raw[info.header_offset + 28 : info.header_offset + 30] == b"\0\0" for info in archive.infolist())
    package = json.loads(archive.read("datapackage.json"))
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    assert package["mainPageUrl"] == HOME
    assert {each["path"] for each in package["resources"]} == {n for n in names if not n.startswith("datapackage")}
    for each in package["resources"]:
        content = archive.read(each["path"])
        assert each["bytes"] == len(content)
        assert each["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert each["name"] == each["path"].rpartition("/")[2]
    digest = json.loads(archive.read("datapackage-digest.json"))
    whole = "sha256:" + hashlib.sha256(archive.read("datapackage.json")).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": whole}


def test_every_line_of_the_index_leads_to_its_record(archive: zipfile.ZipFile) -> None:
    lines = archive.read("indexes/index.cdxj").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 5
    for line in lines:
        _, stamp, fields = line.split(b" ", 2)
        entry = json.loads(fields)
        begin, length = int(entry["offset"]), int(entry["length"])
        record = gzip.decompress(archive.read(f"archive/{entry['filename']}")[begin : begin + length])
        assert f"WARC-Target-URI: {entry['url']}\r\n".encode() in record
        assert re.fullmatch(rb"\d{14}", stamp)


def test_each_post_is_a_page_with_its_text(archive: zipfile.ZipFile) -> None:
    head, *rest = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert [page["url"] for page in rest] == [HOME, *(f"{HOME}2014/03/post-{number}/" for number in range(1, 5))]
    assert [page.get("title") for page in rest[1:]] == [f"Post {number}" for number in range(1, 5)]
    assert all("Body of" in page["text"] for page in rest[1:])
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", page["ts"]) for page in rest)


def test_the_dataset_is_inside(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    db = sqlite3.connect(archive.extract("dataset/blogs.db", tmp_path))
    assert db.execute("SELECT count(*) FROM posts").fetchone() == (4,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


def test_it_reads_as_the_files_it_was_made_of(archive: zipfile.ZipFile, data: Path) -> None:
    ours = {page.url: page.body for path in (data / "warc").glob("*.warc.gz") for page in pages(path)}
    assert {page.url: page.body for page in pages(Path(archive.filename or ""))} == ours


def test_a_file_is_needed_and_left_whole(data: Path, tmp_path: Path) -> None:
    for out in (None, tmp_path / "x.zip"):
        with pytest.raises(UsageError, match=r"\.wacz"):
            write("wacz", data, out)
    with pytest.raises(StorageError, match=r"x\.wacz"):
        write("wacz", data, tmp_path / "no" / "x.wacz")
    assert "wacz" in str(main.commands["export"].params[0].type.to_info_dict())
