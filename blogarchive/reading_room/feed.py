"""An Atom feed of what is new in the archive itself: posts and comments as they were first seen (RFC 4287)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from datasette.utils.asgi import Response

from blogarchive.reading_room import queries
from blogarchive.reading_room.archive import Room, Row
from blogarchive.reading_room.respond import in_room
from blogarchive.reading_room.texts import Shown

ATOM = "http://www.w3.org/2005/Atom"
SIZE = 50
EPOCH = "1970-01-01T00:00:00Z"

_UNFIT = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
"""Characters that XML 1.0 cannot hold."""


@in_room
async def atom(room: Room, request: Any) -> Response:
    """The newest posts and comments."""
    rows = await room.rows(queries.NEW, size=SIZE)
    root = room.datasette.absolute_url(request, room.datasette.urls.path("/-/"))
    feed = Element("feed", xmlns=ATOM)
    _text(feed, "id", f"{root}new.atom")
    _text(feed, "title", "New in the archive")
    _text(feed, "updated", max((row["seen"] for row in rows), default="") or EPOCH)
    SubElement(feed, "link", rel="self", href=f"{root}new.atom")
    SubElement(feed, "link", rel="alternate", href=f"{root}room")
    for row in rows:
        _entry(feed, row, root)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="utf-8")
    return Response(body, headers={"x-content-type-options": "nosniff"}, content_type="application/atom+xml")


def _entry(feed: Element, row: Row, root: str) -> None:
    entry = SubElement(feed, "entry")
    of_comment = row["comment_id"] is not None
    href = f"{root}comment/{row['comment_id']}" if of_comment else f"{root}post/{row['post_id']}"
    title = row["title"] or "untitled"
    _text(entry, "id", f"{href}?seen={row['seen']}")
    _text(entry, "title", f"{row['author'] or 'Somebody'} on “{title}”" if of_comment else title)
    _text(entry, "updated", row["seen"] or EPOCH)
    if row["published_utc"]:
        _text(entry, "published", row["published_utc"])
    _text(SubElement(entry, "author"), "name", row["author"] or "unknown")
    SubElement(entry, "link", rel="alternate", href=href)
    SubElement(entry, "link", rel="via", href=row["url"])
    shown = Shown(f"{root}resource/{row['capture_id'] or 0}")(row["body_html"])
    _text(entry, "content", shown, type="html")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text.translate(_UNFIT)
