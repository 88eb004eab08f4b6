"""Every address that a page names, sorted into what it leads to, with who says so."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.html import onward
from blogarchive.html.text import text_of
from blogarchive.links import stylesheets
from blogarchive.links.slugs import Slugs
from blogarchive.models import Link
from blogarchive.urls import canonical, host_of, is_dated_slug, without_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import LinkKind, Post

COMMENT_PAGE = re.compile(
    # … but a post may be called so: /2014/03/comment-page-2/
    r"(?<!/(?:19|20)\d\d/\d\d)(?<!/(?:19|20)\d\d/\d\d/\d\d)/comment-page-(\d+)(?:/|$)"
    r"|[?&](?:cpage|commentPage|comments_page)=(\d+)|/comments/page/(\d+)|[?&]comments=all\b"
)
_PAGER = re.compile(
    r"/page/\d+/?$|[?&]paged?=\d+|/page/?\d+\.html?$|/page-\d+\.html|[?&]start=\d+|[?&]offset=\d+|[?&]skip=\d+|updated-max=|/previous/\d+$"
)
_OF_POST = re.compile(r"page=(?!0$)\d+(?:(?:,|%2C)\d+)*", re.IGNORECASE)
_PAGE_OF_POST = re.compile(r"[?&]page=(\d{1,5})(?:$|&|#)")
_LISTING = re.compile(
    r"/(?:category|categories|tag|tags|author|authors|label|topics?|series|section)(?:/|$|\.html)|/search/label/|/tagged/|/tagged$|/calendar(?:/\d+)*/?$"
    r"|/archives?(?:/\d{4})?(?:/\d\d?)?(?:/|\.html)?$|/(?:19|20)\d\d/(?:\d\d?/)?(?:\d\d?/)?(?:page/\d+/?)?$|/blog/?$|[?&](?:cat|tag|author|m|monthnum|year)=[\w-]+(?:&|$)"
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|ico|mp3|mp4|m4a|m4v|ogg|webm|mov|avi|wav|flac|pdf|zip|gz|tar|rar|7z|exe|dmg|epub|mobi|docx?|xlsx?|pptx?|css|js|json|xml|woff2?|ttf|swf)$",
    re.IGNORECASE,
)
_LONGEST_ENDING = len(".woff2")
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|mp3|mp4|m4a|m4v|ogg|webm|mov|wav|flac|pdf)$", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom)(?:/\w+)?/?$|/(?:feed|rss|atom|index|rss2)\.(?:xml|rdf|rss)$|/feeds/posts/|/data/(?:rss|atom)$|[?&]feed=|/index\.rdf$"
)
_FEED_WORDS = ("feed", "rss", "atom", "index.")
_FEED_OF_COMMENTS = re.compile(
    r"/comments?/feed|/comments/default|comments-(?:rss2|atom)|/comments/(?:atom|rss)|type=comments", re.IGNORECASE
)
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "text/xml",
)
# "concatemoji":"http:\/\/blog.example\/wp-includes\/js\/wp-emoji-release.min.js?ver=6.1.9": WordPress loads it later.
_IN_SCRIPT = re.compile(r"""["'](https?:\\?/\\?/[^"'\s<>]+\.(?:js|css)(?:\?[^"'\s<>]*)?)["']""")
_ENTRY_TITLES = """
    h1.entry-title a, h2.entry-title a, h3.entry-title a, h2.post-title a, h3.post-title a, h1.post-title a,
    .wp-block-post-title a, a[rel~='bookmark'], .post h2 a, .hentry h2 a, article h2 a, article h3 a, article h1 a,
    .post h3 a, a.more-link, .posttitle a, .blog-title a, .p-name a, a.u-url
"""
_NEIGHBOURS = """
    a[rel~='prev'], a[rel~='previous'], a[rel~='next'], .nav-previous a, .nav-next a, .post-navigation a, #postnavi
    a, .navigation .alignleft a, .navigation .alignright a, .prev-post a, .next-post a, .previous-post a, .post-nav
    a, .wp-block-post-navigation-link a, .nav-links a, .prev_next a, .post_nav a, .navlink a, #blog-pager a, .pager
    a, .prevnext a
"""
PARTS = """
    .page-links a, .page-link a, .post-page-numbers, .link-pages a, .wp-link-pages a, .pagelink a, .post-pages a,
    .linkpages a, p.pages a, .entry-pages a
"""
ENTRY = "listing"
"""Reason of an address that the title of an entry leads to."""
FRAME = "frame"
SHORTLINK = "short link"
SHOWN_HERE = "comment page shown here"
_CURRENT = ".current, [aria-current='page'], .pager-current, .is-active, .active"
_PAGE_NUMBER = re.compile(r"\D*(\d{1,5})\D*")
_IMAGE_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "poster")
_SHOWING = (
    ("script", "src"),
    ("object", "data"),
    *((tag, attribute) for tag in ("image", "use") for attribute in ("href", "xlink:href")),  # within an <svg>
    *((tag, "background") for tag in ("body", "table", "td", "th", "tr")),
)
_SET_SOURCES = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_BACKGROUNDS = ("data-bg", "data-background", "data-background-image", "data-bg-image")
# Scripts that load images late keep the address in an attribute of their own: data-cfsrc, nitro-lazy-src, data-echo …
_IMAGE = re.compile(
    r"^(?!data:)[^\s<>{}\"']*/[^\s<>{}\"']+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|jxl|heic)(?:[?#]\S*)?$", re.IGNORECASE
)
# What a script or a server was to fill in: `river_{width}x.jpg`, `${base}/a.png`, `<?php echo $image ?>`.
_UNFILLED = re.compile(r"\{\{?\s*[\w.$]*\s*\}|%7B\w*%7D|<[?%]|%3C(?:\?|%3F|%25)", re.IGNORECASE)
_OF_IMAGE = re.compile(
    r"src|lazy|file|ima?ge?|url|bg|back|echo|original|poster|photo|thumb|full|large|set", re.IGNORECASE
)
_LATE = ("img", "source", "picture", "amp-img", "div", "section", "figure", "li", "span", "a", "header", "article")

