"""A year of daily updates of an imagined blog, by the real decider: new comments seen in time against requests spent.

python -m benchmarks.simulate_year
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import mean

from blogarchive.schedule.revisit import Known, Schedule, decide

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
AGES, NEW_A_YEAR, YEAR = 3650, 104, 365
WINDOW = 10
"""Comments that the feed shows, where there is one."""

WITHIN = (1, 7, 30)
COUNTED = START + (YEAR - WITHIN[-1]) * DAY
"""Comments of later than this could not be waited for."""


@dataclass
class Post:
    """A post with all the comments it will ever get, oldest first."""

    published: datetime
    comments: list[datetime] = field(default_factory=list)
    seen: int = 0
    fetched: datetime = START
    looks: int = 0
    at: datetime = START
    """When it is due, as the decider said after the last look."""

    def look(self, now: datetime, lags: list[float]) -> None:
        """Fetch the page: every comment that stands there by now is seen."""
        upto = bisect_right(self.comments, now)
        lags.extend((now - when) / DAY for when in self.comments[self.seen : upto] if START < when <= COUNTED)
        self.seen, self.fetched, self.looks = upto, now, self.looks + 1

    def due(self, schedule: Schedule, *, hurry: bool = False) -> datetime:
        """When the decider wants it looked at again."""
        active = self.comments[self.seen - 1] if self.seen else self.published
        return decide(Known(fetched=self.fetched, active=active), schedule, hurry=hurry).at


def blog(posts: int, dice: random.Random) -> list[Post]:
    """Posts of ten years and of the year to come.

    Most comments come within two days of a post, a fifth trickles in over years, and now and then an old post is
    linked to somewhere and talked about for some days.
    """
    made = [Post(START - timedelta(days=dice.uniform(0, AGES))) for _ in range(posts)]
    made += [Post(START + timedelta(days=dice.uniform(0, YEAR))) for _ in range(NEW_A_YEAR * posts // 1000)]
    fame = [dice.lognormvariate(1.4, 1.2) for _ in made]
    for post, expected in zip(made, fame, strict=True):
        post.comments += [post.published + delay for delay in _delays(round(expected), dice)]
    for _ in range(30 * posts // 1000):
        talked_of = dice.choices(made, fame)[0]
        began = START + timedelta(days=dice.uniform(0, YEAR))
        if began > talked_of.published:
            crowd = 1 + int(dice.expovariate(1 / 7))
            talked_of.comments += [began + timedelta(days=dice.expovariate(0.5)) for _ in range(crowd)]
    for post in made:
        post.comments.sort()
        post.seen = bisect_right(post.comments, START)
        post.fetched = START - timedelta(days=dice.uniform(0, 1))
    return made


def _delays(number: int, dice: random.Random) -> Iterator[timedelta]:
    for _ in range(number):
        slow = dice.random() < 0.2
        yield timedelta(days=20 * (dice.paretovariate(0.7) - 1) if slow else dice.lognormvariate(-0.7, 1.5))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a schedule came to."""

    requests: float
    """A day, for each 1,000 posts."""
    shares: tuple[float, ...]
    """Of the year's new comments, seen within 1, 7 and 30 days."""


def year(posts: list[Post], schedule: Schedule, *, feed: bool) -> Outcome:
    """365 daily runs."""
    lags: list[float] = []
    said = sorted((when, number) for number, post in enumerate(posts) for when in post.comments if when > START)
    posts = [replace(post, at=post.due(schedule)) for post in posts]
    for number in range(1, YEAR + 1):
        now = START + number * DAY
        hurry, shown = _feed(posts, said, now) if feed else (False, set())
        for place, post in enumerate(posts):
            if post.published > now:
                continue
            is_new = now - DAY < post.published
            if is_new or place in shown or post.at <= now or (hurry and post.due(schedule, hurry=True) <= now):
                post.look(now, lags)
                post.at = post.due(schedule)
    total = sum(1 for when, _ in said if when <= COUNTED)
    shares = tuple(sum(1 for lag in lags if lag <= days) / total for days in WITHIN)
    return Outcome(sum(post.looks for post in posts) / YEAR / len(posts) * 1000, shares)


def _feed(posts: list[Post], said: list[tuple[datetime, int]], now: datetime) -> tuple[bool, set[int]]:
    """Whether the feed has moved on past what was known, and the posts whose new comments it shows."""
    end = bisect_right(said, (now, len(posts)))
    shown = said[max(0, end - WINDOW) : end]
    fresh = [(when, place) for when, place in shown if when > now - DAY]
    return len(fresh) == WINDOW, {place for when, place in fresh if posts[place].fetched < when}


def schedules() -> Iterator[tuple[str, Schedule]]:
    """What is compared: every post alike, and pauses that grow with the quiet."""
    for days in (1, 7, 30, 60):
        every = timedelta(days=days) - timedelta(hours=4)
        yield f"all posts every {days} days", Schedule(soonest=every, longest=every)
    for longest in (30, 60, 120):
        for share in (0.1, 0.25, 0.5, 1.0):
            plan = Schedule(share=share, longest=timedelta(days=longest))
            yield f"{share:g} of the quiet, at most {longest} days", plan
    for hurry in (1.0, 0.5, 0.25, 0.1):
        yield f"the default, pauses cut to {hurry:g} when the feed overflows", Schedule(hurry=hurry)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--posts", type=int, default=1000)
    arguments.add_argument("--seeds", type=int, default=3, help="blogs that are imagined; the table has their mean")
    chosen = arguments.parse_args()
    blogs = [blog(chosen.posts, random.Random(seed)) for seed in range(chosen.seeds)]
    said = [(when, when - post.published) for one in blogs for post in one for when in post.comments]
    new = [age for when, age in said if START < when <= START + YEAR * DAY]
    old = sum(1 for age in new if age > 730 * DAY)
    print(f"{len(blogs)} blogs, {sum(map(len, blogs))} posts; {len(new)} new comments in the year, {old} of them")
    print("on posts older than two years\n")
    print("| schedule | requests a day | 1 day | 7 days | 30 days | requests with a feed | 1 day | 7 days | 30 days |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, plan in schedules():
        cells = [name]
        for feed in (False, True):
            found = [year(imagined, plan, feed=feed) for imagined in blogs]
            cells.append(f"{mean(one.requests for one in found):.1f}")
            cells += [f"{mean(one.shares[n] for one in found):.1%}" for n in range(len(WITHIN))]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
