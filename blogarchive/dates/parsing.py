"""What the page said -> ISO 8601, as precise as said: in any language, on any clock, relative to the capture."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from blogarchive.dates import words
from blogarchive.dates.folding import fold, shape
from blogarchive.dates.shapes import LIMIT, ZONES, Plan, plan_of

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Spot:
    """A date and where it stands in its text, so that what stands around it can be told from it."""

    value: str
    start: int
    end: int


def parse(
    text: str | None,
    *,
    captured: datetime | None = None,
    language: str | None = None,
    day_first: bool | None = None,
) -> str | None:
    """The date that a line of text states; none where it states none, or none with a year.

    `captured` is what "3 days ago" counts from; `day_first` settles 03/04/2011, else the language does.
    """
    found = spot(text, captured=captured, language=language, day_first=day_first)
    return found.value if found else None


def spot(
    text: str | None,
    *,
    captured: datetime | None = None,
    language: str | None = None,
    day_first: bool | None = None,
) -> Spot | None:
    """The same with its place in the text."""
    if not text or len(text) > LIMIT or (captured is None and _DIGIT.search(text) is None):
        return None
    folded = fold(text).replace("元年", "1年")  # the first year of a Japanese era
    shaped = shape(folded)
    plan = plan_of(shaped, (language or "").lower())
    value = _read(folded, plan, day_first) if plan else None
    if plan and value:
        return Spot(value, plan.start, plan.end)
    return _relative(folded, captured) if captured is not None and _may_be_relative(shaped) else None


class DateReader:
    """Reads all dates of one page alike: whether 03/04/2011 is in March or April is one decision for all of them."""

    def __init__(
        self,
        texts: Iterable[str | None],
        *,
        captured: datetime | None = None,
        language: str | None = None,
        url: str | None = None,
    ) -> None:
        self.captured = captured
        self.language = (language or "").lower()
        self.day_first = _settled(list(_unsure(texts, self.language)), url, captured)
        self._known: dict[str | None, Spot | None] = {}

    def read(self, text: str | None) -> str | None:
        found = self.spot(text)
        return found.value if found else None

    def spot(self, text: str | None) -> Spot | None:
        if text not in self._known:
            self._known[text] = spot(text, captured=self.captured, language=self.language, day_first=self.day_first)
        return self._known[text]


def settled(texts: Iterable[str], *, language: str | None = None, url: str | None = None) -> bool | None:
    """Whether a page writes the day first, as most of its own dates prove, or the month in its address does."""
    unsure = list(_unsure(texts, (language or "").lower()))
    votes = sum((d.first > 12) - (d.second > 12) for d in unsure)
    return votes > 0 if votes else _by_address(unsure, url)


def is_unsure(text: str, language: str | None = None) -> bool:
    """Whether day and month of the date in a text may change places."""
    plan = plan_of(shape(fold(text)), (language or "").lower()) if len(text) <= LIMIT else None
    return plan is not None and plan.unsure


def from_machine(value: str | float | None) -> str | None:
    """A date written for programs: ISO 8601 in all its spellings, RFC 822, seconds or milliseconds since 1970."""
    if value is None:
        return None
    text = str(value).strip()
    if match := _ISO.match(text):
        return _iso(match)
    if re.fullmatch(r"-?\d{9,10}(\.\d+)?|\d{12,13}", text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) > 11 else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    if match := _RFC822.search(text):
        if (offset := ZONES.get(match[2].lower())) is not None:  # the library knows those of North America
            text = text[: match.start(2)] + offset.replace(":", "")
        with suppress(ValueError, TypeError, OverflowError):  # of +9999, for one
            moment = parsedate_to_datetime(text)
            clock, offset = f"{moment:%H:%M:%S}", moment.isoformat(timespec="seconds")[19:]
            return _stated(moment.year, moment.month, moment.day, clock, offset)
    return parse(text)


_DIGIT = re.compile(r"\d")
# --- one reading ---------------------------------------------------------------------------------------------------

_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)(?:-(?P<d>\d\d)(?:(?:T|\s+|T\s+)(?P<H>\d\d):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?(?:[+-]00:00)?)?)?(?=$|\s|\[)"
    r"|(?P<cy>\d{4})(?P<cm>\d\d)(?P<cd>\d\d)(?:T?(?P<cH>\d\d)(?P<cM>\d\d)(?P<cS>\d\d)?(?P<cz>Z|[+-]\d{4})?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_OFFSETS = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")
"""From UTC-12 to UTC+14 there are time zones; what is said beyond is no offset."""
_RFC822 = re.compile(r"^(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|[A-Z]{1,4})$")


_EARLIEST = 1400
"""No page is dated earlier; some give the years of the text that they print."""
_EPOCHS = frozenset({date(1970, 1, 1), date(1969, 12, 31)})


def _iso(match: re.Match[str]) -> str | None:
    part = {name.lstrip("c"): text for name, text in match.groupdict().items() if text}
    if "d" not in part:
        return _stated(int(part["y"]), int(part["m"]), None, "", "")
    clock = ":".join([part["H"], part["M"], part.get("S", "00")]) if "H" in part else ""
    return _stated(int(part["y"]), int(part["m"]), int(part["d"]), clock, _offset(part.get("z", "")))


def _offset(text: str) -> str:
    """`+0800`, `utc+8`, `Z` -> `+08:00`."""
    text = text.lower().removeprefix("utc").removeprefix("gmt").strip()
    if text in ("", "z"):
        return "+00:00" if text else ""
    sign, digits = text[0], text[1:].replace(":", "")
    digits = digits.zfill(2) if len(digits) < 3 else digits.zfill(4)
    return f"{sign}{digits[:2]}:{digits[2:] or '00'}"


def _stated(year: int, month: int, day: int | None, clock: str, offset: str) -> str | None:
    """ISO 8601 of what is stated, if there is such a day and such a time.

    What software prints where it knows no date states nothing: 0000-00-00, which PHP makes "November 30, -0001", and
    the beginning of Unix time, which is the day before it in America.
    """
    try:
        found = date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    if year < _EARLIEST or (day is not None and found in _EPOCHS):
        return None
    if clock and not _CLOCK.fullmatch(clock):
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    offset = offset if _OFFSETS.fullmatch(offset) else ""
    return f"{year:04}-{month:02}-{day:02}" + (f"T{clock}{offset}" if clock else "")


def _read(folded: str, plan: Plan, day_first: bool | None) -> str | None:
    year = _year(int(folded[slice(*plan.year)]), plan)
    month = plan.month if isinstance(plan.month, int) else int(folded[slice(*plan.month)])
    day = int(folded[slice(*plan.day)]) if plan.day else None
    if plan.unsure and day is not None:
        month, day = _ordered(plan, month, day, day_first)
    if 1300 < year < 1420 and day is not None and 1 <= month <= 12:
        year, month, day = _from_persian(year, month, day)
    clock = _clock(folded, plan)
    if clock is None:
        return None
    if len(clock) == 2:  # "7pm" says no minute
        return f"{_stated(year, month, day, '', '')}T{clock}" if _stated(year, month, day, "", "") else None
    offset = plan.zone or (_offset(folded[slice(*plan.offset)]) if plan.offset else "")
    return _stated(year, month, day, clock, offset)


_FIRST_BUDDHIST = 42
"""Years of two digits from which on a Thai page means the Buddhist era: 2542 is 1999."""


def _year(number: int, plan: Plan) -> int:
    if plan.added:
        return number + plan.added
    if 2400 < number < 2700:  # Buddhist era, as Thai pages print it
        return number - 543
    if plan.year[1] - plan.year[0] == 2:
        if plan.buddhist and number >= _FIRST_BUDDHIST:
            return number + 2500 - 543
        return number + (2000 if number < 70 else 1900)
    return number


def _ordered(plan: Plan, month: int, day: int, day_first: bool | None) -> tuple[int, int]:
    if month > 12 or day > 12:
        return (day, month) if month > 12 else (month, day)
    stands_day_first = plan.day is not None and isinstance(plan.month, tuple) and plan.day < plan.month
    return (month, day) if day_first is None or day_first == stands_day_first else (day, month)


def _clock(folded: str, plan: Plan) -> str | None:
    """`19:48:00`, `19` where no minute is stated, empty where no time is; none for a time that cannot be."""
    if plan.hour is None:
        return ""
    hour = int(folded[slice(*plan.hour)])
    if plan.half and hour <= 12:
        hour = hour % 12 + (12 if plan.half == "pm" else 0)
    if hour > 23:
        return None
    if plan.minute is None:
        return f"{hour:02}"
    second = folded[slice(*plan.second)] if plan.second else "00"
    return f"{hour:02}:{folded[slice(*plan.minute)].zfill(2)}:{second.zfill(2)}"


def _from_persian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Solar Hijri -> Gregorian, by the 33-year cycle of leap years, which is exact from 1206 to 1498."""
    cycle = year + 1595
    days = 365 * cycle + cycle // 33 * 8 + (cycle % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    found = date.fromordinal(days - 356_033)
    return found.year, found.month, found.day


