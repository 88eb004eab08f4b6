"""`blogarchive update`: what is new is found, what is quiet is left alone, what is gone is a fact."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.server import SITE
from tests import command
from tests.loopback import Crawled, crawled_once, rows, sample, updated

KETTLE = "2014/04/01/a-kettle-for-the-guards-van"
BOXES = "2014/11/20/signal-boxes"
LONG_AGO = "2020-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with crawled_once(sample(), tmp_path_factory.mktemp("first"), "--no-requisites") as first:
        yield first


@pytest.fixture
def site(first: Crawled, tmp_path: Path) -> Path:
    """What the blog shows from now on, to be changed."""
    folder = Path(shutil.copytree(SITE, tmp_path / "site"))
    first.site.answer = sample(folder)
    return folder


@pytest.fixture
def data(first: Crawled, site: Path, tmp_path: Path) -> Path:
    return first.copy(tmp_path)


def update(data: Path) -> int:
    return updated(data, "--no-requisites").returncode


def fetched(data: Path) -> set[str]:
    """What the last run asked for, as paths."""
    last = "SELECT url FROM urls WHERE run_id = (SELECT max(id) FROM runs)"
    return {url.split("/", 3)[3].strip("/") for (url,) in rows(data, last)}


def test_nothing_new_costs_the_sources_alone(data: Path) -> None:
    before = (
        rows(data, "SELECT id, title, body_text FROM posts"),
        rows(data, "SELECT id, body_text, path FROM comments"),
    )
    assert update(data) == 0
    assert "feed" in fetched(data)
    assert not [path for path in fetched(data) if path.startswith("20")]
    assert (
        rows(data, "SELECT id, title, body_text FROM posts"),
        rows(data, "SELECT id, body_text, path FROM comments"),
    ) == before


def test_a_new_post_is_found(data: Path, site: Path) -> None:
    new = site / "2015/02/01/new-post"
    page = (site / KETTLE / "index.html").read_text(encoding="utf-8")
    new.mkdir(parents=True)
    page = page.replace(KETTLE, "2015/02/01/new-post").replace("A kettle for", "A mug for")
    (new / "index.html").write_text(page, encoding="utf-8")
    sitemap = site / "wp-sitemap-posts-post-1.xml"
    entry = "<url><loc>http://sample.blog.example/2015/02/01/new-post/</loc></url></urlset>"
    sitemap.write_text(sitemap.read_text().replace("</urlset>", entry))
    assert update(data) == 0
    assert [path for path in fetched(data) if path.startswith("20")] == ["2015/02/01/new-post"]
    assert rows(data, "SELECT count(*) FROM posts WHERE title LIKE 'A mug%'") == [(1,)]


def test_a_post_that_was_not_looked_at_for_long_is_due(data: Path, site: Path) -> None:
    rows(data, f"UPDATE urls SET fetched = '{LONG_AGO}' WHERE url LIKE '%{BOXES}%'")
    page = site / BOXES / "index.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("He said the view was rain.", "He said the view was sheep.")
    )
    assert update(data) == 0
    assert [path for path in fetched(data) if path.startswith("20")] == [BOXES]
    assert rows(data, "SELECT count(*) FROM comments WHERE body_text LIKE '%sheep%'") == [(1,)]
    assert rows(data, "SELECT count(*) FROM comment_readings WHERE body_text LIKE '%rain%'") == [(1,)]


def test_a_sitemap_that_says_a_post_has_changed_is_believed(data: Path, site: Path) -> None:
    sitemap = site / "wp-sitemap-posts-post-1.xml"
    loc = f"{BOXES}/</loc>"
    sitemap.write_text(sitemap.read_text().replace(loc, f"{loc}<lastmod>2099-01-01T00:00:00+00:00</lastmod>"))
    assert update(data) == 0
    assert [path for path in fetched(data) if path.startswith("20")] == [BOXES]


def test_a_comment_in_the_feed_leads_to_its_post(data: Path, site: Path) -> None:
    feed = site / "comments/feed/index.xml"
    item = (
        "<item><title>By: Zoe</title><link>http://sample.blog.example/" + BOXES + "/#comment-99</link>"
        "<dc:creator>Zoe</dc:creator><pubDate>Sun, 01 Feb 2015 10:00:00 +0000</pubDate>"
        "<description>Me too.</description></item></channel>"
    )
    feed.write_text(feed.read_text(encoding="utf-8").replace("</channel>", item), encoding="utf-8")
    assert update(data) == 0
    assert [path for path in fetched(data) if path.startswith("20")] == [BOXES]


def test_a_post_that_the_site_took_down_stays_and_is_no_loss(data: Path, site: Path) -> None:
    rows(data, f"UPDATE urls SET fetched = '{LONG_AGO}' WHERE url LIKE '%{BOXES}%'")
    shutil.rmtree(site / BOXES)
    assert update(data) == 0
    assert rows(data, "SELECT gone_since IS NOT NULL FROM posts WHERE title LIKE 'Signal%'") == [(1,)]
    assert rows(data, f"SELECT state, reason FROM urls WHERE url LIKE '%{BOXES}/'") == [("done", "gone from the site")]


def test_update_without_an_archive_says_so(tmp_path: Path) -> None:
    done = command.run("update", "--data", tmp_path / "nothing")
    assert done.returncode == 4
    assert "nothing" in done.stderr
