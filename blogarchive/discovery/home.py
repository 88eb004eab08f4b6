"""Where the blog of a page begins: a host of its own, a folder of a host, or a name on a host of many blogs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from blogarchive.urls import canonical, host_of, identity, without_session

if TYPE_CHECKING:
    from blogarchive.models import Extraction

# Hosts that many blogs share, each under the name of its writer; what stands beside the names is the host's own.
_SHARED = tuple(re.compile(rf"^(https?://(?:www\.)?{host})(?:[/?#]|$)", re.IGNORECASE) for host in (
    r"(?:users|community)\.livejournal\.com/[\w-]+", r"livejournal\.com/(?:users|community)/[\w-]+",
    r"dreamwidth\.org/users/[\w-]+", r"dev\.to/(?!t/|search|top|latest|about|contact|api|tags)[\w-]+",
    r"medium\.com/(?!p/|m/|tag/|topic/|search|about|me/)@?[\w.-]+",
    r"tumblr\.com/(?!tagged/|search|dashboard|explore)[\w-]+",
    r"write\.as/[\w-]+", r"ameblo\.jp/[\w-]+", r"blog\.livedoor\.jp/[\w-]+", r"d\.hatena\.ne\.jp/[\w-]+",
    r"blog\.csdn\.net/[\w-]+", r"cnblogs\.com/[\w-]+", r"blog\.naver\.com/[\w-]+", r"brunch\.co\.kr/@[\w-]+",
    r"liveinternet\.ru/users/[\w-]+", r"habr\.com/(?:\w\w/)?users/[\w-]+", r"plaza\.rakuten\.co\.jp/[\w-]+",
    r"blogs\.msdn\.com/b/[\w.-]+", r"[\w.-]+/~[\w.-]+",
))  # fmt: skip

# What the folder of a blog is called on a site that is more than a blog.
_CALLED = re.compile(r"^/(?:[\w-]+/)??(?:blogs?|weblog|journal|diary|wordpress|wp)/", re.IGNORECASE)
_FEED = re.compile(
    r"(?:feeds?/posts/default|(?:feeds?|rss2?|atom)(?:/\w+)?/?|(?:feed|rss2?|atom|index)\.(?:xml|rdf|rss2?|json|atom))$"
)
_DATED = re.compile(r"/\d+/")


def home_of(extraction: Extraction) -> str:
    """The front page of the blog that a page belongs to, as surely as the page tells."""
    url = without_session(extraction.page.url)
    if (shared := next((found[1] for host in _SHARED if (found := host.match(url))), None)) is not None:
        return f"{shared}/"
    if folder := _folder_of_feed(extraction) or _folder_called_blog(extraction):
        return urljoin(url, folder)
    said = without_session(extraction.blog.url) if extraction.blog and extraction.blog.url else None
    if said and (host_of(said) == host_of(url) or _is_feed_of(extraction, said)):
        return said
    if extraction.posts:
        return urljoin(url, "/")
    folder = urljoin(url, urlsplit(url).path.rpartition("/")[0] + "/")
    return folder if _holds_its_posts(extraction, folder) else urljoin(url, "/")


def _holds_its_posts(extraction: Extraction, folder: str) -> bool:
    """Whether the posts that a listing names stand in its folder; not those of `/blog/index.html` under `/2014/`."""
    own = [link for link in extraction.links if host_of(link.url) == host_of(folder)]
    titled = [link.url for link in own if link.kind == "post"]
    named = titled or [link.url for link in own if link.kind == "candidate"]
    inside = sum(urlsplit(canonical(url)).path.startswith(urlsplit(canonical(folder)).path) for url in named)
    return not named or (inside * 2 > len(named) if titled else inside > 0)


def _is_feed_of(extraction: Extraction, home: str) -> bool:
    """Whether the page is a feed that another host keeps of the blog that it names: most of its entries are there."""
    posts = [host_of(post.url) == host_of(home) for post in extraction.posts if post.source == "feed"]
    return extraction.platform == "feed" and sum(posts) * 2 > len(posts)


def _folder_of_feed(extraction: Extraction) -> str | None:
    """`/notes/` of a post `/notes/2011/a/` that names the feed `/notes/feed.xml`; not of a feed of a year or a tag."""
    here, post = urlsplit(extraction.page.url), _post_path(extraction)
    feeds = [
        link.url for link in extraction.links if link.kind == "feed" and host_of(link.url) == host_of(here.geturl())
    ]
    folders = {_FEED.sub("", urlsplit(feed).path) for feed in feeds if _FEED.search(urlsplit(feed).path)}
    if not folders or "/" in folders:
        return None
    fitting = [f for f in folders if f.endswith("/") and post.startswith(f) and post.rstrip("/") != f.rstrip("/")]
    return min((f for f in fitting if not _DATED.search(f)), key=len, default=None)


def _folder_called_blog(extraction: Extraction) -> str | None:
    """`/blog/` of a post `/blog/a/` that links to it."""
    found = _CALLED.match(_post_path(extraction))
    folder = urljoin(extraction.page.url, found[0]) if found else None
    if folder is None or identity(folder) == identity(extraction.page.url):
        return None
    return found[0] if found and any(identity(link.url) == identity(folder) for link in extraction.links) else None


def _post_path(extraction: Extraction) -> str:
    """The path of the post that the page is; none of its own for a page that is none."""
    post = next((post for post in extraction.posts if post.source == "page"), None)
    return urlsplit(canonical(post.url)).path if post and host_of(post.url) == host_of(extraction.page.url) else ""
