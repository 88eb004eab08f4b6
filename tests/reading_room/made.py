"""A small archive with real WARC records, and a browser without a browser."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from lxml import html

from blogarchive.dataset import Store, open_database
from blogarchive.models import Blog, Capture, Extraction, Page, Post
from blogarchive.reading_room.server import datasette
from blogarchive.warc import Exchange, Original, WarcWriter, read_page
from tests.dataset.made import BLOG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def tree_of(markup: str) -> Any:
    """A page as a tree; untyped, as lxml's results are of every type at once."""
    return html.document_fromstring(markup)


class Archive:
    """An archive folder that is filled page by page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = open_database(folder / "blogs.db")
        self.store = Store(self.db)
        self.blog = self.store.save_blog(BLOG, Blog(title="A blog", platform="wordpress"))
        self._originals: dict[str, Original] = {}
        self._writer = WarcWriter(folder / "warc", info={"software": "test"}, original=self._originals.get)

    def capture(self, url: str, body: bytes, kind: str = "text/html; charset=utf-8", *, day: int = 0) -> Page:
        """Write what a server answered."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        exchange = Exchange(url=url, begun=EPOCH + timedelta(days=day), ip="127.0.0.1")
        exchange.request.write(b"GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n")
        exchange.response.write(head + body)
        capture = self._writer.write(exchange)
        self._writer.flush()
        assert capture is not None
        self.store.save_capture(capture, blog=self.blog)
        return Page(url=url, body=body, content_type=kind, captured=capture.date, status=200, capture=capture)

    def repeat(self, earlier: Capture, *, day: int) -> Capture:
        """Write an answer whose body was sent before."""
        page = read_page(self.folder / "warc", earlier)
        original = Original(url=earlier.url, date=earlier.date, record_id=earlier.record_id)
        self._originals[earlier.payload_digest or ""] = original
        capture = self.capture(earlier.url, page.body, day=day).capture
        self._originals.clear()
        assert capture is not None
        return capture

    def save(self, post: Post, body: bytes = b"<title>page</title>", *, day: int = 0) -> int:
        """Write a post's page and save what it gives; returns the row id of the post."""
        page = self.capture(post.url, body, day=day)
        self.store.save(Extraction(page=page, platform="wordpress", posts=(post,)), blog=self.blog)
        return int(self.db.execute("SELECT id FROM posts WHERE url = ?", [post.url]).fetchone()[0])

    def close(self) -> None:
        """End what a run would end."""
        self._writer.close()
        self.db.close()

    def get(self, path: str) -> Any:
        """What the reading room answers."""

        async def ask() -> Any:
            served = datasette(self.folder)
            await served.invoke_startup()
            return await served.client.get(path)

        return asyncio.run(ask())

    def statuses(self, paths: Iterable[str]) -> list[tuple[str, int]]:
        """What the reading room answers to many."""

        async def ask() -> list[tuple[str, int]]:
            served = datasette(self.folder)
            await served.invoke_startup()
            return [(path, (await served.client.get(path)).status_code) for path in paths]

        return asyncio.run(ask())


@contextmanager
def reading_room(folder: Path, *options: str) -> Iterator[str]:
    """The address of the archive in a folder, served by the real command in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "blogarchive", "serve", "--data", str(folder), "--port", str(port), *options]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def _answering(address: str) -> str:
    for _ in range(300):
        try:
            with urlopen(f"{address}/-/room"):
                return address
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