# "a.jpg 300w, b,c.jpg 2x": an address goes on to the next blank; commas at its end close it (HTML, 4.8.4.2.1).
_CANDIDATE = re.compile(r"[\s,]*(?:(\S*[^\s,]),+(?=\s|$)|(\S*[^\s,])(?=\s|$)[^,]*)")


MOST = 40_000
"""Addresses that are kept of one page: what names more of them is no page that somebody reads."""


def links(document: Document, post: Post | None) -> tuple[Link, ...]:
    """Each address once, under the first thing that was said of it; the surest things are said first."""
    return tuple(Collector(document, post).found.values())


class Collector:
    """Goes through the page from the surest sayings (rel, pagers) to the vaguest (any link at all)."""

    def __init__(self, document: Document, post: Post | None) -> None:
        self.document = document
        self.post = post
        self.host = host_of(document.page.url)
        self.here = canonical(without_session(document.page.url))
        self.found: dict[str, Link] = {}
        self._resolved: dict[str, str | None] = {}
        self._slugs = Slugs(document, post)
        self._posts: set[str] = set()  # paths of addresses that a title names
        self._head()
        self._parts()
        self._shown_comment_page()
        self._neighbours()
        self._entries()
        self._frames()
        self._anchors()
        self._requisites()

    def _add(self, href: str | None, kind: LinkKind, reason: str, about: str | None = None) -> None:
        if href is None:
            return
        if href not in self._resolved:
            self._resolved[href] = self.document.address(href)
        url = self._resolved[href]
        if url is None or url in self.found:
            return
        if kind not in ("requisite", "api"):
            is_feed = kind in ("feed", "comment_feed")  # feeds may be served elsewhere
            is_outside = host_of(url) != self.host
            if is_outside and not is_feed:
                kind, reason, about = "outside", "another site", None
            if caught := self._slugs.trap(url, is_post=kind == "post", posts=self._posts):
                self.found[url] = Link(url=url, kind="trap", reason=caught, is_titled=reason == ENTRY)
                return
            if not is_outside and not is_feed and canonical(url) == self.here:
                return
        self.found[url] = Link(url=url, kind=kind, reason=reason, about=about)
        if kind == "post" and about is None:
            self._posts.add(urlsplit(url).path.rstrip("/") + "/")

    # <link rel="alternate" type="application/rss+xml" href="…/feed/">
    def _head(self) -> None:
        for element in self.document.by_tag("link"):
            rel = (element.get("rel") or "").lower().split()
            href = element.get("href")
            if "alternate" in rel and (element.get("type") or "").strip().lower() in _FEED_TYPES:
                of_comments = _FEED_OF_COMMENTS.search(href or "") or self._is_own_feed(href)
                self._add(href, "comment_feed" if of_comments else "feed", "link rel=alternate")
            elif "shortlink" in rel and self.post is not None:
                self._add(href, "candidate", SHORTLINK)
            elif "https://api.w.org/" in rel:
                self._add(href, "api", "link rel=api.w.org")
            elif "stylesheet" in rel or "preload" in rel or any("icon" in name for name in rel):
                self._add(
                    href,
                    "requisite",
                    "style sheet" if "stylesheet" in rel else "icon" if "preload" not in rel else "preload",
                )
            elif "next" in rel or "prev" in rel or "previous" in rel:
                self._neighbour(href, "next" if "next" in rel else "previous")

    def _is_own_feed(self, href: str | None) -> bool:
        """`<permalink>feed/` on a post's page is the feed of its comments."""
        if self.post is None:
            return False
        url = self.document.address(href)
        path, query = urlsplit(self.post.url)[2:4]
        if url is None or len(path) < 2:
            return bool(url and query and query in urlsplit(url).query.split("&"))  # ?feed=rss2&p=15 of ?p=15
        return urlsplit(url).path.startswith(path.rstrip("/") + "/feed")

    def _parts(self) -> None:
        if self.post is not None:
            for element in self.document.select(PARTS):
                self._add(element.get("href"), "post", "part of the post", self.post.url)

    def _shown_comment_page(self) -> None:
        """`<span aria-current="page" class="current">1</span> <a href="…/comment-page-2/#comments">2</a>`."""
        if self.post is None:
            return
        for label, others in _pagers(self.document):
            for href, said in others:
                match = COMMENT_PAGE.search(href) or (_PAGE_OF_POST.search(href) if self._is_of_post(href) else None)
                if match is not None and (group := match.lastindex) is not None:
                    start, end = match.span(group)
                    number = int(match[group]) + label - said  # Drupal's `?page=1` is its second
                    about = self.post.url if self._is_of_post(href) else self._about(href)
                    self._add(f"{href[:start]}{number}{href[end:]}", "comment_page", SHOWN_HERE, about)
                    break

    def _neighbours(self) -> None:
        for element in self.document.select(_NEIGHBOURS):
            names = f"{element.get('rel') or ''} {element.get('class') or ''} {_classes_above(element)}"
            self._neighbour(element.get("href"), "next" if "next" in names or "right" in names else "previous")

    def _neighbour(self, href: str | None, which: str) -> None:
        if href is None or COMMENT_PAGE.search(href):
            return
        url = self.document.address(href) or ""
        if self._is_of_post(href):
            self._add(href, "comment_page", "comment page", self.post.url if self.post else None)
        elif _PAGER.search(url) or self.post is None:
            self._add(href, "listing", "next page" if which == "next" else "previous page")
        elif not _is_listing(urlsplit(url).path):
            self._add(href, "post", f"{which} post")

    def _entries(self) -> None:
        if self.post is None:
            for element in self.document.select(_ENTRY_TITLES):
                url = self.document.address(element.get("href")) or ""
                if not _is_listing(urlsplit(url).path) and urlsplit(url).path not in ("", "/"):
                    self._add(element.get("href"), "post", ENTRY)

    def _frames(self) -> None:
        """Pages that are shown within this one, or in its place."""
        for url in onward.frames(self.document):
            self._add(url, "candidate", FRAME)
        for url, _ in onward.inline_frames(self.document):
            self._add(url, "candidate", "inline frame")
        if refresh := onward.refresh(self.document):
            self._add(refresh.url, "candidate", "refresh")

    def _anchors(self) -> None:
        for element in self.document.by_tag("a") + self.document.by_tag("area"):
            href = element.get("href")
            if href is None or href.startswith("#") or href in self._resolved:
                continue
            if len(self.found) >= MOST:
                break
            kind, reason, about = self._sorted(href, element)
            self._add(href, kind, reason, about)

    def _sorted(self, href: str, element: Element) -> tuple[LinkKind, str, str | None]:
        # Before each pattern a word without which it cannot match: most addresses hold none of them.
        if ("omment" in href or "cpage=" in href) and COMMENT_PAGE.search(self.document.address(href) or ""):
            return "comment_page", "comment page", self._about(href)
        if self._is_of_post(href):
            return "comment_page", "comment page", self.post.url if self.post else None
        path = href.partition("?")[0].partition("#")[0]
        if "." in path[-_LONGEST_ENDING:] and _FILE.search(path):
            return ("requisite", "linked file", None) if _MEDIA.search(path) else ("candidate", "link", None)
        if any(word in href for word in _FEED_WORDS) and _FEED_PATH.search(href):
            of_comments = _FEED_OF_COMMENTS.search(href) or self._is_own_feed(href)
            return ("comment_feed" if of_comments else "feed"), "link", None
        if _PAGER.search(href):
            return "listing", "next page", None
        rel = element.get("rel") or ""
        if "tag" in rel.split() or "category" in rel or self._names_listing(href, path):
            return "listing", "archive", None
        return ("home", "link rel=home", None) if rel == "home" else ("candidate", "link", None)

    def _names_listing(self, href: str, path: str) -> bool:
        if _LISTING.search(path):
            return not is_dated_slug(urlsplit(self.document.address(href) or "").path)
        return path != href and _LISTING.search(href) is not None

    def _is_of_post(self, href: str) -> bool:
        """`/node/12?page=1` on the page of `/node/12`: more of its thread."""
        if self.post is None or "page=" not in href:
            return False
        here, post = urlsplit(self.document.address(href) or ""), urlsplit(self.post.url)
        return here.path == post.path != "/" and _OF_POST.fullmatch(here.query) is not None and not post.query

    def _about(self, href: str) -> str | None:
        """The post whose comments the page holds: its own address without the comment page."""
        url = COMMENT_PAGE.sub("", self.document.address(href) or "").rstrip("?&")
        if self.post is not None and url.rstrip("/") == self.post.url.rstrip("/"):
            return self.post.url
        return (url if url.endswith("/") or "?" in url or "." in url.rpartition("/")[2] else url + "/") or None

    def _requisites(self) -> None:
        if self.post is not None:
            self._add(self.post.image, "requisite", "featured image")
        for url in self._shown():
            if not _UNFILLED.search(url):
                self._add(url, "requisite", "shown on the page")

    def _shown(self) -> Iterator[str]:
        for tag in ("img", "source", "video", "audio", "embed", "track", "input", "amp-img", "link"):
            for element in self.document.by_tag(tag):
                yield from _sources(element)
        for tag, attribute in _SHOWING:
            yield from (value for e in self.document.by_tag(tag) if (value := e.get(attribute)))
        for element in self.document.by_attribute("style"):
            if "url(" in (style := element.get("style") or ""):
                yield from stylesheets.addresses(style)
        for element in self.document.by_tag("style"):
            yield from stylesheets.addresses(element.text or "")
        for element in self.document.by_tag("script"):
            named = (url.replace("\\/", "/") for url in _IN_SCRIPT.findall(element.text or ""))
            yield from (url for url in named if host_of(url) == self.host)  # of others it is what counts visitors
        for name in _BACKGROUNDS:
            for element in self.document.by_attribute(name):
                value = element.get(name) or ""
                yield from stylesheets.addresses(value) if "url(" in value else (value,)
        for tag in _LATE:
            for element in self.document.by_tag(tag):
                yield from _late(element)


