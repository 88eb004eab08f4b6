"""Threads that stand in a comment system's answer, fetched by the real command, and read again from the captures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from blogarchive.warc import read_records
from tests import loopback
from tests.command import run
from tests.loopback import Answer, Asked, Site, crawled, rows

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
    def answer(path: Asked) -> Answer:
        status, kind, body = blog.page(path.method, path, path.body)
        return Answer(body, status, {"Content-Type": kind})

    with loopback.served(Site(answer)) as base:
        yield f"{base}/"


def threads(data: Path) -> list[tuple[Any, ...]]:
    return rows(
        data,
        "SELECT posts.url, comments.author, comments.depth, comments.published, comments.body_text FROM comments"
        " JOIN posts ON posts.id = post_id ORDER BY posts.url, comments.path",
    )


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_thread_is_fetched_from_where_it_stands_and_read_again(name: str, tmp_path: Path) -> None:
    blog = SYSTEMS[name]()
    with served(blog) as address:
        assert crawled(tmp_path, address, "--no-requisites").returncode == 0
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
    assert run("verify", "--data", tmp_path).returncode == 0
    assert run("rebuild", "--data", tmp_path).returncode == 0
    assert threads(tmp_path) == found


SAID = {"nick": "Ann", "created": 1577934245000, "time": 1577934245000}
WALINE: dict[str, Any] = {
    "1": [{**SAID, "objectId": "11", "comment": "So it was.", "children": [
        {**SAID, "objectId": "12", "pid": "11", "rid": "11", "comment": "Was it?"},
        {**SAID, "objectId": "13", "pid": "12", "rid": "11", "comment": "It was."}]}],
    "2": [{**SAID, "objectId": "14", "comment": "Late, as ever."}],
}  # fmt: skip
TWIKOO = [{**SAID, "id": "31", "comment": "Slack water.", "replies": [
    {**SAID, "id": "32", "pid": "31", "rid": "31", "comment": "At last."}]}]  # fmt: skip
POST = {"username": "ann", "name": "Ann", "created_at": "2020-01-02T03:04:05.000Z"}
TOPIC = [
    {**POST, "id": 70, "post_number": 1, "cooked": "A companion topic."},
    {**POST, "id": 71, "post_number": 2, "cooked": "Wet feet."},
    {**POST, "id": 72, "post_number": 3, "cooked": "Dry them.", "reply_to_post_number": 2},
]
EMBEDDED = """<html><body><header class='discourse'></header><article class='post' id='post-71'>
<a title="January  2, 2020  3:04am" class="post-date" href="{0}t/flood/9/2">2 Jan</a>
<div class='cooked'><h3 class='username'><a href='{0}u/ann'>ann</a></h3><p>Wet feet.</p></div></article></body>"""


class Mixed(Server):
    """Three posts, each with a system of its own; two of them take more than one answer."""

    address = ""

    def __init__(self) -> None:
        super().__init__("GET", "/nothing", commento, "")

    def page(self, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        self.asked.append((method, path))
        if path.startswith("/api/comment?path=%2Febb%2F"):
            page = "2" if "page=2" in path else "1"
            found: Any = {"errno": 0, "data": {"totalPages": 2, "count": 4, "data": WALINE[page]}}
        elif path.startswith("/embed/comments"):
            return 200, "text/html", EMBEDDED.format(self.address)
        elif path == "/t/9.json":
            found = {"id": 9, "posts_count": 3, "post_stream": {"posts": TOPIC[:2], "stream": [70, 71, 72]}}
        elif path == "/t/9/posts.json?post_ids%5B%5D=72":
            found = {"id": 9, "post_stream": {"posts": TOPIC[2:]}}
        elif path == "/twikoo" and json.loads(body) == {"event": "COMMENT_GET", "url": "/slack/"}:
            found = {"data": TWIKOO, "more": False, "count": 1}
        else:
            return self._blog(path)
        return 200, "application/json", json.dumps(found)

    def _blog(self, path: str) -> tuple[int, str, str]:
        status, kind, shown = super().page("GET", path, b"")
        scripts = {
            "/ebb/": f'Waline.init({{serverURL: "{self.address}"}})',
            "/flood/": f"x = {{discourseUrl: '{self.address}', discourseEmbedUrl: '{self.address}flood/'}}",
            "/slack/": f'twikoo.init({{envId: "{self.address}twikoo"}})',
        }
        return status, kind, f"{shown}<script>{scripts.get(path, '')}</script>"


def test_threads_of_several_answers_and_systems_are_put_together(tmp_path: Path) -> None:
    blog = Mixed()
    with served(blog) as address:
        blog.address = address
        assert crawled(tmp_path, address, "--no-requisites").returncode == 0
    found = threads(tmp_path)
    assert [(post.removeprefix(address), who, depth, text) for post, who, depth, _, text in found] == [
        ("ebb/", "Ann", 0, "So it was."), ("ebb/", "Ann", 1, "Was it?"), ("ebb/", "Ann", 2, "It was."),
        ("ebb/", "Ann", 0, "Late, as ever."), ("flood/", "Ann", 0, "Wet feet."), ("flood/", "Ann", 1, "Dry them."),
        ("slack/", "Ann", 0, "Slack water."), ("slack/", "Ann", 1, "At last."),
    ]  # fmt: skip
    assert all(when.startswith("2020-01-02T03:04") for *_, when, _ in found)
    assert run("rebuild", "--data", tmp_path).returncode == 0
    assert threads(tmp_path) == found
