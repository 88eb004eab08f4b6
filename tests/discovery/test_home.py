"""Given one post, where its blog begins."""

from __future__ import annotations

import pytest

from blogarchive.discovery import home
from blogarchive.discovery.scope import within
from blogarchive.extraction.extract import extract
from blogarchive.models import Page

STORY = (
    "<article><h1>Low tide</h1><p>" + "The tide went out and the boats lay on the mud until noon. " * 12 + "</article>"
)


def home_of(url: str, head: str = "", body: str = "") -> str:
    html = f"<!DOCTYPE html><html lang=en><head><title>Low tide</title>{head}</head><body>{body}{STORY}</body></html>"
    return home.home_of(extract(Page(url=url, body=html.encode(), content_type="text/html")))


@pytest.mark.parametrize(
    ("post", "front"),
    [
        ("https://ada.livejournal.com/1234.html", "https://ada.livejournal.com/"),
        ("https://users.livejournal.com/ada/1234.html", "https://users.livejournal.com/ada/"),
        ("https://www.livejournal.com/users/ada/1234.html", "https://www.livejournal.com/users/ada/"),
        ("https://ada.blogspot.com/2011/05/low-tide.html", "https://ada.blogspot.com/"),
        ("https://ada.tumblr.com/post/123/low-tide", "https://ada.tumblr.com/"),
        ("https://www.tumblr.com/ada/123/low-tide", "https://www.tumblr.com/ada/"),
        ("https://medium.com/@ada/low-tide-0a1b2c3d4e5f", "https://medium.com/@ada/"),
        ("https://ada.medium.com/low-tide-0a1b2c3d4e5f", "https://ada.medium.com/"),
        ("https://dev.to/ada/low-tide-2f3g", "https://dev.to/ada/"),
        ("http://host.example/~ada/2011/tide.html", "http://host.example/~ada/"),
        ("http://blog.livedoor.jp/ada/archives/1.html", "http://blog.livedoor.jp/ada/"),
        ("https://blog.example/2011/05/low-tide/", "https://blog.example/"),
    ],
)
def test_the_address_itself_tells(post: str, front: str) -> None:
    assert home_of(post) == front
    assert within(post, front)


def test_a_name_on_a_shared_host_is_within_itself_and_its_neighbour_is_not() -> None:
    assert within("https://dev.to/ada", "https://dev.to/ada/")
    assert not within("https://dev.to/adam/x", "https://dev.to/ada/")
    assert not within("https://dev.to/", "https://dev.to/ada/")


FEED = "<link rel=alternate type='application/rss+xml' href='{}'>"


@pytest.mark.parametrize(
    "feed", ["/notes/feed/", "/notes/feed.xml", "/notes/index.xml", "/notes/rss", "/notes/atom.xml"]
)
def test_the_folder_of_the_feed_is_the_blogs(feed: str) -> None:
    assert home_of("https://site.example/notes/2011/low-tide/", FEED.format(feed)) == "https://site.example/notes/"


@pytest.mark.parametrize("feed", ["/feed/", "/2011/feed/", "/2011/low-tide/feed/", "/tags/tide/feed/", "/other/feed/"])
def test_the_feed_of_the_site_a_year_the_post_or_a_tag_is_no_folder(feed: str) -> None:
    assert home_of("https://site.example/2011/low-tide/", FEED.format(feed)) == "https://site.example/"


def test_a_folder_called_blog_is_one_where_the_page_links_to_it() -> None:
    post = "https://site.example/blog/low-tide"
    assert (
        home_of(post, body="<nav><a href='/'>Home</a> <a href='/blog'>Blog</a></nav>") == "https://site.example/blog/"
    )
    assert home_of(post, body="<nav><a href='/'>Home</a></nav>") == "https://site.example/"


def test_rel_home_tells_where_no_feed_does() -> None:
    body = "<header><a rel=home href='/weekly/'>The tide</a></header>"
    assert home_of("https://site.example/weekly/low-tide/", body=body) == "https://site.example/weekly/"
