"""A page that states another number of comments than stand there: what explains it, and when something is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Done, run
from tests.loopback import Answer, Answering, Asked, Site, crawled, served, updated

COMMENT = """
<li class='{kind}' id='comment-{0}'><article class='comment-body'><footer class='comment-meta'><b class='fn'>Reader {0}
</b><a href='/{post}/{page}#comment-{0}'><time datetime='2014-03-0{day}T09:00:00+00:00'>then</time></a></footer>
<div class='comment-content'><p>I was there, too, for the {0}th time.</p></div></article></li>
"""
POST = """
<!DOCTYPE html><html lang=en><title>{0} | Pier</title><meta name=generator content='WordPress 6.4'>
<link rel=canonical href='/{0}/'>{api}<body class='single postid-{id}'>
<article class='post hentry' id='post-{id}'><h1 class='entry-title'>{0}</h1>
<time class='entry-date published' datetime='2014-03-01T09:00:00+00:00'>then</time>
<div class='entry-content'><p>On the pier there was nobody but {0}, and the tide came in late.</p></div></article>
<div id='comments'><h2 class='comments-title'>{declared} thoughts on {0}</h2><ol class='comment-list'>{comments}</ol>
{more}</div>
"""
API = "<link rel='https://api.w.org/' href='/wp-json/'><link rel=shortlink href='/?p=5'>"
"""How a WordPress page says where its API is, and its own number there."""


def post(name: str, declared: int, *kinds: str, api: str = "", more: str = "", first: int = 1, page: str = "") -> str:
    comments = "".join(
        COMMENT.format(n, kind=kind, post=name, page=page, day=n % 9 + 1) for n, kind in enumerate(kinds, start=first)
    )
    return POST.format(name, id=len(name), declared=declared, comments=comments, api=api, more=more)


def blog(pages: dict[str, str | Answer]) -> Answering:
    titles = "".join(
        f"<article class='post hentry'><h2 class=entry-title><a href='{path}' rel=bookmark>{path}</a></h2></article>"
        for path in pages
        if path.count("/") == 2
    )

    def answer(path: Asked) -> Answer | str | None:
        if path == "/":
            return f"<!DOCTYPE html><title>Pier</title><meta name=generator content='WordPress 6.4'>{titles}"
        return pages.get(path)

    return answer


def told(done: Done) -> dict[str, Any]:
    (found,) = json.loads(done.stdout)["blogs"]
    return dict(found)


def differing(found: dict[str, Any]) -> dict[str, tuple[int, int, bool]]:
    return {
        one["url"].rstrip("/").rpartition("/")[2]: (one["declared"], one["found"], one["explained"])
        for one in found["differing"]
    }


def listed(*numbers: int, name: str = "boats") -> Answer:
    """What WordPress' API has of a post."""
    items = [
        {"id": n, "post": len(name), "parent": 0, "author_name": f"Reader {n}", "author_url": "", "type": "comment",
         "date": f"2014-03-0{n % 9 + 1}T09:00:00", "date_gmt": f"2014-03-0{n % 9 + 1}T09:00:00",
         "content": {"rendered": f"<p>I was there, too, for the {n}th time.</p>"}, "link": f"/{name}/#comment-{n}"}
        for n in numbers
    ]  # fmt: skip
    return Answer(json.dumps(items), headers={"Content-Type": "application/json", "X-WP-Total": str(len(items))})


def with_api(pages: dict[str, str | Answer], answer_of_api: Answer) -> Answering:
    page = blog(pages)
    return lambda path: answer_of_api if path.startswith("/wp-json/wp/v2/comments?") else page(path)


def test_what_stands_there_though_it_is_not_counted_is_explained_where_it_is_told(tmp_path: Path) -> None:
    pages = {"/boats/": post("boats", 2, "comment", "comment", "pingback"), "/nets/": post("nets", 1, *["comment"] * 2),
             "/ropes/": post("ropes", 2, *["comment"] * 2)}  # fmt: skip
    with served(Site(blog(dict(pages)))) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
    found = told(done)
    assert (done.returncode, found["complete"]) == (0, True), done.stderr
    assert differing(found) == {"boats": (2, 3, True), "nets": (1, 2, True)}
    assert "pingbacks and trackbacks (1) are not counted" in found["differing"][0]["reason"]
    in_words = run("status", "--data", str(tmp_path)).stdout
    assert "  threads: 3 of 3, complete; 7 comments (5 declared): 2 pages state 2 fewer than stand there\n" in in_words


@pytest.mark.parametrize("by", [crawled, updated])
def test_a_page_that_states_more_is_looked_at_in_two_runs(by: Any, tmp_path: Path) -> None:
    site = Site(blog({"/boats/": post("boats", 4, *["comment"] * 3), "/nets/": post("nets", 2, *["comment"] * 2)}))
    with served(site) as base:
        first = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
        found = told(first)
        assert (first.returncode, found["complete"], found["verdict"]["posts"]["complete"]) == (3, False, True)
        assert [(item["url"], item["kind"]) for item in found["missing"]] == [(f"{base}/boats/", "thread")]
        assert (found["verdict"]["threads"]["had"], found["verdict"]["threads"]["known"]) == (1, 2)
        site.asked.clear()
        options = ["--no-requisites", "--json"]
        second = updated(tmp_path, *options) if by is updated else crawled(tmp_path, f"{base}/", *options)
        assert site.paths.count("/boats/") == 1
        assert (second.returncode, told(second)["missing"]) == (0, []), second.stderr
        assert differing(told(second)) == {"boats": (4, 3, True)}
        site.asked.clear()
        assert crawled(tmp_path, f"{base}/", *options).returncode == 0
        assert "/boats/" not in site.paths  # it is known by now


