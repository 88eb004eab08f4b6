"""Whatever a server does: the bytes in the WARC are the bytes on the wire, and nothing goes unrecorded."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blogarchive.warc import Record, captures, read_records, verify_files
from tests.command import run as run_command
from tests.wire.cases import CASES, TEXT, Case
from tests.wire.server import Server, make_certificate

REPEATS = 3  # of every ordinary case, so that kept connections carry several


def fetch(folder: Path, orders: list[dict[str, Any]], **settings: object) -> list[dict[str, Any]]:
    """Fetch through the real handler, in a process of its own: a reactor starts only once."""
    work = json.dumps({"folder": str(folder), "orders": orders, "settings": settings})
    done = run_command(program="tests.wire.fetch", stdin=work)
    assert done.returncode == 0, done.stderr
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)["outcomes"]
    return outcomes


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


@dataclass
class Run:
    """What the server saw, what the spider saw, what the archive holds."""

    server: Server
    outcomes: list[dict[str, Any]]
    records: dict[str, dict[str, list[Record]]]
    folder: Path

    def of(self, case: Case, kind: str) -> list[Record]:
        return self.records[f"{self.server.url}/{case.name}"][kind]


def patience(case: Case) -> dict[str, object]:
    """How long an answer is waited for: where it never ends, long enough for what comes of it; else for any load."""
    return {"download_timeout": 3 if "hang" in case.script else 60}


@pytest.fixture(scope="module", params=["plain", "tls"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("wire")
    certificate = make_certificate(folder) if request.param == "tls" else None
    scripts = {f"/{case.name}": case.script for case in CASES}
    with Server(scripts, certificate=certificate) as server:
        orders = [
            {"url": f"{server.url}/{case.name}", "method": case.method, "body": case.body, "meta": patience(case)}
            for _ in range(REPEATS)
            for case in CASES
            if "hang" not in case.script or _ == 0
        ]
        outcomes = fetch(folder / "warc", orders)
        assert len(outcomes) == len(orders)
        records: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for path in warcs(folder / "warc"):
            for record in read_records(path):
                records[record.url or ""][record.type].append(record)
        yield Run(server, outcomes, records, folder / "warc")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_response_is_what_was_sent(run: Run, case: Case) -> None:
    exchanged = run.server.of(f"/{case.name}")
    assert exchanged
    kept = run.of(case, "response")
    if case.fate == "failure":
        assert not kept
        assert len(run.of(case, "metadata")) == len(exchanged)
        return
    # At the same time in flight, the same answers: the order does not matter, the number does.
    assert len(kept) == len(exchanged)
    for record in kept:
        block, sent = record.content(), bytes(exchanged[0].sent)
        if case.fate == "whole":
            assert block == sent[len(case.interim) : len(sent) - len(case.surplus)]
            assert record.get("WARC-Truncated") is None
        else:
            assert block
            assert sent.startswith(block)
            assert record.get("WARC-Truncated") == case.fate


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_request_is_what_arrived(run: Run, case: Case) -> None:
    arrived = sorted(each.received for each in run.server.of(f"/{case.name}"))
    assert sorted(record.content() for record in run.of(case, "request")) == arrived


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_spider_sees_what_a_browser_would(run: Run, case: Case) -> None:
    seen = [each for each in run.outcomes if each["url"].endswith(f"/{case.name}")]
    assert {each.get("status") for each in seen} == {case.status}
    if case.status is None:
        assert all(each["error"] for each in seen)
    elif case.fate == "whole" and case.method == "GET" and TEXT in bytes(run.server.of(f"/{case.name}")[0].sent):
        assert {base64.b64decode(each["body"]) for each in seen} == {TEXT}


@pytest.mark.parametrize("case", [c for c in CASES if c.interim or c.surplus], ids=lambda case: case.name)
def test_what_stands_outside_the_message_is_kept_beside_it(run: Run, case: Case) -> None:
    # These records have no address of their own: indexers would take them for captures of the page.
    answers = {f"<{record.record_id}>" for record in run.of(case, "response")}
    beside = [each for each in run.records[""]["metadata"] if each.get("WARC-Concurrent-To") in answers]
    assert b"".join(record.content() for record in beside) == (case.interim + case.surplus) * REPEATS


def test_every_request_has_its_answer_revisit_or_failure(run: Run) -> None:
    kept = [record for kinds in run.records.values() for found in kinds.values() for record in found]
    number = {kind: sum(record.type == kind for record in kept) for kind in ("request", "response", "revisit")}
    failures = sum(record.type == "metadata" and record.content().startswith(b"failure:") for record in kept)
    assert number["request"] == len(run.server.log)
    assert number["request"] == number["response"] + number["revisit"] + failures


def test_capture_reaches_the_spider(run: Run) -> None:
    known = {capture.record_id: capture.url for path in warcs(run.folder) for capture in captures(path)}
    for outcome in run.outcomes:
        case = next(case for case in CASES if outcome["url"].endswith(f"/{case.name}"))
        assert known.get(outcome["record"]) == (outcome["url"] if case.fate != "failure" else None)


def test_records_say_whence_and_how(run: Run) -> None:
    secure = run.server.url.startswith("https")
    for kinds in run.records.values():
        for record in kinds["request"] + kinds["response"]:
            assert record.get("WARC-IP-Address") == "127.0.0.1"
            assert record.get("WARC-Protocol") == ("tls/1.3" if secure else None)
            assert (record.get("WARC-Cipher-Suite") or "TLS_").startswith("TLS_")
            assert (record.get("WARC-Cipher-Suite") is not None) == secure


def test_connections_are_kept(run: Run) -> None:
    assert run.server.connections < len(run.server.log)


def test_the_files_verify(run: Run) -> None:
    checked = verify_files(warcs(run.folder))
    assert checked.problems == []
    assert checked.records > 4 * len(CASES)
