"""Full replay: ReplayWeb.page, where the user has it, on an origin of its own, fed with one post's WACZ."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import uvicorn
from markupsafe import Markup

from blogarchive.errors import UsageError
from blogarchive.reading_room.gate import Gate
from blogarchive.reading_room.post_wacz import NotReplayable, build, start

NEEDED = ("ui.js", "sw.js")
"""The two files of the npm package `replaywebpage` that replay needs. It is AGPL, so it does not come with us."""

PAGE = Markup("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Replay</title><link rel="icon" href="data:,">
<style>html, body {{ margin: 0; height: 100% }} replay-web-page {{ display: block; height: 100vh }}</style>
<script src="/ui.js"></script></head>
<body><replay-web-page source="/post/{id}/{ts}.wacz" url="{url}" ts="{ts}"
embed="replay-with-info" replayBase="/replay/"></replay-web-page>
<noscript>Replay needs JavaScript.</noscript></body></html>""")

FRAME = (
    b'<!DOCTYPE html><html lang="en"><head><title>Replay</title><script src="ui.js"></script></head>'
    b"<body><replay-app-main></replay-app-main></body></html>"
)

# Whatever an archived script tries beyond the replay, it reaches nothing but this origin, which holds no more.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'"
)

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Replay:
    """An ASGI application: a page for each post, its WACZ by ranges, and ReplayWeb.page's own two files."""

    def __init__(self, data: Path, tool: Path) -> None:
        missing = [name for name in NEEDED if not (tool / name).is_file()]
        if missing:
            raise UsageError(
                f"{tool} has no {' and no '.join(missing)}: name the folder of the npm package replaywebpage"
            )
        self._data = data
        self._tool = tool
        # The time in the address makes it another one, for this cache and the browser's, when the post is fetched anew.
        self._wacz = lru_cache(maxsize=8)(lambda post_id, _time: build(data, post_id))

    async def __call__(self, scope: dict[str, Any], _receive: object, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        status, kind, body = await asyncio.to_thread(self._answer, scope["path"])
        headers = dict(scope["headers"])
        await _send(send, status, kind, body, headers.get(b"range", b"").decode("latin-1"), scope["method"] == "HEAD")

    def _answer(self, path: str) -> tuple[int, str, bytes]:
        if path == "/replay/":  # before its service worker answers in our place
            return 200, "text/html; charset=utf-8", FRAME
        if path in ("/ui.js", "/replay/ui.js", "/replay/sw.js"):
            return 200, "text/javascript; charset=utf-8", (self._tool / path.rpartition("/")[2]).read_bytes()
        found = re.fullmatch(r"/post/(\d{1,18})(?:/(\d+)\.wacz)?", path)
        try:
            if found and found[2]:
                return 200, "application/wacz", self._wacz(int(found[1]), found[2])
            if found and (page := start(self._data, int(found[1]))):
                html = PAGE.format(id=found[1], url=page[0], ts=page[1])
                return 200, "text/html; charset=utf-8", html.encode()
        except NotReplayable as error:
            return 404, "text/plain; charset=utf-8", str(error).encode()
        return 404, "text/plain; charset=utf-8", b"There is nothing here."


def serve(data: Path, tool: Path, *, port: int, host: str = "127.0.0.1") -> str:
    """Serve replay beside the reading room, until the process ends; gives its address."""
    # The wanted port, as a browser keeps its storage by it; any other where that is taken.
    if (listening := bound(host, port) or bound(host, 0)) is None:
        raise UsageError(f"no port of {host} is free for replay")
    config = uvicorn.Config(_by_name(Replay(data, tool), host), log_level="warning", lifespan="off")
    threading.Thread(target=uvicorn.Server(config).run, kwargs={"sockets": [listening]}, daemon=True).start()
    # Another name, too: cookies know no ports, and an archived page must have none of Datasette's.
    return f"http://localhost:{listening.getsockname()[1]}"


def bound(host: str, port: int) -> socket.socket | None:
    """A socket at a port, any free one for 0; none where the port is taken."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with suppress(OSError, OverflowError):
        found.bind((host, port))
        return found
    found.close()
    return None


def part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for (RFC 9110, section 14.1.2); none where nothing is there."""
    found = _RANGE.match(header.replace(" ", ""))
    if not found or found[1] == found[2] == "":
        return (0, size - 1)
    first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    return (first, last) if first <= last else None


def _by_name(replay: Replay, host: str) -> Any:
    """Answer to the names of this machine alone: another may be rebound to it by whoever it belongs to."""
    gate = Gate(replay, [host])

    async def answer(scope: dict[str, Any], receive: object, send: Send) -> None:
        if scope["type"] == "http" and not gate.knows(scope):
            await _send(send, 421, "text/plain; charset=utf-8", b"This is not the name of this server.", "", False)
        else:
            await replay(scope, receive, send)

    return answer


async def _send(send: Send, status: int, kind: str, body: bytes, asked: str, head: bool) -> None:
    headers = {"content-type": kind, "accept-ranges": "bytes", "content-security-policy": POLICY,
               "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}  # fmt: skip
    if asked and status == 200:
        found = part(asked, len(body))
        size = len(body)
        first, last = found or (0, -1)
        body = body[first : last + 1]
        status = 206 if found else 416
        headers["content-range"] = f"bytes {first}-{last}/{size}" if found else f"bytes */{size}"
    headers["content-length"] = str(len(body))
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if head else body})
