"""What stands around posts and comments: authors, categories, tags and links."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blogarchive.dataset.links import links_in
from blogarchive.dataset.rows import Row, same
from blogarchive.urls import stable_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

TERMS = (("categories", "category_id"), ("tags", "tag_id"))
"""Tables of terms, and how posts_… calls their ids."""


def save_authors(db: sqlite3.Connection, blog: int, rows: Iterable[Row]) -> None:
    """Set each row's author_id, making authors that are not known."""
    authors = {}
    for row in rows:
        name, url = row["author"], row["author_url"]
        row["author_id"] = None
        if name is not None or url is not None:
            row["author_id"] = stable_id("author", str(blog), repr(name), repr(url))
            authors[row["author_id"]] = (row["author_id"], blog, name, url)
    insert = "INSERT INTO authors (id, blog_id, name, url) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    db.executemany(insert, authors.values())


def count_comments(db: sqlite3.Connection, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Keep `authors.comments` right where comments were written over: those before no longer count."""
    more = Counter(row["author_id"] for row in after if row["kind"] == "comment")
    more.subtract(Counter(row["author_id"] for row in before if row["kind"] == "comment"))
    changes = [(number, author) for author, number in more.items() if number and author is not None]
    db.executemany("UPDATE authors SET comments = comments + ? WHERE id = ?", changes)


def forget_authors(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Drop authors under whose name nothing stands any more, or the order of saving would show."""
    db.executemany(
        "DELETE FROM authors WHERE id = :id AND NOT EXISTS (SELECT 1 FROM posts WHERE author_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM comments WHERE author_id = :id)",
        [{"id": row["author_id"]} for row in rows if row["author_id"] is not None],
    )


def save_terms(db: sqlite3.Connection, row: Row, known: Row | None) -> None:
    """The post's categories and tags as rows."""
    for name, column in TERMS:
        if not same(row, known, (name,)):
            _save_terms(db, name, column, row)


def _save_terms(db: sqlite3.Connection, name: str, column: str, row: Row) -> None:
    post, blog = row["id"], row["blog_id"]
    query = "SELECT value FROM json_each(?) GROUP BY value ORDER BY min(key)"
    terms = {stable_id(name, str(blog), term): term for (term,) in db.execute(query, (row[name],))}
    before = [old for (old,) in db.execute(f"SELECT {column} FROM posts_{name} WHERE post_id = ?", (post,))]
    db.execute(f"DELETE FROM posts_{name} WHERE post_id = ?", (post,))
    db.executemany(
        f"INSERT INTO {name} VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(term_id, blog, term) for term_id, term in terms.items()],
    )
    places = [(post, term_id, position) for position, term_id in enumerate(terms)]
    db.executemany(f"INSERT INTO posts_{name} VALUES (?, ?, ?)", places)
    db.executemany(
        f"DELETE FROM {name} WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM posts_{name} WHERE {column} = ?1)",
        [(old,) for old in before if old not in terms],
    )


def save_links(db: sqlite3.Connection, rows: Iterable[Row], known: Mapping[int, Row], post_id: int) -> None:
    """The links that stand in the texts of a post or of its comments, where the texts have changed."""
    for row in rows:
        row_id = row["id"]
        if same(row, known.get(row_id), ("body_html",)):
            continue
        comment = None if row_id == post_id else row_id
        if row_id in known:
            db.execute("DELETE FROM links WHERE post_id = ? AND comment_id IS ?", (post_id, comment))
        found = [
            (stable_id("link", str(row_id), link.url), post_id, comment, link.url, link.host, link.text)
            for link in links_in(row["body_html"])
        ]
        if found:
            db.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", found)
