"""Posts that stand under many addresses, their threads paged in either order: nothing is asked for twice."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlite_utils import Database

BIN = Path(sys.executable).parent
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

    def answer(self, target: str, base: str) -> tuple[str, str] | None:
        """Media type and text of a page; none for one that is not there."""
        self.asked[target] += 1
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        path = f"/a-post-{query['p']}/" if "p" in query else parts.path
        if path == "/robots.txt":
            return "text/plain", f"Sitemap: {base}/sitemap.xml\n"
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{base}/a-post-{n}/</loc></url>" for n in range(POSTS))
            return "text/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        if path == "/feed.xml":
            items = "".join(f"<item><title>{n}</title><link>{base}/a-post-{n}</link></item>" for n in range(POSTS))
            return "application/rss+xml", f'<rss version="2.0"><channel><title>Tide</title>{items}</channel></rss>'
        words = path.strip("/").split("/")
        if path in ("/", "/index.html"):
            return "text/html", _front()
        if not words[0].removeprefix("a-post-").isdigit() or int(words[0].removeprefix("a-post-")) >= POSTS:
            return None
        number = int(words[0].removeprefix("a-post-"))
        named = re.search(r"(?:comment-page-|page=|cpage=|commentPage=)(\d+)", target)
        page = int(named[1]) + 1 - self.scheme.first if named else PAGES if self.scheme.newest else 1
        return "text/html", self._post(base, number, page)

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


@contextmanager
def served(blog: Blog) -> Iterator[str]:
    """The blog on 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = blog.answer(self.path, f"http://{self.headers['Host']}") or ("text/html", "")
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("name", "start"), [("oldest", "/a-post-3"), *((name, "/") for name in SCHEMES)])
def test_each_post_and_each_page_of_its_thread_is_asked_for_once(name: str, start: str, tmp_path: Path) -> None:
    blog = Blog(SCHEMES[name])
    with served(blog) as base:
        options = ["--allow-private", "--delay", "0.005", "--no-requisites", "--data", str(tmp_path)]
        subprocess.run([BIN / "blogarchive", "crawl", base + start, *options], timeout=120, check=True)
    db = Database(tmp_path / "blogs.db")
    found = [url for (url,) in db.execute("SELECT url FROM posts WHERE source = 'page' ORDER BY url")]
    assert found == [f"{base}/a-post-{n}/" for n in range(POSTS)]
    assert db.execute("SELECT count(*), count(DISTINCT body_text) FROM comments").fetchone() == (
        POSTS * COMMENTS,
        COMMENTS,
    )
    for number in range(POSTS):
        own = {
            target: n for target, n in blog.asked.items() if f"a-post-{number}" in target or target == f"/?p={number}"
        }
        assert sum(own.values()) == SCHEMES[name].asked, own
