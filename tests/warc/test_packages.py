"""WACZ files as they come: in a folder, of WACZ files, compressed, broken off, with members that cannot be read."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from blogarchive.errors import CaptureError
from blogarchive.warc import holds_records, pages, read_page, verify_file
from tests.warc.made import answer
from tests.warc.test_foreign import record

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def warc(*names: str) -> bytes:
    made = (
        record("response", answer(f"<title>{name}</title>".encode()), f"http://blog.example/{name}/") for name in names
    )
    return b"".join(gzip.compress(one) for one in made)


def packed(members: dict[str, bytes], compression: int = STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(path: Path, content: bytes) -> tuple[list[str], list[str]]:
    """Names of the pages that are found, and what is named as wrong; each page is found again by its capture."""
    path.write_bytes(content)
    named: list[CaptureError] = []
    found = list(pages(path, on_error=named.append))
    for page in found:
        assert page.capture is not None
        assert read_page(path.parent, page.capture).body == page.body
    return [page.url.split("/")[3] for page in found], [str(error) for error in named]


@pytest.mark.parametrize("compression", [STORED, DEFLATED])
@pytest.mark.parametrize(
    "members",
    [
        {"archive/a.warc.gz": warc("one", "two"), "pages/pages.jsonl": b"{}"},
        {"my-crawl/archive/a.warc.gz": warc("one", "two"), "my-crawl/datapackage.json": b"{}"},
        {"a/b/c/archive/a.WARC.GZ": warc("one"), "a/b/c/archive/b.warc.gz": warc("two")},
        {"archive/one": warc("one"), "elsewhere/two.warc": gzip.decompress(warc("two"))},
        {"one.warc.gz": warc("one"), "__MACOSX/._one.warc.gz": b"\x00\x05\x16\x07", "two.warc.gz": warc("two")},
    ],
)
def test_wherever_the_files_stand(members: dict[str, bytes], compression: int, tmp_path: Path) -> None:
    assert read(tmp_path / "a.wacz", packed(members, compression)) == (["one", "two"], [])
    assert verify_file(tmp_path / "a.wacz").records == 2


@pytest.mark.parametrize("inner", [STORED, DEFLATED])
@pytest.mark.parametrize("outer", [STORED, DEFLATED])
def test_packages_within_a_package(inner: int, outer: int, tmp_path: Path) -> None:
    one = packed({"archive/a.warc.gz": warc("one"), "archive/b.warc.gz": warc("two")}, inner)
    two = packed({"crawl/archive/a.warc.gz": warc("three")}, inner)
    deep = packed({"x/one.wacz": one, "two.wacz": two, "archive/c.warc.gz": warc("four")}, outer)
    assert read(tmp_path / "a.wacz", deep) == (["one", "two", "three", "four"], [])
    assert verify_file(tmp_path / "a.wacz").records == 4


def test_packages_without_end_are_given_up(tmp_path: Path) -> None:
    content = packed({"archive/a.warc.gz": warc("one")})
    for _ in range(8):
        content = packed({"a.wacz": content})
    found, named = read(tmp_path / "a.wacz", content)
    assert (found, len(named)) == ([], 1)
    assert "it is packed too deep" in named[0]


@pytest.mark.parametrize("members", [{}, {"pages/pages.jsonl": b"{}"}, {"archive/": b""}, {"index.html": b"<p>x"}])
def test_a_package_without_captures_says_so(members: dict[str, bytes], tmp_path: Path) -> None:
    found, named = read(tmp_path / "a.wacz", packed(members))
    if not members:  # a ZIP file of nothing begins with its end
        return
    assert (found, named) == ([], ["a.wacz at offset 0: there is no WARC file in it"])
    (tmp_path / "a.zip").write_bytes(packed(members))
    assert not holds_records(tmp_path / "a.zip")


def test_one_member_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    content = packed({"archive/a.warc.gz": warc("one"), "archive/b.warc.gz": warc("two")}, DEFLATED)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.infolist()[0].header_offset
    broken = bytearray(content)
    broken[at + 60 : at + 70] = bytes(10)
    found, named = read(tmp_path / "a.wacz", bytes(broken))
    assert found == ["two"]
    assert "a.wacz/archive/a.warc.gz" in named[0]


def test_a_member_with_a_password_is_named(tmp_path: Path) -> None:
    content = bytearray(packed({"archive/a.warc.gz": warc("one"), "archive/b.warc.gz": warc("two")}))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    found, named = read(tmp_path / "a.wacz", bytes(content))
    assert (found, len(named)) == (["two"], 1)
    assert "a.warc.gz" in named[0]
    assert "password" in named[0]


def test_of_a_download_that_broke_off_is_read_what_came(tmp_path: Path) -> None:
    content = packed({"archive/a.warc.gz": warc("one", "two"), "archive/b.warc.gz": warc("three", "four")})
    cut = content[: content.index(b"archive/b.warc.gz") + 20 + len(warc("three")) + 30]
    found, named = read(tmp_path / "a.wacz", cut)
    assert found == ["one", "two", "three"]
    assert "no readable ZIP file" in named[0]
    assert "no readable ZIP file" in verify_file(tmp_path / "a.wacz").problems[0].problem
