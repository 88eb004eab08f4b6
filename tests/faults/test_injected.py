"""Killed, or told of a failed disk, at each of its dealings with it: nothing is lost, and the next go is whole."""

from __future__ import annotations

import errno
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scenes import Scene, acknowledged, dataset, records, scenes, whole

EVERY = int(os.environ.get("FAULTS_EVERY", "1"))
"""Of so many points one is tried."""

NAMES = ("crawl", "update", "rebuild", "mend", "forget a comment", "forget a post")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Scene]]:
    with scenes(tmp_path_factory.mktemp("scenes")) as found:
        yield found


def points(scene: Scene, folder: Path) -> tuple[list[str], list[str]]:
    """The points of the undisturbed command, and the dataset that it comes to."""
    data = scene.lay_out(folder)
    log = folder / "log"
    log.unlink(missing_ok=True)
    done = scene.run(data, "count", log)
    assert done.returncode == 0, done.stderr
    assert whole(data) == []
    return log.read_text().splitlines(), dataset(data)


@pytest.mark.heavy
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["kill", "half"])
def test_killed_at_every_point(made: dict[str, Scene], tmp_path: Path, name: str, kind: str) -> None:
    scene = made[name]
    found, expected = points(scene, tmp_path)
    tried = [n for n, what in enumerate(found, 1) if kind == "kill" or what.startswith("write")][::EVERY]
    killed = Counter[str]()
    for number in tried:
        data = scene.lay_out(tmp_path)
        died = scene.run(data, f"{kind}:{number}")
        killed[found[number - 1].split()[0]] += died.returncode == -signal.SIGKILL
        whole_after(scene, data, expected, f"{kind} at {number}: {found[number - 1]}")
    print(f"{name}, {kind}: {len(tried)} points, killed at {dict(killed)}")
    assert 2 * sum(killed.values()) >= len(tried)


@pytest.mark.heavy
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["once", "from"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["no space", "input output"])
def test_told_at_every_point_that_the_disk_failed(
    made: dict[str, Scene], tmp_path: Path, name: str, how: str, error: int
) -> None:
    scene = made[name]
    found, expected = points(scene, tmp_path)
    codes = Counter[int]()
    for number in range(1, len(found) + 1, EVERY):
        data = scene.lay_out(tmp_path)
        done = scene.run(data, f"{how}:{error}:{number}")
        where = f"{how} {os.strerror(error)} at {number}: {found[number - 1]}"
        assert "Traceback" not in done.stderr, f"{where}\n{done.stderr}"
        assert done.returncode in (0, 3, 7), f"{where}: {done.returncode}\n{done.stderr}"
        codes[done.returncode] += 1
        whole_after(scene, data, expected, where)
    print(f"{name}, {how} {os.strerror(error)}: {sum(codes.values())} points, exit codes {dict(codes)}")
    assert codes[7] > 0


@pytest.mark.heavy
@pytest.mark.parametrize("name", NAMES)
def test_a_write_that_takes_only_a_part_is_gone_on_with(made: dict[str, Scene], tmp_path: Path, name: str) -> None:
    scene = made[name]
    found, expected = points(scene, tmp_path)
    tried = [n for n, what in enumerate(found, 1) if what.startswith("write")][::EVERY]
    for number in tried:
        data = scene.lay_out(tmp_path)
        where = f"short at {number}: {found[number - 1]}"
        done = scene.run(data, f"short:{number}")
        assert done.returncode == 0, f"{where}: {done.returncode}\n{done.stderr}"
        assert whole(data) == [], where
        assert dataset(data) == expected, where
    print(f"{name}, part of a write: {len(tried)} points")


def whole_after(scene: Scene, data: Path, expected: list[str], where: str) -> None:
    """What was acknowledged stands; the same command once more comes to what it always comes to."""
    before = acknowledged(data, forgets=scene.forgets) if data.exists() else {}
    done = scene.run(data)
    assert done.returncode == 0, f"{where}: {done.returncode}\n{done.stderr}"
    after = records(data)
    if not scene.forgets:
        lost = {record for record, digest in before.items() if after.get(record) != digest}
        assert not lost, f"{where}: {len(lost)} records lost"
    assert whole(data) == [], where
    now = dataset(data)
    assert now == expected, f"{where}\n{set(now) ^ set(expected)}"
    halves = [file.name for file in data.rglob("*") if file.name.endswith((".open", ".mended", ".rebuilt"))]
    assert halves == [], where
