"""What is written: the bytes as given, the fields the format asks for, whole exchanges or nothing."""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.errors import StorageError
from blogarchive.warc import (
    Original,
    Record,
    Spool,
    WarcWriter,
    captures,
    original_at,
    read_page,
    read_record,
    read_records,
    verify_file,
    verify_files,
)
from tests.warc.made import BEGUN, HTML, answer, chunked, exchange, original_of, request, small_archive


def records(folder: Path) -> list[Record]:
    return [record for path in sorted(folder.glob("*.warc.gz")) for record in read_records(path)]


def test_an_exchange_is_a_response_and_a_request(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={"operator": "me", "robots": "obey"})
    capture = writer.write(exchange("/a", protocol="tls/1.3", cipher="TLS_AES_128_GCM_SHA256"))
    writer.close()
    info, response, sent = records(tmp_path)
    assert capture is not None
    assert [info.type, response.type, sent.type] == ["warcinfo", "response", "request"]
    assert b"operator: me\r\n" in info.content()
    assert response.content() == answer()
    assert sent.content() == request("/a")
    assert response.get("WARC-Concurrent-To") == f"<{sent.record_id}>"
    assert sent.get("WARC-Concurrent-To") == f"<{capture.record_id}>"
    for record in (response, sent):
        assert record.get("WARC-Date") == "2026-01-02T03:04:07.678901Z"
        assert record.get("WARC-IP-Address") == "192.0.2.7"
        assert record.get("WARC-Protocol") == "tls/1.3"
        assert record.get("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
        assert record.get("WARC-Target-URI") == "http://blog.example/a"
        assert record.get("WARC-Warcinfo-ID") == f"<{info.record_id}>"


def test_a_record_byte_by_byte(tmp_path: Path) -> None:
    # Only `response` and `resource` have a payload digest, the block is what was given, Content-Length stands last.
    writer = WarcWriter(tmp_path, info={})
    odd = b"HTTP/1.1  200\tOK\nX-Odd :  \xe4\n folded\ntransfer-encoding:chunked\n\n3;x\r\nabc\r\n0\r\n\r\n"
    capture = writer.write(exchange("/a\r\nb", odd, request=Spool(b"GET /a HTTP/1.1\n\n")))
    assert capture is not None
    writer.close()
    [path] = tmp_path.glob("*.warc.gz")
    info, response, sent = records(tmp_path)
    raw = [gzip.decompress(path.read_bytes()[each.offset : each.offset + each.length]) for each in (response, sent)]
    about = b"WARC-Target-URI: http://blog.example/a b\r\nWARC-Date: 2026-01-02T03:04:10.678901Z\r\n"
    about += b"WARC-IP-Address: 192.0.2.7\r\nWARC-Concurrent-To: <%s>\r\n"
    end = b"WARC-Block-Digest: sha1:%s\r\nWARC-Warcinfo-ID: <%s>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    ids = [(each.record_id or "").encode() for each in (info, response, sent)]
    assert raw == [
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <%s>\r\n" % ids[1]
        + about % ids[2]
        + b"WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
        + b"Content-Type: application/http;msgtype=response\r\n"
        + end % (b"BBGZ3EJSCMCEV4HXUNGV4RPFWC35VDVY", ids[0], len(odd), odd),
        b"WARC/1.1\r\nWARC-Type: request\r\nWARC-Record-ID: <%s>\r\n" % ids[2]
        + about % ids[1]
        + b"Content-Type: application/http;msgtype=request\r\n"
        + end % (b"7XH6WMBI3HQMR6B3BWB6YGDQ3ARBYJUH", ids[0], 17, b"GET /a HTTP/1.1\n\n"),
    ]


def test_payload_digest_is_of_the_entity(tmp_path: Path) -> None:
    # sha1sum and base32 of HTML: chunked or not, a payload has one digest (section 5.9).
    writer = WarcWriter(tmp_path, info={})
    plain, framed = writer.write(exchange("/a", answer())), writer.write(exchange("/b", chunked(HTML)))
    writer.close()
    assert plain is not None
    assert framed is not None
    assert plain.payload_digest == framed.payload_digest == "sha1:MLFZRQVUDCECS7RUIEJ7KSRWWG65YMKL"
    assert plain.block_digest != framed.block_digest


@pytest.mark.parametrize(
    ("response", "method"),
    [
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "GET"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD"),
        (b"<html>no head</html>", "GET"),
        (b"HTTP/1.1 200 OK\r\nContent-", "GET"),
    ],
)
def test_no_payload_no_digest(tmp_path: Path, response: bytes, method: str) -> None:
    writer = WarcWriter(tmp_path, info={})
    capture = writer.write(exchange("/", response, method=method))
    assert capture is not None
    assert capture.payload_digest is None
    writer.close()
    assert verify_files(tmp_path.glob("*.warc.gz")).problems == []


def test_captures_read_back_equal_those_written(tmp_path: Path) -> None:
    path, written = small_archive(tmp_path)
    assert list(captures(path)) == written
    assert {capture.type for capture in written} == {"response", "revisit"}


def test_identical_payload_becomes_a_revisit(tmp_path: Path) -> None:
    known: dict[str, Original] = {}
    writer = WarcWriter(tmp_path, info={}, original=known.get)
    first = writer.write(exchange("/a", answer()))
    assert first is not None
    assert first.payload_digest is not None
    known[first.payload_digest] = original_of(first)
    again = writer.write(exchange("/longer", chunked(HTML, b"Content-Type: text/plain\r\n")))
    assert again is not None
    writer.flush()
    assert (again.type, again.payload_digest) == ("revisit", first.payload_digest)
    record = read_record(tmp_path, again)
    assert record.content() == chunked(HTML, b"Content-Type: text/plain\r\n").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert record.get("WARC-Truncated") == "length"
    assert record.get("WARC-Refers-To") == f"<{first.record_id}>"
    assert record.get("WARC-Refers-To-Target-URI") == first.url
    assert record.get("WARC-Refers-To-Date") == "2026-01-02T03:04:07.678901Z"
    page = read_page(tmp_path, again)
    assert (page.body, page.content_type, page.url, page.captured) == (HTML, "text/plain", again.url, again.date)


def test_no_chunks_under_a_head_without_them(tmp_path: Path) -> None:
    found: list[Original | None] = []
    writer = WarcWriter(tmp_path, info={}, original=lambda _: found[0] if found else None)
    first = writer.write(exchange("/a", chunked(HTML)))
    assert first is not None
    found.append(original_at(tmp_path, first))
    kinds = [
        capture.type for response in (answer(), chunked(HTML)) if (capture := writer.write(exchange("/b", response)))
    ]
    assert kinds == ["response", "revisit"]
    writer.close()
    [path] = tmp_path.glob("*.warc.gz")
    path.write_bytes(bytes(path.stat().st_size))
    assert original_at(tmp_path, first) is None


def test_not_modified_becomes_a_revisit_with_an_empty_block(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={})
    first = writer.write(exchange("/a", answer()))
    assert first is not None
    response = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    later = exchange("/a", response, begun=BEGUN + timedelta(days=9), original=original_of(first))
    revisit = writer.write(later)
    unasked = writer.write(exchange("/b", response))
    writer.flush()
    assert revisit is not None
    assert unasked is not None
    record = read_record(tmp_path, revisit)
    assert record.content() == b""
    assert record.get("Content-Length") == "0"
    assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert record.get("WARC-Refers-To-Target-URI") == first.url
    page = read_page(tmp_path, revisit)
    assert (page.body, page.status, page.captured) == (HTML, 200, later.begun)
    # A 304 that nobody asked for refers to nothing we know: it is kept as it came.
    assert unasked.type == "response"
    assert read_record(tmp_path, unasked).content() == response
    writer.close()
    assert verify_files(tmp_path.glob("*.warc.gz")).problems == []


@pytest.mark.parametrize("response", [answer(b""), answer().replace(b"200 OK", b"302 Found"), answer()[:-2]])
def test_no_revisit_of_what_replay_cannot_show(tmp_path: Path, response: bytes) -> None:
    writer = WarcWriter(tmp_path, info={}, original=lambda digest: Original(url="http://a.example/", date=BEGUN))
    truncated = "disconnect" if response == answer()[:-2] else None
    capture = writer.write(exchange("/", response, truncated=truncated))
    assert capture is not None
    assert capture.type == "response"


def test_nothing_written_no_file(tmp_path: Path) -> None:
    WarcWriter(tmp_path / "warc", info={}).close()
    assert not (tmp_path / "warc").exists()


def test_open_until_finished(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={})
    capture = writer.write(exchange())
    assert capture is not None
    [path] = tmp_path.iterdir()
    assert path.name == capture.file + ".open"
    with path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    writer.flush()
    assert read_page(tmp_path, capture).body == HTML
    writer.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [capture.file, capture.file.replace(".warc.gz", ".cdxj")]
    )
    assert read_page(tmp_path, capture).body == HTML


