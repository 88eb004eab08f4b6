"""Which pages a browser is wanted for, and what is read of one; without the extra the command says what to install."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from blogarchive import running
from blogarchive.cli.app import main
from blogarchive.extraction.extract import extract
from blogarchive.extraction.rendered_threads import NEEDS_BROWSER
from blogarchive.models import Page
from blogarchive.urls import canonical, host_of, identity, rendered, rendering
from tests.loopback import Answer, Site, crawled, rows, served

URL = "https://blog.example/low/"
STORY = "<article><h1>Low</h1><p>" + "The tide went out at noon, and came back in the evening. " * 4 + "</p></article>"
THREAD = """<ol id=comments class=comment-list><li class=comment id=comment-7><cite class=fn>Bea</cite>
<time datetime="2014-03-02T21:02:00Z">March 2</time><div class=comment-content><p>It was early again.</p></div></li>
</ol>"""


def page(more: str, url: str = URL) -> Page:
    html = f"<!DOCTYPE html><title>Low</title><body>{STORY}{more}</body>"
    return Page(url=url, body=html.encode(), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("<script src='https://fastcomments.com/js/embed.js'></script>", True),
        ("<div id=comments></div><script src=/c.js></script>", True),
        ("<div class=hyvor-talk-view></div>", True),
        (THREAD, False),
        ("<div class=share-buttons></div><script src='/js/menu.js'></script>", False),
    ],
)
def test_which_pages_need_a_browser(more: str, wanted: bool) -> None:
    named = [link for link in extract(page(more)).links if link.url == rendering(URL)]
    assert bool(named) is wanted
    assert all((link.kind, link.about) == ("api", URL) for link in named)


def test_of_a_rendered_page_only_the_thread_is_read() -> None:
    shown = extract(page(THREAD, rendering(URL)), about=URL)
    (post,) = shown.posts
    assert (post.url, post.source, post.title, post.body_text) == (URL, "embed", None, None)
    assert [(c.author, c.source) for c in post.comments] == [("Bea", "embed")]
    assert shown.links == ()
    assert extract(page("", rendering(URL)), about=URL).posts == ()


def test_the_address_of_a_rendering_is_nothing_of_the_web() -> None:
    address = rendering("HTTPS://Blog.example:443/low/")
    assert rendered(address) == "HTTPS://Blog.example:443/low/"
    assert rendered(URL) is None
    assert canonical(address) == rendering("https://blog.example/low/")
    assert host_of(address) == "blog.example"
    assert identity(address) != identity(URL)


def test_without_the_option_it_waits_in_the_reserve(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | str | None:
        home = "<title>Tide</title><h1>Tide</h1><h2 class=entry-title><a href='/low/'>Low</a></h2><p>Low."
        low = f"<title>Low</title>{STORY}<script src='https://fastcomments.com/js/embed.js'></script>"
        return {"/": home, "/low/": low}.get(path)

    with served(Site(answer)) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
    waiting = rows(tmp_path, "SELECT state, reason FROM urls WHERE url LIKE 'urn:rendered:%'")
    assert waiting == [("held", NEEDS_BROWSER)]


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "find_spec", lambda _name: None)
    done = CliRunner().invoke(main, ["crawl", URL, "--render", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "pip install 'blogarchive[browser]'" in done.stderr
