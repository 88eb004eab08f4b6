"""Every address of a blog, and what says so: feeds, sitemaps, robots.txt, APIs."""

from __future__ import annotations

import re
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
    xml,
)
from blogarchive.discovery.lists import json_of
from blogarchive.limits import partly
from blogarchive.models import Extraction, Link, Page
from blogarchive.unpacking import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.html.document import Document

_XML_ROOT = re.compile(r"<\s*(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf)[\s>]", re.IGNORECASE)
# How a document or a list of addresses begins in UTF-8, and in the encodings of two and four bytes.
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|[\s\x00])*(?:<|h\x00*t\x00*t\x00*p)", re.IGNORECASE)

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

HEAD = 4096
"""Bytes of an answer in which the root of a sitemap or feed must stand."""


def read(page: Page) -> Extraction | None:
    """What a robots.txt, sitemap or feed says; none for any other page, told by what stands in it."""
    if urlsplit(page.url).path == "/robots.txt":
        return robots.read(page)
    if (listed := wordpress_api.read(page) or _read_list(page)) is not None:
        return listed
    if page.body.startswith(b"\x1f\x8b"):  # a sitemap.xml.gz, sent as a file rather than by Content-Encoding
        file = unpacked(page.body, ["gzip"])
        page = replace(page, body=file.body, cut=page.cut or file.cut)
        found = _read_source(page) or sitemaps.not_understood(page)
        return found and replace(found, notes=(*found.notes, partly(file.cut))) if file.cut else found
    return _read_source(page) or sitemaps.not_understood(page)


def _read_source(page: Page) -> Extraction | None:
    if _BEGINS.match(page.body[:HEAD]) is None:
        return None
    head = _head(page.body)
    if not head.startswith("<"):
        return sitemaps.read_lines(page, xml.text_of(page.body, page.content_type))
    root = _XML_ROOT.search(head) if "<html" not in head.lower() else None
    if root is None:
        return None
    if root[1].lower() in ("urlset", "sitemapindex"):
        return sitemaps.read(page)
    return feeds.read(page)


def _head(body: bytes) -> str:
    head = body[:HEAD]
    if b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return xml.text_of(head)
    return head.decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n")  # its markup is ASCII in all other encodings


def lists(document: Document) -> tuple[Link, ...]:
    """The lists of posts that stand behind a page: APIs, archives, the index of the site's own search box."""
    return tuple(dict.fromkeys(link for find in LISTS for link in find(document)))


def _read_list(page: Page) -> Extraction | None:
    if (data := json_of(page)) is None and b"<search" not in page.body[:400]:
        return None
    return next((found for reader in READERS if (found := reader(page, data)) is not None), None)
