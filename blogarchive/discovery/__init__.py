"""Every address of a blog, and what says so: feeds, sitemaps, robots.txt, APIs."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from urllib.parse import urlsplit

from blogarchive.discovery import feeds, robots, sitemaps, wordpress_api
from blogarchive.models import Extraction, Page

_XML_ROOT = re.compile(rb"<\s*(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf)[\s>]", re.IGNORECASE)

LARGEST = 50 * 1024 * 1024
"""Bytes of a sitemap, unpacked (sitemaps.org allows no more); what goes beyond is not read."""


def read(page: Page) -> Extraction | None:
    """What a robots.txt, sitemap or feed says; none for any other page, told by what stands in it."""
    if urlsplit(page.url).path == "/robots.txt":
        return robots.read(page)
    if (listed := wordpress_api.read(page)) is not None:
        return listed
    if page.body.startswith(b"\x1f\x8b"):  # a sitemap.xml.gz, sent as a file rather than by Content-Encoding
        page = replace(page, body=_unpacked(page.body))
    head = page.body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    root = _XML_ROOT.search(head) if head.startswith(b"<") and b"<html" not in head.lower() else None
    if root is None:
        return None
    return sitemaps.read(page) if root[1].lower() in (b"urlset", b"sitemapindex") else feeds.read(page)


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST)
    except zlib.error:
        return b""
