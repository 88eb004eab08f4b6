"""Where year, month, day and time stand in a line of text, decided by its shape alone, so once for a whole page.

A shape is the text with every digit made `0`: all dates that one theme prints in one month share it, and the plan
found for the first reads the others by slicing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from blogarchive.dates import words

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which slices of the folded text are what; a month named by its word is a number already."""

    year: Span
    month: Span | int
    day: Span | None = None
    added: int = 0
    """What the calendar's era adds to the year: 2018 for Reiwa."""
    buddhist: bool = False
    """A year of two digits may be of the Buddhist era, as Thai pages write it: 57 for 2557, which is 2014."""
    unsure: bool = False
    """Day and month, both numbers, may stand the other way round."""
    hour: Span | None = None
    minute: Span | None = None
    second: Span | None = None
    half: str | None = None
    """`am` or `pm`."""
    offset: Span | None = None
    zone: str | None = None
    """The offset of a zone that the text names."""
    start: int = 0
    end: int = 0


# --- words ---------------------------------------------------------------------------------------------------------

MONTHS = {word: number for number, text in words.MONTHS.items() for word in text.split()}
_MONTH_PARTS = {word.split("_")[0] for word in MONTHS if "_" in word}

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05f4\u064b-\u065f\u0900-\u0eff])"
_TOKEN = re.compile(rf"\d+|{_LETTER}+")


def _markers(text: str) -> str:
    parts = sorted(text.split(), key=len, reverse=True)
    return "|".join(r"\.?\s?".join("" if c == "_" else re.escape(c) for c in part) for part in parts)


_HALF = rf"(?:(?P<am>{_markers(words.FORENOON)})|(?P<pm>{_markers(words.AFTERNOON)}))(?!{_LETTER})\.?"
_HALF_AFTER = re.compile(rf"\s*,?\s*{_HALF}")
_HALF_BEFORE = re.compile(rf"(?<!{_LETTER}){_HALF}\s*(?:klo|um|at)?\s*$")
_SHORT_HALF = re.compile(rf"\s?(?P<half>[ap])(?!{_LETTER})")

_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})\s?[::]\s?(\d\d)(?:\s?[::]\s?(\d\d)(?:[.,]\d+)?)?(?![\d:])")
_CLOCK_CJK = re.compile(r"(?<!\d)(\d{1,2})\s*[时時點点시]\s*(?:(\d{1,2})\s*[分분])?\s*(?:(\d{1,2})\s*[秒초])?")
_CLOCK_H = re.compile(rf"(?<![\d.:])(\d{{1,2}})\s?(?:h|uhr)(?:\s?(\d\d)\s?(?:min|m)?)?(?!{_LETTER}|\d)")
_CLOCK_DOT = re.compile(r"(?<![\d.:,])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?![\d.:,]*\d)")
_CLOCK_HOUR = re.compile(rf"(?<![\d.:])(\d{{1,2}})(?=\s?(?:{_HALF}))")
_OFFSET = re.compile(r"\s*[\[(]?(?P<offset>(?:utc|gmt)\s?[+-]\d\d?(?::?\d\d)?|[+-]\d\d:?\d\d)(?!\d)")
_ZONE = re.compile(
    rf"\s*[\[(]?(?P<zone>utc|gmt|z|e[sd]t|c[sd]t|m[sd]t|p[sd]t|cest|cet|mest|met|mesz|mez|eest|eet|jst|kst|msk)(?!{_LETTER}|\d)"
)
ZONES = {
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "cet": "+01:00", "cest": "+02:00",
    "mez": "+01:00", "mesz": "+02:00", "met": "+01:00", "mest": "+02:00",
    "eet": "+02:00", "eest": "+03:00", "jst": "+09:00", "kst": "+09:00", "msk": "+03:00",
}  # fmt: skip

# 2012年1月6日, 2012년 1월 6일, 令和6年1月6日
_CJK = re.compile(
    r"(?:(?P<era>令和|平成|昭和|民国|民國)\s*(?=\d))?(?<!\d)(?P<y>\d{4}|\d{2}|(?<=[和成国國 ])\d{1,3})"
    r"\s*[年년]\s*(?P<m>\d{1,2})\s*[月월](?:\s*(?P<d>\d{1,2})\s*[日일号號]?)?"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911, "民國": 1911}
