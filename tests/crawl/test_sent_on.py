"""Pages that only send their reader on, by refresh, script or frame: what is behind them is archived in their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.html.onward import parsed
from blogarchive.models import Page
from tests import command
from tests.loopback import Answer, Asked, Site, crawled, rows, served, updated

POSTS = 4
PATHS = [f"/2014/03/tide-{n}/" for n in range(POSTS)]
TEXT = "<p>The tide came in late, and nobody was there to see it, as so often in these months.</p>"


def post(path: str, more: str = "") -> str:
    name = path.strip("/").rpartition("/")[2]
    return f"<!DOCTYPE html><title>{name}</title><article><h1>{name}</h1>{TEXT}</article>{more}"


def front(paths: list[str]) -> str:
    titles = "".join(f"<h2 class=entry-title><a href='{path}'>Tide</a></h2><p>Low." for path in paths)
    return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{titles}"


def menu(paths: list[str]) -> str:
    return "<title>Menu</title>" + "".join(f"<a target=main href='{path}'>{path}</a><br>" for path in paths)


STUBS = {
    "refresh": "<META HTTP-EQUIV=Refresh CONTENT='0; URL=blog/index.html'>",
    "refresh for those without scripts": "<noscript><meta http-equiv='refresh' content='0;blog/index.html'></noscript>",
    "refresh after a notice": "<meta http-equiv=refresh content='5;url=/blog/index.html'><p>We have moved to "
    "<a href='/blog/index.html'>a better place</a>, and hope to see you there.",
    "refresh by another base": "<base href='/blog/x/'><meta http-equiv=refresh content='0;url=../index.html'>",
    "script": "<script>window.location.href = '/blog/index.html';</script>",
    "script as it loads": "<body onload=\"location.replace('blog/index.html')\">",
    "one frame": "<frameset rows='100%,*'><frame src='/blog/index.html'><frame src='about:blank' noresize></frameset>",
    "a frame without room": "<frameset cols='*,0'><frame src='blog/index.html'><frame src='/empty.html'></frameset>",
    "inline frame": "<style>iframe { width: 100%; height: 100vh }</style><iframe src='/blog/index.html'></iframe>",
    "inline frame alone": "<iframe src='/blog/index.html' width=800 height=600>Frames are needed.</iframe>",
}


@pytest.mark.parametrize("name", STUBS)
def test_the_page_in_its_place_is_the_front_page(tmp_path: Path, name: str) -> None:
    posts = PATHS[:-1]

    def answer(path: str) -> Answer | str | None:
        if path == "/":
            return f"<html><head><title>Tide</title>{STUBS[name]}"
        return front(posts) if path == "/blog/index.html" else post(path) if path in posts else None

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in posts]
        posts.append(PATHS[-1])
        again = updated(tmp_path, "--no-requisites")
    assert again.returncode == 0, again.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in PATHS]


FRAMES = {
    "rows and columns": "<frameset rows='80,*'><frame src='head.html'><frameset cols='20%,*'><frame src='menu.html'>"
    "<frame src='main.html'></frameset></frameset>",
    "with a page for those without frames": "<frameset cols='150,*'><frame src='menu.html'><frame src='main.html'>"
    "<noframes><body>You need frames.</body></noframes></frameset>",
}


@pytest.mark.parametrize("name", FRAMES)
def test_the_frames_of_a_frameset_lead_to_the_posts_and_are_none(tmp_path: Path, name: str) -> None:
    def answer(path: str) -> str | None:
        pages = {
            "/": f"<html><head><title>Tide</title></head>{FRAMES[name]}</html>",
            "/menu.html": menu(PATHS),
            "/main.html": "<title>Welcome</title><h1>Welcome</h1><p>These are my notes on tides.</p>",
            "/head.html": "<title>Tide</title><img src='/tide.gif'>",
        }
        return pages.get(path) or (post(path) if path in PATHS else None)

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path, "SELECT url FROM posts ORDER BY url")
    assert found == [(base + path,) for path in PATHS]
    again = command.run("rebuild", "--data", tmp_path)
    assert again.returncode == 0, again.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == found


def test_a_post_whose_text_stands_in_a_frame_is_one(tmp_path: Path) -> None:
    """Each permalink is a frameset of a menu and the post."""

    def answer(path: str) -> str | None:
        if path in ("/", "/menu.html"):
            return menu([f"/tide-{n}.html" for n in range(POSTS)])
        if path.startswith("/text/tide-"):
            return f"<title>{path}</title><h1>{path}</h1><p>May 2, 2014</p>{TEXT * 4}"
        if path.startswith("/tide-"):
            return f"<frameset cols='9%,*'><frame src='menu.html'><frame src='/text{path}'></frameset>"
        return None

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    found = {url for (url,) in rows(tmp_path, "SELECT url FROM posts")}
    assert {f"{base}/text/tide-{n}.html" for n in range(POSTS)} <= found
    assert f"{base}/menu.html" not in found


def test_a_host_that_masks_another_by_a_frame_is_the_blog_there(tmp_path: Path) -> None:
    def answer(path: Asked) -> str | None:
        other = path.base.replace("127.0.0.1", "localhost")
        if path.base != other:
            return f"<frameset rows='*'><frame src='{other}/'></frameset>" if path == "/" else None
        return front(PATHS) if path == "/" else post(path) if path in PATHS else None

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    home = base.replace("127.0.0.1", "localhost")
    assert rows(tmp_path, "SELECT url FROM blogs") == [(f"{home}/",)]
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS


MOVED = {
    "header": lambda old: Answer("<p>Moved.", headers={"Refresh": f"0; url=/new{old}"}),
    "notice": lambda old: (
        f"<title>Redirecting…</title><link rel=canonical href='/new{old}'><script>location=\"/new{old}\"</script>"
        f"<meta http-equiv=refresh content='0; url=/new{old}'><h1>Redirecting…</h1><a href='/new{old}'>Click here."
    ),
    "in the theme": lambda old: (
        f"<title>Moved</title><meta http-equiv=refresh content=\"3;URL='/new{old}'\"><h1>Moved</h1><p>This post has "
        f"moved to <a href='/new{old}'>a new place</a>. Please change your bookmarks.</p>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_stubs_of_moved_posts_are_no_posts(tmp_path: Path, name: str) -> None:
    stub: Callable[[str], Answer | str] = MOVED[name]  # type: ignore[assignment]

    def answer(path: str) -> Answer | str | None:
        if path == "/":
            return front(PATHS)
        return stub(path) if path in PATHS else post(path) if path.removeprefix("/new") in PATHS else None

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path, "SELECT url FROM posts ORDER BY url")
    assert found == [(f"{base}/new{path}",) for path in PATHS]
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == found


@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv=refresh content='300'>",
        "<meta http-equiv=refresh content='0;url=http://blog.example/tide/#top'>",
        "<meta http-equiv=refresh content='600; url=/tide-2/'>",
        "<noscript><meta http-equiv=refresh content='0; url=/tide/?js=0'></noscript>",
        "<script>if (innerWidth < 500) location = '/m/tide/'</script>",
        "<script>function go() { location.href = '/other/' }</script>",
        "<meta property='og:type' content=article><meta http-equiv=refresh content='5;url=/next/'>",
    ],
)
@pytest.mark.parametrize("frame", ["", "<iframe src='http://films.example/7' width=560 height=315></iframe>"])
def test_a_post_with_something_of_its_own_stays_one(head: str, frame: str) -> None:
    menu = "".join(f"<a href='/tide-{n}/'>{n}</a>" for n in range(9))
    html = f"<!DOCTYPE html><head><title>Tide</title>{head}</head><article><h1>Tide</h1>{TEXT}{frame}</article>{menu}"
    found = extract(Page(url="http://blog.example/tide/", body=html.encode(), content_type="text/html"))
    assert found.moved_to is None
    assert len(found.posts) == 1


@pytest.mark.parametrize(
    ("said", "seconds", "url"),
    [
        ("0; url=/a/", 0, "/a/"),
        ("0;URL='/a/'", 0, "/a/"),
        ('1.5 ; Url = "/a/" and more', 1.5, "/a/"),
        ("0,/a/", 0, "/a/"),
        ("0 /a/", 0, "/a/"),
        ("\n0;\nurl=/a/\n", 0, "/a/"),
        ("0;url=url=1", 0, "url=1"),
        ("10.9.8;/a/", 10.9, "/a/"),
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(said: str, seconds: float, url: str) -> None:
    assert parsed(said) == (seconds, url)


@pytest.mark.parametrize("said", [None, "", "5", "5;", "0;url=", "0;url=''", "url=/a/", "soon; url=/a/", "-1;/a/"])
def test_what_leads_nowhere_is_no_refresh(said: str | None) -> None:
    assert parsed(said) is None
