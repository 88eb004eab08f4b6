"""An update asks each blog as `crawl` was told to, and no host of the local network but those that were allowed."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from blogarchive.blogs.roster import Listed, plan
from blogarchive.maintenance.rebuild import rebuild
from tests.command import run
from tests.loopback import Answer, Answering, Asked, Site, crawled, rows, served, shelf

PICTURE = Answer(b"\x89PNG\r\n\x1a\nrest", headers={"Content-Type": "image/png"})


def with_picture(pages: Answering, url: str) -> Answering:
    """The same pages, each post with a picture."""

    def answer(path: Asked) -> Answer | str | None:
        found = pages(path)
        return f"{found}<p><img src='{url}'></p>" if isinstance(found, str) and path != "/" else found

    return answer


def test_an_update_needs_no_option_that_the_crawl_was_given(tmp_path: Path) -> None:
    pictures = Site(lambda _: PICTURE)
    site = Site(shelf(2))
    with ExitStack() as running:
        home, elsewhere = running.enter_context(served(site)), running.enter_context(served(pictures))
        done = crawled(tmp_path, f"{home}/", "--no-requisites", delay=0.01)
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT host FROM private_hosts") == [(home.removeprefix("http://"),)]
        rebuild(tmp_path)
        said = rows(tmp_path, "SELECT name, value FROM blog_options ORDER BY name")
        assert said == [("delay", "0.01"), ("requisites", "false")]
        site.answer = with_picture(shelf(4), f"{elsewhere}/a.png")
        done = run("update", "--data", str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page'") == [(4,)]
        assert pictures.asked == []


def test_what_was_allowed_once_opens_no_other_door(tmp_path: Path) -> None:
    other = Site(lambda path: PICTURE if path == "/a.png" else shelf(2)(path))
    site = Site(shelf(2))
    with ExitStack() as running:
        home, elsewhere = running.enter_context(served(site)), running.enter_context(served(other))
        assert crawled(tmp_path, f"{home}/").returncode == 0
        site.answer = with_picture(shelf(3), f"{elsewhere}/a.png")
        done = run("update", "--data", str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT state, reason FROM urls WHERE url LIKE '%/a.png'") == [
            ("skipped", "127.0.0.1 is not a public address; --allow-private or BLOGARCHIVE_ALLOW_PRIVATE=1 allows it")
        ]
        done = run("crawl", f"{elsewhere}/", "--data", str(tmp_path))
        assert (done.returncode, "--allow-private" in done.stderr) == (3, True)  # 3: there is another blog
        assert other.asked == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ({"a.example": 5.0}, ("http://a.example/",), ("http://a.example/",))),
        ({"delay": 1.0, "render": True}, ({}, ("http://a.example/",), ())),
        (None, ({}, (), ())),
    ],
)
def test_what_is_said_now_goes_before_what_was_said_then(said: dict[str, object] | None, expected: object) -> None:
    told = {"delay": 5.0, "requisites": False, "render": True}
    blogs = [Listed(url="http://a.example/", archived=True, remembered=told), Listed(url="http://b.example/")]
    made = plan(blogs, only=True, said=said)
    assert (made.delays, made.without_requisites, made.rendered) == expected


def test_the_file_says_how_slowly_a_blog_is_asked() -> None:
    blog = Listed(url="http://a.example/", archived=True, delay=3.0, remembered={"delay": 5.0})
    assert plan([blog], only=True, said={}).delays == {"a.example": 3.0}
