"""What an archive holds and misses, in words for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from blogarchive import paths
from blogarchive.dataset.database import bring_up_to_date, open_database
from blogarchive.dataset.status import BlogStatus, Run, blogs, last_run
from blogarchive.dataset.verdict import Statement
from blogarchive.reports import nothing
from blogarchive.reports.nothing import Nothing

SHOWN = 20
"""Missing addresses that the words name before they only count."""

MOST_STEPS = 3
"""Things to try that are told at once."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The blogs of an archive, and the run that this is the closing of, where there is one."""

    blogs: list[BlogStatus]
    run: Run | None = None
    nothing: Sequence[Nothing] = ()
    """The addresses that the run was given, and of which nothing was archived."""

    def as_dict(self) -> dict[str, object]:
        """As CONTRACT has `status --json`; a run adds `requests` and `bytes`."""
        counts: dict[str, object] = {"requests": self.run.requests, "bytes": self.run.bytes} if self.run else {}
        if self.nothing:
            counts["nothing_of"] = [asdict(one) for one in self.nothing]
        return {"blogs": [asdict(blog) | {"next_step": next_step(blog)} for blog in self.blogs], **counts}

    def reasons(self) -> str:
        """Why nothing was archived, address by address."""
        if len(self.nothing) == 1:
            return f"nothing could be archived of {self.nothing[0]}"
        return "\n  ".join(["nothing could be archived", *map(str, self.nothing)])

    def as_text(self) -> str:
        """A paragraph for each blog."""
        parts = [_paragraph(blog) for blog in self.blogs]
        parts += [f"nothing archived of {one}" for one in self.nothing]
        parts = parts or ["The archive holds no blog yet."]
        if self.run:
            parts.append(_closing(self.run))
        return "\n".join(parts)


def of_archive(data: Path) -> Summary:
    """The state of the archive in `data`."""
    path = paths.database(paths.existing(data))
    bring_up_to_date(path)
    db = open_database(path, read_only=True)
    try:
        return Summary(blogs(db))
    finally:
        db.close()


def of_last_run(data: Path) -> Summary:
    """The blogs that the last run touched, and its counts."""
    db = open_database(paths.database(paths.existing(data)), read_only=True)
    try:
        run = last_run(db)
        return Summary(blogs(db, run.blogs) if run else [], run, nothing.of_last_run(db, data))
    finally:
        db.close()


def _closing(run: Run) -> str:
    took = datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.began) if run.ended else timedelta()
    return (
        f"This run: {run.posts:,} posts read, {run.comments:,} comments new or changed,"
        f" {run.requests:,} requests, {run.bytes / 1e6:,.1f} MB received in {took}; {run.outcome}."
    )


def next_step(blog: BlogStatus) -> str:
    """What to do about a blog, as a sentence without its stop."""
    lost = [item for item in blog.missing if not item.waits]
    if len(lost) < len(blog.missing):
        return f"crawl again to go on: blogarchive crawl {blog.url}"
    if not lost:
        return "nothing is missing; `blogarchive update` fetches what is new"
    steps = dict.fromkeys(step for item in lost if (step := nothing.step_for(item.reason, given=False)))
    again = f"crawling again asks for it once more: blogarchive crawl {blog.url}"
    return ". ".join([*list(steps)[:MOST_STEPS], again])


def _paragraph(blog: BlogStatus) -> str:
    name = f"{blog.title} ({blog.url})" if blog.title else blog.url
    verdict = blog.verdict
    lines = [
        name,
        f"  posts: {_stated(verdict.posts)}",
        f"  threads: {_stated(verdict.threads, _comments(blog))}",
        *([f"  images, styles and scripts: {_stated(verdict.images)}"] if verdict.images.known else []),
    ]
    lines += [f"  ALARM {text}" for text in blog.alarms]
    lines += [f"  {notice.seen[:10]}: {notice.said}" for notice in blog.notices]
    if blog.claims:
        counts = (f"{claim.source} {claim.claimed:,} {claim.what} ({claim.found:,} known)" for claim in blog.claims)
        lines.append(f"  by its own count: {', '.join(counts)}")
    if blog.named_by:
        lines.append(f"  posts named by: {', '.join(f'{who} {count:,}' for who, count in blog.named_by.items())}")
    lost = [item for item in blog.missing if not item.waits]
    lines += [f"  missing {item.kind}: {item.url} ({item.reason})" for item in lost[:SHOWN]]
    if len(lost) > SHOWN:
        lines.append(f"  … and {len(lost) - SHOWN:,} more: see status --json")
    return "\n".join([*lines, f"  next: {next_step(blog)}"])


def _stated(statement: Statement, counts: str = "") -> str:
    """`7 of 8, incomplete: 1 post could not be had`."""
    word = "complete" if statement.complete else "incomplete"
    reason = f": {statement.reason}" if statement.reason else ""
    return f"{statement.had:,} of {statement.known:,}, {word}{counts}{reason}"


def _comments(blog: BlogStatus) -> str:
    declared = f" ({blog.comments_declared:,} declared)" if blog.comments_declared is not None else ""
    return f"; {blog.comments:,} comments{declared}"