def test_rotation_never_splits_an_exchange(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={}, max_size=3000)
    for number in range(40):
        writer.write(exchange(f"/{number}", answer(os.urandom(200))))
    writer.close()
    files = sorted(tmp_path.glob("*.warc.gz"))
    assert len(files) > 3
    assert [int(path.name.split("-")[2]) for path in files] == list(range(len(files)))
    for path in files:
        assert verify_file(path).problems == []
        assert path.stat().st_size < 4000
        kinds = [record.type for record in read_records(path)]
        assert kinds[0] == "warcinfo"
        assert kinds.count("request") == kinds.count("response")


def test_one_member_a_record(tmp_path: Path) -> None:
    path, _ = small_archive(tmp_path)
    data, found = path.read_bytes(), list(read_records(path))
    assert len(found) > 2
    for record in found:
        assert record.length
        assert gzip.decompress(data[record.offset : record.offset + record.length]).startswith(b"WARC/1.1\r\n")


def test_two_writers_two_files(tmp_path: Path) -> None:
    writers = [WarcWriter(tmp_path, info={}) for _ in range(3)]
    found = [writer.write(exchange()) for writer in writers]
    for writer in writers:
        writer.close()
    assert len({capture.file for capture in found if capture}) == len(writers)


@pytest.mark.parametrize("allowed", [0, 1, 100, 700])
def test_disk_full_harms_nothing_earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    writer = WarcWriter(tmp_path, info={})
    writer.write(exchange("/a"))
    [path] = tmp_path.glob("*.open")
    before = path.read_bytes()
    real, left = os.write, allowed

    def full(descriptor: int, data: bytes) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(descriptor, data[:left])
        left -= written
        return written

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match=r"warc\.gz\.open cannot be written: No space left"):
        writer.write(exchange("/b", answer(os.urandom(5000))))
    monkeypatch.undo()
    assert path.read_bytes() == before
    writer.write(exchange("/c"))
    writer.close()
    assert [record.url for record in records(tmp_path) if record.type == "response"] == [
        "http://blog.example/a",
        "http://blog.example/c",
    ]
    assert verify_files(tmp_path.glob("*.warc.gz")).problems == []


