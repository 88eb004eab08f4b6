"""Answers of the reading room: pages that run no script and fetch nothing from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from datasette.utils.asgi import NotFound, Response

from blogarchive.reading_room.archive import Room, room_of

POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {"content-security-policy": POLICY, "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}

IN_ROOM: ContextVar[bool] = ContextVar("IN_ROOM", default=False)
"""Whether a request is for a room: its queries never wait behind those of Datasette's pages."""

View = Callable[[Room, Any], Awaitable[Response]]


def in_room(view: View) -> Callable[..., Awaitable[Response]]:
    """A view of the archive; 404 where Datasette serves no dataset, or its owner does not let this visitor in."""

    # No functools.wraps: Datasette hands a view what its signature asks for, and would look at the wrapped one's.
    async def answer(datasette: Any, request: Any) -> Response:
        room = room_of(datasette)
        if room is None:
            raise NotFound("No archive is open here.")
        await datasette.ensure_permissions(request.actor, [("view-database", room.name), "view-instance"])
        IN_ROOM.set(True)
        try:
            return await view(room, request)
        except NotFound as error:  # Datasette would print a traceback for each picture that is not in the archive
            missing = await page(room, request, "missing", problem=str(error))
            missing.status = 404
            return missing

    return answer


async def page(room: Room, request: Any, template: str, **context: Any) -> Response:
    """A page made from one of our templates."""
    urls = {"data": room.datasette.urls.database(room.name), "path": room.datasette.urls.path}
    html = await room.datasette.render_template(f"room_{template}.html", {**context, "room": urls}, request=request)
    return Response.html(html, headers=dict(HEADERS))
