"""Who wrote a post and when, from the lines that stand between its title and its text, or right below that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import is_beside, may_name_author
from blogarchive.extraction.names import is_full_name, is_name, person, same_name
from blogarchive.extraction.page_dates import date_on, date_spot, with_clock
from blogarchive.html.plain_text import SILENT
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_BY = (
    r"(?:(?:posted|written|published|submitted|created|filed|story|article|words|text|recipe|reviewed)\s+by|by|von|geschrieben\s+von|verfasst\s+von|ver[öo]ffentlicht\s+von|autor(?:in)?\s*:|author\s*:|"
    r"par|publi[ée]\s+par|[ée]crit\s+par|por|escrito\s+por|publicado\s+por|di|scritto\s+da|pubblicato\s+da|a\s+cura\s+di|door|geschreven\s+door|av|skrevet\s+av|skrevet\s+af|af|przez|napisa[łl]\w*|"
    r"автор\s*:?|опубликовал|написал|oleh|yazan\s*:?|著者\s*:?|作者\s*[:：]?|نویسنده\s*:?)"
)
_INLINE = re.compile(
    rf"(?:^|[|•·(,–—-]\s*|(?<=\d\s)|(?<=[ap]m\s)|(?<=[ap]\.m\.\s)|this\s+(?:entry|post)\s+was\s+){_BY}\s*:?\s+(?P<name>[^\s\d|•·()\[\]–—:,/][^|•·()\[\]–—:,/]{{1,48}}?)(?=\s+(?:on|in|at|am|le|el|il|em|op|på|den|um|with|under|auf|unter|filed|tagged|and\s+(?:filed|tagged)|and$)(?:[\s:]|$)|\s+@|\s*[|•·()\[\]–—,/]|\.?\s*$)",
    re.IGNORECASE,
)
_PENDING = re.compile(rf"(?:^|[\s|•·(,–—-]){_BY}\s*:?$", re.IGNORECASE)
# "Photo by <a>NAME</a>", "Powered by <a>ENGINE</a>"
_CREDIT = re.compile(
    r"\b(?:photo\w*|image\w*|picture\w*|foto\w*|bild\w*|illustration\w*|artwork|cover|theme|template|design(?:ed)?"
    r"|powered|hosted|built|made|sponsored|presented|translated|liked|shared|maintained|propuls\w+|fonctionne|alimentado"
    r"|desarrollado|realizzato|betrieben|erstellt|bereitgestellt|gemaakt|drivs|drevet|zasilane|работает)\W+\w+\s*:?$",
    re.IGNORECASE,
)
# WordPress until 2010: "Filed under: <a>General</a> — NAME @ 2:05 pm"
_WROTE_THIS = re.compile(r"(?P<name>\S.{1,40}?)\s+(?:posted|wrote|published|filed)\s+this\b", re.IGNORECASE)
_AT = re.compile(
    r"(?:^|(?:^|\s)[—–-]+\s*)(?P<name>[^\s\d—–@][^—–@]{0,48}?)\s*(?:@|(?<=\s)at)\s*"
    r"(?P<clock>\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?)(?=\s|$)",
    re.IGNORECASE,
)
_AT_CLOCK = re.compile(r"\bat\s+(\d{1,2}:\d\d(?:\s*[ap]\.?m\.?)?)(?=\s|$)", re.IGNORECASE)
_CLOCKED = re.compile(r"\d:\d\d")
_DAY, _LINE = len("2015-03-11"), 240
_LABEL = re.compile(
    r"(?:posted by|written by|author|autor(?:in)?|auteur|autore|forfatter|författare|автор|作者|著者)\s*[:：]?|by:?",
    re.IGNORECASE,
)
# <i class="bi bi-person"></i> NAME, <img class="avatar"> NAME
_PICTURES = frozenset({"i", "span", "svg", "img", "em", "use"})
_PERSON = re.compile(
    r"(?:^|[\s_-])(?:person|users?|author|avatar|portrait|headshot|pen|pencil)(?:$|[\s_-])", re.IGNORECASE
)
# <a href="/user/18">NAME</a>, <a href="/people/name">NAME</a>
_PROFILE = re.compile(
    r"/(?:users?|people|persons?|profiles?|members?)/(?!(?:log|sign|register|pass|set|new|edit|me\b))[^/?#]+/?$"
)
_BROKEN_OFF = re.compile(r"\s(?:in|on|under|at)$")
_DIGIT = re.compile(r"\d")
_FIRST, _LAST = 16, 30
"""How many elements at either end of a text may hold a signature."""
_REACH = 60
"""How many elements below the text are still looked at."""


@dataclass(frozen=True, slots=True)
class Byline:
    """What the lines around a post say of it."""

    author: str | None = None
    author_link: str | None = None
    published: str | None = None
    published_text: str | None = None
    by_title: bool = False
    """Whether the date stands before the text; behind it those of other posts do, too."""


def byline(document: Document, found: Findings, said: list[str]) -> Byline:
    """The first author and the first date that the lines around the post name; `said` are names for machines."""
    author: str | None = None
    link: str | None = None
    published: str | None = None
    shown: str | None = None
    clock: str | None = None
    pending = pictured = before = False
    body = found.body
    end = len(document.elements) if body is None else body.place
    for text, element in _lines(document, found):
        if not text:
            pictured = element.place < end
            continue
        if author is None and pending and is_name(text):
            author, link = _with_others(element, _whole(element, text)), element.get("href")
        elif author is None and _is_person(element, text, pictured, said):
            author, link = text, element.get("href")
        elif author is None and (match := _AT.search(text)) and is_name(match["name"]):
            author, clock = match["name"], match["clock"]
        elif author is None and (name := _in_sentence(document, text)):
            author = name
        elif author is None and len(text) < 100 and (match := _INLINE.search(text)):
            name = person(document, match["name"])
            author = name if name and is_name(name) else None
            clock = at[1] if author and (at := _AT_CLOCK.search(text)) else None  # "Filed by NAME at 5:29 pm under"
        pictured = False
        pending = len(text) < 40 and bool(_PENDING.search(text)) and not _CREDIT.search(text)
        if published is None and len(text) < 120 and (day := date_on(document, text)) and len(day) >= _DAY:
            # <p>June 19, 2005 @ <a>5:29 pm</a></p>
            published = day if body is None else with_clock(document, element, day, body)
            shown, before = text, element.place < end
        elif published and len(published) == _DAY and len(text) < _LINE and _CLOCKED.search(text):
            fuller = date_on(document, text) or ""  # the hour may stand below the text, where the day is said again
            published = fuller if fuller.startswith(f"{published}T") else published
        if author and published and len(published) > _DAY:
            break
    if clock and published and len(published) == _DAY:
        published = date_on(document, f"{published} {clock}") or published
    return Byline(author, document.address(link), published, shown, before)


def _is_person(element: Element, text: str, pictured: bool, said: list[str]) -> bool:
    """Whether a name stands beside a person's picture, or leads to a person's page."""
    if pictured and may_name_author(element) and (is_full_name(text) or same_name(text, said)):
        return True
    return element.tag == "a" and _PROFILE.search(element.get("href") or "") is not None and is_name(text)


def _in_sentence(document: Document, text: str) -> str | None:
    """`NAME posted this entry on June 19, 2005`, `June 19, 2005 — NAME`"""
    if (match := _WROTE_THIS.match(text)) and is_name(match["name"]):
        return match["name"]
    return _behind_date(document, text)


def _behind_date(document: Document, text: str) -> str | None:
    """`June 19, 2005 — NAME`"""
    spot = date_spot(document, text) if len(text) < 100 and any(dash in text for dash in "—–") else None
    if spot is None or spot.start > 0 or not (rest := text[spot.end :].strip()).startswith(("—", "–")):
        return None
    name = person(document, rest.lstrip("—– "))
    return name if name and is_name(name) else None


def _whole(element: Element, first: str) -> str:
    """`<span>FIRST<br>LAST</span>`: all that the element shows, where that is a name still."""
    whole = squeezed(" ".join(str(part) for part in element.itertext())) if len(element) else first
    return whole if whole.startswith(first) and is_full_name(whole) else first


def _with_others(first: Element, name: str) -> str:
    """`By <a>NAME</a> and <a>NAME</a>`"""
    line = first.getparent()
    around = line.getparent() if line is not None else None
    if around is None:
        return name
    alike = first.get("href", "").rstrip("/").rpartition("/")[0]
    names = [
        text_of(link)
        for link in around.iter("a")
        if link is first or (is_beside(first, link) and link.get("href", "").rstrip("/").rpartition("/")[0] == alike)
    ]
    return ", ".join(dict.fromkeys(each for each in names if is_name(each))) or name


def _lines(document: Document, found: Findings) -> Iterator[tuple[str, Element]]:
    """The lines around the post in reading order: what follows an element comes after all that stands in it.

    Where a picture of a person stands, an icon's or a portrait, an empty line does.
    """
    opened: list[Element] = []
    if found.heading is not None and found.heading not in found.hidden.elements:
        yield from _tail(found.heading)  # <h2>TITLE</h2> Posted by NAME under <a>TOPIC</a>
    for element in _around(document, found.heading, found.body):
        if _is_no_line(element, found):
            continue
        above = element.getparent()
        while opened and opened[-1] is not above:
            yield from _tail(opened.pop())
        opened.append(element)
        if text := squeezed(element.text or ""):
            yield text, element
        elif not len(element) and element.tag in _PICTURES and _PERSON.search(_pictured(element)):
            yield "", element
    while opened:
        yield from _tail(opened.pop())


def _pictured(element: Element) -> str:
    """What a picture is called: by its class, or by the symbol that it draws: `<use xlink:href="#i-user">`."""
    return element.get("class") or element.get("xlink:href") or element.get("href") or ""


def _tail(element: Element) -> Iterator[tuple[str, Element]]:
    tail = squeezed(element.tail or "")
    if tail and len(tail) < 120:
        above = element.getparent()
        yield tail, element if above is None else above


def _is_no_line(element: Element, found: Findings) -> bool:
    return (
        (element.tag in SILENT and element.tag != "svg")
        or "updated" in (element.get("class") or "")
        or found.hides(element)
    )


def _around(document: Document, heading: Element | None, root: Element | None) -> Iterator[Element]:
    elements = document.elements
    start = heading.place + 1 if heading is not None else None
    begin = root.place if root is not None else None
    if start is not None and begin is not None and start < begin:
        yield from elements[start : min(begin, start + 80)]
        yield from elements[max(0, start - 16) : start - 1]
    elif start is not None:
        for element in elements[start : start + 30]:
            if len(element.text or "") > 150:
                break
            yield element
        yield from elements[max(0, start - 16) : start - 1]
        if root is not None:
            yield from root.within()[-12:]
    elif begin is not None:
        yield from elements[max(0, begin - 20) : begin]
    if root is not None and begin is not None:
        end = begin + root.end - root.place
        yield from elements[end : end + _REACH]


def signed(document: Document, root: Element | None) -> tuple[str, str | None] | None:
    """A signature that stands in the text itself: `<span class="byline-author">Posted by NAME, ROLE</span>`.

    Only a line that begins so is one, among the first and the last of the text: prose says "by" too.
    """
    inner = [] if root is None else list(root.iter("*"))
    pending = False
    for element in inner[:_FIRST] + inner[max(_FIRST, len(inner) - _LAST) :]:
        for text, link in ((squeezed(element.text or ""), element), (squeezed(element.tail or ""), None)):
            if pending and is_name(text):
                return text, document.address(link.get("href")) if link is not None else None
            match = _INLINE.match(text) if 0 < len(text) < 120 else None
            # "Posted by NAME at December 16, 2025": with a date or a time behind it, one word is enough
            if (
                match
                and is_name(match["name"])
                and (" " in match["name"] or _DIGIT.search(text, match.end()) or _BROKEN_OFF.search(text))
            ):
                return match["name"], None
            pending = bool(_LABEL.fullmatch(text)) if text else pending
    return None
