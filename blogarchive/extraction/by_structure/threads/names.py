"""Whose name stands on each entry of an unknown thread: the place that most entries name somebody at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.dates.folding import fold
from blogarchive.dates.words import WEEKDAYS
from blogarchive.extraction.by_structure.threads.pieces import is_control_word
from blogarchive.extraction.by_structure.threads.times import is_all_date
from blogarchive.extraction.bylines import names_somebody, without_weekday
from blogarchive.extraction.words import SAYING

if TYPE_CHECKING:
    from blogarchive.dates import DateReader
    from blogarchive.extraction.by_structure.threads.date_marks import Mark
    from blogarchive.extraction.by_structure.threads.pieces import Piece, Story
from blogarchive.html.tree import Element

# "#3 Comment by", "Posted by"
_LEAD = re.compile(
    r"""^(?:[#№]\s?\d{1,4}[.):|-]*\s+|\d{1,4}\s?[.):|-]+\s+)?
    (?:(?:posted|comment(?:ed|aire|o|ario)?|written|submitted|soumis|envoyé|rédigé|enviado|gesendet|ingediend|kommentar|geschrieben|verfasst|escrito|publicado|inviato
    |scritto|écrit|publié|gepost|geplaatst|skrevet|napisał\w*)\s+)?
    (?:(?:by|von|par|por|di|da|de|door|av|af|od|от|przez)\s*:?\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
# "says:", "schreibt am", and whatever separates a name from a date
_TAIL = re.compile(
    rf"""(?:[\s,;:|·•–—@-]
    |\b(?:{SAYING}
    |on|at|am|um|le|el|il|op|den|(?:said\ )?in\ reply\ to)(?:\s*[:….]+)?)+\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYING_ALONE = re.compile(rf"(?:{SAYING})\s*[:：]", re.IGNORECASE)
# The last words of what `_TAIL` takes: they are looked for first, since most names end in none of them.
_LAST_WORDS = frozenset(
    [
        "say", "says", "said", "wrote", "writes", "commented", "replied", "to", "responded", "schreibt", "schrieb",
        "sagt", "sagte", "dice", "dijo", "detto", "escribió", "comentó", "disse", "diz", "escreveu", "comentou",
        "écrit", "dit", "scrive", "scritto", "zegt", "schreef", "skriver", "skrev", "sier", "säger", "siger", "sanoo",
        "kirjoitti", "pisze", "mówi", "píše", "hovorí", "írta", "mondja", "spune", "spus", "пишет", "говорит", "пише",
        "каза", "λέει", "ki", "berkata", "mengatakan", "nói", "より", "のコメント", "说", "说道", "說", "說道", "말",
        "on", "at", "am", "um", "le", "el", "il", "op", "den", "reply",
    ]
)  # fmt: skip
_LAST_STEMS = ("meint", "kommentiert", "napisał", "napsal", "сказал")
_WORD_AT_END = re.compile(r"\w+$")
_SEPARATORS = " \t\n\r\u00a0,;:|·•–—@-"
_STRONG = frozenset({"b", "strong", "cite", "h2", "h3", "h4", "h5", "h6", "dt", "em"})
_WEEKDAYS = frozenset(WEEKDAYS.split())
AVATAR = re.compile(r"avatar|userpic|gravatar|profile|icon|blank\.gif|b16-rounded|spacer", re.IGNORECASE)
# A clock, a label, a lapse of time: never a name.
_NO_NAME = re.compile(
    r"^(?:\d{1,2}[:.h]\d\d.*|uhr|(?:ping|track)backs?:?|comments?:?|reply|\d+|post a comment|.* ago|anonymous said"
    r"|in reply to)$",
    re.IGNORECASE,
)
_IN_PAGE = re.compile(r"#\D{0,30}\d")
_DESPITE_DATE = 1.0
"""What "by" before a name gives back of what the class of its line costs: `<p class="data">By NAME, at 1:53 PM</p>`."""
_BESIDE_DATE = 0.5
"""What it is worth to be all that stands beside the date."""
LONGEST_NAME = 70
LONGEST_SOURCE = 250
"""A ping's author is the title of the page it comes from."""


def authors(stories: list[Story], dated: dict[int, Mark]) -> dict[int, Piece]:
    """The name's piece in each entry, by the place that earns most over all entries."""
    worth: dict[str, float] = defaultdict(float)
    seen: Counter[str] = Counter()
    candidates: list[list[tuple[str, Piece]]] = []
    for each in stories:
        mine = [] if each.entry.kind != "comment" else _candidates(each, dated.get(id(each)))
        candidates.append([(key, piece) for key, piece, _ in mine])
        for key, _, value in mine:
            worth[key] += value
            seen[key] += 1
    told = Counter(text for mine in candidates for text in {piece.text for _, piece in mine})
    found = {}
    for each, offered in zip(stories, candidates, strict=True):
        if each.entry.kind != "comment" and (source := _source(each)):
            found[id(each)] = source
            continue
        mark = dated.get(id(each))
        ranks = {
            key: worth[key] / seen[key]
            + min(1.0, seen[key] / len(stories))
            - (1 if _is_beside(each, piece, mark) else 2)
            * told[piece.text]
            / len(stories)  # a phrase, or who answers all
            for key, piece in offered
        }
        best = max(offered, key=lambda pair: ranks[pair[0]], default=None)
        if best and worth[best[0]] / seen[best[0]] >= 1.5:
            found[id(each)] = best[1]
    return found


def _source(each: Story) -> Piece | None:
    """The page that a ping comes from: its first link that is no control, else its first named piece."""
    linked = [p for p in each.pieces if p.linked is not None and not (p.linked.get("href") or "").startswith("#")]
    named = [p for p in each.pieces if p.hint == "author"]
    for piece in [*(p for p in linked if p.hint == "author"), *linked, *named]:
        if not piece.cut and _may_be_name(piece.text, LONGEST_SOURCE) and not is_all_date(piece.text):
            return piece
    return None


def _candidates(each: Story, mark: Mark | None) -> list[tuple[str, Piece, float]]:
    found: dict[str, tuple[Piece, float]] = {}
    date_line = next(
        (p.line for p in each.pieces if mark is not None and p.holder in (mark.element, *mark.parts)), None
    )
    pieces = each.pieces if len(each.pieces) < 28 else [*each.pieces[:14], *each.pieces[-14:]]
    dates = 0
    for place, piece in enumerate(pieces):
        if len(piece.text) > LONGEST_NAME:
            continue
        dates += piece.mark is not None
        marked = piece.mark is not None and piece.mark is mark
        if piece.cut or marked or piece.key in found or not (piece.hint == "author" or _may_be_name(piece.text)):
            continue
        if piece.hint != "author" and piece.linked is not None and _IN_PAGE.search(piece.linked.get("href") or ""):
            continue  # a title that links to its own comment, or to what this one answers
        if piece.linked is None and (_SAYING_ALONE.fullmatch(piece.text) or _leads(pieces, place)):
            continue  # `<cite class="fn"></cite> <span class="says">says:</span>`: nobody is named
        name = clean_name(piece.text)
        if _NO_NAME.match(name) and not (piece.hint == "author" and name.isdigit()):
            continue
        framed = _framed(pieces, place)
        value = _worth(piece, place - dates, date_line) + framed
        if framed and piece.hint == "date":
            value += _DESPITE_DATE
        if _is_beside(each, piece, mark):
            value += _BESIDE_DATE
        found[piece.key] = (piece, value)
    return [(key, piece, value) for key, (piece, value) in found.items()]


def _may_be_name(text: str, longest: int = LONGEST_NAME) -> bool:
    if len(text) > longest + 60:
        return False
    name = clean_name(text)
    return bool(name) and len(name) <= longest and any(char.isalnum() for char in name) and not _NO_NAME.match(name)


def _worth(piece: Piece, place: int, date_line: int | None) -> float:
    value = {"author": 3.0, "date": -2.0, "body": -1.0}.get(piece.hint, 0.0)
    if piece.hint == "body" and date_line is not None and abs(piece.line - date_line) < 3:
        value = 0.0  # that "body" holds the head too
    if _BY_LINE.match(piece.text):
        value = max(value, 0.0) + 2.5
    if piece.linked is not None:
        rel = piece.linked.get("rel") or ""
        value += 1.5 if "nofollow" in rel or "external" in rel or "url" in (piece.linked.get("class") or "") else 0.5
    value += 1.0 * (piece.holder.tag in _STRONG or (piece.linked is not None and _in_strong(piece.linked)))
    value += 1.0 if place == 0 else 0.5 if place < 3 else 0.0
    if date_line is not None:
        value += 1.0 if piece.line == date_line else 0.5 if abs(piece.line - date_line) <= 3 else 0.0
    return value - (2.0 if len(piece.text) > 45 else 0.0) - (2.5 if piece.text.startswith(("http", "www.")) else 0.0)


_LETTER = re.compile(r"\w")
_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|di|da|de|door|av|af|od|от|przez|від|από|from)\s*:?$", re.IGNORECASE)
_BY_LINE = re.compile(r"^(?:[^\W\d_]+\s+)?(?:by|von|par|por|door|przez|av|af)\s*:?\s+\w", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"^(?:[^\W\d_]+\s+){1,3}?(?:by|von|par|por|door|przez|av|af)\s*:?\s+", re.IGNORECASE)


def _leads(pieces: list[Piece], place: int) -> bool:
    """Whether it is the "By" before a name on the same line; alone it may be one, of somebody called Di."""
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if following is None or following.line != pieces[place].line or following.mark is not None:
        return False
    return _is_lead(pieces[place].text) and _may_be_name(following.text)


def _is_beside(each: Story, name: Piece, mark: Mark | None) -> bool:
    """Whether a line says no more than who and when: `<p><a>NAME</a> DATE <button>Reply</button></p>`."""
    if name.linked is None or mark is None:
        return False
    line = [piece for piece in each.pieces if piece.line == name.line and piece is not name]
    return any(p.mark is mark for p in line) and all(p.mark is mark or p.hint == "control" for p in line)


def _is_lead(text: str) -> bool:
    """ "By", "Posted by": what stands before a name, without one."""
    return not _LEAD.sub("", text + " ")


def is_byline(text: str) -> bool:
    """Whether a line begins as "Posted by NAME" does."""
    return _BY_LINE.match(text) is not None


def _framed(pieces: list[Piece], place: int) -> float:
    """ "by" before a name, or "says:" behind it."""
    line = pieces[place].line
    before = pieces[place - 1] if place and pieces[place - 1].line == line else None
    after = pieces[place + 1] if place + 1 < len(pieces) and pieces[place + 1].line == line else None
    if before is not None and (_BY.search(before.text) or _is_lead(before.text)):
        return 2.5
    return 2.0 if after is not None and _TAIL.match(after.text) and _LETTER.search(after.text) else 0.0


def is_framed(each: Story, name: Piece) -> bool:
    return _framed(each.pieces, each.pieces.index(name)) > 0


def _in_strong(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in _STRONG


@lru_cache(maxsize=4096)
def clean_name(text: str) -> str:
    text = _LEAD.sub("", text, count=1)
    end = text.rstrip(_SEPARATORS + ".…")
    word = _WORD_AT_END.search(end[-24:])
    last = word[0].lower() if word else ""
    tells = not end or last in _LAST_WORDS or last.startswith(_LAST_STEMS)
    text = _TAIL.sub("", text) if tells else text.rstrip(_SEPARATORS)
    return text.strip(" \t:,|•·–—-")


def from_line(mark: Mark | None, reader: DateReader) -> str | None:
    """A name within the line of the date: "Comment by Ann — May 5, 2011 @ 3:00 pm"."""
    if mark is None:
        return None
    spot = reader.spot(mark.text)
    if spot is None:
        return None
    before = without_weekday(mark.text[: spot.start].rstrip(" \t-–—|@,·•("))
    for part in (before, mark.text[spot.end :].lstrip(") ")):
        part = _BEFORE_NAME.sub("", part)
        name = clean_name(re.split(r"\s[|•·—]\s", part.strip(" |•·—"))[0])
        words = name.split()
        if words and fold(words[-1]) in _WEEKDAYS:
            name = clean_name(" ".join(words[:-1]))
        if _may_be_name(part) and len(name) > 1 and names_somebody(name) and not is_control_word(name):
            return name
    return None


def from_avatar(each: Story) -> str | None:
    for element in each.own:
        if element.tag == "img" and AVATAR.search(f"{element.get('class')} {element.get('src')}"):
            alt = re.sub(
                r"(?i)\b(?:avatar|photo|gravatar|picture|image|of|for|de)\b|'s\b", " ", element.get("alt") or ""
            )
            if name := " ".join(alt.split()):
                return name
    return None
