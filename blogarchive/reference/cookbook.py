"""Questions people ask of an archive, as SQL: the canned queries of the reading room, and docs/cookbook.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question and the query that answers it."""

    name: str
    question: str
    sql: str
    example: Mapping[str, str] = field(default_factory=dict)
    """A value for each `:parameter`."""
    hint: str = ""
    """What to know about it."""


def _recipe(name: str, question: str, sql: str, /, hint: str = "", **example: str) -> Recipe:
    return Recipe(name, question, dedent(sql).strip(), example, hint)


RECIPES = (
    _recipe(
        "who_answered", "Who answered Steve, and when?",
        """
        SELECT author, published, body_text, post, id AS comment_id
        FROM threads
        WHERE answers = :name
        ORDER BY published
        """,
        hint="`threads` names for each comment whom it `answers`.", name="Steve",
    ),
    _recipe(
        "conversation", "What was said under a post, in reading order?",
        """
        SELECT substr('                                        ', 1, 2 * depth) || coalesce(author, '(no name)') AS who,
            answers, published, body_text
        FROM threads
        WHERE post LIKE '%' || :title || '%'
        ORDER BY post_id, path
        """,
        hint="`path` sorts as one reads: answers after what they answer. No recursive query is needed.", title="phone",
    ),
    _recipe(
        "branch", "What hangs on one comment?",
        """
        SELECT answer.depth - comment.depth AS below, answer.author, answer.published, answer.body_text
        FROM comments AS comment
        JOIN comments AS answer ON answer.post_id = comment.post_id
            AND answer.path > comment.path AND answer.path < comment.path || ':'
        WHERE comment.comment_id = :comment
        ORDER BY answer.path
        """,
        hint="Answers begin with the path of what they answer, and ':' sorts right behind the digits, '.' and '/'.",
        comment="1",
    ),
    _recipe(
        "by_person", "What did one person write, everywhere?",
        """
        SELECT published, post, answers, body_text, id AS comment_id
        FROM threads
        WHERE author = :name
        ORDER BY published
        """,
        name="Steve",
    ),
    _recipe(
        "most_discussed", "Which posts are talked about most?",
        """
        SELECT title, published, comments, comments_declared, url
        FROM post_overview
        ORDER BY comments DESC, published
        LIMIT 50
        """,
    ),
    _recipe(
        "posts_by_month", "How many posts were written in each month?",
        """
        SELECT substr(published, 1, 7) AS month, count(*) AS posts, sum(comments_found) AS comments_on_them
        FROM posts
        WHERE kind = 'post' AND published IS NOT NULL
        GROUP BY month
        ORDER BY month
        """,
    ),
    _recipe(
        "comments_by_month", "How many comments were written in each month?",
        """
        SELECT substr(published, 1, 7) AS month, count(*) AS comments, count(DISTINCT author) AS people
        FROM comments
        WHERE kind = 'comment' AND published IS NOT NULL
        GROUP BY month
        ORDER BY month
        """,
    ),
    _recipe(
        "time_of_day", "At which hour do people comment?",
        """
        SELECT substr(published, 12, 2) AS hour, count(*) AS comments
        FROM comments
        WHERE length(published) >= 16
        GROUP BY hour
        ORDER BY hour
        """,
        hint="`published` is by the blog's own clock, which is what is wanted here; `published_utc` would not be.",
    ),
    _recipe(
        "commenters", "Who comments most, and since when?",
        """
        SELECT name, url, comments, posts, first, last
        FROM commenters
        ORDER BY comments DESC, name
        LIMIT 100
        """,
    ),
    _recipe(
        "who_talks_with_whom", "Who talks with whom?",
        """
        SELECT author, answers, times, last
        FROM conversations
        WHERE author <> answers
        ORDER BY times DESC, last DESC
        LIMIT 100
        """,
    ),
    _recipe(
        "longest_exchanges", "Where did people go back and forth longest?",
        """
        SELECT posts.title, max(comments.depth) AS levels, count(*) AS comments, posts.id AS post_id
        FROM comments JOIN posts ON posts.id = comments.post_id
        GROUP BY posts.id
        HAVING levels > 0
        ORDER BY levels DESC, comments DESC
        LIMIT 50
        """,
    ),
    _recipe(
        "unanswered", "Which comments did nobody answer?",
        """
        SELECT author, published, post, body_text, id AS comment_id
        FROM threads
        WHERE kind = 'comment' AND depth = 0
            AND NOT EXISTS (SELECT 1 FROM comments WHERE comments.parent_id = threads.id)
        ORDER BY published DESC
        LIMIT 100
        """,
    ),
    _recipe(
        "first_comment", "How soon after a post does the first comment come?",
        """
        SELECT posts.title, posts.published,
            round(24 * (julianday(min(comments.published)) - julianday(posts.published)), 1) AS hours
        FROM posts JOIN comments ON comments.post_id = posts.id
        WHERE comments.kind = 'comment' AND length(comments.published) >= 16 AND length(posts.published) >= 16
        GROUP BY posts.id
        ORDER BY hours
        """,
        hint="Both times are by the blog's clock, so their difference is right without any time zone.",
    ),
    _recipe(
        "find_in_comments", "In which comments does a word stand?",
        """
        SELECT comments.author, comments.published, posts.title,
            snippet(comments_fts, 0, '[', ']', '…', 20) AS found, comments.id AS comment_id
        FROM comments_fts
        JOIN comments ON comments.id = comments_fts.rowid
        JOIN posts ON posts.id = comments.post_id
        WHERE comments_fts MATCH :words
        ORDER BY comments_fts.rank
        LIMIT 100
        """,
        hint='FTS5: `phone charger` both words, `"phone charger"` together, `phone*` beginnings, `phone NOT charger`.',
        words="article",
    ),
    _recipe(
        "find_in_posts", "In which posts does a word stand?",
        """
        SELECT posts.title, posts.published, snippet(posts_fts, 1, '[', ']', '…', 20) AS found, posts.id AS post_id
        FROM posts_fts JOIN posts ON posts.id = posts_fts.rowid
        WHERE posts_fts MATCH :words
        ORDER BY posts_fts.rank
        LIMIT 100
        """,
        words="phone",
    ),
    _recipe(
        "in_category", "Which posts stand in a category?",
        """
        SELECT posts.title, posts.published, posts.categories, posts.comments_found, posts.id AS post_id
        FROM posts
        JOIN posts_categories ON posts_categories.post_id = posts.id
        JOIN categories ON categories.id = posts_categories.category_id
        WHERE categories.name = :category
        ORDER BY posts.published
        """,
        category="china",
    ),
    _recipe(
        "categories", "What is written and talked about, by category?",
        """
        SELECT categories.name, count(*) AS posts, sum(posts.comments_found) AS comments,
            round(avg(posts.comments_found), 1) AS comments_per_post
        FROM categories
        JOIN posts_categories ON posts_categories.category_id = categories.id
        JOIN posts ON posts.id = posts_categories.post_id
        GROUP BY categories.id
        ORDER BY comments DESC, posts DESC
        """,
    ),
    _recipe(
        "links_out", "Which sites do posts and comments link to?",
        """
        SELECT host, count(*) AS links, sum(comment_id IS NULL) AS in_posts, sum(comment_id IS NOT NULL) AS in_comments
        FROM links_out
        GROUP BY host
        ORDER BY links DESC, host
        LIMIT 100
        """,
    ),
    _recipe(
        "links_in", "Which sites have linked to the blog?",
        """
        SELECT comments.kind, comments.author AS title, authors.url, comments.published, posts.title AS to_post
        FROM comments
        JOIN posts ON posts.id = comments.post_id
        LEFT JOIN authors ON authors.id = comments.author_id
        WHERE comments.kind <> 'comment'
        ORDER BY comments.published
        """,
        hint="Pingbacks, trackbacks and webmentions: the \"author\" is the title of the page that links.",
    ),
    _recipe(
        "changes", "What has changed on the blog since a day?",
        """
        SELECT seen, what, title, author, text, post_id, comment_id
        FROM changes
        WHERE seen >= :since
        ORDER BY seen DESC
        """,
        hint="Edited and deleted, posts and comments; `post_versions` and `comment_versions` hold every text.",
        since="2020-01-01",
    ),
    _recipe(
        "gaps", "Of which posts does the archive lack comments?",
        """
        SELECT title, comments_declared, comments_found, comments_declared - comments_found AS lacking, url
        FROM posts
        WHERE comments_declared <> comments_found
        ORDER BY abs(lacking) DESC
        """,
        hint="Themes count pings in or out as they like: a small difference need not be a loss.",
    ),
    _recipe(
        "failures", "What could not be fetched, and why?",
        """
        SELECT kind, reason, count(*) AS addresses, min(url) AS for_instance
        FROM urls
        WHERE state = 'failed'
        GROUP BY kind, reason
        ORDER BY addresses DESC
        """,
    ),
    _recipe(
        "proof", "Where is the proof of a post?",
        """
        SELECT posts.title, captures.date, captures.file, captures.offset, captures.length,
            captures.record_id, captures.payload_digest
        FROM posts JOIN captures ON captures.id = posts.capture_id
        WHERE posts.title LIKE '%' || :title || '%'
        """,
        hint="`tail -c +$((offset+1)) data/warc/FILE | head -c LENGTH | zcat` prints the record.", title="phone",
    ),
    _recipe(
        "volume", "What was fetched, and how much of it?",
        """
        SELECT coalesce(content_type, '(none)') AS content_type, status, count(*) AS captures, sum(length) AS bytes
        FROM captures
        GROUP BY content_type, status
        ORDER BY bytes DESC
        """,
    ),
)  # fmt: skip


def as_markdown() -> str:
    """The recipes as docs/cookbook.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Cookbook: questions as SQL"
    yield ""
    yield "Written by `make docs` from `blogarchive/cookbook.py`; the tests run every query. In the reading room each"
    yield "is a click away, under *Queries* on the page *Tables and SQL*; `:name` and the like are fields to fill in."
    yield 'On the command line: `sqlite-utils data/blogs.db "SELECT …" -p name Steve`. What the columns mean is in'
    yield "[data/README.md](../data/README.md)."
    for recipe in RECIPES:
        yield from _section(recipe)


def _section(recipe: Recipe) -> Iterator[str]:
    yield ""
    yield f"## {recipe.question}"
    yield ""
    if recipe.hint:
        yield recipe.hint
        yield ""
    yield "```sql"
    yield recipe.sql
    yield "```"
    if recipe.example:
        given = ", ".join(f"`:{name}` = `{value}`" for name, value in recipe.example.items())
        yield ""
        yield f"For instance {given}."
