"""What others wrote, as they write it: read as pages, whatever wraps and codes them."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from importlib import import_module
from pathlib import Path

import pytest

from blogarchive.errors import CaptureError, StorageError
from blogarchive.models import Page
from blogarchive.warc import captures, pages, read_page, verify_file
from tests.warc.made import HTML, answer, chunked

zstd = import_module("backports.zstd")

RESPONSE = "application/http; msgtype=response"


def record(kind: str, block: bytes, url: str | None = "http://blog.example/", **more: str) -> bytes:
    """A record in the manner of WARC 1.0 tools; `more` fields with underscores for hyphens."""
    serial = zlib.crc32(block + kind.encode() + (url or "").encode())
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{serial:012d}>",
        "WARC-Date": "2015-06-07T08:09:10Z",
        "Content-Type": RESPONSE,
    }
    if url:
        fields["WARC-Target-URI"] = url
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return b"WARC/1.0\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (lines.encode(), len(block), block)


INFO = record("warcinfo", b"software: Wget/1.21\r\n", None, Content_Type="application/warc-fields")
REQUEST = record("request", b"GET / HTTP/1.0\r\n\r\n", Content_Type="application/http; msgtype=request")


def only(path: Path) -> Page:
    [page] = pages(path)
    return page


@pytest.mark.parametrize(
    "wrapped",
    [
        ("a.warc", b"".join),
        ("a.warc.gz", lambda parts: b"".join(gzip.compress(part) for part in parts)),
        ("whole.warc.gz", lambda parts: gzip.compress(b"".join(parts))),
        ("misnamed.warc", lambda parts: b"".join(gzip.compress(part) for part in parts)),
        ("misnamed.warc.gz", b"".join),
        ("a.warc.zst", lambda parts: b"".join(zstd.compress(part) for part in parts)),
    ],
    ids=lambda wrapped: wrapped[0],
)
def test_wrapping(tmp_path: Path, wrapped: tuple[str, object]) -> None:
    name, wrap = wrapped
    path = tmp_path / name
    other = record("response", answer(b"<p>two</p>"), "http://blog.example/two")
    path.write_bytes(wrap([INFO, REQUEST, record("response", answer()), other]))  # type: ignore[operator]
    found = list(pages(path))
    assert [page.body for page in found] == [HTML, b"<p>two</p>"]
    for page in found:
        assert page.capture is not None
        assert read_page(tmp_path, page.capture) == page
    assert verify_file(path).records == 4


def test_zstd_with_a_dictionary(tmp_path: Path) -> None:
    parts = [record("response", answer(b"<p>page %d</p>" % n), f"http://blog.example/{n}") for n in range(60)]
    dictionary = zstd.train_dict(parts, 4000)
    skippable = dictionary.dict_content
    frames = b"".join(zstd.compress(part, zstd_dict=dictionary) for part in parts)
    path = tmp_path / "a.warc.zst"
    path.write_bytes(b"\x5d\x2a\x4d\x18" + len(skippable).to_bytes(4, "little") + skippable + frames)
    assert [page.body for page in pages(path)] == [b"<p>page %d</p>" % n for n in range(60)]
    assert verify_file(path).problems == []


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_wacz(tmp_path: Path, compression: int) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/one.warc.gz", gzip.compress(record("response", answer())))
        archive.writestr("archive/two.warc", record("response", answer(b"two"), "http://blog.example/two"))
    found = list(pages(path))
    assert [page.body for page in found] == [HTML, b"two"]
    assert [page.capture.file for page in found if page.capture] == [
        "a.wacz/archive/one.warc.gz",
        "a.wacz/archive/two.warc",
    ]
    for page in found:
        assert page.capture is not None
        assert read_page(tmp_path, page.capture) == page


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (chunked(HTML), HTML),
        (answer(HTML).replace(b"Content-Length", b"Transfer-Encoding: chunked\r\nX-Length"), HTML),  # pywb's recorder
        (answer(gzip.compress(HTML), b"Content-Encoding: gzip\r\n"), HTML),
        (answer(HTML, b"Content-Encoding: gzip\r\n"), HTML),  # a body stored decoded under the head as sent
        (answer(gzip.compress(gzip.compress(HTML)), b"Content-Encoding: gzip, gzip\r\n"), HTML),
        (chunked(gzip.compress(HTML), b"Content-Encoding: x-gzip\r\n"), HTML),
        (answer(zstd.compress(HTML), b"Content-Encoding: zstd\r\n"), HTML),
        (answer(HTML, b"Content-Encoding: unheard-of\r\n"), HTML),
        (b"HTTP/1.0 200 OK\n\n" + HTML, HTML),
        (b"HTTP/1.1 200\r\n\r\n" + HTML, HTML),
        (b"HTTP/2 200 \r\ncontent-type: text/html\r\n\r\n" + HTML, HTML),
    ],
)
def test_codings(tmp_path: Path, block: bytes, body: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", block))
    page = only(path)
    assert (page.body, page.status) == (body, 200)


@pytest.mark.parametrize("block", [b"", b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r\nConte", b"\r\n\r\n", b"\xff" * 50])
def test_truncated_heads_raise_nothing(tmp_path: Path, block: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record("response", block)) + gzip.compress(record("response", answer())))
    assert [page.body for page in pages(path)][-1] == HTML


def test_wget_writes_addresses_in_brackets(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", answer(), "<http://blog.example/x>"))
    assert only(path).url == "http://blog.example/x"


def test_a_resource_is_a_page_without_head(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("resource", HTML, Content_Type="text/html; charset=utf-8"))
    page = only(path)
    assert (page.body, page.content_type, page.status) == (HTML, "text/html; charset=utf-8", None)


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    dns = record("response", b"20150607080910\r\nblog.example. 60 IN A 192.0.2.1\r\n", "dns:blog.example")
    log = record("resource", b"log", "metadata://gnu.org/software/wget/warc/wget.log")
    path.write_bytes(INFO + dns + REQUEST + log)
    assert list(pages(path)) == []


@pytest.mark.parametrize("profile", ["1.0", "1.1"])
def test_revisits_find_their_originals(tmp_path: Path, profile: str) -> None:
    uri = f"http://netpreserve.org/warc/{profile}/revisit/identical-payload-digest"
    digest = {"WARC_Payload_Digest": "sha1:MLFZRQVUDCECS7RUIEJ7KSRWWG65YMKL"}
    original = record("response", answer(), **digest)
    head = answer().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    revisit = record("revisit", head, "http://blog.example/again", WARC_Profile=uri, **digest)
    (tmp_path / "one.warc").write_bytes(original + revisit)
    assert [page.body for page in pages(tmp_path / "one.warc")] == [HTML, HTML]
    # In another file, the original has to be looked up.
    (tmp_path / "two.warc").write_bytes(revisit)
    lost: list[CaptureError] = []
    assert list(pages(tmp_path / "two.warc", on_error=lost.append)) == []
    assert len(lost) == 1
    [capture] = captures(tmp_path / "two.warc")
    assert read_page(tmp_path, capture).body == HTML


def test_a_damaged_wacz_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(b"PK\x03\x04 and nothing of a ZIP file")
    named: list[CaptureError] = []
    assert list(pages(path, on_error=named.append)) == []
    assert "a.wacz" in str(named[0])
    assert "no readable ZIP file" in verify_file(path).problems[0].problem
    with pytest.raises(StorageError, match=r"missing\.warc"):
        list(pages(tmp_path / "missing.warc"))


def test_other_digests_are_checked_too(tmp_path: Path) -> None:
    body = "sha256:cb7eb25d9f6b6d7ca8fbd2b1d7a71e3a2fdb0c1e4a5e2ffb0f8c5a36ea1ed9b5"
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", answer(), WARC_Payload_Digest=body))
    assert [problem.problem for problem in verify_file(path).problems] == [
        "the payload is not what WARC-Payload-Digest says"
    ]
    raw = record("response", chunked(HTML), WARC_Payload_Digest="md5:" + "0" * 32)
    path.write_bytes(raw)
    assert len(verify_file(path).problems) == 1


@pytest.mark.parametrize("compressed", [True, False])
def test_a_length_that_is_miscounted_loses_no_record(tmp_path: Path, compressed: bool) -> None:
    """Some versions of wget count a byte too few."""
    short = record("response", answer(), "http://blog.example/a/")
    size = len(answer())
    assert b"Content-Length: %d\r\n" % size in short
    short = short.replace(b"Content-Length: %d\r\n" % size, b"Content-Length: %d\r\n" % (size - 1), 1)
    records = [short, record("response", answer(), "http://blog.example/b/")]
    path = tmp_path / ("a.warc.gz" if compressed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(one) if compressed else one for one in records))
    found = [page for page in pages(path) if isinstance(page, Page)]
    assert [page.url[-3:] for page in found] == ["/a/", "/b/"]
    assert found[0].body in (HTML, HTML[:-1])
    assert any("/a.warc" in problem or "block" in problem for problem in map(str, verify_file(path).problems))
