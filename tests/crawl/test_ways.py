"""Every way by which a blog shows where its posts are, each as the only one, and all in one run."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.loopback import Answer, Site, crawled, rows, served

POSTS = 12
PER_PAGE = 3


def post(number: int, more: str = "") -> str:
    text = f"<p>The tide came in, {number} minutes late, and nobody was there to see it.</p>"
    return f"<!DOCTYPE html><title>Tide {number}</title><article><h1>Tide {number}</h1>{text}</article>{more}"


def listing(title: str, paths: list[str], more: str = "") -> str:
    entries = "".join(f"<h2 class=entry-title><a href='{path}'>Tide</a></h2><p>Low." for path in paths)
    return f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1>{entries}{more}"


def number_of(path: str) -> int | None:
    number = path.strip("/").rpartition("tide-")[2]
    return int(number) if number.isdigit() and int(number) < POSTS and "tide-" in path else None


Way = Callable[[str], Answer | str | None]
XML = {"Content-Type": "application/xml"}
HOME = "<title>Tide</title><h1>Tide</h1><p>Low.{}"


def with_posts(way: Way) -> Way:
    return lambda path: post(n) if (n := number_of(path)) is not None else way(path)


def sitemap_index(path: str) -> Answer | str | None:
    """An index of gzipped sitemaps with a bare ampersand, beside one of another host."""
    namespace = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    if path == "/sitemap.xml":
        parts = [f"/map.php?part={n}&kind=posts" for n in range(3)] + ["http://127.0.0.3/sitemap.xml"]
        return Answer(f"<sitemapindex {namespace}>{''.join(f'<sitemap><loc>{p}</loc></sitemap>' for p in parts)}"
                      "</sitemapindex>", headers=XML)  # fmt: skip
    if path.startswith("/map.php?part="):
        part = int(path[14])
        urls = [f"/tide-{n}/" for n in range(part * 4, part * 4 + 4)] + ["http://127.0.0.3/tide-99/"]
        body = f"<urlset {namespace}>{''.join(f'<url><loc>{u}</loc></url>' for u in urls)}</urlset>"
        return Answer(gzip.compress(body.encode()), headers={"Content-Type": "application/gzip"})
    return HOME.format("") if path == "/" else None


def pager(path: str) -> str | None:
    """Older posts, page after page, without rel and without numbers in the first link."""
    if path == "/" or path.startswith("/page/"):
        page = 1 if path == "/" else int(path.split("/")[2])
        first = (page - 1) * PER_PAGE
        older = f"<a href='/page/{page + 1}/'>Older posts</a>" if first + PER_PAGE < POSTS else ""
        return listing("Tide", [f"/tide-{n}/" for n in range(first, min(first + PER_PAGE, POSTS))], older)
    return None


def by_date(path: str) -> str | None:
    """Archives of years, months and days: `/2011/`, `/2011/05/`, `/2011/05/03/`."""
    parts = [part for part in path.split("/") if part]
    if path == "/":
        return HOME.format("<a href='/2011/'>2011</a> <a href='/2012/'>2012</a> <a href='/about/'>About</a>")
    if path == "/about/":
        return HOME.format("We mend nets, and have done so for a hundred years.")
    if not all(part.isdigit() for part in parts) or parts[0] not in ("2011", "2012"):
        return None
    if len(parts) < 3:
        below = range(1, 3 if len(parts) == 1 else 4)
        return HOME.format(
            "<a href='/about/'>About</a> " + "".join(f"<a href='{path}{n:02d}/'>{n}</a> " for n in below)
        )
    number = (int(parts[0]) - 2011) * 6 + (int(parts[1]) - 1) * 3 + int(parts[2]) - 1
    return listing(path, [f"{path}tide-{number}/"])


def by_category(path: str) -> str | None:
    """Categories with pages of their own, and tags."""
    if path == "/":
        return HOME.format(
            "<a href='/category/sea/'>Sea</a> <a href='/category/land/'>Land</a> <a rel=tag href='/tag/x/'>x</a>"
        )
    parts = [part for part in path.split("/") if part]
    groups = {"sea": range(5), "land": range(5, 10), "x": range(10, POSTS)}
    if len(parts) < 2 or parts[0] not in ("category", "tag") or parts[1] not in groups:
        return None
    page = int(parts[3]) if len(parts) == 4 else 1
    own = groups[parts[1]]
    shown = own[(page - 1) * PER_PAGE : page * PER_PAGE]
    more = f"<a href='/{parts[0]}/{parts[1]}/page/{page + 1}/'>Next</a>" if page * PER_PAGE < len(own) else ""
    return listing(parts[1], [f"/tide-{n}/" for n in shown], more)


def neighbours(path: str) -> str | None:
    """Each post names the one before and the one after; the front page names one in the middle."""
    if (n := number_of(path)) is not None:
        before = f"<a rel=prev href='/tide-{n - 1}/'>Previous</a>" if n else ""
        after = f"<a rel=next href='/tide-{n + 1}/'>Next</a>" if n + 1 < POSTS else ""
        return post(n, before + after)
    return listing("Tide", ["/tide-5/"]) if path == "/" else None


def feed_pages(path: str) -> Answer | str | None:
    """`/feed/?page=2`, as it says itself by rel=next."""
    if path.startswith("/feed/"):
        page = int(path.partition("page=")[2] or 1)
        shown = range((page - 1) * PER_PAGE, min(page * PER_PAGE, POSTS))
        more = f"<atom:link rel='next' href='/feed/?page={page + 1}'/>" if page * PER_PAGE < POSTS else ""
        items = "".join(f"<item><title>T</title><link>/tide-{n}/</link></item>" for n in shown)
        return Answer(f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Tide</title>{more}"
                      f"{items}</channel></rss>", headers=XML)  # fmt: skip
    head = "<link rel=alternate type='application/rss+xml' href='/feed/'>"
    return head + HOME.format("") if path == "/" else None


WAYS: dict[str, Way] = {
    "sitemap index": with_posts(sitemap_index), "older posts": with_posts(pager), "date archives": with_posts(by_date),
    "categories and tags": with_posts(by_category), "neighbours": neighbours, "feed pages": with_posts(feed_pages),
}  # fmt: skip


@dataclass
class Run:
    """One run over all of the blogs."""

    code: int
    data: Path
    bases: dict[str, str]
    sites: dict[str, Site]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    data = tmp_path_factory.mktemp("ways")
    sites = {name: Site(way) for name, way in WAYS.items()}
    with ExitStack() as stack:
        bases = {name: stack.enter_context(served(site)) for name, site in sites.items()}
        starts = [f"{base}/" for base in bases.values()]
        done = crawled(data, starts, "--no-requisites")
        yield Run(done.returncode, data, bases, sites)


@pytest.mark.parametrize("name", WAYS)
def test_it_leads_to_every_post(run: Run, name: str) -> None:
    found = rows(run.data, f"SELECT title FROM posts WHERE source = 'page' AND url LIKE '{run.bases[name]}/%tide-%'")
    assert {title for (title,) in found} == {f"Tide {n}" for n in range(POSTS)}


def test_nothing_is_missing_and_nothing_is_asked_twice(run: Run) -> None:
    assert run.code == 0
    for name, site in run.sites.items():
        pages = [path for path in site.paths if path != "/robots.txt"]
        assert len(pages) == len(set(pages)), name


def test_what_a_sitemap_names_of_another_host_is_not_fetched(run: Run) -> None:
    assert set(rows(run.data, "SELECT state FROM urls WHERE host = '127.0.0.3'")) == {("skipped",)}


def test_from_one_post_the_blog_is_found(tmp_path: Path) -> None:
    """Given an address in the midst of it, by each of the ways that a post tells of."""
    sites = {"neighbours": Site(neighbours), "feed pages": Site(_with_feed(WAYS["feed pages"])),
             "older posts": Site(WAYS["older posts"]), "sitemap index": Site(WAYS["sitemap index"])}  # fmt: skip
    with ExitStack() as stack:
        bases = {name: stack.enter_context(served(site)) for name, site in sites.items()}
        starts = [f"{base}/tide-7/" for base in bases.values()]
        assert crawled(tmp_path, starts, "--no-requisites").returncode == 0
    for name, base in bases.items():
        found = rows(tmp_path, f"SELECT count(*) FROM posts WHERE source = 'page' AND url LIKE '{base}/tide-%'")
        assert found == [(POSTS,)], name
        assert rows(tmp_path, f"SELECT url FROM blogs WHERE url LIKE '{base}%'") == [(f"{base}/",)]


def _with_feed(way: Way) -> Way:
    head = "<link rel=alternate type='application/rss+xml' href='/feed/'>"
    return lambda path: post(n, head) if (n := number_of(path)) is not None else way(path)
