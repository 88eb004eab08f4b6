"""Names and times out of the lines that pages print them in: "Posted by NAME on DATE", "1. NAME", "NAME says:"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.dates import from_machine
from blogarchive.dates.words import WEEKDAYS
from blogarchive.extraction.page_dates import date_on, date_spot
from blogarchive.html.document import is_within
from blogarchive.html.plain_text import BLOCKS, SILENT
from blogarchive.html.text import beginning, squeezed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import CommentKind

# "Comment by NAME", "Pingback von NAME", "1. NAME"
_BY = re.compile(
    r"^(?:\d{1,4}[.)]\s+)?(?:#\d+\s+)?(?:(?:comment|pingback|trackback|kommentar|commentaire|comentario|posted|written|submitted|left)\s+)?"
    r"(?:(?:interview|text|words|story|autor(?:in)?|author|redaktion)\s*:\s+)?"
    r"(?:(?:by|von|par|por|di|da|door|av|af|from)(?:\s*:\s*|\s+))?(?=\S)",
    re.IGNORECASE,
)
_BESIDE_NAME = frozenset(
    {
        "says", "screen-reader-text", "comment-meta", "commentmetadata", "comment-metadata", "meta", "date", "time",
        "timespan", "timestamp", "datetime", "comment-date", "comment-time", "published", "ago", "comment-actions",
    }
)  # fmt: skip
"""Classes of what stands in one element with a name, and is not the name."""
_TALK = (
    r"(?:comment|response|repl(?:y|ies)|thought|reaction|opinion|meinung|antwort|reakti|kommentar|comentario|comentário"
    r"|réponse|réaction|respuesta|resposta|risposta|commento|commenti|reactie|komentarz|komentář|коммент|отзыв|评论|留言"
    r"|コメント|件|댓글|bình luận|yorum)"
)
_NO_NAME = re.compile(
    rf"^https?:|^\w+ (?:19|20)\d\d$|^\d+ |^(?:Δημοσιεύτηκε|Αναρτήθηκε|posted|published)\b|\d\s*{_TALK}", re.IGNORECASE
)
_LISTS = re.compile(r"/(?:tags?|category|categories)/|/\d{4}/\d\d?/?$|#")
_PERSON = re.compile(r"/(?:authors?|autor(?:es|en)?|auteurs?|contributors?)/[^/]")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
# "12 responses to …", "12 thoughts on …", "1.204 comments"; "Comments (12)", "Comments: 12", "댓글 12"
_HOW_MANY = re.compile(
    rf"(?<![\w.,-])(?P<before>\d{{1,3}}(?:[.,\u00a0 ]\d{{3}})+|\d{{1,6}})\s*(?:\w+\s+)?{_TALK}"
    rf"|{_TALK}\w*\s*[:(\[]?\s*(?P<after>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}})(?=\s*[)\]]?\s*$)",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"(?:one|ein(?:e[rn]?)?|un[ae]?|um[a]?|één|eén|een|en|et|ett|jeden|jedna|один|одна)\s+{_TALK}", re.IGNORECASE
)
_ALONE = re.compile(r"\(?(\d{1,3}(?:[.,]\d{3})+|\d{1,6})\)?")
_QUOTED = re.compile(r"[“”\"„«‘].*$")
"""The post's title in the heading of its thread, with whatever numbers it holds."""
_NUMBERED = re.compile(r"^\W*\d{1,5}\W*")
# The weekday, where it stands before the date: ", Wed", " on Wed", " le mercredi"
_WEEKDAY = re.compile(
    rf"(?:,\s*[^\W\d]{{2,12}}|\s(?:on|le|el|il|am|den|op)\s[^\W\d]{{2,12}}|\s(?:{'|'.join(WEEKDAYS.split())}))\.?,?$",
    re.IGNORECASE,
)
# Seconds or milliseconds since 1970, from 2001 on
_EPOCH = re.compile(r"\d{10}|\d{13}")
_LINE = 240
"""Characters of a text in which a date is looked for."""


def byline(text: str) -> str | None:
    """A name out of "Posted by NAME" or "1. NAME"."""
    name = _BY.sub("", text).strip(" \t\n:,|•·")
    return name if name.lower() not in ("", "by", "von", "par", "por", "posted") else None


