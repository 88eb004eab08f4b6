"""A blog that is suddenly less than before is noticed at once; one that goes on as ever never raises an alarm."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from blogarchive.schedule.health import Counts, alarms, chance
from demo.server import SITE
from tests.command import Done
from tests.loopback import crawled_once, rows, sample, updated


def whole(posts: int, talked: int = 0) -> Counts:
    """A run that found everything."""
    return Counts(
        sources=3, named=50, asked=posts, shown=posts, posts=posts, titled=posts, authored=posts, dated=posts,
        with_text=posts, talked=talked, heard=talked, standing=20 * talked,
    )  # fmt: skip


BEFORE = [whole(2), whole(3, 1), whole(1), whole(300, 120)]

ALARMS = [
    (replace(whole(3), authored=0), ["posts have an author: 0 of 3, before 100%"]),
    (replace(whole(1), authored=0, dated=0),
     ["posts have an author: 0 of 1, before 100%", "posts have a date: 0 of 1, before 100%"]),
    (replace(whole(4), shown=0), ["known posts still show a post: 0 of 4, before 100%"]),
    (replace(whole(4, 3), heard=0), ["posts with comments show them: 0 of 3, before 100%"]),
    (replace(whole(2000), with_text=900), ["posts have a text: 900 of 2,000, before 100%"]),
    (replace(Counts(sources=1), named=0),
     ["empty: its front page, feeds and sitemaps name none of its posts; they named 50"]),
    (replace(whole(4, 3), gone=40), ["40 of 60 comments are gone from the posts looked at"]),
]  # fmt: skip
QUIET = [
    Counts(), whole(5, 2), Counts(sources=3, named=50),
    replace(whole(1), authored=0),  # one post of three hundred may well lack its author
    replace(whole(100), authored=80, dated=70),
    replace(whole(3, 1), heard=0),
    replace(whole(4, 3), gone=9),
    Counts(sources=0, named=0),  # nothing answered: that is missing, not empty
]  # fmt: skip


@pytest.mark.parametrize(("now", "told"), ALARMS)
def test_what_drops_is_told(now: Counts, told: list[str]) -> None:
    assert alarms(now, BEFORE) == told


@pytest.mark.parametrize("now", QUIET)
def test_what_may_happen_on_any_day_is_not(now: Counts) -> None:
    assert alarms(now, BEFORE) == []


def test_the_first_run_has_nothing_to_be_compared_with() -> None:
    assert alarms(replace(whole(50), authored=0, dated=0), []) == []


def test_a_new_state_that_stays_is_the_ordinary_one_in_the_end() -> None:
    runs = list(BEFORE)
    told = []
    for _ in range(40):
        now = replace(whole(3), authored=0)
        told.append(bool(alarms(now, runs)))
        runs.insert(0, now)
    assert told[0]
    assert not told[-1]


def test_a_blog_that_goes_on_as_ever_raises_fewer_than_one_alarm_in_a_thousand_runs() -> None:
    lot = random.Random(7)
    runs: list[Counts] = []
    told = 0
    for _ in range(3000):
        posts = lot.choice((1, 2, 3, 5, 30))
        now = replace(whole(posts), **{name: sum(lot.random() < share for _ in range(posts)) for name, share in
                                       (("authored", 0.9), ("dated", 0.97), ("titled", 0.8))})  # fmt: skip
        told += bool(alarms(now, runs))
        runs = [now, *runs][:20]
    assert told <= 9  # two measures may drop by chance together, as some posts lack both


def test_the_chance_is_that_of_the_binomial() -> None:
    assert chance(0, 1, 8, 8) == pytest.approx(0.1)
    assert chance(2, 2, 1, 10) == pytest.approx(1)
    assert chance(0, 100, 10**6, 10**6) < 1e-100


def told_by(done: Done) -> list[str]:
    (blog,) = json.loads(done.stdout)["blogs"]
    return list(blog["alarms"])


def test_a_new_theme_and_then_an_empty_site_are_noticed_by_the_next_run(tmp_path: Path) -> None:
    site = Path(shutil.copytree(SITE, tmp_path / "site"))
    with crawled_once(sample(site), tmp_path / "data", "--no-requisites") as first:
        data = first.data
        ((posts, titled, talked, heard),) = rows(data, "SELECT posts, titled, talked, heard FROM blog_runs")
        assert posts == titled == 6
        assert talked == heard >= 4

        rows(data, "UPDATE urls SET fetched = '2020-01-01T00:00:00+00:00'")
        for page in site.rglob("index.html"):  # the threads are drawn by a script from now on
            start, _, rest = page.read_text(encoding="utf-8").partition('<div id="comments"')
            page.write_text(start + "<footer>" + rest.rpartition("<footer")[2], encoding="utf-8")
        redone = updated(data, "--no-requisites", "--json")
        assert redone.returncode == 3
        assert told_by(redone)

        for feed in [*site.glob("*.xml"), *site.glob("**/feed/index.xml")]:
            feed.unlink()
        front = (site / "index.html").read_text(encoding="utf-8")  # and here the list of posts, too
        head = front.partition("<body")[0].replace("alternate", "was-alternate")
        (site / "index.html").write_text(f"{head}<body><div id=app></div></body></html>", encoding="utf-8")
        emptied = updated(data, "--no-requisites", "--json")
    assert emptied.returncode == 3
    assert [text for text in told_by(emptied) if text.startswith("empty: ")]
    assert rows(data, "SELECT count(*) FROM posts WHERE source = 'page'") == [(8,)]
