"""A blog's own clock, told from moments that are known in UTC too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.dates.blog_clock import Pair, clock_of

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Etc/GMT+5")
MOMENTS = st.datetimes(datetime(2003, 1, 1), datetime(2024, 1, 1))


def pair(zone: str, moment: datetime, mark: str = "") -> Pair:
    """What pages of a blog in that zone and its feed say of one moment."""
    instant = moment.replace(microsecond=0, tzinfo=UTC)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Pair(f"{shown.isoformat()}{mark}", f"{instant.replace(tzinfo=None).isoformat()}Z")


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(ZONES), st.lists(MOMENTS, min_size=1, max_size=8), MOMENTS)
def test_what_is_reckoned_is_true(zone: str, known: list[datetime], other: datetime) -> None:
    clock = clock_of([pair(zone, moment) for moment in known])
    assert clock is not None
    assert zone in clock.zones
    asked = pair(zone, other)
    assert clock.instant(asked.shown) in (None, asked.instant)


def test_a_zone_without_summer_time_is_known_the_year_round() -> None:
    clock = clock_of([pair("Asia/Shanghai", datetime(2015, month, 28, 11, 48)) for month in (1, 7, 12)])
    assert clock is not None
    assert clock.instant("2015-04-01T09:30:00") == "2015-04-01T01:30:00Z"
    assert not clock.states_false_utc


def test_a_summer_is_not_guessed_from_a_winter() -> None:
    clock = clock_of([pair("Europe/Berlin", datetime(2011, 12, 28, 11, 48))])
    assert clock is not None
    assert clock.instant("2012-01-10T12:00:00") == "2012-01-10T11:00:00Z"
    assert clock.instant("2012-07-10T12:00:00") is None


def test_the_hour_that_comes_twice_is_not_reckoned() -> None:
    clock = clock_of([pair("Europe/Berlin", datetime(2012, month, 10, 12)) for month in range(1, 13)])
    assert clock is not None
    assert clock.instant("2012-10-28T02:30:00") is None
    assert clock.instant("2012-10-28T03:30:00") == "2012-10-28T02:30:00Z"


def test_a_false_offset_is_found_out() -> None:
    false = clock_of([pair("Asia/Shanghai", datetime(2011, 12, 28, 11, 48), "+00:00")])
    true = clock_of([pair("Etc/GMT+0", datetime(2011, 12, 28, 11, 48), "+00:00")])
    assert false is not None
    assert true is not None
    assert (false.states_false_utc, true.states_false_utc) == (True, False)


def test_one_wrong_pair_of_many_does_not_stop_the_clock() -> None:
    told = [pair("Asia/Shanghai", datetime(2011, 1, 1) + timedelta(days=i)) for i in range(40)]
    assert clock_of([*told, Pair("2011-05-05T10:00:00", "2011-05-05T09:00:00Z")]) == clock_of(told)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [Pair("2011-12-28T19:48:00", "2011-12-28T11:41:12Z")],
        [Pair("2011-12-28T19:48:00", "2011-12-20T11:48:12Z")],
        [Pair(f"2011-0{m}-01T10:00:00", f"2011-0{m}-01T0{m}:00:00Z") for m in range(1, 9)],
    ],
    ids=["no pair", "not one moment", "days apart", "no zone fits"],
)
def test_no_clock(pairs: list[Pair]) -> None:
    assert clock_of(pairs) is None