# --- one page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unsure:
    first: int
    second: int
    year: int
    clock: str


def _unsure(texts: Iterable[str | None], language: str) -> Iterable[_Unsure]:
    for text in texts:
        if not text or len(text) > LIMIT:
            continue
        folded = fold(text)
        plan = plan_of(shape(folded), language)
        if plan and plan.unsure and plan.day and isinstance(plan.month, tuple):
            first, second = sorted((plan.day, plan.month))
            numbers = int(folded[slice(*first)]), int(folded[slice(*second)])
            yield _Unsure(*numbers, _year(int(folded[slice(*plan.year)]), plan), _clock(folded, plan) or "")


def _settled(dates: list[_Unsure], url: str | None, captured: datetime | None) -> bool | None:
    """What the page's own dates prove: a number above 12, the address, what is not yet, the order of a thread."""
    for found in dates:
        if (found.first > 12) != (found.second > 12):
            return found.first > 12
    if (told := _by_address(dates, url)) is not None:
        return told
    if captured:
        now = captured.date()
        late = [any(_is_after(d, now, day_first=order) for d in dates) for order in (True, False)]
        if late[0] != late[1]:
            return late[1]
    jumps = [_jumps(dates, day_first=order) for order in (True, False)]
    return None if jumps[0] == jumps[1] else jumps[0] < jumps[1]


