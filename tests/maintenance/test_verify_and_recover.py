"""Rows and records hold each other up, both ways; what a run that died has left is whole again with the next."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from blogarchive import paths
from blogarchive.cli.app import main
from blogarchive.dataset.database import open_database
from blogarchive.errors import StorageError
from blogarchive.maintenance import replay
from blogarchive.maintenance.recover import recover
from blogarchive.maintenance.verify import verify, warc_files
from blogarchive.models import Extraction, Page, Visit
from blogarchive.warc import WarcWriter, cdxj, read_records
from pipelines.archive import Archive  # noqa: TID251 - its order of commits is tried here
from tests.loopback import crawled, rows
from tests.warc.made import answer, exchange

DATASET = """
SELECT url, title, '', body_text FROM posts
UNION ALL SELECT posts.url, comment_id, path, comments.body_text FROM comments JOIN posts ON posts.id = post_id
"""


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--data", str(data)])


def dataset(data: Path) -> list[tuple[object, ...]]:
    return sorted(rows(data, DATASET), key=repr)


def problems(data: Path) -> list[str]:
    return [problem.problem for problem in verify(data).problems]


def forget_row(data: Path, where: str) -> None:
    db = open_database(paths.database(data))
    with db.atomic():
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, column in (("urls", "capture_id"), ("thread_looks", "capture_id"), ("claims", "capture_id"),
                              ("post_readings", "first_capture_id"), ("comment_readings", "first_capture_id"),
                              ("blog_looks", "capture_id")):  # fmt: skip
            db.execute(f"UPDATE {table} SET {column} = NULL")
        db.execute("DELETE FROM comments")
        db.execute("DELETE FROM thread_looks")
        for table in ("post_readings", "posts_tags", "posts_categories", "links", "comment_readings"):
            db.execute(f"DELETE FROM {table}")
        db.execute("DELETE FROM posts")
        db.execute(f"DELETE FROM captures WHERE {where}")
    db.close()


def test_a_record_that_no_row_knows_is_told_and_mended(archive: Path) -> None:
    before = dataset(archive)
    forget_row(archive, "url LIKE '%/2014/%'")
    (gone,) = rows(archive, "SELECT count(*) FROM captures WHERE url LIKE '%/2014/%'")[0]
    assert gone == 0
    told = problems(archive)
    assert told
    assert all("that no row of the dataset knows" in problem for problem in told)
    assert run(archive, "verify").exit_code == 5
    assert run(archive, "mend").exit_code == 0
    assert problems(archive) == []
    assert set(dataset(archive)) <= set(before)
    assert rows(archive, "SELECT count(*) FROM posts WHERE url LIKE '%/2014/%'")[0][0] > 0


def test_a_file_still_being_written_owes_no_rows(archive: Path) -> None:
    writer = WarcWriter(paths.captures(archive), info={})
    writer.write(exchange("/later/"))
    writer.flush()
    assert problems(archive) == []
    with next(paths.captures(archive).glob("*.open")).open("ab") as file:  # half a record, on its way
        file.write(gzip.compress(b"WARC/1.1\r\n")[:12])
    assert problems(archive) == []
    writer.leave()
    assert any("torn" in problem or "damaged" in problem for problem in problems(archive))  # nobody writes to it now


def leave_nothing(folder: Path) -> None:
    (folder / "blogarchive-20260101000000-00000-vm.warc.gz.open").touch()


def leave_half_a_record(folder: Path) -> None:
    (folder / "blogarchive-20260101000000-00000-vm.warc.gz.open").write_bytes(gzip.compress(b"WARC/1.1\r\n" * 90)[:40])


def leave_zeros(folder: Path) -> None:
    (folder / "blogarchive-20260101000000-00000-vm.warc.gz.open").write_bytes(bytes(512))


def leave_half_an_index(folder: Path) -> None:
    (folder / "blogarchive-20260101000000-00000-vm.cdxj.open").write_text("!meta 0 {")


def leave_all(folder: Path) -> None:
    for leave in (leave_half_a_record, leave_half_an_index):
        leave(folder)
    (folder / "blogarchive-20260101000001-00000-vm.warc.gz.open").touch()
    (folder / "blogarchive-20260101000001-00000-vm.warc.gz.mended").write_bytes(b"half")
    (folder.parent / "blogs.rebuilt").write_bytes(b"half")
    (folder.parent / "blogs.rebuilt-wal").write_bytes(b"half")


@pytest.mark.parametrize(
    ("leave", "command"),
    [(leave_nothing, "crawl"), (leave_all, "crawl"), (leave_all, "mend"), (leave_half_a_record, "mend"),
     (leave_zeros, "mend"), (leave_half_an_index, "mend")],
)  # fmt: skip
def test_dying_before_the_first_record_costs_no_run(
    archive: Path, blog: str, leave: Callable[[Path], None], command: str
) -> None:
    leave(paths.captures(archive))
    done = crawled(archive, blog) if command == "crawl" else None
    assert done is None or (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done is not None or run(archive, "mend").exit_code == 0
    left = [
        file.name for file in archive.rglob("*") if file.name.endswith((".open", ".mended", ".rebuilt", "rebuilt-wal"))
    ]
    assert left == []
    assert problems(archive) == []


@pytest.mark.parametrize("written", [1, 0.5, 0])
@pytest.mark.parametrize("before", ["none", "stale", "good"])
def test_an_index_that_was_being_written_costs_nothing(archive: Path, before: str, written: float) -> None:
    """At its head stands what it is an index of: that a half of it fits its file does not make it whole."""
    [file] = warc_files(archive)
    index = cdxj.index_path(file)
    content = index.read_text()
    lines = content.splitlines(keepends=True)
    index.with_name(f"{index.name}.open").write_text("".join(lines[: int(len(lines) * written)]))
    if before == "none":
        index.unlink()
    elif before == "stale":
        index.write_text(content.replace('"size": ', '"size": 1'))
    db = open_database(paths.database(archive))
    recover(db, archive)
    db.close()
    assert index.read_text() == content
    assert not list(file.parent.glob("*.open"))
    assert problems(archive) == []


def test_mend_makes_an_index_anew_that_leaves_captures_out(archive: Path) -> None:
    [file] = warc_files(archive)
    index = cdxj.index_path(file)
    content = index.read_text()
    index.write_text("".join(content.splitlines(keepends=True)[:5]))
    assert problems(archive) == ["the index beside the file does not list what the file holds"]
    assert "did not list" in run(archive, "mend").output
    assert index.read_text() == content
    assert problems(archive) == []


def test_a_file_is_finished_once_the_dataset_knows_it(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it reads what a dead run has left, the next run reads all of it again."""
    [file] = warc_files(archive)
    unfinished = file.rename(f"{file}.open")
    cdxj.index_path(file).unlink()
    shutil.copy(paths.database(archive), archive / "whole.db")
    expected = dataset(archive)
    paths.database(archive).unlink()
    db = open_database(paths.database(archive))

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("blogarchive.maintenance.recover.replay", kill)
        with pytest.raises(Killed):
            recover(db, archive)
    assert unfinished.exists()
    recover(db, archive)
    db.close()
    assert not unfinished.exists()
    assert dataset(archive) == expected
    assert problems(archive) == []


