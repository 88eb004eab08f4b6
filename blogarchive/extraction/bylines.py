"""Names and times out of the lines that pages print them in: "Posted by NAME on DATE", "1. NAME", "NAME says:"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.dates.words import WEEKDAYS
from blogarchive.extraction.page_dates import date_spot
from blogarchive.html.plain_text import SILENT
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
# "12 responses to …", "12 thoughts on …", "1.204 comments"; "Comments (12)", "Comments: 12", "댓글 12"
_HOW_MANY = re.compile(
    rf"(?<![\w.,-])(?P<before>\d{{1,3}}(?:[.,\u00a0 ]\d{{3}})+|\d{{1,6}})\s*(?:\w+\s+)?{_TALK}"
    rf"|{_TALK}\w*\s*[:(\[]?\s*(?P<after>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}})(?=\s*[)\]]?\s*$)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(_TALK, re.IGNORECASE)
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


# "Pingback by NAME", "Trackback: TITLE", "3. Trackback from NAME"
_PING = re.compile(
    r"^\W*(?:\d+\W+)?(pingback|trackback|webmention)s?\s*(?::|(?:by|from|von|de|par|di|door|av|от)\b)", re.IGNORECASE
)


PINGS: dict[str, CommentKind] = {"pingback": "pingback", "trackback": "trackback", "webmention": "webmention"}


def speaks_of_comments(text: str) -> bool:
    """Whether a line is about what readers said: "Comments", "12 Antworten"."""
    return _SPEAKS.search(text) is not None


def ping_said(element: Element) -> CommentKind | None:
    """What an entry's own label calls it, at its beginning or, in the oldest themes, in the `cite` at its end."""
    for place in (element, *islice(element.iter("cite"), 3)):
        if match := _PING.match(beginning(place, 60)):
            return PINGS[match[1].lower()]
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