def _by_address(dates: list[_Unsure], url: str | None) -> bool | None:
    """`/2011/12/boats/` names the month of the post, which one of its dates names too."""
    if match := re.search(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/", url or ""):
        year, month = int(match[1]), int(match[2])
        for found in dates:
            if found.year == year and found.first != found.second and month in (found.first, found.second):
                return month == found.second
    return None


def _key(found: _Unsure, *, day_first: bool) -> tuple[int, int, int, str]:
    month, day = (found.second, found.first) if day_first else (found.first, found.second)
    return found.year, month, day, found.clock


def _is_after(found: _Unsure, now: date, *, day_first: bool) -> bool:
    return _key(found, day_first=day_first)[:3] > (now.year, now.month, now.day + 1)


def _jumps(dates: list[_Unsure], *, day_first: bool) -> int:
    keys = [_key(d, day_first=day_first) for d in dates]
    return sum(b < a for a, b in pairwise(keys))


# --- relative dates ------------------------------------------------------------------------------------------------

_UNITS = {word: unit for unit, text in words.UNITS.items() for word in text.split()}
_DUALS = {fold(word): unit for word, unit in words.DUALS.items()}
_ONE = frozenset(words.ONE.split())
_AGO = re.compile(r"(?<!\w)(?:" + "|".join(w.replace("_", " ") for w in words.AGO.split()) + r")(?!\w)")
_WORD = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0900-\u0eff])*")
_JOINED = re.compile(
    r"(\d+)\s*(?:(年|년|ปี)|(か月|ヶ月|カ月|ヵ月|个月|個月|개월|달|เดือน)|(週間|周|週|주일|주|สัปดาห์)|(日|天|일|วัน)"
    r"|(時間|小时|小時|시간|ชั่วโมง)|(分钟|分鐘|分間|分|분|นาที)|(秒钟|秒鐘|秒|초|วินาที))\s*(?:之?前|以前|전|ที่แล้ว|ที่ผ่านมา|ก่อน)"
)
_DAYS = {
    word.replace("_", " "): back for back, text in ((1, words.YESTERDAY), (0, words.TODAY)) for word in text.split()
}
_DAY_WORD = re.compile(r"(?<!\w)(" + "|".join(sorted(map(re.escape, _DAYS), key=len, reverse=True)) + r")(?!\w)")
_LONGEST_RELATIVE = 80
_ORDER = ("year", "month", "week", "day", "hour", "minute", "second")


