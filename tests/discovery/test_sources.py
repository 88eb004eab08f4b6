"""What robots.txt, sitemaps and feeds say, well-formed and broken."""

from __future__ import annotations

import gzip

import pytest

from blogarchive.discovery import read
from blogarchive.discovery.sitemaps import NOT_UNDERSTOOD
from blogarchive.models import Extraction, Page

BASE = "http://blog.example"


def page(path: str, body: str | bytes, content_type: str = "text/xml") -> Page:
    return Page(url=BASE + path, body=body.encode() if isinstance(body, str) else body, content_type=content_type)


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


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


@pytest.mark.parametrize(
    ("root", "around", "kind"), [("sitemapindex", "sitemap", "sitemap"), ("urlset", "url", "candidate")]
)
@pytest.mark.parametrize("closed", ["", "</{0}><{0}>"])
def test_an_entry_that_was_not_closed_loses_none(root: str, around: str, kind: str, closed: str) -> None:
    locations = closed.format(around).join(f"<loc>{BASE}/{name}</loc>" for name in ("a", "b", "c"))
    found = told("/sitemap.xml", f"<?xml version='1.0'?><{root}><{around}>{locations}</{around}></{root}>")
    assert [(link.url, link.kind) for link in found.links] == [(f"{BASE}/{name}", kind) for name in ("a", "b", "c")]


def test_the_time_of_one_address_is_not_that_of_another() -> None:
    locations = f"<loc>{BASE}/a</loc><loc>{BASE}/b</loc><lastmod>2024-01-02</lastmod>"
    found = told("/sitemap.xml", f"<urlset><url>{locations}</url></urlset>")
    assert [link.updated for link in found.links] == [None, "2024-01-02"]


def test_a_bare_ampersand_does_not_change_the_address() -> None:
    assert told("/sitemap.xml", urlset(f"{BASE}/?x=1&y=2&amp;z=3")).links[0].url == f"{BASE}/?x=1&y=2&z=3"


def test_a_gzipped_sitemap_is_read() -> None:
    assert len(told("/sitemap.xml.gz", packed(urlset(f"{BASE}/a/").encode()), "application/gzip").links) == 1


def test_a_sitemap_cut_short_gives_what_stands_in_it() -> None:
    body = urlset(f"{BASE}/a/", f"{BASE}/b/")
    assert [link.url for link in told("/sitemap.xml", body[: body.index("/b/")]).links][:1] == [f"{BASE}/a/"]


def test_entities_of_a_document_type_are_not_expanded() -> None:
    for entity in ('SYSTEM "file:///etc/passwd"', '"root:x:0:0"'):
        bomb = f"<!DOCTYPE urlset [<!ENTITY x {entity}>]>" + urlset(f"{BASE}/&x;")
        (link,) = told("/sitemap.xml", bomb).links
        assert link.url.startswith(f"{BASE}/")
        assert "root" not in link.url


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


ADDRESSES = [f"{BASE}/a/", f"{BASE}/b/?x=1&y=2", f"{BASE}/c\u00e9/"]
LATIN = "ISO-8859-1"


@pytest.mark.parametrize("content_type", ["text/xml", "text/html; charset=utf-8", "text/plain", "application/gzip", ""])
@pytest.mark.parametrize(
    "body",
    [
        *(
            urlset(*ADDRESSES).encode(encoding)
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
        ),
        f'<?xml version="1.0" encoding="UTF-16"?>{urlset(*ADDRESSES)}'.encode("utf-16"),
        f'\ufeff\r\n <?xml version="1.0" encoding="utf-16"?>\n{urlset(*ADDRESSES)}'.encode(),
        f"<?xml version='1.0' encoding='{LATIN}'?>{urlset(*ADDRESSES)}".encode(LATIN),
        f"<?xml version='1.0' encoding='windows-1251'?><!-- карта -->{urlset(*ADDRESSES[:2], BASE + '/cé/')}".encode(
            "cp1251", "xmlcharrefreplace"
        ),
        packed(urlset(*ADDRESSES).encode("utf-16")),
        packed(urlset(*ADDRESSES)[:200].encode()) + packed(urlset(*ADDRESSES)[200:].encode()),
        urlset(*ADDRESSES).replace("<", "<sm:").replace("<sm:/", "</sm:").replace("xmlns=", "xmlns:sm=").encode(),
    ],
)
def test_a_sitemap_is_read_in_whatever_encoding_and_under_whatever_type(body: bytes, content_type: str) -> None:
    assert [link.url for link in told("/sitemap.xml", body, content_type).links] == ADDRESSES


