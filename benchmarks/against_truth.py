"""Hold a dataset against the exact truth of the engine that served the blog: what is missing, wrong or invented.

    python benchmarks/against_truth.py data/blogs.db truth.jsonl [--ask]

The truth is JSON lines of kind `post`, `comment` and `forbidden`, as an exporter reads them from the engine's own
database: a comment states `shown_parent`, and `in_page` (false: approved, but in feeds alone); a post how many `pages`
and `comment_pages` it has, which are the useful pages against which the requests of all runs are held. With `--ask`,
the server is asked whether an address of the truth that is not archived redirects to one that is.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

Row = dict[str, Any]


def main(database: str, truth: str, *options: str) -> int:
    """Print each figure; 1 where anything is missing, wrong or invented."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = [json.loads(line) for line in Path(truth).read_text(encoding="utf-8").splitlines()]
    of_kind: dict[str, list[Row]] = {}
    for row in rows:
        of_kind.setdefault(row["kind"], []).append(row)
    figures: Counter[str] = Counter()
    examples: dict[str, str] = {}

    def note(what: str, ok: bool, example: object = "") -> None:
        figures[what + (" right" if ok else " WRONG")] += 1
        if not ok:
            examples.setdefault(what, str(example)[:300])

    posts = {path(row["url"]): row for row in select(db, POSTS)}
    comments = {str(row["comment_id"]): row for row in select(db, COMMENTS)}
    if "--ask" in options:
        figures["posts whose address in the truth redirects"] = _asked(of_kind["post"], posts)
    _posts(posts, of_kind["post"], note)
    for comment in of_kind["comment"]:
        _comment(comments, comment, note)
    figures["places kept of comments that were removed, without name or text"] = _unknown(
        comments, {str(comment["id"]) for comment in of_kind["comment"]}, note
    )
    _forbidden(of_kind.get("forbidden", []), posts, comments, note)
    for name, count in sorted(figures.items()):
        print(f"{count:7}  {name}")
    for name, example in examples.items():
        print(f"  e.g. {name}: {example}")
    order = {"default_comments_page": rows[0].get("default_comments_page")}
    _economy(db, [post | order for post in of_kind["post"]])
    return int(any(name.endswith("WRONG") for name in figures))


POSTS = (
    "SELECT url, title, kind, published, published_utc, categories, tags, body_text FROM posts WHERE source = 'page'"
)
COMMENTS = """
SELECT comments.*, parents.comment_id AS parent FROM comments LEFT JOIN comments AS parents
ON parents.id = comments.parent_id
"""


def _posts(posts: dict[str, Row], of_truth: list[Row], note: Any) -> None:
    wanted = {path(post["url"]) for post in of_truth}
    for post in of_truth:
        _post(posts.get(path(post["url"])), post, note)
    for url, row in posts.items():
        if url not in wanted:
            note("posts that the truth does not know", False, row["url"])


def _unknown(comments: dict[str, Row], known: set[str], note: Any) -> int:
    """Comments that the truth does not hold; returns how many of them are but places in the tree."""
    unknown = [row for key, row in comments.items() if key not in known]
    said = [row for row in unknown if row["body_html"] is not None or row["author"] is not None]
    for row in said:
        note("comments that the truth does not know", False, (row["comment_id"], row["author"], row["body_text"]))
    return len(unknown) - len(said)


def _asked(of_truth: list[Row], posts: dict[str, Row]) -> int:
    """Put in place of the truth's addresses those that they redirect to; returns how many do."""
    moved = 0
    for post in of_truth:
        if path(post["url"]) not in posts and (place := redirected(post["url"])) != post["url"]:
            moved, post["url"] = moved + 1, place
    return moved


def redirected(url: str) -> str:
    """Where an address leads in the end."""
    try:
        with urlopen(Request(url, method="HEAD")) as answer:
            return str(answer.url)
    except OSError:
        return url


def _post(found: Row | None, post: Row, note: Any) -> None:
    note("posts found", found is not None, post["url"])
    if found is None:
        return
    note("titles", fold(found["title"]) == fold(post["title"]), (found["title"], post["title"]))
    for name in ("categories", "tags"):
        got, want = sorted(map(fold, json.loads(found[name]))), sorted(map(fold, post[name]))
        note(f"{name} of {post.get('type', 'post')}s", got == want, (post["url"], got, want))
    if post.get("type", "post") == "post":
        ours = found["published_utc"] or found["published"]
        want = post["published_gmt"] if found["published_utc"] else post.get("published_local")
        as_said = min(len(ours or ""), 16)  # some pages state the day alone
        note(f"post {'GMT' if found['published_utc'] else 'local'} times {'to the day' if as_said == 10 else ''}",
             minute(ours) == (minute(want) or "")[:as_said], (post["url"], ours, want))  # fmt: skip


