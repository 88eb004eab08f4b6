"""Why nothing came of an address that a crawl was given: the cause first, then what to try."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive import paths
from blogarchive.dataset.captures import of_record
from blogarchive.dataset.ledger import MOST_HOPS, MOVED
from blogarchive.errors import BlogArchiveError
from blogarchive.reports.page_looks import look
from blogarchive.urls import canonical, stable_id
from blogarchive.warc import read_page

if TYPE_CHECKING:
    from sqlite_utils import Database

FORBIDDEN = "Forbidden by robots.txt"
"""Scrapy's words for what a robots.txt does not allow."""

LATER = "Try again later: the same command goes on where this one ended"

STEPS = (
    ("no such host: ", "Is the address spelled right?"),
    (FORBIDDEN, "Its owner wants no programs there: ask for leave"),
    ("must be left alone", LATER),
    ("asks to be left alone", LATER),
    ("put off to the next run", LATER),
    ("does not speak TLS", "Try http:// in place of https://"),
    ("refuses connections", "Is the address right, with its port? Is the server running?"),
    ("cannot be reached", "Is there a network?"),
    ("HTTP 401", "It is not open to everybody"),
    ("HTTP 403", "The server turns programs away, or the blog is not open to everybody"),
    ("HTTP 404", "Is this the address of the blog's front page, or of one of its posts?"),
    ("HTTP 410", "Is this the address of the blog's front page, or of one of its posts?"),
    ("HTTP 429", LATER),
    ("HTTP 5", LATER),
    ("no answer", LATER),
    ("does not answer", LATER),
    ("closed without an answer", LATER),
)
"""What to try, by words of the reason: the first that stand in it."""

_IS = "Is "

_POSTS = """
SELECT url, reason, count(*) FROM urls WHERE blog_id = ? AND kind = 'post' AND about IS NULL AND named_by != 'guess'
    AND (state = 'failed' OR state = 'skipped' AND reason = ?) ORDER BY priority, id
"""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An address of which nothing was archived."""

    url: str
    reason: str
    step: str = ""
    """What to try, as a sentence without its stop; empty where the reason says it."""

    def __str__(self) -> str:
        """The address, the cause, and what to try."""
        return f"{self.url}: {self.reason}" + (f". {self.step}" if self.step else "")


def of_last_run(db: Database, data: Path) -> list[Nothing]:
    """The addresses that the last run was given, and of which the archive has no post."""
    row = db.execute("SELECT command, addresses FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    addresses = json.loads(row[1]) if row else []
    return [found for address in addresses if (found := _of(db, data, address)) is not None]


def _of(db: Database, data: Path, address: str) -> Nothing | None:
    asked = _followed(db, address)
    if asked is None:
        return Nothing(address, "was not asked for: the run ended before")
    url, blog, state, reason, capture = asked
    if blog is not None and db.execute("SELECT 1 FROM posts WHERE blog_id = ? AND source = 'page'", (blog,)).fetchone():
        return None
    if state in ("failed", "skipped"):
        step = step_for(reason or "")
        if reason and "refuses connections" in reason and url.startswith("https:"):
            step = f"Try http:// in place of https://. {step}"
        return Nothing(address, _cause(url, address, reason or state), step)
    if state != "done":
        return Nothing(address, "not fetched yet", LATER)
    post, why, number = db.execute(_POSTS, (blog, FORBIDDEN)).fetchone()
    if number:
        known = f"{number:,} posts are named, and none could be had" if number > 1 else "its one post could not be had"
        return Nothing(address, f"{known}: {_cause(post, address, why)}", step_for(why))
    return _seen(db, data, address, url, capture)


def _followed(db: Database, address: str) -> tuple[str, int | None, str, str | None, str | None] | None:
    """The row of the ledger that an address led to at last."""
    row, url = None, address
    for _ in range(MOST_HOPS + 1):
        found = db.execute(
            "SELECT urls.url, urls.blog_id, state, reason, record_id FROM urls"
            " LEFT JOIN captures ON captures.id = urls.capture_id WHERE urls.id = ?", (stable_id(canonical(url)),)
        ).fetchone()  # fmt: skip
        if found is None:
            break
        row = found
        if not (row[3] or "").startswith(MOVED):
            break
        url = row[3].removeprefix(MOVED)
    return row


def _cause(url: str, address: str, reason: str) -> str:
    said = f"robots.txt of {urlsplit(url).netloc} forbids it" if reason == FORBIDDEN else reason
    return said if canonical(url) == canonical(address) else f"{url}: {said}"


def step_for(reason: str, *, given: bool = True) -> str:
    """What to try for a reason, as a sentence without its stop; empty where nothing comes to mind.

    `given` says that the user gave the address: one that the blog names is not misspelt.
    """
    return next((step for words, step in STEPS if words in reason and (given or not step.startswith(_IS))), "")


def _seen(db: Database, data: Path, address: str, url: str, record: str | None) -> Nothing:
    """What the page that came is, where it names no post."""
    capture = of_record(db.conn, record) if record else None
    try:
        found = look(read_page(paths.captures(data), capture)) if capture else None
    except BlogArchiveError:
        found = None
    if found is None:
        return Nothing(address, "no post was found there")
    what = "the front page" if canonical(url) == canonical(address) else f"{url}, where it leads,"
    if found.leads_to is not None:
        return Nothing(address, f"{what} {found.said}", f"Try that: blogarchive crawl {found.leads_to}")
    if found.drawn:
        return Nothing(address, f"{what} {found.said}", "Try the address of its feed, or of one of its posts")
    return Nothing(address, f"{what} {found.said}", "Try the blog's front page, or one of its posts")