# H26.3.4, R6/1/6, S60年3月4日: Japanese eras by their letter
_LETTERED_ERA = re.compile(
    r"(?<![a-z\d])(?P<era>[rhs])\.?\s?(?P<y>\d{1,2})\s?[./年-]\s?(?P<m>\d{1,2})\s?[./月-]\s?(?P<d>\d{1,2})(?!\d)"
)
_ERA_LETTERS = {"r": 2018, "h": 1988, "s": 1925}
_NUMERIC = re.compile(
    r"(?<![\d:/.,-])(?P<a>\d{4}|\d{1,2})(?P<s>\s?[./–-]\s?|\s(?=\d+\s\d+))(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{2})(?![\d/]|[.-]\d)"
    r"|(?<![\d:/.,-])(?P<y>\d{4})(?P<t>\s?[./–-]\s?)(?P<m>\d{1,2})(?P=t)(?P<d>\d{1,2})(?!\d|[/-]\d)"
)

_COMMA_YEAR = re.compile(
    r"(?<![\d:/.,-])(?P<a>\d{1,2})(?P<s>\.)\s?(?P<b>\d{1,2})\.?,\s(?P<c>\d{4})(?!\d)"
)  # 17.07, 2011
_SHORT_YEAR_FIRST = re.compile(
    r"(?<![\d:/.,-])(?P<y>\d\d)(?P<t>\s?[./-]\s?)(?P<m>\d{1,2})(?P=t)(?P<d>\d{1,2})(?!\d|[/-]\d)"
)

LIMIT = 250
"""No date line is longer; a paragraph is no date."""


YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "lt", "fa", "eu", "ne"})
MONTH_FIRST = frozenset({"en", "en-us", "en-ca", "en-ph", "fil", ""})

# What may stand between a month's name and its day: ordinal endings, articles, prepositions.
_FILLER = 4
_LONG_FILLERS = frozenset({"gada", "ngay", "день", "года", "години", "metu", "menesio", *words.WEEKDAYS.split()})


@lru_cache(maxsize=8192)
def plan_of(shaped: str, language: str = "") -> Plan | None:
    """The plan of every text of this shape; none where it holds no date with a year."""
    if len(shaped) > LIMIT or "0" not in shaped:
        return None
    clock = _CLOCK.search(shaped)
    hidden = _blank(shaped, (clock.start(), _end_of_clock(shaped, clock))) if clock else shaped
    date = _lettered_era(hidden, language) or _cjk(hidden) or _worded(hidden, language) or _numeric(hidden, language)
    return _with_clock(date, shaped, clock, language[:2]) if date else None


def _end_of_clock(text: str, clock: re.Match[str]) -> int:
    """Where "08:35:00 AM +0000" ends, which may stand between a day and its year."""
    half = _HALF_AFTER.match(text, clock.end())
    end = half.end() if half else clock.end()
    zone = _OFFSET.match(text, end) or _ZONE.match(text, end)
    return zone.end() if zone else end


def _blank(text: str, *spans: Span) -> str:
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


# --- dates ---------------------------------------------------------------------------------------------------------


def _cjk(text: str) -> Plan | None:
    match = _CJK.search(text)
    if not match:
        return None
    return Plan(
        year=match.span("y"),
        month=match.span("m"),
        day=match.span("d") if match["d"] else None,
        added=_ERAS.get(match["era"] or "", 0),
        start=match.start(),
        end=match.end(),
    )


def _lettered_era(text: str, language: str) -> Plan | None:
    match = _LETTERED_ERA.search(text) if language[:2] == "ja" else None
    if not match:
        return None
    return Plan(
        year=match.span("y"),
        month=match.span("m"),
        day=match.span("d"),
        added=_ERA_LETTERS[match["era"]],
        start=match.start(),
        end=match.end(),
    )


def _numeric(text: str, language: str) -> Plan | None:
    match = (
        (language[:2] in YEAR_FIRST and _SHORT_YEAR_FIRST.search(text))
        or _NUMERIC.search(text)
        or _COMMA_YEAR.search(text)
    )
    if not match:
        return None
    plan = _in_order(match, language)
    return replace(plan, start=match.start(), end=match.end(), buddhist=language[:2] == "th")


