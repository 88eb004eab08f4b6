"""Calendars, pagers and filters without end come to one within a few pages; what only looks like one is followed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.loopback import Answer, Site, crawled, rows, served

POSTS = 24
PATHS = [f"/tide-{n}/" for n in range(POSTS)]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
TEXT = "<p>The tide came in late, and nobody was there to see it, as so often in these months.</p>"

Page = Callable[[str], Answer | str | None]


def post(path: str) -> str | None:
    if path not in PATHS:
        return None
    name = path.strip("/")
    return f"<!DOCTYPE html><title>{name}</title><article><h1>{name}</h1>{TEXT}<p>It was {name}.</p></article>"


def titled(paths: list[str], more: str = "", title: str = "Tide") -> str:
    titles = "".join(f"<h2 class=entry-title><a href='{path}'>Tide</a></h2><p>Low." for path in paths)
    return f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1>{titles}{more}"


def plain(paths: list[str], more: str = "", title: str = "Tide") -> str:
    links = "".join(f"<li><a href='{path}'>{path}</a>" for path in paths)
    return f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><ul>{links}</ul>{more}"


def month_of(number: int) -> tuple[int, int]:
    return 2014 + number // 12, number % 12 + 1


def grid(links: list[str]) -> str:
    return f"<table class=cal><tr>{''.join(f'<td><a href={link!r}>{n}</a>' for n, link in enumerate(links))}</table>"


def calendar(address: Callable[[int], str], read: Callable[[str], int | None], more: Callable[[int], str]) -> Page:
    """A calendar of months beside the newest posts, whose neighbours are always there."""

    def answer(target: str) -> str | None:
        number = 2 if target == "/" else read(target)
        if number is None:
            return None
        neighbours = [address(number - 1), address(number + 1)] if number else [address(1)]
        return titled(PATHS, grid(neighbours) + more(number), "Tide" if target == "/" else f"Month {number}")

    return answer


def in_query(target: str) -> int | None:
    found = re.fullmatch(r"/\?cal=(\d+)-(\d+)", target)
    return (int(found[1]) - 2014) * 12 + int(found[2]) - 1 if found else None


def in_words(target: str) -> int | None:
    query = dict(parse_qsl(urlsplit(target).query))
    return (int(query["yr"]) - 2014) * 12 + MONTHS.index(query["month"]) if "yr" in query else None


def in_path(target: str) -> int | None:
    found = re.fullmatch(r"/events/(\d+)/(\w+)/", target)
    return (int(found[1]) - 2014) * 12 + MONTHS.index(found[2]) if found else None


def random_posts(_number: int) -> str:
    return titled(random.Random(_number).sample(PATHS, 5))


def days(number: int) -> str:
    return grid([f"/?day={number}-{day}" for day in range(1, 29)])


def with_days(target: str) -> Answer | str | None:
    if found := re.fullmatch(r"/\?day=(\d+)-(\d+)", target):
        neighbours = [f"/?day={found[1]}-{int(found[2]) + step}" for step in (-1, 1)]
        return titled(PATHS, grid(neighbours), f"Day {found[2]}")
    return calendar(lambda n: "/?cal={}-{}".format(*month_of(n)), in_query, days)(target)


def by_itself(words: str) -> Page:
    """A calendar whose pages show nothing but their month."""

    def answer(target: str) -> str | None:
        if target == "/":
            return titled(PATHS, "<a href='/when/5/'>Calendar</a>")
        found = re.fullmatch(r"/when/(\d+)/", target)
        if found is None:
            return None
        number = int(found[1])
        table = "<tr><th>Mo<th>Tu<th>We<tr>" + "".join(f"<td>{day}" for day in range(1, 29 + number % 3))
        links = f"<a href='/when/{number - 1}/'>before</a> <a href='/when/{number + 1}/'>after</a>"
        title = f"{MONTHS[number % 12]} {2014 + number // 12}"
        return f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><p>{words}</p><table>{table}</table>{links}"

    return answer


def beyond(target: str) -> str | None:
    """A pager in the query that shows its last page again and again, under titles of their own."""
    page = 1 if target == "/" else int(target.removeprefix("/?pg=")) if target.startswith("/?pg=") else None
    if page is None:
        return None
    first = min(page - 1, 3) * 6
    return titled(PATHS[first : first + 6], f"<a href='/?pg={page + 1}'>Older</a>", f"Tide, page {page}")


def empty_beyond(target: str) -> str | None:
    """A pager in the path that goes on behind its last page with pages that list nothing."""
    page = 1 if target == "/" else int(target.split("/")[2]) if target.startswith("/older/") else None
    if page is None:
        return None
    first = (page - 1) * 6
    return titled(PATHS[first : first + 6], f"<a href='/older/{page + 1}/'>Older</a>", f"Tide, page {page}")


def shuffled(target: str) -> str | None:
    """Each page of a pager shows some posts by chance."""
    page = 1 if target == "/" else int(target.removeprefix("/?p=")) if target.startswith("/?p=") else None
    if page is None:
        return None
    shown = PATHS if page == 1 else random.Random(page).sample(PATHS, 6)
    return titled(shown, f"<a href='/?p={page + 1}'>More</a>", f"Tide, page {page}")


FACETS = ["colour", "size", "mood", "wind", "month", "boat"]


def filters(target: str) -> str | None:
    """Any set of filters, each of which shows what fits: of the posts always the same."""
    parts = urlsplit(target)
    if parts.path != "/":
        return None
    chosen = dict(parse_qsl(parts.query))
    sets = [{**chosen, name: str(value)} for name in FACETS if name not in chosen for value in (1, 2)]
    links = ["/?" + "&".join(f"{n}={v}" for n, v in sorted(each.items())) for each in sets]
    return titled(PATHS[: len(PATHS) - len(chosen)], grid(links), f"Tide {chosen}")


ENDLESS: dict[str, tuple[Page, str, int]] = {
    "months in the query": (calendar(lambda n: "/?cal={}-{}".format(*month_of(n)), in_query, lambda _n: ""), "cal=", 8),
    "months in words": (
        calendar(lambda n: f"/?month={MONTHS[n % 12]}&yr={2014 + n // 12}", in_words, lambda _n: ""), "month=", 16
    ),
    "months in the path": (
        calendar(lambda n: f"/events/{2014 + n // 12}/{MONTHS[n % 12]}/", in_path, lambda _n: ""), "/events/", 30
    ),
    "months beside posts by chance": (
        calendar(lambda n: "/?cal={}-{}".format(*month_of(n)), in_query, random_posts), "cal=", 30
    ),
    "months and days": (with_days, "cal=|day=", 110),
    "the last page again": (beyond, "pg=", 8),
    "nothing behind the last page": (empty_beyond, "/older/", 20),
    "posts by chance": (shuffled, "p=", 30),
    "months by themselves": (by_itself("No events in this month, but do come again."), "/when/", 30),
    "months without a word": (by_itself(""), "/when/", 30),
    "filters": (filters, r"\?", 600),
}  # fmt: skip


BY_THEMSELVES = ("months by themselves", "months without a word")
"""Calendars whose pages may be posts, but for what the next ones say."""


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_comes_to_one(tmp_path: Path, name: str) -> None:
    page, listings, most = ENDLESS[name]
    site = Site(lambda path: post(path) or page(path))
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", timeout=60)
    assert done.returncode == 0, done.stderr
    read = {url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts")}
    assert set(PATHS) <= read
    if name not in BY_THEMSELVES:
        assert read == set(PATHS)
    asked = [path for path in site.paths if re.search(listings, path)]
    assert len(asked) <= most, asked


def test_a_budget_that_is_spent_is_said_in_the_log_with_its_setting(tmp_path: Path) -> None:
    page, _, _ = ENDLESS["months in the path"]
    site = Site(lambda path: post(path) or page(path))
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites", env={"BLOGARCHIVE_LISTINGS_IN_VAIN": "5"})
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "BLOGARCHIVE_LISTINGS_IN_VAIN" in line]
    assert f"{base}/: 5 listings in a row" in line
    assert len([path for path in site.paths if "/events/" in path]) < 16
    assert rows(tmp_path, "SELECT count(*) > 0 FROM urls WHERE reason LIKE 'dead end: %'") == [(1,)]


# ---------------------------------------------------------------------- what is followed to its end


def numbered(target: str) -> str | None:
    """Posts and pages of one shape: `/2.html` lists `/102.html`, and nothing is marked."""
    number = 1 if target == "/" else int(found[1]) if (found := re.fullmatch(r"/(\d+)\.html", target)) else 0
    if number > 100 and number - 101 < POSTS:
        return f"<!DOCTYPE html><title>Tide {number}</title><h1>Tide {number}</h1>{TEXT}<p>It was {number}.</p>"
    if not 0 < number <= POSTS:
        return None
    onward = f"<a href='/{number + 1}.html'>Older</a>" if number < POSTS else ""
    return plain([f"/{100 + number}.html"], onward, f"Page {number}")


def silence(target: str) -> str | None:
    """A calendar that alone leads to the posts, with eight months in which nobody wrote, and the year beside it."""
    found = re.fullmatch(r"/\?cal=(\d+)", target)
    number = 0 if target == "/" else int(found[1]) if found else None
    if number is None or number > 19:
        return None
    own = PATHS[number * 2 : number * 2 + 2] if number < 6 else PATHS[12:] if number == 14 else []
    onward = f"<a href='/?cal={number + 1}'>before</a>" if number < 19 else ""
    year = "".join(f"<a href='/?cal={n}'>{n}</a>" for n in range(number // 6 * 6, number // 6 * 6 + 6))
    return plain(own, onward + year, f"Month {number}")


def many_tags(target: str) -> str | None:
    """Sixty tags, most of which list posts that others list; the last posts stand under the last tag alone."""
    if target == "/":
        return plain([f"/?tag={n}" for n in range(60)])
    found = re.fullmatch(r"/\?tag=(\d+)", target)
    if not found or int(found[1]) >= 60:
        return None
    number = int(found[1])
    return titled(PATHS[20:] if number == 59 else PATHS[number % 20 : number % 20 + 1], title=f"Tag {number}")


def sections(target: str) -> str | None:
    """Issues that list their sections, sections that list posts."""
    if target == "/":
        return plain([f"/issues/{n}/" for n in range(POSTS)])
    steps = target.strip("/").split("/")
    if steps[0] != "issues" or not steps[1].isdigit() or int(steps[1]) >= POSTS:
        return None
    if len(steps) == 2:
        return plain([f"{target}{section}/" for section in ("letters", "notes")], title=f"Issue {steps[1]}")
    return titled([PATHS[int(steps[1])]], title=f"{steps[2]} {steps[1]}")


def known_first(target: str) -> str | None:
    """The sidebar of every page names the newest posts; a category's pages name them again before they name others."""
    page = 1 if target == "/" else int(target.split("/")[-2]) if target.startswith("/category/sea/page/") else None
    if target == "/":
        return titled(PATHS[:20], "<a href='/category/sea/page/1/'>Sea</a>")
    if page is None or page > POSTS:
        return None
    onward = f"<a href='/category/sea/page/{page + 1}/'>Older</a>" if page < POSTS else ""
    return titled([PATHS[page - 1]], onward, f"Sea {page}")


