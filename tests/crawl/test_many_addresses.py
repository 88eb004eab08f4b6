"""Posts that stand under many addresses, their threads paged in either order: nothing is asked for twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.loopback import Answer, Asked, Site, crawled, rows, served

POSTS, COMMENTS, A_PAGE = 6, 7, 3
PAGES = -(-COMMENTS // A_PAGE)


@dataclass(frozen=True)
class Scheme:
    """How a thread is paged."""

    address: str
    """Of page N, behind the post's own."""
    newest: bool = False
    """Whether the post's own address shows the newest page."""
    endless: bool = False
    """Whether the pager goes on behind the last page, which is then shown again."""
    first: int = 1
    """How the first page is counted."""
    asked: int = PAGES
    """Requests that a thread takes."""

    def page(self, number: int) -> str:
        """What stands behind a post's address for a page of its thread."""
        return self.address.format(number - 1 + self.first)


SCHEMES = {
    # Numbered pagers of WordPress, whose first page has a number under `oldest`, too.
    "oldest": Scheme("comment-page-{}/"),
    "newest": Scheme("comment-page-{}/", newest=True),
    "plain": Scheme("?cpage={}", newest=True),
    "blogger": Scheme("?commentPage={}"),
    "query": Scheme("?page={}"),
    "from 0": Scheme("?page={}", first=0),
    "endless": Scheme("?page={}", endless=True, asked=PAGES + 1),
}


class Blog:
    """The same post at `/a-post-2/`, `/a-post-2`, `/?p=2`, with `?m=1` or a campaign, its thread paged by a scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.asked: Counter[str] = Counter()

    def answer(self, target: Asked) -> Answer | str | None:
        self.asked[target] += 1
        base = target.base
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        path = f"/a-post-{query['p']}/" if "p" in query else parts.path
        if path == "/robots.txt":
            return Answer(f"Sitemap: {base}/sitemap.xml\n", headers={"Content-Type": "text/plain"})
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{base}/a-post-{n}/</loc></url>" for n in range(POSTS))
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
            return Answer(body, headers={"Content-Type": "text/xml"})
        if path == "/feed.xml":
            items = "".join(f"<item><title>{n}</title><link>{base}/a-post-{n}</link></item>" for n in range(POSTS))
            body = f'<rss version="2.0"><channel><title>Tide</title>{items}</channel></rss>'
            return Answer(body, headers={"Content-Type": "application/rss+xml"})
        words = path.strip("/").split("/")
        if path in ("/", "/index.html"):
            return _front()
        if not words[0].removeprefix("a-post-").isdigit() or int(words[0].removeprefix("a-post-")) >= POSTS:
            return None
        number = int(words[0].removeprefix("a-post-"))
        named = re.search(r"(?:comment-page-|page=|cpage=|commentPage=)(\d+)", target)
        page = int(named[1]) + 1 - self.scheme.first if named else PAGES if self.scheme.newest else 1
        return self._post(base, number, page)

    def _post(self, base: str, number: int, page: int) -> str:
        here = f"{base}/a-post-{number}/"
        around, own = (number - 1) % POSTS, PAGES if self.scheme.newest else 1
        others = "".join(
            f"<a href='{link}'>elsewhere</a> "
            for link in (
                f"/?p={around}",
                f"/a-post-{around}",
                f"/a-post-{around}/?utm_source=x",
                f"/a-post-{around}/?m=1",
            )
        )
        last = min(page, PAGES)
        shown = range((last - 1) * A_PAGE, min(last * A_PAGE, COMMENTS))
        thread = "".join(
            f"<li class='comment' id='comment-{number}{n}'><div class='comment-body'><cite class='fn'>Ada {n}</cite>"
            f" <a href='#comment-{number}{n}'>May {n + 1}, 2011 at 10:00 am</a><p>The tide of day {n} was late.</p>"
            "</div></li>"
            for n in shown
        )
        pager = " ".join(
            f"<span aria-current='page' class='page-numbers current'>{n}</span>"
            if n == page
            else f"<a class='page-numbers' href='{here}{self.scheme.page(n)}#comments'>{n}</a>"
            for n in range(1, max(PAGES, page + 1 if self.scheme.endless else 0) + 1)
        )
        return (
            f"<html><head><title>Post {number}</title><meta name=generator content='WordPress 6.1'>"
            f"<link rel=canonical href='{here}{self.scheme.page(page) if page != own else ''}'>"
            f"<link rel=shortlink href='/?p={number}'></head><body class='single'>"
            f"<article class='post hentry'><h1 class='entry-title'>Post {number}</h1>"
            f"<div class='entry-content'><p>The tide of harbour {number} came in late again. {others}</p></div>"
            f"</article><div id='comments'><ol class='commentlist'>{thread}</ol>"
            f"<div class='nav-links'>{pager}</div></div>"
        )


def _front() -> str:
    entries = "".join(
        f"<article><h2 class='entry-title'><a href='/a-post-{n}/'>Post {n}</a></h2></article>" for n in range(3)
    )
    return (
        "<html><head><title>Tide</title><link rel=alternate type='application/rss+xml' href='/feed.xml'></head>"
        f"<body class='home blog'><a href='/index.html'>Home</a>{entries}</body></html>"
    )


BLOGS = {f"{name} from {start}": (name, start) for name in SCHEMES for start in ("/", "/a-post-3")}


@dataclass
class Run:
    """One run over blogs of every scheme, each given by its front page and by one of its posts."""

    code: int
    data: Path
    bases: dict[str, str]
    blogs: dict[str, Blog]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    data = tmp_path_factory.mktemp("addresses")
    blogs = {blog: Blog(SCHEMES[name]) for blog, (name, _) in BLOGS.items()}
    with ExitStack() as stack:
        bases = {name: stack.enter_context(served(Site(blog.answer))) for name, blog in blogs.items()}
        done = crawled(data, [bases[blog] + start for blog, (_, start) in BLOGS.items()], "--no-requisites")
        yield Run(done.returncode, data, bases, blogs)


def test_nothing_is_missing(run: Run) -> None:
    assert run.code == 0


@pytest.mark.parametrize("blog", BLOGS)
def test_each_post_and_each_page_of_its_thread_is_asked_for_once(run: Run, blog: str) -> None:
    base, asked = run.bases[blog], run.blogs[blog].asked
    found = rows(run.data, f"SELECT url FROM posts WHERE source = 'page' AND url LIKE '{base}/%' ORDER BY url")
    assert found == [(f"{base}/a-post-{n}/",) for n in range(POSTS)]
    assert rows(
        run.data,
        "SELECT count(*), count(DISTINCT comments.body_text) FROM comments JOIN posts ON posts.id = post_id"
        f" WHERE posts.url LIKE '{base}/%'",
    ) == [(POSTS * COMMENTS, COMMENTS)]
    for number in range(POSTS):
        own = {target: n for target, n in asked.items() if f"a-post-{number}" in target or target == f"/?p={number}"}
        assert sum(own.values()) == SCHEMES[BLOGS[blog][0]].asked, own
