"""An archived page in its sandbox: nothing runs, nothing leaves, and its own pictures and styles are there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from blogarchive.models import Page
from blogarchive.reading_room import rewrite
from tests.dataset.made import BLOG, post
from tests.reading_room.made import Archive, tree_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = """<!DOCTYPE html><html><head><base href="http://evil.example/base/">
<meta http-equiv="refresh" content="0; url=http://evil.example/r">
<meta http-equiv="Content-Security-Policy" content="x">
<link rel="preconnect" href="http://evil.example/p"><link rel="dns-prefetch" href="//evil.example">
<link rel="Alternate StyleSheet" href="s.css"><link rel="prefetch" href="http://evil.example/f">
<style>@import "http://evil.example/i.css"; body { background: url( 'b.png' ) }
p { background: URL(http://evil.example/u) }</style>
<script src="http://evil.example/s.js"></script></head>
<body onload="alert(1)" background="http://evil.example/bg.png" style="background: url(&quot;st.png&quot;)">
<svg onload="alert(2)"><image href="http://evil.example/svg.png" /><script>alert(3)</script></svg>
<iframe src="http://127.0.0.1:8001/"></iframe><object data="http://evil.example/o"></object><embed src="http://evil.example/e">
<img src="a.png" srcset="a-2.png 2x, http://evil.example/a-3.png 3x" onerror="alert(4)" data-src="lazy.png">
<form action="http://evil.example/form"><input type="image" src="http://evil.example/in.png"></form>
<video poster="v.png" src="v.mp4"></video><a href="javascript:alert(5)" ping="http://evil.example/ping">x</a>
<!-- [if IE]><img src="http://evil.example/ie"><![endif] --> text <noscript><img src="http://evil.example/n"></noscript></body></html>"""


def test_a_page_is_served_in_a_sandbox(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    there = archive.save(post("one"), b"<title>T</title><p>caf\xc3\xa9<script>alert(1)</script>")
    number = archive.db.execute("SELECT capture_id FROM posts WHERE id = ?", [there]).fetchone()[0]
    answer = archive.get(f"/-/capture/{number}")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["sandbox"] == ""
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "http://localhost/-/resource/ data:"
    assert "café" in answer.text
    assert "alert" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    frame = tree_of(archive.get(f"/-/post/{there}/captured").text)
    assert frame.xpath("//iframe[@sandbox='']/@src") == [f"/-/capture/{number}"]
    assert "test" not in frame.xpath("string(//dl)")


def test_pictures_and_styles_come_from_the_capture_that_is_nearest_in_time(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.capture(f"{BLOG}s.css", b"p { background: url(i/b.png) }", "text/css", day=0)
    archive.capture(f"{BLOG}s.css", b"later", "text/css", day=9)
    there = archive.save(post("one"), b'<link rel="stylesheet" href="/s.css">', day=1)
    number = archive.db.execute("SELECT capture_id FROM posts WHERE id = ?", [there]).fetchone()[0]
    page = tree_of(archive.get(f"/-/capture/{number}").text)
    (address,) = page.xpath("//link/@href")
    style = archive.get(address)
    assert style.headers["content-type"] == "text/css"
    assert "i%2Fb.png" in style.text


@pytest.mark.parametrize(
    "kind", ["text/html", "application/javascript", "application/json", "application/pdf", "text/plain"]
)
def test_a_page_gets_nothing_but_what_pages_show(tmp_path: Path, kind: str) -> None:
    archive = Archive(tmp_path)
    archive.capture(f"{BLOG}x", b"<script>alert(1)</script>", kind)
    assert archive.get(f"/-/resource/0?url={BLOG}x").status_code == 404


def test_what_is_no_page_is_shown_as_text(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.capture(f"{BLOG}feed/", b"<rss><script>alert(1)</script></rss>", "application/rss+xml")
    number = archive.db.execute("SELECT id FROM captures").fetchone()[0]
    answer = archive.get(f"/-/capture/{number}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("sandbox;")


def test_a_hostile_page_keeps_no_way_out() -> None:
    asked: list[str] = []

    def at(url: str) -> str:
        asked.append(url)
        return f"/-/resource/1?url={url}"

    shown = rewrite.html(Page(url=f"{BLOG}one/", body=HOSTILE.encode(), content_type="text/html"), at)
    tree = tree_of(shown)
    assert not tree.xpath(
        "//script | //iframe | //object | //embed | //base | //meta[@http-equiv] | //noscript | //comment()"
    )
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name == "ping"]
    fetched = tree.xpath("//@src | //@srcset | //@background | //@poster | //link/@href | //image/@href")
    assert len(fetched) == 8
    assert all(value.startswith("/-/resource/1?url=http") for value in fetched)
    assert all(part.strip().startswith("/-/resource/") for part in tree.xpath("string(//@srcset)").split(","))
    css = tree.xpath("string(//style)") + tree.xpath("string(//body/@style)")
    assert css.count("/-/resource/1?url=") == css.lower().count("url(") == 4
    assert tree.xpath("//a/@href") == ["#"]
    assert "http://evil.example/base/lazy.png" in asked
    assert " text " in tree.text_content()


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"<", b"<p" * 50, b"<div>" * 20000, "<p>\ud800".encode("utf-8", "surrogatepass")]
)
def test_whatever_was_captured_can_be_shown(body: bytes) -> None:
    assert "<html" in rewrite.html(Page(url=BLOG, body=body, content_type="text/html"), str)


def test_relative_addresses_of_a_style_sheet_are_its_own() -> None:
    page = Page(url=f"{BLOG}css/s.css", body=b"a{background:url(../i.png)} @import 'x.css'; b{background:url(data:x)}")
    shown = rewrite.css(page, lambda url: f"/-/resource/1?url={url}")
    targets = [parse_qs(urlsplit(part.split('"')[0]).query)["url"] for part in shown.split('url("')[1:]]
    assert targets == [[f"{BLOG}i.png"], [f"{BLOG}css/x.css"]]
    assert "url(data:x)" in shown


def test_what_repeats_an_earlier_answer_is_shown_with_its_body(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.capture(BLOG, b"<p>the body</p>")
    assert first.capture is not None
    again = archive.repeat(first.capture, day=3)
    assert again.type == "revisit"
    number = archive.db.execute("SELECT id FROM captures WHERE type = 'revisit'").fetchone()[0]
    assert "the body" in archive.get(f"/-/capture/{number}").text
