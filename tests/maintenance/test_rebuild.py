"""Reading captures again: one page that cannot be read stops nothing, and loses nothing of the others."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from blogarchive.dataset.database import open_database
from blogarchive.dataset.store import Store
from blogarchive.errors import StorageError
from blogarchive.extraction.extract import extract
from blogarchive.maintenance import rebuild, replay
from blogarchive.maintenance.verify import verify
from blogarchive.models import Extraction, Page
from tests.loopback import rows

PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>Text of {0}.</p></article></body></html>"


def warc(path: Path, *names: str) -> Path:
    records = []
    for number, name in enumerate(names):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.format(name).encode()
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Date: 2026-01-0{number + 1}T00:00:00Z\r\nWARC-Target-URI: http://blog.example/2026/01/{name}/\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))
    path.write_bytes(b"".join(records))
    return path


def test_a_page_that_cannot_be_read_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(page: Page, **options: Any) -> Extraction:
        if "/second/" in page.url:
            raise RuntimeError("a fault of ours")
        return extract(page, **options)

    monkeypatch.setattr(replay, "extract", stumbling)
    db = open_database(tmp_path / "blogs.db")
    replay.replay(Store(db), [warc(tmp_path / "a.warc.gz", "first", "second", "third")])
    assert db.execute("SELECT title FROM posts ORDER BY title").fetchall() == [("first",), ("third",)]
    assert db.execute("SELECT count(*) FROM captures").fetchone() == (3,)
    db.close()


def everything(data: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in data.rglob("*") if file.is_file() and file.suffix != ".lock"}


@pytest.mark.parametrize("step", ["replay", "settle_times", "carry_over", "sync_folder"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk I/O error")])
def test_it_leaves_the_old_dataset_or_a_whole_new_one(
    archive: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    rebuild.rebuild(archive)
    before = everything(archive)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(rebuild, step, fail)
    with pytest.raises(StorageError, match=str(archive)):
        rebuild.rebuild(archive)
    assert set(everything(archive)) == set(before)
    if step != "sync_folder":  # the last step of all
        assert everything(archive) == before
    assert verify(archive).ok


def test_the_ledger_is_carried_over_from_the_log_of_a_run_that_died(archive: Path) -> None:
    db = open_database(archive / "blogs.db")
    with db.atomic():
        db.execute("UPDATE runs SET outcome = 'told in the log alone'")
    shutil.copytree(archive, archive.with_name("died"))  # the log as it is while the connection is open
    db.close()
    died = archive.with_name("died")
    assert (died / "blogs.db-wal").stat().st_size > 0
    rebuild.rebuild(died)
    assert rows(died, "SELECT outcome FROM runs") == [("told in the log alone",)]
