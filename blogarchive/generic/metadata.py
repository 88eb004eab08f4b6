"""What any page may say of its post, in headings, meta elements and JSON-LD: title, author, times, categories."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.document import ARTICLES, heading_text, is_within, squeezed, text_of
from blogarchive.generic import terms
from blogarchive.generic.byline import byline
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

    from blogarchive.document import Document
    from blogarchive.generic.byline import Byline
    from blogarchive.models import Post

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
    "pubdate", "publishdate", "publish_date", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
SEPARATOR = re.compile(r"\s+(?:[|·•»«›‹–—:~/\\]+|-+)\s+|\s*[|»«]\s*")
AUTHORS = (
    "a[rel~='author']", "[itemprop='author'] [itemprop='name']", ".p-author", ".author.vcard .fn",
    "[itemprop='author']", ".byline .author", ".byline a",
)  # fmt: skip
_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?(?:-area|s-title|-respond|-reply-title)?|comments-title|respond|reply-title)(?:$|\s)"
)
_JOINTS = " \t|·•»«›‹–—:~/\\-"
_URL_DATE = re.compile(r"/((?:19|20)\d\d)/(\d\d?)(?:/(\d\d?))?(?:/|$)|/((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[-/.]|$)")
_FOLD = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "...", "«": '"', "»": '"'}
)


def complete(post: Post, document: Document, hidden: set[Element]) -> Post:
    """The post with what its platform did not find; nothing that it found is overruled, save by a more exact time."""
    heading = title(document, hidden, post.title)
    lines = byline(document, document.heading, document.body, hidden)
    author, author_url = (post.author, post.author_url) if post.author else author_of(document, lines)
    when = published(document, post.published, lines.published, hidden)
    tags = post.tags or terms.tags(document, hidden)
    return replace(
        post,
        url=permalink(document),
        title=heading,
        author=author,
        author_url=author_url,
        published=when,
        published_text=post.published_text or (lines.published_text if when == lines.published else None),
        updated=post.updated or _first_time(document, _said_times(document, UPDATED, "dateModified")),
        language=post.language or document.language or _language(document),
        categories=post.categories or terms.categories(document, hidden, heading, tags),
        tags=tags,
    )


# ---------------------------------------------------------------------- address

_PART = re.compile(r"/comment-page-\d+/?$|/comments/page/\d+/?$")


def permalink(document: Document) -> str:
    """The canonical address where it lies in the same blog, else the page's own; without comment page or part."""
    url = document.page.url
    said = document.link("canonical") or document.address(document.said("og:url"))
    if (
        said
        and host_of(said) == host_of(url)
        and not (urlsplit(said).path in ("", "/") and urlsplit(url).path not in ("", "/"))
    ):
        url = said
    return _PART.sub("/", url)


# ---------------------------------------------------------------------- title


def folded(text: str | None) -> str:
    """Text as it is compared: quotes, dashes, case and white space alike."""
    return squeezed((text or "").translate(_FOLD)).casefold()


def title(document: Document, hidden: set[Element], found: str | None = None) -> str | None:
    """The displayed heading that the page's own titles repeat; without one, those titles minus the blog's name.

    What the platform `found` stays unless the page's own titles say otherwise and another heading says the same.
    """
    claims = [
        claim for claim in (document.said("og:title", "twitter:title"), _headline(document), document.title) if claim
    ]
    sites = {folded(name) for name in site_names(document)}
    if found and (not claims or _title_score(folded(found), claims, sites) > 0):
        return found
    best, best_score = None, 0.0
    for place, heading in enumerate(_headings(document, hidden)):
        text = heading_text(document, heading) or ""
        score = _title_score(folded(text), claims, sites) if text else 0.0
        if score and _leads_home(document, heading):
            score = 0.0
        if score:
            score += {"h1": 2.0, "h2": 1.0}.get(str(heading.tag), 0.5) - 0.01 * place
        if score > best_score:
            best, best_score, document.heading = text, score, heading
    return (
        best
        or found
        or _claimed_title(document, claims, sites)
        or (None if claims else _heading_of_body(document, hidden))
    )