def _comment(comments: dict[str, Row], comment: Row, note: Any) -> None:
    found = comments.get(str(comment["id"]))
    if not comment.get("in_page", True):
        if found is not None:
            note("feed-only comments marked so", not found["in_page"], comment["id"])
        return
    note("comments found", found is not None and bool(found["in_page"]), (comment["id"], comment["post_url"]))
    if found is None:
        return
    names = found["author"], comment["author"]
    note("comment authors", fold(names[0]) == fold(names[1]), (comment["id"], *names))
    kind = comment.get("type") or "comment"
    note("comment kinds", found["kind"] == kind or (found["kind"] == "ping" and kind != "comment"), found)
    clock = "GMT" if found["published_utc"] else "local"
    times = minute(found["published_utc"] or found["published"]), minute(comment.get(f"date_{clock.lower()}"))
    note(f"comment {clock} times" if kind == "comment" else f"ping {clock} times (a short ping shows none)",
         times[0] == times[1] or (kind != "comment" and found["published"] is None),
         (comment["id"], comment["post_url"], *times))  # fmt: skip
    parent = comment.get("shown_parent", comment.get("parent"))
    want = str(parent) if parent else None
    note("shown parents", found["parent"] == want, (comment["id"], comment["post_url"], found["parent"], want))
    if kind == "comment":
        note(
            "comment texts",
            words(found["body_text"]) == words(comment["body_text"]),
            (comment["id"], found["body_text"], comment["body_text"]),
        )


def _forbidden(rows: list[Row], posts: dict[str, Row], comments: dict[str, Row], note: Any) -> None:
    texts = [str(row["title"]) + str(row["body_text"]) for row in posts.values()]
    texts += [str(row["body_text"]) for row in comments.values()]
    everything = "\n".join(texts)
    for row in rows:
        for name in ("text", "title", "body_text"):
            if row.get(name):
                note("forbidden texts kept out", str(row[name]) not in everything, row)


def _economy(db: sqlite3.Connection, posts: list[Row]) -> None:
    """Requests of all runs, requisites aside, for each useful page: posts, their parts, and what their threads take."""
    (asked,) = db.execute("SELECT sum(requests) FROM runs").fetchone()
    if asked is None:
        return  # rebuilt from the captures: no run asked for anything
    (lent,) = db.execute("SELECT count(*) FROM urls WHERE kind = 'requisite' AND fetched IS NOT NULL").fetchone()
    answers = dict(db.execute("SELECT url, kind = 'api' AND about IS NOT NULL FROM urls WHERE status = 200"))
    wanted = {address for post in posts for address in _pages(post)}
    useful = len(wanted & {path(url) for url in answers}) + sum(answers.values())
    print(f"{asked - lent} requests for {useful} useful pages: {(asked - lent) / useful:.3f}")


def _pages(post: Row) -> Iterator[str]:
    """Where a post stands: as it is, and as WordPress splits it; one of its comment pages is the post's own."""
    yield (first := path(post["url"]))
    yield from (f"{first}/{n}" for n in range(2, post.get("pages", 1) + 1))
    counted = post.get("comment_pages", 1)
    newest = post.get("default_comments_page") == "newest"
    yield from (f"{first}/comment-page-{n}" for n in range(1, counted + 1) if n != (counted if newest else 1))


def select(db: sqlite3.Connection, sql: str) -> list[Row]:
    cursor = db.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path).rstrip("/") + ("?" + parts.query if parts.query else "")


# Block themes print typographic quotes and dashes where the database holds plain ones.
TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "′": "'", "″": '"', "×": "x"})


def fold(text: str | None) -> str:
    text = unicodedata.normalize("NFKC", (text or "").translate(TYPOGRAPHY))
    return " ".join(text.replace("---", "-").replace("--", "-").split())


def words(text: str | None) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


def minute(value: str | None) -> str | None:
    return value[:16].replace(" ", "T") if value else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
