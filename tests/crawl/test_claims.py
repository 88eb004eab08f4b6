"""What a blog's lists count is held against what was found: a blog is whole only where both agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from blogarchive.discovery.lists import chain
from tests.command import run
from tests.loopback import Answer, Site, crawled, rows, served
from tests.loopback import chain as posts_of

POSTS = 9


def wordpress(total: int, *, listed: int = POSTS) -> Site:
    """A blog whose posts only its API names; it says how many there are."""
    pages = posts_of(POSTS)
    origin = ""

    def answer(target: str) -> Answer | str | None:
        parts = urlsplit(target)
        if parts.path == "/wp-json/wp/v2/posts":
            links = [{"link": f"/tide-{n}/", "modified_gmt": "2020-05-01T10:00:00"} for n in range(listed)]
            said = {"Content-Type": "application/json; charset=UTF-8", "X-WP-Total": str(total), "X-WP-TotalPages": "1"}
            return Answer(json.dumps(links), headers=said)
        if parts.path == "/wp-json/wp/v2/pages":
            return Answer("[]", headers={"Content-Type": "application/json", "X-WP-Total": "0"})
        head = f"<link rel='https://api.w.org/' href='{origin}/wp-json/'><title>Tide</title>"
        return head + "<h1>Tide</h1><p>Low." if target == "/" else _alone(pages(target))

    return Site(answer)


def _alone(page: Any) -> Any:
    """Without the link to the next post."""
    return page.partition("<a rel=next")[0] if isinstance(page, str) else page


def status(data: Path) -> dict[str, Any]:
    (blog,) = json.loads(run("status", "--json", "--data", data).stdout)["blogs"]
    return dict(blog)


def test_a_count_that_agrees_is_part_of_the_proof_and_is_rebuilt_from_the_captures(tmp_path: Path) -> None:
    with served(wordpress(POSTS)) as base:
        assert crawled(tmp_path, f"{base}/").returncode == 0
        assert crawled(tmp_path, f"{base}/").returncode == 0  # where unchanged answers come as 304 or as revisits
    blog = status(tmp_path)
    (claim,) = blog["claims"]
    assert claim == {
        "source": "API", "list": f"{base}/wp-json/wp/v2/pages?_fields=id,link,modified_gmt",
        "what": "posts", "claimed": POSTS, "found": POSTS,
    }  # fmt: skip
    assert blog["named_by"]["API"] == POSTS
    before = rows(tmp_path, "SELECT * FROM claims ORDER BY id")
    assert len(before) == 2
    assert run("rebuild", "--data", tmp_path).returncode == 0
    assert rows(tmp_path, "SELECT * FROM claims ORDER BY id") == before


def test_a_second_crawl_asks_the_list_again_and_finds_what_is_new(tmp_path: Path) -> None:
    """Neither front page nor feed names any of the posts: that alone is no alarm."""
    site = wordpress(POSTS - 1, listed=POSTS - 1)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/").returncode == 0
        assert rows(tmp_path, "SELECT count(*) FROM posts WHERE title LIKE 'Tide _'") == [(POSTS - 1,)]
        site.answer = wordpress(POSTS).answer
        done = crawled(tmp_path, f"{base}/")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE title LIKE 'Tide _'") == [(POSTS,)]


def test_posts_that_are_counted_and_never_named_are_missing(tmp_path: Path) -> None:
    with served(wordpress(POSTS + 2)) as base:
        done = crawled(tmp_path, f"{base}/")
    assert done.returncode == 3
    assert f"by its own count: API {POSTS + 2} posts ({POSTS} known)" in done.stderr
    blog = status(tmp_path)
    assert not blog["complete"]
    (missing,) = blog["missing"]
    assert (missing["kind"], missing["reason"]) == ("list", f"counts {POSTS + 2} posts, of which {POSTS} are known")


def test_a_run_that_was_asked_for_less_is_not_held_to_the_count(tmp_path: Path) -> None:
    with served(wordpress(POSTS)) as base:
        assert crawled(tmp_path, f"{base}/", "--max-posts", "2").returncode == 0


def blogger(*, in_sitemap: int) -> Site:
    """A sitemap that forgets posts, beside a feed that counts them all and names three at a time."""
    pages = posts_of(POSTS)

    def answer(target: str) -> Answer | str | None:
        parts = urlsplit(target)
        xml = {"Content-Type": "application/xml"}
        if parts.path == "/sitemap.xml":
            urls = "".join(f"<url><loc>/tide-{n}/</loc></url>" for n in range(in_sitemap))
            return Answer(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>", headers=xml)
        if parts.path == "/feeds/posts/default":
            start = int(parse_qs(parts.query).get("start-index", ["1"])[0])
            entries = "".join(f"<entry><title>T</title><link rel='alternate' href='/tide-{n}/'/></entry>"
                              for n in range(start - 1, min(POSTS, start + 2)))  # fmt: skip
            counts = {"totalResults": POSTS, "startIndex": start, "itemsPerPage": 3}
            head = "".join(f"<openSearch:{name}>{count}</openSearch:{name}>" for name, count in counts.items())
            spaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
            return Answer(f"<feed {spaces}>{head}{entries}</feed>", headers=xml)
        head = "<link rel=alternate type='application/atom+xml' href='/feeds/posts/default'><title>Tide</title>"
        return head + "<h1>Tide</h1><p>Low." if target == "/" else _alone(pages(target))

    return Site(answer)


def test_a_feed_that_counts_more_than_the_sitemap_names_is_read_to_its_end(tmp_path: Path) -> None:
    site = blogger(in_sitemap=6)
    with served(site) as base:
        done = crawled(tmp_path, f"{base}/")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page' AND title LIKE 'Tide _'") == [(POSTS,)]
    assert f"by its own count: feed {POSTS} posts ({POSTS} known), sitemap 6 addresses (6 known)" in done.stderr
    assert "posts named by: feed 9, sitemap 6" in done.stderr


def test_a_feed_that_counts_what_the_sitemap_names_is_not_paged_through(tmp_path: Path) -> None:
    site = blogger(in_sitemap=POSTS)
    with served(site) as base:
        assert crawled(tmp_path, f"{base}/").returncode == 0
    assert sum(path.startswith("/feeds/") for path in site.paths) == 1


@pytest.mark.parametrize(
    ("url", "shared"),
    [
        ("/wp-json/wp/v2/posts?per_page=100&page=2&_fields=id", "/wp-json/wp/v2/posts?_fields=id"),
        ("/feed/page/3/", "/feed/"),
        ("/feeds/posts/default?start-index=26&max-results=25", "/feeds/posts/default"),
    ],
)
def test_the_pages_of_a_list_share_an_address(url: str, shared: str) -> None:
    assert chain(f"https://blog.example{url}") == f"https://blog.example{shared}"
