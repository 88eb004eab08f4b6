"""Hold what extraction reads on the pages of saved sites against what the sites' own feeds say of the same posts.

    python -m benchmarks.against_feeds FOLDER [--every 3 --nth 0] [--wrong FIELD] [--generic]

FOLDER holds one folder a site, pages and feeds as they were published: a checkout of a static blog, a mirror by wget.
At most ten posts of a site count, and of a post only what its page shows too: a feed may know more than the page. With
`--every N --nth K`, only one in N sites is read, chosen by digest; `--wrong` names pages and values that differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree, html

from benchmarks.feed_truth import Entry, posts

FIELDS = ("title", "author", "day", "terms", "body")
_TOKEN = re.compile(r"\w+")
_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_GENERATOR = re.compile(r"<meta[^>]+name=[\"']?generator[\"']?[^>]+content=[\"']?([A-Za-z]+(?: Type)?)", re.IGNORECASE)

_BY = r"\b(?:by|von|par|por|di|da|de|door|av|af|oleh|autor|author|auteur|автор|作者|posted by)\s*[:：]?\s*"
_END = r"(?=\s*(?:$|[^\w\s]|(?:on|in|at|am|le|el|il|um|den)\b|\d))"
# What stands in these is said of the blog or of other posts.
_ASIDE = re.compile(r"widget|sidebar|menu|(?<![a-z])nav|cloud|related|footer(?!-?meta)|colophon|cat-item|masthead")

Row = dict[str, Any]


def main() -> int:
    """Print a line a generator, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--nth", type=int, nargs="+", default=[0])
    parser.add_argument("--wrong", choices=FIELDS)
    parser.add_argument("--generic", action="store_true")
    args = parser.parse_args()
    told = {page: entry for site in sites(args.folder, args.every, args.nth) for page, entry in posts(site).items()}
    read = extracted(told, generic=args.generic)
    tables: dict[str, list[Row]] = defaultdict(list)
    for page, entry in told.items():
        raw = page.read_bytes().decode("utf-8", "replace")
        figures = compared(entry, read.get(str(page), {}), raw)
        site = page.relative_to(args.folder).parts[0]
        tables[generator(raw, read.get(str(page), {}))].append(figures | {"site": site})
        if args.wrong and figures.get(args.wrong, 1) < (0.9 if args.wrong == "body" else 1):
            print(json.dumps(wrong(args.wrong, page, entry, read.get(str(page), {}), figures), ensure_ascii=False))
    if not args.wrong:
        report(tables)
    return 0


def sites(folder: Path, every: int, nth: list[int]) -> Iterator[Path]:
    """The chosen folders, in an order that names and dates do not decide."""
    for site in sorted(path for path in folder.iterdir() if path.is_dir()):
        if int(hashlib.sha256(site.name.encode()).hexdigest(), 16) % every in nth:
            yield site


def extracted(told: dict[Path, Entry], generic: bool) -> dict[str, Row]:
    """What the real command reads on the pages."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as manifest:
        for page, entry in told.items():
            url = re.sub(r"[?&]utm_[^#]*", "", entry.url)
            manifest.write(json.dumps({"file": str(page.absolute()), "url": url}) + "\n")
        manifest.flush()
        command = [str(Path(sys.executable).with_name("blogarchive")), "extract", "--manifest", manifest.name]
        done = subprocess.run(command + ["--generic"] * generic, capture_output=True, check=True)
    rows = [json.loads(line) for line in done.stdout.split(b"\n") if line]
    return {str(page): row for page, row in zip(told, rows, strict=True)}


# ---------------------------------------------------------------------- comparing


def compared(entry: Entry, row: Row, raw: str) -> Row:
    """1 or 0 for each field that the page shows as the feed has it, a share for the body; with `-` what is too much."""
    shown = _Shown(raw)
    figures: Row = {}
    if fold(entry.title) in shown.text or fold(entry.title) in shown.raw:
        figures["title"] = int(fold(row.get("title")) == fold(entry.title))
    if entry.author and fold(entry.author) != fold(entry.blog) and shown.names(fold(entry.author)):
        figures["author"] = int(fold(entry.author) in fold(row.get("author")).split(", "))
        figures["author-"] = int(bool(row.get("author")) and not figures["author"])
    if entry.published and any(shown.has_day(day) for day in days(entry)):
        figures["day"] = int(row.get("published", "")[:10] in {str(day) for day in days(entry)})
        figures["day-"] = int(bool(row.get("published")) and not figures["day"])
    if entry.terms:
        wanted = {fold(term) for term in entry.terms}
        told = {fold(term) for name in ("categories", "tags") for term in row.get(name, [])}
        if here := wanted & shown.labels:
            figures["terms"] = int(here <= told)
            figures["terms-"] = int(bool(told - wanted))
    if entry.body and len(tokens(entry.body)) > 20 and shown.tells(tokens(entry.body)):
        figures["body"] = f1(tokens(entry.body), tokens(row.get("body_text")))
    return figures


def days(entry: Entry) -> set[date]:
    """The day by the feed's own clock, and where it speaks in UTC those that it may be elsewhere."""
    if entry.published is None:
        return set()
    offset = entry.published.utcoffset()
    if offset is None:
        return {entry.published.date()}
    utc = entry.published.astimezone(UTC)
    if offset:
        return {entry.published.date(), utc.date()}
    return {utc.date(), (utc + timedelta(hours=12)).date(), (utc - timedelta(hours=11)).date()}


