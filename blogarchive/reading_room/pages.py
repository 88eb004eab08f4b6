"""The rooms: the blogs, one blog, one post with its thread, and its earlier versions."""

from __future__ import annotations

import asyncio
import difflib
import json
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup, escape

from blogarchive.dataset.images import IS_SHARED
from blogarchive.reading_room import queries
from blogarchive.reading_room.archive import Room, Row
from blogarchive.reading_room.respond import in_room, page
from blogarchive.reading_room.texts import Shown
from blogarchive.reading_room.thread_html import thread, when_of

SIZE = 30
"""Posts on one page of a blog's list."""

STYLES = Path(__file__).with_name("static")


def day(stated: str | None) -> str:
    """The day of a stated or stored time."""
    return (stated or "")[:10]


def number(value: int | None) -> str:
    """A number with thin spaces between thousands."""
    return f"{value or 0:,}".replace(",", "\u202f")


async def stylesheet(request: Any) -> Response:
    """The look of all rooms, or of Datasette's own pages."""
    style = (STYLES / f"{request.url_vars['name']}.css").read_text(encoding="utf-8")
    return Response(style, headers={"cache-control": "max-age=600"}, content_type="text/css; charset=utf-8")


@in_room
async def front(room: Room, request: Any) -> Response:
    """All blogs of the archive."""
    blogs = await room.rows(queries.BLOGS)
    return await page(room, request, "front", blogs=blogs)


@in_room
async def blog(room: Room, request: Any) -> Response:
    """One blog: its archive by month, categories, who and what is talked about, and what is missing."""
    blog_id = int(request.url_vars["id"])
    found = await room.row(queries.BLOG, blog=blog_id)
    if found is None:
        raise NotFound("No such blog in this archive.")
    chosen = {name: request.args.get(name) or "" for name in ("month", "category", "author")}
    first = max(_whole(request.args.get("page")), 1)
    posts = await room.rows(queries.LIST, blog=blog_id, size=SIZE, skip=(first - 1) * SIZE, **chosen)
    months = await room.rows(queries.MONTHS, blog=blog_id)
    tables = {name: await room.rows(sql, blog=blog_id) for name, sql in _ASIDE.items()}
    years = {year: list(rows) for year, rows in groupby(reversed(months), key=lambda row: row["month"][:4])}
    here = {name: value for name, value in chosen.items() if value}
    return await page(
        room, request, "blog", blog=found, posts=posts[:SIZE], more=len(posts) > SIZE, number=first, chosen=here,
        here=urlencode(here), years=years, bars=_bars(months, room.datasette.urls.path(f"/-/blog/{blog_id}")),
        when_of=when_of, **tables,
    )  # fmt: skip


_ASIDE = {
    "categories": queries.CATEGORIES,
    "discussed": queries.MOST_DISCUSSED,
    "commenters": queries.COMMENTERS,
    "missing": queries.MISSING,
    "claims": queries.CLAIMS,
}


@in_room
async def post(room: Room, request: Any) -> Response:
    """One post as it was, with its conversation; the same as JSON."""
    found = await _post(room, request)
    comments = await room.rows(queries.THREAD, post=found["id"])
    if request.url_vars.get("json"):
        return Response.json({**_plain(found), "comments": comments})
    path = room.datasette.urls.path
    show = Shown(path(f"/-/resource/{found['capture_id'] or 0}"))
    neighbours = {row["way"]: row for row in await room.rows(queries.NEIGHBOURS, **_where(found))}
    return await page(
        room, request, "post", post=_plain(found), neighbours=neighbours, body=Markup(show(found["body_html"])),
        image=Markup(show(await _featured(room, found))),
        thread=thread(comments, show, path("/-/capture")), when=when_of(found),
        replay=found["capture_id"] and room.replay,
        shown=sum(1 for comment in comments if comment["in_page"] and not comment["gone_since"]),
    )  # fmt: skip


