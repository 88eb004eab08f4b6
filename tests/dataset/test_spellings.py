"""One address in several spellings is fetched once; another spelling is tried where the first leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from blogarchive.dataset.database import open_database
from blogarchive.dataset.ledger import Ledger
from blogarchive.dataset.store import Store
from blogarchive.models import Admission, Link, LinkKind, UrlState

ONE = "http://blog.example/a-post/"
OTHERS = ["https://blog.example/a-post/", "http://www.blog.example/a-post/", "https://www.blog.example/a-post"]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    db = open_database(tmp_path / "blogs.db")
    Store(db).save_blog("http://blog.example/")
    opened = Ledger(db)
    opened.begin("crawl", "[]")
    yield opened
    db.close()


def named(
    ledger: Ledger,
    url: str,
    by: str = "sitemap",
    *,
    kind: LinkKind = "post",
    after: int | None = None,
    held: bool = False,
) -> None:
    (blog,) = ledger._db.execute("SELECT id FROM blogs").fetchone()
    link = Link(url=url, kind=kind, reason=by)
    ledger.add([Admission(link=link, state="held" if held else "queued", priority=1, because=by)], blog, after=after)


def fetched(ledger: Ledger, state: UrlState = "done", status: int = 200, moved_to: str | None = None) -> list[str]:
    """Everything that is queued, each with this outcome."""
    asked = []
    while due := ledger.next(lambda _host: False):
        asked.append(due.url)
        if moved_to:
            named(ledger, moved_to, "redirect", after=due.id)
        ledger.finish(due.id, state, None, status=status, capture=None, blog=None)
    return asked


def test_what_is_named_in_many_spellings_is_fetched_once(ledger: Ledger) -> None:
    for url in [ONE, *OTHERS, ONE]:
        named(ledger, url)
    assert fetched(ledger) == [ONE]
    assert (ledger.release(), ledger.pending()) == (0, 0)


def test_who_names_one_spelling_names_the_post(ledger: Ledger) -> None:
    named(ledger, ONE, "feed")
    named(ledger, OTHERS[0], "sitemap")
    agreed = ledger._db.execute(
        "SELECT group_concat(url_namings.named_by) FROM url_namings JOIN urls ON urls.id = url_id WHERE url = ?", (ONE,)
    ).fetchone()
    assert set(agreed[0].split(",")) == {"feed", "sitemap"}


def test_another_spelling_takes_the_place_of_one_that_fails(ledger: Ledger) -> None:
    for url in [ONE, *OTHERS]:
        named(ledger, url)
    asked = fetched(ledger, "failed", 404)
    assert asked[0] == ONE
    assert sorted(asked) == sorted([ONE, *OTHERS])


def test_another_spelling_takes_the_place_of_one_that_leads_to_the_front_page(ledger: Ledger) -> None:
    named(ledger, ONE)
    named(ledger, OTHERS[0])
    assert fetched(ledger, "done", 301) == [ONE, OTHERS[0]]


def test_a_redirect_to_another_spelling_is_followed(ledger: Ledger) -> None:
    named(ledger, ONE)
    named(ledger, OTHERS[0])
    named(ledger, OTHERS[1])
    assert fetched(ledger, "done", 301, moved_to=OTHERS[0])[:2] == [ONE, OTHERS[0]]


def test_of_several_in_reserve_one_is_fetched(ledger: Ledger) -> None:
    for url in OTHERS:
        named(ledger, url, "link", kind="candidate", held=True)
    assert ledger.release() == 1
    assert len(fetched(ledger)) == 1
    assert ledger.release() == 0


def test_different_posts_stay_different(ledger: Ledger) -> None:
    for url in ("http://blog.example/?p=1", "http://blog.example/?p=2", "http://blog.example/A-Post/", ONE):
        named(ledger, url)
    assert len(fetched(ledger)) == 4
