"""Through a proxy, too, the WARC holds what was said to the proxy, and inside a tunnel what was said to the site."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blogarchive.warc import read_records
from tests.wire.server import Server, make_certificate
from tests.wire.test_hostile import fetch, warcs

ANSWER = b"HTTP/1.1 200 OK\r\nx-Odd:case\r\nContent-Length: 5\r\n\r\nhello"


@contextmanager
def tunnel(port: int) -> Iterator[str]:
    """A proxy that knows CONNECT, and one destination."""
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, target: socket.socket) -> None:
        with source, target:
            try:
                while data := source.recv(65536):
                    target.sendall(data)
            except OSError:
                pass

    def serve() -> None:
        client, _ = listener.accept()
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(65536)
        assert head.startswith(b"CONNECT ")
        site = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"HTTP/1.1 200 Go on\r\n\r\n")
        threading.Thread(target=pump, args=(site, client), daemon=True).start()
        pump(client, site)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(5)
    listener.close()


def test_tunnel(tmp_path: Path) -> None:
    with Server({"/": [ANSWER]}, certificate=make_certificate(tmp_path)) as server, tunnel(server.port) as proxy:
        [outcome] = fetch(tmp_path / "warc", [{"url": server.url + "/", "meta": {"proxy": proxy}}])
        assert outcome["status"] == 200
        blocks = {r.type: r.content() for path in warcs(tmp_path / "warc") for r in read_records(path)}
        assert blocks["response"] == ANSWER
        assert blocks["request"] == server.log[0].received


def test_plain_proxy(tmp_path: Path) -> None:
    with Server({"http://site.invalid/": [ANSWER]}) as proxy:
        [outcome] = fetch(tmp_path, [{"url": "http://site.invalid/", "meta": {"proxy": proxy.url}}])
        assert outcome["status"] == 200
        blocks = {r.type: r.content() for path in warcs(tmp_path) for r in read_records(path)}
        assert blocks["response"] == ANSWER
        assert blocks["request"] == proxy.log[0].received


def test_the_password_of_a_proxy_is_not_kept(tmp_path: Path) -> None:
    with Server({"http://site.invalid/": [ANSWER]}) as proxy:
        named = proxy.url.replace("//", "//anna:hunter2@")
        [outcome] = fetch(tmp_path, [{"url": "http://site.invalid/", "meta": {"proxy": named}}])
        assert outcome["status"] == 200
        assert b"Proxy-Authorization: Basic" in proxy.log[0].received
        (request,) = [r for path in warcs(tmp_path) for r in read_records(path) if r.type == "request"]
        assert b"roxy-" not in request.content()
        assert request.content().startswith(b"GET http://site.invalid/ HTTP/1.1\r\n")
