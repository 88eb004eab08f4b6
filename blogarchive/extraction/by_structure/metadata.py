"""What any page may say of its post, in markup, meta elements and JSON-LD: its address, its times, and all the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.extraction.by_structure import terms
from blogarchive.extraction.by_structure.authors import author_of, names_said
from blogarchive.extraction.by_structure.byline import byline
from blogarchive.extraction.by_structure.comment_counts import comments_declared
from blogarchive.extraction.by_structure.featured_image import featured_image
from blogarchive.extraction.by_structure.permalinks import permalink
from blogarchive.extraction.by_structure.term_lines import Labelled, labelled
from blogarchive.extraction.by_structure.titles import folded
from blogarchive.extraction.language import language_of
from blogarchive.extraction.page_dates import date_on
from blogarchive.extraction.page_parts import ARTICLES
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from blogarchive.extraction.by_structure.byline import Byline
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.models import Post

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
    "pubdate", "publishdate", "publish_date", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)/(\d\d?)(?:/(\d\d?))?(?:/|$)|/((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[-/.]|$)")


def complete(post: Post, document: Document, found: Findings) -> Post:
    """The post with what its platform did not find; nothing that it found is overruled, save by a more exact time."""
    said = names_said(document)
    lines = byline(document, found, said)
    author, author_url = author_of(document, found, lines, (post.author, post.author_url), said)
    when = published(document, post.published, lines, found)
    named = labelled(document, found) if not (post.tags and post.categories) else Labelled()
    tags = post.tags or terms.tags(document, found, named)
    return replace(
        post,
        url=permalink(document, post.title),
        author=author,
        author_url=author_url,
        published=when,
        published_text=post.published_text or (lines.published_text if when == lines.published else None),
        updated=post.updated or _first_time(document, _said_times(document, UPDATED, "dateModified")),
        image=post.image or featured_image(document, found),
        language=post.language or document.language or _language(document) or language_of(post.body_text),
        categories=_without(post.title, post.categories) or terms.categories(document, found, post.title, tags, named),
        tags=tags,
        comments_declared=(
            comments_declared(document, found) if post.comments_declared is None else post.comments_declared
        ),
    )


def _without(title: str | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """A trail that ends with the post itself: its title is no category of it. A category alone may be a title too."""
    return tuple(name for name in names if folded(name) != folded(title)) or names


# ---------------------------------------------------------------------- times


def published(document: Document, shown: str | None, lines: Byline, found: Findings) -> str | None:
    """The time shown, or the same day's more exact machine value; without one the machine's, else what stands near."""
    near = lines.published
    dated = _date_of_address(document.page.url)
    if shown and dated and not _is_near(shown, dated):
        shown = None
    machine = [day for value in _said_times(document, PUBLISHED, "datePublished") if (day := date_on(document, value))]
    if shown and machine and not _is_confirmed(shown, near if lines.by_title else None, machine):
        shown = None
    boxed = None if near and lines.by_title else _boxed_time(document, found)
    if shown and boxed and not _is_confirmed(shown, boxed, machine):
        shown = None
    if shown and len(shown) > 10:
        return next((other for other in machine if _is_by_another_clock(shown, other)), shown)
    if shown:
        exacter = (other for other in (*machine, near or "") if other[:10] == shown[:10] and len(other) > 10)
        return next(exacter, shown)
    exact = next((other for other in machine if len(other) > 10), None)
    guesses = [boxed, near, _marked_time(document, found)]
    fit = [guess for guess in guesses if guess and (dated is None or _is_near(guess, dated))]
    marked = next((guess for guess in fit if guess.startswith(fit[0]) and len(guess) > 10), fit[0] if fit else None)
    first = exact or next(iter(machine), None)
    if first and len(first) == 10 and marked and marked.startswith(first):
        return marked
    return first or marked or dated


def _is_confirmed(shown: str, near: str | None, machine: list[str]) -> bool:
    """Whether the day shown is said to machines too, or stands beside the title: else it may be another post's."""
    return any(_is_near(shown, other) for other in (*machine, *([near] if near else [])))


def _is_by_another_clock(utc: str, other: str) -> bool:
    """Whether `other` is the same instant by the page's own clock: `20:43:01+00:00` and `04:43:01+08:00`."""
    if not utc.endswith("+00:00") or len(other) < 25 or other.endswith("+00:00"):
        return False
    return datetime.fromisoformat(utc) == datetime.fromisoformat(other)


def _is_near(one: str, other: str) -> bool:
    """Whether two days are the same but for the hours between two clocks."""
    if len(one) < 10 or len(other) < 10:
        return one[:7] == other[:7]
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= 1


def _marked_time(document: Document, found: Findings) -> str | None:
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
            if found.hides(element):
                continue
            for value in (element.get("datetime"), element.get("content"), element.get("title"), text_of(element)):
                if time := date_on(document, value):
                    return time
    return None


_DATE_BOX = re.compile(
    r"(?:^|[\s_-])(?:date|day|calendar|posted|published|pubdate|postdate|entrydate|time)(?:$|[\s_-])", re.IGNORECASE
)
_CHANGED = re.compile(r"updat|modif|comment|event|expir", re.IGNORECASE)
_BEFORE_HEADING, _BEHIND_HEADING, _BOX = 40, 80, 60
"""How many elements beside the heading may hold the date; how many characters a box of a date has."""


def _boxed_time(document: Document, found: Findings) -> str | None:
    """A date in pieces at the head of the post: `<div class="date"><b>4</b> <i>Mar</i> 2014</div>`."""
    if found.heading is None:
        return None
    first, body = found.heading.place, found.body
    end = body.place if body is not None and body.place > first else found.heading.end + _BEHIND_HEADING
    for element in document.elements[max(0, first - _BEFORE_HEADING) : end]:
        names = f"{element.get('class') or ''} {element.get('id') or ''}" if element.attrib else ""
        if len(names) < 4 or not _DATE_BOX.search(names) or _CHANGED.search(names) or found.hides(element):
            continue
        pieces = squeezed(" ".join(str(part) for part in element.itertext()))
        if 0 < len(pieces) <= _BOX and (time := date_on(document, pieces)) and len(time) >= len("2014-03-04"):
            return time
    return None


def _said_times(document: Document, names: tuple[str, ...], key: str) -> Iterator[str]:
    for name in names:
        yield from document.meta.get(name, [])
    for thing in document.things(*ARTICLES, "WebPage"):
        if isinstance(value := thing.get(key), str):
            yield value


def _first_time(document: Document, values: Iterable[str]) -> str | None:
    return next((time for value in values if (time := date_on(document, value))), None)


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
