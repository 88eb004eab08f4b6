"""Serves the sample blog in demo/site/ on 127.0.0.1; its links follow the address it is served under."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).parent / "site"
WRITTEN_AS = b"http://sample.blog.example"
TEXT = {".html": "text/html; charset=UTF-8", ".xml": "text/xml; charset=UTF-8", ".txt": "text/plain; charset=UTF-8"}


class Handler(BaseHTTPRequestHandler):
    """Answers with the files of the site."""

    site = SITE
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes, of which Nagle holds the second back for 40 ms
    server_version, sys_version = "sample-blog", ""

    def do_GET(self) -> None:
        """Answer with a file of the site, or with its own 404."""
        self.answer(*self.found())

    def found(self) -> tuple[int, str, bytes]:
        """Status, media type and body of what was asked for."""
        return found(self.site, self.path, self.headers["Host"])

    def answer(self, status: int, kind: str, body: bytes, **more: str) -> None:
        """Send an answer, with more header fields where they are given."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing: the archiver's own output is what counts here."""


def found(site: Path, target: str, host: str) -> tuple[int, str, bytes]:
    """Status, media type and body of what a folder holds under an address of `host`."""
    file = _file(site, urlsplit(target).path)
    body = file.read_bytes() if file else b"<!DOCTYPE html><title>Not found</title><p>No such page."
    kind = TEXT.get(file.suffix) if file else TEXT[".html"]
    if kind:
        body = body.replace(WRITTEN_AS, b"http://" + host.encode("ascii"))
    kind = kind or mimetypes.guess_type(file.name if file else "")[0] or "application/octet-stream"
    return (200 if file else 404), kind, body


def _file(site: Path, path: str) -> Path | None:
    found = (site / unquote(path).lstrip("/")).resolve()
    if not found.is_relative_to(site.resolve()):
        return None
    choices = [found] if found.is_file() else [found / "index.html", found / "index.xml"]
    return next((choice for choice in choices if choice.is_file()), None)


@contextmanager
def sample_blog(handler: type[Handler] = Handler) -> Iterator[str]:
    """The address of the sample blog, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
