"""A dataset that is damaged, none of ours or of a later version: a sentence and an exit code, in every command."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from blogarchive.cli.app import main
from blogarchive.dataset import integrity
from blogarchive.maintenance import rebuild
from tests.loopback import crawled, rows, updated

READING = (["status"], ["status", "--json"], ["list"], ["export", "jsonl"], ["serve"])
WRITING = (["mend"],)


def run(data: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, [*arguments, "--data", str(data)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def garbage(db: Path) -> None:
    db.write_bytes(random.Random(1).randbytes(db.stat().st_size))


def truncated(db: Path) -> None:
    db.write_bytes(db.read_bytes()[: db.stat().st_size // 3])


def empty_pages(db: Path) -> None:
    db.write_bytes(db.read_bytes()[:4096] + bytes(db.stat().st_size - 4096))


def flipped(db: Path) -> None:
    flip(db, random.Random(3), 3000, 4096)


def foreign(db: Path) -> None:
    db.unlink()
    made = sqlite3.connect(db)
    made.execute("CREATE TABLE songs (title)")
    made.commit()
    made.close()


def flip(db: Path, dice: random.Random, times: int, start: int) -> None:
    content = bytearray(db.read_bytes())
    for _ in range(times):
        content[dice.randrange(start, len(content))] ^= dice.randrange(1, 256)
    db.write_bytes(content)


def later(db: Path) -> None:
    made = sqlite3.connect(db)
    made.execute("UPDATE _sqlite_migrations SET name = '9999_later' WHERE name = '0001_dataset'")
    made.commit()
    made.close()


@pytest.mark.parametrize("spoil", [garbage, truncated, empty_pages, flipped, foreign])
def test_every_command_says_so_and_how_to_make_it_again(archive: Path, spoil: Callable[[Path], None]) -> None:
    spoil(archive / "blogs.db")
    spoiled = (archive / "blogs.db").read_bytes()
    for command in (*READING, *WRITING):
        done = run(archive, *command)
        assert (done.exit_code, "blogarchive rebuild" in done.stderr) == (7, True), command
    verdict = run(archive, "verify")
    assert (verdict.exit_code, "blogarchive rebuild" in verdict.stderr) == (5, True)
    for over in (crawled(archive, "http://127.0.0.1:9/"), updated(archive)):
        assert (over.returncode, "Traceback" in over.stderr) == (7, False), over.stderr
    assert (archive / "blogs.db").read_bytes() == spoiled
    assert run(archive, "rebuild").exit_code == 0
    assert (archive / "blogs.db.replaced").read_bytes() == spoiled
    assert run(archive, "verify").exit_code == 0
    assert rows(archive, "SELECT count(*) FROM posts") == [(8,)]


def test_a_later_version_is_refused_and_left_alone(archive: Path) -> None:
    later(archive / "blogs.db")
    before = (archive / "blogs.db").read_bytes()
    for command in (*READING, *WRITING, ["verify"], ["rebuild"]):
        done = run(archive, *command)
        assert (done.exit_code, "later version" in done.stderr) == (7, True), command
    for over in (crawled(archive, "http://127.0.0.1:9/"), updated(archive)):
        assert (over.returncode, "later version" in over.stderr) == (7, True), over.stderr
    assert (archive / "blogs.db").read_bytes() == before


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_are_never_an_error_of_ours(archive: Path, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    flip(archive / "blogs.db", dice, dice.choice((1, 3, 30, 300)), dice.choice((0, 100, 4096)))
    for command in (["status"], ["list"], ["export", "jsonl"], ["export", "csv", "--out", str(tmp_path / "csv")]):
        assert run(archive, *command).exit_code in (0, 7), command
    assert run(archive, "verify").exit_code in (0, 5)
    assert run(archive, "rebuild").exit_code == 0
    assert rows(archive, "SELECT count(*) FROM posts") == [(8,)]


def test_the_crawl_that_meets_a_damaged_page_ends_with_7(archive: Path, blog: str) -> None:
    content = bytearray((archive / "blogs.db").read_bytes())
    db = sqlite3.connect(archive / "blogs.db")
    (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'urls'").fetchone()
    db.close()
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)  # the ledger: not looked at before the crawl begins
    (archive / "blogs.db").write_bytes(content)
    done = crawled(archive, blog)
    assert (done.returncode, "Traceback" in done.stderr, "blogarchive rebuild" in done.stderr) == (7, False, True)


def test_a_lost_table_is_told(archive: Path) -> None:
    db = sqlite3.connect(archive / "blogs.db")
    db.execute("DROP TABLE notices")
    db.commit()
    db.close()
    assert integrity.problems(archive / "blogs.db") == [
        "the schema has lost notices",
        "the schema has lost notices_by_blog",
    ]
    assert run(archive, "verify").exit_code == 5
    assert run(archive, "status").exit_code == 7


def test_an_error_of_our_own_stays_one(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_data: Path, **_: object) -> None:
        raise ValueError("planted")

    monkeypatch.setattr(rebuild, "rebuild", stumble)
    done = CliRunner().invoke(main, ["rebuild", "--data", str(archive)])
    assert isinstance(done.exception, ValueError)


def test_without_captures_nothing_takes_its_place(archive: Path) -> None:
    shutil.rmtree(archive / "warc")
    foreign(archive / "blogs.db")
    before = (archive / "blogs.db").read_bytes()
    assert run(archive, "rebuild").exit_code == 7
    assert (archive / "blogs.db").read_bytes() == before
    assert not list(archive.glob("*.rebuilt*"))
    assert not list(archive.glob("*.replaced"))
