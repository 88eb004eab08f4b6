"""Posts as items, by the real command: feeds, a user's own pipelines and item classes, limits, what is kept of it."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import command
from tests.command import Done
from tests.crawl.archived import Archived
from tests.crawl.imitation import NOW
from tests.loopback import QUICK, Answer, Asked, Site, rows, sample, served

CHECKOUT = Path(__file__).parents[2]
OWN = ("-s", "DOWNLOAD_DELAY=0.005", "-s", "BLOGARCHIVE_ALLOW_PRIVATE=1", "-s", "BLOGARCHIVE_REQUISITES=0")

Record = dict[str, Any]


def crawl(url: str, data: Path, *options: str, cwd: Path = CHECKOUT) -> Done:
    arguments = ["crawl", "blog", "-a", f"url={url}", *OWN, "-s", f"BLOGARCHIVE_DATA={data}", *options]
    return command.run(*arguments, program="scrapy", cwd=cwd, env=QUICK)


def records(file: Path) -> dict[str, Record]:
    """The lines of a JSON Lines file, by their addresses."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = {line["url"]: line for line in lines}
    assert len(found) == len(lines), "a post was given out twice"
    return found


def exported(data: Path) -> dict[str, Record]:
    done = command.run("export", "jsonl", "--data", str(data), "--out", str(data / "export.jsonl"))
    assert done.returncode == 0, done.stderr
    return records(data / "export.jsonl")


def dataset(data: Path, table: str, title: str = "%") -> list[Record]:
    db = sqlite3.connect(data / "blogs.db")
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(f"SELECT * FROM {table} WHERE title LIKE ? ORDER BY title", (title,))]
    finally:
        db.close()


def in_flight(data: Path) -> list[tuple[Any, ...]]:
    return rows(data, "SELECT url, state FROM urls WHERE state IN ('queued', 'fetching')")


def complained(done: Done) -> bool:
    return "Traceback" in done.stderr or "rror caught" in done.stderr


# ---------------------------------------------------------------- feeds


@pytest.fixture(scope="module")
def blog() -> Iterator[str]:
    with served(Site(sample())) as base:
        yield f"{base}/"


