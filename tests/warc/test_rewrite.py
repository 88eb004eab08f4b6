"""A file with records replaced: the rest byte for byte, index and seal right, the old or the new whenever it dies."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blogarchive.errors import CaptureError, StorageError
from blogarchive.models import Page
from blogarchive.warc import (
    Instead,
    Record,
    capture_of,
    captures,
    cdxj,
    page_of,
    pages,
    read_records,
    redacted,
    rewrite,
    settle_index,
    tombstone,
    verify_file,
)
from tests.warc.made import answer, small_archive

WHEN = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return small_archive(tmp_path, pages=4)[0]


def buried(record: Record) -> Sequence[Instead] | None:
    """Everything under /2 goes."""
    if capture_of(record) is None or not (record.url or "").startswith("http://blog.example/2"):
        return None
    return [tombstone(record, reason="asked\r\nfor", when=WHEN)]


def cleaned(record: Record) -> Sequence[Instead] | None:
    """Of the pages under /2 what is left without a word."""
    capture = capture_of(record)
    if capture is None or capture.type == "revisit" or capture.url != "http://blog.example/2":
        return None
    page = page_of(record, capture)
    return [
        tombstone(record, reason=None, when=WHEN, left="urn:x"),
        redacted(record, page, page.body.replace(b"words", b"")),
    ]


def test_the_rest_stays_byte_for_byte(made: Path) -> None:
    content = made.read_bytes()
    kept = [content[r.offset : r.offset + r.length] for r in read_records(made) if buried(r) is None]
    assert rewrite(made, buried) is True
    after = made.read_bytes()
    at = 0
    for member in kept:  # in the same order
        at = after.index(member, at) + len(member)
    stones = [r for r in read_records(made) if r.type == "metadata" and r.content().startswith(b"tombstone: ")]
    assert len(stones) == 4
    for stone in stones:
        assert stone.url is not None
        assert stone.url.startswith("http://blog.example/2")
        assert capture_of(stone) is None
        assert b"reason: asked for\r\n" in stone.content()
    assert not [capture for capture in captures(made) if capture.url.startswith("http://blog.example/2")]


def test_index_and_seal_are_made_anew(made: Path) -> None:
    rewrite(made, cleaned)
    assert [problem.problem for problem in verify_file(made).problems] == [
        f"the record concurrent to it is missing: {request}" for request in _requests_of_what_went(made)
    ]
    seal, lines = cdxj.read_index(made) or (None, [])
    assert seal is not None
    assert (seal.size, seal.sha256) == (made.stat().st_size, cdxj.file_digest(made))
    assert lines == sorted(cdxj.line(capture) for capture in captures(made))


def _requests_of_what_went(made: Path) -> list[str]:
    ids = {record.record_id for record in read_records(made)}
    named = [(r.get("WARC-Concurrent-To") or "").strip("<>") for r in read_records(made) if r.type == "request"]
    return [partner for partner in named if partner not in ids]


def test_what_is_left_is_read_as_the_page_was(made: Path) -> None:
    before = {page.url: page for page in pages(made)}
    rewrite(made, cleaned)
    after = {page.url: page for page in pages(made)}
    assert set(after) == set(before)
    left, was = after["http://blog.example/2"], before["http://blog.example/2"]
    assert (left.status, left.content_type, left.captured) == (was.status, was.content_type, was.captured)
    assert left.body == was.body.replace(b"words", b"")
    assert left.capture is not None
    assert left.capture.type == "conversion"


def test_nothing_to_do_touches_nothing(made: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in made.parent.iterdir()}
    assert rewrite(made, lambda _: None) is False
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in made.parent.iterdir()} == before


def test_a_damaged_file_is_left_alone(made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.write_bytes(content)
    with pytest.raises(CaptureError, match=made.name):
        rewrite(made, buried)
    assert made.read_bytes() == content
    assert not list(made.parent.glob("*.mended"))


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_failing_disk_leaves_the_old_or_the_new(
    made: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    old = made.read_bytes()
    calls = 0
    real = getattr(os, call)

    def failing(*words: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(5, "Input/output error")
        return real(*words, **more)

    monkeypatch.setattr(os, call, failing)
    with suppress(StorageError):
        assert rewrite(made, cleaned)
    monkeypatch.undo()
    for half in made.parent.glob("*.cdxj.open"):
        settle_index(half)
    assert not list(made.parent.glob("*.mended"))
    new = made.read_bytes() != old
    assert [c.type for c in captures(made)].count("conversion") == new
    index = cdxj.read_index(made)
    assert index is not None
    assert index[0] is not None
    assert index[0].sha256 == cdxj.file_digest(made)


def test_plain_files_and_such_of_one_member_are_written_anew_too(made: Path, tmp_path: Path) -> None:
    content = gzip.decompress(made.read_bytes())
    for path in (tmp_path / "plain.warc", tmp_path / "one.warc.gz"):
        path.write_bytes(content if path.suffix == ".warc" else gzip.compress(content))
        before = [record.record_id for record in read_records(path) if buried(record) is None]
        assert rewrite(path, buried)
        records = list(read_records(path))
        assert [r.record_id for r in records if not r.content().startswith(b"tombstone: ")] == before
        assert all(record.length and not record.problems for record in records)


def test_a_conversion_of_others_is_no_capture(made: Path) -> None:
    record = next(r for r in read_records(made) if r.type == "response")
    page = Page(url=record.url or "", body=b"", content_type="text/html", status=200)
    ours = redacted(record, page, answer())
    fields = [(name, "video/mp4" if name == "Content-Type" else value) for name, value in ours.fields]
    others = [field for field in fields if field[0] != "WARC-Conversion-Software"]
    assert capture_of(Record("a", 0, 1, "WARC/1.1", tuple(fields), ours.block)) is not None
    assert capture_of(Record("a", 0, 1, "WARC/1.1", tuple(others), ours.block)) is None
