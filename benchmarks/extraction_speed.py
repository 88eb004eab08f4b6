"""What the extraction of a page costs, in multiples of lxml's bare parse of the same text, and what other tools need.

Run `python -m benchmarks.extraction_speed MANIFEST [--repeats N]`, with a manifest as `blogarchive extract` takes it.
Each page is parsed and read in turn, in one process; of several runs the quickest counts. Figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import html

from blogarchive.cli.extract_files import from_manifest
from blogarchive.extraction.extract import extract
from blogarchive.html import charsets
from blogarchive.models import Page

Reading = Callable[[Page, str], Any]


def bare(_: Page, text: str) -> Any:
    """The parse that nobody can do without."""
    return html.document_fromstring(
        text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
    )


def peers() -> dict[str, Reading]:
    """Other tools, as far as they are installed; most read less: a title, a body, perhaps comments as one text."""
    found: dict[str, Reading] = {}
    if trafilatura := _module("trafilatura"):
        found["trafilatura"] = lambda page, text: trafilatura.bare_extraction(text, url=page.url, with_metadata=True)
    if readability := _module("readability"):
        found["readability-lxml"] = lambda _, text: readability.Document(text).summary()
    if resiliparse := _module("resiliparse.extract.html2text"):
        found["resiliparse"] = lambda _, text: resiliparse.extract_plain_text(text, main_content=True, comments=True)
    return found


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def measure(pages: list[Page], readings: dict[str, Reading], repeats: int) -> dict[str, dict[str, float]]:
    """Seconds and multiples of the bare parse, in total and at the median page."""
    spent: dict[str, list[float]] = {name: [] for name in readings}
    for page in pages:
        text = charsets.decode(page.body, page.content_type)[0]
        best = dict.fromkeys(readings, float("inf"))
        for _ in range(repeats):
            for name, read in readings.items():
                best[name] = min(best[name], _cpu(read, page, text))
        for name, seconds in best.items():
            spent[name].append(seconds)
    return {name: _figures(costs, spent["bare parse"]) for name, costs in spent.items()}


def _cpu(read: Reading, page: Page, text: str) -> float:
    begun = time.process_time()
    read(page, text)
    return time.process_time() - begun


def _figures(costs: list[float], parse: list[float]) -> dict[str, float]:
    return {
        "ms_a_page": round(1000 * sum(costs) / len(costs), 2),
        "of_parse_total": round(sum(costs) / sum(parse), 2),
        "of_parse_median": round(statistics.median(a / b for a, b in zip(costs, parse, strict=True)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    pages = [
        Page(url=source.url or "http://blog.example/", body=source.path.read_bytes(), content_type=source.content_type)
        for source in from_manifest(options.manifest)
    ]
    readings: dict[str, Reading] = {
        "bare parse": bare,
        "extract without links": lambda page, _: extract(page, with_links=False),
        "extract": lambda page, _: extract(page),
        **peers(),
    }
    for page in pages:  # what is compiled and loaded once is no page's cost
        extract(page)
    print(json.dumps({"pages": len(pages), **measure(pages, readings, options.repeats)}, indent=2))


if __name__ == "__main__":
    main()
