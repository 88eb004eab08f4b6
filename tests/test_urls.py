"""Addresses: one canonical form, one identity of a post, ids that depend on nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.urls import absolute, canonical, host_of, identity, stable_id

SAME = [
    ("HTTP://Example.COM:80/a", "http://example.com/a"),
    ("https://example.com:443", "https://example.com/"),
    ("http://example.com/%7Euser/%e6%97%a5", "http://example.com/~user/%E6%97%A5"),
    ("http://example.com/日本", "http://example.com/%E6%97%A5%E6%9C%AC"),
    ("http://example.com/a#comment-3", "http://example.com/a"),
    ("http://example.com/a?utm_source=x&b=1&fbclid=y", "http://example.com/a?b=1"),
    ("http://example.com/?b=2&a=1", "http://example.com/?b=2&a=1"),
    ("http://user:secret@example.com/", "http://example.com/"),
]


@pytest.mark.parametrize(("spelled", "expected"), SAME)
def test_two_spellings_have_one_canonical_form(spelled: str, expected: str) -> None:
    assert canonical(spelled) == expected
    assert canonical(expected) == expected


def test_one_post_under_many_addresses_has_one_identity() -> None:
    spellings = ["http://www.blog.example/a-post/", "https://blog.example/a-post", "https://blog.example/a-post/?m=1"]
    assert len({identity(url) for url in spellings}) == 1


def test_different_posts_keep_different_identities() -> None:
    assert identity("http://blog.example/?p=1") != identity("http://blog.example/?p=2")
    assert identity("http://blog.example/a/") != identity("http://blog.example/A/")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../b/", "http://blog.example/b/"),
        ("?p=3#respond", "http://blog.example/a/?p=3"),
        ("//cdn.example/x.png", "http://cdn.example/x.png"),
        (" /spaced ", "http://blog.example/spaced"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("http://[broken", None),
        ("#top", None),
        (None, None),
    ],
)
def test_an_href_leads_to_a_web_page_or_nowhere(href: str | None, expected: str | None) -> None:
    assert absolute("http://blog.example/a/", href) == expected


def test_hosts_compare_without_www_and_case() -> None:
    assert host_of("http://WWW.Blog.example:8080/") == "blog.example:8080"


@given(st.text(), st.text())
def test_stable_ids_are_exact_in_javascript_and_tell_parts_apart(a: str, b: str) -> None:
    assert 0 <= stable_id(a, b) < 2**52
    assert stable_id(a, b) == stable_id(a, b)
    if "\x00" not in a + b:
        assert (stable_id(a, b) == stable_id(b, a)) == (a == b)


@given(st.from_regex(r"http://[a-z]{1,8}\.example/[^\x00-\x20]{0,30}", fullmatch=True))
def test_canonical_is_a_fixed_point(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)