def _in_order(match: re.Match[str], language: str) -> Plan:
    if match.groupdict().get("y"):
        return Plan(year=match.span("y"), month=match.span("m"), day=match.span("d"))
    a, b, c = match.span("a"), match.span("b"), match.span("c")
    if len(match["a"]) == 4:
        return Plan(year=a, month=b, day=c)
    if language in MONTH_FIRST and (language or "/" in match["s"]):
        return Plan(year=c, month=a, day=b, unsure=True)
    return Plan(year=c, month=b, day=a, unsure=True)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0] == "0"

    @property
    def is_year(self) -> bool:
        return len(self.text) == 4 and self.is_number

    @property
    def is_day(self) -> bool:
        return len(self.text) <= 2 and self.is_number

    @property
    def span(self) -> Span:
        return self.start, self.end


def _worded(text: str, language: str) -> Plan | None:
    """A month by its name, and the numbers around it. The last that has a day and a year wins: weekdays come first."""
    tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    best: Plan | None = None
    for i, token in enumerate(tokens):
        if token.is_number:
            continue
        month, used = _month(tokens, i, language)
        if month is None:
            continue
        plan = _around(text, _before(text, tokens, i), month, _after(text, tokens, i + used - 1))
        if plan and (best is None or best.day is None):
            end = max(plan.end, tokens[i + used - 1].end)
            best = replace(plan, start=min(plan.start, token.start), end=end, buddhist=_is_thai(token.text))
    return best


def _month(tokens: list[_Token], i: int, language: str) -> tuple[Span | int | None, int]:
    """The month that begins at token `i`, and how many tokens it takes."""
    word = tokens[i].text
    if word in ("月", "월") and i and tokens[i - 1].is_day:  # "12月 28, 2011"
        return tokens[i - 1].span, 1
    if word in ("thang", "thg") and i + 1 < len(tokens) and tokens[i + 1].is_day:  # "28 Tháng 12, 2011"
        return tokens[i + 1].span, 2
    if word in _MONTH_PARTS:
        for size in (3, 2):
            number = MONTHS.get("_".join(t.text for t in tokens[i : i + size]))
            if number:
                return number, min(size, len(tokens) - i)
    if number := words.DISPUTED.get(language[:2], {}).get(word) or MONTHS.get(word) or _DISPUTED.get(word):
        return number, 1
    if word[0] == "ב":  # Hebrew "in": בינואר
        return MONTHS.get(word[1:]), 1
    if _is_thai(word) and i + 1 < len(tokens):  # Thai ม.ค.
        return MONTHS.get(word + tokens[i + 1].text), 2
    return None, 1


def _is_thai(word: str) -> bool:
    return "\u0e00" < word[0] < "\u0e80"


_DISPUTED = {
    word: number
    for language in ("hr", "cs", "pl")
    for word, number in words.DISPUTED[language].items()
    if len(word) > 1
}


def _after(text: str, tokens: list[_Token], i: int) -> list[_Token]:
    found = [tokens[i]]
    for left, right in pairwise(tokens[i : i + 7]):
        if not _close(text[left.end : right.start]) or not _passes(right):
            break
        if right.is_number:
            found.append(right)
    return found[1:3]


def _before(text: str, tokens: list[_Token], i: int) -> list[_Token]:
    if tokens[i].text in ("月", "월"):
        i -= 1
    found: list[_Token] = []
    for left, right in pairwise(reversed(tokens[max(0, i - 6) : i + 1])):
        if not _close(text[right.end : left.start]) or not _passes(right):
            break
        if right.is_number:
            found.append(right)
    return found[:2]


def _close(gap: str) -> bool:
    gap = gap.replace("\x00", "")
    return len(gap) <= 3 and not any(char in gap for char in "#:;|•·?!\n")


def _passes(token: _Token) -> bool:
    if token.is_number:
        return len(token.text) <= 2 or token.is_year
    return (len(token.text) <= _FILLER or token.text in _LONG_FILLERS) and token.text not in MONTHS


