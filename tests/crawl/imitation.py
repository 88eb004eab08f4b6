"""A small imitation of a WordPress blog that lives on between two runs, and can be made to lie in many ways."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Answer, Site

WINDOW = 3
"""Entries that the feeds show."""
NOW = datetime.now(UTC).replace(microsecond=0)
OLD = NOW - timedelta(days=900)


@dataclass
class Note:
    """A comment."""

    number: int
    text: str
    when: datetime


@dataclass
class Entry:
    """A post."""

    number: int
    text: str
    when: datetime
    category: str = "Boats"
    changed: datetime | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/{self.when:%Y/%m/%d}/entry-{self.number}/"


FEEDS = "".join(
    f"<link rel=alternate type='application/rss+xml' href='{path}'>" for path in ("/feed/", "/comments/feed/")
)
NOTE = """
<li id='comment-{0}' class='comment depth-1'><article class=comment-body><footer class=comment-meta>
<div class='comment-author vcard'><b class=fn>Reader {0}</b></div><div class=comment-metadata>
<a href='{1}#comment-{0}'><time datetime='{2}'>then</time></a></div></footer>
<div class=comment-content><p>{3}</p></div></article></li>
"""


@dataclass
class Blog:
    """The blog, and how it behaves."""

    entries: list[Entry]
    theme: str = "pier"
    api: bool = True
    sitemap: bool = True
    feeds: bool = True
    isso: bool = False
    """Whether the threads stand in the answers of a comment system."""
    lastmod: Callable[[Entry], str | None] = lambda _: None
    shown: Callable[[list[Entry]], list[Entry]] = lambda entries: entries
    """What the feed shows of the entries, newest first."""
    tag: Callable[[str], str | None] = lambda body: f'"{hashlib.sha1(body.encode()).hexdigest()}"'
    modified: str | None = None
    unchanged: Callable[[str, dict[str, str]], bool] | None = None
    """Answers 304 where this says so, given path and header; else where the tag is the same."""
    instead: Callable[[str], Answer | str | None] | None = None
    """Answers in place of the blog."""
    unlisted: set[int] = field(default_factory=set)
    """Posts that the sitemap leaves out."""
    notes: int = 100

    def say(self, entry: Entry, text: str, when: datetime = NOW) -> Note:
        """Somebody comments."""
        self.notes += 1
        entry.notes.append(note := Note(self.notes, text, when))
        return note

    def behind(self, site: Site) -> None:
        """Answer what the site is asked."""
        site.answer = lambda path: self._answer(path, path.header)

    def _page(self, title: str, body: str, kind: str) -> str:
        return (
            f"<!DOCTYPE html><html><head><title>{title}</title><meta name=generator content='WordPress 6.4'>"
            f"<link rel=stylesheet href='/wp-content/themes/{self.theme}/style.css'>"
            f"<link rel='https://api.w.org/' href='/wp-json/'>{FEEDS if self.feeds else ''}</head>"
            f"<body class='{kind}'><p class=site-title><a rel=home href='/'>Harbour notes</a></p>{body}</body></html>"
        )

    def _answer(self, path: str, header: dict[str, str]) -> Answer | str | None:
        if self.instead is not None:
            return self.instead(path)
        found = self._find(path, f"http://{header['Host']}")
        if found is None:
            return None
        tag = self.tag(found.body if isinstance(found.body, str) else "")
        found.headers |= {"ETag": tag} if tag else {}
        found.headers |= {"Last-Modified": self.modified} if self.modified else {}
        same = tag is not None and header.get("If-None-Match") == tag
        is_same = self.unchanged(path, header) if self.unchanged else same
        return Answer("", 304, found.headers) if is_same else found

    def _find(self, path: str, base: str) -> Answer | None:
        place, query = urlsplit(path).path, parse_qs(urlsplit(path).query)
        newest = sorted(self.entries, key=lambda entry: entry.when, reverse=True)
        if place in ("/", "/page/2/", "/page/3/"):
            return self._front(newest, int(place.strip("/").removeprefix("page/") or 1))
        if place == "/sitemap.xml" and self.sitemap:
            return _sitemap(base, [(e.path, self.lastmod(e)) for e in newest if e.number not in self.unlisted])
        if place == "/feed/" and self.feeds:
            return _rss(base, [(e.path, f"Entry {e.number}", e.when, "") for e in self.shown(newest)[:WINDOW]])
        if place == "/comments/feed/" and self.feeds:
            said = sorted(((n, e) for e in self.entries for n in e.notes), key=lambda s: s[0].when, reverse=True)
            shown = [(f"{e.path}#comment-{n.number}", f"By: Reader {n.number}", n.when, n.text) for n, e in said]
            return _rss(base, shown[:WINDOW])
        if place == "/isso/" and self.isso:
            return self._thread(query["uri"][0])
        if place.startswith("/wp-json/wp/v2/") and self.api:
            return self._listed(place.rpartition("/")[2], query, base)
        entry = next((entry for entry in self.entries if entry.path == place), None)
        return Answer(self._entry(entry)) if entry else None

    def _front(self, newest: list[Entry], number: int) -> Answer | None:
        shown = newest[(number - 1) * WINDOW : number * WINDOW]
        titles = "".join(f"<h2 class=entry-title><a href='{e.path}'>Entry {e.number}</a></h2>" for e in shown)
        onward = f"<a class='next page-numbers' href='/page/{number + 1}/'>Older</a>" if number < 3 else ""
        return Answer(self._page("Harbour notes", titles + onward, "home blog")) if shown else None

    def _entry(self, entry: Entry) -> str:
        shown = [] if self.isso else entry.notes
        notes = "".join(NOTE.format(n.number, entry.path, n.when.isoformat(), n.text) for n in shown)
        embed = "<script data-isso='/isso/' src='/isso/js/embed.min.js'></script><section id=isso-thread></section>"
        body = (
            f"<article class='post hentry'><h1 class=entry-title>Entry {entry.number}</h1><div class=entry-meta>"
            f"<time class='entry-date published' datetime='{entry.when.isoformat()}'>then</time></div>"
            f"<div class=entry-content><p>{entry.text}</p></div><span class=cat-links>"
            f"<a rel='category tag' href='/category/{entry.category.lower()}/'>{entry.category}</a></span></article>"
            f"<div id=comments><ol class=comment-list>{notes}</ol></div>{embed if self.isso else ''}"
        )
        return self._page(f"Entry {entry.number}", body, "single single-post")

    def _thread(self, path: str) -> Answer:
        found = [note for entry in self.entries if entry.path == path for note in entry.notes]
        replies: list[dict[str, object]] = [
            {"id": n.number, "parent": None, "author": f"Reader {n.number}", "text": f"<p>{n.text}</p>", "mode": 1,
             "created": n.when.timestamp(), "replies": []}
            for n in found
        ]  # fmt: skip
        body = json.dumps({"id": None, "total_replies": len(found), "hidden_replies": 0, "replies": replies})
        return Answer(body, 200 if found else 404, {"Content-Type": "application/json"})

    def _listed(self, what: str, query: dict[str, list[str]], base: str) -> Answer:
        size, number = int(query["per_page"][0]), int(query["page"][0])
        rows: list[dict[str, object]] = []
        if what == "posts":
            since = query.get("modified_after", ["1970"])[0].rstrip("Z")
            dated = [(_gmt(e.changed or e.when), e) for e in self.entries]
            rows = [{"id": e.number, "link": base + e.path, "modified_gmt": gmt} for gmt, e in dated if gmt > since]
            rows.sort(key=lambda row: str(row["modified_gmt"]), reverse=True)
        if what == "comments":
            since = query.get("after", ["1970"])[0].rstrip("Z")
            said = sorted(((n, e) for e in self.entries for n in e.notes), key=lambda s: s[0].when, reverse=True)
            rows = [
                {"id": n.number, "link": f"{base}{e.path}#comment-{n.number}", "date_gmt": _gmt(n.when)}
                for n, e in said if _gmt(n.when) > since
            ]  # fmt: skip
        shown = rows[(number - 1) * size : number * size]
        return Answer(json.dumps(shown), headers={"Content-Type": "application/json", "X-WP-Total": str(len(rows))})


def _gmt(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S")


def _sitemap(base: str, rows: list[tuple[str, str | None]]) -> Answer:
    urls = "".join(
        f"<url><loc>{base}{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"
        for path, changed in rows
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Answer(body, headers={"Content-Type": "text/xml"})


def _rss(base: str, rows: list[tuple[str, str, datetime, str]]) -> Answer:
    items = "".join(
        f"<item><title>{title}</title><link>{base}{path}</link><pubDate>{format_datetime(when)}</pubDate>"
        f"<description>{text}</description></item>"
        for path, title, when, text in rows
    )
    channel = f"<channel><title>Harbour notes</title><link>{base}</link>{items}</channel>"
    return Answer(f'<rss version="2.0">{channel}</rss>', headers={"Content-Type": "application/rss+xml"})


def entries(number: int) -> list[Entry]:
    """So many posts of long ago, a day apart, some with comments."""
    made = [
        Entry(n, f"The {n}th boat came in late and nobody was there to see it.", OLD + timedelta(days=n))
        for n in range(number)
    ]
    for entry in made[::3]:
        entry.notes = [Note(entry.number * 10 + k, f"I saw boat {k}.", entry.when + timedelta(hours=k)) for k in (1, 2)]
    return made
