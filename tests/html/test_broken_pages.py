"""Pages that no reader should meet: whatever stands in them, extraction ends soon, without an exception."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.extraction.extract import extract
from blogarchive.html.document import Document
from blogarchive.limits import limits
from blogarchive.models import Page
from tests.pace import within

URL = "https://blog.example/2011/05/a-post/"
ENTRY = (
    '<li class="comment" id="comment-{0}"><cite class="fn">Reader {0}</cite>'
    '<a href="#comment-{0}">May 5, 2011 at 3:00 pm</a><p>Word {0} of it.</p></li>'
)
FRAME = (
    '<html><head><meta name="generator" content="WordPress 3.1"><title>A post</title></head><body class="single">'
    '<h1 class="entry-title">A post</h1><div class="entry-content"><p>What it says.</p></div>'
    '<ol class="commentlist">{}</ol></body></html>'
)
PAGE = FRAME.format("".join(ENTRY.format(n) for n in range(1, 6))).encode()
NAMED = FRAME.format(ENTRY.format(1)).replace("<p>What", '<div class="{0}" id="{1}">x</div><p class="{0}">What')
PIECES = st.sampled_from(
    [b"<", b">", b"</", b"<div", b" class=comment", b" id='", b'"', b"&", b"&#x", b"<!--", b"<![CDATA[", b"<table><td>",
     b"<script>", b"May 5, 2011", b"<li id=comment-1>", b"</li>", b"\x00", b"\xff\xfe", b"\x80", b"<form><textarea>"]
)  # fmt: skip

HUGE = {
    "levels": b"<html><body>" + b"<div>" * 100_000,
    "inline levels": b"<div class=comments>" + b"<b><i>" * 50_000 + b"x",
    "tables": b"<div class=comments>" + b"<table><tr><td>" * 50_000,
    "ampersands": b"<p>" + b"&" * 3_000_000,
    "angles": b"<" * 3_000_000,
    "zeros": b"<p>a</p>" + b"\x00" * 3_000_000,
    "spaces": b"<p>a" + b" " * 3_000_000 + b"b",
    "dates": b"<div class=comment><b>May 5, 2011</b>" * 8_000,
    "dates within dates": b"<ol class=commentlist>" + b"<li id=comment-1><span>May 5, 2011" * 8_000,
    "forms": b"<textarea></textarea><p>x</p>" * 6_000,
    "headings": b"<h1>some words</h1><h3>3 comments</h3>" * 6_000,
    "utf-16": "<p>text</p>".encode("utf-16") * 20_000,
    "names of 100 kB": NAMED.format("a-" * 50_000, "1_" * 50_000).encode(),
    "names of blanks": NAMED.format(" " * 100_000, "-" * 100_000).encode(),
}


def read(body: bytes) -> None:
    extract(Page(url=URL, body=body))


@given(st.integers(0, len(PAGE)), st.binary(max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_page_cut_anywhere_is_read(place: int, rest: bytes) -> None:
    read(PAGE[:place] + rest)


@given(st.lists(PIECES | st.binary(max_size=12), max_size=40), st.booleans())
@settings(max_examples=120, deadline=None)
def test_any_bytes_are_read(pieces: list[bytes], within: bool) -> None:
    broken = b"".join(pieces)
    read(PAGE.replace(b"Word 3", broken) if within else broken)


GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/*/page.html"))
CHARSETS = ("utf-8", "utf-16", "windows-1252", "shift_jis", "x-user-defined")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "comment", "text", "author", "name", "dateCreated", "url", "parentItem"]),
            inner | st.sampled_from(["Comment", "BlogPosting", "#comment-7", "2011-05-05"]),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.sampled_from(GOLDEN), st.floats(0, 1), st.floats(0, 1), st.sampled_from(CHARSETS))
@settings(max_examples=60, deadline=None)
def test_pages_of_every_platform_torn_and_mislabelled_are_read(
    file: Path, first: float, second: float, charset: str
) -> None:
    whole = file.read_bytes()
    torn = whole[: int(first * len(whole))] + whole[int(second * len(whole)) :]
    extract(Page(url=URL, body=torn, content_type=f"text/html; charset={charset}"))


@given(JSON)
@settings(max_examples=60, deadline=None)
def test_whatever_is_stated_for_machines_is_read(said: object) -> None:
    script = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    read(f"<html><head>{script}</head><body><h1>A post</h1><p>What it says.</p></body></html>".encode())


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_page_takes_no_time_to_speak_of(name: str) -> None:
    with within(4):  # far below what a square of its length would take
        read(HUGE[name])


def test_no_more_elements_are_read_than_a_blog_has() -> None:
    document = Document(Page(url=URL, body=b"<p>x" * (limits().elements + 1000)))
    assert document.cut_short
    assert limits().elements - 10 < len(document.elements) <= limits().elements + 10


def test_a_thread_of_thousands_is_whole() -> None:
    body = FRAME.format("".join(ENTRY.format(n) for n in range(1, 3001))).encode()
    (post,) = extract(Page(url=URL, body=body)).posts
    assert [comment.id for comment in post.comments] == [str(n) for n in range(1, 3001)]
    assert post.comments[2999].author == "Reader 3000"


@pytest.mark.parametrize("generic", [False, True])
def test_a_thread_of_thousands_each_within_the_other_is_whole(generic: bool) -> None:
    opened = "".join(ENTRY.format(n).removesuffix("</li>") + "<ul class=children>" for n in range(1, 2001))
    page = Page(url=URL, body=FRAME.format(opened + "</ul></li>" * 2000).encode())
    with within(4):  # gone through once for each entry, it takes longer
        (post,) = extract(page, generic_only=generic).posts
    assert [comment.id for comment in post.comments] == [str(number) for number in range(1, 2001)]
    deepest = max(comment.depth for comment in post.comments)
    assert [comment.depth for comment in post.comments][: deepest + 1] == list(range(deepest + 1))
    assert deepest > 100  # below that each stands beside the one that it answers: no more elements stand in one another


MEASURED = """
import resource, sys, time
from blogarchive.extraction.extract import extract
from blogarchive.models import Page
make = {
    "comments": lambda: FRAME.format("".join(ENTRY.format(n) for n in range(1, 20_001))).encode(),
    "paragraphs": lambda: b"<div class=entry-content>" + b"<p>some words and more</p>" * 2_000_000,
    "text": lambda: b"<p>" + b"some words and more " * 2_500_000,
    "links": lambda: b"".join(b"<a href=/p/%d>a</a>" % n for n in range(2_500_000)),
    "breaks": lambda: b"<div class=comment>" + b"<br>" * 12_500_000,
    "bytes": lambda: bytes(range(256)) * 200_000,
}
from tests.html.test_broken_pages import ENTRY, FRAME, PAGE, URL
extract(Page(url=URL, body=PAGE))
page = Page(url=URL, body=make[sys.argv[1]]())
begun = time.process_time()
extract(page)
print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["comments", "paragraphs", "text", "links", "breaks", "bytes"])
def test_fifty_megabytes_cost_little(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED, name], capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, done.stdout.split())
    assert seconds < 4
    assert mebibytes < 600  # the page itself and the bytes that it was made of are in it
