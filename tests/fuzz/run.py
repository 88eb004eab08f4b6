"""`make fuzz`: each target for so many minutes of the processor, one after the other; then all that was kept again.

Inputs are kept in build/fuzz, and are what the next run goes on from. The second time nothing counts branches, so that
`LIMIT` holds as it is. Ends with 1 where anything was found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS, tried

FOLDER = Path(__file__).parents[2] / "build" / "fuzz"


def main() -> int:
    """Fuzz the targets that are named, or all of them."""
    words = argparse.ArgumentParser(description="Fuzz what reads bytes of strangers.")
    words.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    words.add_argument("--minutes", type=float, default=5, help="of the processor, for each target (default: 5)")
    given = words.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        words.error(f"no target is called {', '.join(unknown)}")
    return max([_fuzzed(name, given.minutes) for name in given.targets or TARGETS])


def _fuzzed(name: str, minutes: float) -> int:
    folder = FOLDER / name
    (folder / "figures.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(minutes * 60), str(folder)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log").open("wb") as log:
        code = subprocess.run(command, check=False, stdout=log, stderr=log).returncode
    figures = folder / "figures.json"
    print(
        figures.read_text()
        if figures.exists()
        else json.dumps({"target": name, "ended": code, "log": str(folder / "log")}),
        flush=True,
    )
    wrong = [said for file in sorted((folder / "corpus").iterdir()) if (said := _again(name, file))]
    wrong += [said for file in sorted((folder / "found").iterdir()) if (said := _again(name, file))]
    for said in wrong:
        print(said, flush=True)
    return int(bool(wrong) or not figures.exists())


def _again(name: str, file: Path) -> str | None:
    """What is wrong with an input still; what was found earlier and is mended goes."""
    try:
        tried(name, file.read_bytes())
    except Exception as error:  # noqa: BLE001 - any of them is a finding
        return f"{name}: {file}: {type(error).__name__}: {error}"
    if file.parent.name == "found":
        file.unlink()
    return None


if __name__ == "__main__":
    sys.exit(main())
