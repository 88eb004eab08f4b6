"""The Datasette plugin: descriptions and facets for the tables, and the rooms' addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.utils.asgi import Response
from jinja2 import FileSystemLoader
from markupsafe import Markup, escape

from blogarchive.reading_room import captured, charts, feed, figures, mistakes, pages, search
from blogarchive.reading_room.archive import datasets, room_of
from blogarchive.reading_room.facets import TermsFacet
from blogarchive.reading_room.gate import Gate
from blogarchive.reading_room.metadata import DESCRIPTION, TITLE, for_database

LONG = 200
"""Characters of a text that a table's cell shows; the whole of it is a click away."""


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Titles, descriptions, facets and labels of every dataset, also under a plain `datasette blogs.db`."""
    found = datasets(datasette)
    alone = {"title": TITLE, "description_html": DESCRIPTION} if len(found) == 1 else {}
    return {**alone, "databases": {db.name: for_database() for db in found}}


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Our templates; Datasette finds those of a plugin by itself only from Python 3.12 on."""
    env.loader.loaders.append(FileSystemLoader(Path(__file__).with_name("templates")))
    env.filters["day"] = pages.day
    env.filters["number"] = pages.number
    env.globals.update(columns=charts.columns, bars=charts.bars)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Every address of the reading room."""
    return [
        (r"^/-/room$", pages.front),
        (r"^/-/(?P<name>room|tables)\.css$", pages.stylesheet),
        (r"^/-/blog/(?P<id>[0-9]{1,18})$", pages.blog),
        (r"^/-/blog/(?P<id>[0-9]{1,18})/figures$", figures.page),
        (r"^/-/post/(?P<id>[0-9]{1,18})(?P<json>\.json)?$", pages.post),
        (r"^/-/post/(?P<id>[0-9]{1,18})/captured$", captured.frame),
        (r"^/-/post/(?P<id>[0-9]{1,18})/versions$", pages.versions),
        (r"^/-/comment/(?P<id>[0-9]{1,18})$", pages.comment),
        (r"^/-/search-archive$", search.page),
        (r"^/-/new\.atom$", feed.atom),
        (r"^/-/capture/(?P<id>[0-9]{1,18})$", captured.capture),
        (r"^/-/resource/(?P<id>[0-9]{1,18})$", captured.resource),
    ]


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """`serve` opens with the reading room, behind its gate; Datasette's list of one database is no place to begin."""
    config = datasette.plugin_config("blogarchive") or {}
    return partial(_front_first, datasette, config.get("names", ())) if config.get("front") else lambda app: app


def _front_first(datasette: Any, names: Iterable[str], app: Any) -> Any:
    # A function, and not a partial one: uvicorn knows ASGI 3 by it.
    async def first(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == datasette.urls.path("/"):
            await Response.redirect(datasette.urls.path("/-/room")).asgi_send(send)
        else:
            await app(scope, receive, send)

    return Gate(first, names).app()


@hookimpl
def handle_exception(request: Any, exception: Exception) -> Response | None:
    """What an address asks for and nobody can mean is the visitor's mistake, not the server's."""
    return mistakes.answer(request, exception)


@hookimpl
def register_facet_classes() -> list[type[TermsFacet]]:
    """Facets over categories and tags."""
    return [TermsFacet]


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Our touch on Datasette's own pages."""
    return [datasette.urls.path("/-/tables.css")] if room_of(datasette) else []


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The way from Datasette into the reading room."""
    if room_of(datasette) is None:
        return []
    return [
        {"href": datasette.urls.path("/-/room"), "label": "Reading room"},
        {"href": datasette.urls.path("/-/search-archive"), "label": "Search posts and comments"},
    ]


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Links from rows to the rooms, and long texts by their beginnings."""
    room = room_of(datasette)
    if room is None or database != room.name:
        return None
    if column == "capture_id" and isinstance(value, int):
        return _link(datasette, f"/-/capture/{value}", "as captured")
    if table != "comments" and column in ("post_id", "comment_id") and isinstance(value, int):
        return _link(datasette, f"/-/{column.removesuffix('_id')}/{value}", "read")
    if column in ("categories", "tags") and table == "posts" and isinstance(value, str):
        return _terms(datasette, room.name, column, value)
    if column in ("body_text", "body_html", "text") and isinstance(value, str) and len(value) > LONG:
        return value[:LONG].rstrip() + "…"
    return _of_row(row, value, column, table, datasette)


def _terms(datasette: Any, database: str, column: str, names: str) -> Markup:
    """A JSON list of names as links to the posts that have them too."""
    links = (
        _link(datasette, f"/{database}/posts?{urlencode({f'{column}__arraycontains': name})}", name)
        for name in json.loads(names)
    )
    return Markup(", ").join(links)


def _of_row(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    key = row["id"] if "id" in row.keys() else None  # noqa: SIM118 - `in` on a sqlite3.Row looks at the values
    if key is None or value is None:
        return None
    if table in ("posts", "post_overview") and column == "title":
        return _link(datasette, f"/-/post/{key}", str(value) or "untitled")
    if table in ("posts", "post_overview") and column in ("comments_found", "comments") and value:
        room = room_of(datasette)
        assert room is not None
        return _link(datasette, f"/{room.name}/comments?post_id={key}&_sort=path", str(value))
    if table in ("comments", "threads") and column == "body_text":
        return _link(datasette, f"/-/comment/{key}", str(value))
    return None


def _link(datasette: Any, path: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), escape(label))
