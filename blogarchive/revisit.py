"""When a post is looked at again, and why: a pure decider over what is known of it and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often posts are looked at for new comments: soon after something happened, then ever more rarely."""

    soonest: timedelta = timedelta(hours=20)
    """Never sooner than this after the last look: a daily run then takes a post at most once a day."""
    share: float = 0.25
    """The pause is this share of the time since the last comment (or the post itself) …"""
    longest: timedelta = timedelta(days=60)
    """… and never longer than this: every post is looked at again within it, whatever feeds and sitemaps say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the archive knows of a post. All moments are aware."""

    fetched: datetime
    """When it was last looked at."""
    active: datetime | None = None
    """When something last happened there: its newest comment, else its publication."""
    claimed: datetime | None = None
    """When a sitemap or feed says that it last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """When to look again, and for what reason."""

    at: datetime
    reason: str


def decide(known: Known, schedule: Schedule) -> Decision:
    """The moment from which a post is due, and why."""
    if known.claimed is not None and known.claimed > known.fetched:
        return Decision(at=known.fetched, reason=f"said to have changed on {known.claimed:%Y-%m-%d}")
    quiet = known.fetched - known.active if known.active is not None else schedule.longest / schedule.share
    pause = min(max(quiet * schedule.share, schedule.soonest), schedule.longest)
    if pause == schedule.longest:
        return Decision(at=known.fetched + pause, reason=f"not looked at for {schedule.longest.days} days")
    return Decision(at=known.fetched + pause, reason=f"comments may have come: {_days(quiet)} quiet at the last look")


def _days(span: timedelta) -> str:
    days = max(span / timedelta(days=1), 0.0)
    return f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"
