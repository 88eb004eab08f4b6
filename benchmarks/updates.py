"""What an update cost and found: its share of the first run, its reasons, whether anything was fetched without one.

cp -r data before; blogarchive update; python -m benchmarks.updates before data
"""

from __future__ import annotations

import argparse
import sqlite3
from collections import Counter
from pathlib import Path

# Posts and comments as they read; when and in which capture they were seen may differ.
POSTS = "id, title, author, published, categories, tags, body_text, url, kind, comments_found, gone_since"
COMMENTS = "id, post_id, author, published, body_text, parent_id, depth, path, kind, in_page, gone_since"

_REASONS = """
SELECT fetches.reason, fetches.status, urls.url FROM fetches JOIN urls ON urls.id = fetches.url_id
WHERE fetches.run_id = (SELECT max(id) FROM runs)
"""

# A request of the run that no row of `fetches` explains; robots.txt is asked for by the rules of every crawl.
_UNEXPLAINED = """
SELECT url FROM captures WHERE date >= (SELECT replace(began, '+00:00', '') FROM runs ORDER BY id DESC LIMIT 1)
AND url NOT LIKE '%/robots.txt' AND url NOT IN (
    SELECT urls.url FROM fetches JOIN urls ON urls.id = fetches.url_id
    WHERE fetches.run_id = (SELECT max(id) FROM runs))
"""


def main() -> None:
    """Print what is to be known of the last run of the second archive, given the archive as it was before."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("before", type=Path, help="a copy of the archive from before the update")
    arguments.add_argument("after", type=Path, help="the archive afterwards")
    chosen = arguments.parse_args()
    before, after = (sqlite3.connect(folder / "blogs.db") for folder in (chosen.before, chosen.after))
    _costs(before, after, chosen)
    for name, columns in (("posts", POSTS), ("comments", COMMENTS)):
        _compare(name, _rows(before, name, columns), _rows(after, name, columns))
    print(f"unexplained requests: {[url for (url,) in after.execute(_UNEXPLAINED)]}")
    counted = Counter((reason, status) for reason, status, _ in after.execute(_REASONS))
    for (reason, status), number in counted.most_common():
        print(f"{number:6} {status} {reason}")
    for what, said in after.execute("SELECT what, said FROM notices ORDER BY seen"):
        print(f"notice: {what}: {said}")


def _costs(before: sqlite3.Connection, after: sqlite3.Connection, folders: argparse.Namespace) -> None:
    (first,) = before.execute("SELECT requests FROM runs ORDER BY id LIMIT 1").fetchone()
    (last,) = after.execute("SELECT requests FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    sizes = [sum(file.stat().st_size for file in (folder / "warc").iterdir()) for folder in
             (folders.before, folders.after)]  # fmt: skip
    added = sizes[1] - sizes[0]
    print(
        f"requests: {last} of {first} ({last / first:.2%}); WARC: {added} bytes of {sizes[0]} ({added / sizes[0]:.2%})"
    )


def _rows(db: sqlite3.Connection, table: str, columns: str) -> dict[int, tuple[object, ...]]:
    return {row[0]: row for row in db.execute(f"SELECT {columns} FROM {table}")}


def _compare(name: str, before: dict[int, tuple[object, ...]], after: dict[int, tuple[object, ...]]) -> None:
    changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    new, lost = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    print(f"{name}: {len(after)}; {new} new, {len(changed)} changed, {lost} lost")


if __name__ == "__main__":
    main()
