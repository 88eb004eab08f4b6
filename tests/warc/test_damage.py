"""Damage of every kind: verify names file and offset each time, mend loses no intact record."""

from __future__ import annotations

import errno
import io
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blogarchive.errors import ArchiveLocked, StorageError
from blogarchive.warc import WarcWriter, captures, mend_file, pages, read_records, verify_file, verify_files
from tests.warc.made import answer, exchange, small_archive

CASES = 300


def flip(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ rng.randrange(1, 256)]) + data[at + 1 :]


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data))]


def zero_tail(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) - 1)
    return data[:at] + bytes(len(data) - at)


def garbage_tail(data: bytes, rng: random.Random) -> bytes:
    return data + rng.randbytes(rng.randrange(1, 500))


def splice(data: bytes, rng: random.Random, starts: list[int]) -> bytes:
    """Half a record before good ones: what appending after a crash leaves."""
    number = rng.randrange(1, len(starts) - 1)
    begin, end = starts[number], starts[number + 1]
    return data[:begin] + data[begin : rng.randrange(begin + 1, end)] + data[begin:]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, _ = small_archive(tmp_path_factory.mktemp("sound"), pages=3)
    return path


def copied(sound: Path, folder: Path, data: bytes, *, unfinished: bool = False) -> Path:
    index = sound.with_name(sound.name.replace(".warc.gz", ".cdxj"))
    path = folder / (sound.name + (".open" if unfinished else ""))
    path.write_bytes(data)
    if not unfinished:
        (folder / index.name).write_bytes(index.read_bytes())
    return path


@pytest.mark.parametrize("kind", ["flip", "cut", "zero_tail", "garbage_tail", "splice"])
def test_verify_sees_it_and_mend_loses_nothing(sound: Path, tmp_path: Path, kind: str) -> None:
    data = sound.read_bytes()
    whole = {record.record_id: data[record.offset : record.offset + record.length] for record in read_records(sound)}
    starts = [record.offset for record in read_records(sound)]
    how: dict[str, Callable[[bytes, random.Random], bytes]] = {
        "flip": flip,
        "cut": cut,
        "zero_tail": zero_tail,
        "garbage_tail": garbage_tail,
        "splice": lambda data, rng: splice(data, rng, starts),
    }
    for seed in range(CASES // len(how)):
        damaged = how[kind](data, random.Random(seed))
        path = copied(sound, tmp_path, damaged)
        problems = verify_file(path).problems
        assert problems, (kind, seed)
        assert all(problem.file == sound.name for problem in problems)
        assert all(0 <= problem.offset <= max(len(data), len(damaged)) for problem in problems)
        intact = [raw for raw in whole.values() if raw in damaged]
        assert mend_file(path), (kind, seed)
        left = path.read_bytes() if path.exists() else b""
        if left != data:  # a gzip header whose record is whole is put right
            assert left == b"".join(intact), (kind, seed)
        if left.startswith(whole[next(iter(whole))]):  # with its warcinfo the file is known as ours
            assert verify_file(path).problems == [], (kind, seed)
        assert path.exists() == bool(intact), (kind, seed)  # of which nothing is left is no file
        assert not intact or mend_file(path) == []


@pytest.mark.parametrize("seed", range(20))
def test_an_unfinished_file_is_mended_and_finished(sound: Path, tmp_path: Path, seed: int) -> None:
    data = sound.read_bytes()
    starts = [record.offset for record in read_records(sound)]
    at = random.Random(seed).randrange(starts[1], len(data))
    path = copied(sound, tmp_path, data[:at], unfinished=True)
    cuts = mend_file(path)
    border = max(start for start in [*starts, len(data)] if start <= at)
    assert [(each.offset, each.length) for each in cuts] == ([(border, at - border)] if at > border else [])
    assert not path.exists()
    assert (tmp_path / sound.name).read_bytes() == data[:border]
    assert verify_file(tmp_path / sound.name).problems == []


def test_an_empty_unfinished_file_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"")
    assert mend_file(path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_use_is_left_alone(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, info={})
    writer.write(exchange())
    [path] = tmp_path.glob("*.open")
    before = path.read_bytes()
    with pytest.raises(ArchiveLocked, match="another run"):
        mend_file(path)
    assert path.read_bytes() == before
    writer.close()


@pytest.mark.parametrize("fails", [False, True])
def test_a_disk_that_takes_a_part_of_a_write_costs_no_record(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    """A nearly full disk takes the first half of what it is given; then the rest, if there is room again."""
    data = sound.read_bytes()
    starts = [record.offset for record in read_records(sound)]
    path = copied(sound, tmp_path, data[: starts[2]] + b"rubbish" + data[starts[2] :])
    before, took = path.read_bytes(), 0

    class Nearly(io.FileIO):
        def write(self, content: Any) -> int:
            nonlocal took
            took += 1
            if took > 1 and fails:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(bytes(content)[: (len(content) + 1) // 2]) or 0

    real = io.open

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        return io.BufferedWriter(Nearly(file, mode)) if mode == "wb" else real(file, mode, *more, **named)

    monkeypatch.setattr(io, "open", opened)
    if fails:
        with pytest.raises(StorageError, match="No space left"):
            mend_file(path)
        assert path.read_bytes() == before
        assert not list(tmp_path.glob("*.mended"))
    else:
        assert mend_file(path) != []
        assert path.read_bytes() == data
    assert took > 1


def test_reading_goes_on_after_damage(sound: Path, tmp_path: Path) -> None:
    data = bytearray(sound.read_bytes())
    before = list(captures(sound))
    victim = before[3]
    data[victim.offset + 40] ^= 0xFF
    path = tmp_path / sound.name
    path.write_bytes(data)
    named: list[str] = []
    after = list(captures(path, on_error=lambda error: named.append(str(error))))
    assert after == [capture for capture in before if capture != victim]
    assert len(named) == 1
    assert named[0].startswith(f"{sound.name} at offset {victim.offset}: ")


def test_a_sound_archive_gives_no_alarm(tmp_path: Path) -> None:
    rng = random.Random(7)
    writer = WarcWriter(tmp_path, info={}, max_size=1_000_000)
    for number in range(5000):
        writer.write(exchange(f"/{number}", answer(rng.randbytes(rng.randrange(400)))))
    writer.close()
    checked = verify_files(sorted(tmp_path.glob("*.warc.gz")))
    assert checked.records >= 10_000
    assert checked.problems == []


def test_a_missing_original_is_named(sound: Path, tmp_path: Path) -> None:
    first, *_ = captures(sound)
    data = sound.read_bytes()
    path = tmp_path / sound.name
    path.write_bytes(data[: first.offset] + data[first.offset + first.length :])
    problems = verify_files([path]).problems
    assert any("original stands in no file" in problem.problem for problem in problems)
    assert not any("original stands" in problem.problem for problem in verify_files([path, sound]).problems)
    orphans: list[str] = []
    assert list(pages(path, on_error=lambda error: orphans.append(error.problem)))
    assert orphans == ["the original of this revisit is not at hand"]


def test_the_index_is_held_against_the_file(sound: Path, tmp_path: Path) -> None:
    path = copied(sound, tmp_path, sound.read_bytes())
    index = path.with_name(path.name.replace(".warc.gz", ".cdxj"))
    assert verify_file(path).problems == []
    lines = index.read_text().splitlines(keepends=True)
    index.write_text("".join(lines[:-1]))
    assert [problem.problem for problem in verify_file(path).problems] == [
        "the index beside the file does not list what the file holds"
    ]
    index.unlink()
    assert [problem.problem for problem in verify_file(path).problems] == ["the index beside the file is missing"]
