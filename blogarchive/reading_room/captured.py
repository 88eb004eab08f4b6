"""The archived page itself, from its WARC record, in a sandbox: it runs nothing and fetches nothing from outside."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Response

from blogarchive.errors import BlogArchiveError
from blogarchive.models import Page
from blogarchive.reading_room import queries, rewrite
from blogarchive.reading_room.archive import Room, Row
from blogarchive.reading_room.gate import HOST
from blogarchive.reading_room.respond import in_room, page
from blogarchive.urls import absolute, identity, stable_id

FORWARDED = ("image/", "font/", "audio/", "video/", "text/css", "application/font", "application/vnd.ms-fontobject")
"""Media types that a page may fetch from the archive; what is none of these is not handed out."""


@in_room
async def capture(room: Room, request: Any) -> Response:
    """The page of one capture, with its own images and styles."""
    row = await _capture(room, int(request.url_vars["id"]))
    found = await _read(room, row)
    kind = (found.content_type or "").split(";")[0].strip().lower()
    resources = room.datasette.urls.path(f"/-/resource/{row['id']}")
    if kind in ("text/html", "application/xhtml+xml", ""):
        markup = await asyncio.to_thread(rewrite.html, found, lambda url: f"{resources}?url={quote(url, safe='')}")
        return Response(markup, headers=_sandbox(request, resources), content_type="text/html; charset=utf-8")
    if kind.startswith("image/"):
        return Response(found.body, headers=_sandbox(request, resources), content_type=kind)
    return Response(found.body, headers=_sandbox(request, resources), content_type="text/plain; charset=utf-8")


@in_room
async def resource(room: Room, request: Any) -> Response:
    """What a captured page shows under an address: the capture of it that is nearest in time."""
    row = await room.row("SELECT date FROM captures WHERE id = :id", id=int(request.url_vars["id"]))
    url = absolute("", request.args.get("url"))
    if url is None:
        raise NotFound("No web address was asked for.")
    wanted = stable_id("address", identity(url))
    nearest = await room.row(queries.NEAREST, address=wanted, date=row["date"] if row else "now")
    if nearest is None:
        raise NotFound("This is not in the archive.")
    found = await _read(room, nearest)
    kind = (found.content_type or "").split(";")[0].strip().lower()
    if not kind.startswith(FORWARDED):
        raise NotFound("This is in the archive, but nothing that a page shows.")
    resources = room.datasette.urls.path(f"/-/resource/{nearest['id']}")
    headers = {**_sandbox(request, resources), "cache-control": "max-age=3600"}
    body: bytes | str = found.body
    if kind == "text/css":
        body = rewrite.css(found, lambda link: f"{resources}?url={quote(link, safe='')}")
    if kind.startswith(("font/", "application/")):
        headers["access-control-allow-origin"] = "*"  # fonts are fetched as from nowhere: the page has no origin
    return Response(body, headers=headers, content_type=kind)


@in_room
async def frame(room: Room, request: Any) -> Response:
    """A post as it was captured, one capture at a time, with what proves it."""
    post_id = int(request.url_vars["id"])
    post = await room.row("SELECT id, title, url, capture_id FROM posts WHERE id = :post", post=post_id)
    captures = await room.rows(queries.CAPTURES_OF, post=post_id)
    if post is None or not captures:
        raise NotFound("No capture of this post in this archive.")
    wanted = request.args.get("capture") or post["capture_id"]
    shown = next((row for row in captures if str(row["id"]) == str(wanted)), captures[-1])
    proof = await _capture(room, shown["id"])
    return await page(room, request, "captured", post=post, captures=captures, proof=proof)


def _sandbox(request: Any, resources: str) -> dict[str, str]:
    """Headers under which an archived page has no origin, runs no script and reaches nothing but the archive.

    The address is spelled out, as `'self'` means nothing to a page without an origin (CSP 3, section 6.7.2.8).
    """
    # A policy is a line of words: what a visitor says of a host must not add any.
    host = request.host if HOST.fullmatch(request.host) else "invalid"
    own = f"{request.scheme}://{host}{resources.rpartition('/')[0]}/"
    policy = (
        f"sandbox; default-src 'none'; img-src {own} data:; media-src {own}; font-src {own} data:;"
        f" style-src {own} 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-dns-prefetch-control": "off",
    }


async def _capture(room: Room, capture_id: int) -> Row:
    row = await room.row("SELECT * FROM captures WHERE id = :id", id=capture_id)
    if row is None:
        raise NotFound("No such capture in this archive.")
    return row


async def _read(room: Room, row: Row) -> Page:
    try:
        return await room.page(row)
    except (BlogArchiveError, OSError) as error:
        raise NotFound(f"The capture cannot be read: {error}") from error
