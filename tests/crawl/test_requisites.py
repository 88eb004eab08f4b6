"""What pages show is archived with them: style sheets and what those name, of other hosts too, within limits."""

from __future__ import annotations

from pathlib import Path

from demo.server import Handler, sample_blog
from tests.crawl.test_crawl import CHECKOUT, crawl, rows, run

FURTHER = {
    "/more.css": ("text/css", b"b { background: url(small.png) }"),
    "/small.png": ("image/png", b"a small image"),
    "/film.mp4": ("video/mp4", b"a long film" * 20_000),
    "/blog.html": ("text/html", b"<article><h1>No image</h1><p>but a page of another site</p></article>"),
}


class Styled(Handler):
    """The sample blog with a style sheet that needs more than itself, some of it of another site."""

    elsewhere = ""

    def found(self) -> tuple[int, str, bytes]:
        if self.path in FURTHER:
            return 200, *FURTHER[self.path]
        status, kind, body = super().found()
        if "text/css" in kind:
            names = ("/film.mp4", self.elsewhere + "small.png", self.elsewhere + "blog.html")
            body = b"@import '/more.css';" + b"".join(b"a { background: url(%s) }" % name.encode() for name in names)
        return status, kind, body


def test_what_style_sheets_need_is_archived_and_nothing_too_large(tmp_path: Path) -> None:
    with sample_blog(Styled) as other, sample_blog(Styled) as blog:
        Styled.elsewhere = other
        data = f"BLOGARCHIVE_DATA={tmp_path}"
        settings = ["-s", "BLOGARCHIVE_ALLOW_PRIVATE=1", "-s", "DOWNLOAD_DELAY=0.01", "-s", data]
        limit = ["-s", "BLOGARCHIVE_REQUISITE_MAXSIZE=100000"]
        done = run("crawl", "blog", "-a", f"url={blog}", *settings, *limit, command="scrapy", cwd=CHECKOUT)
    assert done.returncode == 0, done.stderr
    kept = dict(
        rows(tmp_path, "SELECT replace(url, 'http://127.0.0.1:', ''), state FROM urls WHERE kind = 'requisite'")
    )
    here, there = blog.rpartition(":")[2], other.rpartition(":")[2]
    assert kept[here + "more.css"] == kept[here + "small.png"] == kept[there + "small.png"] == "done"
    assert kept[here + "film.mp4"] == "skipped"
    assert rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE '%/film.mp4'") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE title = 'No image'") == [(0,)]
    blogs = rows(tmp_path, "SELECT url, blog_id FROM captures ORDER BY id")
    (tmp_path / "blogs.db").unlink()
    assert run("rebuild", "--data", str(tmp_path)).returncode == 0
    assert rows(tmp_path, "SELECT url, blog_id FROM captures ORDER BY id") == blogs


def test_they_can_be_left_out(tmp_path: Path) -> None:
    with sample_blog(Styled) as blog:
        assert crawl(tmp_path, blog, "--no-requisites", "--max-posts", "1").returncode == 0
    assert rows(tmp_path, "SELECT DISTINCT state FROM urls WHERE kind = 'requisite'") == [("skipped",)]
