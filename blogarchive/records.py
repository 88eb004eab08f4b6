"""A post as the JSON record that `extract` and `export jsonl` print: what the page does not state is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.models import Comment, Post

POST_FIELDS = (
    "url", "kind", "platform", "title", "author", "author_url", "published", "updated", "language",
    "categories", "tags", "body_html", "body_text", "comments_declared",
)  # fmt: skip
COMMENT_FIELDS = (
    "id", "parent", "depth", "position", "kind", "author", "author_url", "published", "url", "body_html", "body_text",
)  # fmt: skip

# A reader of the records may rely on these: null where the page says nothing.
ALWAYS = frozenset({"id", "parent", "depth", "position", "kind", "author", "url"})


def post_record(post: Post) -> dict[str, object]:
    """The post with its comments, ready for `json.dumps`."""
    record: dict[str, object] = {}
    for name in POST_FIELDS:
        value = getattr(post, name)
        if isinstance(value, tuple):
            record[name] = list(value)
        elif value is not None and value != "":
            record[name] = value
    record["comments"] = [comment_record(comment) for comment in post.comments]
    return record


def comment_record(comment: Comment) -> dict[str, object]:
    """One comment of a post's record."""
    values = {name: getattr(comment, name) for name in COMMENT_FIELDS}
    return {name: value for name, value in values.items() if name in _KEPT or (value is not None and value != "")}


_KEPT = ALWAYS - {"url"}
