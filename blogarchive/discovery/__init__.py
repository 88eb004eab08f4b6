"""Every address of a blog, and what says so: feeds, sitemaps, robots.txt, APIs."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.discovery import (
    feeds,
    forem,
    ghost,
    journals,
    json_feed,
    robots,
    search_index,
    since,
    sitemaps,
    squarespace,
    substack,
    tumblr,
    wordpress_api,
    wordpress_com,
)
from blogarchive.discovery.lists import json_of
from blogarchive.models import Extraction, Link, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.html.document import Document

_XML_ROOT = re.compile(rb"<\s*(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf)[\s>]", re.IGNORECASE)

LISTS: tuple[Callable[[Document], list[Link]], ...] = (
    wordpress_api.lists,
    wordpress_com.lists,
    ghost.lists,
    substack.lists,
    forem.lists,
    tumblr.lists,
    squarespace.lists,
    journals.lists,
    search_index.lists,
)
"""Where a platform lists its posts, as far as a page of it tells."""

READERS: tuple[Callable[[Page, Any], Extraction | None], ...] = (
    since.read,
    json_feed.read,
    wordpress_com.read,
    ghost.read,
    substack.read,
    forem.read,
    tumblr.read,
    squarespace.read,
    search_index.read,
)
"""By the address that was asked and the shape of the answer; the first that knows it wins."""

LARGEST = 50 * 1024 * 1024
"""Bytes of a sitemap, unpacked (sitemaps.org allows no more); what goes beyond is not read."""


def read(page: Page) -> Extraction | None:
    """What a robots.txt, sitemap or feed says; none for any other page, told by what stands in it."""
    if urlsplit(page.url).path == "/robots.txt":
        return robots.read(page)
    if (listed := wordpress_api.read(page) or _read_list(page)) is not None:
        return listed
    if page.body.startswith(b"\x1f\x8b"):  # a sitemap.xml.gz, sent as a file rather than by Content-Encoding
        page = replace(page, body=_unpacked(page.body))
    head = page.body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    root = _XML_ROOT.search(head) if head.startswith(b"<") and b"<html" not in head.lower() else None
    if root is None:
        return None
    return sitemaps.read(page) if root[1].lower() in (b"urlset", b"sitemapindex") else feeds.read(page)


def lists(document: Document) -> tuple[Link, ...]:
    """The lists of posts that stand behind a page: APIs, archives, the index of the site's own search box."""
    return tuple(dict.fromkeys(link for find in LISTS for link in find(document)))


def _read_list(page: Page) -> Extraction | None:
    if (data := json_of(page)) is None and b"<search" not in page.body[:400]:
        return None
    return next((found for reader in READERS if (found := reader(page, data)) is not None), None)


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST)
    except zlib.error:
        return b""
