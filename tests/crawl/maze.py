"""A blog of 200 posts on 127.0.0.1 that is full of traps: whatever is asked for, something answers with 200."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from urllib.parse import unquote, urlsplit

from tests import loopback

POSTS, PER_PAGE = 200, 10
TAGS = ("tea", "rope", "tar", "oars", "nets")
UNLISTED = 77
"""The post that no listing names: only its neighbours do."""

_Shown = tuple[str, str]  # title and inner HTML


class Maze:
    """The blog's pages, and a count of what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.true: set[str] = {"/", "/about/"} | {f"/page/{n}/" for n in range(2, POSTS // PER_PAGE + 1)}
        self.true |= {path(n) for n in range(POSTS)} | {f"/tag/{tag}/" for tag in TAGS}
        self.true |= {f"/{2001 + n}/" for n in range(POSTS // 20)}

    def answer(self, target: str) -> str:
        """Whatever the address, a page with status 200."""
        self.asked.append(target)
        where = unquote(urlsplit(target).path)
        title, inner = self._page(where)
        menu = "".join(f"<a href='{link}'>{link}</a> " for link in _traps(where))
        return f"<!DOCTYPE html><title>{title}</title><body><nav>{menu}</nav>{inner}<footer>tide</footer>"

    def _page(self, where: str) -> _Shown:
        if (match := re.fullmatch(r"/post-(\d+)/", where)) and int(match[1]) < POSTS:
            return _post(int(match[1]))
        if match := re.fullmatch(r"/(?:page/(\d+)/)?", where):
            return _front(int(match[1] or 1))
        if match := re.fullmatch(r"/(\d{4})/", where):
            return _entries(f"Year {match[1]}", [n for n in range(POSTS) if 2001 + n // 20 == int(match[1])], "")
        if match := re.fullmatch(r"/calendar/(\d+)/(\d+)/", where):
            return _calendar(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"/tag/(.+)/", where):
            tags = re.split(r"[+,]", match[1])
            return _entries(match[1], [n for n in range(POSTS) if all(n % (TAGS.index(t) + 19) == 0 for t in tags)], "")
        if where.startswith("/about/"):  # the same page at any depth, with a relative link deeper
            return "About", "<h1>About</h1><p>We mend nets.</p><a href='more/'>more</a>"
        return "Page not found", "<h1>Page not found</h1><p>Nothing here. <a href='lost/'>Try this</a>.</p>"


def path(number: int) -> str:
    """Where a post stands."""
    return f"/post-{number}/"


def _post(number: int) -> _Shown:
    around = [n for n in (number - 1, number + 1) if 0 <= n < POSTS]
    links = "".join(f"<a rel='{'prev' if n < number else 'next'}' href='{path(n)}'>Post {n}</a>" for n in around)
    reply = f"<a rel=nofollow href='{path(number)}?replytocom=1'>Reply</a>"
    text = f"<p>On day {number} the tide came {number * 7} minutes late, and nobody minded. {reply}</p>"
    session = f"<a href='/?sid={number:032x}'>Stay</a> <a href='{path(number)};jsessionid={number:08X}'>here</a>"
    return f"Post {number}", f"<article><h1>Post {number}</h1>{text}</article>{links} {session}"


def _front(page: int) -> _Shown:
    last = POSTS // PER_PAGE
    shown = min(page, last)  # beyond the end the last page comes again, and again
    listed = range((shown - 1) * PER_PAGE, shown * PER_PAGE)
    return _entries("Tide tables", list(listed), f"<a rel=next href='/page/{page + 1}/'>Older</a>")


def _entries(title: str, numbers: list[int], more: str) -> _Shown:
    posts = "".join(f"<h2><a href='{path(n)}'>Post {n}</a></h2><p>Tide." for n in numbers if n != UNLISTED)
    return title, f"<h1>{title}</h1>{posts}{more}"


def _calendar(year: int, month: int) -> _Shown:
    before, after = divmod(year * 12 + month - 2, 12), divmod(year * 12 + month, 12)
    links = [f"<a href='/calendar/{y}/{m + 1}/'>month</a>" for y, m in (before, after) if 0 < y <= 9999]
    return f"{month}/{year}", f"<h1>{month}/{year}</h1><table><tr><td>1<td>2</table>{''.join(links)}"


def _traps(where: str) -> list[str]:
    years = [f"/{2001 + n}/" for n in range(POSTS // 20)]
    tags = [f"/tag/{tag}/" for tag in TAGS] + [f"/tag/{'+'.join(pair)}/" for pair in combinations(TAGS, 2)]
    sorting = [f"{where}?orderby={key}" for key in ("date", "title")]
    return [*years, *tags, *sorting, "/calendar/2011/5/", "/about/", f"/?tags[]={TAGS[0]}&tags[]={TAGS[1]}"]


@contextmanager
def served() -> Iterator[tuple[str, Maze]]:
    """The maze's address and its memory."""
    maze = Maze()
    with loopback.served(loopback.Site(maze.answer)) as base:
        yield f"{base}/", maze
