"""How soon a run obeys its control file: `python -m benchmarks.control`."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.loopback import Site, chain, command, served

ROUNDS = 5


def main() -> None:
    """Print the seconds from the writing of an order to its effect, round by round."""
    site = Site(chain(100_000))
    with served(site) as base, tempfile.TemporaryDirectory() as folder:
        run = subprocess.Popen(command(Path(folder), f"{base}/", delay=60), stderr=subprocess.DEVNULL)
        orders = Path(folder) / "control.toml"
        _until(lambda: bool(site.asked))
        faster, paused = [], []
        for _ in range(ROUNDS):
            written = _order(orders, "delay = 0.05")
            _until(lambda since=written: any(when > since for when, _ in site.asked))
            faster.append(site.asked[-1][0] - written)
            time.sleep(1.5)
            written = _order(orders, "delay = 0.05\npause = true")
            time.sleep(3)
            paused.append(max(site.asked[-1][0] - written, 0))
        written = _order(orders, "stop = true")
        code = run.wait(30)
        stopped = time.monotonic() - written
    for what, seconds in (("go on, or faster: first request after", faster), ("pause: last request after", paused)):
        print(f"{what} {statistics.median(seconds):.2f} s (median of {ROUNDS}), {max(seconds):.2f} s at worst")
    print(f"stop: the run had ended after {stopped:.2f} s, exit code {code}")


def _order(file: Path, text: str) -> float:
    file.write_text(text)
    return time.monotonic()


def _until(ready: Callable[[], bool]) -> None:
    while not ready():
        time.sleep(0.005)


if __name__ == "__main__":
    main()
