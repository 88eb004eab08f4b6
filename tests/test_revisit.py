"""When a post is looked at again: soon after something happened, then ever more rarely, never not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from blogarchive.revisit import Known, Schedule, decide

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DEFAULT = Schedule()
days = st.floats(0, 20_000).map(lambda n: timedelta(days=n))


def pause(quiet: timedelta | None) -> timedelta:
    known = Known(fetched=NOW, active=None if quiet is None else NOW - quiet)
    return decide(known, DEFAULT).at - NOW


def test_a_lively_post_is_looked_at_daily_and_an_old_one_rarely() -> None:
    assert pause(timedelta(hours=1)) == DEFAULT.soonest
    assert pause(timedelta(days=20)) == timedelta(days=5)
    assert pause(timedelta(days=3000)) == DEFAULT.longest
    assert pause(None) == DEFAULT.longest


def test_a_new_comment_quickens_the_looks_at_an_old_post() -> None:
    assert pause(timedelta(days=1)) < pause(timedelta(days=700))


@given(days, days)
def test_the_quieter_the_rarer_within_bounds(one: timedelta, other: timedelta) -> None:
    assert DEFAULT.soonest <= pause(one) <= DEFAULT.longest
    assert (one <= other) <= (pause(one) <= pause(other))


def test_a_publication_in_the_future_is_no_reason_to_hurry() -> None:
    assert decide(Known(fetched=NOW, active=NOW + timedelta(days=400)), DEFAULT).at == NOW + DEFAULT.soonest
