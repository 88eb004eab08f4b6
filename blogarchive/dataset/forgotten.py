"""What is forgotten: known again wherever it is met, kept out of the dataset, and taken out of it."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from blogarchive.dataset.to_readings import address_id, comment_row_id
from blogarchive.models import Comment, Link, Post
from blogarchive.urls import identity, rendered, stable_id, without_page

Kind = Literal["post", "comment", "author", "address"]

BECAUSE = "forgotten on request"
"""How the ledger's reason begins of what is not asked for again."""

# Below a post stand its own feed and other forms of the same.
_FORMS = re.compile(r"/(?:feed(?:/(?:atom|rss2?|rdf))?|amp|embed|trackback)/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """One thing that is forgotten; the fields are the columns of the table."""

    kind: Kind
    blog: str | None = None
    """Front page of the blog that it stood on; in the table the blog's id."""
    url: str
    of_id: int
    comment_id: str | None = None
    stands_for: str | None = None
    reason: str | None = None
    forgotten: str
    salt: str
    """Hexadecimal."""
    words: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Hashes of so many words in a row, by that number."""

    @property
    def id(self) -> int:
        """Hash of what is forgotten."""
        return stable_id("forgotten", self.kind, str(self.of_id), *map(str, sorted(self.words.get(0, ()))))

    @property
    def because(self) -> str:
        """As the ledger says why it is not asked for."""
        return f"{BECAUSE}: {self.reason}" if self.reason else BECAUSE

    @property
    def packed_words(self) -> str:
        """The hashes as they stand in a column, or a field of a WARC record."""
        return json.dumps({size: _packed(numbers) for size, numbers in sorted(self.words.items())})


def unpacked_words(text: str) -> dict[int, frozenset[int]]:
    """What `packed_words` has packed; raises ValueError where nobody has."""
    said = json.loads(text)
    return {int(size): _unpacked(numbers) for size, numbers in said.items()} if isinstance(said, dict) else {}


def _packed(numbers: Iterable[int]) -> str:
    return base64.b64encode(b"".join(number.to_bytes(8, "big") for number in sorted(numbers))).decode()


def _unpacked(text: str) -> frozenset[int]:
    content = base64.b64decode(text)
    return frozenset(int.from_bytes(content[at : at + 8], "big") for at in range(0, len(content), 8))


class Register:
    """All that is forgotten, asked what of a page may be kept."""

    def __init__(self, entries: Iterable[Forgotten] = ()) -> None:
        self.entries: dict[int, Forgotten] = {}
        self._by_row: dict[tuple[Kind, int], Forgotten] = {}
        self._authors: list[Forgotten] = []
        for entry in entries:
            self.add(entry)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def add(self, entry: Forgotten) -> bool:
        """Note one more; tells whether it was not known."""
        if entry.id in self.entries:
            return False
        self.entries[entry.id] = entry
        if entry.kind == "author":
            self._authors.append(entry)
        else:
            self._by_row.setdefault((entry.kind, entry.of_id), entry)
        return True

    def rows(self, kind: Kind) -> list[int]:
        """What of a kind is forgotten, by the ids that its rows had."""
        return [of_id for each, of_id in self._by_row if each == kind]

    def post(self, post: Post, blog: int | None = None) -> Forgotten | None:
        """Why a post is forgotten, if it is."""
        post_id = address_id(post.url)
        return self._by_row.get(("post", post_id)) or self._by_name(post.author, blog, post_id)

    def comment(self, comment: Comment, post_url: str, blog: int | None = None) -> Forgotten | None:
        """Why a comment under a post is forgotten, if it is."""
        post_id = address_id(post_url)
        found = self._by_row.get(("comment", comment_row_id(post_id, comment.id)))
        return found or self._by_name(comment.author, blog, post_id)

    def address(self, url: str, about: str | None = None) -> Forgotten | None:
        """Why an address is not to be asked for, if it is forgotten itself, or belongs to a post that is."""
        page = rendered(url) or url
        for each in (page, without_page(page), _FORMS.sub("/", page), about):
            if each and (found := self._by_address(address_id(each))):
                return found
        return None

    def _by_address(self, address: int) -> Forgotten | None:
        return self._by_row.get(("post", address)) or self._by_row.get(("address", address))

    def _by_name(self, name: str | None, blog: int | None, post: int) -> Forgotten | None:
        for entry in self._authors if name else ():
            if entry.of_id in (blog, post) and named(name, entry.salt) in entry.words[0]:
                return entry
        return None

    def kept(self, post: Post, blog: int | None) -> list[tuple[int, Comment]]:
        """The comments of a post's thread that are not forgotten, each with its place among all that its page shows."""
        return [
            (place, self._answering(comment, post.url) if self else comment)
            for place, comment in enumerate(post.comments)
            if not self or self.comment(comment, post.url, blog) is None
        ]

    def _answering(self, comment: Comment, post_url: str) -> Comment:
        """An answer names what it answers by the id that this had before it was taken out of the page."""
        if comment.parent is None:
            return comment
        row = comment_row_id(address_id(post_url), comment.parent)
        above = self._by_row.get(("comment", row))
        return replace(comment, parent=above.stands_for) if above and above.stands_for else comment


def row_of(post: Post, comment: Comment | None) -> int:
    """What a post, or a comment under it, has as row id."""
    return address_id(post.url) if comment is None else comment_row_id(address_id(post.url), comment.id)


def named(name: str | None, salt: str) -> int:
    """A number for a name, the same however it is written in capitals and spaces."""
    said = " ".join((name or "").casefold().split())
    return stable_id("name", salt, said)


_COLUMNS = ("kind", "url", "of_id", "comment_id", "stands_for", "reason", "forgotten", "salt", "words")


def load(db: sqlite3.Connection) -> Register:
    """All that the dataset says is forgotten; nothing in one of before there was this table."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'forgotten'").fetchone():
        return Register()
    columns = ", ".join(f"forgotten.{name}" for name in _COLUMNS)
    rows = db.execute(f"SELECT {columns}, blogs.url FROM forgotten LEFT JOIN blogs ON blogs.id = blog_id")
    said = (dict(zip((*_COLUMNS, "blog"), row, strict=True)) for row in rows)
    return Register(Forgotten(**{**row, "words": unpacked_words(row["words"])}) for row in said)


def save(db: sqlite3.Connection, entries: Iterable[Forgotten]) -> None:
    """Note what is forgotten; the blogs that it stood on are there."""
    db.executemany(
        f"INSERT INTO forgotten (id, blog_id, {', '.join(_COLUMNS)})"
        f" VALUES ({', '.join('?' * (len(_COLUMNS) + 2))}) ON CONFLICT DO NOTHING",
        [(e.id, blog_id(e.blog), e.kind, e.url, e.of_id, e.comment_id, e.stands_for, e.reason, e.forgotten, e.salt,
          e.packed_words) for e in entries],
    )  # fmt: skip


def blog_id(home: str | None) -> int | None:
    """Row id of a blog, by its front page."""
    return stable_id("blog", identity(home)) if home else None


def skip(db: sqlite3.Connection, register: Register) -> None:
    """Have the ledger ask for nothing more of what is forgotten."""
    db.execute("DELETE FROM dead_ends")  # the notes of a crawl hold words of addresses
    rows = db.execute("SELECT id, url, about FROM urls").fetchall()
    db.executemany(
        "UPDATE urls SET state = 'skipped', reason = ?, capture_id = NULL WHERE id = ?",
        [(found.because, row) for row, url, about in rows if (found := register.address(url, about)) is not None],
    )


def about_to_link(register: Register, link: Link) -> str | None:
    """Why a link is not to be followed, if it leads to what is forgotten."""
    found = register.address(link.url, link.about)
    return found.because if found else None
