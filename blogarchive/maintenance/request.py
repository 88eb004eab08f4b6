"""What a request for a takedown means in the dataset: which rows go, by what they are known again, and who quotes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING

from blogarchive.dataset import forgotten
from blogarchive.dataset.forgotten import Forgotten, Kind
from blogarchive.dataset.to_readings import address_id, comment_row_id
from blogarchive.errors import UsageError
from blogarchive.maintenance import passages
from blogarchive.maintenance.search import numbered
from blogarchive.urls import identity, without_page

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHOWN = re.compile(r'\ssrc(?:set)?="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: all that stands under an address, or of that a comment, or what is by one name."""

    url: str
    comment: str | None = None
    author: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Meant:
    """What that means."""

    entries: list[Forgotten] = field(default_factory=list)
    posts: dict[int, str] = field(default_factory=dict)
    """Row ids of the posts that go, with their addresses."""
    comments: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Row ids of the comments that go, each with its post's address and its own id."""
    quoted: list[tuple[str, str | None]] = field(default_factory=list)
    """What others wrote in the same words: the post's address, and the comment's id if it is one."""


class Finder:
    """Finds in the dataset what is asked for."""

    def __init__(self, db: Database, asked: Request) -> None:
        self._db = db
        self._asked = asked
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        known = db.execute("SELECT salt FROM forgotten LIMIT 1").fetchone()
        self._salt = known[0] if known else secrets.token_hex(16)
        self._meant = Meant()

    def found(self) -> Meant:
        """What goes, with its words; nothing where all of it went before."""
        asked = self._asked
        if asked.comment is not None:
            self._comment(asked.comment)
        elif asked.author is not None:
            self._by_name(asked.author)
        elif (post := self._post()) is not None:
            self._add_post(*post)
        else:
            self._address()
        self._leave_to_others()
        return self._meant

    # ------------------------------------------------------------------ what is meant

    def _post(self) -> tuple[int, str, str] | None:
        """Id, address and blog of the post that stands under the address."""
        for url in (self._asked.url, without_page(self._asked.url)):
            row = self._db.execute(
                "SELECT posts.id, posts.url, blogs.url FROM posts JOIN blogs ON blogs.id = blog_id WHERE posts.id = ?",
                (address_id(url),),
            ).fetchone()
            if row is not None:
                return row[0], row[1], row[2]
        return None

    def _blog(self) -> str | None:
        wanted = identity(self._asked.url)
        return next((url for (url,) in self._db.execute("SELECT url FROM blogs") if identity(url) == wanted), None)

    def _comment(self, ident: str) -> None:
        post = self._post()
        if post is None:
            raise UsageError(f"{self._asked.url} is no post of the archive")
        rows = self._db.execute(
            "SELECT id, comment_id FROM comments WHERE post_id = ? AND (comment_id = ? OR url LIKE '%#' || ?"
            " OR 'comment-' || comment_id = ?)",
            (post[0], ident, ident, ident),
        ).fetchall()
        exact = [row for row in rows if row[1] == ident] or rows
        if not exact and not self._went_before(comment_row_id(post[0], ident)):
            raise UsageError(f"{self._asked.url} has no comment {ident}: `blogarchive export jsonl` shows their ids")
        for row, known_as in exact:
            self._add_comment(row, known_as, post[1], post[2])

    def _by_name(self, name: str) -> None:
        post, blog = self._post(), self._blog()
        if blog is None and post is None:
            raise UsageError(f"{self._asked.url} is neither a blog nor a post of the archive")
        if blog is not None:
            scope, of, url = "posts.blog_id = ?", forgotten.blog_id(blog) or 0, blog
        else:
            assert post is not None
            scope, of, url, blog = "posts.id = ?", post[0], post[1], post[2]
        said = f"SELECT posts.id, posts.url, posts.author FROM posts WHERE {scope}"
        posts = [row for row in self._db.execute(said, (of,)) if _same(row[2], name)]
        said = ("SELECT comments.id, comments.comment_id, posts.url, comments.author FROM comments"
                f" JOIN posts ON posts.id = post_id WHERE {scope}")  # fmt: skip
        comments = [row for row in self._db.execute(said, (of,)) if _same(row[3], name)]
        if not posts and not comments:
            if self._went_before(of):
                return
            raise UsageError(f"nothing under {url} is by {name}")
        words = numbered([name], self._salt)
        rule = {**words, 0: frozenset({forgotten.named(name, self._salt)})}
        self._add("author", url, of, blog, words=rule)
        for row, address, _ in posts:
            self._add_post(row, address, blog)
        for row, known_as, address, _ in comments:
            if address not in self._meant.posts.values():
                self._add_comment(row, known_as, address, blog)

    def _address(self) -> None:
        url, address = self._asked.url, address_id(self._asked.url)
        if self._blog() is not None:
            raise UsageError(
                f"{url} is a whole blog: name one of its posts, or --author; `rm -r` forgets an archive as a whole"
            )
        if self._went_before(address):
            return
        known = self._db.execute(
            "SELECT blogs.url FROM (SELECT blog_id FROM captures WHERE address_id = :id UNION SELECT blog_id FROM urls"
            " WHERE address_id = :id) LEFT JOIN blogs ON blogs.id = blog_id",
            {"id": address},
        ).fetchone()
        if known is None:
            raise UsageError(f"the archive holds nothing of {url}")
        self._add("address", url, address, known[0])

    def _went_before(self, *of: int) -> bool:
        marks = ", ".join("?" * len(of))
        return self._db.execute(f"SELECT 1 FROM forgotten WHERE of_id IN ({marks})", of).fetchone() is not None

    # ------------------------------------------------------------------ what goes

    def _add(
        self, kind: Kind, url: str, of: int, blog: str | None, *, ident: str | None = None,
        words: Mapping[int, frozenset[int]] | None = None,
    ) -> None:  # fmt: skip
        self._meant.entries.append(Forgotten(
            kind=kind, blog=blog, url=url, of_id=of, comment_id=ident, words=words or {}, reason=self._asked.reason,
            forgotten=self._now, salt=self._salt,
        ))  # fmt: skip

    def _add_post(self, row: int, url: str, blog: str | None) -> None:
        self._meant.posts[row] = url
        under = self._db.execute("SELECT id, comment_id FROM comments WHERE post_id = ?", (row,)).fetchall()
        self._meant.comments |= {comment: (url, known_as) for comment, known_as in under}
        self._add("post", url, row, blog, words=self._words(self._texts(row)))
        for image in self._images(row):
            self._add("address", image, address_id(image), blog)

    def _add_comment(self, row: int, known_as: str, post: str, blog: str | None) -> None:
        self._meant.comments[row] = (post, known_as)
        texts = self._db.execute(
            "SELECT body_text FROM comments WHERE id = :id UNION SELECT author FROM comments WHERE id = :id"
            " UNION SELECT body_text FROM comment_readings WHERE comment_id = :id"
            " UNION SELECT author FROM comment_readings WHERE comment_id = :id",
            {"id": row},
        )
        words = self._words(text for (text,) in texts)
        self._add("comment", post, row, blog, ident=known_as, words=words)

    def _texts(self, post: int) -> Iterator[str | None]:
        rows = self._db.execute(
            "SELECT title, body_text FROM posts WHERE id = :id UNION ALL SELECT title, body_text FROM post_readings"
            " WHERE post_id = :id UNION ALL SELECT author, body_text FROM comments WHERE post_id = :id UNION ALL"
            " SELECT comment_readings.author, comment_readings.body_text FROM comment_readings JOIN comments"
            " ON comments.id = comment_readings.comment_id WHERE post_id = :id",
            {"id": post},
        )
        for row in rows:
            yield from row

    def _words(self, texts: Iterable[str | None]) -> dict[int, frozenset[int]]:
        return numbered(texts, self._salt)

    def _images(self, post: int) -> list[str]:
        """Pictures that the archive holds for this post's text alone."""
        (body,) = self._db.execute("SELECT body_html FROM posts WHERE id = ?", (post,)).fetchone()
        shown = {part.split()[0] for value in _SHOWN.findall(body or "") for part in unescape(value).split(",") if part}
        held = "SELECT 1 FROM captures WHERE address_id = ?"
        elsewhere = "SELECT 1 FROM posts WHERE id != ? AND instr(body_html, ?)"
        return sorted(
            url for url in shown
            if self._db.execute(held, (address_id(url),)).fetchone()
            and not self._db.execute(elsewhere, (post, url)).fetchone()
        )  # fmt: skip

    # ------------------------------------------------------------------ what stays

    def _leave_to_others(self) -> None:
        """Long runs of words that others wrote too are not looked for: they are theirs, or quotes that stay."""
        sizes = (passages.WINDOW, passages.WINDOW_OF_SIGNS)
        wanted = {size: set().union(*(e.words.get(size, ()) for e in self._meant.entries)) for size in sizes}
        if not any(wanted.values()):
            return
        shared: set[int] = set()
        for where, text in self._others():
            words = passages.plain(text)
            for size in sizes:
                found = wanted[size].intersection(passages.hashes(words, size, bytes.fromhex(self._salt)))
                if found:
                    shared |= found
                    if where not in self._meant.quoted:
                        self._meant.quoted.append(where)
        if shared:
            self._meant.entries = [
                replace(e, words={n: found - shared if n in sizes else found for n, found in e.words.items()})
                for e in self._meant.entries
            ]

    def _others(self) -> Iterator[tuple[tuple[str, str | None], str | None]]:
        blogs = {forgotten.blog_id(entry.blog) for entry in self._meant.entries}
        for blog in blogs:
            for row, url, text in self._db.execute("SELECT id, url, body_text FROM posts WHERE blog_id = ?", (blog,)):
                if row not in self._meant.posts:
                    yield (url, None), text
            said = ("SELECT comments.id, posts.url, comment_id, comments.body_text FROM comments"
                    " JOIN posts ON posts.id = post_id WHERE blog_id = ?")  # fmt: skip
            for row, url, known_as, text in self._db.execute(said, (blog,)):
                if row not in self._meant.comments:
                    yield (url, known_as), text


def _same(name: str | None, other: str) -> bool:
    return name is not None and forgotten.named(name, "") == forgotten.named(other, "")
