"""The address of a post, whatever page of its thread or part of its text is shown."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page
from blogarchive.urls import without_page

B = "http://blog.example"


@pytest.mark.parametrize(
    ("shown", "post"),
    [
        (f"{B}/?p=15&cpage=2", f"{B}/?p=15"),
        (f"{B}/a-post/?cpage=2", f"{B}/a-post/"),
        (f"{B}/2011/05/a-post.html?commentPage=2", f"{B}/2011/05/a-post.html"),
        (f"{B}/a-post/?comments=all", f"{B}/a-post/"),
        (f"{B}/node/12?page=1", f"{B}/node/12"),
        (f"{B}/node/12?page=0%2C1", f"{B}/node/12"),
        (f"{B}/12345.html?page=2&nc=7", f"{B}/12345.html?nc=7"),
        (f"{B}/?p=15&page=2", f"{B}/?p=15"),
    ],
)
def test_pages_of_a_thread_and_parts_are_one_post(shown: str, post: str) -> None:
    assert without_page(shown) == post


@pytest.mark.parametrize("url", [f"{B}/?page=12", f"{B}/?page_id=12", f"{B}/a?homepage=3", f"{B}/page/2/", f"{B}/?p=1"])
def test_other_addresses_stay_as_they_are(url: str) -> None:
    assert without_page(url) == url


@pytest.mark.parametrize(("page", "part"), [("", 1), ("&page=2", 2), ("&cpage=2", 1)])
def test_a_part_asked_for_by_its_number_is_a_part_of_the_same_post(page: str, part: int) -> None:
    parts = "".join(f"<a class='post-page-numbers' href='/?p=15{n}'>{n}</a>" for n in ("", "&page=2") if n != page)
    html = (
        "<html><head><meta name=generator content='WordPress 6.1'></head><body class='single'>"
        "<article class='post hentry'><h1 class='entry-title'>Tides</h1>"
        f"<div class='entry-content'><p>The tide came in late.</p>{parts}</div></article>"
    )
    (post,) = extract(Page(url=f"{B}/?p=15{page}", body=html.encode(), content_type="text/html")).posts
    assert (post.url, post.part) == (f"{B}/?p=15", part)
