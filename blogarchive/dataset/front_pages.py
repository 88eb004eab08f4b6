"""How each blog's front page looked, and what that says happened to the blog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blogarchive.dataset.to_readings import address_id, utc
from blogarchive.urls import stable_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from blogarchive.models import Capture

_SAVE = """
INSERT INTO blog_looks (id, blog_id, url, title, platform, theme, marks, posts_named, first_seen, last_seen, capture_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET last_seen = max(last_seen, excluded.last_seen), posts_named = excluded.posts_named
"""


def last_look(db: sqlite3.Connection, blog: int) -> dict[str, object] | None:
    """How the front page looked last, by the fields of a Look."""
    row = db.execute(
        "SELECT url, title, platform, theme, marks, posts_named FROM blog_looks WHERE blog_id = ?"
        " ORDER BY last_seen DESC, id LIMIT 1",
        (blog,),
    ).fetchone()
    if row is None:
        return None
    names = ("url", "title", "platform", "theme", "marks", "posts_named")
    return dict(zip(names, (*row[:4], frozenset(json.loads(row[4])), row[5]), strict=True))


def save_look(db: sqlite3.Connection, blog: int, look: dict[str, object], marks: Iterable[str], proof: Capture) -> None:
    """Keep how the front page looks; the same look again only moves its date."""
    listed = json.dumps(sorted(marks), ensure_ascii=False)
    told = [look[name] for name in ("url", "title", "platform", "theme")]
    look_id, date = stable_id(str(blog), *map(str, told), listed), utc(proof.date)
    capture = stable_id("capture", proof.record_id)
    db.execute(_SAVE, (look_id, blog, *told, listed, look["posts_named"], date, date, capture))


def save_notice(db: sqlite3.Connection, blog: int, what: str, said: str, proof: Capture) -> bool:
    """Note what happened to a blog; what was said last is not said again. Tells whether it was news."""
    if last_notice(db, blog) == (what, said):
        return False
    date = utc(proof.date)
    notice = stable_id("notice", str(blog), date, what, said)
    capture = stable_id("capture", proof.record_id)
    db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?, ?, ?, ?, ?)", (notice, blog, date, what, said, capture))
    return True


def last_notice(db: sqlite3.Connection, blog: int) -> tuple[str, str] | None:
    """What was last said of a blog."""
    found = db.execute(
        "SELECT what, said FROM notices WHERE blog_id = ? ORDER BY seen DESC, id LIMIT 1", (blog,)
    ).fetchone()
    return (found[0], found[1]) if found else None


def known_among(db: sqlite3.Connection, blog: int, urls: Iterable[str]) -> set[str]:
    """Which addresses are those of posts of a blog that the archive has read."""
    by_id = {address_id(url): url for url in urls}
    ids, known = list(by_id), set()
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        marks = ",".join("?" * len(chunk))
        rows = db.execute(
            f"SELECT id FROM posts WHERE blog_id = ? AND source = 'page' AND id IN ({marks})", (blog, *chunk)
        )
        known |= {by_id[row[0]] for row in rows}
    return known


def any_comment_known(db: sqlite3.Connection, shown: Iterable[tuple[str, str]]) -> bool:
    """Whether the dataset holds any of these comments, each named by its post's address and its own id."""
    return any(
        db.execute(
            "SELECT 1 FROM comments WHERE id = ?", (stable_id("comment", str(address_id(url)), ident),)
        ).fetchone()
        for url, ident in shown
    )
