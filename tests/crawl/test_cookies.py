"""Hosts that let nobody in without the cookie that they set, and what becomes of cookies: kept, and shown nowhere."""

from __future__ import annotations

import gzip
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import command
from tests.loopback import Answer, Asked, Site, crawled, rows, served, shelf

POSTS = 4
SECRET = "s3cr3t-visitor"
PAGES = shelf(POSTS)

Wall = Callable[[Asked], Answer | None]


def has_cookie(asked: Asked) -> bool:
    return f"seen={SECRET}" in asked.header.get("Cookie", "")


def behind(wall: Wall) -> Site:
    """A blog that shows its pages to whoever the wall lets through."""
    return Site(lambda asked: wall(asked) or PAGES(asked))


def sets(status: int, to: Callable[[str], str] = lambda path: path) -> Wall:
    def wall(asked: Asked) -> Answer | None:
        headers = {"Location": to(asked), "Set-Cookie": f"seen={SECRET}; Path=/"}
        return None if has_cookie(asked) else Answer("", status, headers)

    return wall


def refreshes(asked: Asked) -> Answer | None:
    if has_cookie(asked):
        return None
    again = f"<!DOCTYPE html><title>One moment</title><meta http-equiv=refresh content='0;url={asked}'><p>One moment"
    return Answer(again, 200, {"Set-Cookie": f"seen={SECRET}; Path=/; Max-Age=3600"})


def checks(status: int, *, by_refresh: bool = False) -> Wall:
    """The cookie is set, and looked for, by a page of its own."""

    def wall(asked: Asked) -> Answer | None:
        if asked.startswith("/check?back="):
            back = asked.partition("=")[2]
            return Answer("", status, {"Location": back, "Set-Cookie": f"seen={SECRET}; Path=/; HttpOnly"})
        if has_cookie(asked):
            return None
        if by_refresh:
            return Answer(f"<!DOCTYPE html><meta http-equiv=refresh content='0;url=/check?back={asked}'><p>Moment")
        return Answer("", status, {"Location": f"/check?back={asked}"})

    return wall


WALLS: dict[str, Wall] = {
    **{f"itself by {status}": sets(status) for status in (301, 302, 303, 307, 308)},
    "itself, spelled otherwise": sets(302, lambda path: f"{path}#on"),
    "a refresh of itself": refreshes,
    "a page that checks": checks(302),
    "a page that checks, by 303": checks(303),
    "a refresh that leads to a page that checks": checks(302, by_refresh=True),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_cookie_that_is_set_opens_the_wall(tmp_path: Path, name: str) -> None:
    site = behind(WALLS[name])
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(f"{base}/tide-{n}/",) for n in range(POSTS)]
    assert all(site.paths.count(f"/tide-{n}/") == 1 for n in range(POSTS))  # the first page was let in for all
    assert site.paths.count("/") <= 2


def test_cookies_are_kept_for_the_next_run_and_shown_nowhere(tmp_path: Path) -> None:
    site = behind(sets(302))
    with served(site) as base:
        first = crawled(tmp_path, f"{base}/")
        kept = tmp_path / "cookies.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert SECRET in kept.read_text()
        site.asked.clear()
        second = crawled(tmp_path, f"{base}/", "--log-file", str(tmp_path / "crawl.log"))
        assert all(has_cookie(asked) for asked in site.paths)  # type: ignore[arg-type]
    assert (first.returncode, second.returncode) == (0, 0)
    shown = [first.stderr, second.stderr, (tmp_path / "crawl.log").read_text()]
    for what in ("jsonl", "csv"):
        out = tmp_path / f"out.{what}"
        assert command.run("export", what, "--data", tmp_path, "--out", out).returncode == 0
        shown += [one.read_text() for one in ([out] if out.is_file() else out.iterdir())]
    shown.append(command.run("status", "--json", "--data", tmp_path).stdout)
    assert not [text for text in shown if SECRET in text]
    for file in ("blogs.db", "blogs.db-wal"):
        assert not (tmp_path / file).exists() or SECRET.encode() not in (tmp_path / file).read_bytes()
    # The captures are what crossed the wire.
    assert any(SECRET.encode() in gzip.decompress(file.read_bytes()) for file in tmp_path.glob("warc/*.gz"))
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert SECRET in kept.read_text()


