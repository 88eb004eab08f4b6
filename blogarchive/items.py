"""A post as an item: the record that `extract` and `export jsonl` print, and that Scrapy's pipelines and feeds get."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Iterable, KeysView, Mapping, MutableMapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_args

from itemadapter import ItemAdapter
from itemadapter.adapter import DictAdapter

from blogarchive.models import CommentKind, PostKind

if TYPE_CHECKING:
    from blogarchive.models import Capture, Comment, Post

logger = logging.getLogger(__name__)

POST_FIELDS = (
    "url", "kind", "platform", "title", "author", "author_url", "published", "updated", "language", "image",
    "categories", "tags", "body_html", "body_text", "comments_declared",
)  # fmt: skip
COMMENT_FIELDS = (
    "id", "parent", "depth", "position", "kind", "author", "author_url", "published", "url", "body_html", "body_text",
)  # fmt: skip
CAPTURE_FIELDS = ("file", "offset", "length", "record_id")

ALWAYS = frozenset({"id", "parent", "depth", "position", "kind", "author"})
"""A reader of comments may rely on these: null where the page says nothing."""

LISTS = ("categories", "tags")
KINDS = (*get_args(PostKind), *get_args(CommentKind))
FIXED = ("url", "capture", "comments")
"""What a pipeline cannot change of a post: what it is about, and what proves it. Comments have their own rule."""
PLACE = ("id", "parent", "depth", "position")
"""The same of a comment: its place in the thread."""


class PostItem(dict[str, Any]):
    """A post with its thread; a field that the page does not state is absent.

    `comments` is a list of dicts in reading order, `capture` a dict of WARC file, offset and length in bytes, and
    record id. A pipeline may add fields of its own.
    """

    FIELDS = (*POST_FIELDS, "comments", "capture")

    def __repr__(self) -> str:
        """In a line: Scrapy logs whole items, and nobody reads a thread in a log. `dict(item)` has all of it."""
        told = {name: self[name] for name in ("url", "title", "published") if name in self}
        return f"<PostItem {told}, {len(self.get('comments', ()))} comments>"


class PostAdapter(DictAdapter):
    """As itemadapter handles any dict, but for the fields: a table has a column for those that are absent, too."""

    @classmethod
    def is_item(cls, item: object) -> bool:
        """Whether this is a post."""
        return isinstance(item, PostItem)

    @classmethod
    def is_item_class(cls, item_class: type) -> bool:
        """Whether instances are posts."""
        return issubclass(item_class, PostItem)

    @classmethod
    def get_field_names_from_class(cls, item_class: type) -> list[str]:  # noqa: ARG003 - itemadapter's signature
        """Every field that a post may have."""
        return list(PostItem.FIELDS)

    def field_names(self) -> KeysView[str]:
        """Every field that a post may have, and those that a pipeline added."""
        return dict.fromkeys([*PostItem.FIELDS, *self.item]).keys()


cast("deque[Any]", ItemAdapter.ADAPTER_CLASSES).appendleft(PostAdapter)


def post_item(post: Post, capture: Capture | None = None) -> PostItem:
    """The post with its comments, ready for `json.dumps`, and with the capture that proves it."""
    item = PostItem()
    for name in POST_FIELDS:
        value = getattr(post, name)
        if isinstance(value, tuple):
            item[name] = list(value)
        elif value is not None and value != "":
            item[name] = value
    item["comments"] = [comment_record(comment) for comment in post.comments]
    if capture is not None:
        item["capture"] = {name: getattr(capture, name) for name in CAPTURE_FIELDS}
    return item


def comment_record(comment: Comment) -> dict[str, Any]:
    """One comment of a post's record."""
    values = {name: getattr(comment, name) for name in COMMENT_FIELDS}
    return {name: value for name, value in values.items() if name in ALWAYS or (value is not None and value != "")}


def changes(before: PostItem, after: object) -> dict[str, Any]:
    """What pipelines made of a post, as a merge patch (RFC 7396): fields that differ, null for one that was emptied.

    `after` may be of any class that itemadapter knows. What it has no field for is unchanged; so is what stands at
    None in a class whose fields are declared, as nobody can tell that from a field that was never filled. Comments
    are named by their ids: `{"comments": {"12": {"author": null}, "13": null}}` took a name off one, and one out.
    """
    if not ItemAdapter.is_item(after):  # a pipeline that forgets to return what it was given
        return {}
    told = ItemAdapter(after).asdict()
    patch = _patch(before, told, FIXED, empties=isinstance(after, MutableMapping))
    if isinstance(told.get("comments"), list | tuple) and (
        thread := _thread_patch(before["comments"], told["comments"])
    ):
        patch["comments"] = thread
    return patch


def _patch(
    before: Mapping[str, Any], told: Mapping[str, Any], fixed: Iterable[str], *, empties: bool
) -> dict[str, Any]:
    patch: dict[str, Any] = {}
    for name, stated in told.items():
        value = list(stated) if isinstance(stated, tuple | set) else stated
        if name in fixed or value == before.get(name) or isinstance(value, bytes):
            continue
        if value is None or value == "":
            if empties and name in before:
                patch[name] = None
        elif fits(name, value):
            patch[name] = value
        else:
            _warn(name, type(value).__name__)
    return patch


def _thread_patch(before: list[dict[str, Any]], told: Iterable[Any]) -> dict[str, Any]:
    known = {comment["id"]: comment for comment in before}
    left = {comment["id"]: comment for comment in told if isinstance(comment, dict) and comment.get("id") in known}
    patch: dict[str, Any] = {}
    for ident, comment in known.items():
        if ident not in left:
            patch[ident] = None
        elif changed := _patch(comment, left[ident], PLACE, empties=True):
            patch[ident] = changed
    return patch


def fits(name: str, value: object) -> bool:
    """Whether a value is one that the record has for a field; fields of a pipeline's own may have any that is JSON."""
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(term, str) for term in value)
    if name == "comments_declared":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "kind":
        return value in KINDS
    if name in POST_FIELDS or name in COMMENT_FIELDS:
        return isinstance(value, str)
    try:
        json.dumps(value, default=str)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


@cache  # once for each field is enough
def _warn(name: str, kind: str) -> None:
    logger.warning(
        "a pipeline gave the field %s a value of type %s: the dataset keeps what the page states", name, kind
    )
