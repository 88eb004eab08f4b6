"""What fuzzing begins with: small inputs of our own for each target, and the words that its readers look for."""

from __future__ import annotations

import ast
import gzip
import json
import tempfile
import zipfile
import zlib
from importlib import import_module
from pathlib import Path

import blogarchive
from blogarchive.warc import read_records
from tests.fuzz.targets import ADDRESSES, CODINGS, LANGUAGES, WRAPPINGS
from tests.warc import arcs
from tests.warc.made import answer, chunked, small_archive

PACKAGE = Path(blogarchive.__file__).parent
GOLDEN = Path(__file__).parents[1] / "golden"
SMALL = 12_000
"""Bytes of the largest golden page that is a seed: small ones are changed faster."""

ROOMS = {
    "warc": ("warc",), "http": ("warc",), "feeds": ("discovery",), "sitemaps": ("discovery",),
    "sources": ("discovery",), "dates": ("dates",), "threads": ("extraction/by_structure", "extraction/comments"),
    "answers": ("extraction/comment_systems",),
}  # fmt: skip
"""Where each target's readers stand."""

_COMMENT = {"id": 7, "parent": 0, "name": "Ann", "author_name": "Ann", "author": {"name": "Ann", "id": "9"},
            "text": "Hi", "content": {"rendered": "<p>Hi</p>"}, "html": "<p>Hi</p>", "created": 1300000000.5,
            "body": "<p>Hi</p>", "created_at": "2011-05-06T07:08:09Z", "date": "2011-05-06T07:08:09", "post": 3,
            "replies": []}  # fmt: skip
_ANSWERS = (
    {"id": None, "total_replies": 1, "hidden_replies": 0, "replies": [_COMMENT]},
    {"comments": [_COMMENT], "meta": {"pagination": {"page": 1, "next": 2, "total": 9}}},
    [_COMMENT, {**_COMMENT, "id": 8, "parent": 7}],
    {"cursor": {"hasNext": True, "next": "1:0:0"}, "response": [_COMMENT], "code": 0},
    {"data": {"comments": [_COMMENT], "count": 1}, "code": 0, "errno": 0},
    {"feed": {"entry": [{"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, "content": {"$t": "Hi"}}], "link": []}},
    {"ancestors": [], "descendants": [{**_COMMENT, "in_reply_to_id": "1", "account": {"acct": "ann"}}]},
    {"post_stream": {"posts": [{"post_number": 1, "cooked": "<p>Hi</p>", "username": "ann"}]}, "title": "Gulls"},
    {"children": [{"wm-id": 1, "wm-property": "in-reply-to", "author": {"name": "Ann"}, "content": {"text": "Hi"}}]},
    {"info": {"count": 1, "url": "https://blog.example/"}, "comments": [{**_COMMENT, "locator": {"url": "x"}}]},
    {"version": "https://jsonfeed.org/version/1.1", "title": "Gulls", "items": [{"id": "1", "url": "/a/", "tags": []}]},
)  # fmt: skip
_RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Gulls
</title><link>https://blog.example/</link><item><title>Tides</title><link>https://blog.example/2011/05/tides/</link>
<guid isPermaLink="false">7</guid><pubDate>Fri, 06 May 2011 07:08:09 +0000</pubDate><dc:creator>Ann</dc:creator>
<slash:comments>3</slash:comments><category>tea</category><content:encoded><![CDATA[<p>Low &amp; <b>late</b>]]>
</content:encoded></item></channel></rss>"""
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Gulls</title><link rel="self" href="/atom"/>
<entry><id>tag:blog.example,2011:1</id><title>Tides</title><updated>2011-05-06T07:08:09Z</updated><author><name>Ann
</name></author><link href="https://blog.example/tides/"/><content type="xhtml"><p>Low</p></content>
</entry></feed>"""
_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>https://blog.example/a/</loc><lastmod>2011-05-06</lastmod></url></urlset>"""
_INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://blog.example/s.xml
</loc></sitemap></sitemapindex>"""
_TIMES = (
    "6 May 2011 at 7:08 pm", "vendredi 6 mai 2011 à 19h08", "6. Mai 2011 um 19:08 Uhr", "2011年5月6日 下午7:08",
    "3 days ago", "gestern, 19:08", "05/06/2011", "Fri, 06 May 2011 07:08:09 +0200", "2011-05-06T07:08:09.123Z",
    "平成23年5月6日", "1304665689", "1304665689123", "٦ مايو ٢٠١١", "6 мая 2011 г. в 19:08", "May 2011",
    "ה-6 במאי 2011", "۱۶ اردیبهشت ۱۳۹۰",
)  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """A target's first inputs."""
    match name:
        case "warc":
            return _captures()
        case "http":
            bodies = [gzip.compress(b"Low tide"), zlib.compress(b"Low tide"), b"", b"<p>Low tide"]
            made = [make(body, b"Content-Encoding: gzip\r\n") for make in (answer, chunked) for body in bodies]
            made += [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + made[0], b"HTTP/1.0 200\n\nLow", b"Low tide"]
            return [bytes([way]) + each for way in range(len(CODINGS)) for each in made]
        case "feeds":
            return [_RSS, _ATOM]
        case "sitemaps":
            return [_SITEMAP, _INDEX, b"https://blog.example/a/\nhttps://blog.example/b/\n", gzip.compress(_SITEMAP)]
        case "sources":
            bodies = [_RSS, _ATOM, _SITEMAP, b"User-agent: *\nSitemap: https://blog.example/s.xml\n", *_as_json()]
            return [bytes([at]) + each for at in range(len(ADDRESSES)) for each in bodies]
        case "dates":
            return [bytes([at]) + text.encode() for at in range(len(LANGUAGES)) for text in _TIMES]
        case "threads":
            return [page for file in sorted(GOLDEN.rglob("*.html")) if len(page := file.read_bytes()) < SMALL]
        case _:
            return [bytes([at]) + each for at in range(len(ADDRESSES)) for each in _as_json()]


def words(name: str) -> list[str]:
    """The short texts that stand in the code of a target's readers: keys, names of tags and classes, words of dates."""
    files = [file for room in ROOMS[name] for file in sorted((PACKAGE / room).glob("*.py"))]
    found = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return sorted(text for text in found if 1 < len(text) <= 24 and "\n" not in text)


def _as_json() -> list[bytes]:
    return [json.dumps(value, separators=(",", ":")).encode() for value in _ANSWERS]


def _captures() -> list[bytes]:
    zstd = import_module("backports.zstd")
    with tempfile.TemporaryDirectory() as folder:
        path, _ = small_archive(Path(folder), pages=1)
        content, index = path.read_bytes(), path.with_name(path.name.replace(".warc.gz", ".cdxj")).read_bytes()
        parts = [gzip.decompress(content[each.offset : each.offset + each.length]) for each in read_records(path)]
        with zipfile.ZipFile(Path(folder, "a.wacz"), "w") as archive:
            archive.writestr("archive/a.warc.gz", content)
        wacz = Path(folder, "a.wacz").read_bytes()
    old = [arcs.version_block(), arcs.page("1"), arcs.page("2")]
    by_name = {
        "a.warc": b"".join(parts), "a.warc.gz": content, "whole.warc.gz": b"".join(parts), "a.arc": arcs.plain(old),
        "a.arc.gz": arcs.zipped(old), "a.warc.zst": b"".join(zstd.compress(part) for part in parts), "a.wacz": wacz,
        "index": index,
    }  # fmt: skip
    return [bytes([WRAPPINGS.index(each)]) + data for each, data in by_name.items()]
