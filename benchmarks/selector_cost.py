"""What a page's selectors cost: answered by its index, and by parsel on a tree of lxml's; and whether both agree.

Run `python -m benchmarks.selector_cost MANIFEST [--repeats N]`, with a manifest as `blogarchive extract` takes it. Each
page is asked every selector of the platform that made it, or of WordPress, in one process; of several runs the
quickest counts. Figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import parsel

from blogarchive.cli.extract_files import from_manifest
from blogarchive.extraction.platforms import built_in, recognise
from blogarchive.extraction.platforms.checks import selectors
from blogarchive.html.document import Document
from blogarchive.models import Page


def cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def once(document: Document, asked: list[str], queries: list[str]) -> dict[str, float]:
    """Seconds that each way takes on a page that nobody has asked anything yet."""
    return {
        "index": cpu(lambda: [document.select(selector) for selector in asked]),
        "lxml tree": cpu(lambda: document.root),
        "both trees compared": cpu(lambda: document.css("html")),
        "parsel": cpu(lambda: [document.xpath(query) for query in queries]),
    }


def differing(document: Document, asked: list[str], queries: list[str]) -> int:
    """How many of the answers are not the same."""
    places = {node: place for place, node in enumerate(document.root.iter("*"))}
    return sum(
        [element.place for element in document.select(selector)] != [places[one.root] for one in document.xpath(query)]
        for selector, query in zip(asked, queries, strict=True)
    )


def measured(page: Page, repeats: int) -> tuple[int, int, dict[str, float]]:
    """How many selectors were asked, how many of their answers differ, and the seconds that each way took."""
    document = Document(page)
    platform = recognise(document) or next(one for one in built_in() if one.name == "wordpress")
    asked = [selector for _, selector in selectors(platform)]
    queries = [parsel.css2xpath(selector) for selector in asked]
    runs = [once(Document(page), asked, queries) for _ in range(repeats)]
    best = {way: min(run[way] for run in runs) for way in runs[0]}
    return len(asked), differing(document, asked, queries), best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    found = []
    for source in from_manifest(options.manifest):
        url = source.url or "http://blog.example/"
        page = Page(url=url, body=source.path.read_bytes(), content_type=source.content_type)
        found.append(measured(page, options.repeats))
    spent = {way: round(1000 * sum(best[way] for *_, best in found) / len(found), 2) for way in found[0][2]}
    asked, differ = (sum(one[place] for one in found) for place in (0, 1))
    print(json.dumps({"pages": len(found), "asked": asked, "differ": differ, "ms_a_page": spent}, indent=2))


if __name__ == "__main__":
    main()
