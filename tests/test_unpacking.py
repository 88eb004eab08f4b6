"""Content codings are undone as far as a body goes, and no further than the limits, whatever is packed in what."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.limits import limits
from blogarchive.unpacking import unpacked, zstd_module

TEXT = b"".join(b"<p>%d words of a post</p>" % (number * 2654435761 % 10**9) for number in range(20_000))
ZEROS = bytes(1 << 27)


def raw(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def zstd(content: bytes) -> bytes:
    module = zstd_module()
    assert module is not None
    return bytes(module.compress(content))


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw),
    "brotli": ("br", lambda content: bytes(import_module("brotli").compress(content, quality=3))),
    "zstd": ("zstd", zstd),
}
each = pytest.mark.parametrize("how", CODINGS)


@each
@pytest.mark.parametrize("size", [1, 511, 1 << 14, 1 << 18, len(TEXT)])
def test_what_is_packed_is_unpacked(how: str, size: int) -> None:
    coding, pack = CODINGS[how]
    found = unpacked(pack(TEXT[:size]), [coding])
    assert (found.body, found.cut, found.is_torn) == (TEXT[:size], None, False)


@each
def test_of_a_bomb_the_beginning_is_read_and_that_is_said(how: str) -> None:
    coding, pack = CODINGS[how]
    packed = pack(ZEROS)
    found = unpacked(packed, [coding])
    assert len(found.body) == limits().unpacked(len(packed))
    assert found.cut is not None
    assert "unpacks to more than" in found.cut


@each
def test_what_is_not_packed_stays_as_it_is(how: str) -> None:
    assert unpacked(TEXT, [CODINGS[how][0]]).body == TEXT


@each
def test_of_a_stream_without_its_end_what_came_is_read(how: str) -> None:
    coding, pack = CODINGS[how]
    packed = pack(TEXT)
    found = unpacked(packed[: len(packed) // 2], [coding])
    assert len(found.body) > 1000
    assert TEXT.startswith(found.body)
    assert found.is_torn == (how in ("gzip", "deflate"))
    assert found.cut is None


def test_a_body_may_have_several_members_but_not_any_number() -> None:
    assert unpacked(gzip.compress(b"one ") * 5000 + gzip.compress(b"two"), ["gzip"]).body == b"one " * 5000 + b"two"
    found = unpacked(gzip.compress(b"x") * 200_000, ["gzip"])
    assert (found.body, found.cut) == (b"x" * limits().members, "it has too many members")
    assert unpacked(gzip.compress(b"") * 200_000, ["gzip"]).cut == "it has too many members"


def test_codings_in_one_another_share_one_limit() -> None:
    packed = ZEROS
    for _ in range(limits().codings):
        packed = gzip.compress(packed, mtime=0)
    found = unpacked(packed, ["gzip"] * limits().codings)
    assert len(found.body) == limits().unpacked(len(packed))
    assert found.cut is not None
    again = gzip.compress(packed)
    assert unpacked(again, ["gzip"] * (limits().codings + 1)).body == again


@given(st.binary(max_size=3000), st.sampled_from(sorted({coding for coding, _ in CODINGS.values()})))
def test_nothing_is_raised_for_what_is_no_stream(body: bytes, coding: str) -> None:
    unpacked(body, [coding])
    for magic in (b"\x1f\x8b\x08\x00", b"\x78\x9c", b"\x28\xb5\x2f\xfd"):
        unpacked(magic + body, [coding, "gzip"])
