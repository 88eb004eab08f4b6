"""One post under addresses with parameters: what says nothing on a blog is learned there, what chooses is kept."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import command
from tests.loopback import Answer, Asked, Site, crawled, rows, served, updated

POSTS = 6
PATHS = [f"/2014/03/tide-{n}/" for n in range(POSTS)]

Page = Callable[[str], Answer | str | None]


def post(number: int, more: str = "", thread: bool = True) -> str:
    text = f"<p>The tide of day {number} came in late, and nobody was there to see it, as so often in these months.</p>"
    comments = "".join(
        f"<li class=comment id=comment-{number}{n}><cite class=fn>Ada {n}</cite> <a href='#comment-{number}{n}'>"
        f"May {n}, 2014 at 10:00 am</a><p>I was there on day {number}, at {n}.</p>"
        for n in (1, 2)
    )
    listed = f"<div id=comments><ol class=commentlist>{comments}</ol></div>" if thread else ""
    article = (
        f"<article class='post hentry'><h1 class=entry-title>Tide {number}</h1><div class=entry-content>{text}</div>"
    )
    return f"<!DOCTYPE html><title>Tide {number}</title><body class=single>{article}{more}</article>{listed}"


def front(links: list[str]) -> str:
    titles = "".join(f"<h2 class=entry-title><a href='{link}'>Tide</a></h2><p>Low." for link in links)
    return f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{titles}"


def number_of(target: str) -> int | None:
    path = target.partition("?")[0]
    return PATHS.index(path) if path in PATHS else None


def silent(links: Callable[[str], list[str]], more: Callable[[int, str], str] = lambda _n, _t: "") -> Page:
    """A blog whose pages show the same with any parameters; its front page names each post by `links`."""

    def answer(target: str) -> str | None:
        if target == "/":
            return front([link for path in PATHS for link in links(path)])
        number = number_of(target)
        return None if number is None else post(number, more(number, target))

    return answer


def seen(site: Site) -> int:
    """A counter of visits, which is another at each."""
    return len(site.asked)


def neighbours(number: int, _target: str) -> str:
    return "".join(f"<a href='{PATHS[n]}'>elsewhere</a> " for n in (number - 1, number + 1) if 0 <= n < POSTS)


SILENT: dict[str, Page] = {
    "beside the plain ones": silent(lambda path: [path, f"{path}?ref=sidebar", f"{path}?from=home&nb=1"]),
    "before the plain ones": silent(lambda path: [f"{path}?ref=sidebar", f"{path}?noise", path]),
    "several together": silent(lambda path: [path, f"{path}?a=1&b=2", f"{path}?b=7&a=4", f"{path}?a=1"]),
    "another value each": silent(lambda path: [path, *(f"{path}?from={n}" for n in range(4))]),
    "named on the front page alone": silent(lambda path: [f"{path}?from=home"], neighbours),
    "listed by campaigns": silent(lambda path: [path, f"{path}?utm_source=x&fbclid=y", f"{path}?doing_wp_cron=1"]),
    "one of one post": silent(lambda path: [path, f"{path}?ref=top"] if path == PATHS[0] else [path]),
    "of plain permalinks": lambda target: (
        front([f"/?p={n}{more}" for n in range(POSTS) for more in ("", "&ref=top", "&from=home")])
        if target == "/"
        else post(int(found[1]))
        if (found := re.match(r"/\?p=(\d)(?:&|$)", target))
        else None
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_what_says_nothing_makes_no_second_post(tmp_path: Path, name: str) -> None:
    site = Site(SILENT[name])
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    plain = [f"/?p={n}" for n in range(POSTS)] if "plain permalinks" in name else PATHS
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in plain]
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT post_id) FROM comments") == [(2 * POSTS, POSTS)]
    open_ = "kind IN ('post', 'candidate') AND state IN ('queued', 'fetching', 'failed')"
    assert rows(tmp_path, f"SELECT count(*) FROM urls WHERE {open_}") == [(0,)]
    assert f"posts: {POSTS} of {POSTS}, complete" in done.stderr
    before = tables(tmp_path)
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert tables(tmp_path) == before


def tables(data: Path) -> dict[str, list[Any]]:
    """What the captures came to."""
    names = ("posts", "comments", "post_readings", "comment_readings", "authors", "thread_looks", "posts_tags", "links")
    with sqlite3.connect(data / "blogs.db") as db:
        return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def test_a_few_are_asked_and_the_others_pass(tmp_path: Path) -> None:
    site = Site(silent(lambda path: [path, f"{path}?ref=top", f"{path}?from=home&nb=1"]))
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
        assert len([path for path in site.paths if "ref=" in path]) == 2
        assert len([path for path in site.paths if "nb=" in path]) == 2
        learned = rows(tmp_path, "SELECT parameters, shows FROM twins ORDER BY 1")
        assert learned == [('["from", "nb"]', "same"), ('["ref"]', "same")]
        left = rows(
            tmp_path, "SELECT DISTINCT state FROM urls WHERE reason LIKE 'another address of %' AND run_id IS NULL"
        )
        assert left == [("skipped",)]
        asked = len(site.paths)
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
    assert not [path for path in site.paths[asked:] if "=" in path]


def test_what_was_learned_holds_for_posts_that_come(tmp_path: Path) -> None:
    shown = PATHS[:-1]

    def answer(target: str) -> str | None:
        if target == "/":
            return front([link for path in shown for link in (path, f"{path}?ref=top")])
        number = number_of(target)
        return post(number) if number is not None and PATHS[number] in shown else None

    site = Site(answer)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
        shown.append(PATHS[-1])
        site.asked.clear()
        assert updated(tmp_path, "--no-requisites").returncode == 0
    assert site.paths.count(PATHS[-1]) == 1
    assert not [path for path in site.paths if "?" in path]
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS


# ---------------------------------------------------------------------- what says something


def chooses(name: str) -> Page:
    """A blog of one script: with the parameter it shows a post, without it the newest one."""

    def answer(target: str) -> str | None:
        if target == "/":
            return front(["/show", *(f"/show?{name}={n}" for n in range(POSTS))])
        found = re.fullmatch(rf"/show(?:\?{name}=(\d))?", target)
        return post(int(found[1] or POSTS - 1)) if found and int(found[1] or 0) < POSTS else None

    return answer


@pytest.mark.parametrize("name", ["id", "p", "article", "post", "entry", "no", "w", "what", "show"])
def test_what_chooses_a_post_is_never_dropped(tmp_path: Path, name: str) -> None:
    with served(Site(chooses(name))) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    found = {url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts")}
    assert {f"/show?{name}={n}" for n in range(POSTS)} <= found
    assert not rows(tmp_path, "SELECT * FROM twins WHERE shows = 'same'")


def test_what_shows_another_text_is_another_page(tmp_path: Path) -> None:
    """The third edition of each post has a text of its own, and so have its pages in another language."""

    def answer(target: str) -> str | None:
        if target == "/":
            return front([link for path in PATHS for link in (path, f"{path}?edition=3", f"{path}?lang=de")])
        number = number_of(target)
        if number is None:
            return None
        return post(number + (100 if "edition" in target else 200 if "lang" in target else 0))

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts")) == 3 * POSTS


def test_comments_that_only_the_longer_address_shows_are_the_posts(tmp_path: Path) -> None:
    def answer(target: str) -> str | None:
        if target == "/":
            return front([link for path in PATHS for link in (path, f"{path}?replies")])
        number = number_of(target)
        return None if number is None else post(number, thread=target.endswith("?replies"))

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(base + path,) for path in PATHS]
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT post_id) FROM comments") == [(2 * POSTS, POSTS)]
    before = tables(tmp_path)
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert tables(tmp_path) == before


def test_a_counter_in_the_text_makes_no_other_post(tmp_path: Path) -> None:
    counted = silent(
        lambda path: [path, f"{path}?ref=top"],
        lambda _n, _t: (
            f"<p>Read {seen(site)} times, by {3 * seen(site)} readers. {'It went on and on. ' * 5}"
            f"{' '.join(f'word{n}' for n in range(60))}</p>"
        ),
    )
    site = Site(counted)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS


def test_where_the_plain_address_is_gone_the_other_is_the_post(tmp_path: Path) -> None:
    def answer(target: Asked) -> Answer | str | None:
        if target == "/":
            return front([link for path in PATHS for link in (path, f"{path}?ref=top")])
        number = number_of(target)
        gone = number is None or (number == 3 and "?" not in target)
        return None if gone else post(number or 0)

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 3
    found = {url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts")}
    assert found == {*PATHS[:3], f"{PATHS[3]}?ref=top", *PATHS[4:]}


def test_which_of_several_comes_first_is_no_matter(tmp_path: Path) -> None:
    """In what order addresses are asked hangs on their hosts' ports, among other things: two dozen blogs see to it."""
    with ExitStack() as stack:
        bases = [stack.enter_context(served(Site(SILENT["several together"]))) for _ in range(24)]
        done = crawled(tmp_path, [f"{base}/" for base in bases], "--no-requisites")
    assert done.returncode == 0, done.stderr
    expected = sorted(base + path for base in bases for path in PATHS)
    assert rows(tmp_path, "SELECT url FROM posts ORDER BY url") == [(url,) for url in expected]