def _late(element: Element) -> Iterator[str]:
    """Addresses of images in attributes that only a script reads; sets of them, too."""
    for name, value in element.items():
        if "-" not in name or "/" not in value or not _OF_IMAGE.search(name):
            continue
        if _IMAGE.match(value):
            yield value
        elif " " in value:
            named = [closed or described for closed, described in _CANDIDATE.findall(value)]
            yield from (address for address in named if _IMAGE.match(address))


def _sources(element: Element) -> Iterator[str]:
    for name in _IMAGE_SOURCES:
        if value := element.get(name):
            yield value
    for name in _SET_SOURCES:
        if value := element.get(name):
            for closed, described in _CANDIDATE.findall(value):
                yield closed or described


def _is_listing(path: str) -> bool:
    return _LISTING.search(path) is not None and not is_dated_slug(path)


def shown_page(document: Document) -> int | None:
    """The number of the page of a thread that is shown, as far as `?page=1` in its address and its pager tell."""
    match = _PAGE_OF_POST.search(document.page.url)
    if match is None or urlsplit(document.page.url).path in ("", "/"):
        return None
    number = int(match[1])
    return number if any(label == number for label, _ in _pagers(document)) else number + 1  # Drupal counts from 0


def _pagers(document: Document) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """Each number that a pager marks as shown, with the links of that pager and their numbers."""
    for element in document.select(_CURRENT):
        if (label := _PAGE_NUMBER.fullmatch(text_of(element))) is None:
            continue
        for around in islice(element.iterancestors(), 3):
            said = [(link.get("href") or "", _PAGE_NUMBER.fullmatch(text_of(link))) for link in around.iter("a")]
            if others := [(href, int(match[1])) for href, match in said if match and "page" in href.lower()]:
                yield int(label[1]), others
                break


def _classes_above(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else f"{parent.get('class') or ''} {parent.get('id') or ''}"
