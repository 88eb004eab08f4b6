"""Who is asked, by the real command: no proxy unasked, no host given up for what it did not do; no password kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import run
from tests.loopback import QUICK, Answer, Site, crawled, rows, served

SECRET = "hunter2"


def blog(links: str = "", posts: int = 8) -> Site:
    def answer(target: str) -> Answer | str | None:
        target = target.removeprefix("http://tides.invalid")  # a proxy is asked for the whole address
        if target == "/":
            listed = "".join(
                f"<h2 class=entry-title><a href='/2014/03/{n}-tide/'>Tide {n}</a></h2>" for n in range(posts)
            )
            return f"<title>Tides</title><h1>Tides</h1>{links}{listed}"
        if target.startswith("/2014/"):
            text = f"<p>The tide {target} went out at noon, and came back. {links}"
            return f"<title>Tide</title><article><h1>Tide</h1>{text}</article>"
        return None

    return Site(answer)


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that writes down what is said to it, and answers nothing."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                heard.append(client.recv(65536))

    threading.Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_a_password_stands_nowhere_and_links_with_one_cost_nothing(tmp_path: Path) -> None:
    with served(site := blog()) as base:
        place = base.removeprefix("http://")
        links = "".join(f"<a href='http://anna:{SECRET}@{place}/page-{n}/'>more</a>" for n in range(9))
        links += f"<script data-isso='http://anna:{SECRET}@{place}/isso/' src='/isso.js'></script>"
        site.answer = blog(links).answer
        log = str(tmp_path / "log")
        done = crawled(tmp_path, f"http://anna:{SECRET}@{place}/", "--no-requisites", "--log-file", log)
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT count(*) FROM posts") == [(8,)]
        assert "name and password before it are left out" in done.stderr
        assert SECRET not in done.stderr + (tmp_path / "log").read_text()
        tables = [row[0] for row in rows(tmp_path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert [name for name in tables if SECRET in str(rows(tmp_path, f'SELECT * FROM "{name}"'))] == []
        assert all("Authorization" not in str(asked.header) for _, asked in site.asked)  # type: ignore[attr-defined]


def test_the_environments_proxy_is_not_asked(tmp_path: Path) -> None:
    with served(blog()) as base, listener() as (port, heard):
        proxy = {"http_proxy": f"http://127.0.0.1:{port}", "https_proxy": f"http://127.0.0.1:{port}"}
        done = crawled(tmp_path, f"{base}/", "--no-requisites", env=proxy)
        assert done.returncode == 0, done.stderr
        assert heard == []


@pytest.mark.parametrize("asked", ["http://localhost/", "http://nas.local/", "http://10.0.0.1/", "http://intranet/",
                                   "http://nobody.invalid/", "http://a.test:8080/"])  # fmt: skip
def test_through_a_proxy_only_public_names_are_asked(tmp_path: Path, asked: str) -> None:
    with listener() as (port, heard):
        done = run("crawl", asked, "--proxy", f"http://127.0.0.1:{port}", "--data", tmp_path, env=QUICK)
        assert (done.returncode, heard) == (4, []), done.stderr
        assert "not a public address" in done.stderr or "no such host" in done.stderr


def test_a_proxy_that_is_asked_for_may_stand_anywhere(tmp_path: Path) -> None:
    with served(blog()) as base:
        # What is asked through it is allowed here: this proxy is the site itself, and answers for any name.
        done = crawled(tmp_path, "http://tides.invalid/", "--no-requisites", "--proxy", base)
        assert done.returncode == 0, done.stderr
        assert rows(tmp_path, "SELECT count(*) FROM posts") == [(8,)]
        assert rows(tmp_path, "SELECT host FROM private_hosts") == []


def test_what_is_no_proxy_is_told(tmp_path: Path) -> None:
    done = run("crawl", "http://blog.example/", "--proxy", "socks5://127.0.0.1", "--data", tmp_path)
    assert (done.returncode, "expected http://proxy" in done.stderr) == (2, True)
    done = run("crawl", "http://blog.example/", "--ports", "22-", "--data", tmp_path)
    assert (done.returncode, "expected ports" in done.stderr) == (2, True)


def test_a_host_that_answers_is_not_given_up_for_silence(tmp_path: Path) -> None:
    """What is refused without a connection says nothing of whether the host answers."""
    with served(Site(lambda path: Answer("broken", 500) if path == "/robots.txt" else Answer("x"))) as other:
        pictures = "".join(f"<img src='{other}/{n}.png'>" for n in range(9))
        with served(blog(pictures, posts=2)) as base:
            crawled(tmp_path, f"{base}/")
    reasons = rows(tmp_path, f"SELECT DISTINCT reason FROM urls WHERE url LIKE '{other}/%.png'")
    assert len(reasons) == 1
    assert "must be left alone: its robots.txt answered 500" in reasons[0][0]