def test_only_what_is_not_saved_is_read_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [file] = warc_files(archive)
    file.rename(f"{file}.open")
    read = archive / "read"

    def extract(page: Page, **_: object) -> Extraction:
        with read.open("a") as said:  # in a process beside this one
            print(page.url, file=said)
        return Extraction(page=page, platform="none")

    monkeypatch.setattr(replay, "extract", extract)
    db = open_database(paths.database(archive))
    with db.atomic():
        db.execute(
            "UPDATE urls SET state = 'fetching', capture_id = NULL WHERE url LIKE '%bradshaw%' AND kind = 'post'"
        )
    recover(db, archive)
    db.close()
    posts = [url for url in read.read_text().split() if "/2014/" in url or "/2013/" in url]
    assert len(posts) == 1
    assert "bradshaw" in posts[0]


def test_a_full_file_is_finished_after_its_rows(tmp_path: Path) -> None:
    archive = Archive(tmp_path, info={})
    archive.writer._max_size = 2000
    for number in range(6):
        archive.keep(exchange(f"/{number}", answer(bytes(3000))))
    assert len(list(paths.captures(tmp_path).glob("*.warc.gz"))) == 0
    archive.commit()
    assert len(list(paths.captures(tmp_path).glob("*.warc.gz"))) == 1
    for number in range(6):
        archive.keep(exchange(f"/{number}/more", answer(b"x" * 3000)))
    archive.writer.leave()  # as a kill would: the second file is not finished, nor are its rows committed
    archive.db.rollback()
    archive.db.close()
    archive._lock.close()
    assert problems(tmp_path) == []
    again = Archive(tmp_path, info={})
    assert again.db.execute("SELECT count(*) FROM captures").fetchone() == (12,)
    again.begin("crawl", [], [])
    again.end("finished", stopped=False)
    assert problems(tmp_path) == []


def test_once_the_disk_is_full_nothing_more_is_written(tmp_path: Path) -> None:
    """SQLite takes the whole transaction back then: what is still under way finds no rows of its own."""
    archive = Archive(tmp_path, info={})
    archive.begin("crawl", [], [])
    archive.commit()
    (pages,) = archive.db.execute("PRAGMA page_count").fetchone()
    archive.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageError, match="full"):
        _fill(archive)
    size = sum(file.stat().st_size for file in paths.captures(tmp_path).iterdir())
    with pytest.raises(StorageError, match="full"):
        archive.keep(exchange("/late"))
    with pytest.raises(StorageError, match="full"):
        archive.judged(Visit(url_id=1, host="blog.example"))
    assert sum(file.stat().st_size for file in paths.captures(tmp_path).iterdir()) == size
    assert archive.end("finished", stopped=False) == 7
    again = Archive(tmp_path, info={})
    again.begin("crawl", [], [])
    again.end("finished", stopped=False)
    assert problems(tmp_path) == []


def _fill(archive: Archive) -> None:
    for number in range(500):
        archive.keep(exchange(f"/{number}", answer(b"%d" % number)))


@pytest.mark.parametrize("recompressed", [False, True])
def test_records_written_twice_are_healed(archive: Path, recompressed: bool) -> None:
    [file] = warc_files(archive)
    content = file.read_bytes()
    doubled = content + (_again(file, content) if recompressed else content)
    file.write_bytes(doubled)
    before = dataset(archive)
    assert any("same id" in problem for problem in problems(archive))
    assert run(archive, "mend").exit_code == 0
    assert file.read_bytes() == content
    assert problems(archive) == []
    assert dataset(archive) == before


def test_of_doubles_that_stand_before_the_first_the_rows_follow(archive: Path) -> None:
    [file] = warc_files(archive)
    content = file.read_bytes()
    records = list(read_records(file))
    late = records[10]
    file.write_bytes(content[: records[1].offset] + content[late.offset : late.offset + late.length]
                     + content[records[1].offset :])  # fmt: skip
    assert problems(archive) != []
    assert run(archive, "mend").exit_code == 0
    assert problems(archive) == []
    assert len(list(read_records(file))) == len(records)


def _again(file: Path, content: bytes) -> bytes:
    members = (content[record.offset : record.offset + record.length] for record in read_records(file))
    return b"".join(gzip.compress(gzip.decompress(member), 1, mtime=0) for member in members)