def name_in(document: Document, text: str) -> str:
    """A name out of "Posted by NAME on DATE", or out of "DATE, by NAME" where nobody is named before."""
    if (spot := date_spot(document, text)) is not None:
        before = without_weekday(text[: spot.start].partition(" | ")[0].rstrip(" \t-–—|@,·•(").rstrip())
        after = text[spot.end :].lstrip(" \t-–—|,·•)")
        left = before if names_somebody(_NUMBERED.sub("", before)) or not after else after
        text = left or text  # somebody may be called "Yesterday in Osaka"
    text = re.sub(r"\s+(?:on|at|am|le|el|il|em|på|den|op|in|um|à|a las)$", "", text)
    return byline(text) or text


def without_weekday(text: str) -> str:
    """What stands before a date, without the name of its day."""
    return _WEEKDAY.sub("", text)


def may_be_name(text: str) -> bool:
    """Whether a text that stands where an author's name does may be one: no label, no address, no month, no count."""
    return 0 < len(text) < 80 and not text.endswith(":") and not _NO_NAME.search(text)


def may_name_author(element: Element) -> bool:
    """Whether an element may be an author's name by where it leads: a byline links tags, categories and months too."""
    relations = (element.get("rel") or "").split()
    if _PERSON.search(element.get("href") or ""):
        return True
    return not {"tag", "category", "bookmark"}.intersection(relations) and not _LISTS.search(element.get("href") or "")


def is_beside(first: Element, other: Element) -> bool:
    """Whether two links stand in one line, or in two entries of one short list, as the names of two authors do."""
    if first.tag != "a" or other.tag != "a" or not may_name_author(other) or not may_be_name(text_of(other)):
        return False
    above = list(first.iterancestors())[:3]
    if other.getparent() in above:
        return True
    return any(
        one is two and len(text_of(one)) < 120
        for one, two in zip(above[1:], list(other.iterancestors())[1:3], strict=False)
    )


def declared(text: str) -> int | None:
    """The number of comments that a heading states: `One response to “Links for 2011-09-07”` says one, not 2011."""
    text = _QUOTED.sub(" ", squeezed(text))
    if match := _HOW_MANY.search(text):
        return int(re.sub(r"\D", "", match["before"] or match["after"]))
    if _SINGLE.match(text):
        return 1
    match = _ALONE.fullmatch(text)
    return int(re.sub(r"\D", "", match[1])) if match else None


def stated(element: Element) -> Iterable[str]:
    """What an element may say of a time: machine values first."""
    for name in ("datetime", "title", "content", "data-time", "data-timestamp"):
        if value := element.get(name):
            yield value
    if element.tag == "a" and len(element) == 1 and element[0].get("datetime"):
        yield element[0].get("datetime") or ""
    text = text_of(element)[:_LINE]
    spaced = squeezed(" ".join(str(part) for part in element.itertext()))[:_LINE] if len(element) else text
    if spaced != text and any(child.tag in BLOCKS for child in element):  # <div>… 7:48 pm</div><a>Permalink</a>
        yield spaced
    above = element.getparent()
    clock = element.get("title") or (above.get("title") if above is not None and above.tag == "a" else None)
    if clock and len(clock) < 12:  # <a title="2:05 pm"><span class="entry-date">December 28, 2011</span></a>
        yield f"{text} {clock}"
    yield text
    if spaced != text:  # <span class="data"><span class="j">28</span>Dec/11</span>
        yield spaced
    for name in ("data-time", "data-timestamp", "data-epoch"):  # last, for the page's own clock is the one it shows
        if (value := element.get(name)) and _EPOCH.fullmatch(value):
            yield from_machine(value) or ""


def date_of(document: Document, values: Iterable[str]) -> str | None:
    """The first that states a day; of what states less, as "3 years ago" does, the most."""
    best: str | None = None
    for value in values:
        if found := date_on(document, value):
            if len(found) >= len("2015-03-11"):
                return found
            best = found if best is None or len(found) > len(best) else best
    return best


