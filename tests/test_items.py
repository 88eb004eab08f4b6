"""A post as an item: absent means that the page does not state it; what pipelines change is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import scrapy  # noqa: TID251 - its items are some of those that users have
from itemadapter import ItemAdapter

from blogarchive.items import PostItem, changes, comment_record, post_item
from blogarchive.models import Comment, Post


def test_what_is_not_stated_is_left_out() -> None:
    record = post_item(Post(url="http://a.example/", platform="generic"))
    assert record == {
        "url": "http://a.example/", "kind": "post", "platform": "generic", "categories": [], "tags": [], "comments": [],
    }  # fmt: skip


def test_a_comment_always_says_where_it_stands_and_whose_it_is() -> None:
    assert comment_record(Comment(id="7")) == {
        "id": "7", "parent": None, "depth": 0, "position": 0, "kind": "comment", "author": None,
    }  # fmt: skip


def test_a_full_post_survives_json() -> None:
    comment = Comment(id="1", author="A", author_url="http://b.example/", published="2011-12-28", body_text="x")
    post = Post(url="http://a.example/", platform="wordpress", title="T", tags=("a",), comments=(comment,))
    record = json.loads(json.dumps(post_item(post)))
    assert record["tags"] == ["a"]
    assert record["comments"][0]["author_url"] == "http://b.example/"
    assert "page" not in record["comments"][0]
    assert "source" not in record


# ---------------------------------------------------------------- what pipelines make of a post

THREAD = (Comment(id="1", author="B", body_text="x"), Comment(id="2", parent="1", body_text="y"))
POST = Post(url="http://a.example/", platform="wordpress", title="T", author="A", tags=("a",), comments=THREAD)


@dataclass
class Declared:
    url: str
    title: str | None = None
    author: str | None = None
    stars: int = 3


class Fielded(scrapy.Item):
    url, title, author = scrapy.Field(), scrapy.Field(), scrapy.Field()


def test_a_post_that_nobody_touched_has_not_changed() -> None:
    item = post_item(POST)
    assert changes(item, item) == changes(item, dict(item)) == {}


@pytest.mark.parametrize(
    ("after", "made"),
    [
        ({"url": "http://a.example/", "title": "U"}, {"title": "U"}),  # a smaller item takes nothing away
        ({"title": None, "author": ""}, {"title": None, "author": None}),
        ({"tags": ("a", "b"), "categories": {"c"}}, {"tags": ["a", "b"], "categories": ["c"]}),
        ({"stars": 3, "picture": b"..."}, {"stars": 3}),  # bytes are for feeds
        ({"url": "http://other.example/", "capture": {}}, {}),  # what it is about, and what proves it
        ({"title": 7, "tags": "a,b", "comments_declared": "2", "kind": "essay"}, {}),  # no values for these columns
        ({"where": {(1, 2): "here"}, "when": date(2014, 3, 2)}, {"when": date(2014, 3, 2)}),  # JSON, or made to be
        (None, {}),
        (Declared("http://a.example/", "U"), {"title": "U", "stars": 3}),  # the author was never filled
        (Fielded(title="U", author=None), {"title": "U", "author": None}),
    ],
)
def test_changes_are_told_of_any_class_of_items(after: object, made: dict[str, Any]) -> None:
    assert changes(post_item(POST), after) == made


def test_comments_are_known_by_their_ids() -> None:
    item = post_item(POST)
    first, second = item["comments"]
    after = {**item, "comments": [{**second, "body_text": "z", "depth": 7}, {"author": "without an id"}]}
    assert changes(item, after) == {"comments": {"1": None, "2": {"body_text": "z"}}}
    assert changes(item, {**item, "comments": [{**first, "author": None}, second]}) == {
        "comments": {"1": {"author": None}}
    }


def test_a_log_names_a_post_in_a_line() -> None:
    assert repr(post_item(POST)) == "<PostItem {'url': 'http://a.example/', 'title': 'T'}, 2 comments>"


def test_a_table_of_posts_has_a_column_for_what_none_states() -> None:
    item = post_item(POST)
    item["mood"] = "sleepy"
    assert list(ItemAdapter(item).field_names()) == [*PostItem.FIELDS, "mood"]
    assert ItemAdapter.get_field_names_from_class(PostItem) == list(PostItem.FIELDS)
    assert "updated" not in ItemAdapter(item)
    assert ItemAdapter({}).field_names() == {}.keys()  # other dicts are as ever
