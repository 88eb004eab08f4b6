"""Bytes changed at random, in every wrapping: nothing is ever raised out of reading, verifying or mending."""

from __future__ import annotations

import gzip
import random
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from blogarchive.warc import mend_file, pages, read_records, verify_file
from tests.warc import arcs
from tests.warc.made import small_archive

zstd = import_module("backports.zstd")
ROUNDS = 60


@pytest.fixture(scope="module")
def wrappings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    path, _ = small_archive(folder, pages=2)
    data = path.read_bytes()
    parts = [gzip.decompress(data[each.offset : each.offset + each.length]) for each in read_records(path)]
    with zipfile.ZipFile(folder / "a.wacz", "w") as archive:
        archive.writestr("archive/a.warc.gz", data)
    old = [arcs.version_block(), *(arcs.page(str(number)) for number in range(6))]
    return {
        "a.arc": arcs.plain(old),
        "a.arc.gz": arcs.zipped(old),
        "whole.arc.gz": arcs.whole(old),
        "a.warc": b"".join(parts),
        "a.warc.gz": data,
        "whole.warc.gz": gzip.compress(b"".join(parts)),
        "a.warc.zst": b"".join(zstd.compress(part) for part in parts),
        "a.wacz": (folder / "a.wacz").read_bytes(),
    }


def changed(data: bytes, rng: random.Random) -> bytes:
    """One to three changes: a byte, a gap, something more, or the end gone."""
    some = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(some))
        match rng.randrange(4):
            case 0:
                some[at] = rng.randrange(256)
            case 1:
                del some[at : at + rng.randrange(50)]
            case 2:
                some[at:at] = rng.randbytes(rng.randrange(30))
            case _:
                del some[at:]
        some = some or bytearray(b"x")
    return bytes(some)


@pytest.mark.parametrize(
    "name",
    ["a.warc", "a.warc.gz", "whole.warc.gz", "a.warc.zst", "a.wacz", "a.arc", "a.arc.gz", "whole.arc.gz"],
)
def test_nothing_is_raised(wrappings: dict[str, bytes], tmp_path: Path, name: str) -> None:
    rng = random.Random(name)
    path = tmp_path / name
    for _ in range(ROUNDS):
        path.write_bytes(changed(wrappings[name], rng))
        read = list(pages(path, on_error=lambda _: None))
        assert verify_file(path).records >= len(read)
        mend_file(path)
        left = verify_file(path).records if path.exists() else 0
        assert left >= len(read)