def test_the_platforms_own_list_is_asked_before_the_verdict(tmp_path: Path) -> None:
    """Answers to hidden comments stand there and on no page; with all that it has, nothing is missing."""
    for name, on_list, code, count in (("more", (1, 2, 3), 0, 3), ("same", (1, 2), 0, 2)):
        pages: dict[str, str | Answer] = {"/boats/": post("boats", 3, *["comment"] * 2, api=API)}
        site = Site(with_api(pages, listed(*on_list)))
        with served(site) as base:
            done = crawled(tmp_path / name, f"{base}/", "--no-requisites", "--json")
        assert (done.returncode, told(done)["comments"]) == (code, count), site.paths
        assert any(path.startswith("/wp-json/wp/v2/comments?") for path in site.paths)


def test_a_blog_whose_threads_are_read_may_hide_a_comment_here_and_there(tmp_path: Path) -> None:
    """Held and deleted ones are counted by much software; a thread of which most is lacking is another matter."""
    pages: dict[str, str | Answer] = {f"/{name}/": post(name, number, *["comment"] * count)
                                      for name, number, count in (("boats", 9, 9), ("nets", 9, 8), ("ropes", 1, 0),
                                                                  ("tar", 9, 9))}  # fmt: skip
    with served(Site(blog(pages))) as base:
        done = crawled(tmp_path / "few", f"{base}/", "--no-requisites", "--json")
        assert (done.returncode, told(done)["missing"]) == (0, []), done.stderr
        assert differing(told(done)) == {"nets": (9, 8, True), "ropes": (1, 0, True)}
    pages |= {f"/{name}/": post(name, 9, *["comment"] * 9) for name in ("oakum", "pitch", "sails")}
    pages["/ropes/"] = post("ropes", 4)
    with served(Site(blog(pages))) as base:
        done = crawled(tmp_path / "many", f"{base}/", "--no-requisites", "--json")
        assert (done.returncode, [item["kind"] for item in told(done)["missing"]]) == (3, ["thread"])
        assert differing(told(done)) == {"nets": (9, 8, True), "ropes": (4, 0, False)}


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_list_that_is_shut_says_nothing_and_the_next_run_looks_once_more(status: int, tmp_path: Path) -> None:
    pages: dict[str, str | Answer] = {"/boats/": post("boats", 3, *["comment"] * 2, api=API)}
    with served(Site(with_api(pages, Answer("no", status)))) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 3
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
    assert (done.returncode, told(done)["missing"]) == (0, []), done.stderr


def test_threads_that_end_at_one_number_are_cut_there_and_no_look_explains_it(tmp_path: Path) -> None:
    pages: dict[str, str | Answer] = {f"/{name}/": post(name, number, *["comment"] * 12)
                                      for name, number in (("boats", 40), ("nets", 31))}  # fmt: skip
    with served(Site(blog(pages))) as base:
        for _ in range(3):
            done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
            assert done.returncode == 3
    assert differing(told(done)) == {"boats": (40, 12, False), "nets": (31, 12, False)}
    assert "as on others" in told(done)["missing"][0]["reason"]


def test_a_page_of_a_thread_that_cannot_be_had_is_a_reason_until_it_is_read(tmp_path: Path) -> None:
    more = "<div class=comments-nav><a class='page-numbers' href='/boats/comment-page-1/#comments'>1</a></div>"
    pages: dict[str, str | Answer] = {
        "/boats/": post("boats", 3, "comment", more=more, first=3, page="comment-page-2/")
    }
    site = Site(blog(pages))
    with served(site) as base:
        for _ in range(2):
            done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
            assert (done.returncode, told(done)["verdict"]["posts"]["complete"]) == (3, True)
            unread = "not all of the thread could be read (HTTP 404)"
            kinds = {item["kind"]: item["reason"] for item in told(done)["missing"]}
            assert kinds == {"comment_page": "HTTP 404", "thread": f"the page states 3; 1 stand there: {unread}"}
        pages["/boats/comment-page-1/"] = post("boats", 3, *["comment"] * 2, page="comment-page-1/")
        done = crawled(tmp_path, f"{base}/", "--no-requisites", "--json")
    assert (done.returncode, told(done)["comments"], told(done)["differing"]) == (0, 3, []), done.stderr


def test_what_was_forgotten_on_request_is_no_reason(tmp_path: Path) -> None:
    site = Site(blog({"/boats/": post("boats", 3, *["comment"] * 3)}))
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
        gone = run("forget", f"{base}/boats/", "--comment", "2", "--reason", "asked", "--data", str(tmp_path))
        assert gone.returncode == 0, gone.stderr
        found = told(run("status", "--json", "--data", str(tmp_path)))
        assert (found["complete"], differing(found)) == (True, {"boats": (3, 2, True)})
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 0
