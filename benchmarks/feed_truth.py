"""What the feeds of a saved site say of its posts, and which saved page each of them speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

FEED_NAMES = re.compile(r"c?(?:feed|atom|rss2?|index|all|posts?|default|blog|main|full)\b[^/]*$", re.IGNORECASE)
_LARGEST, _MOST_FEEDS, _MOST_POSTS = 20_000_000, 40, 10
_MAIL = re.compile(r"^\S+@\S+\s*\((?P<name>.+)\)$")
_NO_POST = re.compile(
    r"^/?$|(?:^|/)(?:tags?|categor(?:y|ies)|authors?)/[^/]+/?(?:index\.html)?$|/embed/?$", re.IGNORECASE
)
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|more\W*)\s*$", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)(?:index)?(?:\.[sx]?html?|\.php)?$")
_WHOLE = frozenset({"encoded", "content", "body"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed tells of it."""

    url: str
    title: str
    author: str | None
    published: datetime | None
    terms: tuple[str, ...]
    body: str | None
    feed: str = ""
    blog: str = ""


def posts(site: Path) -> dict[Path, Entry]:
    """The pages of a saved site that a feed of it tells of; of several feeds the nearest to the root is heard."""
    found: dict[Path, Entry] = {}
    pages = Pages(site)
    for feed in _feeds(site):
        for entry in entries(feed):
            page = pages.find(entry.url)
            if page is not None and page not in found and len(found) < _MOST_POSTS:
                found[page] = entry
        if len(found) >= _MOST_POSTS:
            break
    return found


def _feeds(site: Path) -> Iterator[Path]:
    files = (p for p in site.rglob("*") if p.is_file() and FEED_NAMES.match(p.name) and p.stat().st_size < _LARGEST)
    likely = sorted(files, key=lambda path: (len(path.parts), len(str(path))))
    seen = 0
    for path in likely:
        with path.open("rb") as opened:
            start = opened.read(1000).lower()
        if any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf")) and b"<html" not in start:
            yield path
            seen += 1
        if seen >= _MOST_FEEDS:
            return


def entries(path: Path) -> list[Entry]:
    """The posts that a feed tells of: RSS 2.0, RSS 1.0 or Atom."""
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False))
    if root is None:
        return []
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname if isinstance(element.tag, str) else element.tag
    whose = _author(root)
    blog = next((_plain(title.text) for title in root.iter("title")), "")
    told = [replace(e, feed=str(path), blog=blog) for one in root.iter("item", "entry") if (e := _entry(one, whose))]
    # A feed of excerpts gives none of its posts whole.
    cut = [entry for entry in told if entry.body and _CUT.search(entry.body)]
    return [replace(entry, body=None) for entry in told] if len(cut) * 3 > len(told) else told


def _entry(one: etree._Element, whose: str | None) -> Entry | None:
    url = _link(one)
    title = _plain(_text(one, "title"))
    if not url or not title or "#comment" in url or _NO_POST.search(urlsplit(url).path):
        return None
    terms = [c.get("label") or c.get("term") or c.text or "" for c in one.findall("category")]
    terms += [c.text or "" for c in one.findall("subject")]
    named = [" ".join(unquote(t).split()) for t in terms if not (t.startswith("http") or "schemas.google" in t)]
    return Entry(url, title, _author(one) or whose, _time(one), tuple(dict.fromkeys(t for t in named if t)), _body(one))


def _link(one: etree._Element) -> str:
    for link in one.findall("link"):
        if link.get("rel", "alternate") == "alternate" and (found := link.get("href") or link.text):
            return str(found).strip()
    return ""


def _author(one: etree._Element) -> str | None:
    for name in ("creator", "author"):
        for element in one.findall(name):
            text = _plain(element.findtext("name") or element.text)
            if match := _MAIL.match(text):
                text = match["name"]
            if text and "@" not in text:
                return text
    return None


def _time(one: etree._Element) -> datetime | None:
    for name in ("pubDate", "published", "date", "issued", "updated"):
        text = _text(one, name)
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
        try:
            return parsedate_to_datetime(text)
        except (ValueError, TypeError):
            continue
    return None


def _body(one: etree._Element) -> str | None:
    for element in one:
        if element.tag in _WHOLE:
            text = element.text or ""
            if len(element):
                text = etree.tostring(element, encoding="unicode")
            return text_of_html(text) or None
    return None


def _text(one: etree._Element, name: str) -> str:
    return (one.findtext(name) or "").strip()


def _plain(text: str | None) -> str:
    """A title in a feed may be HTML, coded once or twice."""
    text = (text or "").strip()
    return text_of_html(text) if "<" in text or "&" in text else " ".join(text.split())


def text_of_html(text: str) -> str:
    """The text of a piece of HTML."""
    if not text.strip():
        return ""
    try:
        root = html.fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    return " ".join(" ".join(root.itertext()).split())


class Pages:
    """The pages of a saved site by the ends of their paths: a mirror may lie below a folder, or leave one out."""

    def __init__(self, site: Path) -> None:
        self._by_end: dict[str, list[tuple[tuple[str, ...], Path]]] = {}
        for file in site.rglob("*.*htm*"):
            if "wp-json" in file.parts or "embed" in file.parts:
                continue
            steps = file.relative_to(site).with_suffix("").parts
            steps = steps[:-1] if steps[-1] == "index" else steps
            if steps:
                self._by_end.setdefault(steps[-1], []).append((steps, file))

    def find(self, url: str) -> Path | None:
        """The page of an address: the one whose path ends as the address does, or the address as the path does."""
        parts = urlsplit(url)
        wanted = tuple(_INDEX.sub("", unquote(parts.path).strip("/")).split("/"))
        best: tuple[int, Path] | None = None
        for steps, file in self._by_end.get(wanted[-1], []):
            length = min(len(steps), len(wanted))
            if steps[-length:] == wanted[-length:] and (best is None or length > best[0]):
                best = length, file
        return best[1] if best else None
