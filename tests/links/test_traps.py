"""Addresses that are never followed, and those that always may be."""

from __future__ import annotations

import pytest

from blogarchive.links.traps import LONGEST, TRAPS, Trap, trap


@pytest.mark.parametrize("rule", TRAPS, ids=lambda rule: f"{rule.name}: {rule.caught}")
def test_a_rule_catches_its_example_and_spares_the_other(rule: Trap) -> None:
    assert rule.pattern.search(rule.caught)
    assert trap(rule.caught) is not None
    assert not rule.pattern.search(rule.spared)


@pytest.mark.parametrize(
    "url",
    [
        "http://blog.example/post/comment-page-2/",
        "http://blog.example/?p=7&cpage=3",
        "http://blog.example/post/?cpage=3&order=asc",
        "https://x.blogspot.com/2011/01/a.html?commentPage=2",
        "http://blog.example/post?comments=all",
        "http://blog.example/2011/12/28/the-man-behind-the-phone/",
        "http://blog.example/?p=7",
        "http://blog.example/page/2/",
        "http://blog.example/2011/12/",
        "http://blog.example/category/tea/",
        "http://blog.example/search?updated-max=2011-01-01T00:00:00Z&max-results=20",
    ],
)
def test_posts_listings_and_comment_pages_are_no_traps(url: str) -> None:
    assert trap(url) is None


def test_a_comment_page_with_a_reply_form_is_one() -> None:
    assert trap("http://blog.example/post/comment-page-2/?replytocom=12") == "reply form"


def test_an_endless_address_is_one() -> None:
    assert trap("http://blog.example/" + "a" * LONGEST) == "endless address"
