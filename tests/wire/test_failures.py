"""Requests that get no answer, or must not be made at all: each leaves a record that says why."""

from __future__ import annotations

import socket
from pathlib import Path

from blogarchive.warc import Record, read_records, verify_files
from tests.wire.server import Server, Step, make_certificate
from tests.wire.test_hostile import fetch, warcs

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def kept(folder: Path) -> list[Record]:
    files = warcs(folder)
    assert verify_files(files).problems == []
    return [record for path in files for record in read_records(path) if record.type != "warcinfo"]


def failures(records: list[Record]) -> dict[str, str]:
    return {
        record.url or "": record.content().decode()
        for record in records
        if record.type == "metadata" and record.content().startswith(b"failure: ")
    }


def test_no_connection_no_host_no_tls(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        refusing = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    unknown = "http://no-such-host.invalid/"
    with Server({}, greeting=b"220 mail.example ESMTP\r\n") as plain:
        not_tls = plain.url.replace("http:", "https:") + "/"
        outcomes = fetch(tmp_path, [{"url": url} for url in (refusing, unknown, not_tls)])
        assert plain.log == []
    assert all(outcome["error"] and outcome["record"] is None for outcome in outcomes)
    records = kept(tmp_path)
    assert [record.type for record in records] == ["metadata"] * 3  # not one byte of a request left
    reasons = failures(records)
    assert "refused" in reasons[refusing]
    assert "CannotResolveHost" in reasons[unknown]
    assert "SSL" in reasons[not_tls]


def test_twisted_sends_again_on_a_kept_connection(tmp_path: Path) -> None:
    script: dict[str, list[Step]] = {"/first": [ANSWER], "/again": ["close unless again", ANSWER]}
    with Server(script) as server:
        orders = [{"url": f"{server.url}{path}"} for path in ("/first", "/again")]
        outcomes = fetch(tmp_path, orders, CONCURRENT_REQUESTS_PER_DOMAIN=1)
        assert [outcome["status"] for outcome in outcomes] == [200, 200]
        assert len(server.of("/again")) == 2
        records = [record for record in kept(tmp_path) if (record.url or "").endswith("/again")]
        assert [record.type for record in records] == ["metadata", "request", "response", "request"]
        assert "sent again" in records[0].content().decode()
        assert [record.content() for record in records if record.type == "request"] == [
            exchanged.received for exchanged in server.of("/again")
        ]
        assert records[2].content() == ANSWER


def test_certificates_are_checked_where_that_is_asked_for(tmp_path: Path) -> None:
    with Server({"/": [ANSWER]}, certificate=make_certificate(tmp_path)) as server:
        [outcome] = fetch(tmp_path / "warc", [{"url": server.url + "/"}], DOWNLOAD_VERIFY_CERTIFICATES=True)
        assert "certificate" in outcome["error"]
        assert server.log == []
    [record] = kept(tmp_path / "warc")
    assert "certificate" in failures([record])[server.url + "/"]


def test_private_addresses_are_not_connected_to(tmp_path: Path) -> None:
    with Server({"/": [ANSWER]}) as server:
        hosts = ("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]")
        urls = [f"http://{host}:{server.port}/" for host in hosts]
        outcomes = fetch(tmp_path, [{"url": url} for url in urls], BLOGARCHIVE_ALLOW_PRIVATE=False)
        assert server.connections == 0
    assert all("not a public address" in outcome["error"] for outcome in outcomes)
    reasons = failures(kept(tmp_path))
    assert len(reasons) == len(urls)
    assert all("not a public address" in reason for reason in reasons.values())


def test_peer_is_checked_before_a_byte_is_sent(tmp_path: Path) -> None:
    # A resolver without the guard stands for whatever gets past it: a name that changes between two look-ups.
    with Server({"/": [ANSWER]}, certificate=make_certificate(tmp_path)) as server:
        settings = {
            "BLOGARCHIVE_ALLOW_PRIVATE": False,
            "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
        }
        [outcome] = fetch(tmp_path / "warc", [{"url": f"https://localhost:{server.port}/"}], **settings)
        assert server.log == []
    assert "not a public address" in outcome["error"]
