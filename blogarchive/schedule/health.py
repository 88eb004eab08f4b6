"""What one run found of one blog, and whether it is suddenly less than before: pure rules over counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import comb


@dataclass(slots=True)
class Counts:
    """One row of the table `blog_runs`, which explains each count."""

    requests: int = 0
    bytes: int = 0
    new_posts: int = 0
    new_comments: int = 0
    sources: int = 0
    named: int = 0
    asked: int = 0
    shown: int = 0
    posts: int = 0
    titled: int = 0
    authored: int = 0
    dated: int = 0
    with_text: int = 0
    talked: int = 0
    heard: int = 0
    standing: int = 0
    gone: int = 0
    missing: int = 0


COUNTED = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that an unchanged site keeps."""

    part: str
    whole: str
    words: str
    """For the alarm: what is shown by fewer."""


MEASURES = (
    Measure("shown", "asked", "known posts still show a post"),
    Measure("titled", "posts", "posts have a title"),
    Measure("authored", "posts", "posts have an author"),
    Measure("dated", "posts", "posts have a date"),
    Measure("with_text", "posts", "posts have a text"),
    Measure("heard", "talked", "posts with comments show them"),
)

REMEMBERED = 20
"""Earlier runs that are compared with: after so many like it, the new state is the ordinary one."""

DROP = 0.5
"""A share counts as dropped below this part of what it was …"""

UNLIKELY = 0.001
"""… and only if chance gives so few in less than one run of a thousand;"""

DOUBTFUL = 0.02
"""two measures that drop at once need not be as unlikely each: a new theme loses several things on the first page."""

FEWEST_NAMED = 3
"""A blog that named no more of its posts before is not called empty when it names none."""

FEWEST_GONE = 10
"""Fewer comments than this may go without anybody having to know."""


def alarms(now: Counts, earlier: Sequence[Counts]) -> list[str]:
    """What dropped against the blog's earlier runs, newest first, in words; nothing where all is as it was."""
    before = [run for run in earlier if run.posts or run.asked or run.named][:REMEMBERED]
    return [*_emptied(now, before), *_dropped(now, before), *_vanished(now)]


def chance(part: int, whole: int, earlier_part: int, earlier_whole: int) -> float:
    """How likely it is to find so few or fewer, if nothing has changed (binomial, by Laplace's rule of succession)."""
    share = (earlier_part + 1) / (earlier_whole + 2)
    return sum(comb(whole, n) * share**n * (1 - share) ** (whole - n) for n in range(part + 1))


def _emptied(now: Counts, before: Sequence[Counts]) -> list[str]:
    most = max((run.named for run in before), default=0)
    if not now.sources or now.named or most <= FEWEST_NAMED:
        return []
    return [f"empty: its front page, feeds and sitemaps name none of its posts; they named {most:,}"]


def _dropped(now: Counts, before: Sequence[Counts]) -> list[str]:
    found = [(measure, *_compared(measure, now, before)) for measure in MEASURES]
    dropped = [(measure, how_likely, text) for measure, how_likely, text in found if text and how_likely < DOUBTFUL]
    if len(dropped) < 2:
        dropped = [each for each in dropped if each[1] < UNLIKELY]
    return [text for _, _, text in dropped]


def _compared(measure: Measure, now: Counts, before: Sequence[Counts]) -> tuple[float, str]:
    part, whole = _capped(getattr(now, measure.part), getattr(now, measure.whole))
    had = sum(getattr(run, measure.part) for run in before)
    of = sum(getattr(run, measure.whole) for run in before)
    if not whole or not of or part / whole >= DROP * had / of:
        return 1.0, ""
    text = f"{measure.words}: {getattr(now, measure.part):,} of {getattr(now, measure.whole):,}, before {had / of:.0%}"
    return chance(part, whole, had, of), text


def _capped(part: int, whole: int) -> tuple[int, int]:
    """The share of a large number in a hundred: beyond it nothing becomes clearer, and binomials overflow."""
    return (part, whole) if whole <= 100 else (part * 100 // whole, 100)


def _vanished(now: Counts) -> list[str]:
    if now.gone < FEWEST_GONE or now.gone <= DROP * now.standing:
        return []
    return [f"{now.gone:,} of {now.standing:,} comments are gone from the posts looked at"]