async def _featured(room: Room, found: Row) -> str | None:
    """Its featured image, unless its text shows it or it is the blog's own."""
    image = found["image"]
    if image is None or image.rpartition("/")[2] in (found["body_html"] or ""):
        return None
    shared = await room.rows(f"SELECT ({IS_SHARED}) AS shared", blog=found["blog_id"], image=image)
    return None if shared[0]["shared"] else f'<img src="{escape(image)}" alt="">'


@in_room
async def comment(room: Room, request: Any) -> Response:
    """A comment's place in its thread."""
    found = await room.row("SELECT post_id FROM comments WHERE id = :id", id=int(request.url_vars["id"]))
    if found is None:
        raise NotFound("No such comment in this archive.")
    return Response.redirect(room.datasette.urls.path(f"/-/post/{found['post_id']}") + f"#c{request.url_vars['id']}")


@in_room
async def versions(room: Room, request: Any) -> Response:
    """What a post and its comments said before, beside what they said then."""
    found = await _post(room, request)
    # In a thread: comparing two long texts takes a while, and the other readers go on.
    of_post = await asyncio.to_thread(_steps, await room.rows(queries.POST_VERSIONS, post=found["id"]))
    of_comments = await asyncio.to_thread(_steps, await room.rows(queries.COMMENT_VERSIONS, post=found["id"]))
    gone = [c for c in await room.rows(queries.THREAD, post=found["id"]) if c["gone_since"]]
    return await page(room, request, "versions", post=found, steps=of_post, comment_steps=of_comments, gone=gone)


def differences(before: str, after: str) -> tuple[Markup, Markup]:
    """Two texts, each with what the other lacks marked, word by word."""
    old, new = _words(before), _words(after)
    left: list[str] = []
    right: list[str] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=len(old) > 5000).get_opcodes():
        for side, words, mark in ((left, old[a:b], "del"), (right, new[c:d], "ins")):
            text = str(escape("".join(words)))
            side.append(text if what == "equal" or not text else f"<{mark}>{text}</{mark}>")
    return Markup("".join(left)), Markup("".join(right))


def _words(text: str) -> list[str]:
    return [part for word in text.split(" ") for part in (word, " ")][:-1]


def _steps(versions_of: list[Row]) -> list[dict[str, Any]]:
    """Each change from one version to the next."""
    by_id = {version["id"]: version for version in versions_of}
    steps = []
    for after in versions_of:
        if before := by_id.get(after["previous_id"]):
            left, right = differences(before["body_text"], after["body_text"])
            fields = [name for name in ("title", "author", "categories", "tags") if before.get(name) != after.get(name)]
            steps.append({"before": before, "after": after, "left": left, "right": right, "fields": fields})
    return steps


async def _post(room: Room, request: Any) -> Row:
    found = await room.row(queries.POST, post=int(request.url_vars["id"]))
    if found is None:
        raise NotFound("No such post in this archive.")
    return found


def _plain(found: Row) -> Row:
    return {**found, "categories": json.loads(found["categories"]), "tags": json.loads(found["tags"])}


def _where(found: Row) -> dict[str, object]:
    return {"blog": found["blog_id"], "published": found["published"]}


def _bars(months: list[Row], href: str) -> dict[str, list[tuple[str, int, str]]]:
    """Posts and comments for each month, or for each year of a long life; empty ones too."""
    width = 7 if len(_span(months, 7)) <= 72 else 4
    sums: dict[str, list[int]] = {label: [0, 0] for label in _span(months, width)}
    for row in months:
        if row["month"][:width] in sums:
            sums[row["month"][:width]][0] += row["posts"]
            sums[row["month"][:width]][1] += row["comments"] or 0
    return {
        name: [(label, both[index], f"{href}?month={label}") for label, both in sums.items()]
        for index, name in enumerate(("posts", "comments"))
    }


def _span(months: list[Row], width: int) -> list[str]:
    known = [row["month"] for row in months if len(row["month"]) == 7]
    if not known:
        return sorted({row["month"][:width] for row in months})
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    labels = (f"{count // 12:04d}-{count % 12 + 1:02d}"[:width] for count in range(first, min(last, first + 2400) + 1))
    return list(dict.fromkeys(labels))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0
