"""A post as JSON: absent means that the page does not state it."""

from __future__ import annotations

import json

from blogarchive.models import Comment, Post
from blogarchive.records import comment_record, post_record


def test_what_is_not_stated_is_left_out() -> None:
    record = post_record(Post(url="http://a.example/", platform="generic"))
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
    record = json.loads(json.dumps(post_record(post)))
    assert record["tags"] == ["a"]
    assert record["comments"][0]["author_url"] == "http://b.example/"
    assert "page" not in record["comments"][0]
    assert "source" not in record
