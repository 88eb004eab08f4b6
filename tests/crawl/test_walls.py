"""Pages that stand in the place of posts are none, and their addresses are missing; what only resembles them stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import command
from tests.loopback import Answer, Asked, Site, crawled, rows, served

POSTS = 6
PATHS = [f"/2014/03/walk-{n}/" for n in range(POSTS)]

Answering = Callable[[Asked], Answer | str | None]

FORM = "<form method=post action=/agree><input type=hidden name=t value=1><button>Accept</button></form>"
CONSENT = f"""<!DOCTYPE html><title>Before you continue</title><h1>We value your privacy</h1>
<p>We and our 812 partners store information on your device, and read it, to show you what others pay for.</p>{FORM}"""
LOG_IN = """<!DOCTYPE html><title>Members | Field Notes</title><main><h1>Please log in</h1><p>This is for members.</p>
<form method=post action=/session><input name=who><input type=password name=word><button>Enter</button></form></main>"""
PARKED = """<!DOCTYPE html><title>field-notes.example</title><h1>field-notes.example</h1>
<p>This domain may be for sale. <a href='/offer?from={}'>Inquire here</a>.<p>Related searches: shoes, loans, travel."""
AWAY = """<!DOCTYPE html><title>Back soon</title><h1>We are painting the walls</h1>
<p>Field Notes gets a new coat of paint, and will be back within the hour. Thank you for your patience.</p>"""
GONE = """<!DOCTYPE html><title>Field Notes</title><header><a href='/'>Field Notes</a></header><main><h1>Ach!</h1>
<p>What stood at {} has wandered off. Maybe the river took it. Try the front page, or the search.</p></main>
"""


def post(number: int, *, dated: bool = True) -> str:
    when = f"<time datetime=2014-03-0{number + 1}>March {number + 1}, 2014</time>" if dated else ""
    return f"""<!DOCTYPE html><title>Walk number {number} | Field Notes</title><article class=hentry>
        <h1 class=entry-title>Walk number {number}</h1>{when}<div class=entry-content><p>On walk {number} we counted the
        herons along the river, and had tea at the mill. It rained on the way home.</p></div></article>"""


def front(paths: list[str] = PATHS) -> str:
    named = "".join(f"<h2 class=entry-title><a href='{path}'>A walk</a></h2><p>Short." for path in paths)
    return f"<!DOCTYPE html><title>Field Notes</title><h1>Field Notes</h1>{named}"


def blog(asked: Asked, *, dated: bool = True) -> str | None:
    if asked == "/":
        return front()
    return post(PATHS.index(asked), dated=dated) if asked in PATHS else None


def to(path: str, *, back: bool = True, status: int = 302) -> Callable[[Asked], Answer]:
    return lambda asked: Answer("", status, {"Location": f"{path}?return={quote(asked)}" if back else path})


def some(
    shut: Callable[[Asked], bool], wall: Callable[[Asked], Answer | str], at: str = "", shows: str = ""
) -> Answering:
    """A blog that shows a wall in place of some addresses, which may be a page of its own."""

    def answer(asked: Asked) -> Answer | str | None:
        if at and asked.startswith(at):
            return shows
        return wall(asked) if shut(asked) else blog(asked)

    return answer


def all_but_front(asked: Asked) -> bool:
    return asked != "/"


def second_half(asked: Asked) -> bool:
    return asked in PATHS[3:]


def later(asked: Asked) -> bool:
    """Everything but the front page and the first three posts."""
    return asked not in ("/", *PATHS[:3], "/robots.txt", "/feed/")


WALLS: dict[str, tuple[Answering, int]] = {
    "consent by redirect": (some(all_but_front, to("/consent"), "/consent", CONSENT), 0),
    "consent by 307, no way back": (some(all_but_front, to("/ask", back=False, status=307), "/ask", CONSENT), 0),
    "consent in place": (some(all_but_front, lambda _: CONSENT), 0),
    "log-in by redirect for half": (some(second_half, to("/login"), "/login", LOG_IN), 3),
    "log-in by redirect to one page": (some(second_half, to("/login", back=False), "/login", LOG_IN), 3),
    "log-in in place for half": (some(second_half, lambda _: LOG_IN), 3),
    "consent for half, by redirect to one page": (some(second_half, to("/ask", back=False), "/ask", CONSENT), 3),
    "deleted posts lead to the front page": (some(second_half, to("/", back=False)), 3),
    "deleted posts with 200": (some(later, GONE.format), 3),
    "one deleted post with 200": (some(lambda a: later(a) and a not in PATHS[3:5], GONE.format), 5),
    "parked after half": (some(later, PARKED.format), 3),
    "away with 200": (some(later, lambda _: AWAY), 3),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_what_stands_in_the_place_of_posts_is_none(tmp_path: Path, name: str) -> None:
    answer, have = WALLS[name]
    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
        assert done.returncode in ((3,) if have else (3, 4)), done.stderr
        found = [url.removeprefix(base) for (url,) in rows(tmp_path, "SELECT url FROM posts ORDER BY url")]
        assert len(found) == have
        assert set(found) <= set(PATHS)
        status = json.loads(command.run("status", "--json", "--data", tmp_path).stdout)["blogs"]
        missing = {one["url"].removeprefix(base): one["reason"] for each in status for one in each["missing"]}
        assert set(missing) == set(PATHS) - set(found)
        assert all(
            "came back" in reason or "comes back" in reason or ", which is no post" in reason
            for reason in missing.values()
        ), missing
    before = rows(tmp_path, "SELECT * FROM posts ORDER BY id")
    assert command.run("rebuild", "--data", tmp_path).returncode == 0
    assert rows(tmp_path, "SELECT * FROM posts ORDER BY id") == before


def test_a_wall_on_the_front_page_archives_nothing(tmp_path: Path) -> None:
    with served(Site(lambda _: CONSENT)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 4, done.stderr
    assert "Before you continue" in done.stderr
    assert rows(tmp_path, "SELECT url FROM posts") == []


def test_what_was_behind_a_wall_is_had_once_it_is_gone(tmp_path: Path) -> None:
    away = [True]
    site = Site(lambda asked: AWAY if away[0] and later(asked) else blog(asked))
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/", "--no-requisites").returncode == 3
        away[0] = False
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts")) == POSTS


def test_a_host_is_asked_once_for_what_nobody_has(tmp_path: Path) -> None:
    site = Site(some(later, lambda _: AWAY))
    with served(site) as base:
        crawled(tmp_path, f"{base}/", "--no-requisites")
    assert len([path for path in site.paths if "no-such-page" in path]) == 1
    assert not rows(tmp_path, "SELECT url FROM urls WHERE url LIKE '%no-such-page%'")
    assert rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE '%no-such-page%'") == [(1,)]


# ---------------------------------------------------------------------- what is no wall


def real(title: Callable[[int], str], body: Callable[[int], str], *, date: bool = False) -> Answering:
    def answer(asked: Asked) -> str | None:
        if asked == "/":
            return front([f"/p/{n}00" for n in range(POSTS)])
        if asked not in [f"/p/{n}00" for n in range(POSTS)]:
            return None
        n = int(asked[3])
        onward = "".join(f"<a href='/p/{m}00'>{m}</a> " for m in (n - 1, n + 1) if 0 <= m < POSTS)
        when = f"<time datetime=2014-03-0{n + 1}>March {n + 1}, 2014</time>" if date else ""
        return (
            f"<!DOCTYPE html><title>{title(n)}</title><article><h1>{title(n)}</h1>{when}<div>{body(n)}</div></article>"
            f"<nav>{onward}</nav>"
        )

    return answer


SAME = (
    "<p>All photographs are by Ann Marsh, who sells prints of them, and takes wishes for the next walk at the mill.</p>"
)
QUOTE = "<blockquote><p>The herons come back in March, as every year, and nobody has asked them to.</p></blockquote>"
REAL: dict[str, Answering] = {
    "photo of the day": real(lambda _: "Photo of the day", lambda n: f"<img src='/{n}.jpg'>{SAME}", date=True),
    "photo of the day, undated": real(lambda _: "Photo of the day", lambda n: f"<img src='/{n}.jpg'>{SAME}"),
    "galleries": real(lambda n: f"Gallery {n}", lambda n: f"<img src='/{n}a.jpg'><img src='/{n}b.jpg'><p>Mill.</p>"),
    "one body, other titles": real(lambda n: f"Walk {n}", lambda _: SAME),
    "one body and title, other neighbours": real(lambda _: "A walk", lambda _: SAME),
    "posts that quote each other": real(lambda n: f"Herons {n}", lambda n: f"{QUOTE}<p>To which I add {n}.</p>{QUOTE}"),
    "short and undated": real(lambda n: f"Word {n}", lambda n: f"<p>Word {n} of the day, which nobody knew.</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_what_resembles_is_no_wall(tmp_path: Path, name: str) -> None:
    with served(Site(REAL[name])) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts WHERE source = 'page'")) == POSTS


def test_a_form_beside_a_post_is_no_wall(tmp_path: Path) -> None:
    aside = "<aside><form method=post action=/in><input name=who><input type=password name=word></form></aside>"

    def answer(asked: Asked) -> str | None:
        page = blog(asked, dated=False)
        return page + aside + FORM if page else None

    with served(Site(answer)) as base:
        done = crawled(tmp_path, f"{base}/", "--no-requisites")
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path, "SELECT url FROM posts WHERE source = 'page'")) == POSTS
