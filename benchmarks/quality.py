"""Score what extraction says of labelled pages, ours beside the well-known libraries, page for page the same bytes.

    python -m venv build/peers
    build/peers/bin/pip install -U pip
    build/peers/bin/pip install trafilatura newspaper4k readability-lxml resiliparse goose3 lxml_html_clean
    python benchmarks/quality.py MANIFEST.jsonl GOLD.jsonl SCORER.py [--peers build/peers/bin/python]

The manifest is that of `blogarchive extract --manifest`; the scorer is called as `SCORER.py GOLD PREDICTED --json` and
prints its figures as one JSON object. The peers run in an environment of their own, so that none of their
requirements meets ours; one that is not installed is left out. They know no comments: a dash stands there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FIGURES = (
    "title", "author", "published_day", "categories_f1", "tags_f1", "body_f1", "comments_f1", "comment_author",
    "comment_minute", "comment_parent", "thread_perfect", "page_perfect",
)  # fmt: skip
Row = dict[str, Any]


def main() -> int:
    """Print the table, a column for each extractor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--peers", help="the Python in which the other libraries are installed")
    parser.add_argument("--as", dest="peer", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peer:
        predict(args.manifest, PEERS[args.peer])
        return 0
    ours = [str(Path(sys.executable).with_name("blogarchive")), "extract", "--manifest", str(args.manifest)]
    runs = {"blogarchive": ours, "generic only": [*ours, "--generic"]}
    for peer in PEERS if args.peers else ():
        runs[peer] = [args.peers, __file__, str(args.manifest), str(args.gold), str(args.scorer), "--as", peer]
    scores = {name: found for name, command in runs.items() if (found := scored(command, args.gold, args.scorer))}
    print("| | " + " | ".join(scores) + " |")
    print("| --- |" + " ---: |" * len(scores))
    for figure in FIGURES:
        print(
            f"| {figure} | "
            + " | ".join(shown(score.get(figure), figure, name) for name, score in scores.items())
            + " |"
        )
    return 0


def scored(command: list[str], gold: Path, scorer: Path) -> Row | None:
    """The figures of what a command prints; none where it cannot run."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        if subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=False).returncode:
            return None
        done = subprocess.run(
            [sys.executable, str(scorer), str(gold), file.name, "--json"], capture_output=True, text=True, check=True
        )
    result: Row = json.loads(done.stdout)
    return result


def shown(value: float | None, figure: str, name: str) -> str:
    talks = figure.startswith(("comment", "thread", "page"))
    return "–" if value is None or (talks and name in PEERS) else f"{value:.3f}"


def predict(manifest: Path, read: Callable[[str, str], Row]) -> None:
    """One JSON object a page, as a peer reads it; a page that it fails on holds nothing."""
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        text = (manifest.parent / entry["file"]).read_bytes().decode("utf-8", "replace")
        try:
            found = read(text, entry["url"])
        except Exception as error:  # noqa: BLE001 (a failing peer is a score, not an end)
            found = {"error": str(error)}
        print(json.dumps({"file": entry["file"], **found}, default=str))


def _trafilatura(text: str, url: str) -> Row:
    import trafilatura  # type: ignore[import-not-found,unused-ignore]

    found = trafilatura.bare_extraction(text, url=url, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    return {
        "title": found.title, "author": found.author, "published": found.date, "body_text": found.text,
        "categories": found.categories or [], "tags": found.tags or [],
    }  # fmt: skip


def _newspaper(text: str, url: str) -> Row:
    import newspaper  # type: ignore[import-not-found,unused-ignore]

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=text)
    article.parse()
    when = article.publish_date
    return {
        "title": article.title, "author": ", ".join(article.authors or ()), "body_text": article.text,
        "published": when.isoformat() if when else None, "tags": sorted(article.tags or ()),
    }  # fmt: skip


def _readability(text: str, url: str) -> Row:
    from readability import Document  # type: ignore[import-not-found,unused-ignore]

    page = Document(text, url=url)
    return {"title": page.short_title(), "body_text": _text_of(page.summary())}


def _text_of(markup: str) -> str:
    from lxml import html

    return str(html.fromstring(markup).xpath("string()"))


def _resiliparse(text: str, url: str) -> Row:  # noqa: ARG001 (it asks for no address)
    from resiliparse.extract.html2text import extract_plain_text  # type: ignore[import-not-found,unused-ignore]
    from resiliparse.parse.html import HTMLTree  # type: ignore[import-not-found,unused-ignore]

    return {"title": HTMLTree.parse(text).title, "body_text": extract_plain_text(text, main_content=True)}


def _goose(text: str, url: str) -> Row:
    from goose3 import Goose  # type: ignore[import-not-found,unused-ignore]

    with Goose({"enable_image_fetching": False}) as goose:
        article = goose.extract(raw_html=text, url=url)
    return {
        "title": article.title, "author": ", ".join(article.authors), "published": article.publish_date,
        "tags": list(article.tags), "body_text": article.cleaned_text,
    }  # fmt: skip


PEERS: dict[str, Callable[[str, str], Row]] = {
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper,
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "goose3": _goose,
}

if __name__ == "__main__":
    sys.exit(main())