def _around(text: str, before: list[_Token], month: Span | int, after: list[_Token]) -> Plan | None:
    p = [*before, None, None]
    n = [*after, None, None]
    p0, p1, n0, n1 = p[0], p[1], n[0], n[1]
    if n0 and n0.is_year:
        if p0 and p0.is_day:  # 28 December 2011
            return _made(n0, month, p0)
        return _made(n0, month, None)  # December 2011
    if n0 and n0.is_day and n1 and n1.is_year:  # December 28, 2011
        return _made(n1, month, n0)
    if p0 and p0.is_year and n0 and n0.is_day:  # 2011. december 28.
        return _made(p0, month, n0)
    if p0 and p0.is_day and p1 and p1.is_year:  # 2011. gada 28. decembris
        return _made(p1, month, p0)
    if p0 and p0.is_day and n0 and len(n0.text) == 2 and text[n0.start - 1] in " '’-./":  # 28 Dec 11
        return _made(n0, month, p0)
    if n0 and n1 and n0.is_day and text[n1.start - 1] in "'’" and len(n1.text) == 2:  # Dec 28 '11
        return _made(n1, month, n0)
    if n0 and n1 and n0.is_day and n1.is_day and text[n0.end : n1.start] == ", " and "\x00" in text[n1.end :]:
        return _made(n1, month, n0) if len(n1.text) == 2 else None  # Jun 03, 05 - 08:05 am
    return None


def _made(year: _Token, month: Span | int, day: _Token | None) -> Plan:
    tokens = [year, *([day] if day else [])]
    return Plan(
        year=year.span,
        month=month,
        day=day.span if day else None,
        start=min(t.start for t in tokens),
        end=max(t.end for t in tokens),
    )


# --- times ---------------------------------------------------------------------------------------------------------


def _with_clock(date: Plan, text: str, clock: re.Match[str] | None, language: str) -> Plan:
    if date.day is None:
        return date
    rest = _blank(text, (date.start, date.end))
    match = clock or _CLOCK_CJK.search(rest) or _CLOCK_H.search(rest) or _dotted(rest, date) or _CLOCK_HOUR.search(rest)
    if not match:
        return date
    span = [match.span(i) if i <= (match.re.groups) and _is_digits(match, i) else None for i in (1, 2, 3)]
    plan = replace(
        date,
        hour=span[0],
        minute=span[1],
        second=span[2],
        start=min(date.start, match.start()),
        end=max(date.end, match.end()),
    )
    return _with_zone(_with_half(plan, text, match, language), text, match.end())


def _is_digits(match: re.Match[str], group: int) -> bool:
    return bool(match[group]) and match[group].isdigit()


def _dotted(rest: str, date: Plan) -> re.Match[str] | None:
    """19.48, as Finns, Danes and Italians write it: only right after the date, not further than "kl." or "alle ore"."""
    match = _CLOCK_DOT.search(rest, date.end)
    return match if match and match.start() - date.end <= 12 else None


def _with_half(plan: Plan, text: str, clock: re.Match[str], language: str) -> Plan:
    if (own := words.HALVES.get(language)) and (stated := _own_half(text, clock.end(), own)):
        half, end = stated
        return replace(plan, half=half, end=max(plan.end, end))
    after = _HALF_AFTER.match(text, clock.end()) or _SHORT_HALF.match(text, clock.end())
    before = None if after else _HALF_BEFORE.search(text, 0, clock.start())
    match = after or before
    if not match:
        return plan
    found = match.groupdict()
    half = {"a": "am", "p": "pm"}.get(found.get("half") or "") or ("am" if found.get("am") else "pm")
    return replace(plan, half=half, start=min(plan.start, match.start()), end=max(plan.end, match.end()))


def _own_half(text: str, at: int, own: tuple[str, str]) -> tuple[str, int] | None:
    for half, word in zip(("am", "pm"), own, strict=True):
        if match := re.compile(rf"\s?{_markers(word)}\.?(?!{_LETTER})").match(text, at):
            return half, match.end()
    return None


def _with_zone(plan: Plan, text: str, at: int) -> Plan:
    if half := _HALF_AFTER.match(text, at):
        at = half.end()
    if match := _OFFSET.match(text, at):
        return replace(plan, offset=match.span("offset"), end=max(plan.end, match.end()))
    if match := _ZONE.match(text, at):
        return replace(plan, zone=ZONES[match["zone"]], end=max(plan.end, match.end()))
    return plan
