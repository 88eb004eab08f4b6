"""Saves what was read: posts, comments, captures; saving again changes nothing, in whatever order captures come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from blogarchive.dataset import forgotten, relations
from blogarchive.dataset import rows as table
from blogarchive.dataset.claimed_counts import save_claims
from blogarchive.dataset.database import undone
from blogarchive.dataset.item_changes import ItemChanges
from blogarchive.dataset.load import proven
from blogarchive.dataset.readings import COMMENT_RECORD, POST_RECORD, TRUST, Reading, combine
from blogarchive.dataset.rows import COMMENTS, POSTS, Row, same
from blogarchive.dataset.thread_rows import PLACED
from blogarchive.dataset.thread_tables import count_thread, note_look, place_thread
from blogarchive.dataset.to_readings import Seen, address_id, comment_reading, post_reading, storable, utc
from blogarchive.models import Capture, Post
from blogarchive.urls import identity, stable_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from sqlite_utils import Database

    from blogarchive.dataset.forgotten import Forgotten
    from blogarchive.models import Blog, Comment, Extraction

Preview = tuple[frozenset[int], list[tuple[int, Post, Capture | None]]]
"""Ids of the posts that the page changes; and posts with the captures that prove them, by their ids."""

GONE = (404, 410)
"""Answers by which a site says that a page is no more."""

_BEST = """
(SELECT {0} FROM blog_readings WHERE blog_id = :id AND {0} IS NOT NULL ORDER BY front DESC, last_seen DESC, id LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many records a page brought that were not known, or not known so."""

    posts: int = 0
    comments: int = 0
    changed: frozenset[int] = frozenset()
    """Ids of the posts of whose records, threads included, anything differs now."""


class Store:
    """The tables of the dataset, open for writing. It commits only what it began itself."""

    def __init__(self, db: Database) -> None:
        self._database = db
        self._db: sqlite3.Connection = db.conn
        self.items = ItemChanges(db.conn)
        self.register = forgotten.load(self._db)
        """What is not saved, wherever it is read."""

    def save_blog(self, url: str, blog: Blog | None = None) -> int:
        """Note a blog by its address; returns its row id."""
        blog_id = stable_id("blog", identity(url))
        with self._database.atomic():
            self._db.execute("INSERT INTO blogs (id, url) VALUES (?, ?) ON CONFLICT DO NOTHING", (blog_id, url))
            if blog:
                self._save_blog_reading(blog_id, blog, front=True, date="")
        return blog_id

    def save_capture(self, capture: Capture, *, blog: int | None = None) -> int:
        """Note where a record stands; returns its row id. A record that was moved (mended files) is followed."""
        capture_id = stable_id("capture", capture.record_id)
        address = address_id(capture.url)
        with self._database.atomic():
            self._db.execute(
                "INSERT INTO captures (id, record_id, blog_id, url, address_id, date, type, status, content_type, file,"
                " offset, length, block_digest, payload_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET file = excluded.file, offset = excluded.offset,"
                " length = excluded.length, payload_digest = excluded.payload_digest,"
                " blog_id = coalesce(blog_id, excluded.blog_id)",
                (capture_id, capture.record_id, blog, capture.url, address, utc(capture.date), capture.type,
                 capture.status, capture.content_type, capture.file, capture.offset, capture.length,
                 capture.block_digest, capture.payload_digest),
            )  # fmt: skip
            if capture.status in GONE:
                self._db.execute("UPDATE posts SET gone_since = ? WHERE id = ?", (self._gone_since(address), address))
        return capture_id

    def forget(self, entries: Iterable[Forgotten]) -> None:
        """Save nothing of these from now on; what is saved of them is for `removal` to take out."""
        with self._database.atomic():
            for entry in entries:
                if entry.blog:
                    self.save_blog(entry.blog)
                if self.register.add(entry):
                    forgotten.save(self._db, [entry])

    def save(self, extraction: Extraction, *, blog: int, again: bool = False) -> Saved:
        """Save what a page gave, with its capture; says how much of it was new or had changed.

        `again` says that an old capture is read once more: a post that pipelines have dropped stays dropped.
        """
        page = extraction.page
        with self._database.atomic():
            capture = self.save_capture(page.capture, blog=blog) if page.capture else 0
            captured = page.capture.date if page.capture else page.captured
            seen = Seen(blog, utc(captured) if captured else "", capture, identity(page.url))
            if extraction.blog:
                self._save_blog_reading(blog, extraction.blog, front=seen.page == self._front(blog), date=seen.date)
            save_claims(self._db, extraction.claims, seen)
            found = [(address_id(post.url), *self._save_reading(post, seen, again=again)) for post in extraction.posts]
        changed = frozenset(post_id for post_id, _, _, differs in found if differs)
        return Saved(sum(new for _, new, _, _ in found), sum(new for _, _, new, _ in found), changed)

    def _save_reading(self, post: Post, seen: Seen, *, again: bool) -> tuple[bool, int, bool]:
        """Whether the post is new or changed, how many of its comments are, and whether anything of its record is."""
        post_id = address_id(post.url)
        if self.register.post(post, seen.blog) is not None or self.items.keeps_out(post, post_id, again=again):
            return False, 0, False
        with self.items.as_read(post_id):
            new, differs = self._save_post(post, seen)
            comments, thread_differs = self._save_thread(post, seen)
        return new, comments, differs or thread_differs

    def preview(self, posts: Iterable[int], extraction: Extraction | None, *, blog: int | None) -> Preview:
        """What posts would be once a page is saved, as their readings have them; nothing is saved.

        `posts` are row ids; of the page only what it says of these posts is looked at.
        """
        wanted = list(posts)
        saved = Saved()
        with undone(self._database), self.items.taken_off(wanted):
            if extraction is not None and blog is not None:
                told = tuple(post for post in extraction.posts if address_id(post.url) in wanted)
                saved = self.save(replace(extraction, posts=told, claims=()), blog=blog)
            return saved.changed, list(proven(self._database, wanted))

    def _front(self, blog: int) -> str:
        return identity(self._db.execute("SELECT url FROM blogs WHERE id = ?", (blog,)).fetchone()[0])

    def _save_blog_reading(self, blog_id: int, blog: Blog, *, front: bool, date: str) -> None:
        values = (blog.title, blog.platform, blog.language)
        reading = stable_id("blog reading", str(blog_id), str(front), *map(str, values))
        self._db.execute(
            "INSERT INTO blog_readings VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)",
            (reading, blog_id, int(front), *(storable(value) for value in values), date, date),
        )
        changes = ", ".join(f"{name} = {_BEST.format(name)}" for name in ("title", "platform", "language"))
        self._db.execute(f"UPDATE blogs SET {changes} WHERE id = :id", {"id": blog_id})

    def _gone_since(self, post_id: int, last_seen: str | None = None) -> str | None:
        found = self._db.execute(
            f"SELECT min(date) FROM captures WHERE address_id = :post AND status IN {GONE}"
            " AND date > coalesce(:last, (SELECT last_seen FROM posts WHERE id = :post), '')",
            {"post": post_id, "last": last_seen},
        ).fetchone()
        return cast("str | None", found[0])

    def _save_post(self, post: Post, seen: Seen) -> tuple[bool, bool]:
        post_id = address_id(post.url)
        rows, readings = table.load(self._db, POSTS, [post_id])
        known = rows.get(post_id)
        told = combine([*readings.get(post_id, ()), post_reading(post, post_id, seen)])
        row = table.row_of(told)
        row["blog_id"] = known["blog_id"] if known else seen.blog
        row["comments_found"] = known["comments_found"] if known else 0
        row["gone_since"] = self._gone_since(post_id, row["last_seen"])
        relations.save_authors(self._db, row["blog_id"], [row])
        if not same(row, known, POSTS.columns):
            table.write_rows(self._db, POSTS, [row])
            relations.forget_authors(self._db, rows.values())
        if told != readings.get(post_id):
            table.write_readings(self._db, POSTS, {post_id: row}, [told])
        relations.save_terms(self._db, row, known)
        relations.save_links(self._db, [row], rows, post_id)
        return not same(row, known, POSTS.lasting), not same(row, known, POST_RECORD)

    def _save_thread(self, post: Post, seen: Seen) -> tuple[int, bool]:
        post_id = address_id(post.url)
        thread = self.register.kept(post, seen.blog)
        if post.source != "feed" and post.part == 1 and post.is_whole_thread:
            note_look(self._db, replace(post, comments=tuple(comment for _, comment in thread)), post_id, seen)
        said: dict[int, tuple[Comment, Reading]] = {}
        for place_on_page, comment in thread:
            reading = comment_reading(comment, place_on_page, post_id, seen)
            said.setdefault(reading.of, (comment, reading))
        before, readings = table.load(self._db, COMMENTS, list(said))
        told = {of: combine([*readings.get(of, ()), reading]) for of, (_, reading) in said.items()}
        rows = {of: _comment_row(post_id, said[of][0], several) for of, several in told.items()}
        moved = place_thread(self._db, post_id, rows)
        relations.save_authors(self._db, seen.blog, rows.values())
        self._write_comments(post_id, before, rows)
        changed = [several for of, several in told.items() if several != readings.get(of)]
        table.write_readings(self._db, COMMENTS, rows, changed)
        count_thread(self._db, post_id)
        left_out = self.items.left_out(post_id)
        kept = [(row, before.get(of)) for of, row in rows.items() if of not in left_out]
        new = sum(not same(row, known, COMMENTS.lasting) for row, known in kept)
        # Where pipelines take comments out, those that answer them move whenever the page is read.
        record = COMMENT_RECORD if left_out else (*COMMENT_RECORD, *PLACED)
        shown = [(row, known) for row, known in kept if row["in_page"] or (known and known["in_page"])]
        return new, (moved and not left_out) or any(not same(row, known, record) for row, known in shown)

    def _write_comments(self, post_id: int, before: dict[int, Row], rows: dict[int, Row]) -> None:
        differing = [row for of, row in rows.items() if not same(row, before.get(of), COMMENTS.columns)]
        table.write_rows(self._db, COMMENTS, differing)
        replaced = [before[row["id"]] for row in differing if row["id"] in before]
        relations.count_comments(self._db, replaced, differing)
        renamed = [row for of, row in before.items() if not same(row, rows[of], ("author_id",))]
        relations.forget_authors(self._db, renamed)
        relations.save_links(self._db, differing, before, post_id)


def _comment_row(post_id: int, comment: Comment, readings: list[Reading]) -> Row:
    in_page = any(reading.trust > TRUST["feed"] for reading in readings)
    return {
        **table.row_of(readings),
        "post_id": post_id,
        "comment_id": storable(comment.id),
        "in_page": int(in_page),
    }
