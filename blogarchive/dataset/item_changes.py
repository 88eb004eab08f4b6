"""What a user's own item pipelines made of posts: kept beside the readings, and laid over the rows made of them.

Readings stay what captures say, so that merging goes by them alone; a row whose post was changed differs from its
readings by a merge patch (`blogarchive.items.changes`), and a post that was dropped has neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from blogarchive.dataset import relations
from blogarchive.dataset import rows as table
from blogarchive.dataset.drop import drop_post
from blogarchive.dataset.readings import as_json, combine, in_utc
from blogarchive.dataset.rows import COMMENTS, POSTS, Kind, Row, same
from blogarchive.dataset.thread_tables import count_thread, place_thread, take_out
from blogarchive.dataset.to_readings import comment_row_id, storable

if TYPE_CHECKING:
    import sqlite3

    from blogarchive.models import Post

Patch = Mapping[str, Any]

LISTS = ("categories", "tags")
REQUIRED = ("kind", "platform")
TEXTS = ("author", "author_url", "published", "body_html", "body_text")
FIELDS = {POSTS: (*TEXTS, *LISTS, *REQUIRED, "title", "updated", "language", "image", "comments_declared"),
          COMMENTS: (*TEXTS, "kind", "url")}  # fmt: skip
"""What of a patch has a column; all else of it stands in `item_changes` alone."""

_KEEP = """
INSERT INTO item_changes (post_id, blog_id, url, dropped, changes, seen) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (post_id) DO UPDATE SET dropped = excluded.dropped, changes = excluded.changes, seen = excluded.seen
"""


class ItemChanges:
    """The table `item_changes`, and the rows that follow from it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.any = db.execute("SELECT 1 FROM item_changes LIMIT 1").fetchone() is not None
        """Whether pipelines ever made anything of a post: nearly always not, and then nothing has to be looked up."""
        self._laid_over = True

    def keeps_out(self, post: Post, post_id: int, *, again: bool = False) -> bool:
        """Whether a reading is of a post that was dropped. A new look at its page brings it back, to be judged anew."""
        if not self.any:
            return False
        dropped = "SELECT 1 FROM item_changes WHERE post_id = ? AND dropped IS NOT NULL"
        if self._db.execute(dropped, (post_id,)).fetchone() is None:
            return False
        brings_back = post.source == "page" and not again
        if brings_back:
            self._db.execute("DELETE FROM item_changes WHERE post_id = ?", (post_id,))
        return not brings_back

    def settle(self, post_id: int, blog: int, url: str, patch: Patch, *, dropped: str | None = None) -> None:
        """Keep what pipelines made of a post, and make its rows, if it has any, say so."""
        before = self._patch(post_id)
        if patch or dropped is not None:
            told = storable(json.dumps(patch, ensure_ascii=False, default=str))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._db.execute(_KEEP, (post_id, blog, url, dropped, told, now))
            self.any = True
        elif before is not None:
            self._db.execute("DELETE FROM item_changes WHERE post_id = ?", (post_id,))
        if dropped is not None:
            drop_post(self._db, post_id)
        elif patch or before:
            self._rewrite(post_id, patch, before or {})

    @contextmanager
    def as_read(self, post_id: int) -> Iterator[None]:
        """While a reading is saved, the rows are what the readings say; then what pipelines made of them again."""
        patch = self._patch(post_id) if self.any else None
        if patch:
            self._rewrite(post_id, {}, patch)
        yield
        if patch and self._laid_over:
            self._rewrite(post_id, patch, {})

    @contextmanager
    def taken_off(self, posts: Iterable[int]) -> Iterator[None]:
        """For the time of a preview rows are what their readings say, those that are saved meanwhile too."""
        self._laid_over = False
        try:
            for post_id in posts:
                with self.as_read(post_id):
                    pass
            yield
        finally:
            self._laid_over = True

    def left_out(self, post_id: int) -> set[int]:
        """Comments of a post, by their row ids, that pipelines have taken out."""
        thread = ((self._patch(post_id) if self.any else None) or {}).get("comments", {})
        return {comment_row_id(post_id, ident) for ident, change in thread.items() if change is None}

    def carried_over(self) -> None:
        """Lay all that is kept over a dataset made anew."""
        found = self._db.execute("SELECT post_id, dropped, changes FROM item_changes").fetchall()
        for post_id, dropped, changes in found:
            if dropped is None:
                self._rewrite(post_id, json.loads(changes), {})
            else:
                drop_post(self._db, post_id)

    def _patch(self, post_id: int) -> Patch | None:
        found = self._db.execute("SELECT changes FROM item_changes WHERE post_id = ?", (post_id,)).fetchone()
        return dict(json.loads(found[0])) if found else None

    def _rewrite(self, post_id: int, patch: Patch, before: Patch) -> None:
        rows, readings = table.load(self._db, POSTS, [post_id])
        if post_id not in rows:
            return
        blog = rows[post_id]["blog_id"]
        row = self._lay_over(POSTS, rows, readings, {post_id: patch}, blog)[post_id]
        relations.save_terms(self._db, row, rows[post_id])
        relations.save_links(self._db, [row], rows, post_id)
        thread: dict[str, Patch | None] = {ident: {} for ident in before.get("comments", ())}
        thread |= patch.get("comments", {})
        if thread:
            self._rewrite_thread(post_id, blog, {comment_row_id(post_id, of): change for of, change in thread.items()})

    def _rewrite_thread(self, post_id: int, blog: int, thread: Mapping[int, Patch | None]) -> None:
        rows, readings = table.load(self._db, COMMENTS, list(thread))
        kept = {of: change for of, change in thread.items() if change is not None and of in rows}
        made = self._lay_over(COMMENTS, rows, readings, kept, blog)
        relations.count_comments(self._db, [rows[of] for of in made], made.values())
        relations.save_links(self._db, made.values(), rows, post_id)
        take_out(self._db, (row for of, row in rows.items() if of not in kept))
        place_thread(self._db, post_id, {})
        count_thread(self._db, post_id)

    def _lay_over(
        self, kind: Kind, rows: Mapping[int, Row], readings: Mapping[int, Any], patches: Mapping[int, Patch], blog: int
    ) -> dict[int, Row]:
        """Write rows as their readings and a patch have them; the readings are kept by themselves from then on."""
        told = {of: combine(readings[of]) for of in patches}
        made = {of: {**rows[of], **table.row_of(told[of]), **_columns(kind, patch)} for of, patch in patches.items()}
        relations.save_authors(self._db, blog, made.values())
        differing = [row for of, row in made.items() if not same(row, rows[of], kind.columns)]
        table.write_rows(self._db, kind, differing)
        for of, patch in patches.items():
            table.write_readings(self._db, kind, made, [told[of]], all_of_them=bool(patch))
        relations.forget_authors(self._db, [rows[row["id"]] for row in differing])
        return made


def _columns(kind: Kind, patch: Patch) -> Row:
    """What a patch makes of the columns."""
    made = {name: storable(patch[name]) for name in FIELDS[kind] if name in patch}
    for name in LISTS:
        if name in made:
            made[name] = as_json(map(storable, made[name] or ()))
    if "published" in made:
        made["published_utc"] = in_utc(made["published"])
    return {name: value for name, value in made.items() if value is not None or name not in REQUIRED}