def test_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=r"file/warc"):
        WarcWriter(tmp_path / "file" / "warc", info={}).write(exchange())


def test_metadata(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={})
    writer.write_metadata("http://blog.example/", {"blog": "two\nlines"})
    writer.write_metadata("http://blog.example/", b"{}", "application/json")
    writer.close()
    _, fields, json = records(tmp_path)
    assert (fields.content(), fields.get("Content-Type")) == (b"blog: two lines\r\n", "application/warc-fields")
    assert (json.content(), json.get("Content-Type")) == (b"{}", "application/json")


def test_a_long_body_is_written_from_disk(tmp_path: Path) -> None:
    body = os.urandom(3 << 20)
    spool = Spool()
    for at in range(0, len(body), 99_999):
        spool.write(body[at : at + 99_999])
    made = exchange("/", b"")
    made.response = Spool(b"HTTP/1.1 200 OK\r\n\r\n" + spool_content(spool))
    writer = WarcWriter(tmp_path, info={})
    capture = writer.write(made)
    assert capture is not None
    writer.flush()
    assert read_page(tmp_path, capture).body == body


def spool_content(spool: Spool) -> bytes:
    spool.seek(0)
    return spool.read()


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, response: bytes, sent: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    writer = WarcWriter(folder, info={})
    capture = writer.write(exchange("/", response, request=Spool(sent), failure=None if response else "none"))
    writer.close()
    found = records(folder)
    kept = b"".join(record.content() for record in found if record.type == "response")
    beside = b"".join(record.content() for record in found if record.type == "metadata" and response)
    assert beside + kept == response
    assert [record.content() for record in found if record.type == "request"] == ([sent] if sent else [])
    assert verify_files(folder.glob("*.warc.gz")).problems == []
    if capture is not None:
        assert read_page(folder, capture).url == "http://blog.example/"
