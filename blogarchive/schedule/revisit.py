"""What is asked for again, when, and why: a pure decider over what is known of an address and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often posts are looked at for new comments: soon after something happened, then ever more rarely.

    The defaults come from the curve in docs/updates.md.
    """

    soonest: timedelta = timedelta(hours=20)
    """Never sooner than this after the last look: a daily run then takes a post at most once a day."""
    share: float = 0.25
    """The pause is this share of the time since the last comment (or the post itself) …"""
    longest: timedelta = timedelta(days=60)
    """… and never longer than this: every post is looked at again within it, whatever feeds and sitemaps say."""
    sources: timedelta = timedelta(days=7)
    """So often a feed, list or sitemap is asked for without conditions: some servers say "unchanged" for ever."""
    overlap: timedelta = timedelta(days=7)
    """Lists of what is new are asked from so long before the last run: comments wait for their approval."""
    hurry: float = 0.5
    """The pauses shrink to this share where a comment feed has moved on by more than it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says of when an address last changed."""

    by: str
    """`sitemap`, `feed`, `API`, `comment feed` or `API comments`."""
    said: str
    """What it says now, as it says it."""
    heeded: str | None = None
    """What it said when the address was last fetched; none where it first speaks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the archive knows of a post. All moments are aware."""

    fetched: datetime
    """When it was last looked at."""
    active: datetime | None = None
    """When something last happened there: its newest comment, else its publication."""
    newest: datetime | None = None
    """Its newest comment whose time is known to the offset."""
    claims: tuple[Claim, ...] = ()
    """What feeds, sitemaps and APIs say of it."""
    forgotten: bool = False
    """Whether the sitemap, read whole, no longer names it, and it was not looked at since."""
    shows_other: str | None = None
    """What a feed shows that the page did not when it was last looked at, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """When to look again, and for what reason."""

    at: datetime
    reason: str
    by: str | None = None
    """Whose word it rests on; none for the schedule."""
    anew: bool = False
    """Whether to ask without conditions, so that "not modified" cannot be the answer."""
    whole: bool = False
    """Whether every page of the thread is looked at, not the post's own address alone."""


SPEAKS: dict[str, str] = {
    "sitemap": "the sitemap says that it changed on {0}",
    "feed": "the feed says that it changed on {0}",
    "API": "the API says that it changed on {0}",
    "comment feed": "the comment feed shows a comment of {0}",
    "API comments": "the API lists a comment of {0}",
}
"""Who is listened to, and what the reason then says."""

OF_COMMENTS = ("comment feed", "API comments")
"""Sources that show what they speak of: they need no trust."""

FORGOTTEN = "the sitemap no longer names it"


def decide(known: Known, schedule: Schedule, *, hurry: bool = False) -> Decision:
    """The moment from which a post is due, and why."""
    at = known.fetched
    if known.shows_other is not None:
        return Decision(at=at, reason=known.shows_other, anew=True, whole=True)
    for claim in known.claims:
        if is_news(claim, known):
            day = (moment(claim.said) or at).strftime("%Y-%m-%d")
            shown = claim.by in OF_COMMENTS
            by = None if shown else claim.by
            return Decision(at=at, reason=SPEAKS[claim.by].format(day), by=by, anew=True, whole=shown)
    if known.forgotten:
        return Decision(at=at, reason=FORGOTTEN, by="sitemap", anew=True)
    return _by_schedule(known, schedule, hurry=hurry)


def _by_schedule(known: Known, schedule: Schedule, *, hurry: bool) -> Decision:
    at = known.fetched
    quiet = at - known.active if known.active is not None else schedule.longest / schedule.share
    pause = min(max(quiet * schedule.share, schedule.soonest), schedule.longest)
    if hurry and (sooner := max(pause * schedule.hurry, schedule.soonest)) < pause:
        return Decision(at=at + sooner, reason="the comment feed has moved on by more than it shows")
    if pause == schedule.longest:
        reason = f"not looked at for {schedule.longest.days} days"
        return Decision(at=at + pause, reason=reason, anew=True, whole=True)
    return Decision(at=at + pause, reason=f"comments may have come: {_days(quiet)} quiet at the last look")