@pytest.fixture(scope="module")
def plain(blog: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The sample blog, crawled with two feeds."""
    here = tmp_path_factory.mktemp("plain")
    done = crawl(blog, here / "data", "-O", str(here / "posts.jsonl"), "-O", str(here / "posts.csv"))
    assert done.returncode == 0, done.stderr
    assert not complained(done), done.stderr
    return here, done


def test_the_feed_of_a_crawl_is_the_export_of_its_archive(plain: tuple[Path, Done]) -> None:
    here, done = plain
    given, whole = records(here / "posts.jsonl"), exported(here / "data")
    proof = {url: post.pop("capture") for url, post in given.items()}
    assert len(given) == 8
    assert given == whole
    assert "'item_scraped_count': 8" in done.stderr
    captures = rows(here / "data", "SELECT posts.url, file, offset, length, record_id FROM posts"
                    " JOIN captures ON captures.id = capture_id")  # fmt: skip
    names = ("file", "offset", "length", "record_id")
    assert proof == {url: dict(zip(names, where, strict=True)) for url, *where in captures}


def test_the_csv_has_a_row_a_post_and_a_column_a_field(plain: tuple[Path, Done]) -> None:
    here, _ = plain
    given = records(here / "posts.jsonl")
    with (here / "posts.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert {row["url"] for row in table} == set(given)
    assert {"updated", "comments_declared", "capture"} <= set(table[0])
    for row in table:
        assert json.loads(row["comments"] or "[]") == given[row["url"]]["comments"]
        assert row["categories"] == ",".join(given[row["url"]]["categories"])
        assert row["body_text"] == given[row["url"]]["body_text"]


NOTE = """
<li id='comment-{0}' class='comment depth-1'><b class=fn>Reader {0}</b>
<a href='/boats/comment-page-{1}/#comment-{0}'>then</a><div class=comment-content><p>I saw it {0} times.</p></div></li>
"""
POST = """
<!DOCTYPE html><meta name=generator content='WordPress 6'><link rel=canonical href='/boats/'><body class=single>
<article class='post hentry'><h1 class=entry-title>Boats</h1><div class=entry-content><p>They came in late, and nobody
saw it.</p></div></article><div id=comments><ol class=comment-list>{}</ol>{}</div>
"""
OLDER = "<div class=comments-nav><a class='page-numbers' href='/boats/comment-page-1/#comments'>1</a></div>"
FRONT = """
<!DOCTYPE html><title>Pier</title><link rel=alternate type='application/rss+xml' href='/feed/'>
<h2 class=entry-title><a href='/boats/'>Boats</a></h2>
"""
ENTRY = """
<item><title>{0}</title><link>http://{1}/{0}/</link><pubDate>Sun, 02 Mar 2014 07:15:00 GMT</pubDate>
<description>{0} there</description></item>
"""
FEED = "<rss version='2.0'><channel><title>Pier</title><link>http://{}/</link>{}</channel></rss>"


def paged(path: Asked) -> Answer | str | None:
    """A blog with a thread on two pages, and a feed that knows of a post whose page is gone."""
    if path == "/feed/":
        host = path.header["Host"]
        entries = ENTRY.format("boats", host) + ENTRY.format("gone", host)
        return Answer(FEED.format(host, entries), headers={"Content-Type": "application/rss+xml"})
    return {
        "/": FRONT,
        "/boats/": POST.format(NOTE.format(3, 2) + NOTE.format(4, 2), OLDER),
        "/boats/comment-page-1/": POST.format(NOTE.format(1, 1) + NOTE.format(2, 1), ""),
    }.get(path)


def test_a_post_is_given_out_once_and_whole(tmp_path: Path) -> None:
    with served(Site(paged)) as home:
        done = crawl(f"{home}/", tmp_path, "-O", str(tmp_path / "posts.jsonl"))
    assert not complained(done), done.stderr
    given = records(tmp_path / "posts.jsonl")
    for post in given.values():
        del post["capture"]
    assert given == exported(tmp_path)
    boats, gone = given[f"{home}/boats/"], given[f"{home}/gone/"]
    assert [comment["id"] for comment in boats["comments"]] == ["1", "2", "3", "4"]  # of two pages
    assert boats["published"] == "2014-03-02T07:15:00+00:00"  # which the feed alone knows
    assert gone["title"] == "gone"  # of which the feed is all that is left


ATOM = """
<feed xmlns='http://www.w3.org/2005/Atom'><title>Pier</title><link href='{base}/'/>
<link rel='next' href='{base}/feed?page={next}'/>{entries}</feed>
"""
TIDE = """
<entry><title>Tide {0}</title><link href='{1}/tide-{0}/'/><id>{0}</id><published>2014-01-{0}T10:00:00Z</published>
<content type='html'>In and out</content></entry>
"""


def feed_in_pages(path: Asked) -> Answer | str | None:
    """A blog without a sitemap, each of whose posts links to the one before; a feed of three pages has the dates."""
    if path.startswith("/feed"):
        page = int(path.partition("?page=")[2] or 1)
        entries = "".join(TIDE.format(number, path.base) for number in range(24 - 3 * page, 21 - 3 * page, -1))
        feed = ATOM.format(base=path.base, next=page + 1, entries=entries)
        return Answer(feed, headers={"Content-Type": "application/atom+xml"}) if page < 4 else None
    number = path.strip("/").removeprefix("tide-") or "21"
    if number not in map(str, range(13, 22)):
        return None
    head = "<!DOCTYPE html><title>Pier</title><link rel=alternate type='application/atom+xml' href='/feed'>"
    if path == "/":
        return f"{head}<h2 class=entry-title><a href='/tide-21/'>Tide 21</a></h2>"
    text = f"<h1>Tide {number}</h1><p>It came in {number} minutes late, and nobody was there to see it.</p>"
    return f"{head}<article>{text}</article><a rel=prev href='/tide-{int(number) - 1}/'>Older</a>"


def test_a_post_waits_for_the_feed_that_may_tell_of_it(tmp_path: Path) -> None:
    with served(Site(feed_in_pages)) as home:
        done = crawl(f"{home}/", tmp_path, "-O", str(tmp_path / "posts.jsonl"))
    assert not complained(done), done.stderr
    given = records(tmp_path / "posts.jsonl")
    assert {url[-8:] for url in list(given)[:3]} == {
        "tide-21/",
        "tide-20/",
        "tide-19/",
    }  # at once: the first page tells of them
    for post in given.values():
        del post["capture"]
    assert len(given) == 9
    assert all("published" in post for post in given.values())
    assert given == exported(tmp_path)


def test_an_update_gives_out_what_has_changed(archived: Archived, tmp_path: Path) -> None:
    entry = archived.blog.entries[3]
    archived.blog.say(entry, "I saw another.", NOW)
    options = ["-s", "BLOGARCHIVE_COMMAND=update", "-O", str(tmp_path / "posts.jsonl")]
    done = crawl(f"{archived.home}/", archived.data, *options)
    assert done.returncode == 0, done.stderr
    (post,) = records(tmp_path / "posts.jsonl").values()
    assert post["url"] == archived.home + entry.path
    assert [comment["body_text"] for comment in post["comments"]][-1] == "I saw another."
    assert len(post["comments"]) == 3


# ---------------------------------------------------------------- a project of a user's own

SETTINGS = """
from blogarchive.settings import *

BOT_NAME = "pier"
CONCURRENT_ITEMS = 16
ITEM_PIPELINES = {"pier.pipelines.Slow": 1, "pier.pipelines.Editor": 300}
FEEDS = {
    "all.jsonl": {"format": "jsonlines"},
    "posts.jsonl": {"format": "jsonlines", "item_classes": ["blogarchive.items.PostItem"]},
    "essays.jsonl": {"format": "jsonlines", "item_classes": ["pier.items.Essay"]},
}
"""

ITEMS = """
from dataclasses import dataclass

@dataclass
class Essay:
    url: str
    title: str
    stars: int = 3
    author: str | None = None  # never filled
"""

PIPELINES = """
import asyncio
from datetime import datetime
from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem
from pier.items import Essay

class Slow:
    async def process_item(self, item):
        await asyncio.sleep(0.02)
        return item

class Editor:
    def process_item(self, item):
        post = ItemAdapter(item)
        title = post["title"]
        if title == "How to read Bradshaw":
            raise DropItem("too well known")
        if title == "Guestbook":
            raise ValueError("planted")
        if title == "Signal boxes, and who lived in them":
            return Essay(url=post["url"], title="Boxes")
        if title == "About":
            return {**dict(item), "author": "Nobody", "published": datetime(2014, 1, 1)}
        if title == "The night train to Inverness":
            post["title"] = "NIGHT TRAIN"
            post["tags"] = [*post["tags"], "read"]
            post["mood"] = "sleepy"
            post["author"] = post["author_url"] = None
            del post["body_html"]  # which says nothing: it may be meant for feeds alone
            post["comments"][0]["author"] = None
            post["comments"] = [comment for comment in post["comments"] if comment["kind"] == "comment"]
        return item
"""


def project(folder: Path) -> Path:
    """A Scrapy project whose settings begin with ours."""
    (folder / "pier").mkdir(parents=True)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = pier.settings\n")
    for name, text in {"__init__": "", "settings": SETTINGS, "items": ITEMS, "pipelines": PIPELINES}.items():
        (folder / "pier" / f"{name}.py").write_text(text)
    return folder


@pytest.fixture(scope="module")
def own(blog: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The sample blog, crawled in that project."""
    here = project(tmp_path_factory.mktemp("own"))
    return here, crawl(blog, here / "data", cwd=here)


def test_own_pipelines_never_take_the_archive_away(own: tuple[Path, Done]) -> None:
    here, done = own
    assert done.returncode == 0, done.stderr
    assert in_flight(here / "data") == []
    assert rows(here / "data", "SELECT count(*) FROM posts") == [(7,)]
    assert rows(here / "data", "SELECT count(*) FROM items_due") == [(0,)]
    assert command.run("verify", "--data", str(here / "data")).returncode == 0


def test_what_a_pipeline_makes_of_fields_is_stored(own: tuple[Path, Done]) -> None:
    here, _ = own
    (post,) = dataset(here / "data", "posts", "NIGHT TRAIN")
    assert (post["author"], post["author_id"]) == (None, None)
    assert post["body_html"].startswith("<p>It leaves London")
    assert json.loads(post["tags"]) == ["night", "haggis", "read"]
    assert rows(here / "data", f"SELECT name FROM tags JOIN posts_tags ON tag_id = id WHERE post_id = {post['id']}"
                " ORDER BY position") == [("night",), ("haggis",), ("read",)]  # fmt: skip
    thread = rows(here / "data", f"SELECT comment_id, author, kind FROM comments WHERE post_id = {post['id']}"
                  " ORDER BY position")  # fmt: skip
    assert thread == [("7", None, "comment"), ("8", "Ada Fenwick", "comment"), ("12", "Marguerite", "comment"),
                      ("9", "Anonymous", "comment")]  # fmt: skip
    assert post["comments_found"] == 4
    # What has no column of its own stands beside it.
    assert rows(here / "data", "SELECT changes ->> 'mood' FROM item_changes WHERE changes ->> 'mood' IS NOT NULL") == [
        ("sleepy",)
    ]
    shown = {url: post["title"] for url, post in exported(here / "data").items()}
    assert shown[post["url"]] == "NIGHT TRAIN"


def test_a_dropped_post_is_not_in_the_dataset_but_its_capture_is(own: tuple[Path, Done]) -> None:
    here, done = own
    assert dataset(here / "data", "posts", "%Bradshaw%") == []
    assert rows(here / "data", "SELECT count(*) FROM comments WHERE author = 'Bertie'") == [(0,)]
    assert rows(here / "data", "SELECT count(*) FROM comments_fts WHERE comments_fts MATCH 'Bertie'") == [(0,)]
    assert rows(here / "data", "PRAGMA foreign_key_check") == []
    captured = "SELECT status FROM captures WHERE url LIKE '%/how-to-read-bradshaw/'"
    assert rows(here / "data", captured) == [(200,)]
    assert rows(here / "data", "SELECT dropped FROM item_changes WHERE dropped IS NOT NULL") == [("too well known",)]
    assert "'item_dropped_count': 1" in done.stderr


def test_an_error_in_a_pipeline_loses_no_page(own: tuple[Path, Done]) -> None:
    here, done = own
    assert "ValueError: planted" in done.stderr
    (post,) = dataset(here / "data", "posts", "Guestbook")
    assert rows(here / "data", f"SELECT author FROM comments WHERE post_id = {post['id']}") == [("Nell",)]


def test_items_of_other_classes_pass_and_take_nothing_from_the_dataset(own: tuple[Path, Done]) -> None:
    here, done = own
    (boxes,) = dataset(here / "data", "posts", "Boxes")
    assert (boxes["author"], len(boxes["body_text"]) > 20, boxes["comments_found"]) == ("Ada Fenwick", True, 1)
    (about,) = dataset(here / "data", "posts", "About")
    assert about["author"] == "Nobody"
    assert about["published"] != "2014-01-01 00:00:00"
    assert "gave the field published a value of type datetime" in done.stderr


def test_feeds_take_the_item_classes_that_they_ask_for(own: tuple[Path, Done]) -> None:
    here, _ = own
    essays, posts, every = (records(here / f"{name}.jsonl") for name in ("essays", "posts", "all"))
    assert [(essay["title"], essay["stars"]) for essay in essays.values()] == [("Boxes", 3)]
    assert {post["title"] for post in posts.values()} == {
        "NIGHT TRAIN", "A kettle for the guard’s van", "Six ways round a closed line",
        "Untranslatable platforms: 駅, gare, محطة",
    }  # fmt: skip
    assert set(every) - set(posts) - set(essays) == {next(url for url in every if url.endswith("/about/"))}


def test_rebuild_remembers_what_pipelines_did(own: tuple[Path, Done]) -> None:
    here, _ = own
    before = {table: rows(here / "data", f"SELECT * FROM {table} ORDER BY 1")
              for table in ("posts", "comments", "authors", "tags", "posts_tags", "item_changes")}  # fmt: skip
    assert command.run("rebuild", "--data", str(here / "data")).returncode == 0
    assert {table: rows(here / "data", f"SELECT * FROM {table} ORDER BY 1") for table in before} == before
    (here / "data" / "blogs.db").rename(here / "data" / "lost.db")  # with it goes what is no capture
    assert command.run("rebuild", "--data", str(here / "data")).returncode == 0
    assert len(dataset(here / "data", "posts", "%Bradshaw%")) == 1
    assert len(dataset(here / "data", "posts", "The night train to Inverness")) == 1
    (here / "data" / "lost.db").replace(here / "data" / "blogs.db")


ADDED = """
from blogarchive.settings import *

class Marked:
    def process_request(self, request):
        request.headers["X-Pier"] = "1"

class Own:
    pass

DOWNLOADER_MIDDLEWARES = {"pier.settings.Marked": 543}
EXTENSIONS = {"pier.settings.Own": 0}
FEED_EXPORTERS = {"lines": "scrapy.exporters.JsonLinesItemExporter"}
"""


def test_what_a_project_adds_takes_nothing_of_ours_away(tmp_path: Path) -> None:
    answer, asked = sample(), []

    def listening(path: Asked) -> Answer | str | None:
        asked.append(path.header.get("X-Pier"))
        return answer(path)

    (project(tmp_path) / "pier" / "settings.py").write_text(ADDED)
    with served(Site(listening)) as base:
        feeds = ("-O", str(tmp_path / "posts.csv"), "-O", f"{tmp_path / 'posts'}:lines")
        done = crawl(f"{base}/", tmp_path / "data", *feeds, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(asked) == {"1"}
    enabled = done.stderr.split("Enabled downloader middlewares:")[1].split("Enabled")[0]
    for ours, scrapys in (("robots.Robots", "RobotsTxt"), ("retry.Retry", "RetryM"), ("cookies.Cookies", "CookiesM"),
                          ("proxy.Proxy", "HttpProxy"), ("decoding.Decoding", "HttpCompression")):  # fmt: skip
        assert ours in enabled
        assert scrapys not in enabled
    assert "RedirectMiddleware" not in enabled  # a redirect is an entry of the ledger
    assert "blogarchive.pipelines.progress.Progress" in done.stderr
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as file:
        table = {row["url"]: json.loads(row["comments"] or "[]") for row in csv.DictReader(file)}
    assert table == {url: post["comments"] for url, post in records(tmp_path / "posts").items()}
    assert len(table) == 8


def test_a_run_that_cannot_begin_says_why(blog: str, tmp_path: Path) -> None:
    wrong = ("-s", 'ITEM_PIPELINES={"nowhere.Nothing": 1}')
    done = crawl(blog, tmp_path, *wrong)
    assert done.returncode == 1
    assert "No module named 'nowhere'" in done.stderr


def test_scrapys_cache_never_stands_in_for_a_capture(blog: str, tmp_path: Path) -> None:
    cache = ("-s", "HTTPCACHE_ENABLED=1", "-s", f"HTTPCACHE_DIR={tmp_path / 'cache'}")
    for data in (tmp_path / "first", tmp_path / "second"):
        assert crawl(blog, data, *cache).returncode == 0
        assert rows(data, "SELECT count(*) FROM posts WHERE capture_id IS NOT NULL") == [(8,)]
        assert command.run("verify", "--data", str(data)).returncode == 0


# ---------------------------------------------------------------- limits


def test_a_limit_of_items_counts_posts_and_the_next_run_goes_on(blog: str, tmp_path: Path) -> None:
    done = crawl(blog, tmp_path / "data", "-s", "CLOSESPIDER_ITEMCOUNT=3", "-O", str(tmp_path / "first.jsonl"))
    assert done.returncode == 8, done.stderr
    first = records(tmp_path / "first.jsonl")
    assert 3 <= len(first) < 8  # what was under way comes, too
    assert rows(tmp_path / "data", "SELECT outcome, exit_code FROM runs") == [("closespider_itemcount", 8)]
    assert crawl(blog, tmp_path / "data", "-O", str(tmp_path / "rest.jsonl")).returncode == 0
    rest = records(tmp_path / "rest.jsonl")
    assert not set(first) & set(rest)
    given = {**first, **rest}
    for post in given.values():
        del post["capture"]
    assert given == exported(tmp_path / "data")


@pytest.mark.parametrize("limit", ["CLOSESPIDER_PAGECOUNT=4", "CLOSESPIDER_TIMEOUT=0.5"])
def test_any_other_end_is_an_interruption(blog: str, tmp_path: Path, limit: str) -> None:
    done = crawl(blog, tmp_path, "-s", limit, "-s", "DOWNLOAD_DELAY=0.2")
    assert done.returncode == 8, done.stderr
    assert in_flight(tmp_path) != []


def test_what_the_environment_says_holds(blog: str, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text((CHECKOUT / "scrapy.cfg").read_text())
    said = {
        "BLOGARCHIVE_ALLOW_PRIVATE": "1",
        "BLOGARCHIVE_DATA": str(tmp_path / "there"),
        "BLOGARCHIVE_REQUISITES": "0",
    }
    options = ["-s", "DOWNLOAD_DELAY=0.005", "-s", "BLOGARCHIVE_MAX_POSTS=1"]
    url = f"url={blog}2014/11/20/signal-boxes/"
    done = command.run("crawl", "blog", "-a", url, *options, program="scrapy", cwd=tmp_path, env=QUICK | said)
    assert done.returncode == 0, done.stderr
    fetched = "SELECT count(*) FROM urls WHERE kind = 'requisite' AND state != 'skipped'"
    assert rows(tmp_path / "there", fetched) == [(0,)]
    told = command.run("status", "--json", cwd=tmp_path, env=said)
    assert [one["url"] for one in json.loads(told.stdout)["blogs"]] == [blog]