class _Shown:
    """What a page shows: its text, its short pieces, its days."""

    def __init__(self, raw: str) -> None:
        self.raw = fold(re.sub(r"<[^>]+>", " ", raw))
        root = html.fromstring(re.sub(r"<\?xml[^>]*\?>", "", raw)) if "<" in raw else html.Element("p")
        etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
        self.text = self.whole = fold(" ".join(root.itertext()))
        for element in [e for e in root.iter() if e.tag == "nav" or _ASIDE.search(f"{e.get('class')} {e.get('id')}")]:
            if element.getparent() is not None and element.tag not in ("html", "body", "main", "article"):
                element.drop_tree()
        self.labels = {fold(e.text_content()).strip("#, ·|/") for e in root.iter("a", "span", "li") if len(e) < 4}
        self.dates = raw
        metas = root.xpath("//meta[contains(@name, 'author') or contains(@property, 'author')]/@content")
        self.labels |= {fold(str(content)) for content in metas}

    def names(self, author: str) -> bool:
        """Whether the name stands by itself somewhere, or behind a word that says whose the text is."""
        return author in self.labels or re.search(_BY + re.escape(author) + _END, self.text) is not None

    def tells(self, words: list[str]) -> bool:
        """Whether the page has the text: most of its runs of four words."""
        here = tokens(self.whole)
        runs = set(zip(here, here[1:], here[2:], here[3:], strict=False))
        wanted = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        return sum(run in runs for run in wanted) > 0.7 * len(wanted)

    def has_day(self, day: date) -> bool:
        """Whether day and year stand close together, or the ISO form anywhere."""
        if re.search(f"{day.year}[-/.年]{{1,2}}0?{day.month}[-/.月]{{1,2}}0?{day.day}\\b", self.dates):
            return True
        near = rf"\b0?{day.day}\D.{{0,16}}{day.year}|{day.year}\D.{{0,16}}\D0?{day.day}\b"
        return re.search(near, self.text) is not None


def fold(text: str | None) -> str:
    """A text without the differences that typography makes."""
    text = unicodedata.normalize("NFKC", text or "")
    text = re.sub("[‘’‛′`]", "'", re.sub("[“”«»„″]", '"', re.sub("[–—―−]", "-", text))).replace("…", "...")
    return re.sub(r"[\s\u200b\xad\ufeff]+", " ", text).strip().casefold()


def tokens(text: str | None) -> list[str]:
    """Its words; of CJK its signs."""
    return _TOKEN.findall(_CJK.sub(r" \1 ", fold(text)))


def f1(one: list[str], other: list[str]) -> float:
    """The share of words that two texts have in common."""
    same = sum((Counter(one) & Counter(other)).values())
    return 2 * same / (len(one) + len(other)) if one or other else 1.0


# ---------------------------------------------------------------------- telling


def generator(raw: str, row: Row) -> str:
    """What made the page, as it says itself, else as extraction says."""
    match = _GENERATOR.search(raw)
    return match[1].lower() if match else str(row.get("platform", "no post"))


def report(tables: dict[str, list[Row]]) -> None:
    """A table: each generator, and all."""
    print(f"| | sites | pages | {' | '.join(FIELDS)} | author, day, terms too much |\n|{' --- |' * 9}")
    everything = [row for rows in tables.values() for row in rows]
    ranked = sorted(tables.items(), key=lambda table: -len(table[1]))
    for name, rows in [*ranked, ("all", everything)]:
        cells = [rate(rows, field) for field in FIELDS]
        extra = ", ".join(rate(rows, f"{field}-") for field in ("author", "day", "terms"))
        print(f"| {name} | {len({row['site'] for row in rows})} | {len(rows)} | {' | '.join(cells)} | {extra} |")


def rate(rows: list[Row], field: str) -> str:
    """The mean over the pages that the field counts on, and how many those are."""
    values = [row[field] for row in rows if field in row]
    return f"{sum(values) / len(values):.3f} ({len(values)})" if values else "–"


def wrong(field: str, page: Path, entry: Entry, row: Row, figures: Row) -> Row:
    """A page on which a field differs, with both values."""
    if field == "body":
        return {
            "page": str(page),
            "f1": figures["body"],
            "feed": (entry.body or "")[:80],
            "feed_file": entry.feed,
        }
    ours = {"terms": row.get("categories", []) + row.get("tags", []), "day": row.get("published")}
    theirs = {"terms": entry.terms, "day": str(entry.published), "title": entry.title, "author": entry.author}
    return {"page": str(page), "feed": theirs[field], "ours": ours.get(field, row.get(field))}


if __name__ == "__main__":
    sys.exit(main())
