"""Search through posts and comments together, with what was found shown in its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup, escape

from blogarchive.reading_room import queries, respond
from blogarchive.reading_room.archive import Room, Row
from blogarchive.reading_room.respond import IN_ROOM, in_room
from blogarchive.reading_room.thread_html import when_of

SIZE = 20
MOST = 1000
"""Of a word more frequent than this, so many places are looked at: ranking all of them takes seconds."""

OPEN, CLOSE = "\x02", "\x03"
"""Around what was found: characters that no text holds, made `<mark>` after all else is escaped."""

_TERM = re.compile(r'"([^"]+)"|([^\s"]+)')
_WHOLE = re.compile(r"[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where to search: the posts, or the comments."""

    name: str
    index: str
    column: int
    """Column of the index that is shown."""
    rows: str


_FILTER = """
    AND (:blog = '' OR posts.blog_id = :blog) AND (:year = '' OR {table}.year = :year)
    AND (:author = '' OR {table}.author = :author)
    AND (:category = '' OR EXISTS (SELECT 1 FROM json_each(posts.categories) WHERE value = :category))
"""
POSTS = Shelf("posts", "posts_fts", 1, "FROM posts_fts JOIN posts ON posts.id = posts_fts.rowid")
COMMENTS = Shelf(
    "comments",
    "comments_fts",
    0,
    "FROM comments_fts JOIN comments ON comments.id = comments_fts.rowid JOIN posts ON posts.id = comments.post_id",
)


def expression(words: str) -> str:
    """What a visitor typed as an FTS5 query: every word must be there, "a phrase" together, `word*` as a beginning."""
    terms = []
    for phrase, word in _TERM.findall(_CONTROL.sub(" ", words)):  # a NUL would end the query
        text = phrase or word.rstrip("*")
        if any(char.isalnum() for char in text):
            terms.append('"' + text.replace('"', '""') + '"' + ("*" if word.endswith("*") else ""))
    return " ".join(terms)


@in_room
async def page(room: Room, request: Any) -> Response:
    """The search page; without a query, its form."""
    IN_ROOM.set(False)  # a query may take long: it waits with Datasette's, and nobody waits for it in the other rooms
    words = (request.args.get("q") or "")[:200]
    chosen = {name: request.args.get(name) or "" for name in ("blog", "year", "author", "category")}
    shelf = COMMENTS if request.args.get("in") == "comments" else POSTS
    first = request.args.get("page") or ""
    number = int(first) if first.isascii() and first.isdigit() and 0 < len(first) < 4 else 1
    query = expression(words)
    counts: dict[str, int] = {}
    found: list[Row] = []
    if query:
        ids = {one.name: await _ids(room, one, query, chosen) for one in (POSTS, COMMENTS)}
        counts = {name: len(some) for name, some in ids.items()}
        if not request.args.get("in") and not counts["posts"]:
            shelf = COMMENTS
        found = await _found(room, shelf, query, ids[shelf.name], number)
    blogs = await room.rows(queries.BLOGS)
    here = urlencode({"q": words, **{name: value for name, value in chosen.items() if value}})
    return await respond.page(
        room, request, "search", words=words, chosen=chosen, blogs=blogs, counts=counts, found=found, shelf=shelf.name,
        here=here, most=MOST, number=number, more=counts.get(shelf.name, 0) > number * SIZE, when_of=when_of,
    )  # fmt: skip


async def _ids(room: Room, shelf: Shelf, query: str, chosen: dict[str, str]) -> list[int]:
    values: dict[str, Any] = {
        name: int(v) if name in ("blog", "year") and _WHOLE.fullmatch(v) else v for name, v in chosen.items()
    }
    where = f"{shelf.rows} WHERE {shelf.index} MATCH :query" + _FILTER.format(table=shelf.name)
    if not any(chosen.values()):
        where = f"FROM {shelf.index} WHERE {shelf.index} MATCH :query"
    sql = f"SELECT {shelf.index}.rowid AS id {where} LIMIT {MOST + 1}"
    return [row["id"] for row in await room.rows(sql, query=query, **values)]


async def _found(room: Room, shelf: Shelf, query: str, ids: list[int], number: int) -> list[Row]:
    """One page of what was found: the best first, or of very many the newest."""
    listed = ",".join(map(str, ids))
    limit = f"LIMIT {SIZE} OFFSET {(number - 1) * SIZE}"
    if len(ids) > MOST:
        sql = f"SELECT id FROM {shelf.name} WHERE id IN ({listed}) ORDER BY published DESC {limit}"
    else:
        index = shelf.index
        sql = (
            f"SELECT rowid AS id FROM {index} WHERE {index} MATCH :query AND rowid IN ({listed}) ORDER BY rank {limit}"
        )
    shown = [row["id"] for row in await room.rows(sql, query=query)]
    marks = f"snippet({shelf.index}, {shelf.column}, '{OPEN}', '{CLOSE}', '…', 40)"
    rows = await room.rows(
        f"SELECT {shelf.name}.id, posts.id AS post_id, posts.title, {shelf.name}.author, {shelf.name}.published,"
        f" {shelf.name}.published_text, {marks} AS excerpt {shelf.rows}"
        f" WHERE {shelf.index} MATCH :query AND {shelf.index}.rowid IN ({','.join(map(str, shown))})",
        query=query,
    )
    for row in rows:
        row["excerpt"] = marked(row["excerpt"] or "")
    return sorted(rows, key=lambda row: shown.index(row["id"]))


def marked(excerpt: str) -> Markup:
    """An excerpt as HTML, what was found in it marked."""
    return Markup(str(escape(excerpt)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>"))
