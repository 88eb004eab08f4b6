"""A disk that is really full, at many fill levels: exit code 7 and a sentence, nothing harmed, gone on with at once."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scenes import OPTIONS, Scene, dataset, scenes, whole
from tests.loopback import Site, served, shelf

LEVELS = int(os.environ.get("DISK_LEVELS", "50"))
"""Fill levels of the crawl; of each other command a fifth."""

AMPLE = 64 << 20
POSTS = 40


class Disk:
    """A small tmpfs, of any size at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resize(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.folder], check=True)

    @property
    def used(self) -> int:
        stat = os.statvfs(self.folder)
        return (stat.f_blocks - stat.f_bfree) * stat.f_frsize


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={AMPLE}", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here, which takes root: {mounted.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Scene]]:
    with scenes(tmp_path_factory.mktemp("scenes")) as found, served(Site(shelf(POSTS))) as other:
        begin = found["update"].begin
        yield {**found, "crawl": Scene("crawl", begin, ["crawl", f"{other}/", *OPTIONS])}


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["crawl", "update", "rebuild", "mend", "forget a comment", "forget a post"])
def test_a_full_disk_costs_nothing_but_another_go(made: dict[str, Scene], disk: Disk, name: str) -> None:
    scene, codes = made[name], Counter[int]()
    expected, needed = _undisturbed(scene, disk)
    levels = LEVELS if name == "crawl" else max(LEVELS // 5, 1)
    for level in range(levels):
        free = needed * level // levels // 4096 * 4096
        codes[_tried(scene, disk, free, expected)] += 1
    print(f"{name}: {levels} levels from 0 to {needed >> 10} KB, exit codes {dict(codes)}")
    # What is needed depends on how often is committed, and when SQLite clears its log away: the last levels may do.
    assert codes[7] >= levels / 2


def _undisturbed(scene: Scene, disk: Disk) -> tuple[list[str], int]:
    """What the command comes to, and how many bytes it takes; found by halving, for some of it is taken in passing."""
    data = scene.lay_out(disk.folder)
    begun = disk.used
    done = scene.run(data)
    assert done.returncode == 0, done.stderr
    expected = dataset(data)
    enough, short = AMPLE - begun, 0
    while enough - short > 16_384:
        tried = (enough + short) // 2 // 4096 * 4096
        disk.resize(AMPLE)
        data = scene.lay_out(disk.folder)
        disk.resize(disk.used + tried)
        if scene.run(data).returncode:
            short = tried
        else:
            enough = tried
    disk.resize(AMPLE)
    return expected, enough


def _tried(scene: Scene, disk: Disk, free: int, expected: list[str]) -> int:
    where = f"{free} bytes free"
    data = scene.lay_out(disk.folder)
    before = {file: file.read_bytes() for file in (data / "warc").glob("*")}
    disk.resize(disk.used + free)
    done = scene.run(data)
    assert done.returncode in (0, 7), f"{where}: {done.returncode}\n{done.stderr}"
    assert "Traceback" not in done.stderr, f"{where}\n{done.stderr}"
    if scene.name in ("crawl", "update", "rebuild"):
        assert {file: file.read_bytes() for file in before} == before, where
    assert not list(data.rglob("*.mended")), where
    assert not list(data.rglob("*.rebuilt*")), where
    disk.resize(AMPLE)
    again = scene.run(data)
    assert again.returncode == 0, f"{where}: {again.returncode}\n{again.stderr}"
    assert whole(data) == [], where
    assert dataset(data) == expected, where
    assert not [file for file in data.rglob("*") if file.name.endswith((".open", ".mended", ".rebuilt"))], where
    return done.returncode
