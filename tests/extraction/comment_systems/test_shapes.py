"""Comment systems whose answers are read by a table of names: one answer of each, written here, and its thread."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from blogarchive.extraction.comment_systems import read
from blogarchive.extraction.extract import extract
from blogarchive.models import Page
from tests.extraction.comment_systems.test_comment_systems import answer, first, rows

THREE = [("1", None, 0, "Ann", "Rye"), ("2", "1", 1, "Bob", "Wheat"), ("3", "2", 2, None, None)]
TWO = THREE[:2]
HOME = "https://ann.example"
T8, T9 = "2020-05-01T08:00:00.000Z", "2020-05-01T09:00:00+0000"
C8, C9 = "2020-05-01 08:00:00", "2020-05-01 09:00:00"
S8, S9 = 1588320000, 1588323600


def both(one: dict[str, Any], two: dict[str, Any], **shared: Any) -> list[dict[str, Any]]:
    return [{**shared, **one}, {**shared, **two}]


WALINE = {
    "errno": 0,
    "data": {
        "page": 1, "totalPages": 2, "count": 2,
        "data": [{"objectId": "1", "nick": "Ann", "link": HOME, "comment": "<p>Rye</p>", "time": S8 * 1000,
                  "children": [{"objectId": "2", "pid": "1", "rid": "1", "nick": "Bob", "comment": "<p>Wheat</p>",
                                "time": S9 * 1000}]}],
    },
}  # fmt: skip
VALINE = {
    "results": both(
        {"objectId": "1", "nick": "Ann", "comment": "<p>Rye</p>", "link": HOME},
        {"objectId": "2", "nick": "Bob", "comment": "<p>Wheat</p>", "pid": "1", "rid": "1"},
        url="/bread/", insertedAt={"__type": "Date", "iso": T8},
    ),
}  # fmt: skip
TWIKOO = {
    "data": [{"id": "1", "nick": "Ann", "link": HOME, "comment": "<p>Rye</p>", "created": S8 * 1000,
              "isSpam": False, "replies": [
                  {"id": "2", "pid": "1", "rid": "1", "nick": "Bob", "comment": "Wheat", "created": S9 * 1000}]},
             {"id": "9", "nick": "X", "comment": "Buy", "created": S8 * 1000, "isSpam": True}],
    "more": False, "count": 1,
}  # fmt: skip
ARTALK = {
    "comments": [*both(
        {"id": 1, "rid": 0, "nick": "Ann", "link": HOME, "content": "<p>Rye</p>"},
        {"id": 2, "rid": 1, "nick": "Bob", "content": "<p>Wheat</p>"},
        page_key="/bread/", date=C8, is_pending=False,
    ), {"id": 3, "rid": 1, "nick": "X", "content": "?", "page_key": "/", "date": C8, "is_pending": True}],
    "count": 3, "roots_count": 1,
}  # fmt: skip
MASTODON = {
    "ancestors": [],
    "descendants": [*both(
        {"id": "1", "in_reply_to_id": "100", "content": "<p>Rye</p>", "url": "https://s.example/@ann/1",
         "account": {"display_name": "Ann", "acct": "ann", "url": HOME}},
        {"id": "2", "in_reply_to_id": "1", "content": "<p>Wheat</p>", "url": "https://s.example/@bob/2",
         "account": {"display_name": "", "username": "Bob", "url": "https://s.example/@bob"}},
        created_at=T8, visibility="public",
    ), {"id": "4", "in_reply_to_id": "1", "content": "Psst", "account": {}, "visibility": "private", "created_at": T8}],
}  # fmt: skip
BLUESKY = {
    "thread": {
        "post": {"uri": "at://ann/1", "record": {"text": "New: bread"}},
        "replies": [{
            "post": {"uri": "1", "author": {"handle": "ann.example", "displayName": "Ann"},
                     "record": {"text": "Rye", "createdAt": T8}},
            "replies": [{"post": {"uri": "2", "author": {"handle": "Bob"},
                                  "record": {"text": "Wheat", "createdAt": T9}}}],
        }],
    },
}  # fmt: skip
FYRE = {"vis": 1, "type": 0}
LIVEFYRE = {
    "headDocument": {
        "content": [{**FYRE, "content": {"id": 1, "authorId": "a", "parentId": "", "bodyHtml": "Rye", "createdAt": S8},
                     "childContent": [
            {**FYRE, "content": {"id": "2", "authorId": "b", "parentId": "1", "bodyHtml": "Wheat", "createdAt": S9}},
            {"vis": 0, "content": {"id": "3", "authorId": "a", "parentId": "2", "bodyHtml": "", "createdAt": S9}},
            {"vis": 1, "type": 1, "content": {"id": "7", "authorId": "b", "targetId": "1"}}]}],
        "authors": {"a": {"displayName": "Ann", "profileUrl": HOME}, "b": {"displayName": "Bob"}},
    },
    "collectionSettings": {"numVisible": 2, "title": "Bread", "url": "https://blog.example/bread"},
}  # fmt: skip
HASHNODE = {
    "data": {"post": {"responseCount": 1, "comments": {
        "pageInfo": {"hasNextPage": True, "endCursor": "c1"},
        "edges": [{"node": {
            "id": "1", "dateAdded": T8, "content": {"html": "<p>Rye</p>"},
            "author": {"name": "Ann", "username": "ann"},
            "replies": {"edges": [{"node": {"id": "2", "dateAdded": T9,
                                            "content": {"html": "Wheat"}, "author": {"name": "Bob"}}}]}}}]}}},
}  # fmt: skip
CORAL = {
    "data": {"story": {"comments": {"edges": [{"node": {
        "id": "1", "body": "<p>Rye</p>", "createdAt": T8, "author": {"username": "Ann"},
        "replies": {"edges": [{"node": {
            "id": "2", "body": "Wheat", "createdAt": T9, "author": {"username": "Bob"},
            "replies": {"edges": [{"node": {"id": "3", "body": None, "createdAt": T9,
                                            "author": None}}]}}}]}}}]}}},
}  # fmt: skip
MEDIUM = [{"data": {"post": {"id": "be01", "postResponses": {"count": 2}, "threadedPostResponses": {"posts": [{
    "id": "1", "firstPublishedAt": S8 * 1000, "creator": {"name": "Ann", "username": "ann"},
    "content": {"bodyModel": {"paragraphs": [{"type": "P", "text": "Rye"}]}},
    "threadedPostResponses": {"posts": [{"id": "2", "createdAt": S9 * 1000, "creator": {"name": "Bob"},
                                         "content": {"bodyModel": {"paragraphs": [{"type": "P", "text": "Wheat"}]}}}]},
}]}}}}]  # fmt: skip
LIVEJOURNAL = {
    "replycount": 40,
    "comments": [
        {"dtalkid": 1, "thread": 1, "parent": 0, "level": 1, "dname": "Ann", "commenter_journal_base": HOME,
         "article": "Rye", "ctime_ts": S8, "thread_url": "https://x.livejournal.com/9.html?thread=1#t1"},
        {"dtalkid": 2, "thread": 2, "parent": 1, "level": 2, "uname": "Bob", "article": "Wheat", "ctime_ts": S9},
        {"dtalkid": 3, "thread": 3, "parent": 2, "level": 3, "dname": "Cy", "deleted": 1, "ctime_ts": S9},
        {"more": 2, "data": "11:12", "thread": 3},
    ],
}  # fmt: skip
HABR = {
    "comments": {
        "1": {"id": "1", "parentId": None, "level": 0, "timePublished": T8, "message": "<p>Rye</p>",
              "author": {"alias": "Ann"}, "children": ["2"]},
        "2": {"id": "2", "parentId": "1", "timePublished": T9, "message": "Wheat", "author": {"alias": "Bob"}},
        "3": {"id": "3", "parentId": "2", "timePublished": T9, "message": "UFO flew in", "author": None},
    },
    "threads": ["1"], "lastCommentTimestamp": S9,
}  # fmt: skip
AMEBA = {
    "commentMap": {"1": {"comment_id": 1, "comment_name": "Ann", "comment_url": HOME, "comment_title": "Re",
                         "comment_text": "Rye", "ins_datetime": T8,
                         "replies": [{"comment_id": 2, "comment_name": "Bob", "comment_text": "Wheat",
                                      "ins_datetime": T9}]}},
    "commentIds": [1], "paging": {"total_count": 3},
}  # fmt: skip
CSDN = {
    "code": 200,
    "data": {"pageCount": 1, "floorCount": 1, "list": [{
        "info": {"commentId": 1, "parentId": 0, "nickName": "Ann", "userName": "ann", "content": "Rye", "postTime": C8},
        "sub": [{"commentId": 2, "parentId": 1, "nickName": "Bob", "content": "Wheat", "postTime": C9}]}]},
}  # fmt: skip
NAVER = {
    "success": True,
    "result": {"pageModel": {"page": 1, "totalPages": 2}, "count": {"total": 3}, "commentList": [
        {"commentNo": 1, "parentCommentNo": 1, "userName": "Ann", "contents": "Rye", "regTime": T8},
        {"commentNo": 2, "parentCommentNo": 1, "userName": "Bob", "contents": "Wheat", "regTime": T9},
        {"commentNo": 3, "parentCommentNo": 2, "userName": "Cy", "contents": "", "secret": True, "regTime": T9}]},
}  # fmt: skip
TISTORY = {
    "data": {"items": [{"id": 1, "writer": {"name": "Ann", "homepage": HOME}, "content": "Rye",
                        "written": T8,
                        "children": [{"id": 2, "parentId": 1, "writer": {"name": "Bob"}, "content": "Wheat",
                                      "written": T9}]}],
             "isLast": False, "nextId": 7},
}  # fmt: skip
SINA = {
    "code": "A00006",
    "data": {"comment_total_num": "61", "comment_data": both(
        {"id": "1", "uname": "Ann", "ulink": HOME, "cms_body": "%52ye", "stair_cms_id": None},
        {"id": "2", "uname": "Bob", "cms_body": quote("Wheat"), "stair_cms_id": "1"},
        cms_pubdate=C8,
    )},
}  # fmt: skip
MICRO_BLOG = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "1", "content_html": "<p>Rye</p>", "date_published": T8, "url": "https://micro.blog/ann/1",
               "author": {"name": "Ann", "url": HOME}}],
}  # fmt: skip
SQUARESPACE = {
    "comments": [{"id": "1", "addedOn": S8 * 1000, "body": "Rye", "author": {"displayName": "Ann", "websiteUrl": HOME},
                  "replies": [{"id": "2", "parentId": "1", "addedOn": S9 * 1000, "body": "Wheat",
                               "anonymousName": "Bob"}]}],
    "hasMore": True,
}  # fmt: skip
ASKED = "journal=x&itemid=9&page=1"
CASES: list[tuple[str, str, Any, list[Any], list[str]]] = [
    ("waline", "https://w.example/api/comment?path=%2F&page=1", WALINE, TWO, ["https://w.example/api/comment?path=%2F&page=2"]),
    ("valine", "https://x.api.example/1.1/classes/Comment", VALINE, TWO, []),
    ("twikoo", "https://t.example/?__wb_method=POST&event=COMMENT_GET", TWIKOO, TWO, []),
    ("artalk", "https://a.example/api/v2/comments?limit=3&offset=0&flat_mode=true", ARTALK, TWO, []),
    ("mastodon", "https://s.example/api/v1/statuses/100/context", MASTODON, TWO, []),
    ("bluesky", "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread", BLUESKY, TWO, []),
    ("livefyre", "http://bootstrap.x.fyre.co/bs3/x.fyre.co/1/OQ==/init", LIVEFYRE, THREE, []),
    ("hashnode", "https://gql.hashnode.com/", HASHNODE, TWO, []),
    ("coral", "https://coral.example/api/graphql", CORAL, THREE, []),
    ("medium", "https://medium.com/_/graphql", MEDIUM, TWO, []),
    ("livejournal", f"https://x.livejournal.com/__rpc_get_thread?{ASKED}", LIVEJOURNAL, THREE, [
        f"https://x.livejournal.com/__rpc_get_thread?{ASKED}&thread=11",
        f"https://x.livejournal.com/__rpc_get_thread?{ASKED}&thread=12",
        f"https://x.livejournal.com/__rpc_get_thread?{ASKED}".replace("page=1", "page=2"),
    ]),
    ("habr", "https://habr.com/kek/v2/articles/9/comments/", HABR, THREE, []),
    ("ameba", "https://ameblo.jp/_api/blogComments;amebaId=x;limit=1;offset=0", AMEBA, TWO,
     ["https://ameblo.jp/_api/blogComments;amebaId=x;limit=1;offset=1"]),
    ("csdn", "https://blog.csdn.net/phoenix/web/v1/comment/list/9?page=1&size=1", CSDN, TWO,
     ["https://blog.csdn.net/phoenix/web/v1/comment/list/9?page=2&size=1"]),
    ("naver", "https://apis.naver.com/x.json?page=1", NAVER, THREE, ["https://apis.naver.com/x.json?page=2"]),
    ("tistory", "https://x.tistory.com/m/api/9/comment?startId=", TISTORY, TWO, ["https://x.tistory.com/m/api/9/comment?startId=7"]),
    ("sina", "http://blog.sina.com.cn/s/comment_9f_1.html?comment_v=articlenew", SINA, TWO,
     ["http://blog.sina.com.cn/s/comment_9f_2.html?comment_v=articlenew"]),
    ("squarespace", "https://q.example/api/comment/GetComments?targetId=5a&page=1", SQUARESPACE, TWO,
     ["https://q.example/api/comment/GetComments?targetId=5a&page=2"]),
    ("micro.blog", "https://micro.blog/conversation.js?url=https%3A%2F%2Fx.example%2F", MICRO_BLOG, TWO[:1], []),
]  # fmt: skip


@pytest.mark.parametrize(("system", "url", "data", "thread", "onward"), CASES, ids=[case[0] for case in CASES])
def test_an_answer_becomes_a_thread(system: str, url: str, data: Any, thread: list[Any], onward: list[str]) -> None:
    found = answer(data, url)
    assert found.platform == system
    assert rows(found) == thread
    assert [link.url for link in found.links] == onward
    stated = [comment.published or "" for comment in found.posts[0].comments]
    assert stated
    assert all(time.startswith("2020-05-01T0") for time in stated), stated


@pytest.mark.parametrize(("system", "url", "data"), [case[:3] for case in CASES], ids=[case[0] for case in CASES])
def test_a_writers_page_is_an_address_or_nothing(system: str, url: str, data: Any) -> None:
    known = {"bluesky": "https://bsky.app/profile/ann.example", "hashnode": "https://hashnode.com/@ann", "coral": None,
             "medium": "https://medium.com/@ann", "habr": "https://habr.com/ru/users/Ann", "csdn": "https://blog.csdn.net/ann",
             "naver": None}  # fmt: skip
    assert first(answer(data, url)).author_url == known.get(system, HOME)


@pytest.mark.parametrize(
    ("data", "url"),
    [
        ({"errno": 0, "data": {"page": 1, "totalPages": 0, "count": 0, "data": []}}, "https://w.example/api/comment"),
        ({"data": [], "more": False, "count": 0}, "https://t.example/"),
        ({"comments": [], "count": 0, "roots_count": 0}, "https://a.example/api/v2/comments"),
        ({"ancestors": [], "descendants": []}, "https://s.example/api/v1/statuses/100/context"),
        ({"comments": {}, "lastCommentTimestamp": 0}, "https://habr.com/kek/v2/articles/9/comments/"),
        ({"code": 200, "data": {"floorCount": 0, "list": []}}, "https://blog.csdn.net/x"),
        ({"success": True, "result": {"pageModel": {}, "commentList": []}}, "https://apis.naver.com/x"),
        ({"data": {"post": {"comments": {"edges": [], "pageInfo": {}}}}}, "https://gql.hashnode.com/"),
        ({"commentMap": {}, "commentIds": []}, "https://ameblo.jp/_api/blogComments;x"),
    ],
)
def test_an_answer_without_comments_is_known_too(data: Any, url: str) -> None:
    assert answer(data, url).posts[0].comments == ()


def test_a_thread_thousands_deep_is_read() -> None:
    nested: dict[str, Any] = {"objectId": "0", "nick": "Ann", "comment": "x"}
    for number in range(1, 200):
        nested = {"objectId": str(number), "nick": "Ann", "comment": "x", "children": [nested]}
    assert answer({"data": [nested]}).posts[0].comments[-1].depth == 199


def test_a_time_told_from_now_counts_from_the_capture() -> None:
    said = {"info": {"commentId": 1, "nickName": "A", "content": "B", "postTime": "3 days ago"}}
    body = json.dumps({"data": {"list": [said]}}).encode()
    page = Page(url="https://blog.csdn.net/x", body=body, captured=datetime(2024, 5, 6, tzinfo=UTC))
    found = read(page)
    assert found is not None
    assert first(found).published == "2024-05-03"


def test_livejournals_own_script_holds_the_thread_of_its_page() -> None:
    html = (
        '<html><head><script src="https://l-stat.livejournal.net/x.js"></script></head><body>'
        '<h1 class="aentry-post__title">Bread</h1><div class="aentry-post__text aentry-post__text--view">'
        "<p>Rye, wheat and time: that is all there is to it.</p></div>"
        f"<script>Site.page = {json.dumps(LIVEJOURNAL)};</script></body></html>"
    )
    (post,) = extract(Page(url="https://x.livejournal.com/9.html", body=html.encode(), content_type="text/html")).posts
    assert [(c.id, c.parent, c.author, c.source) for c in post.comments] == [
        ("1", None, "Ann", "page"), ("2", "1", "Bob", "page"), ("3", "2", None, "page"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "url", "post"),
    [
        (HABR, "https://habr.com/kek/v2/articles/9/comments/?fl=ru&hl=en", "https://habr.com/en/articles/9/"),
        (SINA, "http://blog.sina.com.cn/s/comment_9f_1.html", "http://blog.sina.com.cn/s/blog_9f.html"),
        (LIVEJOURNAL, f"https://x.livejournal.com/__rpc_get_thread?{ASKED}", "https://x.livejournal.com/9.html"),
        (LIVEFYRE, "http://bootstrap.x.fyre.co/bs3/x/1/OQ==/init", "https://blog.example/bread"),
        (MICRO_BLOG, "https://micro.blog/conversation.js?url=https%3A%2F%2Fx.example%2F", "https://x.example/"),
        ({"data": {"post": {**HASHNODE["data"]["post"], "url": "https://h.example/b"}}}, "https://gql.hashnode.com/",
         "https://h.example/b"),
    ],
)  # fmt: skip
def test_an_answer_tells_which_post_it_is_about(data: Any, url: str, post: str) -> None:
    assert answer(data, url).posts[0].url == post


@pytest.mark.parametrize(
    ("data", "url"),
    [
        (AMEBA, "https://ameblo.jp/_api/blogComments;amebaId=x;limit=9;offset=9"),
        (ARTALK, "https://a.example/api/v2/comments?limit=9&offset=9"),
        (TISTORY, "https://x.tistory.com/m/api/9/comment?startId=7"),
        (SINA, "http://blog.sina.com.cn/s/comment_9f_2.html"),
    ],
)
def test_a_further_answer_never_stands_for_the_whole_thread(data: Any, url: str) -> None:
    assert not answer(data, url).posts[0].is_whole_thread


def test_a_first_answer_that_names_no_further_one_is_the_whole_thread() -> None:
    assert answer(ARTALK, "https://a.example/api/v2/comments?limit=9&offset=0&flat_mode=true").posts[0].is_whole_thread
