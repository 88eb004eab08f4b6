"""Where nothing is archived the last line says why, the cause first, and what to try; a bad address is told at once."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from blogarchive.blogs.config import address
from blogarchive.errors import UsageError
from tests.command import run
from tests.loopback import Answer, Answering, Site, crawled, served, shelf

BARE = "<!DOCTYPE html><html><head><title>Home</title>{}</head><body>{}</body></html>"
LINKS = "".join(f"<a href='/about-{n}.pdf'>Paper {n}</a> " for n in range(3))
FORBIDS = "User-agent: *\nDisallow: /"


@contextmanager
def answering(how: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port where connections are dealt with by a function; gives its number."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    with listening.accept()[0] as connection:
                        how(connection)
                except OSError:
                    return

        Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def last_line(data: Path, *urls: str, options: tuple[str, ...] = ()) -> str:
    done = crawled(data, list(urls), "--no-requisites", *options)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def front(page: Answer | str) -> Answering:
    """A site that has nothing but its front page."""
    return lambda path: page if path == "/" else None


def with_robots(rules: Answer) -> Answering:
    return lambda path: rules if path == "/robots.txt" else "x"


PDF = Answer(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"})
IF_FRAMED = "<script>if (top) window.location.href = '/blog/';</script>"
COUNTED = "<script>var a = 1; location.replace('//else.example/x')</script>"
APP = "<div id=app></div><script src=/app.js></script>"
PAGES: list[tuple[Answering, str]] = [
    (lambda _: None, ": HTTP 404. Is this the address of the blog's front page"),
    (lambda _: Answer("no", 403), ": HTTP 403. The server turns programs away"),
    (front(""), "the front page is empty"),
    (front(BARE.format(IF_FRAMED, "")), "a script that leads to {home}blog/. Try that: blogarchive crawl {home}blog/"),
    (front(BARE.format(COUNTED, "")), "Try that: blogarchive crawl http://else.example/x"),
    (front(BARE.format("", APP)), "nothing but scripts, which draw it in a browser. Try the address of its feed"),
    (front(BARE.format("", LINKS)), "there are 3 links on it, and none leads to a post"),
    (front(BARE.format("", "Under construction")), "there is no link on it"),
    (front(BARE.format("", "<form><input type=password></form>")), "asks for a password"),
    (lambda _: PDF, "no page of a blog but application/pdf"),
    (with_robots(Answer(FORBIDS, headers={"Content-Type": "text/plain"})), ": robots.txt of {host} forbids it. Its"),
    (with_robots(Answer("", 500)), "its robots.txt answered 500. Try again later"),
    (lambda path: shelf(2)(path) if path == "/" else None, "2 posts are named, and none could be had: {home}tide-"),
]


@pytest.mark.parametrize(("answer", "said"), PAGES, ids=[said[:40] for _, said in PAGES])
def test_the_cause_leads(answer: Answering, said: str, tmp_path: Path) -> None:
    with served(Site(answer)) as base:
        told = last_line(tmp_path, f"{base}/")
        assert told.startswith(f"blogarchive: nothing could be archived of {base}/: ")
        assert said.format(home=f"{base}/", host=base.removeprefix("http://")) in told


def test_where_a_redirect_leads_is_looked_at(tmp_path: Path) -> None:
    moved = Answer("", 301, {"Location": "/new/"})
    with served(Site(lambda path: moved if path == "/" else "" if path == "/new/" else None)) as base:
        assert f"{base}/new/, where it leads, is empty" in last_line(tmp_path, f"{base}/")


def test_no_such_host_is_told_without_a_second_try(tmp_path: Path) -> None:
    told = last_line(tmp_path, "no-such-host.invalid")
    assert told == (
        "blogarchive: nothing could be archived of https://no-such-host.invalid/: no such host: no-such-host.invalid."
        " Is the address spelled right?"
    )


def test_who_does_not_answer_is_told_by_name(tmp_path: Path) -> None:
    with answering(lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n")) as port:
        assert f"127.0.0.1:{port} does not speak TLS. Try http://" in last_line(
            tmp_path / "tls", f"https://127.0.0.1:{port}/"
        )
        assert "the connection was closed without an answer" in last_line(tmp_path, f"http://127.0.0.1:{port}/")
    assert f"127.0.0.1:{port} refuses connections. Is the" in last_line(tmp_path, f"http://127.0.0.1:{port}/")


def test_a_private_address_names_the_option(tmp_path: Path) -> None:
    with served(Site(shelf(2))) as base:
        for url in (base, base.replace("127.0.0.1", "localhost")):
            done = run("crawl", url, "--data", tmp_path)
            assert done.returncode == 4
            assert done.stderr.endswith(
                "not a public address; --allow-private or BLOGARCHIVE_ALLOW_PRIVATE=1 allows it\n"
            )


def test_each_address_has_its_reason(tmp_path: Path) -> None:
    with served(Site(shelf(2))) as base, served(Site(lambda _: None)) as empty:
        done = crawled(tmp_path / "none", [f"{empty}/", "no-such-host.invalid"])
        assert done.returncode == 4
        assert done.stderr.splitlines()[-3] == "blogarchive: nothing could be archived"
        done = crawled(tmp_path / "one", [f"{base}/", f"{empty}/"], "--no-requisites")
        assert done.returncode == 3
        assert f"\nnothing archived of {empty}/: HTTP 404." in done.stderr
        done = crawled(tmp_path / "one", f"{empty}/", "--json")
        (nothing,) = json.loads(done.stdout)["nothing_of"]
        assert (nothing["url"], nothing["reason"]) == (f"{empty}/", "HTTP 404")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("http://", "it names no host"), ("htp://x", "it begins with htp:"), ("http://a b/", "white space"),
        ("a b", "white space"), ("", "it names no host"), ("http://[bad/", "Invalid IPv6 URL"),
        ("http://x:99999/", "Port out of range"), ("http://x:0/", "there is no port 0"), ("http://x:y/", "Port"),
        ("http://a..b/", "no host is called"), (f"http://{'a' * 64}.example/", "no host is called"),
        ("mailto:a@b.example", "it begins with mailto:"), ("file:///etc/passwd", "it begins with file:"),
        ("https:///path", "it names no host"), ("//", "it names no host"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_meant(said: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=wrong):
        address(said)
    for command in ("crawl", "update", "add"):
        done = run(command, "--data", tmp_path, "--", said)
        assert (done.returncode, wrong in done.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_an_address_as_people_write_it() -> None:
    assert address("blog.example") == "https://blog.example"
    assert address("localhost:8000/x") == "https://localhost:8000/x"
    assert address("HTTP://Blog.example/") == "HTTP://Blog.example/"
    assert address("https://bücher.example/") == "https://bücher.example/"
    assert address("http://[::1]:8000/") == "http://[::1]:8000/"