def comic(target: str) -> str | None:
    """A picture a page, the same few words around each, and a link that says where it goes on."""
    number = 0 if target == "/" else int(found[1]) if (found := re.fullmatch(r"/strip/(\d+)", target)) else None
    if number is None or number > POSTS:
        return None
    onward = f"<a href='/strip/{number + 1}'>Go on</a>" if number < POSTS else ""
    words = "<p>Drawn with ink, and put up as soon as it was dry.</p>"
    return f"<title>Strip {number}</title><h1>Strip {number}</h1>{words}<img src='/strips/{number}.gif'>{onward}"


FOLLOWED: dict[str, tuple[Page, set[str]]] = {
    "posts and listings of one shape": (numbered, {f"/{101 + n}.html" for n in range(POSTS)}),
    "months of silence": (silence, set(PATHS)),
    "many tags": (many_tags, set(PATHS)),
    "issues and their sections": (sections, set(PATHS)),
    "pictures with the same words": (comic, {f"/strip/{n}" for n in range(1, POSTS + 1)}),
    "a category of known posts first": (known_first, set(PATHS)),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_has_an_end_is_followed_to_it(tmp_path: Path, name: str) -> None:
    page, posts = FOLLOWED[name]
    with served(Site(lambda path: post(path) or page(path))) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    read = {url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts")}
    assert posts <= read