def is_news(claim: Claim, known: Known) -> bool:
    """Whether a source says something of a post that it did not say when the post was last looked at.

    What it said then is compared rather than our clock with the server's, and only what is later is news: a date
    in the future, a clock that is wrong, or a feed that forgets and remembers leads to one look and no more.
    """
    said, heeded = moment(claim.said), moment(claim.heeded)
    if claim.said == claim.heeded or said is None:
        return said is None and claim.heeded is not None and claim.said != claim.heeded
    if heeded is not None:
        return said > heeded
    if claim.by in OF_COMMENTS:
        return known.newest is None or said > min(known.newest, known.fetched)
    return said > known.fetched


# ------------------------------------------------------------------ whom to believe


@dataclass(frozen=True, slots=True)
class Trust:
    """How often a source was right when it said that posts had changed."""

    followed: int = 0
    right: int = 0

    def after(self, *, changed: bool) -> Trust:
        """With one more post looked at; what is long ago counts ever less."""
        trust = Trust(self.followed + 1, self.right + changed)
        return Trust(trust.followed // 2, trust.right // 2) if trust.followed >= FORGETS else trust


PROVEN, PROVES = 0.2, 10
"""A source is believed that was right in a fifth of its last cases, of which there are ten."""

FORGETS = 60
"""After so many cases, all are halved."""

SAMPLE = 20
"""Posts that an unproven source may have looked at in a run when it says of most of them that they changed."""

MOST_CLAIMS = 0.5
"""Share of a blog's posts of which it may say so before only a sample is looked at."""


def most_followed(trust: Trust, claims: int, posts: int) -> int:
    """To how many claims of one source a run listens.

    One that was found wrong again and again gets a single look in each run, by which it can win trust again.
    """
    if trust.followed >= PROVES:
        return claims if trust.right >= PROVEN * trust.followed else min(claims, 1)
    return claims if claims <= max(SAMPLE, MOST_CLAIMS * posts) else SAMPLE


# ------------------------------------------------------------------ where news is looked for

DOUBLINGS = 16
"""More than any schedule's longest pause takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap, list or front page that told of posts before."""

    fetched: datetime
    whole: datetime | None
    """When it last came whole, rather than as "not modified"."""
    claim: Claim | None = None
    """For a sitemap of an index: what the index says of it."""


def decide_source(source: Source, schedule: Schedule) -> Decision:
    """When a source is read again: in each run, but what an index dates only when it says so, or once a week."""
    stale = source.whole is None or source.fetched - source.whole >= schedule.sources
    known = Known(fetched=source.fetched)
    if source.claim is None:
        return Decision(at=source.fetched, reason="may tell of news", anew=stale)
    if is_news(source.claim, known):
        return Decision(at=source.fetched, reason="its index says that it changed", anew=True)
    return Decision(
        at=source.fetched + schedule.sources, reason=f"not read for {schedule.sources.days} days", anew=True
    )


def decide_failed(fetched: datetime, failures: int, schedule: Schedule, *, requisite: bool) -> Decision:
    """When something that could not be had is asked for again: each time after twice as long, up to the longest pause.

    `failures` counts the updates in a row that asked in vain. Images and scripts wait the longest pause at once.
    """
    pause = schedule.soonest * 2 ** min(max(failures - 1, 0), DOUBLINGS)
    pause = schedule.longest if requisite else min(pause, schedule.longest)
    return Decision(at=fetched + pause, reason="could not be had before")


def has_moved_on(fresh: int, named: int, vouched: int) -> bool:
    """Whether a feed or list has moved on by more than it shows: nothing that it names was known before the run.

    Where the sitemap names all of it too, the sitemap has what lies between.
    """
    return named > 0 and fresh == named and vouched < named


def moment(text: object) -> datetime | None:
    """A stated time as an aware one; none where it is no time."""
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _days(span: timedelta) -> str:
    days = max(span / timedelta(days=1), 0.0)
    return f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"
