"""Who is let in: whoever asks under a name of ours, to read, and not from the pages of another site."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from datasette.utils.asgi import Response

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]

OWN = ("127.0.0.1", "localhost", "[::1]")
"""Names of a server that listens on this machine alone."""

OPEN = re.compile(r"/-/(?:room|blog/|post/|comment/|search-archive|new\.atom|capture/|resource/|tables\.css|room\.css)")
"""The reading room; of what else Datasette has under `/-/`, only its scripts and styles."""

STATIC = re.compile(r"/-/static(?:-plugins)?/[\w./-]{1,200}$", re.ASCII)

READING = frozenset(("GET", "HEAD"))

EMBEDDED = re.compile(r"/-/(?:resource/|capture/)|/-/static")
"""What archived pages show of themselves: in their sandbox they have no origin, and are strangers to us, too."""

TELLING = "database_list"
"""What a query would ask for to learn where on this machine the archive lies (`pragma_database_list`)."""

HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
"""What `Host` may say."""


class Gate:
    """An ASGI application in front of another: answers in its place what is not to be answered by it."""

    def __init__(self, app: App, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = frozenset(name.lower().rstrip(".") for name in (*OWN, *names))

    def app(self) -> App:
        """The application; a function, as uvicorn knows ASGI 3 by it."""

        async def first(scope: Scope, receive: Any, send: Any) -> None:
            refusal = self.refusal(scope) if scope["type"] in ("http", "websocket") else None
            if refusal is None:
                await self._app(scope, receive, send)
            elif scope["type"] == "http":
                status, words = refusal
                await Response.text(words, status=status, headers={"x-content-type-options": "nosniff"}).asgi_send(send)
            else:
                await send({"type": "websocket.close", "code": 1008})

        return first

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and words for a request that is turned away; none for one that may come in."""
        headers = _headers(scope)
        if not self._is_own(headers.get("host", "")):
            return (
                421,
                "This is not a name of this server. Behind another: blogarchive serve --name NAME",
            )
        if scope["type"] != "http" or scope["method"] not in READING:
            return 405, "There is nothing to be changed here."
        path = scope["path"]
        if path.startswith(("//", "/\\")) or (path.startswith("/-/") and not (OPEN.match(path) or STATIC.match(path))):
            return 404, "There is nothing here."
        query = scope["query_string"]
        if any(TELLING in value.lower() for pair in said(query) for value in pair):
            return 400, "Where the archive lies is not told."
        if self._is_strange(headers) and not _may_stranger(path, query, headers):
            return 403, "A page of another site asked for this: open it by itself."
        return None

    def knows(self, scope: Scope) -> bool:
        """Whether a request is for a server of one of these names."""
        return self._is_own(_headers(scope).get("host", ""))

    def _is_own(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        return found is not None and found[1].lower().rstrip(".") in self._names

    def _is_strange(self, headers: dict[str, str]) -> bool:
        """Whether another site's page made the browser ask (https://www.w3.org/TR/fetch-metadata/)."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site not in ("same-origin", "none")
        by = headers.get("origin") or headers.get("referer")
        return by is not None and not self._is_own(_netloc(by))


def _may_stranger(path: str, query: bytes, headers: dict[str, str]) -> bool:
    if EMBEDDED.match(path):
        return True
    # A link on another page leads to a room, or to rows; nobody's link runs a query.
    navigates = headers.get("sec-fetch-mode", "navigate") == "navigate" and "origin" not in headers
    return navigates and headers.get("sec-fetch-dest", "document") == "document" and not runs_sql(path, query)


def runs_sql(path: str, query: bytes) -> bool:
    """Whether a visitor's own words go into the SQL of a request, or make it larger than its page."""
    return not path.startswith("/-/") and any(
        name not in PLAIN and _is_more(name, value) for name, value in said(query)
    )


def said(query: bytes) -> list[tuple[str, str]]:
    """The parameters of a request."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


PLAIN = frozenset(("_next", "_sort", "_sort_desc", "_search", "_shape", "_labels", "_nl", "_col", "_nocol", "_trace"))
"""Parameters of Datasette that leave a page as cheap as it is."""

LARGE_PAGE = 100


def _is_more(name: str, value: str) -> bool:
    if name == "_size":
        return not (value.isascii() and value.isdigit() and len(value) < 4 and int(value) <= LARGE_PAGE)
    return name not in PLAIN and (name == "sql" or name.startswith("_") or "__" in name)


def _headers(scope: Scope) -> dict[str, str]:
    """The last of each name; a `Host` that stands there twice is none."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = "" if key == "host" and key in found else value.decode("latin-1").strip()
    return found


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
