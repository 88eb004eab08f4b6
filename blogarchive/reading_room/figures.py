"""A blog in figures: what is written and talked about, when, and who talks with whom."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import NotFound, Response

from blogarchive.reading_room import queries, respond
from blogarchive.reading_room.archive import Room, Row
from blogarchive.reading_room.respond import in_room


@in_room
async def page(room: Room, request: Any) -> Response:
    """Charts of one blog."""
    blog_id = int(request.url_vars["id"])
    blog = await room.row(queries.BLOG, blog=blog_id)
    if blog is None:
        raise NotFound("No such blog in this archive.")
    here = room.datasette.urls.path(f"/-/blog/{blog_id}")
    categories = await _counted(room, queries.BY_CATEGORY, blog=blog_id)
    by_category = {what: _bars(categories, what, here) for what in ("posts", "comments")}
    hours = {row["hour"]: row["comments"] for row in await _counted(room, queries.BY_HOUR, blog=blog_id)}
    table = room.datasette.urls.table(room.name, "comments")
    by_hour = [(f"{h:02d}", hours.get(f"{h:02d}", 0), f"{table}?published__like=%25T{h:02d}:%25") for h in range(24)]
    people = [row["name"] for row in await room.rows(queries.COMMENTERS, blog=blog_id)]
    talk = await _counted(room, queries.TALK, blog=blog_id, names=json.dumps(list(dict.fromkeys(people))))
    return await respond.page(
        room, request, "figures", blog=blog, by_category=by_category, by_hour=by_hour if hours else [],
        people=list(dict.fromkeys(people)), talk={(row["author"], row["answers"]): row["times"] for row in talk},
        most=max((row["times"] for row in talk), default=0),
    )  # fmt: skip


def _bars(categories: list[Row], what: str, here: str) -> list[tuple[str, int, str]]:
    """Categories with the most posts or comments first, each a way to its posts."""
    rows = sorted(categories, key=lambda row: -(row[what] or 0))
    return [(row["name"], row[what] or 0, f"{here}?{urlencode({'category': row['name']})}") for row in rows]


async def _counted(room: Room, sql: str, **values: object) -> list[Row]:
    """The rows of a query; none where the archive is so large that counting takes longer than is allowed."""
    try:
        return await room.rows(sql, **values)
    except QueryInterrupted:
        return []
