"""The state of an archive for Prometheus, as a file for the node exporter's textfile collector."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.dataset.status import BlogStatus, blogs
from blogarchive.errors import StorageError

if TYPE_CHECKING:
    from sqlite_utils import Database

_RUN = """
SELECT began, ended, requests, bytes, (SELECT sum(new_posts) FROM blog_runs WHERE run_id = runs.id),
    (SELECT sum(new_comments) FROM blog_runs WHERE run_id = runs.id)
FROM runs ORDER BY id DESC LIMIT 1
"""

OF_RUN = {
    "last_run_exit_code": "Exit code of the last run: 0 complete, 3 something is missing, 8 interrupted, others failed",
    "last_run_timestamp_seconds": "When the last run ended, as Unix time",
    "last_run_duration_seconds": "How long the last run took",
    "last_run_requests": "Requests that the last run sent",
    "last_run_received_bytes": "Bytes that the last run received",
    "last_run_new_posts": "Posts that no earlier run had seen",
    "last_run_new_comments": "Comments that no earlier run had seen",
}
"""Metrics of a run, without their prefix `blogarchive_`."""


@dataclass(frozen=True, slots=True)
class PerBlog:
    """A metric that each blog has."""

    what: str
    value: Callable[[BlogStatus], float | None]


OF_BLOG = {
    "posts": PerBlog("Posts archived", lambda blog: blog.posts),
    "posts_known": PerBlog("Posts known to exist", lambda blog: blog.posts_known),
    "comments": PerBlog("Comments archived", lambda blog: blog.comments),
    "comments_declared": PerBlog("Comments that the pages say there are", lambda blog: blog.comments_declared),
    "missing": PerBlog("Addresses that could not be had, or are still to be fetched", lambda blog: len(blog.missing)),
    "alarms": PerBlog("What the last look found less of than earlier ones", lambda blog: len(blog.alarms)),
    "blog_last_run_timestamp_seconds": PerBlog(
        "When the last run that looked at it began, as Unix time", lambda blog: _unix(blog.last_run)
    ),
}
"""Metrics of a blog, whose address is the label `blog`."""

OF_LOOK = {
    "blog_requests": ("requests", "Requests for it in the last run that looked at it"),
    "blog_received_bytes": ("bytes", "Bytes received for it in that run"),
}
"""Metrics of a blog by the columns of `blog_runs`."""


def write(file: Path, data: Path, exit_code: int) -> None:
    """Write the metrics; a reader sees the old file or the new one, whole."""
    text = "\n".join([*_lines(data, exit_code), ""])
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # the collector reads *.prom only
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            os.fchmod(out.fileno(), 0o644)  # the exporter runs as somebody else
        Path(name).replace(file)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error}") from error


def _lines(data: Path, exit_code: int) -> Iterator[str]:
    values: dict[str, Any] = {"last_run_exit_code": exit_code, "last_run_timestamp_seconds": time.time()}
    found: list[BlogStatus] = []
    looks: dict[str, dict[str, int]] = {}
    try:
        db = open_database(paths.database(paths.existing(data)), read_only=True)
    except StorageError:  # the exit code says so; what is known of the blogs is known no longer
        pass
    else:
        try:
            values |= _of_run(db)
            found, looks = blogs(db), _of_looks(db)
        finally:
            db.close()
    for name, what in OF_RUN.items():
        yield from _metric(name, what, [("", values.get(name))])
    for name, metric in OF_BLOG.items():
        yield from _metric(name, metric.what, [(_label(blog.url), metric.value(blog)) for blog in found])
    for name, (column, what) in OF_LOOK.items():
        yield from _metric(name, what, [(_label(url), look[column]) for url, look in looks.items()])


def _of_run(db: Database) -> dict[str, float]:
    row = db.execute(_RUN).fetchone()
    if row is None or row[1] is None:
        return {}
    began, ended = _unix(row[0]), _unix(row[1])
    assert began is not None
    assert ended is not None
    return {
        "last_run_timestamp_seconds": ended, "last_run_duration_seconds": ended - began, "last_run_requests": row[2],
        "last_run_received_bytes": row[3], "last_run_new_posts": row[4] or 0, "last_run_new_comments": row[5] or 0,
    }  # fmt: skip


def _of_looks(db: Database) -> dict[str, dict[str, int]]:
    rows = db.execute(
        "SELECT blogs.url, blog_runs.requests, blog_runs.bytes FROM blog_runs JOIN blogs ON blogs.id = blog_id"
        " WHERE run_id = (SELECT max(run_id) FROM blog_runs AS later WHERE later.blog_id = blog_runs.blog_id)"
        " ORDER BY blogs.url"
    )
    return {url: {"requests": requests, "bytes": received} for url, requests, received in rows}


def _metric(name: str, what: str, samples: list[tuple[str, float | None]]) -> Iterator[str]:
    known = [(labels, value) for labels, value in samples if value is not None]
    if known:
        yield f"# HELP blogarchive_{name} {what}."
        yield f"# TYPE blogarchive_{name} gauge"
        yield from (f"blogarchive_{name}{labels} {value:.10g}" for labels, value in known)


def _label(url: str) -> str:
    escaped = url.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{blog="{escaped}"}}'


def _unix(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None
