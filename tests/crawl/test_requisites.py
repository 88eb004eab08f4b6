"""What pages show is archived with them: style sheets and what those name, of other hosts too, within limits."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command import run
from tests.loopback import Answer, Answering, Asked, Site, crawled, rows, sample, served

FURTHER = {
    "/more.css": ("text/css", b"b { background: url(small.png) }"),
    "/small.png": ("image/png", b"a small image"),
    "/film.mp4": ("video/mp4", b"a long film" * 20_000),
    "/blog.html": ("text/html", b"<article><h1>No image</h1><p>but a page of another site</p></article>"),
}


def styled(elsewhere: str = "") -> Answering:
    """The sample blog with a style sheet that needs more than itself, some of it of another site."""
    blog = sample()

    def answer(path: Asked) -> Answer | str | None:
        if path in FURTHER:
            kind, body = FURTHER[path]
            return Answer(body, headers={"Content-Type": kind})
        if path.endswith(".css"):
            names = ("/film.mp4", f"{elsewhere}/small.png", f"{elsewhere}/blog.html")
            text = "@import '/more.css';" + "".join(f"a {{ background: url({name}) }}" for name in names)
            return Answer(text, headers={"Content-Type": "text/css"})
        return blog(path)

    return answer


def test_what_style_sheets_need_is_archived_and_nothing_too_large(tmp_path: Path) -> None:
    with served(Site(styled())) as other, served(Site(styled(other))) as blog:
        done = crawled(tmp_path, f"{blog}/", env={"BLOGARCHIVE_REQUISITE_MAXSIZE": "100000"})
    assert done.returncode == 0, done.stderr
    kept = dict(
        rows(tmp_path, "SELECT replace(url, 'http://127.0.0.1:', ''), state FROM urls WHERE kind = 'requisite'")
    )
    here, there = blog.rpartition(":")[2], other.rpartition(":")[2]
    assert kept[f"{here}/more.css"] == kept[f"{here}/small.png"] == kept[f"{there}/small.png"] == "done"
    assert kept[f"{here}/film.mp4"] == "skipped"
    assert rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE '%/film.mp4'") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE title = 'No image'") == [(0,)]
    blogs = rows(tmp_path, "SELECT url, blog_id FROM captures ORDER BY id")
    (tmp_path / "blogs.db").unlink()
    assert run("rebuild", "--data", tmp_path).returncode == 0
    assert rows(tmp_path, "SELECT url, blog_id FROM captures ORDER BY id") == blogs


def test_they_can_be_left_out(tmp_path: Path) -> None:
    with served(Site(styled())) as blog:
        assert crawled(tmp_path, f"{blog}/", "--no-requisites", "--max-posts", "1").returncode == 0
    assert rows(tmp_path, "SELECT DISTINCT state FROM urls WHERE kind = 'requisite'") == [("skipped",)]


def test_a_featured_image_is_kept_and_told_unless_it_is_the_blogs(tmp_path: Path) -> None:
    images = {"heron": "/heron.png", "reed": "/sign.png", "mill": "/sign.png", "ford": "/sign.png"}
    text = "<p>We went along the river and counted all that we saw, and wrote it down at home.</p>" * 6

    def answer(path: Asked) -> Answer | str | None:
        if path.endswith(".png"):
            return Answer(path.encode(), headers={"Content-Type": "image/png"})
        if path == "/":
            return "<h1>Notes</h1>" + "".join(f'<h2 class="entry-title"><a href="/{n}/">{n}</a></h2>' for n in images)
        if (image := images.get(path.strip("/"))) is None:
            return None
        head = f'<title>{path}</title><meta property="og:image" content="{image}">'
        return f"<html><head>{head}</head><body><article><h1>On {path[1:-1]}</h1>{text}</article></body></html>"

    with served(Site(answer)) as blog:
        assert crawled(tmp_path, f"{blog}/").returncode == 0
    kept = rows(tmp_path, "SELECT named_by, state FROM urls WHERE url LIKE '%.png' ORDER BY url")
    assert kept == [("featured image", "done")] * 2
    exported = run("export", "jsonl", "--data", tmp_path).stdout
    told = {post["url"][len(blog) :]: post.get("image") for post in map(json.loads, exported.splitlines())}
    assert told == {"/heron/": f"{blog}/heron.png", "/reed/": None, "/mill/": None, "/ford/": None}


def test_what_a_script_was_to_fill_in_is_no_address(tmp_path: Path) -> None:
    shown = """<img data-src="/river_{width}x.jpg" src="/river_20x.jpg"><img srcset="/a_{size}.jpg 1x, /b.jpg 2x">
        <img data-src="/i/%7Bw%7D.png"><img src="${base}/c.png"><img src="<?php echo $image ?>">"""

    def answer(path: Asked) -> Answer | str | None:
        if path.endswith((".jpg", ".png")):
            return Answer(b"seen", headers={"Content-Type": "image/jpeg"})
        return f"<title>Notes</title><h1>Notes</h1><p>Welcome.</p>{shown}" if path == "/" else None

    site = Site(answer)
    with served(site) as address:
        crawled(tmp_path, f"{address}/")
    asked = {path for path in site.paths if any(mark in path for mark in ("{", "%7B", "$", "%24", "%3C"))}
    assert not asked
    assert {"/river_20x.jpg", "/b.jpg"} <= set(site.paths)
