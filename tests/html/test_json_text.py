"""What is read as JSON can be written to any file and any database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.html.json_text import first, loads, whole

ANY = st.text(st.characters(categories=["L", "Cs", "N", "Zs"]) | st.sampled_from("\ud83d\ude00\\u"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\ud83d", "a\ufffd"), ("\ude00b", "\ufffdb"), ("\ud83d\ude00", "😀"), ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ud83d\ude00", "\ufffd😀"), ("", ""), ("plain", "plain"),
    ],
)  # fmt: skip
def test_halves_are_joined_or_replaced(text: str, expected: str) -> None:
    assert whole(text) == expected


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | ANY, lambda one: st.lists(one) | st.dictionaries(ANY, one))
)
def test_whatever_was_escaped_can_be_written(value: Any) -> None:
    text = json.dumps(value)
    read = loads(text)
    assert loads(text.encode()) == read
    assert first(f"{text} and so on") == read
    json.dumps(read, ensure_ascii=False).encode()


@given(st.recursive(st.none() | st.floats(allow_nan=False) | st.text(), st.lists))
def test_what_has_no_halves_is_read_as_it_stands(value: Any) -> None:
    assert loads(json.dumps(value)) == value


def test_a_backslash_before_the_letters_is_no_half() -> None:
    assert loads(r'"C:\\ud83d"') == r"C:\ud83d"


def test_bytes_may_be_in_any_of_its_encodings_and_damaged() -> None:
    assert loads(b'\xef\xbb\xbf["a"]') == ["a"]
    assert loads('["ä"]'.encode("utf-16")) == ["ä"]
    assert loads(b'["\xff"]') == ["\ufffd"]
