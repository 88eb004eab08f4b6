"""What can be a page at all, and what never is one."""

from __future__ import annotations

import json
import random
import zlib

import pytest

from blogarchive.html.markup import is_markup

PAGE = "<html><head><title>Herons</title></head><body><p>We saw {} of them.</p></body></html>"


@pytest.mark.parametrize(
    "body",
    [
        PAGE.encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.upper().encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-16-be"),
        PAGE.encode("utf-32"),
        PAGE.format("アオサギ").encode("iso-2022-jp"),
        PAGE.format("鹭").encode("gb18030"),
        PAGE.format("\x00\x00").encode(),  # stray NULs, which browsers pass over
        b"<p>A part of a page",
        b"Some words before<br>the first tag",
        b"<!doctype html>words",
        b"\n" * 9000 + PAGE.encode(),
        b"[caption]A shortcode that nobody undid[/caption]" + PAGE.encode(),
    ],
    ids=lambda body: repr(body[-20:]),
)
def test_pages(body: bytes) -> None:
    assert is_markup(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Words alone, however many. " * 99,
        b"if x<y and c>d: return Map<String, List<Integer>>",
        b"From: ida@blog.example\nTo: <kim@blog.example>\n\nHello",
        json.dumps({"title": "Herons", "html": PAGE}).encode(),
        json.dumps([{"html": PAGE}], indent=1).encode() + b"\n",
        b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\nstream\n" + zlib.compress(PAGE.encode() * 9),
        b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(3000),
        b"SQLite format 3\x00\x10\x00\x01\x01\x00@  " + bytes(60) + PAGE.encode(),
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + zlib.compress(PAGE.encode()),
        bytes(5000),
        "Nur Wörter".encode("utf-16"),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_no_pages(body: bytes) -> None:
    assert not is_markup(body)
