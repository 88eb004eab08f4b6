"""Sitemaps and feeds made to be slow or large: what can be read of them is, at a bounded cost, and the rest is said."""

from __future__ import annotations

import gzip
import time

import pytest

from blogarchive.discovery import read
from blogarchive.limits import PARTLY, limits
from blogarchive.models import Extraction, Page

ENTRY = b"<item><link>http://blog.example/one/</link>%s</item>"
URL = b"<url><loc>http://blog.example/one/</loc></url>"


def rss(content: bytes, entry: bytes = b"") -> bytes:
    head = b"<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    return head + content + ENTRY % entry + b"</channel></rss>"


def sitemap(content: bytes) -> bytes:
    return b"<?xml version='1.0'?><urlset>" + URL + content + b"</urlset>"


def told(body: bytes, path: str = "/feed/") -> Extraction:
    begun = time.process_time()
    found = read(Page(url=f"http://blog.example{path}", body=body, content_type="text/xml"))
    assert found is not None
    assert time.process_time() - begun < 20  # each takes below one; what grows with the square takes minutes
    return found


@pytest.mark.parametrize(
    "entry",
    [
        b"<description><![CDATA[" + b"<a " * 300_000 + b"]]></description>",
        b"<content:encoded><![CDATA[" + b"<a " * 300_000 + b"]]></content:encoded>",
        b"<description>" + b"&lt;" * 1_000_000 + b"</description>",
        b"<content:encoded>" + b"&lt;b&gt;" * 100_000 + b"</content:encoded>",
        b"<description>" + b"<b>" * 20_000 + b"</description>",
        b"<x " + b" ".join(b"a%d=''" % number for number in range(100_000)) + b"/>",
        b"<title>\x01 \x0c &#0; &#xffff; &#1114112; <?x ?></title>",
    ],
)
def test_an_entry_costs_no_more_than_its_length(entry: bytes) -> None:
    assert [post.url for post in told(rss(b"", entry)).posts][:1] in (["http://blog.example/one/"], [])


def test_markup_in_the_title_of_a_feed_costs_no_more_than_its_length() -> None:
    assert len(told(rss(b"<title>" + b"<a>" * 100 + b"</a>" * 100 + b"</title>")).posts) == 1
    told(rss(b"<title>" + b"<a>" * 50_000 + b"</title>"))


def test_of_a_feed_without_end_so_many_entries_are_read() -> None:
    found = told(rss(ENTRY % b"" * (limits().entries + 10)))
    assert len(found.posts) == limits().entries
    assert [note for note in found.notes if note.startswith(PARTLY)]


@pytest.mark.parametrize(
    "content", [b"<u/>" * 3_000_000, URL * (limits().entries + 10), b"<url>" * (limits().entries + 10)]
)
def test_of_a_sitemap_without_end_the_beginning_is_read_and_that_is_said(content: bytes) -> None:
    found = told(sitemap(content), "/sitemap.xml")
    assert found.links[0].url == "http://blog.example/one/"
    assert found.notes[0].startswith(PARTLY)


@pytest.mark.parametrize(
    "content", [b"&" * 10_000_000, b"x" * 20_000_000, b"<" * 1_000_000, b"<!--" + b"x" * 10_000_000]
)
def test_what_is_no_entry_of_a_sitemap_costs_no_more_than_its_length(content: bytes) -> None:
    assert told(sitemap(content), "/sitemap.xml").links[0].url == "http://blog.example/one/"


def test_a_packed_sitemap_is_unpacked_up_to_the_limit() -> None:
    packed = gzip.compress(sitemap(b" " * (limits().size + 1000)))
    found = told(packed, "/sitemap.xml.gz")
    assert found.links[0].url == "http://blog.example/one/"
    assert found.notes == (f"{PARTLY}it unpacks to more than {limits().unpacked(len(packed)):,} bytes",)


def test_nothing_that_a_document_says_of_itself_is_put_into_its_elements() -> None:
    laughs = b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    body = b"<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY l0 'ha'>" + laughs
    body += (
        b"<!ATTLIST u x CDATA '"
        + b"a" * 1000
        + b"'>]><urlset>"
        + URL
        + b"<url><loc>http://blog.example/&l9;</loc></url>"
    )
    assert [link.url for link in told(body + b"<u/>" * 100_000 + b"</urlset>", "/sitemap.xml").links] == [
        "http://blog.example/one/",
        "http://blog.example/&l9;",
    ]


def test_ampersands_of_a_cdata_section_are_none_of_xml() -> None:
    body = sitemap(b"<url><loc><![CDATA[http://blog.example/?p=1&q=2]]></loc></url>")
    assert told(body, "/sitemap.xml").links[1].url == "http://blog.example/?p=1&q=2"


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://blog.example/" xml:lang="de">
<title>Tee</title><link rel="alternate" href="/"/><link rel="next" href="?page=2"/>
<entry><title>Eins</title><link href="eins/"/><author><name>Ada</name><uri>/ada/</uri></author>
<source><title>Anderswo</title><link href="http://other.example/"/></source>
<published>2014-03-02T07:15:00Z</published><updated>2014-03-03T07:15:00Z</updated>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <em>Wort</em> &lt;b&gt; &amp; mehr.<br/></p></div></content>
</entry></feed>"""


def test_an_atom_feed_with_markup_of_its_own_and_relative_addresses() -> None:
    found = told(ATOM)
    (post,) = found.posts
    assert (post.url, post.title, post.author) == ("http://blog.example/eins/", "Eins", "Ada")
    assert post.body_html == "<p>Ein <em>Wort</em> &lt;b&gt; &amp; mehr.<br></p>"
    assert (post.published, post.updated) == ("2014-03-02T07:15:00+00:00", "2014-03-03T07:15:00+00:00")
    assert found.blog is not None
    assert (found.blog.title, found.blog.url, found.blog.language) == ("Tee", "http://blog.example/", "de")
    assert [link.url for link in found.links if link.kind == "feed"] == ["http://blog.example/?page=2"]


RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://blog.example/"><title>Tea</title>
<link>http://blog.example/</link></channel><image><title>Logo</title><link>http://blog.example/logo</link></image>
<item rdf:about="http://blog.example/one/"><title>One</title><link>http://blog.example/one/</link>
<dc:creator>Ada</dc:creator><dc:date>2004-03-02T07:15:00Z</dc:date></item></rdf:RDF>"""


def test_a_feed_of_rss_1_has_its_entries_beside_its_channel() -> None:
    found = told(RDF)
    (post,) = found.posts
    assert (post.url, post.title, post.author, post.published) == (
        "http://blog.example/one/", "One", "Ada", "2004-03-02T07:15:00+00:00",
    )  # fmt: skip
    assert found.blog is not None
    assert (found.blog.title, found.blog.url) == ("Tea", "http://blog.example/")
