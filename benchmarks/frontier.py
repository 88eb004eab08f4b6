"""Memory and time of the frontier with 200,000 queued addresses of 50 blogs: `python benchmarks/frontier.py`."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from pathlib import Path

from blogarchive.dataset.database import open_database
from blogarchive.dataset.ledger import Ledger
from blogarchive.dataset.store import Store
from blogarchive.models import Admission, Link

BLOGS, EACH = 50, 4_000
STEPS = 20_000
"""Addresses handed out and finished; printed by tenths, so that a slope would show."""


def main() -> None:
    """Queue, hand out, finish; print milliseconds a step and the memory of the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "blogs.db")
        ledger, store = Ledger(db), Store(db)
        db.begin()
        ledger.begin("crawl", "[]")
        begin = time.perf_counter()
        for blog in range(BLOGS):
            home = f"http://blog-{blog}.example/"
            ledger.add(_admissions(home), store.save_blog(home))
        print(f"{ledger.pending():,} queued of {BLOGS} blogs in {time.perf_counter() - begin:.1f} s")
        for tenth in range(10):
            steps = [_step(ledger) for _ in range(STEPS // 10)]
            worst = sorted(steps)[int(len(steps) * 0.99)]
            print(f"tenth {tenth + 1}: median {statistics.median(steps) * 1e3:.3f} ms, p99 {worst * 1e3:.3f} ms a step")
        db.rollback()
        db.close()
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _admissions(home: str) -> list[Admission]:
    links = (Link(url=f"{home}2011/05/post-{n}/", kind="post", reason="sitemap") for n in range(EACH))
    return [Admission(link=link, state="queued", priority=10, because="sitemap") for link in links]


def _step(ledger: Ledger) -> float:
    """As the scheduler does it: ask whether anything waits, take the next, note what came of it."""
    begin = time.perf_counter()
    assert ledger.pending()
    due = ledger.next(lambda _host: False)
    assert due is not None
    ledger.finish(due.id, "done", None, status=200, capture=None, blog=None)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