def test_a_jar_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "cookies.json").write_text('{"half": ')
    with served(behind(sets(302))) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert "cookies.json cannot be read" in done.stderr
    assert list(json.loads((tmp_path / "cookies.json").read_text())) == [base.partition("//")[2]]


def test_no_blog_is_told_what_another_has_set(tmp_path: Path) -> None:
    """By the rules of cookies the two are one host: ports do not count."""
    one, other = behind(sets(302)), Site(PAGES)
    with served(one) as first, served(other) as second:
        assert crawled(tmp_path, f"{first}/", "--no-requisites").returncode == 0
        assert crawled(tmp_path, [f"{first}/", f"{second}/"], "--no-requisites").returncode == 0
    assert other.paths
    assert not [asked for asked in other.paths if "Cookie" in asked.header]  # type: ignore[attr-defined]


def test_images_of_other_hosts_are_fetched_without_cookies(tmp_path: Path) -> None:
    counter = Site(lambda _: Answer(b"GIF89a", 200, {"Content-Type": "image/gif", "Set-Cookie": "you=1; Path=/"}))
    with served(counter) as elsewhere:
        images = "".join(f"<img src='{elsewhere}/{n}.gif'>" for n in range(3))
        page = f"<!DOCTYPE html><title>Tide</title><article><h1>Tide</h1><time>2014-03-01</time><p>Low.</p>{images}"
        with served(Site(lambda asked: page if asked == "/" else None)) as base:
            crawled(tmp_path, f"{base}/")
    assert len([path for path in counter.paths if path.endswith(".gif")]) == 3
    assert not [asked for asked in counter.paths if "Cookie" in asked.header]  # type: ignore[attr-defined]


def test_the_cookies_of_a_log_in_are_taken_from_a_file(tmp_path: Path) -> None:
    site = behind(lambda asked: None if has_cookie(asked) or asked == "/robots.txt" else Answer("", 403))
    file = tmp_path / "cookies.txt"
    with served(site) as base:
        file.write_text(
            f"# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t\tseen\t{SECRET}\n"
            f".elsewhere.example\tTRUE\t/\tFALSE\t\tother\tnever\n"
        )
        done = crawled(tmp_path / "data", f"{base}/", "--no-requisites", "--cookies", str(file))
        assert done.returncode == 0, done.stderr
        kept = (tmp_path / "data" / "cookies.json").read_text()
        assert SECRET in kept
        assert "never" not in kept  # of a browser's cookies those of this blog
        again = crawled(tmp_path / "data", f"{base}/", "--no-requisites")
        assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("text", ["seen=1\n", "\x00\xff"])
def test_a_file_of_no_cookies_is_refused_before_anything_is_asked(tmp_path: Path, text: str) -> None:
    (tmp_path / "cookies.txt").write_bytes(text.encode("latin-1"))
    site = Site(PAGES)
    with served(site) as base:
        done = crawled(tmp_path / "data", f"{base}/", "--cookies", str(tmp_path / "cookies.txt"))
    assert (done.returncode, site.asked) == (2, [])
    assert "cannot be read as cookies" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_robots_txt_that_leads_to_itself_is_none_at_once(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer | str | None:
        return Answer("", 302, {"Location": asked}) if asked == "/robots.txt" else PAGES(asked)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert "again in" not in done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS


def test_a_wall_that_opens_for_no_cookie_comes_to_an_end(tmp_path: Path) -> None:
    visits = iter(range(10_000))

    def answer(asked: Asked) -> Answer | str | None:
        if asked == "/tide-1/":
            return Answer("", 302, {"Location": asked, "Set-Cookie": f"seen={next(visits)}; Path=/"})
        return PAGES(asked)

    site = Site(answer)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
        assert done.returncode in (0, 3), done.stderr
    assert site.paths.count("/tide-1/") == 3
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS - 1
