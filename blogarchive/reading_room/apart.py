"""Whatever runs a visitor's own SQL is answered by a process of its own, which may be slow, grow, and be ended.

Neither a time limit nor SQLite's own reach into a single step of a query (`instr` of two long texts), and what comes of
it keeps a processor busy. Apart, at the lowest priority, it keeps no reader of a page from reading.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from datasette.utils.asgi import Response

from blogarchive.reading_room.gate import App, Scope, runs_sql

AT_ONCE, WAITING = 2, 8
"""Requests that are answered at a time, and those that may wait for it."""

LONGEST = 10.0
"""Seconds of a request, with all its queries and its page; after that the process is ended, and another begun."""

BUDGET, WINDOW = 30.0, 60.0
"""Seconds that all requests of one visitor may take in so many seconds."""

PROCESS = "blogarchive.reading_room.apart_process"

_HOP = frozenset((b"connection", b"keep-alive", b"transfer-encoding", b"date", b"server"))


class Apart:
    """An ASGI application: in front of another, it has the requests that run SQL answered by a process of its own."""

    def __init__(self, app: App, data: Path, names: Iterable[str] = ()) -> None:
        self._app = app
        self._folder = tempfile.TemporaryDirectory(prefix="blogarchive-")
        self._socket = Path(self._folder.name) / "sql"
        self._command = [sys.executable, "-m", PROCESS, str(data.absolute()), str(self._socket), *names]
        self._process: subprocess.Popen[bytes] | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._here = 0
        self._spent: dict[str, deque[tuple[float, float]]] = {}  # visitor -> when a request ended, and what it took

    def app(self) -> App:
        """The application; a function, as uvicorn knows ASGI 3 by it."""

        async def split(scope: Scope, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and runs_sql(scope["path"], scope["query_string"]):
                await (await self._answer(scope)).asgi_send(send)
            else:
                await self._app(scope, receive, send)

        return split

    def start(self) -> subprocess.Popen[bytes]:
        """Have the process running; it ends with this one, whose end of the pipe is closed then."""
        if self._process is None or self._process.poll() is not None:
            self._socket.unlink(missing_ok=True)
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - ourselves
        return self._process

    def close(self) -> None:
        """End it for good."""
        if self._process is not None:
            self._end(self._process)
        self._folder.cleanup()

    async def _answer(self, scope: Scope) -> Response:
        visitor = (scope.get("client") or ("",))[0]
        if (left := self._left(visitor)) <= 0:
            return _later("Your queries have had their time of this minute.", 429)
        if self._here >= AT_ONCE + WAITING:
            return _later("Too many queries are waiting.", 503)
        self._here += 1
        began = None
        try:
            async with asyncio.timeout(LONGEST):
                await self._turns.acquire()
            began = time.monotonic()
            return await self._asked(scope, min(LONGEST, left + 1))
        except TimeoutError:
            return _later("Too many queries are waiting.", 503)
        finally:
            self._here -= 1
            if began is not None:
                self._turns.release()
                self._spent.setdefault(visitor, deque()).append((time.monotonic(), time.monotonic() - began))

    def _left(self, visitor: str) -> float:
        """Seconds that a visitor has left; who spent nothing of late is forgotten."""
        since = time.monotonic() - WINDOW
        for name, spent in list(self._spent.items()):
            while spent and spent[0][0] < since:
                spent.popleft()
            if not spent:
                del self._spent[name]
        return BUDGET - sum(took for _, took in self._spent.get(visitor, ()))

    async def _asked(self, scope: Scope, seconds: float) -> Response:
        process = self.start()
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
        url = httpx.URL(f"http://apart{path}", query=scope["query_string"])
        headers = [(name, value) for name, value in scope["headers"] if name not in _HOP]
        try:
            async with (
                asyncio.timeout(seconds),
                httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(self._socket)), timeout=seconds) as client,
            ):
                while process.poll() is None:
                    with suppress(httpx.ConnectError):  # it has only just been begun
                        answer = await client.request(scope["method"], url, headers=headers)
                        break
                    await asyncio.sleep(0.05)
                else:
                    return _later("This could not be answered.", 503)
        except TimeoutError:
            self._end(process)
            return _later(f"This took longer than {seconds:.0f} seconds, and was ended.", 503)
        except httpx.HTTPError:  # ended under it, by another request that took too long, or for its memory
            self._end(process)
            return _later("This could not be answered.", 503)
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers.raw
                if name.lower() not in {*_HOP, b"content-length", b"content-encoding", b"content-type"}}  # fmt: skip
        kind = answer.headers.get("content-type", "text/plain")
        return Response(answer.content, status=answer.status_code, headers=told, content_type=kind)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if self._process is process:
            self._process = None
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _later(said: str, status: int) -> Response:
    return Response.text(said, status=status, headers={"retry-after": "10", "x-content-type-options": "nosniff"})
