"""Makes a large dataset through the ordinary Store, and times the reading room on it.

python -m benchmarks.dataset make FOLDER --posts 20000 --comments 1000000
python -m benchmarks.dataset serve FOLDER
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

from blogarchive.dataset import Store, open_database
from blogarchive.models import Blog, Capture, Comment, Extraction, Page, Post

SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ne",
    "ru",
    "ta",
    "vo",
    "shi",
    "ber",
    "gen",
    "dal",
    "tor",
    "an",
    "el",
    "qui",
    "pra",
    "st",
)
BLOG = "http://large.example/"
LONGEST = 5000
"""Comments of the longest thread."""


class Words:
    """Text of made-up words, as frequent as words are (Zipf)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._words = ["".join(self.random.choices(SYLLABLES, k=1 + n % 3)) for n in range(20_000)]
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))

    def text(self, length: int) -> str:
        """So many words."""
        return " ".join(self.random.choices(self._words, cum_weights=self._weights, k=length))


def sizes(posts: int, comments: int) -> Iterator[int]:
    """How many comments each post has: one very long thread, some long ones, most short; `comments` in all."""
    yield (first := min(LONGEST, comments // 2))
    chance = random.Random(7)
    shares = [chance.expovariate(1) for _ in range(posts - 1)]
    ends = [round((comments - first) * end / sum(shares)) for end in accumulate(shares)]
    yield from (end - begin for begin, end in pairwise([0, *ends]))


def thread(words: Words, size: int, begun: datetime) -> Iterator[Comment]:
    """Comments of which half answer an earlier one."""
    for number in range(size):
        text = words.text(words.random.randint(5, 60))
        parent = (
            str(words.random.randrange(max(0, number - 30), number)) if number and words.random.random() < 0.5 else None
        )
        author = int(words.random.paretovariate(0.6)) % 60_000
        yield Comment(
            id=str(number),
            parent=parent,
            author=f"Reader {author}",
            author_url=f"http://reader{author}.example/" if author % 3 else None,
            published=(begun + timedelta(minutes=7 * number)).isoformat(),
            body_html=f"<p>{text}</p>",
            body_text=text,
        )


def extractions(posts: int, comments: int) -> Iterator[Extraction]:
    """One page a post, over fifteen years."""
    words = Words(1)
    for number, size in enumerate(sizes(posts, comments)):
        begun = datetime(2008, 1, 1) + timedelta(hours=number * 15 * 365 * 24 / posts)  # noqa: DTZ001 - the page's own clock
        url = f"{BLOG}{begun:%Y/%m}/{number}/"
        date = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        capture = Capture(
            record_id=f"urn:uuid:{number}", url=url, date=date, type="response", file="large.warc.gz",
            offset=number, length=1, status=200, content_type="text/html",
        )  # fmt: skip
        text = words.text(400)
        post = Post(
            url=url, platform="wordpress", title=words.text(6), author=f"Writer {number % 5}",
            published=begun.isoformat(timespec="seconds"), body_html=f"<p>{text}</p>", body_text=text,
            categories=tuple(f"Category {n}" for n in {number % 40, number % 7}), tags=(words.text(1),),
            comments=tuple(thread(words, size, begun)), comments_declared=size,
        )  # fmt: skip
        yield Extraction(
            page=Page(url=url, body=b"", captured=date, capture=capture), platform="wordpress", posts=(post,)
        )


def make(folder: Path, posts: int, comments: int) -> None:
    """Fill a dataset and say how fast that went; generating is not counted."""
    db = open_database(folder / "blogs.db")
    store = Store(db)
    blog = store.save_blog(BLOG, Blog(title="A large blog", platform="wordpress"))
    spent = 0.0
    db.begin()
    for number, extraction in enumerate(extractions(posts, comments), 1):
        began = time.process_time()
        store.save(extraction, blog=blog)
        if number % 50 == 0:
            db.commit()
            db.begin()
        spent += time.process_time() - began
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    size = (folder / "blogs.db").stat().st_size
    print(f"{posts} posts, {comments} comments: {spent:.1f} s, {comments / spent:.0f} comments/s, {size / 1e6:.0f} MB")


async def _serve(folder: Path, times: int) -> None:
    from blogarchive.reading_room.server import datasette

    served = datasette(folder)
    await served.invoke_startup()
    db = served.databases["blogs"]

    async def one(sql: str) -> Any:
        return (await db.execute(sql)).first()[0]

    longest = await one("SELECT id FROM posts ORDER BY abs(comments_found - 5000) LIMIT 1")
    usual = await one("SELECT id FROM posts WHERE comments_found = 50 LIMIT 1")
    common = await one("SELECT title FROM posts LIMIT 1")
    blog = await one("SELECT id FROM blogs")
    paths = {
        "post, 50 comments": f"/-/post/{usual}",
        f"post, {LONGEST} comments": f"/-/post/{longest}",
        "front page": "/-/room",
        "blog": f"/-/blog/{blog}",
        "search, common word": f"/-/search-archive?q={common.split()[0]}",
        "search comments, common word": f"/-/search-archive?q={common.split()[0]}&in=comments",
        "search, filtered": f"/-/search-archive?q={common.split()[0]}&in=comments&year=2012",
        "feed": "/-/new.atom",
        "table of posts": "/blogs/posts",
        "table of comments": "/blogs/comments",
    }
    for name, path in paths.items():
        took = []
        for _ in range(times):
            began = time.perf_counter()
            answer = await served.client.get(path)
            took.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        print(f"{name:30} p50 {sorted(took)[times // 2]:7.1f} ms   p95 {quantiles(took, n=20)[-1]:7.1f} ms")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["make", "serve"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    if chosen.what == "make":
        make(chosen.folder, chosen.posts, chosen.comments)
    else:
        asyncio.run(_serve(chosen.folder, chosen.times))


if __name__ == "__main__":
    main()
