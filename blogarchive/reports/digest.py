"""The last run in a few lines, for a mail or a chat: what is wrong first, then what is new; quiet blogs are counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive import paths
from blogarchive.dataset.database import open_database

if TYPE_CHECKING:
    from sqlite_utils import Database

CODES = {
    0: "complete", 3: "something is missing", 4: "nothing could be archived", 7: "storage failed",
    8: "interrupted, the next run goes on",
}  # fmt: skip

_FOUND = """
SELECT blogs.url, new_posts, new_comments, missing, alarms,
    (SELECT json_group_array(said) FROM notices WHERE blog_id = blogs.id AND seen >= runs.began)
FROM blog_runs JOIN blogs ON blogs.id = blog_runs.blog_id JOIN runs ON runs.id = blog_runs.run_id
WHERE run_id = ? ORDER BY blogs.url
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What the run found of one blog."""

    url: str
    posts: int
    comments: int
    missing: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The last run."""

    outcome: str
    exit_code: int | None
    blogs: tuple[Found, ...]

    def as_text(self) -> str:
        """A headline, and a line for each thing that somebody should know."""
        posts, comments = (sum(getattr(blog, name) for blog in self.blogs) for name in ("posts", "comments"))
        state = CODES.get(self.exit_code, "unfinished") if self.exit_code is not None else "unfinished"
        counts = ", ".join(
            (_count(len(self.blogs), "blog"), _count(posts, "new post"), _count(comments, "new comment"))
        )
        lines = [f"blogarchive: {counts}; {self.outcome}; {state}"]
        lines += [f"ALARM {blog.url} {text}" for blog in self.blogs for text in blog.wrong]
        lines += [f"MISSING {blog.url} {_count(blog.missing, 'address', 'addresses')}" for blog in self.blogs
                  if blog.missing]  # fmt: skip
        lines += [f"new {blog.url} {_count(blog.posts, 'post')}, {_count(blog.comments, 'comment')}"
                  for blog in self.blogs if blog.posts or blog.comments]  # fmt: skip
        quiet = sum(not (blog.posts or blog.comments or blog.missing or blog.wrong) for blog in self.blogs)
        return "\n".join([*lines, *([f"nothing new on {_count(quiet, 'blog')}"] if quiet else [])])


def of_last_run(data: Path) -> Digest:
    """What the archive's last run came to."""
    db = open_database(paths.database(paths.existing(data)), read_only=True)
    try:
        return _read(db)
    finally:
        db.close()


def _read(db: Database) -> Digest:
    row = db.execute("SELECT id, outcome, exit_code FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return Digest("no run yet", None, ())
    found = [
        Found(url, posts, comments, missing, (*json.loads(notices), *json.loads(alarms)))
        for url, posts, comments, missing, alarms, notices in db.execute(_FOUND, (row[0],))
    ]
    return Digest(row[1] or "died", row[2], tuple(found))


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
