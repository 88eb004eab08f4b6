"""Notes of a crawl: what changed is written down, and read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogarchive.dataset import kept_notes
from blogarchive.dataset.database import open_database
from blogarchive.discovery.dead_ends import DeadEnds
from blogarchive.discovery.notes import Notebook
from blogarchive.models import Admission, Extraction, Link, Page, Visit

HOME = "https://blog.example/"


def listing(number: int, *posts: str, onward: str) -> Visit:
    """A listing that names posts, and one further listing."""
    links = [*(Link(url=HOME + post, kind="post", reason="listing") for post in posts),
             Link(url=HOME + onward, kind="listing", reason="next page")]  # fmt: skip
    admissions = tuple(Admission(link=link, state="held", priority=9, because="") for link in links)
    page = Page(url=f"{HOME}page/{number}/", body=b"")
    return Visit(url_id=number, host="blog.example", home=HOME, admissions=admissions,
                 extraction=Extraction(page=page, platform="generic", links=tuple(links)))  # fmt: skip


def states(visit: Visit) -> list[str]:
    return [admission.state for admission in visit.admissions if admission.link.kind == "listing"]


def test_what_changed_is_written_once_and_reads_back_as_it_was() -> None:
    book = Notebook()
    counts, seen = book.notes("counts", str, 0, int), book.notes("seen", bytes.fromhex, 0, int)
    counts["a"] += 2
    counts["b"] = 1
    assert seen.keep(b"\xff", 3) == 3
    assert seen.keep(b"\xff", 4) == 3
    written = list(book.changes())
    assert sorted(written) == [("counts", "a", "2"), ("counts", "b", "1"), ("seen", "ff", "3")]
    assert list(book.changes()) == []
    counts.drop("b")
    counts.drop("never there")
    assert list(book.changes()) == [("counts", "b", None)]
    again = Notebook([("counts", "a", "2"), ("seen", "ff", "3")])
    assert again.notes("counts", str, 0, int) == {"a": 2}
    assert again.notes("seen", bytes.fromhex, 0, int).keep(b"\xff", 9) == 3
    assert list(again.changes()) == []


@pytest.mark.parametrize("dies_after", range(4))
def test_dead_ends_that_were_learnt_are_known_after_a_kill(dies_after: int, tmp_path: Path) -> None:
    """Listings that repeat one another end after a step, whenever the process dies between them."""
    visits = [listing(1, "a/", "b/", onward="page/2/"), listing(2, "c/", onward="page/3/"),
              listing(3, "a/", "b/", onward="page/4/"), listing(4, "c/", onward="page/5/")]  # fmt: skip
    db = open_database(tmp_path / "blogs.db")
    came: list[list[str]] = []
    ends = DeadEnds(lambda _home, _urls: set())
    for number, visit in enumerate(visits):
        if number == dies_after:
            ends = DeadEnds(lambda _home, _urls: set(), notebook=Notebook(kept_notes.load(db.conn, 2)))
        came.append(states(ends.judged(visit, "listing")))
        kept_notes.save(db.conn, ends.notebook.changes())
        if not number:
            db.execute("INSERT INTO runs (began, command, addresses) VALUES ('2026', 'crawl', '[]')")
    assert came == [["held"], ["held"], ["skipped"], ["skipped"]]
    db.close()


def test_a_crawl_that_came_to_its_end_leaves_no_notes(tmp_path: Path) -> None:
    db = open_database(tmp_path / "blogs.db")
    db.execute("INSERT INTO runs (began, command, addresses, outcome) VALUES ('2026', 'crawl', '[]', 'finished')")
    kept_notes.save(db.conn, [("namer", "7", "8")])
    assert kept_notes.load(db.conn, 2) == []
    db.close()