@lru_cache(maxsize=8192)
def _may_be_relative(shaped: str) -> bool:
    """Whether texts of this shape can count from now."""
    if len(shaped) > _LONGEST_RELATIVE:
        return False
    lapse = _AGO.search(shaped) is not None and bool(_spans(shaped))
    return lapse or _JOINED.search(shaped) is not None or _DAY_WORD.match(shaped.lstrip()) is not None


def _relative(folded: str, captured: datetime | None) -> Spot | None:
    """A date that counts from now, in the capture's own time (UTC), no finer than the unit it counts in."""
    if captured is None or len(folded) > _LONGEST_RELATIVE:
        return None
    now = captured if captured.tzinfo else captured.replace(tzinfo=UTC)
    if match := _JOINED.search(folded):
        unit = next(name for name, text in zip(_ORDER, match.groups()[1:], strict=True) if text)
        return Spot(_ago(now, {unit: int(match[1])}), match.start(), match.end())
    spans = _spans(folded)
    marker = _AGO.search(folded) if spans else None
    if spans and marker:
        start = min(marker.start(), *(span.start for span in spans))
        end = max(marker.end(), *(span.end for span in spans))
        return Spot(_ago(now, {span.unit: span.number for span in spans}), start, end)
    return _named_day(folded, now)


@dataclass(frozen=True, slots=True)
class _Lapse:
    number: int
    unit: str
    start: int
    end: int


def _spans(folded: str) -> list[_Lapse]:
    """`2 years 3 weeks`, `a day`."""
    found = list(_WORD.finditer(folded))
    pairs = [_Lapse(2, _DUALS[word[0]], word.start(), word.end()) for word in found if word[0] in _DUALS]
    return pairs or [
        _Lapse(int(left[0]) if left[0].isdigit() else 1, _UNITS[right[0]], left.start(), right.end())
        for left, right in pairwise(found)
        if right[0] in _UNITS and (left[0] in _ONE or (left[0].isdigit() and len(left[0]) < 5))
    ]


def _ago(now: datetime, lapse: dict[str, int]) -> str:
    months = now.year * 12 + now.month - 1 - lapse.get("year", 0) * 12 - lapse.get("month", 0)
    year, month = divmod(months, 12)
    finest = max(lapse, key=_ORDER.index)
    if year < 1970:
        year, month = 1970, 0
    if finest == "year":
        return f"{year:04}"
    if finest == "month":
        return f"{year:04}-{month + 1:02}"
    moved = now.replace(year=year, month=month + 1, day=1) + timedelta(days=now.day - 1)
    moved -= timedelta(**{f"{unit}s": lapse[unit] for unit in _ORDER[2:] if unit in lapse})
    if finest == "week":  # "3 weeks" is 21 to 27 days: no day is stated
        return f"{moved:%Y-%m}"
    if finest in ("day", "hour"):
        return f"{moved:%Y-%m-%d}"
    return moved.isoformat(timespec="minutes").replace("+00:00", ":00+00:00")


def _named_day(folded: str, now: datetime) -> Spot | None:
    """`Yesterday at 7:48 pm`."""
    match = _DAY_WORD.match(folded.lstrip())
    if not match:
        return None
    day = f"{now - timedelta(days=_DAYS[match[1]]):%Y-%m-%d}"
    dated = f"{day} {folded.lstrip()[match.end() :]}"
    found = spot(dated)
    return Spot(found.value if found else day, 0, len(folded))
