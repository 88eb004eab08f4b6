"""Counts what a run finds of each blog, visit by visit, and compares it with earlier runs at the end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blogarchive.dataset import blog_runs
from blogarchive.dataset.to_readings import address_id
from blogarchive.schedule.health import REMEMBERED, Counts, alarms
from blogarchive.urls import canonical, stable_id

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.models import Post, Visit

SOURCES = ("home", "feed", "sitemap")
"""Kinds of addresses that name a blog's posts."""


@dataclass(slots=True)
class _Blog:
    counts: Counts = field(default_factory=Counts)
    named: set[int] = field(default_factory=set)  # addresses known as posts before this run, and named in it
    declared: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # post -> comments it declares
    found: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # post -> comments that were shown


class Tally:
    """The counts of the run under way."""

    def __init__(self) -> None:
        self._blogs: dict[int, _Blog] = defaultdict(_Blog)
        self._bytes: dict[str, int] = {}  # record id -> bytes received, until the visit tells whose they are

    def received(self, record_id: str, size: int) -> None:
        """Note the size of an answer."""
        self._bytes[record_id] = size

    def note(self, visit: Visit, blog: int | None, kind: str, *, known: bool) -> None:
        """Count one visit; `known` says that its address was read as a post in an earlier run."""
        size = self._bytes.pop(visit.capture.record_id, 0) if visit.capture else 0
        if blog is None:
            return
        here = self._blogs[blog]
        here.counts.requests += 1
        here.counts.bytes += size
        if visit.status != 200 or visit.moved_to:
            return
        posts = [post for post in visit.extraction.posts if post.source != "feed"] if visit.extraction else []
        here.counts.sources += kind in SOURCES and visit.extraction is not None
        if known and kind in ("post", "home", "candidate", "listing"):
            here.counts.asked += 1
            here.counts.shown += any(post.source == "page" for post in posts)
        for post in posts:
            _read(here, post, kind)
        here.named.update(
            stable_id(canonical(admission.link.url))
            for admission in visit.admissions
            if admission.link.kind in ("post", "candidate")
        )

    def close(self, db: sqlite3.Connection, run: int, began: str, missing: dict[int, int]) -> None:
        """Write what the run found of each blog, and what of it is less than before."""
        for blog, here in self._blogs.items():
            counts = here.counts
            counts.missing = missing.get(blog, 0)
            counts.named = blog_runs.posts_among(db, blog, here.named, began)
            counts.new_posts, counts.new_comments = blog_runs.new_since(db, blog, began)
            counts.gone = blog_runs.gone_since(db, blog, began)
            _listen(db, here)
            blog_runs.write(db, run, blog, counts, alarms(counts, blog_runs.earlier(db, run, blog, REMEMBERED)))


def _read(here: _Blog, post: Post, kind: str) -> None:
    post_id = address_id(post.url)
    here.found[post_id] += len(post.comments)
    here.declared[post_id] = max(here.declared[post_id], post.comments_declared or 0)
    if post.source != "page" or post.kind != "post" or post.part != 1 or kind == "comment_page":
        return
    counts = here.counts
    counts.posts += 1
    counts.titled += post.title is not None
    counts.authored += post.author is not None
    counts.dated += post.published is not None
    counts.with_text += post.body_text is not None


def _listen(db: sqlite3.Connection, here: _Blog) -> None:
    """Posts on which there was talk, and those of them on which it was heard."""
    standing = 0
    for post, found in here.found.items():
        stands, ever = blog_runs.comments_of(db, post)
        standing += stands
        if here.declared[post] or ever:
            here.counts.talked += 1
            here.counts.heard += found > 0
    here.counts.standing = standing + here.counts.gone
