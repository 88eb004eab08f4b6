"""Full replay: a post's WACZ holds what its page shows, and is given out by ranges on an origin of its own."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from blogarchive.errors import UsageError
from blogarchive.reading_room.post_wacz import NotReplayable, build
from blogarchive.reading_room.replay import Replay, part
from blogarchive.reading_room.server import datasette
from blogarchive.warc import captures, cdxj
from tests.dataset.made import BLOG, comment, post
from tests.reading_room.made import Archive, tree_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"""<link rel=stylesheet href="/s.css"><img src="/a.png"><script src="/code.js"></script>
<a href="/elsewhere/">link</a><img src="http://far.example/never-captured.png">"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path)
    for name, kind in (("a.png", "image/png"), ("b.png", "image/png"), ("code.js", "text/javascript")):
        made.capture(f"{BLOG}{name}", name.encode(), kind)
    made.capture(f"{BLOG}s.css", b"p { background: url(b.png) }", "text/css")
    made.capture(f"{BLOG}elsewhere/", b"<p>not part of the post")
    return made


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    folder = tmp_path / "replaywebpage"
    folder.mkdir()
    for name in ("ui.js", "sw.js"):
        (folder / name).write_text(f"// {name}", encoding="utf-8")
    return folder


def test_a_wacz_holds_the_page_with_all_that_it_fetches(archive: Archive, tmp_path: Path) -> None:
    there = archive.save(post("one", comment("1")), PAGE)
    with zipfile.ZipFile(io.BytesIO(build(archive.folder, there))) as wacz:
        assert wacz.testzip() is None
        (tmp_path / "captures.warc.gz").write_bytes(wacz.read("archive/captures.warc.gz"))
        index = wacz.read("indexes/index.cdxj").decode().splitlines()
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").decode().splitlines()]
    found = list(captures(tmp_path / "captures.warc.gz"))
    assert [one.url for one in found] == [f"{BLOG}{name}" for name in ("one/", "s.css", "a.png", "code.js", "b.png")]
    assert index == sorted(cdxj.line(one) for one in found)
    assert (pages[1]["url"], pages[1]["title"]) == (f"{BLOG}one/", "One")


def test_what_a_revisit_repeats_comes_along(archive: Archive, tmp_path: Path) -> None:
    first = archive.capture(f"{BLOG}a.png", b"another", "image/png", day=5).capture
    assert first is not None
    archive.repeat(first, day=9)
    there = archive.save(post("one"), b'<img src="/a.png">', day=9)
    with zipfile.ZipFile(io.BytesIO(build(archive.folder, there))) as wacz:
        (tmp_path / "captures.warc.gz").write_bytes(wacz.read("archive/captures.warc.gz"))
    kinds = [(one.url.removeprefix(BLOG), one.type) for one in captures(tmp_path / "captures.warc.gz")]
    assert kinds == [("one/", "response"), ("a.png", "revisit"), ("a.png", "response")]


def test_a_post_without_captures_cannot_be_replayed(archive: Archive) -> None:
    with pytest.raises(NotReplayable):
        build(archive.folder, 1)


def test_a_wacz_is_given_out_by_ranges(archive: Archive, tool: Path) -> None:
    there = archive.save(post("one"), PAGE)
    app = Replay(archive.folder, tool)
    _, headers, html = asked(app, f"/post/{there}")
    (source,) = tree_of(html.decode()).xpath("//replay-web-page/@source")
    assert "default-src 'self'" in headers["content-security-policy"]
    status, headers, whole = asked(app, source)
    assert (status, headers["accept-ranges"], zipfile.is_zipfile(io.BytesIO(whole))) == (200, "bytes", True)
    status, headers, some = asked(app, source, "bytes=10-19")
    assert (status, some, headers["content-range"]) == (206, whole[10:20], f"bytes 10-19/{len(whole)}")
    assert asked(app, source, "bytes=-7")[2] == whole[-7:]
    assert asked(app, source, f"bytes={len(whole)}-")[0] == 416
    assert asked(app, source, method="HEAD")[1:] == ({**asked(app, source)[1]}, b"")


def test_no_file_but_the_two_of_the_tool_is_given_out(archive: Archive, tool: Path) -> None:
    app = Replay(archive.folder, tool)
    assert asked(app, "/ui.js")[2] == b"// ui.js"
    assert asked(app, "/replay/sw.js")[2] == b"// sw.js"
    for path in ("/sw.js", "/replay/../blogs.db", "/blogs.db", "/post/1", "/post/1/2.wacz", f"/post/{'9' * 30}", "/"):
        assert asked(app, path)[0] == 404


def test_a_folder_without_the_tool_is_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ui\.js and no sw\.js"):
        Replay(archive.folder, tmp_path)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("bytes=0-", (0, 99)), ("bytes=5-500", (5, 99)), ("bytes=-500", (0, 99)), ("bytes=7-3", None), ("bytes=-0", None),
     ("bytes=-", (0, 99)), ("lines=1-2", (0, 99)), ("bytes=1-2,4-5", (0, 99))],
)  # fmt: skip
def test_ranges_are_read_as_http_has_them(header: str, expected: tuple[int, int] | None) -> None:
    assert part(header, 100) == expected


def test_the_post_page_leads_to_the_replay_where_there_is_one(archive: Archive) -> None:
    there = archive.save(post("one"), PAGE)

    async def ask() -> Any:
        served = datasette(archive.folder, replay="http://localhost:8002")
        await served.invoke_startup()
        return await served.client.get(f"/-/post/{there}")

    address = f"http://localhost:8002/post/{there}"
    assert address in tree_of(asyncio.run(ask()).text).xpath("//ul[@class='actions']//@href")
    assert "Replay" not in archive.get(f"/-/post/{there}").text


def asked(app: Replay, path: str, range_header: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"range", range_header.encode())] if range_header else []
    asyncio.run(app({"type": "http", "path": path, "method": method, "headers": headers}, None, send))
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], named, sent[1]["body"]
