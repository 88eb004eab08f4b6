"""Sitemaps and sitemap indexes: the addresses that a blog lists for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from blogarchive.discovery import xml
from blogarchive.models import Claim, Extraction, Link, LinkKind, Page
from blogarchive.urls import absolute

# Lists of listings: WordPress core's taxonomies and users, Yoast's and others' category, tag and author sitemaps.
_OF_LISTINGS = re.compile(
    r"taxonom|categor|[-_]tags?\b|post_tag|users|author|news-sitemap|image-|video-", re.IGNORECASE
)
_OF_POSTS = re.compile(r"sitemap[-_]?(posts?|pages?)|(posts?|pages?|article)[-_]?sitemap", re.IGNORECASE)

NOT_UNDERSTOOD = "no sitemap: neither XML nor addresses line by line"
"""Note of an answer that bears a sitemap's name and is none."""

_CALLED_SITEMAP = re.compile(r"/(?:wp-)?site-?maps?[\w.-]*\.(?:xml|txt)(?:\.gz)?$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def read(page: Page, text: str) -> Extraction:
    """Every address of a sitemap, or every sitemap of an index; broken XML gives what can be read of it."""
    root = xml.tree(text)
    found = [] if root is None else [_link(entry, page.url) for entry in root.iter("{*}url", "{*}sitemap")]
    return _listing(page, [link for link in found if link])


def read_lines(page: Page, text: str) -> Extraction | None:
    """Every address of a sitemap that is plain text, one a line; none where other lines stand there."""
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if not lines or not all(map(_ADDRESS.fullmatch, lines)):
        return None
    return _listing(page, [_named(url, page.url) for line in lines if (url := absolute(page.url, line))])


def not_understood(page: Page) -> Extraction | None:
    """An answer that is no sitemap though its name says so (`/sitemap.xml`, `/sitemap.txt`): it is no post either."""
    if not _CALLED_SITEMAP.search(urlsplit(page.url).path):
        return None
    return Extraction(page=page, platform="sitemap", notes=(NOT_UNDERSTOOD,))


def _listing(page: Page, links: list[Link]) -> Extraction:
    named = sum(link.kind in ("post", "candidate") for link in links)
    claims = (Claim(source="sitemap", list=page.url, what="addresses", count=named),) if named else ()
    return Extraction(page=page, platform="sitemap", links=tuple(links), claims=claims)


def _link(entry: etree._Element, base: str) -> Link | None:
    url = absolute(base, entry.findtext("{*}loc"))
    if url is None:
        return None
    updated = (entry.findtext("{*}lastmod") or "").strip() or None
    if etree.QName(entry).localname == "sitemap":
        kind: LinkKind = "listing" if _OF_LISTINGS.search(url) else "sitemap"
        return Link(url=url, kind=kind, reason="sitemap index", updated=updated)
    return _named(url, base, updated)


def _named(url: str, base: str, updated: str | None = None) -> Link:
    listing = _OF_LISTINGS.search(base)
    kind: LinkKind = "listing" if listing else "post" if _OF_POSTS.search(base) else "candidate"
    return Link(url=url, kind=kind, reason="sitemap", updated=updated)
