"""What is asked for again, when and why: soon after something happened, then ever more rarely, never not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.schedule.revisit import (
    FORGETS,
    PROVES,
    SAMPLE,
    Claim,
    Known,
    Schedule,
    Source,
    Trust,
    decide,
    decide_failed,
    decide_source,
    has_moved_on,
    most_followed,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DEFAULT = Schedule()
days = st.floats(0, 20_000).map(lambda n: timedelta(days=n))


def pause(quiet: timedelta | None) -> timedelta:
    known = Known(fetched=NOW, active=None if quiet is None else NOW - quiet)
    return decide(known, DEFAULT).at - NOW


def is_due(*claims: Claim) -> bool:
    """Whether an old post is due right after it was looked at."""
    known = Known(fetched=NOW, active=NOW - timedelta(days=900), newest=NOW - timedelta(days=900), claims=claims)
    return decide(known, DEFAULT).at <= NOW


def days_from_now(number: float) -> str:
    return (NOW + timedelta(days=number)).isoformat()


def test_a_lively_post_is_looked_at_daily_and_an_old_one_rarely() -> None:
    assert pause(timedelta(hours=1)) == DEFAULT.soonest
    assert DEFAULT.soonest < pause(timedelta(days=20)) < DEFAULT.longest
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


def test_the_longest_pause_ends_with_the_whole_page_asked_for_without_conditions() -> None:
    decision = decide(Known(fetched=NOW), DEFAULT)
    assert decision.anew
    assert decision.whole
    assert not decide(Known(fetched=NOW, active=NOW), DEFAULT).anew


@pytest.mark.parametrize("by", ["sitemap", "feed", "API", "comment feed", "API comments"])
def test_what_a_source_says_anew_is_heeded_once(by: str) -> None:
    assert is_due(Claim(by=by, said=days_from_now(1), heeded=days_from_now(-1)))
    assert not is_due(Claim(by=by, said=days_from_now(1), heeded=days_from_now(1)))


def test_what_a_source_says_for_the_first_time_is_measured_by_our_own_look() -> None:
    assert is_due(Claim(by="sitemap", said=days_from_now(1)))
    assert not is_due(Claim(by="sitemap", said=days_from_now(-1)))
    # The look may have come too early for a comment of that time: the newest that is known decides.
    assert is_due(Claim(by="comment feed", said=days_from_now(-1)))
    assert not is_due(Claim(by="comment feed", said=days_from_now(-900)))


def test_a_source_that_lies_about_time_gains_one_look_and_no_more() -> None:
    future = days_from_now(36_500)
    assert is_due(Claim(by="sitemap", said=future, heeded=days_from_now(-3)))
    assert not is_due(Claim(by="sitemap", said=future, heeded=future))
    assert not is_due(Claim(by="comment feed", said=days_from_now(-9), heeded=days_from_now(-1)))  # it forgets
    assert is_due(Claim(by="sitemap", said="of late", heeded="long ago"))
    assert not is_due(Claim(by="sitemap", said="of late", heeded="of late"))


def test_a_post_that_the_sitemap_forgets_is_looked_at() -> None:
    assert decide(Known(fetched=NOW, active=NOW - timedelta(days=900), forgotten=True), DEFAULT).at == NOW


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_source_that_is_always_wrong_comes_down_to_one_look_a_run(claims: int, posts: int) -> None:
    trust, looks = Trust(), []
    for _ in range(60):
        looks.append(most_followed(trust, claims, posts))
        for _ in range(min(looks[-1], FORGETS)):
            trust = trust.after(changed=False)
    assert looks[-1] <= 1 or claims == 0
    assert looks[0] <= max(SAMPLE, posts)


def test_a_source_that_is_right_is_believed_even_of_all_posts_at_once() -> None:
    trust = Trust()
    assert most_followed(trust, 1000, 1000) == SAMPLE
    for _ in range(SAMPLE):
        trust = trust.after(changed=True)
    assert trust.followed >= PROVES
    assert most_followed(trust, 1000, 1000) == 1000


def test_a_source_that_was_wrong_can_win_trust_again() -> None:
    trust, runs = Trust(FORGETS - 1, 0), 0
    while most_followed(trust, 100, 1000) < 100:
        trust, runs = trust.after(changed=True), runs + 1
        assert runs < FORGETS


def test_sources_are_read_in_each_run_and_whole_once_a_week() -> None:
    fresh = decide_source(Source(fetched=NOW, whole=NOW), DEFAULT)
    assert fresh.at == NOW
    assert not fresh.anew
    assert decide_source(Source(fetched=NOW, whole=NOW - DEFAULT.sources), DEFAULT).anew


def test_a_sitemap_is_read_when_its_index_says_so_or_after_a_week() -> None:
    said = days_from_now(-3)
    same = Source(fetched=NOW, whole=NOW, claim=Claim(by="sitemap index", said=said, heeded=said))
    other = Source(fetched=NOW, whole=NOW, claim=Claim(by="sitemap index", said=days_from_now(0), heeded=said))
    assert decide_source(same, DEFAULT).at == NOW + DEFAULT.sources
    assert decide_source(other, DEFAULT).at == NOW


@given(st.integers(0, 500), st.integers(0, 500))
def test_what_could_not_be_had_is_asked_for_ever_more_rarely(one: int, other: int) -> None:
    waits = [decide_failed(NOW, failures, DEFAULT, requisite=False).at - NOW for failures in sorted((one, other))]
    assert DEFAULT.soonest <= waits[0] <= waits[1] <= DEFAULT.longest
    assert decide_failed(NOW, 0, DEFAULT, requisite=True).at == NOW + DEFAULT.longest


@pytest.mark.parametrize(
    ("fresh", "named", "vouched", "moved"),
    [(10, 10, 0, True), (9, 10, 0, False), (10, 10, 10, False), (10, 10, 9, True), (0, 0, 0, False)],
)
def test_a_feed_has_moved_on_when_it_shows_nothing_known(fresh: int, named: int, vouched: int, moved: bool) -> None:
    assert has_moved_on(fresh, named, vouched) == moved
