"""Score the text that extraction finds on scrapinghub's article-extraction-benchmark, ours beside its peers in one run.

    git clone https://github.com/scrapinghub/article-extraction-benchmark build/articles
    python benchmarks/body.py build/articles [--peers build/peers/bin/python]

The pages, the texts and the way to score are the checkout's own: its `evaluate.py` compares shingles of four words.
The peers run as in `benchmarks/quality.py`, which says how to install them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

QUALITY = Path(__file__).with_name("quality.py")
PEERS = ("trafilatura", "newspaper4k", "readability-lxml", "resiliparse", "goose3")


def main() -> int:
    """Print a line for each extractor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, help="a checkout of article-extraction-benchmark")
    parser.add_argument("--peers", help="the Python in which the other libraries are installed")
    parser.add_argument("--bootstrap", type=int, default=1000, metavar="N")
    args = parser.parse_args()
    truth: dict[str, Any] = json.loads((args.checkout / "ground-truth.json").read_text(encoding="utf-8"))
    evaluate = _evaluator(args.checkout)
    with tempfile.TemporaryDirectory() as folder:
        manifest = unpacked(args.checkout, truth, Path(folder))
        ours = [str(Path(sys.executable).with_name("blogarchive")), "extract", "--manifest", str(manifest)]
        runs = {"blogarchive": ours, "generic only": [*ours, "--generic"]}
        for peer in PEERS if args.peers else ():
            runs[peer] = [args.peers, str(QUALITY), str(manifest), str(manifest), str(manifest), "--as", peer]
        print(f"| | F1 | precision | recall |\n| --- | ---: | ---: | ---: |  ({len(truth)} pages)")
        for name, command in runs.items():
            if (said := texts(command)) is not None:
                figures = evaluate(truth, {key: {"articleBody": said.get(key) or ""} for key in truth}, args.bootstrap)
                print(f"| {name} | {line(figures)} |")
    return 0


def line(figures: dict[str, float]) -> str:
    """F1 with its deviation, precision and recall."""
    return f"{figures['f1']:.4f} ± {figures['f1_std']:.3f} | {figures['precision']:.3f} | {figures['recall']:.3f}"


def _evaluator(checkout: Path) -> Any:
    spec = importlib.util.spec_from_file_location("evaluate", checkout / "evaluate.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{checkout} has no evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.evaluate


def unpacked(checkout: Path, truth: dict[str, Any], folder: Path) -> Path:
    """The pages as files, with a manifest that names them and their addresses."""
    lines = []
    for key, said in truth.items():
        (folder / f"{key}.html").write_bytes(gzip.decompress((checkout / "html" / f"{key}.html.gz").read_bytes()))
        lines.append(
            json.dumps({"file": f"{key}.html", "url": said["url"], "content_type": "text/html; charset=utf-8"})
        )
    manifest = folder / "manifest.jsonl"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return manifest


def texts(command: list[str]) -> dict[str, str] | None:
    """The text of each page as the command says it; none where it cannot run."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]  # U+2028 ends no line of JSON
    return {str(row["file"]).removesuffix(".html"): row.get("body_text") or "" for row in rows}


if __name__ == "__main__":
    sys.exit(main())
