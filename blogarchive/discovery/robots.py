"""robots.txt as a source of addresses: the sitemaps it names (RFC 9309; sitemaps.org, "Submitting your Sitemap")."""

from __future__ import annotations

import re

from blogarchive.html import charsets
from blogarchive.models import Extraction, Link, Page
from blogarchive.urls import absolute

_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

# Where the common platforms keep their sitemap when robots.txt names none (platforms.md, section 0.8).
USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")


def read(page: Page) -> Extraction:
    """The sitemaps that a robots.txt names, else the usual places, marked as guesses."""
    text = charsets.decode(page.body, page.content_type)[0]
    named = [absolute(page.url, match) for match in _SITEMAP.findall("\n".join(text.splitlines()))]
    links = [Link(url=url, kind="sitemap", reason="robots.txt") for url in named if url]
    return Extraction(page=page, platform="robots", links=tuple(links or guesses(page.url)))


def guesses(url: str) -> list[Link]:
    """Sitemaps that may stand beside a robots.txt that names none, or that is missing."""
    return [Link(url=found, kind="sitemap", reason="guess") for path in USUAL if (found := absolute(url, path))]
