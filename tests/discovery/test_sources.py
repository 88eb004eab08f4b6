"""What robots.txt, sitemaps and feeds say, well-formed and broken."""

from __future__ import annotations

import gzip

import pytest

from blogarchive.discovery import read
from blogarchive.models import Extraction, Page

BASE = "http://blog.example"


def page(path: str, body: str | bytes, content_type: str = "text/xml") -> Page:
    return Page(url=BASE + path, body=body.encode() if isinstance(body, str) else body, content_type=content_type)


def told(path: str, body: str | bytes, content_type: str = "text/xml") -> Extraction:
    found = read(page(path, body, content_type))
    assert found is not None
    return found


def test_robots_names_its_sitemaps() -> None:
    found = told(
        "/robots.txt",
        "User-agent: *\nDisallow: /x\nSITEMAP : http://blog.example/s.xml\nSitemap: /relative.xml",
        "text/plain",
    )
    assert [(link.url, link.kind, link.reason) for link in found.links] == [
        (f"{BASE}/s.xml", "sitemap", "robots.txt"),
        (f"{BASE}/relative.xml", "sitemap", "robots.txt"),
    ]


def test_robots_without_sitemaps_leaves_the_usual_places_as_guesses() -> None:
    found = told("/robots.txt", "User-agent: *\nDisallow:", "text/plain")
    assert f"{BASE}/wp-sitemap.xml" in {link.url for link in found.links}
    assert {link.reason for link in found.links} == {"guess"}


INDEX = """<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://blog.example/wp-sitemap-posts-post-1.xml</loc><lastmod>2024-01-02</lastmod></sitemap>
<sitemap><loc>http://blog.example/wp-sitemap-taxonomies-category-1.xml</loc></sitemap></sitemapindex>"""


def test_a_sitemap_index_tells_lists_of_posts_from_lists_of_listings() -> None:
    posts, categories = told("/wp-sitemap.xml", INDEX).links
    assert (posts.kind, posts.updated) == ("sitemap", "2024-01-02")
    assert categories.kind == "listing"


def urlset(*urls: str) -> str:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/wp-sitemap-posts-post-1.xml", "post"),
        ("/post-sitemap2.xml", "post"),
        ("/sitemap.xml", "candidate"),
        ("/category-sitemap.xml", "listing"),
    ],
)
def test_a_sitemaps_name_tells_what_it_lists(path: str, kind: str) -> None:
    assert [link.kind for link in told(path, urlset(f"{BASE}/a/")).links] == [kind]


def test_a_bare_ampersand_does_not_change_the_address() -> None:
    assert told("/sitemap.xml", urlset(f"{BASE}/?x=1&y=2&amp;z=3")).links[0].url == f"{BASE}/?x=1&y=2&z=3"


def test_a_gzipped_sitemap_is_read() -> None:
    assert len(told("/sitemap.xml.gz", gzip.compress(urlset(f"{BASE}/a/").encode()), "application/gzip").links) == 1


def test_a_sitemap_cut_short_gives_what_stands_in_it() -> None:
    body = urlset(f"{BASE}/a/", f"{BASE}/b/")
    assert [link.url for link in told("/sitemap.xml", body[: body.index("/b/")]).links][:1] == [f"{BASE}/a/"]


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + urlset(f"{BASE}/&x;")
    assert all("root" not in link.url for link in told("/sitemap.xml", bomb).links)


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Tea &amp;amp; Trains</title><link>http://blog.example</link>
<generator>https://wordpress.org/?v=6.1</generator>
<item><title>One</title><link>http://blog.example/one/</link><dc:creator>Ada</dc:creator>
<pubDate>Sun, 02 Mar 2014 07:15:00 +0000</pubDate><content:encoded><![CDATA[<p>Text.</p>]]></content:encoded>
<slash:comments>4</slash:comments></item></channel></rss>"""


def test_a_feed_of_posts_is_a_second_reading_of_them() -> None:
    found = told("/feed/", RSS)
    (post,) = found.posts
    assert (post.url, post.source, post.title, post.author) == (f"{BASE}/one/", "feed", "One", "Ada")
    assert post.published is not None
    assert post.published.startswith("2014-03-02T07:15")
    assert post.published.endswith(("+00:00", "Z"))
    assert (post.comments_declared, post.body_text) == (4, "Text.")
    assert found.blog is not None
    assert found.blog.title == "Tea & Trains"


def test_a_wordpress_feed_goes_on_with_paged() -> None:
    links = {link.url: link for link in told("/feed/", RSS).links}
    assert links[f"{BASE}/feed/?paged=2"].kind == "listing"
    assert links[f"{BASE}/one/"].reason == "feed"


COMMENTS = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Comments</title>
<entry><title>By: Bea</title><author><name>Bea</name><uri>http://bea.example/</uri></author>
<link rel="alternate" href="http://blog.example/one/comment-page-2/#comment-8"/><id>http://blog.example/?p=1#comment-8</id>
<published>2014-03-02T21:02:00Z</published><content type="html">&lt;p&gt;Yes.&lt;/p&gt;</content>
<thr:in-reply-to ref="http://blog.example/?p=1#comment-7" href="http://blog.example/one/#comment-7"/></entry></feed>"""


def test_a_feed_of_comments_gives_each_to_its_post() -> None:
    (post,) = told("/comments/feed/atom/", COMMENTS).posts
    (comment,) = post.comments
    assert (post.url, post.title) == (f"{BASE}/one/", None)
    assert (comment.id, comment.parent, comment.author, comment.author_url) == ("8", "7", "Bea", "http://bea.example/")
    assert (comment.body_text, comment.source) == ("Yes.", "feed")


BLOGGER = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<entry><id>tag:blogger.com,1999:blog-5.post-71</id><published>2014-03-02T13:02:00.607-08:00</published>
<content>Yes.</content>
<link rel="related" href="http://www.blogger.com/feeds/5/9/comments/default/70"/>
<link rel="alternate" href="http://blog.example/2014/03/one.html?showComment=1393794120607#c71"/>
<thr:in-reply-to href="http://blog.example/2014/03/one.html" ref="tag:blogger.com,1999:blog-5.post-9"/></entry>
<entry><id>tag:blogger.com,1999:blog-5.post-72</id><published>2014-03-02T13:05:00.001-08:00</published>
<content>No.</content>
<thr:in-reply-to href="http://blog.example/2014/03/one.html" ref="tag:blogger.com,1999:blog-5.post-9"/></entry>
</feed>"""


def test_bloggers_feed_of_comments_is_of_one_post() -> None:
    (post,) = told("/feeds/9/comments/default", BLOGGER).posts
    assert post.url == f"{BASE}/2014/03/one.html"
    assert [(c.id, c.parent, c.body_text) for c in post.comments] == [("71", "70", "Yes."), ("72", None, "No.")]


@pytest.mark.parametrize(
    "body", ["<!DOCTYPE html><html><body><article>rss</article>", "<html xmlns='x'><head></head></html>", "", "plain"]
)
def test_a_page_is_no_source(body: str) -> None:
    assert read(page("/a/", body, "text/html")) is None
