"""Samples of platforms, read, against what their manifest says in words that they hold.

    python benchmarks/samples.py DIR/manifest.jsonl

Each line of the manifest names a `file` and says `what` it is: "13 comments, 9 replies", "50 of 108 posts",
"posts feed", "article.fyre-comment-article". What can be counted of that is compared; templates and program text are
no pages and are left out by their ending. The end says how many samples gave what was said.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html as lxml_html

from blogarchive.extraction.extract import extract
from blogarchive.models import Comment, Page

TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json"}

# What is said -> what is counted; a group of each pattern is the number wanted.
COUNTED: tuple[tuple[str, str], ...] = (
    (r"(\d+) items, \d+ with parentId", "comments"),
    (r"\d+ items, (\d+) with parentId", "answers"),
    (r"\((\d+) of \d+,", "comments"),
    (r"(\d+) of \d+ posts", "comments"),
    (r"\d+ of (\d+) posts", "declared"),
    (r"(?<!Drupal )\b(\d+)(?: threaded| top-level)? comments?\b", "comments"),
    (r"\b(\d+) (?:replies|nested)\b", "answers"),
    (r"\b(\d+) (?:pingbacks|pings)\b", "pings"),
    (r"nested to level (\d+)", "levels"),
)
# Said without a number: at least one of these must be there.
SAID: tuple[tuple[str, str], ...] = (
    (r"posts feed|RSS2 feed|RSS feed", "posts"),
    (r"comments(?: Atom)? feed|itemprop=comment|fallback|comment-template|nested comments|comments$", "comments"),
    (r"post page|article page|wordpress\.com post|VIP page|\bpost\b.* page", "posts"),
)
# Markup that the words name is counted in the page itself.
SELECTORS = {
    "article.fyre-comment-article": "//article[contains(concat(' ', @class, ' '), ' fyre-comment-article ')]",
    "article#comment-ID": "//article[starts-with(@id, 'comment-')]",
    "itemprop=comment": "//*[@itemprop='comment']",
    "id=wpd-comm-ID_PARENT": "//*[starts-with(@id, 'wpd-comm-')]",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What was read of one sample."""

    platform: str
    posts: int
    comments: int
    pings: int
    answers: int
    levels: int
    declared: int


def counted(file: Path) -> Counts:
    """The sample as `extract` reads it, from an address that says nothing."""
    page = Page(url="https://blog.example/2015/01/a-post/", body=file.read_bytes(), content_type=TYPES[file.suffix])
    read = extract(page, with_links=False)
    comments: list[Comment] = [comment for post in read.posts for comment in post.comments]
    own = [comment for comment in comments if comment.kind in ("comment", "webmention")]
    return Counts(
        platform=read.platform,
        posts=len(read.posts),
        comments=len(own),
        pings=len(comments) - len(own),
        answers=sum(comment.parent is not None for comment in comments),
        levels=max((comment.depth + 1 for comment in comments), default=0),
        declared=max((post.comments_declared or 0 for post in read.posts), default=0),
    )


def wanted(file: Path, what: str) -> Iterator[tuple[str, int, bool]]:
    """What the words ask for: the count's name, the number, and whether it must be met exactly."""
    if re.search(r"no comments|feed", what) is None and "no-comments" not in file.name:
        for named, path in SELECTORS.items():
            if named in what:
                yield "comments", int(lxml_html.fromstring(file.read_bytes()).xpath(f"count({path})")), True
    numbers = [(name, int(match[1])) for pattern, name in COUNTED if (match := re.search(pattern, what))]
    yield from ((name, number, name != "levels") for name, number in numbers)
    if not numbers:
        yield from ((name, 1, False) for pattern, name in SAID if re.search(pattern, what, re.IGNORECASE))


def main() -> int:
    """Compare every sample, name those that differ, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    manifest: Path = parser.parse_args().manifest
    right = unsaid = texts = 0
    wrong: list[str] = []
    for line in manifest.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        file = manifest.parent / sample["file"]
        if file.suffix not in TYPES:
            texts += 1
            continue
        found = counted(file)
        asked = dict.fromkeys(wanted(file, sample["what"]))
        missed = [
            f"{name} {getattr(found, name)}, not {number}"
            for name, number, exact in asked
            if (getattr(found, name) != number if exact else getattr(found, name) < number)
        ]
        right += bool(asked) and not missed
        unsaid += not asked
        wrong += [f"{sample['file']} ({found.platform}): {'; '.join(missed)}"] if missed else []
    print(*wrong, sep="\n")
    print(f"{right} as said, {len(wrong)} not; {unsaid} of which nothing countable is said; {texts} are no pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
