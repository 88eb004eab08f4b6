"""Comment systems: whatever a server sends is read without an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.extraction.comment_systems import READERS, read
from blogarchive.models import Page
from tests.extraction.comment_systems.test_comment_systems import POST


@pytest.mark.parametrize(
    "body", [b"", b"<html><p>no</p></html>", b"[]", b"{}", b'{"comments": []}', b"[1, 2]", b"{broken"]
)
def test_what_no_system_knows(body: bytes) -> None:
    assert read(Page(url=POST, body=body)) is None


@pytest.mark.parametrize("frame", ["{}", "\ufeff{}", " \n{}", ")]}}',{}", "while(1);{}", "/**/call.back_1({});"])
def test_what_servers_put_around_json(frame: str) -> None:
    body = frame.format(json.dumps({"id": None, "total_replies": 0, "hidden_replies": 0, "replies": []})).encode()
    found = read(Page(url="https://isso.example/", body=body))
    assert found is not None
    assert found.platform == "isso"


NAMES = st.sampled_from(
    [
        "comments",
        "comment",
        "replies",
        "data",
        "response",
        "cursor",
        "posts",
        "thread",
        "author",
        "user",
        "member",
        "meta",
        "pagination",
        "discussion",
        "html",
        "id",
        "feed",
        "entry",
        "link",
        "children",
        "info",
        "locator",
        "found",
        "ID",
        "hidden_replies",
        "commenters",
        "commentHex",
        "ancestor_path",
        "wm-id",
        "author_name",
        "post",
        "parent",
        "content",
        "type_of",
        "id_code",
        "html_url",
        "createdAt",
        "commentCount",
        "thr$in-reply-to",
        "$t",
        "date",
        "date_gmt",
        "body",
        "post_stream", "post_number", "cooked", "username", "descendants", "in_reply_to_id", "account", "created_at",
        "objectId", "nick", "results", "page_key", "rid", "content", "headDocument", "authors", "vis", "childContent",
        "edges", "node", "dateAdded", "story", "threadedPostResponses", "dtalkid", "more", "parentId", "message",
        "timePublished", "commentMap", "comment_id", "list", "info", "commentId", "result", "commentList", "commentNo",
        "contents", "regTime", "writer", "items", "comment_data", "cms_body", "cms_pubdate", "commentsHtml", "record",
    ]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.just("tag:blogger.com,1999..comments")
)
JSONS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=30
)


@settings(deadline=None)
@given(JSONS, st.sampled_from(list(READERS)))
def test_any_json_is_no_error(data: Any, name: str) -> None:
    READERS[name](Page(url="https://x.example/?page=z&per_page=-1", body=b""), data)