@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "application/octet-stream", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("lines", ["\n", "\r\n", "\n\n  ", "\r"])
def test_a_sitemap_may_be_text(lines: str, encoding: str, content_type: str) -> None:
    found = told("/sitemap.txt", lines.join(["", *ADDRESSES, ""]).encode(encoding), content_type)
    assert [(link.url, link.kind, link.reason) for link in found.links] == [
        (url, "candidate", "sitemap") for url in ADDRESSES
    ]
    assert not found.posts
    assert found.claims[0].count == 3


def test_a_text_sitemap_may_be_packed_and_named_by_an_index() -> None:
    index = INDEX.replace("wp-sitemap-posts-post-1.xml", "posts-sitemap.txt.gz")
    (named,) = (link for link in told("/sitemap.xml", index).links if link.kind == "sitemap")
    body = packed("\n".join(ADDRESSES).encode())
    assert [link.kind for link in told(named.url.removeprefix(BASE), body, "application/gzip").links] == ["post"] * 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sitemap.xml", "<!DOCTYPE html><html><title>Tide</title><p>Nothing of the kind."),
        ("/sitemap_index.xml", ""),
        ("/sitemap.txt", "Sitemaps are for robots."),
        ("/sitemap-1.xml.gz", packed(b"x")[:12]),
    ],
)
def test_what_bears_a_sitemaps_name_and_is_none_is_no_post(path: str, body: str | bytes) -> None:
    found = told(path, body, "text/html")
    assert (found.posts, found.links, found.notes) == ((), (), (NOT_UNDERSTOOD,))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/2014/sitemaps-for-all/", "<!DOCTYPE html><html><title>Sitemaps</title>"),
        ("/sitemap/", "<!DOCTYPE html><html><title>All posts</title>"),
        ("/notes.txt", "http://blog.example/a/ is where I wrote it.\nhttp://blog.example/b/"),
        ("/h", "https"),
    ],
)
def test_a_page_or_a_text_of_words_is_no_sitemap(path: str, body: str) -> None:
    assert read(page(path, body, "text/html")) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_robots_txt_names_its_sitemap_in_the_first_line_of_whatever_encoding(encoding: str) -> None:
    found = told("/robots.txt", "Sitemap: /s.txt\rUser-agent: *".encode(encoding), "text/plain")
    assert [link.url for link in found.links] == [f"{BASE}/s.txt"]


@pytest.mark.parametrize("broken", ["", "<nbsp;&nbsp;"])  # what is no XML is read all the same
def test_an_emoji_in_halves_breaks_no_feed(broken: str) -> None:
    body = (
        f"<rss version='2.0'><channel><title>T &#xD83D;</title>{broken}<item>"
        "<title>Tea &#55357;&#56832; and &#x1F600;</title><link>https://blog.example/tea/</link></item></channel></rss>"
    )
    found = read(Page(url="https://blog.example/feed/", body=body.encode(), content_type="application/rss+xml"))
    assert found is not None
    assert [post.title for post in found.posts] == ["Tea 😀 and 😀"]
    assert found.blog is not None
    assert found.blog.title == "T \ufffd"


RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://blog.example/">
<title>Notes</title><link>http://blog.example/</link></channel><item rdf:about="http://blog.example/a">
<title>A walk</title><link>
 http://blog.example/a
</link><dc:date>2014-03-04T10:00+01:00</dc:date></item></rdf:RDF>"""


def test_rss_of_version_1_says_in_dublin_core_when_an_item_was_published() -> None:
    (post,) = told("/index.rdf", RDF, "application/rdf+xml").posts
    assert (post.url, post.published, post.updated) == (f"{BASE}/a", "2014-03-04T10:00:00+01:00", None)


def test_a_change_in_a_later_feed_is_no_publication() -> None:
    entry = "<entry><title>A</title><link href='/a'/><updated>2014-03-04T10:00:00Z</updated></entry>"
    (post,) = told("/atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title>{entry}</feed>").posts
    assert (post.published, post.updated) == (None, "2014-03-04T10:00:00+00:00")
