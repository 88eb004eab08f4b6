"""What an archive holds and misses, in words for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from blogarchive import paths
from blogarchive.dataset.database import bring_up_to_date, open_database
from blogarchive.dataset.status import NOT_YET, BlogStatus, Run, blogs, last_run
from blogarchive.reports import nothing
from blogarchive.reports.nothing import Nothing

SHOWN = 20
"""Missing addresses that the words name before they only count."""


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
        return {"blogs": [asdict(blog) for blog in self.blogs], **counts}

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


def _paragraph(blog: BlogStatus) -> str:
    name = f"{blog.title} ({blog.url})" if blog.title else blog.url
    declared = f" ({blog.comments_declared:,} declared)" if blog.comments_declared is not None else ""
    lines = [
        name,
        f"  {blog.posts:,} of {blog.posts_known:,} posts known, {blog.comments:,} comments{declared}: "
        + ("complete" if blog.complete else f"{len(blog.missing):,} addresses missing"),
    ]
    lines += [f"  ALARM {text}" for text in blog.alarms]
    lines += [f"  {notice.seen[:10]}: {notice.said}" for notice in blog.notices]
    if blog.claims:
        counts = (f"{claim.source} {claim.claimed:,} {claim.what} ({claim.found:,} known)" for claim in blog.claims)
        lines.append(f"  by its own count: {', '.join(counts)}")
    if blog.named_by:
        lines.append(f"  posts named by: {', '.join(f'{who} {count:,}' for who, count in blog.named_by.items())}")
    if blog.threads_short:
        lines.append(f"  {blog.threads_short:,} threads show fewer comments than their pages declare")
    lost = [item for item in blog.missing if item.reason != NOT_YET]
    lines += [f"  missing {item.kind}: {item.url} ({item.reason})" for item in lost[:SHOWN]]
    if len(lost) > SHOWN:
        lines.append(f"  … and {len(lost) - SHOWN:,} more: see status --json")
    if waiting := len(blog.missing) - len(lost):
        lines.append(f"  {waiting:,} addresses not fetched yet: crawl again to go on")
    if blog.requisites_missing:
        lines.append(f"  {blog.requisites_missing:,} images, styles or scripts could not be had")
    return "\n".join(lines)
