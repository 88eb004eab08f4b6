"""What a record costs to write, and what reading loses behind damage, here and by warcio's own reader.

`python -m benchmarks.warc_records DATA/warc/*.warc.gz` takes the exchanges of these files. With `--beside PYTHON`, the
interpreter of another checkout, both write by turns: processor time a record of each, before and after a change.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from blogarchive.warc import Exchange, Spool, WarcWriter, read_records

TURNS = 7
TRIES = 25


def exchanges(files: Iterable[Path]) -> Iterator[Exchange]:
    """Every answered exchange of these files, as it crossed the wire."""
    for file in files:
        records = {record.record_id: record for record in read_records(file)}
        for record in records.values():
            request = records.get((record.get("WARC-Concurrent-To") or "").strip("<>"))
            if record.type == "response" and request is not None and record.url and record.date:
                sent, received = Spool(request.content()), Spool(record.content())
                yield Exchange(url=record.url, begun=record.date, request=sent, response=received)


def writing(files: list[Path], passes: int = 5) -> float:
    """Microseconds of processor time a record, the quickest of some passes; half of the records are requests."""
    made = list(exchanges(files))
    spent = []
    for _ in range(passes):
        with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
            writer = WarcWriter(Path(folder), info={})
            gc.collect()
            begun = time.process_time()
            for exchange in made:
                writer.write(exchange)
            spent.append(time.process_time() - begun)
            writer.close()
    return 1e6 * min(spent) / (2 * len(made))


def by_turns(files: list[Path], other: str) -> dict[str, Any]:
    """The same of this checkout and of another, each in a process of its own, one after the other."""
    here = Path(__file__).resolve()
    spent: dict[str, list[float]] = {"other": [], "this": []}
    for _ in range(TURNS):
        for name, python in (("other", other), ("this", sys.executable)):
            command = [python, here, "--once", *(file.resolve() for file in files)]
            # From another folder, so that each imports what its own environment names.
            done = subprocess.run(command, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=True)
            spent[name].append(float(done.stdout))
    ratios = [mine / theirs for theirs, mine in zip(spent["other"], spent["this"], strict=True)]
    figures: dict[str, Any] = {
        f"{name}, microseconds a record": {"least": round(min(times), 1), "median": round(median(times), 1)}
        for name, times in spent.items()
    }
    least = min(spent["this"]) / min(spent["other"])
    return figures | {"this to other": {"least": round(least, 3), "median of the pairs": round(median(ratios), 3)}}


def flipped(data: bytes, rng: random.Random) -> bytes:
    """One byte changed."""
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ rng.randrange(1, 256)]) + data[at + 1 :]


def cut(data: bytes, rng: random.Random) -> bytes:
    """The tail gone."""
    return data[: rng.randrange(len(data) // 2, len(data))]


def by_warcio(file: Path) -> tuple[list[str], bool]:
    """The ids of the records that warcio gives, and whether it says that anything is wrong."""
    ids: list[str] = []
    with file.open("rb") as stream, contextlib.redirect_stderr(io.StringIO()) as told:
        try:
            for record in ArchiveIterator(stream, no_record_parse=True):
                record.content_stream().read()
                ids.append(record.rec_headers.get_header("WARC-Record-ID").strip("<>"))
        except Exception:  # noqa: BLE001 - of several libraries' kinds
            return ids, True
    return ids, bool(told.getvalue())


def by_us(file: Path) -> tuple[list[str], bool]:
    """The same of our reader."""
    wrong: list[str] = []
    ids = [record.record_id or "" for record in read_records(file, on_error=lambda error: wrong.append(str(error)))]
    return ids, bool(wrong)


def damage(file: Path, harm: Callable[[bytes, random.Random], bytes]) -> dict[str, Any]:
    """Of the records that harm left whole, how many each reader gives; and how often it says that harm was done."""
    sound = file.read_bytes()
    where = [(record.record_id, sound[record.offset : record.offset + record.length]) for record in read_records(file)]
    found = {"warcio": [0, 0, 0], "ours": [0, 0, 0]}
    intact = 0
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        path = Path(folder) / file.name
        for seed in range(TRIES):
            harmed = harm(sound, random.Random(seed))
            path.write_bytes(harmed)
            whole = {record_id for record_id, raw in where if raw in harmed}
            intact += len(whole)
            for name, read in (("warcio", by_warcio), ("ours", by_us)):
                ids, told = read(path)
                counts = found[name]
                counts[0] += len(whole & set(ids))
                counts[1] += told
                counts[2] += len(set(ids) - whole)
    figures: dict[str, Any] = {"intact": intact}
    for name, (read, told, more) in found.items():
        lost = f"{1 - read / intact:.1%}"
        figures[name] = {"read": read, "lost": lost, "told": f"{told} of {TRIES}", "given though harmed": more}
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--beside", metavar="PYTHON", help="interpreter of another checkout to write by turns with")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        print(writing(given.files))
        return
    other = Path(given.beside).absolute() if given.beside else None  # a link in its environment, not to be followed
    figures = by_turns(given.files, str(other)) if other else {"microseconds a record": round(writing(given.files), 1)}
    figures |= {"a byte flipped": damage(given.files[0], flipped), "the tail cut": damage(given.files[0], cut)}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
