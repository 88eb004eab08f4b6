"""Score the text that extraction finds on the articles of WCXB (Web Content Extraction Benchmark), by its own word F1.

    git clone https://github.com/Murrough-Foley/web-content-extraction-benchmark build/wcxb
    python benchmarks/wcxb.py build/wcxb dev [--peers build/peers/bin/python] [--set DIR] [--lost N]

Of its page types only `article` counts here. The pages of `test` are for the figure alone: nobody looks at them, and
nothing is fitted to them. `--set DIR` writes the labels of `dev` as a set for `extract --manifest`; `--lost N`
names the N pages of `dev` on which we lose most against the first peer. The peers run as in `benchmarks/quality.py`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from body import QUALITY, texts

PEERS = ("trafilatura", "readability-lxml", "resiliparse")


def main() -> int:
    """Print a line for each extractor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("split", choices=["dev", "test"])
    parser.add_argument("--peers", help="the Python in which the other libraries are installed")
    parser.add_argument("--set", type=Path, metavar="DIR", help="write the labels of dev there, and stop")
    parser.add_argument("--lost", type=int, default=0, metavar="N")
    args = parser.parse_args()
    evaluate = _evaluator(args.checkout)
    truth = {key: one for key, one in evaluate.load_ground_truth(args.split).items() if one["page_type"] == "article"}
    if args.split == "test" and (args.set or args.lost):
        parser.error("test is for the figure alone")
    if args.set:
        unpacked(args.checkout, args.split, truth, args.set)
        return 0
    scores: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        manifest = unpacked(args.checkout, args.split, truth, Path(folder))
        ours = [str(Path(sys.executable).with_name("blogarchive")), "extract", "--manifest", str(manifest)]
        runs = {"blogarchive": ours, "generic only": [*ours, "--generic"]}
        for peer in PEERS if args.peers else ():
            runs[peer] = [args.peers, str(QUALITY), str(manifest), str(manifest), str(manifest), "--as", peer]
        print(f"| {args.split}: {len(truth)} articles | word F1 | precision | recall |\n| --- | ---: | ---: | ---: |")
        for name, command in runs.items():
            if (said := texts(command)) is None:
                continue
            found = {key: evaluate.word_f1(said.get(key) or "", one["main_content"]) for key, one in truth.items()}
            scores[name] = {key: f1 for key, (_, _, f1) in found.items()}
            precision, recall, f1 = (sum(each) / len(found) for each in zip(*found.values(), strict=True))
            print(f"| {name} | {f1:.4f} | {precision:.4f} | {recall:.4f} |", flush=True)
    if args.lost and len(scores) > 2:
        mine, peer = scores["blogarchive"], scores[list(scores)[2]]
        for key in sorted(truth, key=lambda key: mine[key] - peer[key])[: args.lost]:
            print(f"{key}: {mine[key]:.3f} against {peer[key]:.3f}")
    return 0


def unpacked(checkout: Path, split: str, truth: dict[str, Any], folder: Path) -> Path:
    """The pages as files, with a manifest that names them and their addresses, and the labels beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest, gold = [], []
    for key in truth:
        (folder / f"{key}.html").write_bytes(
            gzip.decompress((checkout / split / "html" / f"{key}.html.gz").read_bytes())
        )
        said = json.loads((checkout / split / "ground-truth" / f"{key}.json").read_text(encoding="utf-8"))
        label = said["ground_truth"]
        named = {"file": f"{key}.html", "url": said.get("url")}
        manifest.append({**named, "content_type": "text/html; charset=utf-8"})
        gold.append({**named, "title": label.get("title"), "author": label.get("author"),
                     "published": label.get("publish_date"), "body_text": label.get("main_content")})  # fmt: skip
    for name, rows in (("manifest", manifest), ("gold", gold)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "manifest.jsonl"


def _evaluator(checkout: Path) -> Any:
    spec = importlib.util.spec_from_file_location("wcxb_evaluate", checkout / "evaluate.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{checkout} has no evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
