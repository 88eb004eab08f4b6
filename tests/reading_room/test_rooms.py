"""The rooms and Datasette's tables, as a visitor's browser gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import uvicorn

from blogarchive.errors import UsageError
from blogarchive.models import Claim, Extraction
from blogarchive.reading_room import pages
from blogarchive.reading_room.pages import differences
from blogarchive.reading_room.replay import bound
from blogarchive.reading_room.search import expression
from blogarchive.reading_room.server import datasette, serve
from blogarchive.reading_room.thread_html import DEEPEST
from tests.dataset.made import BLOG, comment, post
from tests.reading_room.made import Archive, tree_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script><a href="javascript:alert(3)">x</a><b>bold</b>'


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_datasette_shows_facets_labels_and_search(archive: Archive) -> None:
    archive.save(post("one", comment("1"), categories=("China", "Phones")))
    posts = archive.get("/blogs/posts.json?_labels=on&_shape=objects").json()
    assert {name for name, found in posts["facet_results"].items() if found["results"]} >= {
        "blog_id",
        "categories",
        "author_id",
        "year",
    }
    (row,) = posts["rows"]
    assert (row["blog_id"]["label"], row["author_id"]["label"]) == ("A blog", "Anna")
    found = archive.get("/blogs/comments.json?_search=says&_shape=array").json()
    assert [one["comment_id"] for one in found] == ["1"]
    page = archive.get("/blogs/posts").text
    assert 'name="_search"' in page
    assert f"/-/post/{row['id']}" in page
    assert f"/blogs/comments?post_id={row['id']}&amp;_sort=path" in page
    assert "its own title, without the blog" in page
    assert "/blogs/posts?categories__arraycontains=China" in page


def test_the_cookbook_is_a_click_away(archive: Archive) -> None:
    archive.save(post("one", comment("1"), comment("2", "1", author="Anna")))
    assert "Who answered Steve, and when?" in archive.get("/blogs").text
    rows = archive.get("/blogs/who_answered.json?name=Steve&_shape=array").json()
    assert [row["author"] for row in rows] == ["Anna"]
    page = archive.get("/blogs/who_answered?name=Steve").text
    assert "?name=Steve" in page
    assert f"/-/comment/{rows[0]['comment_id']}" in page
    assert "<code>threads</code>" in page
    assert 'href="/-/room"' in archive.get("/blogs").text
    assert archive.get("/").headers["location"] == "/-/room"


def test_it_is_served_as_uvicorn_wants_it(archive: Archive) -> None:
    config = uvicorn.Config(datasette(archive.folder).app())
    config.load()
    assert config.interface == "asgi3"


def test_a_blog_in_figures(archive: Archive) -> None:
    evening = comment("1", published="2011-12-28T21:00:00")
    archive.save(post("one", evening, comment("2", "1", author="<i>Anna"), categories=("C",)))
    tree = tree_of(archive.get(f"/-/blog/{archive.blog}/figures").text)
    assert tree.xpath("//table[@class='bars']//td//text()") == [" 1", " 2"]
    assert tree.xpath("//table[@class='talk']//td/a/text()") == ["1"]
    assert "<i>Anna" in tree.xpath("//table[@class='talk']//th[@scope='row']/text()")
    assert "21: 1 comments" in tree.xpath("//a/@aria-label")


def test_a_post_is_shown_with_its_conversation(archive: Archive) -> None:
    there = archive.save(
        post(
            "one",
            comment("1"),
            comment("2", "1", author="Anna"),
            comment("3"),
            categories=("China",),
            comments_declared=4,
        )
    )
    page = archive.get(f"/-/post/{there}")
    assert page.status_code == 200
    tree = tree_of(page.text)
    assert [item.text_content().strip() for item in tree.cssselect(".crumbs li")] == ["A blog", "China", "One"]
    nested = tree.xpath("//ol[@class='thread']/li/details/ol/li//b/text()")
    assert nested == ["Anna"]
    assert len(tree.xpath("//ol[@class='thread']/li")) == 2
    assert "(4 declared by the page)" in page.text
    assert archive.get(f"/-/post/{there}.json").json()["comments"][1]["answers"] == "Steve"


def test_a_very_deep_thread_is_nested_only_so_far(archive: Archive) -> None:
    chain = [comment(str(n), str(n - 1) if n else None, author=f"A{n}") for n in range(200)]
    there = archive.save(post("one", *chain))
    tree = tree_of(archive.get(f"/-/post/{there}").text)
    levels = [len(list(li.iterancestors("ol"))) for li in tree.xpath("//li[@class='comment']")]
    assert (len(levels), max(levels)) == (200, DEEPEST + 1)


def test_what_people_wrote_is_inert(archive: Archive) -> None:
    names = {"author": '<script>alert("n")</script>', "author_url": "javascript:alert(4)"}
    said = comment("1", body_html=HOSTILE, body_text=HOSTILE, **names)
    there = archive.save(post("one", said, title="<script>alert(5)</script>", body_html=HOSTILE, body_text=HOSTILE))
    for path in (
        f"/-/post/{there}",
        "/blogs/posts",
        "/blogs/comments",
        "/-/search-archive?q=alert&in=comments",
        "/-/room",
    ):
        answer = archive.get(path)
        tree = tree_of(answer.text)
        assert "alert" not in "".join(tree.xpath("//script//text()"))
        assert not tree.xpath("//@onerror | //a[starts-with(@href, 'javascript:')]")
    policy = archive.get(f"/-/post/{there}").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    content = ET.fromstring(archive.get("/-/new.atom").content).findall(".//{http://www.w3.org/2005/Atom}content")
    assert len(content) == 2
    assert not any("script" in (one.text or "") or "onerror" in (one.text or "") for one in content)


def test_pictures_of_a_post_come_from_the_archive(archive: Archive) -> None:
    archive.capture(f"{BLOG}a.png", b"\x89PNG\r\n\x1a\nrest", "image/png")
    there = archive.save(
        post("one", body_html=f'<p><img src="{BLOG}a.png" alt="A"> <img src="http://else.example/b.png"></p>')
    )
    tree = tree_of(archive.get(f"/-/post/{there}").text)
    first, second = tree.xpath("//article//img/@src")
    assert archive.get(first).content == b"\x89PNG\r\n\x1a\nrest"
    assert archive.get(second).status_code == 404


def test_a_blog_lists_its_posts_by_month_category_and_talk(archive: Archive) -> None:
    archive.save(post("one", comment("1"), categories=("China",)))
    archive.save(post("two", published="2012-03-04"))
    everything = archive.get(f"/-/blog/{archive.blog}").text
    assert everything.index("Two") < everything.index(">One<")
    assert "<svg" in everything
    for chosen in ("month=2011-12", "month=2011", "category=China"):
        tree = tree_of(archive.get(f"/-/blog/{archive.blog}?{chosen}").text)
        assert tree.xpath("//ol[@class='posts']//h3//text()") == ["One"]
    assert "A blog" in archive.get("/-/room").text


def test_a_blog_says_what_its_own_lists_count(archive: Archive) -> None:
    assert "By its own count" not in archive.get(f"/-/blog/{archive.blog}").text
    page = archive.capture(f"{BLOG}api", b"[]", "application/json")
    claims = (
        Claim(source="API", list=f"{BLOG}posts", what="posts", count=1281),
        Claim(source="API", list=f"{BLOG}pages", what="pages", count=3),
    )
    archive.store.save(Extraction(page=page, platform="list", claims=claims), blog=archive.blog)
    said = tree_of(archive.get(f"/-/blog/{archive.blog}").text).xpath("//section[@id='claims']//li")
    assert [" ".join(item.text_content().split()) for item in said] == [
        "3 pages API, 2026-01-01", "1 281 posts API, 2026-01-01"
    ]  # fmt: skip


def test_versions_stand_side_by_side(archive: Archive) -> None:
    archive.save(post("one", comment("1"), comment("2"), body_text="It was red."))
    edited = comment("1", body_text="Says 1 again", body_html="<p>Says 1 again</p>")
    there = archive.save(post("one", edited, body_text="It was blue.", body_html="<p>new</p>"), day=1)
    page = archive.get(f"/-/post/{there}/versions").text
    assert "<del>red.</del>" in page
    assert "<ins>blue.</ins>" in page
    assert "<ins> again</ins>" in page
    assert "Comments that are gone" in page
    assert "What changed" in archive.get(f"/-/post/{there}").text


def test_search_finds_a_word_that_stands_only_in_a_comment(archive: Archive) -> None:
    there = archive.save(post("one", comment("1", body_text="An <i>okapi</i> & co")))
    page = archive.get("/-/search-archive?q=okapi").text
    assert "An &lt;i&gt;<mark>okapi</mark>&lt;/i&gt; &amp; co" in page
    assert f"/-/post/{there}#c" in page
    assert "okapi</mark>" in archive.get("/-/search-archive?q=okapi&author=Steve&year=").text
    assert "Nothing found" in archive.get("/-/search-archive?q=okapi&category=China").text


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("two words", '"two" "words"'),
        ('"a phrase" and*', '"a phrase" "and"*'),
        ("NEAR( OR ^ -x", '"NEAR(" "OR" "-x"'),
        ('un"closed', '"un" "closed"'),
        ("* \" '", ""),
        ("a\x00b", '"a" "b"'),
        ('"a\x00\x1fb"*', '"a b"'),
    ],
)
def test_whatever_is_typed_is_a_query(typed: str, query: str, archive: Archive) -> None:
    assert expression(typed) == query
    assert archive.get(f"/-/search-archive?q={quote(typed)}").status_code == 200


def test_the_feed_tells_what_is_new_in_the_archive(archive: Archive) -> None:
    archive.save(post("one", comment("1\x0b", body_text="x", body_html="x\x0b")))
    feed = ET.fromstring(archive.get("/-/new.atom").content)
    titles = [
        title.text for title in feed.findall(".//{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
    ]
    assert sorted(map(str, titles)) == ["One", "Steve on “One”"]


@pytest.mark.parametrize(
    "path",
    [
        "/-/post/1",
        "/-/blog/1",
        "/-/blog/1/figures",
        "/-/comment/1",
        "/-/capture/1",
        "/-/resource/1?url=http://x.example/",
        "/-/post/1/captured",
    ],
)
def test_what_is_not_there_is_not_found(path: str, archive: Archive) -> None:
    assert archive.get(path).status_code == 404


ODD = (
    "%00", "a%00b", "%ED%A0%BD", "%FF%FE", "9" * 25, "9" * 5000, "-1", "%C2%B2", "%D9%A1", "NEAR(a", '"', "a*b%5Ec:d",
    "%0A", "[]", "{}", "http://[bad/", "http://x:99999/", "//", "1.5", "nan",
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # Datasette's own, where a facet makes no sense
def test_no_parameter_is_an_error_of_the_server(archive: Archive) -> None:
    there = archive.save(post("one", comment("1"), categories=("China",)))
    (capture,) = archive.db.execute("SELECT capture_id FROM posts").fetchone()
    searched = ("q", "q=says&blog", "q=says&year", "q=says&author", "q=says&category", "q=says&page", "q=says&in")
    asked = [f"/-/search-archive?{name}={odd}" for name in searched for odd in ODD]
    asked += [f"/-/blog/{archive.blog}?{name}={odd}" for name in ("month", "category", "author", "page") for odd in ODD]
    asked += [f"/-/resource/{capture}?url={odd}" for odd in ODD]
    asked += [f"/-/post/{there}/captured?capture={odd}" for odd in ODD]
    rooms = ("blog/{}", "blog/{}/figures", "post/{}", "post/{}.json", "post/{}/captured", "post/{}/versions")
    numbers = ("0", "9" * 18, "9" * 19, "9" * 5000, "%D9%A1", "-1")
    asked += [f"/-/{room.format(number)}" for room in (*rooms, "comment/{}", "capture/{}") for number in numbers]
    of_tables = (
        "_search",
        "_size",
        "_sort",
        "_where",
        "_facet",
        "_facet_terms",
        "_through",
        "_timelimit",
        "id",
        "_next",
    )
    asked += [f"/blogs/posts.json?{name}={odd}" for name in of_tables for odd in ODD]
    asked += [f"/blogs/posts/{'9' * 25}", f"/blogs/find_in_posts?words={ODD[1]}", "/-/nothing/at/all"]
    assert [path for path, status in archive.statuses(asked) if status >= 500] == []


def test_an_error_of_our_own_is_one_of_the_server(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "when_of", {})  # calling it is a TypeError
    there = archive.save(post("one"))
    assert archive.get(f"/-/post/{there}?x=1").status_code == 500


def test_an_archive_is_served_from_a_folder_of_any_name(tmp_path: Path) -> None:
    odd = Archive(tmp_path / "50% #1? [a];%20b")
    there = odd.save(post("one"))
    assert odd.get(f"/-/post/{there}").status_code == 200
    assert odd.get("/blogs/posts.json?_shape=array").json()[0]["id"] == there


def test_a_port_that_is_taken_is_told(archive: Archive) -> None:
    taken = bound("127.0.0.1", 0)
    assert taken is not None
    taken.listen()
    with taken, pytest.raises(UsageError, match="is taken: choose another with --port"):
        serve(archive.folder, port=taken.getsockname()[1])


def test_differences_are_marked_word_by_word() -> None:
    assert differences("a <b> c", "a d c") == ("a <del>&lt;b&gt;</del> c", "a <ins>d</ins> c")