# "Pingback by NAME", "Trackback: TITLE", "3. Trackback from NAME"
_PING = re.compile(
    r"^\W*(?:\d+\W+)?(pingback|trackback|webmention)s?\s*(?::|(?:by|from|von|de|par|di|door|av|от)\b)", re.IGNORECASE
)


_PINGS: dict[str, CommentKind] = {"pingback": "pingback", "trackback": "trackback", "webmention": "webmention"}


def ping_said(element: Element) -> CommentKind | None:
    """What an entry's own label calls it, at its beginning or, in the oldest themes, in the `cite` at its end."""
    for place in (element, *islice(element.iter("cite"), 3)):
        if match := _PING.match(beginning(place, 60)):
            return _PINGS[match[1].lower()]
    return None


def own_text(element: Element) -> Iterable[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag == "br":
            yield " "
        if (
            child.tag not in SILENT
            and child.tag != "time"
            and not _BESIDE_NAME.intersection((child.get("class") or "").split())
        ):
            yield from own_text(child)
        yield child.tail or ""


# "on", "Posted by: at": what stands around a name where a page shows none.
_NOBODY = re.compile(
    r"(?:\b(?:posted|written|submitted|comment(?:ed)?|soumis|envoyé|enviado|kommentar|geschrieben|verfasst|escrito|publicado|publié|inviato"
    r"|by|von|par|por|di|da|door|av|af|on|at|am|um|le|el|il|reply|antworten|permalink"
    rf"|{'|'.join(WEEKDAYS.split())})\b\W*)+|\W*",
    re.IGNORECASE,
)


_PLACE = re.compile(r"[#№]\s?\d{1,4}|\d{1,4}[.):]")
"""The number of a comment on its page: "12.", "#12"."""


def names_somebody(text: str) -> bool:
    """Whether a line that should name a commenter holds more than the words around a name."""
    return bool(text) and _NOBODY.fullmatch(text) is None and _PLACE.fullmatch(text) is None


_LINE_OF_DATE = 100
"""Characters that a line may have in which the hour is looked for beside its day."""


def with_clock(document: Document, element: Element, found: str, beyond: Element) -> str:
    """A day with the hour that stands beside it, `beyond` which is too far, where its own element says the day alone.

    `<abbr title="2015-03-11">March 11th, 2015</abbr> at 02:57`,
    `<span class="date">22 May 2021</span> <span class="time">11:15 am</span>`
    """
    if len(found) != len("2015-03-11"):
        return found
    node: Element | None = element
    for _ in range(4):
        if node is None or len(text := text_of(node)) > _LINE_OF_DATE or is_within(beyond, node):
            break
        spaced = squeezed(" ".join(str(part) for part in node.itertext()))
        fuller = date_on(document, spaced) if _CLOCK.search(text) else None
        if fuller is not None and fuller.startswith(found + "T"):
            return fuller
        node = node.getparent()
    return found


def by_its_own_clock(machine: str, shown: str | None, printed: str | None = None) -> str:
    """A machine time in UTC beside the same instant by the page's clock: together they state the page's offset.

    `<abbr title="2011-12-28T11:48:12Z">7:48 pm on December 28, 2011</abbr>`; where the page prints the hour
    alone, the offset that makes it the nearest.
    """
    if len(machine) < 19 or not machine.endswith(("Z", "+00:00")):
        return machine
    there = datetime.fromisoformat(machine).replace(tzinfo=None)
    minutes = _apart(there.replace(second=0, microsecond=0), shown, printed)
    if not minutes or minutes % 15 or not -12 * 60 <= minutes <= 14 * 60:
        return machine
    return (there + timedelta(minutes=minutes)).replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat()


def _apart(there: datetime, shown: str | None, printed: str | None) -> int | None:
    if shown is not None and len(shown) >= 16:
        return round((datetime.fromisoformat(shown).replace(tzinfo=None) - there).total_seconds() / 60)
    if printed is None or (match := _CLOCK.fullmatch(printed)) is None:
        return None
    hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p") if match[3] else int(match[1])
    minutes = (hour * 60 + int(match[2]) - there.hour * 60 - there.minute) % (24 * 60)
    return minutes - 24 * 60 if minutes > 14 * 60 else minutes
