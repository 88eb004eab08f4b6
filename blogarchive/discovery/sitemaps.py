"""Sitemaps and sitemap indexes: the addresses that a blog lists for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re

from lxml import etree

from blogarchive.models import Claim, Extraction, Link, LinkKind, Page
from blogarchive.urls import absolute

# Lists of listings: WordPress core's taxonomies and users, Yoast's and others' category, tag and author sitemaps.
_OF_LISTINGS = re.compile(
    r"taxonom|categor|[-_]tags?\b|post_tag|users|author|news-sitemap|image-|video-", re.IGNORECASE
)
_OF_POSTS = re.compile(r"sitemap[-_]?(posts?|pages?)|(posts?|pages?|article)[-_]?sitemap", re.IGNORECASE)

# A bare "&" in an address is not XML; a parser that recovers would drop it and name another page.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")


def read(page: Page) -> Extraction:
    """Every address of a sitemap, or every sitemap of an index; broken XML gives what can be read of it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(_BARE_AMPERSAND.sub(b"&amp;", page.body.strip()), parser)
    links = (
        []
        if root is None
        else [link for entry in root.iter("{*}url", "{*}sitemap") if (link := _link(entry, page.url))]
    )
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
    if _OF_LISTINGS.search(base):
        return Link(url=url, kind="listing", reason="sitemap", updated=updated)
    return Link(url=url, kind="post" if _OF_POSTS.search(base) else "candidate", reason="sitemap", updated=updated)
