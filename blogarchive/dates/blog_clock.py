"""What a blog's clock shows: the zones that its times agree with, where the same moments are known in UTC too.

A page prints 19:48, a feed or an API says 11:48Z of the same comment: the clock was eight hours ahead on that day.
Only what every zone agrees on that fits all such pairs is known of other days, so a summer is not guessed from winters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_LEAST, _MOST = -12 * 60, 14 * 60
"""Minutes between UTC and the clocks that are in use."""
_FIT = 0.95
"""Share of the pairs that a zone must explain: a comment edited by hand, a feed of another clock prove nothing."""
_ENOUGH = 400
"""Pairs that are looked at; more of them tell no more."""
_FEW = 12
"""Pairs by which most zones are ruled out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One moment, said twice."""

    shown: str
    """By the page: "2011-12-28T19:48:00". An offset behind it is not believed."""
    instant: str
    """In UTC: "2011-12-28T11:48:12Z"."""

    @property
    def ahead(self) -> int | None:
        """Minutes that the page's clock was ahead of UTC; none where the two cannot be one moment."""
        seconds = (_wall(self.shown) - _wall(self.instant)).total_seconds()
        minutes = round(seconds / 60 / 15) * 15
        return minutes if abs(seconds - minutes * 60) < 90 and _LEAST <= minutes <= _MOST else None


@dataclass(frozen=True, slots=True)
class Clock:
    """A blog's clock, as far as the pairs tell."""

    zones: tuple[str, ...]
    """IANA names of every zone that explains the pairs, in order."""
    states_false_utc: bool
    """Whether a "+00:00" that its pages print is not true: WordPress before 5.3 put it behind local times."""

    def instant(self, shown: str) -> str | None:
        """A time by this clock in UTC; none where the zones differ, or the hour came twice that day."""
        wall = _wall(shown)
        found = {(wall - ahead) for zone in self.zones for ahead in _offsets(zone, wall)}
        return f"{found.pop().isoformat()}Z" if len(found) == 1 else None


def clock_of(pairs: Iterable[Pair]) -> Clock | None:
    """The clock that explains the pairs; none where no zone does, or there are none."""
    told = {(pair.instant[:13], ahead): pair for pair in pairs if (ahead := pair.ahead) is not None}
    chosen = [told[key] for key in sorted(told)]
    chosen = chosen[:: len(chosen) // _ENOUGH + 1]
    if not chosen:
        return None
    few = chosen[:: len(chosen) // _FEW + 1]
    likely = [name for name in _names() if _explained(few, name) >= 0.7 * len(few)]
    fits = {name: _explained(chosen, name) for name in likely}
    most = max(fits.values(), default=0)
    if most < _FIT * len(chosen):
        return None
    false = any(pair.ahead and states_utc(pair.shown) for pair in chosen)
    return Clock(tuple(zone for zone, count in fits.items() if count == most), false)


def states_utc(time: str) -> bool:
    """Whether a time says of itself that it is in UTC."""
    return time.endswith(("Z", "+00:00"))


def _wall(time: str) -> datetime:
    return datetime.fromisoformat(time).replace(tzinfo=None)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _names() -> tuple[str, ...]:
    """Zones by place, and those of a fixed offset, which blogs have too; not old names such as "US/Eastern"."""
    named = (name for name in available_timezones() if name.startswith(_REGIONS))
    return tuple(sorted(named))


_REGIONS = (
    "Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Etc/GMT", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip


def _explained(pairs: list[Pair], name: str) -> int:
    """How many of the pairs that zone explains."""
    zone = _zone(name)
    moments = ((_wall(pair.instant).replace(tzinfo=UTC), timedelta(minutes=pair.ahead or 0)) for pair in pairs)
    return sum(moment.astimezone(zone).utcoffset() == ahead for moment, ahead in moments)


def _offsets(zone: str, wall: datetime) -> set[timedelta]:
    """What that zone's clocks were ahead of UTC when they showed this: two where an hour came twice."""
    both = (wall.replace(tzinfo=_zone(zone), fold=fold).utcoffset() for fold in (0, 1))
    return {offset for offset in both if offset is not None}