def _heading_of_body(document: Document, hidden: set[Element]) -> str | None:
    """On a page without any title of its own: the last heading before the post's text, or the first within it."""
    if document.body is None:
        return None
    place = document.order[document.body]
    before: Element | None = None
    for heading in _headings(document, hidden):
        text = text_of(heading)
        if not text or _leads_home(document, heading) or (len(text) < 30 and document.date(text)):
            continue
        if document.order[heading] > place:
            before = heading if is_within(heading, document.body) else before
            break
        before = heading
    document.heading = before
    return heading_text(document, before)


def _title_score(text: str, claims: list[str], sites: set[str]) -> float:
    if text in sites and len(claims) > 0 and any(folded(claim) != text for claim in claims):
        return 0.0
    score = 0.0
    for claim in map(folded, claims):
        if text == claim:
            score = max(score, 6.0)
        elif text in claim:
            score = max(score, 2.0 + 3.0 * len(text) / len(claim))
        elif len(claim) > 12 and claim in text:
            score = max(score, 3.0)
    return score


def _headings(document: Document, hidden: set[Element]) -> Iterator[Element]:
    found = [e for tag in ("h1", "h2", "h3") for e in document.by_tag(tag)]
    for element in sorted(found, key=document.order.__getitem__)[:80]:
        above = [element, *element.iterancestors()]
        if not any(e in hidden or _COMMENTS.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in above[:6]):
            yield element


def _leads_home(document: Document, heading: Element) -> bool:
    for link in heading.iter("a"):
        found = document.address(link.get("href"))
        if found and urlsplit(found).path in ("", "/") and not urlsplit(found).query:
            return urlsplit(document.page.url).path not in ("", "/")
    return False


def _claimed_title(document: Document, claims: list[str], sites: set[str]) -> str | None:
    """What the page calls itself, without the name of its blog at either end."""
    claims = [claim for claim in map(squeezed, claims) if folded(claim) not in sites]
    for claim in claims:
        for site in sorted(sites, key=len, reverse=True):
            if site and folded(claim) != site:
                rest = _without(claim, site)
                if rest != claim:
                    return rest
    if not claims:
        return None
    parts = [part for part in SEPARATOR.split(claims[0]) if part]
    if len(parts) < 2 or len(claims) > 1:
        return claims[0]
    host = re.sub(r"\W|_", "", host_of(document.page.url).partition(":")[0].rpartition(".")[0])
    named = [
        part
        for part in parts
        if (letters := re.sub(r"\W|_", "", part).lower()) and (letters in host or host in letters)
    ]
    cut = named[0] if named else parts[-1]
    return _without(claims[0], folded(cut))


def _without(claim: str, site: str) -> str:
    text = folded(claim)
    if len(text) != len(claim):
        return claim
    if text.endswith(site) and (cut := claim[: -len(site)].rstrip(_JOINTS)) != claim[: -len(site)].rstrip():
        return cut
    if text.startswith(site) and (cut := claim[len(site) :].lstrip(_JOINTS)) != claim[len(site) :].lstrip():
        return cut
    return claim


# What feeds' titles add to the blog's name: "BLOG &raquo; Feed", "BLOG - Atom", "BLOG Full Atom Feed"; or all of it.
_OF_FEED = re.compile(r"\s+[»›|-]\s+.*$|(?:^|\s+)(?:full\s+)?(?:atom|rss)(?:\s*[\d.]+)?(?:\s+feed)?$", re.IGNORECASE)


def site_names(document: Document) -> Iterator[str]:
    """The blog's own name, from whatever states it."""
    yield from document.meta.get("og:site_name", [])
    yield from document.meta.get("application-name", [])
    for thing in document.things("WebSite", "Organization", "Blog"):
        if isinstance(name := thing.get("name"), str):
            yield name
    # <link rel="alternate" type="application/rss+xml" title="BLOG &raquo; Feed">
    for element in document.by_tag("link"):
        if element.get("type") in ("application/rss+xml", "application/atom+xml"):
            name = _OF_FEED.sub("", element.get("title") or "").strip()
            yield from [name] if len(name) > 2 else []


def _headline(document: Document) -> str | None:
    for thing in document.things(*ARTICLES):
        if isinstance(name := thing.get("headline") or thing.get("name"), str):
            return squeezed(name)
    return None


# ---------------------------------------------------------------------- author


