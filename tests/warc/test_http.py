"""Heads and framing: whatever the bytes are, nothing is raised, and what is sound comes out whole."""

from __future__ import annotations

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from blogarchive.warc import http
from blogarchive.warc.cdxj import surt
from blogarchive.warc.coding import GzipMember, undo_content
from blogarchive.warc.http import Dechunker, MessageEnd, interim_heads, is_response, parse_head

HEAD = b"HTTP/1.1 200 OK\r\nA: b\r\nX-Long: one\r\n two\r\nnonsense\r\nC :d\r\n\r\n"


def test_head() -> None:
    head = parse_head(HEAD + b"body")
    assert (head.status, head.whole, head.length) == (200, True, len(HEAD))
    assert head.fields == (("A", "b"), ("X-Long", "one two"), ("C", "d"))
    assert (head.get("x-long"), head.get("none")) == ("one two", None)


@given(st.binary(max_size=200))
def test_any_head(data: bytes) -> None:
    head = parse_head(data)
    assert 0 <= head.length <= len(data)
    assert sum(map(len, interim_heads(data))) <= len(data)
    assert is_response(data) == (head.status is not None) or not data.strip()


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.integers(min_value=1, max_value=30))
def test_dechunking_in_any_pieces(parts: list[bytes], size: int) -> None:
    framed = b"".join(b"%X;x=%d\r\n%s\r\n" % (len(part), n, part) for n, part in enumerate(parts))
    framed += b"0\r\nTrailer: x\r\n\r\n"
    dechunker = Dechunker()
    pieces = [dechunker.feed(framed[at : at + size]) for at in range(0, len(framed), size)]
    assert b"".join(pieces) + dechunker.finish() == b"".join(parts)
    assert dechunker.done
    assert not dechunker.broken


@given(st.binary(max_size=300), st.integers(min_value=1, max_value=50))
def test_dechunking_never_raises(data: bytes, size: int) -> None:
    whole, split = Dechunker(), Dechunker()
    at_once = whole.feed(data) + whole.finish()
    in_pieces = b"".join(split.feed(data[at : at + size]) for at in range(0, len(data), size)) + split.finish()
    assert len(at_once) <= len(data)
    assert in_pieces == at_once


@given(st.sampled_from(["length", "chunked", "head", "304"]), st.integers(min_value=1, max_value=60))
def test_the_end_is_found_at_the_last_byte(framing: str, size: int) -> None:
    method = "HEAD" if framing == "head" else "GET"
    message = {
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789",
        "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
        "head": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        "304": b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 304 No\r\nContent-Length: 9\r\n\r\n",
    }[framing]
    end = MessageEnd(method)
    ends = [end.feed(message[at : at + size]) for at in range(0, len(message), size)]
    assert ends == [False] * (len(ends) - 1) + [True]


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_members_are_gzip(chunks: list[bytes]) -> None:
    written: list[bytes] = []
    member = GzipMember(written.append)
    for chunk in chunks:
        member.write(chunk)
    member.flush()
    assert gzip.decompress(b"".join(written)) == b"".join(chunks)


@given(st.binary(max_size=200), st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "other"]), max_size=3))
def test_undoing_codings_never_raises(body: bytes, codings: list[str]) -> None:
    undo_content(body, codings)


def test_damaged_coding_gives_what_stands_before_the_damage() -> None:
    text = b"".join(b"line %d\n" % number for number in range(20000))
    coded = gzip.compress(text)
    assert text.startswith(undo_content(coded[: len(coded) // 2], ["gzip"]))
    assert len(undo_content(coded[: len(coded) // 2], ["gzip"])) > len(text) // 3
    assert undo_content(zlib.compress(text)[2:-4], ["deflate"]) == text  # raw deflate, as some servers send it


def test_surt() -> None:
    assert surt("http://www.Example.com/") == "com,example)/"
    assert surt("https://blog.example.com:443/A/b/?Z=1&a=2#x") == "com,example,blog)/a/b?a=2&z=1"
    assert surt("http://127.0.0.1:8080/x") == "127.0.0.1:8080)/x"
    assert surt("http://example.com/caf\u00e9 x") == "com,example)/caf%c3%a9%20x"
    assert surt("http://[broken/") == "http://[broken/"


def test_heads_and_lines_without_end_cost_no_more_than_their_length() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    assert len(http.interim_heads(interim * 40_000 + b"HTTP/1.1 200 OK\r\n\r\n")) == http.MOST_INTERIM
    end = http.MessageEnd("GET")
    assert not any(end.feed(interim * 1000) for _ in range(100))
    assert end.too_long
    chunks = http.Dechunker()
    assert chunks.feed(b"5\r\nhello\r\n") == b"hello"
    assert b"".join(chunks.feed(b"4;" + b"x" * 60_000) for _ in range(1000)) == b""
    assert chunks.endless
