"""Sitemaps and sitemap indexes: the addresses that a blog lists for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from blogarchive.discovery import xml
from blogarchive.limits import limits, partly
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


class _Entries(xml.Reader):
    """Gathers what each entry of a sitemap says: its address, and when it last changed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._open = 0  # elements open within the entry, itself included
        self._text: list[str] | None = None

    def began(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        local = _local(name)
        if local in ("url", "sitemap"):
            self.count()
            self.found.append({"in": local})
            self._open = 1
        elif self._open:
            self._open += 1
            self._text = [] if self._open == 2 and local in ("loc", "lastmod") else None

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def ended(self, name: str) -> None:
        if self._text is not None:
            local = _local(name)
            if local == "loc" and "loc" in self.found[-1]:  # its maker forgot to close the one before
                self.count()
                self.found.append({"in": self.found[-1]["in"]})
            self.found[-1].setdefault(local, "".join(self._text))
            self._text = None
        self._open -= bool(self._open)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def read(page: Page) -> Extraction:
    """Every address of a sitemap, or every sitemap of an index; broken XML gives what can be read of it."""
    entries = _Entries()
    xml.tell(page.body, page.content_type, entries)
    links = [link for entry in entries.found if (link := _link(entry, page.url))]
    return _listing(page, links, entries.cut)


def read_lines(page: Page, text: str) -> Extraction | None:
    """Every address of a sitemap that is plain text, one a line; none where other lines stand there."""
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if not lines or not all(map(_ADDRESS.fullmatch, lines)):
        return None
    most = limits().entries
    cut = f"it has more than {most:,} lines" if len(lines) > most else None
    return _listing(page, [_named(url, page.url) for line in lines[:most] if (url := absolute(page.url, line))], cut)


def not_understood(page: Page) -> Extraction | None:
    """An answer that is no sitemap though its name says so (`/sitemap.xml`, `/sitemap.txt`): it is no post either."""
    if not _CALLED_SITEMAP.search(urlsplit(page.url).path):
        return None
    return Extraction(page=page, platform="sitemap", notes=(NOT_UNDERSTOOD,))


def _listing(page: Page, links: list[Link], cut: str | None) -> Extraction:
    named = sum(link.kind in ("post", "candidate") for link in links)
    claims = (Claim(source="sitemap", list=page.url, what="addresses", count=named),) if named else ()
    notes = (partly(cut),) if cut else ()
    return Extraction(page=page, platform="sitemap", links=tuple(links), claims=claims, notes=notes)


def _link(entry: dict[str, str], base: str) -> Link | None:
    url = absolute(base, entry.get("loc"))
    if url is None:
        return None
    updated = entry.get("lastmod", "").strip() or None
    if entry["in"] == "sitemap":
        kind: LinkKind = "listing" if _OF_LISTINGS.search(url) else "sitemap"
        return Link(url=url, kind=kind, reason="sitemap index", updated=updated)
    return _named(url, base, updated)


def _named(url: str, base: str, updated: str | None = None) -> Link:
    listing = _OF_LISTINGS.search(base)
    kind: LinkKind = "listing" if listing else "post" if _OF_POSTS.search(base) else "candidate"
    return Link(url=url, kind=kind, reason="sitemap", updated=updated)
