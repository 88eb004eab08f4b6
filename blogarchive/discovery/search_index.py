"""What a static site gives its own search box: an index of all its pages, as Hexo, Hugo, Jekyll and Lunr write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

from blogarchive.discovery.lists import PLATFORM, objects
from blogarchive.models import Extraction, Link, Page
from blogarchive.urls import absolute, host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document

_NAME = r"(?:local-)?search(?:[-_]?(?:index|data))?\.(?:json|xml)|(?:content|index|lunr-index|posts|searchindex)\.json"
_NAMED = re.compile(rf"(?<![\w-])(?:{_NAME})$")
_ENDING = re.compile(r"""\.(?:json|xml)(?=[?"'])""")
_LONGEST_NAME = 40
_PARTS_OF_NAMES = ("search", "content.json", "index.json", "posts.json")
_BEFORE = re.compile(r"""["']([\w./~%:\\-]*)$""")
_ASKED = re.compile(rf"/(?:{_NAME})$")
_KEYS = ("url", "permalink", "relpermalink", "uri", "href", "link", "path", "location", "relUrl")
MOST = 3
"""Indexes that are looked for of one page."""


def lists(document: Document) -> list[Link]:
    """`"path":"search.xml"` (Hexo), `fetch("/index.json")` (Hugo), `json: '/search.json'` (Jekyll)."""
    if not any(name in document.text for name in _PARTS_OF_NAMES):
        return []
    named = dict.fromkeys(path for match in _names(document.text) if (path := _quoted(match)))
    # Themes write the path as the site's root has it, with or without the first slash.
    urls = [_at_root(document, path) for path in list(named)[:MOST]]
    return [Link(url=url, kind="listing", reason="search index") for url in urls if url and _is_own(document, url)]


def _names(text: str) -> Iterator[re.Match[str]]:
    """The names of indexes in the text: few names end as they do, so the ends are looked for."""
    for ending in _ENDING.finditer(text):
        end = ending.end()
        if (match := _NAMED.search(text, max(0, end - _LONGEST_NAME), end)) is not None:
            yield match


def _quoted(match: re.Match[str]) -> str | None:
    """The whole address that ends in the name of an index: what stands before it, back to the quotation mark."""
    before = _BEFORE.search(match.string, max(0, match.start() - 200), match.start())
    return (before[1] + match[0]).replace("\\/", "/") if before else None


def _at_root(document: Document, path: str) -> str | None:
    return document.address(path if "/" in path else f"/{path}")


def _is_own(document: Document, url: str) -> bool:
    return host_of(url) == host_of(document.page.url)


def read(page: Page, data: Any) -> Extraction | None:
    """The pages of an index; none where it has another form, or the page another name."""
    if not _ASKED.search(urlsplit(page.url).path):
        return None
    paths = list(_of_xml(page.body) if data is None else _of_json(data))
    urls = dict.fromkeys(url for path in paths if (url := absolute(page.url, _rooted(path))))
    if not urls:
        return None
    links = tuple(Link(url=url, kind="candidate", reason="search index") for url in urls)
    return Extraction(page=page, platform=PLATFORM, links=links)


def _rooted(path: str) -> str:
    """Hexo's content.json says `2020/01/a-title/` and means the site's root."""
    return path if path.startswith("/") or "://" in path else f"/{path.removeprefix('./')}"


# <search><entry><title>…</title><link href="/2020/a/"/><url>/2020/a/</url><content type="html">…
def _of_xml(body: bytes) -> Iterator[str]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(body.strip() or b"<x/>", parser)
    for entry in [] if root is None or root.tag != "search" else root.iter("entry"):
        link = entry.find("link")
        found = entry.findtext("url") or (link.get("href") if link is not None else None)
        if found:
            yield found.strip()


def _of_json(data: Any) -> Iterator[str]:
    """A list of pages, or of pages under some name, or by number: `{"0": {"title", "url"}}`."""
    if isinstance(data, dict) and "invertedIndex" in data:
        yield from _of_lunr(data)
        return
    if isinstance(data, dict):
        several = [value for value in data.values() if isinstance(value, list)]
        data = [entry for value in several for entry in value] if several else list(data.values())
    for entry in objects(data):
        found = next((entry[key] for key in _KEYS if isinstance(entry.get(key), str) and entry[key]), None)
        if found and "title" in entry:
            yield found


def _of_lunr(data: dict[str, Any]) -> Iterator[str]:
    """`"fieldVectors": [["title//2020/a/", […]], …]`: field, slash, and what the page is called by."""
    vectors = data.get("fieldVectors")
    for vector in vectors if isinstance(vectors, list) else []:
        name = vector[0] if isinstance(vector, list) and vector and isinstance(vector[0], str) else ""
        reference = name.partition("/")[2]
        if reference.startswith(("/", "http")):
            yield reference
