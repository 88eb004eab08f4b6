"""When an answer is worth asking for again, and how long to wait."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from blogarchive.schedule.retries import LONGEST_WAIT, TRIES, tries, wait, why_again

URL = "http://blog.example/a/"
PAGE = b"<html><head><title>A post</title></head><body>text</body></html>"


def again(
    status: int = 200, body: bytes = PAGE, location: str | None = None, *, whole: bool = True, page: bool = True
) -> str | None:
    return why_again(status, body, url=URL, location=location, whole=whole, is_page=page)


@pytest.mark.parametrize("status", [200, 204, 301, 304, 400, 401, 404, 410, 451])
def test_what_is_final_is_not_asked_for_again(status: int) -> None:
    assert again(status) is None


@pytest.mark.parametrize("status", [403, 408, 429, 500, 502, 503, 504, 522])
def test_what_may_pass_is_asked_for_again(status: int) -> None:
    assert again(status) == f"HTTP {status}"
    assert 1 < tries(status) <= 2 * TRIES


def test_an_answer_cut_short_is_asked_for_again() -> None:
    assert again(whole=False)


def test_an_empty_page_is_asked_for_again_and_an_empty_image_is_not() -> None:
    assert again(body=b" \n")
    assert again(body=b"", page=False) is None


@pytest.mark.parametrize(
    "title", ["Database Error", "Error establishing a database connection", "Maintenance", "Just a moment..."]
)
def test_a_page_that_says_that_the_blog_is_away_is_asked_for_again(title: str) -> None:
    assert again(body=f"<html><title>{title}</title><body>…</body></html>".encode())


def test_a_long_post_about_databases_is_a_post() -> None:
    assert again(body=b"<html><title>A database error and me</title>" + b"x" * 30_000) is None


def test_a_redirect_to_itself_is_asked_for_again_and_another_is_followed() -> None:
    assert again(302, location="/a/?utm_source=x")
    assert again(302, location="/b/") is None


def test_a_host_says_how_long_to_wait_in_seconds_or_by_date() -> None:
    assert wait(1, "120", 0) == 120
    now = 1_700_000_000.0
    assert 30 <= wait(1, formatdate(now + 30, usegmt=True), now) <= 31
    assert wait(1, formatdate(now - 30, usegmt=True), now) == 0
    assert wait(1, "999999", 0) == LONGEST_WAIT


@pytest.mark.parametrize("odd", [None, "", "soon", "-5", "1.5", "Wed, 99 Foo 2026"])
def test_without_a_word_each_wait_is_longer(odd: str | None) -> None:
    waits = [wait(tried, odd, 0) for tried in range(1, 5)]
    assert waits == sorted(set(waits))
