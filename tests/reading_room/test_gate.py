"""Who is let in by `serve`: names of its own, readers, and no other site's pages; and what a query may take."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.utils.asgi import Response
from datasette.utils.sqlite import sqlite3

from blogarchive.reading_room import apart
from blogarchive.reading_room.archive import read_only
from blogarchive.reading_room.bounds import LONGEST_VALUE
from blogarchive.reading_room.gate import Gate, runs_sql
from tests.dataset.made import comment, post
from tests.reading_room.made import Archive, reading_room

SQL = "/blogs.json?sql=select+url+from+posts&_shape=array"


def told(path: str, method: str = "GET", names: Iterable[str] = (), **headers: str) -> int | None:
    """The status by which a request is turned away."""
    said = {"host": "127.0.0.1:8001", **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in said.items()]
    scope: dict[str, Any] = {"type": "http", "method": method, "headers": raw, "path": path.partition("?")[0],
                             "query_string": path.partition("?")[2].encode()}  # fmt: skip
    refusal = Gate(lambda *_: asyncio.sleep(0), names).refusal(scope)
    return refusal[0] if refusal else None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8001", "localhost:8001", "LOCALHOST.", "[::1]:8001"])
def test_it_answers_to_its_own_names(host: str) -> None:
    assert told("/-/room", host=host) is None


@pytest.mark.parametrize(
    "host",
    ["evil.test", "rebound.evil.test:8001", "127.0.0.1.evil.test", "127.0.0.1@evil.test", "",
     "localhost:8001, evil.test", "localhost evil.test", "[::1", "0.0.0.0", "127.1", "localhost\x00", "blog.example"],
)  # fmt: skip
def test_and_to_no_other(host: str) -> None:
    assert told("/-/room", host=host) == 421
    assert told(SQL, host=host) == 421


def test_a_name_that_is_given_is_its_own() -> None:
    assert told("/-/room", names=("Archive.example",), host="archive.example") is None
    assert told("/-/room", names=("archive.example",), host="example") == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_is_to_be_changed(method: str) -> None:
    for path in ("/-/messages", "/-/room", "/blogs", "/blogs/posts/-/insert"):
        assert told(path, method) == 405


@pytest.mark.parametrize("name", ["messages", "permissions", "allow-debug", "databases.json", "threads",
                                  "versions.json", "plugins", "settings.json", "actor", "auth-token", "logout",
                                  "metadata", "patterns", "config.json", ""])  # fmt: skip
def test_what_serves_to_find_faults_is_shut(name: str) -> None:
    assert told(f"/-/{name}") == 404


def test_scripts_and_styles_of_datasette_have_names() -> None:
    assert told("/-/static/app.css") is None
    for name in ("a" * 300, "a\x00b", "", "%"):
        assert told(f"/-/static/{name}") == 404


def test_where_the_archive_lies_is_not_told() -> None:
    for words in ("select * from pragma_database_list()", 'select file from "PRAGMA_Database_List"'):
        assert told(f"/blogs.json?sql={quote(words)}") == 400
    assert told(f"/blogs/posts?_where={quote('1 in (select 1 from pragma_database_list)')}") == 400


def test_a_page_of_another_site_runs_no_query() -> None:
    strange = [{"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
               {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors", "sec_fetch_dest": "empty"},
               {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
               {"origin": "http://evil.test"}, {"origin": "null"}]  # fmt: skip
    for headers in strange:
        for path in (SQL, "/blogs/posts.json", "/-/room", "/-/post/1.json", "/-/search-archive?q=x"):
            assert told(path, "GET", (), **headers) == 403, (path, headers)
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert [told(path, "GET", (), **link) for path in ("/-/post/1", "/blogs/posts", SQL)] == [None, None, 403]
    assert told(SQL, sec_fetch_site="same-origin", sec_fetch_mode="cors", origin="http://127.0.0.1:8001") is None
    assert told(SQL, sec_fetch_site="none") is None
    # In its sandbox an archived page is a stranger, too, and shows its own pictures.
    assert told("/-/resource/1?url=x", sec_fetch_site="cross-site", sec_fetch_mode="no-cors") is None


def test_what_runs_sql_is_told_from_what_shows_rows() -> None:
    for query in (
        b"sql=select+1",
        b"_where=1",
        b"_facet=body_html",
        b"_size=max",
        b"body_text__like=%25a",
        b"_trace=1",
    ):
        assert runs_sql("/blogs/posts", query) is (query != b"_trace=1")
    for query in (b"", b"_next=3", b"_size=100", b"blog_id=1", b"_search=tide", b"_sort=title"):
        assert not runs_sql("/blogs/posts", query)


@pytest.mark.parametrize(
    "words",
    ["select hex(zeroblob(400000000))", "select zeroblob(2000000000)",
     "with recursive t(x) as (select 1 union all select x + 1 from t) select zeroblob(1000000) from t",
     "attach ':memory:' as other", "select replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000000)))",
     f"select {' + '.join(['1'] * 60_000)}"],
)  # fmt: skip
def test_no_query_takes_more_memory_than_it_may(tmp_path: Path, words: str) -> None:
    Archive(tmp_path).close()
    db = read_only(tmp_path / "blogs.db")
    with pytest.raises(sqlite3.Error):
        db.cursor().execute(words).fetchall()
    assert len(db.cursor().execute(f"select zeroblob({LONGEST_VALUE})").fetchone()[0]) == LONGEST_VALUE
    assert db.cursor().execute("select 1 union select 2 union select 3").fetchmany(2) == [(1,), (2,)]
    db.close()


def test_a_host_adds_no_word_to_the_policy_of_an_archived_page(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.save(post("one"))
    (capture,) = archive.db.execute("SELECT capture_id FROM posts").fetchone()
    assert "http://localhost/-/resource/" in archive.get(f"/-/capture/{capture}").headers["content-security-policy"]
    archive.close()


def ask(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Status and body, whatever `Host` says."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_real_server(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.save(post("one", comment("1")))
    archive.close()
    with reading_room(tmp_path, "--name", "archive.example") as address:
        assert len(json.loads(ask(address, SQL)[1])) == 1
        assert b"One" in ask(address, "/blogs?sql=select+title+from+posts", Host="archive.example")[1]
        assert ask(address, "/-/databases.json", Host="archive.example")[0] == 404
        assert ask(address, SQL, Host="evil.test")[0] == 421
        assert ask(address, SQL, Sec_Fetch_Site="cross-site")[0] == 403
        assert ask(address, "/-/messages", "POST")[0] == 405
        # One step of a query that nothing interrupts: its process is ended, and another answers.
        began = time.monotonic()
        stuck = quote("select instr(hex(zeroblob(15000000)), hex(zeroblob(14000000)) || '1')")
        assert ask(address, f"/blogs.json?sql={stuck}")[0] == 503
        assert time.monotonic() - began < apart.LONGEST + 30
        assert ask(address, "/-/room")[0] == 200
        assert len(json.loads(ask(address, SQL)[1])) == 1


def test_a_visitors_time_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = apart.Apart(lambda *_: asyncio.sleep(0), tmp_path)
    monkeypatch.setattr(room, "_asked", lambda scope, seconds: asyncio.sleep(0.02, Response.text("x")))
    monkeypatch.setattr(apart, "BUDGET", 0.03)

    async def statuses() -> list[int]:
        scopes = [{"client": (visitor, 1)} for visitor in ("1.1.1.1", "1.1.1.1", "1.1.1.1", "8.8.8.8")]
        return [(await room._answer(scope)).status for scope in scopes]

    assert asyncio.run(statuses()) == [200, 200, 429, 200]
    monkeypatch.setattr(apart, "WINDOW", 0)
    assert asyncio.run(statuses())[2] == 200
    room.close()


def test_only_so_many_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = apart.Apart(lambda *_: asyncio.sleep(0), tmp_path)
    monkeypatch.setattr(room, "_asked", lambda scope, seconds: asyncio.sleep(0.05, Response.text("x")))

    async def statuses() -> list[int]:
        answers = await asyncio.gather(*(room._answer({"client": (f"1.1.1.{n}", 1)}) for n in range(30)))
        return sorted(answer.status for answer in answers)

    assert asyncio.run(statuses()) == [200] * (apart.AT_ONCE + apart.WAITING) + [503] * 20
    room.close()
