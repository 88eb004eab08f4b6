"""A conditional request that is answered 304 becomes a revisit of what it was made against."""

from __future__ import annotations

from pathlib import Path

from blogarchive.warc import captures, cdxj, read_record, verify_file
from tests.wire.server import Server
from tests.wire.test_hostile import fetch, warcs


def test_not_modified(tmp_path: Path) -> None:
    with Server({"/": [b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n']}) as server:
        url = server.url + "/"
        order = {"url": url, "headers": {"If-None-Match": '"x"'}, "original": [url, "2025-01-02T03:04:05.000006+00:00"]}
        [outcome] = fetch(tmp_path, [order])
        assert b'If-None-Match: "x"\r\n' in server.log[0].received
    assert outcome["status"] == 304
    [path] = warcs(tmp_path)
    [capture] = captures(path)
    assert (capture.type, capture.record_id) == ("revisit", outcome["record"])
    # ReplayWeb.page believes the index: with a status of 304 in it, that is what it shows.
    assert '"status"' not in cdxj.line(capture)
    record = read_record(tmp_path, capture)
    assert record.content() == b""
    assert record.get("WARC-Refers-To-Target-URI") == url
    assert record.get("WARC-Refers-To-Date") == "2025-01-02T03:04:05.000006Z"
    assert verify_file(path).problems == []