def author_of(document: Document, lines: Byline) -> tuple[str | None, str | None]:
    """A person that the page names as its author: by mark-up, in its byline, in JSON-LD, or in a meta element."""
    for selector in AUTHORS:
        for element in document.select(selector):
            name = element.get("content") or text_of(element)
            if name and len(name) < 80 and not any(above in document.thread for above in element.iterancestors()):
                link = element if element.tag == "a" else next(element.iter("a"), None)
                return name, document.address(link.get("href")) if link is not None else None
    if lines.author:
        return lines.author, lines.author_link
    for thing in document.things(*ARTICLES, "WebPage"):
        if found := _person(document, thing.get("author") or thing.get("creator")):
            return found
    names = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
    said = document.said(*names, "twitter:data1" if _labelled(document) else "author")
    return (said, None) if said and not said.startswith(("http:", "https:", "@")) and len(said) < 80 else (None, None)


def _labelled(document: Document) -> bool:
    # Yoast: <meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="NAME">
    return folded(document.said("twitter:label1")) in (
        "written by",
        "verfasst von",
        "geschrieben von",
        "écrit par",
        "escrito por",
        "scritto da",
        "geschreven door",
    )


def _person(document: Document, value: Any) -> tuple[str, str | None] | None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one and not one.startswith("http"):
            return squeezed(one), None
        if not isinstance(one, dict):
            continue
        if not one.get("name") and one.get("@id"):
            one = next((t for t in document.jsonld if t.get("@id") == one["@id"] and t.get("name")), one)
        name = one.get("name")
        if isinstance(name, str) and name and one.get("@type") != "Organization":
            url = one.get("url")
            return squeezed(name), document.address(url) if isinstance(url, str) else None
    return None


# ---------------------------------------------------------------------- times


def published(document: Document, shown: str | None, near: str | None, hidden: set[Element]) -> str | None:
    """The time shown, or the same day's more exact machine value; without one the machine's, else what stands near."""
    dated = _date_of_address(document.page.url)
    if shown and dated and not _is_near(shown, dated):
        shown = None
    if shown and len(shown) > 10:
        return shown
    machine = [found for value in _said_times(document, PUBLISHED, "datePublished") if (found := document.date(value))]
    if shown:
        return next((found for found in machine if found[:10] == shown[:10] and len(found) > 10), shown)
    exact = next((found for found in machine if len(found) > 10), None)
    guesses = [near, _marked_time(document, hidden)]
    marked = next((guess for guess in guesses if guess and (dated is None or _is_near(guess, dated))), None)
    first = exact or next(iter(machine), None)
    if first and len(first) == 10 and marked and marked.startswith(first):
        return marked
    return first or marked or dated


def _is_near(one: str, other: str) -> bool:
    """Whether two days are the same but for the hours between two clocks."""
    if len(one) < 10 or len(other) < 10:
        return one[:7] == other[:7]
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= 1


def _marked_time(document: Document, hidden: set[Element]) -> str | None:
    for selector in (
        "[itemprop='datePublished']",
        ".dt-published",
        "time[pubdate]",
        "abbr.published",
        ".published",
        "article time",
        "time[datetime]",
    ):
        for element in document.select(selector)[:3]:
            if any(above in hidden for above in (element, *element.iterancestors())):
                continue
            for value in (element.get("datetime"), element.get("content"), element.get("title"), text_of(element)):
                if found := document.date(value):
                    return found
    return None


def _said_times(document: Document, names: tuple[str, ...], key: str) -> Iterator[str]:
    for name in names:
        yield from document.meta.get(name, [])
    for thing in document.things(*ARTICLES, "WebPage"):
        if isinstance(value := thing.get(key), str):
            yield value


def _first_time(document: Document, values: Iterable[str]) -> str | None:
    return next((found for value in values if (found := document.date(value))), None)


def _date_of_address(url: str) -> str | None:
    match = _URL_DATE.search(urlsplit(url).path)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    if not day or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


# ---------------------------------------------------------------------- names of things


def _language(document: Document) -> str | None:
    for thing in document.things(*ARTICLES, "WebPage", "WebSite"):
        if isinstance(value := thing.get("inLanguage"), str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", value):
            return value
    return None
