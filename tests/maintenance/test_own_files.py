"""Lock and control file: regular files of the archive's folder, never followed through links, never waited for."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogarchive import own_files
from blogarchive.cli.app import main
from blogarchive.dataset import database
from blogarchive.errors import ArchiveLocked, StorageError
from tests.dataset.versions import made, names
from tests.loopback import crawled


def link(path: Path, target: Path) -> None:
    path.symlink_to(target)


def dangling(path: Path, target: Path) -> None:
    path.symlink_to(target.with_name("nothing"))


def zeros(path: Path, _target: Path) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path, _target: Path) -> None:
    os.mkfifo(path)


def folder(path: Path, _target: Path) -> None:
    path.mkdir()


def door(path: Path, _target: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made_socket:
        made_socket.bind(str(path))


ODD = (link, dangling, zeros, pipe, folder, door)


@pytest.mark.parametrize("make", ODD)
def test_a_lock_that_is_no_file_of_ours_is_refused(tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
    (target := tmp_path / "precious").write_text("keep me")
    (data := tmp_path / "a").mkdir()
    make(data / own_files.LOCK, target)
    with pytest.raises(StorageError, match=str(data)):
        own_files.hold(data)
    assert target.read_text() == "keep me"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("make", ODD)
def test_so_is_such_a_control_file(tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
    (target := tmp_path / "precious").write_text("pause = true")
    make(tmp_path / "c", target)
    with pytest.raises(OSError, match="c"):
        own_files.read(tmp_path / "c", 100)


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (file := tmp_path / "c").write_text("ä" * 50)
    assert own_files.read(file, 100) == "ä" * 50
    with pytest.raises(OSError, match="longer than 99 bytes"):
        own_files.read(file, 99)
    with pytest.raises(FileNotFoundError):
        own_files.read(tmp_path / "none", 99)


@pytest.mark.parametrize("make", [zeros, pipe, link])
def test_a_run_goes_on_whatever_is_put_there(
    archive: Path, blog: str, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    (target := tmp_path / "precious").write_text("pause = true")
    make(archive / "control.toml", target)
    done = crawled(archive, blog)
    assert (done.returncode, "control.toml" in done.stderr, "Traceback" in done.stderr) == (0, True, False), done.stderr


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    with own_files.hold(tmp_path), pytest.raises(ArchiveLocked, match="another run"):
        own_files.hold(tmp_path)
    own_files.hold(tmp_path).close()


@contextmanager
def held(data: Path) -> Iterator[None]:
    with (data / own_files.LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def everything(data: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted(data.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("command", ["rebuild", "mend"])
def test_what_writes_waits_for_nobody_and_touches_nothing(archive: Path, command: str) -> None:
    before = everything(archive)
    with held(archive):
        done = CliRunner().invoke(main, [command, "--data", str(archive)])
    assert (done.exit_code, str(archive) in done.stderr) == (6, True)
    assert everything(archive) == before


def test_reading_goes_on_meanwhile(archive: Path) -> None:
    with held(archive):
        for command in (["status"], ["verify"], ["export", "jsonl"], ["list"]):
            assert CliRunner().invoke(main, [*command, "--data", str(archive)]).exit_code == 0


def test_nobody_changes_the_schema_under_a_run(archive: Path, tmp_path: Path) -> None:
    older = made(tmp_path, names()[0])
    older.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
    older.close()
    shutil.move(tmp_path / f"{names()[0]}.db", archive / "blogs.db")
    with held(archive), pytest.raises(ArchiveLocked):
        database.bring_up_to_date(archive / "blogs.db")
    database.bring_up_to_date(archive / "blogs.db")
