"""The ledger: what is handed out, in which order, and what survives a run that died."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from blogarchive.dataset.database import open_database
from blogarchive.dataset.ledger import MOST_HOPS, Due, Ledger, shape
from blogarchive.dataset.queue_filter import ALL, Wanted
from blogarchive.dataset.store import Store
from blogarchive.discovery.scope import admit
from blogarchive.models import Admission, Extraction, Link, LinkKind, Page, Post, UrlState
from blogarchive.urls import stable_id
from tests.dataset.made import capture

HOME = "http://blog.example/"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "blogs.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    db = open_database(path)
    Store(db).save_blog(HOME)
    opened = Ledger(db)
    opened.begin("crawl", "[]")
    yield opened
    db.close()


def blog(ledger: Ledger) -> int:
    return int(ledger._db.execute("SELECT id FROM blogs").fetchone()[0])


def admission(kind: LinkKind, url: str, reason: str = "listing", about: str | None = None) -> Admission:
    link = Link(url=url, kind=kind, reason=reason, about=about)
    post = Post(url=about, platform="generic") if about else None
    return admit(link, HOME, on_front_page=False, requisites=True, post=post)


def free(_host: str) -> bool:
    return False


def handed_out(ledger: Ledger, wanted: Wanted = ALL) -> list[str]:
    urls = []
    while due := ledger.next(free, wanted):
        urls.append(due.url)
        done(ledger, due)
    return urls


def done(ledger: Ledger, due: Due, state: UrlState = "done") -> None:
    ledger.finish(due.id, state, None, status=200, capture=None, blog=blog(ledger))


def test_posts_come_before_requisites_and_sitemaps_before_posts(ledger: Ledger) -> None:
    ledger.add(
        [
            admission("requisite", HOME + "a.png"),
            admission("post", HOME + "a/"),
            admission("comment_page", HOME + "a/comment-page-1/", about=HOME + "a/"),
            admission("sitemap", HOME + "sitemap.xml"),
        ],
        blog(ledger),
    )
    assert [url.removeprefix(HOME) for url in handed_out(ledger)] == ["sitemap.xml", "a/comment-page-1/", "a/", "a.png"]


def test_an_address_is_fetched_once_however_it_is_spelled(ledger: Ledger) -> None:
    for url in (HOME + "a/?utm_source=feed", HOME + "a/", "HTTP://BLOG.example/a/#comment-1"):
        ledger.add([admission("post", url)], blog(ledger))
    assert len(handed_out(ledger)) == 1
    ledger.add([admission("post", HOME + "a/")], blog(ledger))
    assert handed_out(ledger) == []


def test_what_was_held_is_fetched_once_somebody_gives_a_reason(ledger: Ledger) -> None:
    ledger.add([admission("candidate", HOME + "about/")], blog(ledger))
    assert handed_out(ledger) == []
    ledger.add([admission("post", HOME + "about/", "sitemap")], blog(ledger))
    assert handed_out(ledger) == [HOME + "about/"]


def test_every_source_that_names_a_post_is_remembered(ledger: Ledger) -> None:
    for source in ("sitemap", "feed", "next post", "feed"):
        ledger.add([admission("post", HOME + "a/", source)], blog(ledger))
    named = {row[0] for row in ledger._db.execute("SELECT named_by FROM url_namings")}
    assert named == {"sitemap", "feed", "next post"}


def test_a_busy_host_waits_and_another_has_its_turn(ledger: Ledger) -> None:
    ledger.add([admission("post", HOME + "a/"), admission("requisite", "http://cdn.example/x.png")], blog(ledger))
    due = ledger.next(lambda host: host == "blog.example")
    assert due is not None
    assert due.url == "http://cdn.example/x.png"


def test_hosts_take_turns(ledger: Ledger) -> None:
    ledger.add([admission("requisite", f"http://{host}.example/{n}.png") for n in range(3) for host in "ab"], None)
    hosts = [url.split("/")[2] for url in handed_out(ledger)]
    assert hosts == ["a.example", "b.example"] * 3


def test_without_posts_only_what_belongs_to_a_known_post_is_handed_out(ledger: Ledger) -> None:
    page = HOME + "a/comment-page-1/"
    ledger.add([admission("post", HOME + "b/"), admission("comment_page", page, about=HOME + "a/")], blog(ledger))
    assert ledger.pending(Wanted(posts=False)) == 0
    read = Extraction(
        page=Page(url=HOME + "a/", body=b""), platform="generic", posts=(Post(url=HOME + "a/", platform="generic"),)
    )
    Store(ledger.database).save(read, blog=blog(ledger))
    assert ledger.pending(Wanted(posts=False)) == 1
    assert handed_out(ledger, Wanted(posts=False)) == [page]
    assert ledger.pending() == 1


def test_the_next_run_takes_up_what_a_dead_one_had_in_flight_and_what_failed(ledger: Ledger) -> None:
    ledger.add([admission("post", HOME + name) for name in ("done/", "failed/", "flying/")], blog(ledger))
    for name in ("done/", "failed/", "flying/"):
        due = ledger.next(free)
        assert due is not None
        if name != "flying/":
            done(ledger, due, cast("UrlState", name.rstrip("/")))
    assert handed_out(ledger) == []
    ledger.begin("crawl", "[]")
    assert handed_out(ledger) == [HOME + "failed/", HOME + "flying/"]


def test_a_retry_waits_for_its_time(ledger: Ledger) -> None:
    ledger.add([admission("post", HOME + "a/")], blog(ledger))
    due = ledger.next(free)
    assert due is not None
    ledger.retry(due.id, tries=1, not_before=4e9)
    assert ledger.pending() == 1
    assert ledger.next(free) is None


def test_an_endless_chain_of_redirects_ends(ledger: Ledger) -> None:
    ledger.seed(HOME + "0/")
    fetched = 0
    while (due := ledger.next(free)) and fetched < 3 * MOST_HOPS:
        fetched += 1
        ledger.add([admission("post", f"{HOME}{fetched}/", "redirect")], blog(ledger), after=due.id)
        done(ledger, due)
    assert fetched == MOST_HOPS + 1


def test_where_no_sitemap_lists_posts_the_reserve_is_released(ledger: Ledger) -> None:
    ledger.add([admission("listing", HOME + "page/2/", "next page"), admission("candidate", HOME + "x/")], blog(ledger))
    assert ledger.release() == 2


def test_where_a_sitemap_lists_posts_only_what_looks_like_one_is_released(ledger: Ledger) -> None:
    ledger.add([admission("post", HOME + "2011/12/28/a/", "sitemap")], blog(ledger))
    assert len(handed_out(ledger)) == 1
    ledger.add(
        [
            admission("candidate", HOME + "2012/01/02/forgotten/"),
            admission("candidate", HOME + "imprint/"),
            admission("listing", HOME + "page/2/"),
        ],
        blog(ledger),
    )
    assert ledger.release() == 1
    assert handed_out(ledger) == [HOME + "2012/01/02/forgotten/"]


def test_a_shape_forgets_words_and_numbers() -> None:
    assert shape("http://b.example/2011/12/28/a-title/") == "/0/0/0/w/"
    assert shape("http://b.example/?p=3") == "/"


def test_depth_counts_the_links_on_the_shortest_path_and_what_belongs_to_a_post_stands_as_deep(ledger: Ledger) -> None:
    home = ledger.seed(HOME)
    ledger.add(
        [admission("post", HOME + "a/"), admission("sitemap", HOME + "s.xml", "robots.txt")], blog(ledger), by=home
    )
    assert handed_out(ledger, Wanted(depth=1)) == [HOME, HOME + "s.xml", HOME + "a/"]
    near = ledger._db.execute("SELECT id FROM urls WHERE url = ?", (HOME + "a/",)).fetchone()[0]
    shown = [
        admission("requisite", HOME + "x.png"),
        admission("comment_page", HOME + "a/comment-page-2/", about=HOME + "a/"),
    ]
    ledger.add([admission("post", HOME + "b/"), *shown], blog(ledger), by=near)
    assert (ledger.pending(), ledger.pending(Wanted(depth=1))) == (3, 2)
    assert set(handed_out(ledger, Wanted(depth=1))) == {HOME + "x.png", HOME + "a/comment-page-2/"}
    ledger.add([admission("post", HOME + "b/")], blog(ledger), by=home)
    assert handed_out(ledger, Wanted(depth=1)) == [HOME + "b/"]


def test_requisites_may_wait(ledger: Ledger) -> None:
    ledger.add([admission("requisite", HOME + "x.png"), admission("post", HOME + "a/")], blog(ledger))
    assert handed_out(ledger, Wanted(requisites=False)) == [HOME + "a/"]
    assert (ledger.pending(Wanted(requisites=False)), ledger.pending()) == (0, 1)


def post_of(url: str) -> Admission:
    return Admission(link=Link(url=url, kind="post", reason="sitemap"), state="queued", priority=10, because="sitemap")


def test_a_host_that_has_fallen_silent_is_left_until_the_next_run(ledger: Ledger) -> None:
    ledger.add([post_of(f"https://mute.example/{n}/") for n in range(3)], None)
    ledger.add([post_of("https://other.example/a/")], None)
    ledger.give_up("mute.example", "the host does not answer")
    due = ledger.next(free)
    assert due is not None
    assert due.host == "other.example"
    assert ledger.next(free) is None
    assert ledger.pending() == 0
    ledger.begin("crawl", "[]")
    assert ledger.pending() == 4


def test_what_belongs_to_a_blog_left_out_stays_as_it_is(ledger: Ledger) -> None:
    store = Store(ledger.database)
    for name in ("one", "two"):
        home = f"https://{name}.example/"
        ledger.add([post_of(f"{home}{n}/") for n in range(2)], store.save_blog(home))
    ledger.begin("update", "[]", ["https://one.example/"])
    assert ledger.pending() == 2
    hosts = {due.host for _ in range(3) if (due := ledger.next(free)) is not None}
    assert hosts == {"two.example"}
    ledger.again(stable_id("https://one.example/0/"))
    assert ledger.next(free) is None
    ledger.begin("update", "[]")
    assert ledger.pending() == 4


def test_comment_pages_are_recalled_without_a_look_at_every_post(path: Path, ledger: Ledger) -> None:
    """It is asked for each page: by the post's id, or a page of a large archive costs more with every other."""
    post, more = f"{HOME}2011/post/", f"{HOME}2011/post/comment-page-1/"
    made = Post(url=post, platform="generic", comments_declared=3)
    page = Page(url=post, body=b"", capture=capture(post))
    ledger._db.commit()
    db = open_database(path)
    Store(db).save(Extraction(page=page, platform="generic", posts=(made,)), blog=blog(ledger))
    db.close()
    ledger.add([admission("comment_page", more, about=post)], blog(ledger))
    assert handed_out(ledger) == [more]
    ledger.begin("crawl", "[]")
    asked: list[str] = []
    ledger._db.set_trace_callback(asked.append)
    ledger.recall_comment_pages(post)
    ledger._db.set_trace_callback(None)
    plans = [row[3] for sql in asked if sql.startswith("SELECT") for row in _plan(path, sql)]
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN")]
    assert handed_out(ledger) == [more]


def _plan(path: Path, sql: str) -> list[tuple[Any, ...]]:
    other = sqlite3.connect(path)
    try:
        return other.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    finally:
        other.close()
