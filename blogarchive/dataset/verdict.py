"""Whether a blog is complete, in three statements, each with number and reason: its posts, threads and images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.dataset.promised import NOT_YET, OF_POSTS, OF_THREADS, Missing
from blogarchive.limits import PARTLY

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.dataset.thread_counts import Differing

SWITCHED_OFF = "page requisites are switched off"

_REQUISITES = """
SELECT CASE WHEN state IN ('queued', 'fetching') THEN 'waits' ELSE state END, reason, count(*) FROM urls
WHERE blog_id = ? AND kind = 'requisite' AND named_by != 'guess' AND state != 'held' GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the three."""

    complete: bool
    had: int
    """How many are archived: posts, threads as whole as their pages, or images, style sheets and scripts."""
    known: int
    """How many are known to be there."""
    reason: str | None
    """What is missing, in words; or, of what is complete, why numbers differ."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The three."""

    posts: Statement
    threads: Statement
    images: Statement
    """Images, style sheets and scripts that pages show."""

    @property
    def complete(self) -> bool:
        """Whether posts and threads are; exit code 0 needs that, and does not hang on images."""
        return self.posts.complete and self.threads.complete


def of_posts(posts: int, missing: Iterable[Missing]) -> Statement:
    """The statement on posts; `missing` are addresses of posts, of lists that name them, and counts of lists."""
    lost = list(missing)
    known = posts + sum(item.kind in OF_POSTS and not item.reason.startswith(PARTLY) for item in lost)
    reason = _told(lost) if lost else None if posts else "no post was found"
    return Statement(reason is None, posts, known, reason)


def of_threads(posts: int, missing: Sequence[Missing], differing: Sequence[Differing]) -> Statement:
    """The statement on threads: of read posts, those of which no page is missing and no comment unexplained."""
    unread = [item for item in missing if item.kind != "thread"]
    short = [one for one in differing if not one.explained]
    parts = [_told(unread)] if unread else []
    if short:
        parts.append(f"{_count(len(short), 'page states', 'pages state')} more comments than could be read")
    parts += _explanations(differing)
    lost = bool(unread or short)
    had = max(0, posts - len({item.url for item in missing}))
    return Statement(not lost, had, posts, "; ".join(parts) or None)


def _explanations(differing: Sequence[Differing]) -> list[str]:
    fewer = [one for one in differing if one.found > one.declared]
    more = [one for one in differing if one.explained and one.declared > one.found]
    parts = []
    if fewer:
        number = sum(one.found - one.declared for one in fewer)
        parts.append(f"{_count(len(fewer), 'page states', 'pages state')} {number:,} fewer than stand there")
    if more:
        number = sum(one.declared - one.found for one in more)
        parts.append(f"{_count(len(more), 'page states', 'pages state')} {number:,} more than there are to be had")
    return parts


def of_images(db: sqlite3.Connection, blog: int) -> Statement:
    """The statement on images, style sheets and scripts."""
    counts: Counter[str] = Counter()
    for state, reason, count in db.execute(_REQUISITES, (blog,)):
        counts["off" if reason == SWITCHED_OFF else state] += count
    known, had = counts.total(), counts["done"]
    parts = [f"{counts[name]:,} {words}" for name, words in _OF_IMAGES.items() if counts[name]]
    return Statement(had == known, had, known, ", ".join(parts) or None)


_OF_IMAGES = {
    "failed": "could not be had", "skipped": "were left (too large, or not allowed)", "waits": NOT_YET,
    "off": "were not wanted (--no-requisites)",
}  # fmt: skip


def _told(missing: Sequence[Missing]) -> str:
    """`2 posts could not be had, 1 sitemap could not be had, 7 addresses not fetched yet`."""
    kinds = Counter(_WORDS.get(item.kind, (item.kind, f"{item.kind}s")) for item in missing if not item.waits)
    waiting = sum(item.waits for item in missing)
    parts = [f"{_count(number, *words)} could not be had" for words, number in kinds.items() if words[0] != "list"]
    parts += [item.reason for item in missing if item.kind == "list"]
    return ", ".join([*parts, *([f"{_count(waiting, 'address', 'addresses')} {NOT_YET}"] if waiting else [])])


_WORDS = {
    "candidate": ("post", "posts"), "trap": ("post", "posts"), "comment_page": ("page of a thread", "pages of threads"),
    "api": ("answer of a thread", "answers of threads"), "comment_feed": ("feed of comments", "feeds of comments"),
    "home": ("front page", "front pages"),
}  # fmt: skip


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def is_of_threads(item: Missing) -> bool:
    """Whether what is missing holds comments rather than posts."""
    return item.kind in (*OF_THREADS, "thread")
