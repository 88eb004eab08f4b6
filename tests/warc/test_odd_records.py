"""Records that say what cannot be meant: what is read of them is read, the rest is named, and nothing stops."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from blogarchive.errors import CaptureError, Oddity
from blogarchive.models import Page
from blogarchive.warc import captures, pages, read_page, verify_file
from blogarchive.warc.record_dates import UNDATED, lenient
from tests.warc.made import answer
from tests.warc.test_foreign import record

BODY = b"<html><title>A page</title></html>"


def read(path: Path, *parts: bytes) -> tuple[list[Page], list[CaptureError]]:
    path.write_bytes(b"".join(parts))
    named: list[CaptureError] = []
    return list(pages(path, on_error=named.append)), named


def response(url: str, head: bytes = b"Content-Type: text/html\r\n", **more: str) -> bytes:
    return record("response", answer(BODY, head), url, **more)


@pytest.mark.parametrize(
    "url",
    ["http://[bad/", "http://", "https:///x/", "http://x:99999/", "http://x:port/", "http://[::1", "HTTP://[bad/",
     "http://?", "urn:rendered:http://[bad/"],
)  # fmt: skip
def test_an_address_that_is_none_is_named_and_the_rest_is_read(url: str, tmp_path: Path) -> None:
    first, last = response("http://blog.example/a/"), response("http://blog.example/b/")
    found, named = read(tmp_path / "a.warc", first, response(url), last)
    assert [page.url for page in found] == ["http://blog.example/a/", "http://blog.example/b/"]
    (error,) = named
    assert isinstance(error, Oddity)
    assert (error.file, error.offset) == ("a.warc", len(first))
    assert url in error.problem
    assert verify_file(tmp_path / "a.warc").records == 3


@pytest.mark.parametrize(
    "url",
    ["dns:blog.example", "ftp://blog.example/a", "metadata://x/", "data:text/html,x", "mailto:a@b", "", "x", "://"],
)
def test_what_is_not_of_the_web_is_passed_over_in_silence(url: str, tmp_path: Path) -> None:
    assert read(tmp_path / "a.warc", response(url)) == ([], [])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Blog.Example/A", "https://blog.example/A"), ("Http://blog.example", "http://blog.example"),
        ("http://me:PW@Blog.Example:8000/A?B=C#D", "http://me:PW@blog.example:8000/A?B=C#D"),
        ("https://blog.example/A", "https://blog.example/A"), ("https://BÜCHER.example/", "https://bücher.example/"),
    ],
)  # fmt: skip
def test_a_host_in_capitals_is_the_same_host(url: str, expected: str, tmp_path: Path) -> None:
    ((page,), named) = read(tmp_path / "a.warc", response(url))
    assert (page.url, named) == (expected, [])
    assert page.capture is not None
    assert page.capture.url == url  # as it stands in the record
    assert read_page(tmp_path, page.capture).body == BODY


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2014-03-05T09:00:00Z", (2014, 3, 5, 9)), ("2014-03-05T09:00:00", (2014, 3, 5, 9)),
        ("2014-03-05 09:00:00", (2014, 3, 5, 9)), ("2014-03-05T11:00:00+02:00", (2014, 3, 5, 9)),
        ("2014-03-05T09:00Z", (2014, 3, 5, 9)), ("20140305090000", (2014, 3, 5, 9)), ("2014-03-05", (2014, 3, 5)),
        ("20140305", (2014, 3, 5)), ("Wed, 05 Mar 2014 09:00:00 GMT", (2014, 3, 5, 9)),
        ("Wed, 05 Mar 2014 10:00:00 +0100", (2014, 3, 5, 9)), ("", None), ("yesterday", None), ("-", None),
        ("0000-00-00T00:00:00Z", None), ("2014-13-05T09:00:00Z", None), ("0001-01-01T00:00:00+05:00", None),
        ("99999999999999", None), ("Wed, 45 Mar 2014 09:00:00 GMT", None),
    ],
)  # fmt: skip
def test_dates_as_tools_write_them(said: str, expected: tuple[int, int, int] | None) -> None:
    assert lenient(said) == (datetime(*expected, tzinfo=UTC) if expected else None)


@pytest.mark.parametrize("said", ["", "yesterday", "0000-00-00T00:00:00Z"])
def test_a_record_without_date_is_read_by_its_servers(said: str, tmp_path: Path) -> None:
    dated = b"Date: Wed, 05 Mar 2014 09:00:00 GMT\r\n"
    ((page,), named) = read(tmp_path / "a.warc", response("http://blog.example/", dated, WARC_Date=said))
    assert (page.captured, named) == (datetime(2014, 3, 5, 9, tzinfo=UTC), [])


def test_a_record_that_nobody_dates_is_read_and_named(tmp_path: Path) -> None:
    ((page, other), (error,)) = read(
        tmp_path / "a.warc", response("http://blog.example/", WARC_Date=""), response("http://blog.example/2/")
    )
    assert (page.captured, page.body) == (None, BODY)  # what was "3 days ago" has no date
    assert page.capture is not None
    assert page.capture.date == UNDATED
    assert other.captured is not None
    assert isinstance(error, Oddity)


def test_a_revisit_without_date_finds_its_original(tmp_path: Path) -> None:
    url = "http://blog.example/"
    again = record(
        "revisit", b"HTTP/1.1 200 OK\r\n\r\n", url, WARC_Date="", WARC_Payload_Digest="sha1:AAAA",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    )  # fmt: skip
    found, _ = read(tmp_path / "a.warc", response(url, WARC_Payload_Digest="sha1:AAAA"), again)
    assert [page.body for page in found] == [BODY, BODY]


def test_records_without_ids_are_told_apart(tmp_path: Path) -> None:
    urls = ["http://blog.example/a/", "http://blog.example/b/"]
    (tmp_path / "a.warc").write_bytes(b"".join(response(url, WARC_Record_ID="") for url in urls))
    found = list(captures(tmp_path / "a.warc"))
    assert len({capture.record_id for capture in found}) == 2
    assert [read_page(tmp_path, capture).url for capture in found] == urls


@pytest.mark.parametrize("digest", ["shake_128:AAAA", "sha1:", ":", "md17:x", "sha1:\ufffd"])
def test_a_digest_of_any_kind_is_held_against_or_not(digest: str, tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(response("http://blog.example/", WARC_Block_Digest=digest))
    assert verify_file(path).records == 1


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "nowhere.warc.gz").symlink_to(tmp_path / "missing")
    (tmp_path / "folder.warc.gz").mkdir()
    for path in sorted(tmp_path.iterdir()):
        named: list[CaptureError] = []
        assert list(pages(path, on_error=named.append)) == []
        assert [error.file for error in named] == [path.name]
        (problem,) = verify_file(path).problems
        assert "cannot be read" in problem.problem
