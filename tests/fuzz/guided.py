"""Fuzzes one target, led by the branches that its inputs take: `python -m tests.fuzz.guided TARGET SECONDS FOLDER`.

The corpus grows in `FOLDER/corpus`; of each new kind of error one input is kept in `FOLDER/found`, and fuzzing goes on.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["blogarchive", "tests.fuzz.targets"]):
    from tests.fuzz import targets

from tests.fuzz.seeds import seeds, words

SLOWER = 4
"""How many times as long an input may take here, where every branch is counted."""
LARGEST = 16_384
"""Bytes of the longest input."""
TIMEOUT, MEMORY = 60, 1500
"""Seconds and MB after which libFuzzer ends an input, and itself."""


class Fuzz:
    """Counts what is tried, and keeps what raises."""

    def __init__(self, name: str, seconds: float, folder: Path) -> None:
        self._name, self._seconds, self._folder = name, seconds, folder
        self._tried = 0
        self._kinds: set[str] = set()
        self._begun = time.process_time()

    def __call__(self, data: bytes) -> None:
        """One input."""
        self._tried += 1
        try:
            targets.tried(self._name, data, limit=SLOWER * targets.LIMIT)
        except Exception as error:  # noqa: BLE001 - any of them is a finding
            self._keep(error, data)
        if self._tried % 64 == 0 and time.process_time() - self._begun > self._seconds:
            self.end()

    def end(self) -> None:
        """Say what was done; libFuzzer would end otherwise with an error."""
        took = time.process_time() - self._begun
        corpus = len(list((self._folder / "corpus").iterdir()))
        said = {"target": self._name, "inputs": self._tried, "cpu_seconds": round(took), "corpus": corpus}
        (self._folder / "figures.json").write_text(json.dumps(said))
        os._exit(0)

    def _keep(self, error: Exception, data: bytes) -> None:
        where = [frame for frame in traceback.extract_tb(error.__traceback__) if "blogarchive" in frame.filename]
        place = f"{Path(where[-1].filename).stem}-{where[-1].lineno}" if where else "target"
        kind = f"{type(error).__name__}-{place}"
        if kind not in self._kinds:
            self._kinds.add(kind)
            (self._folder / "found" / kind).write_bytes(data)
            print(f"{self._name}: {kind}: {error}", file=sys.stderr, flush=True)


def main(name: str, seconds: float, folder: Path) -> None:
    """Fuzz until so many seconds of the processor are over."""
    for part in ("corpus", "found", "seeds"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / "seeds" / str(number)).write_bytes(seed)
    lines = ["".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "replace")) for word in words(name)]
    (folder / "words").write_text("".join(f'"{line}"\n' for line in lines))
    options = [f"-dict={folder / 'words'}", f"-max_len={LARGEST}", f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}",
               f"-artifact_prefix={folder / 'found'}/", "-verbosity=0", "-reload=0"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus"), str(folder / "seeds")], Fuzz(name, seconds, folder))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
