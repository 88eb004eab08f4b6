"""Threads that stand in a comment system's answer, fetched by the real command, and read again from the captures."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from blogarchive.warc import read_records

BIN = Path(sys.executable).parent
POSTS = ("ebb", "flood", "slack")
TEXT = "<p>" + "The tide came in late, and the boats that lay on the mud swung round their chains. " * 6

Thread = list[tuple[str, str | None, str]]  # id, parent, text
THREADS: dict[str, Thread] = {
    "ebb": [("11", None, "So it was."), ("12", "11", "Was it?"), ("13", "12", "It was.")],
    "flood": [("21", None, "Wet feet.")],
    "slack": [],
}


def commento(path: str, body: bytes) -> Any:
    asked = json.loads(body)
    assert asked["commenterToken"] == "anonymous"
    said = {"commenterHex": "u", "creationDate": "2020-01-02T03:04:05Z"}
    comments = [{**said, "commentHex": i, "parentHex": p or "root", "html": f"<p>{t}</p>"}
                for i, p, t in THREADS[asked["path"].strip("/")]]  # fmt: skip
    return {"success": True, "comments": comments, "commenters": {"u": {"name": "Ann", "link": "undefined"}}}


def comentario(path: str, body: bytes) -> Any:
    said = {"createdTime": "2020-01-02T03:04:05Z", "userCreated": "u"}
    comments = [{**said, "id": i, "parentId": p, "html": t} for i, p, t in THREADS[json.loads(body)["path"].strip("/")]]
    return {"pageInfo": {}, "comments": comments, "commenters": [{"id": "u", "name": "Ann"}]}


def substack(path: str, body: bytes) -> Any:
    thread = THREADS[POSTS[int(path.split("/")[4])]]
    ancestors: dict[str | None, str] = {None: ""}

    def below(parent: str | None) -> list[dict[str, Any]]:
        found = []
        for ident, above, text in thread:
            if above == parent:
                ancestors[ident] = f"{ancestors[parent]}.{ident}".strip(".")
                found.append({"id": int(ident), "body": text, "name": "Ann", "date": "2020-01-02T03:04:05.000Z",
                              "ancestor_path": ancestors[parent], "children": below(ident)})  # fmt: skip
        return found

    return {"comments": below(None)}


def forem(path: str, body: bytes) -> Any:
    thread = THREADS[POSTS[int(path.partition("=")[2])]]

    def below(parent: str | None) -> list[dict[str, Any]]:
        return [{"type_of": "comment", "id_code": i, "created_at": "2020-01-02T03:04:05Z", "body_html": f"<p>{t}</p>",
                 "user": {"name": "Ann", "username": "ann"}, "children": below(i)}
                for i, p, t in thread if p == parent]  # fmt: skip

    return below(None)


class Server:
    """A blog of three posts whose threads are in what `answer` gives under `path`."""

    def __init__(self, method: str, path: str, answer: Callable[[str, bytes], Any], markup: str) -> None:
        self.method, self.path, self.answer, self.markup = method, path, answer, markup
        self.asked: list[tuple[str, str]] = []

    def page(self, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        """Status, media type and body."""
        self.asked.append((method, path))
        if path.startswith(self.path):
            if method != self.method:
                return 405, "text/plain", ""
            return 200, "application/json", json.dumps(self.answer(path, body))
        name = path.strip("/")
        if name in POSTS:
            own = self.markup.replace("%", str(POSTS.index(name)))
            shown = f"<title>{name}</title><article><h1>The {name}</h1>{TEXT}</article>{own}"
            return 200, "text/html", f"<!DOCTYPE html>{shown}"
        if path != "/":
            return 404, "text/html", ""
        links = "".join(f"<h2><a href='/{post}/'>The {post}</a></h2><p>More." for post in POSTS)
        return 200, "text/html", f"<!DOCTYPE html><title>Tide</title><h1>Tide</h1>{links}"


SYSTEMS: dict[str, Callable[[], Server]] = {
    "commento": lambda: Server("POST", "/api/comment/list", commento, "<script src=/js/commento.js></script>"),
    "comentario": lambda: Server("POST", "/c/api/embed/comments", comentario, "<script src=/c/comentario.js></script>"),
    "substack": lambda: Server(
        "GET", "/api/v1/post/", substack, '<script>window._preloads = {"post":{"id":%}}</script>'
    ),
    "forem": lambda: Server("GET", "/api/comments", forem, "<meta name=forem:name content=T><p data-article-id=%>"),
}


@contextmanager
def served(blog: Server) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, answer = blog.page(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(answer.encode())

        do_POST = do_GET  # noqa: N815 - the name that the base class looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def run(*arguments: str) -> int:
    return subprocess.run([BIN / "blogarchive", *arguments], timeout=120, check=False, capture_output=True).returncode


def threads(data: Path) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(data / "blogs.db")
    try:
        return db.execute(
            "SELECT posts.url, comments.author, comments.depth, comments.published, comments.body_text FROM comments"
            " JOIN posts ON posts.id = post_id ORDER BY posts.url, comments.path"
        ).fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_thread_is_fetched_from_where_it_stands_and_read_again(name: str, tmp_path: Path) -> None:
    blog = SYSTEMS[name]()
    options = ["--allow-private", "--delay", "0.005", "--no-requisites", "--data", str(tmp_path)]
    with served(blog) as address:
        assert run("crawl", address, *options) == 0
    wanted = [(f"{address}{post}/", "Ann", depth, "2020-01-02T03:04:05", text)
              for post in POSTS for depth, (_, _, text) in enumerate(THREADS[post])]  # fmt: skip
    found = threads(tmp_path)
    assert [(post, who, depth, when[:19], text) for post, who, depth, when, text in found] == wanted
    assert sum(path.startswith(blog.path) for _, path in blog.asked) == len(POSTS)
    if blog.method == "POST":
        asked = [record.content() for file in (tmp_path / "warc").glob("*.warc.gz") for record in read_records(file)
                 if record.type == "request" and "/api/" in (record.url or "")]  # fmt: skip
        assert len(asked) == len(POSTS)
        assert all(content.startswith(b"POST ") and b'"path":"/' in content for content in asked)
        assert not any(b"__wb_method" in content for content in asked)
    assert run("verify", "--data", str(tmp_path)) == 0
    assert run("rebuild", "--data", str(tmp_path)) == 0
    assert threads(tmp_path) == found
