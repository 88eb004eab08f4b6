"""A post's permalink: the canonical address that its page states, where that can be the post's; else the page's own."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from blogarchive.urls import absolute, host_of, without_page, without_session

if TYPE_CHECKING:
    from blogarchive.html.document import Document

_INDEX = re.compile(r"/index\.html?$")
# /2014/03/comment-page-2/ is a post that is called so.
_PART = re.compile(r"(?<!/(?:19|20)\d\d/\d\d)(?<!/(?:19|20)\d\d/\d\d/\d\d)/comment-page-\d+/?$|/comments/page/\d+/?$")
_ENDING = re.compile(r"\.[a-z]{2,5}$")
_PART_OF_FILE = re.compile(r"_\d{1,2}$")
"""`12345_2.html`: the second part of `12345.html`."""
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")

AGREES = 0.5
"""Share of a slug's words that a title repeats where the slug was made of that title."""


def permalink(document: Document, title: str | None) -> str:
    """The canonical address, without comment page or part.

    Themes print one address on all their pages, or that of a listing: what another post or page must be called by is
    not believed. rel=canonical is a hint (RFC 6596); search engines weigh it likewise.
    """
    url = without_session(absolute("", document.page.url, session=True) or document.page.url)
    said = document.link("canonical") or document.address(document.said("og:url"))
    if said and host_of(said) == host_of(url) and _is_credible(said, url, title):
        url = said if _INDEX.sub("/", said) != url else url  # Hexo states …/a-post/index.html of …/a-post/
    return without_page(_PART.sub("/", url))


def _is_credible(said: str, own: str, title: str | None) -> bool:
    """Whether two addresses of one blog may be one post's, of which `own` shows it under a title."""
    steps, own_steps = _steps(said), _steps(own)
    if not steps:
        return not own_steps and _query(said).items() <= _query(own).items()
    if steps == own_steps:
        return _query(said) == _query(own) or not _is_sibling(_query(said), _query(own))
    if not own_steps:  # /?p=15
        return True
    told, own_told = _agreement(steps[-1], title), _agreement(own_steps[-1], title)
    if told > own_told:
        return True
    if [_kind(step) for step in steps] == [_kind(step) for step in own_steps]:
        return _differ_by_place_alone(steps, own_steps)
    if own_steps[: len(steps)] == steps:  # what stands below a section of the blog, or a part or a form of the post
        return told >= AGREES or (own_told < AGREES and len(_WORD.findall(own_steps[-1])) == 1)
    return told > 0 or own_told < AGREES or not re.search(r"[^\W\d_]", steps[-1])


def _steps(url: str) -> list[str]:
    """The steps of a path, without what says in which form a page is sent."""
    path = _PART.sub("/", _INDEX.sub("/", unquote(urlsplit(url).path)))
    steps = [step.casefold() for step in path.split("/") if step]
    return [*steps[:-1], _PART_OF_FILE.sub("", _ENDING.sub("", steps[-1]))] if steps else []


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _is_sibling(query: dict[str, str], own: dict[str, str]) -> bool:
    """`?p=12` beside `?p=15`: the same parameter, of which each post has a value of its own."""
    return any(name in own and own[name] != value for name, value in query.items())


def _kind(step: str) -> str:
    return "number" if _NUMBER.fullmatch(step) else "words"


def _differ_by_place_alone(steps: list[str], own: list[str]) -> bool:
    """`/rail/a-post/` and `/travel/a-post/`: by what a post stands in. Another name or day is another post's.

    Not the day before or after: that is this one by another clock.
    """
    if steps[-1] != own[-1]:
        return False
    day, own_day = _day(steps), _day(own)
    if day and own_day and abs(day - own_day) <= timedelta(days=1):
        return True
    return all(_kind(step) == "words" for step, other in zip(steps, own, strict=True) if step != other)


def _day(steps: list[str]) -> date | None:
    """The day that a path begins with."""
    try:
        year, month, day = map(int, steps[:3])
        return date(year, month, day)
    except ValueError:
        return None


def _agreement(step: str, title: str | None) -> float:
    """Share of the words of a slug that stand in the title."""
    words = _WORD.findall(_folded(step))
    told = set(_WORD.findall(_folded(title or "")))
    return sum(word in told for word in words) / len(words) if words else 0.0


def _folded(text: str) -> str:
    """Without accents: slugs have none."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
