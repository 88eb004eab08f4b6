"""Comment systems: a saved response in each one's own shape becomes a thread."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from blogarchive.extraction.comment_systems import read
from blogarchive.models import Page

if TYPE_CHECKING:
    from blogarchive.models import Comment, Extraction

POST = "https://blog.example/2020/bread/"


def answer(data: Any, url: str = "https://api.example/comments") -> Extraction:
    found = read(Page(url=url, body=json.dumps(data).encode(), content_type="application/json"))
    assert found is not None
    return found


def rows(found: Extraction) -> list[tuple[str, str | None, int, str | None, str | None]]:
    return [(c.id, c.parent, c.depth, c.author, c.body_text) for c in found.posts[0].comments]


def first(found: Extraction) -> Comment:
    return found.posts[0].comments[0]


DISQUS: dict[str, Any] = {
    "cursor": {"hasNext": True, "next": "1:0:0"},
    "response": {
        "thread": {"link": POST, "title": "On bread &amp; salt", "posts": 3},
        "posts": [
            {
                "id": "1",
                "parent": None,
                "createdAt": "2020-05-01T10:00:00",
                "message": "<p>Good <b>bread</b></p>",
                "author": {
                    "name": "Ann",
                    "url": "https://ann.example/",
                    "isAnonymous": True,
                    "profileUrl": "https://d/g",
                },
            },
            {
                "id": "2",
                "parent": 1,
                "createdAt": "2020-05-01T11:00:00",
                "message": "Yes",
                "author": {
                    "name": "Bob",
                    "url": "",
                    "isAnonymous": False,
                    "profileUrl": "https://disqus.example/by/bob/",
                },
            },
            {
                "id": "3",
                "parent": 2,
                "createdAt": "2020-05-01T12:00:00",
                "message": "x",
                "isDeleted": True,
                "author": {},
            },
            {
                "id": "4",
                "parent": 2,
                "createdAt": "2020-05-01T13:00:00",
                "message": "Buy!",
                "isSpam": True,
                "author": {},
            },
            {
                "id": "5",
                "parent": 2,
                "createdAt": "2020-05-01T14:00:00",
                "message": "Not read by anybody yet.",
                "isApproved": False,
                "author": {"name": "Cid"},
            },
        ],
    },
}


def test_disqus_embedded_page() -> None:
    html = f'<html><script type="text/json" id="disqus-threadData">{json.dumps(DISQUS)}</script></html>'
    found = read(Page(url="https://disqus.com/embed/comments/?f=x", body=html.encode(), content_type="text/html"))
    assert found is not None
    post = found.posts[0]
    assert (post.url, post.title, post.comments_declared, post.source) == (POST, "On bread & salt", 3, "embed")
    assert rows(found) == [
        ("1", None, 0, "Ann", "Good bread"),
        ("2", "1", 1, "Bob", "Yes"),
        ("3", "2", 2, None, None),
    ]
    assert first(found).published == "2020-05-01T10:00:00+00:00"
    assert [c.author_url for c in post.comments] == ["https://ann.example/", "https://disqus.example/by/bob/", None]
    assert first(found).url == f"{POST}#comment-1"


def test_isso() -> None:
    reply = {"id": 2, "parent": 1, "text": "<p>No</p>", "author": None, "mode": 1, "created": 1588327200.5}
    gone: dict[str, Any] = {
        "id": 3,
        "parent": None,
        "text": "",
        "author": "Eve",
        "mode": 4,
        "created": 1588330000.0,
        "replies": [],
    }
    held = {"id": 4, "parent": None, "text": "spam", "author": "X", "mode": 2, "created": 1588330000.0}
    top = {"id": 1, "parent": None, "text": "<p>Hi</p>", "author": "Ann", "website": "https://ann.example", "mode": 1}
    data = {
        "id": None,
        "total_replies": 3,
        "hidden_replies": 0,
        "replies": [{**top, "created": 1588320000.0, "replies": [reply]}, gone, held],
    }
    found = answer(data, "https://isso.example/?uri=%2F2020%2Fbread%2F")
    assert rows(found) == [("1", None, 0, "Ann", "Hi"), ("2", "1", 1, "Anonymous", "No"), ("3", None, 0, None, None)]
    assert first(found).published == "2020-05-01T08:00:00+00:00"
    assert found.posts[0].url == "https://isso.example/?uri=%2F2020%2Fbread%2F"


def test_ghost_keeps_the_place_of_what_was_taken_down_and_answered() -> None:
    reply = {"html": "<p>No</p>", "member": {"name": "Ann"}, "created_at": "2023-01-02T00:00:00.000Z"}
    gone = {"in_reply_to_id": "b", "in_reply_to_snippet": "[removed]", "parent_id": "a"}
    data = {
        "comments": [{**reply, "id": "a", "replies": [{**reply, **gone, "id": "c"}, {**reply, **gone, "id": "d"}]}],
        "meta": {"pagination": {"page": 1, "next": None, "total": 1}},
    }
    found = answer(data, "https://blog.example/members/api/comments/post/5f/?limit=100")
    assert [(c.id, c.parent, c.author) for c in found.posts[0].comments] == [
        ("a", None, "Ann"), ("b", "a", None), ("c", "b", "Ann"), ("d", "b", "Ann"),
    ]  # fmt: skip


def test_ghost_states_true_parents_and_what_is_left_out() -> None:
    reply = {
        "id": "b",
        "html": "<p>No</p>",
        "member": None,
        "created_at": "2023-01-02T00:00:00.000Z",
        "status": "published",
    }
    deeper = {**reply, "id": "c", "in_reply_to_id": "b", "member": {"name": None}}
    hidden = {**reply, "id": "d", "html": None, "status": "hidden", "member": {"name": "Eve"}}
    top = {**reply, "id": "a", "html": "<p>Hi</p>", "member": {"name": "Ann"}, "created_at": "2023-01-01T00:00:00.000Z"}
    data = {
        "comments": [{**top, "replies": [reply, deeper], "count": {"replies": 5}}, {**hidden, "replies": []}],
        "meta": {"pagination": {"page": 1, "next": 2, "total": 9}},
    }
    found = answer(data, "https://blog.example/members/api/comments/post/5f/?limit=100")
    assert rows(found) == [
        ("a", None, 0, "Ann", "Hi"),
        ("b", "a", 1, "Deleted member", "No"),
        ("c", "b", 2, "Anonymous", "No"),
        ("d", None, 0, None, None),
    ]
    assert [link.url for link in found.links] == [
        "https://blog.example/members/api/comments/post/5f/?page=2&limit=100&order=created_at+asc",
        "https://blog.example/members/api/comments/a/replies/?limit=100",
    ]


def test_giscus() -> None:
    who = {"login": "ann", "url": "https://github.com/ann"}
    reply = {"id": "R", "author": None, "createdAt": "2022-01-02T00:00:00Z", "bodyHTML": "<p>No</p>", "replyToId": "C"}
    comment = {
        "id": "C",
        "author": who,
        "createdAt": "2022-01-01T00:00:00Z",
        "bodyHTML": "<p>Hi</p>",
        "replies": [reply],
    }
    data = {
        "discussion": {
            "totalCommentCount": 1,
            "totalReplyCount": 1,
            "pageInfo": {"hasNextPage": True, "endCursor": "Y3"},
            "comments": [comment],
        }
    }
    found = answer(data, "https://giscus.app/api/discussions?repo=a/b&term=x")
    assert rows(found) == [("C", None, 0, "ann", "Hi"), ("R", "C", 1, None, "No")]
    assert found.posts[0].comments_declared == 2
    assert found.links[0].url == "https://giscus.app/api/discussions?repo=a%2Fb&term=x&after=Y3"


def test_utterances() -> None:
    item = {
        "id": 7,
        "html_url": "https://github.com/a/b/issues/1#issuecomment-7",
        "user": {"login": "ann", "html_url": "https://github.com/ann"},
        "created_at": "2022-01-01T00:00:00Z",
        "body": "Hello\nthere\n\n<world>",
    }
    found = answer([item, {**item, "id": 8}], "https://api.github.com/repos/a/b/issues/1/comments?per_page=2")
    assert rows(found)[0] == ("7", None, 0, "ann", "Hello\nthere\n\n<world>")
    assert found.links[0].url.endswith("?per_page=2&page=2")


def test_remark42() -> None:
    def item(ident: str, pid: str, **more: Any) -> dict[str, Any]:
        return {
            "id": ident,
            "pid": pid,
            "text": "<p>Hi</p>",
            "user": {"name": "Ann"},
            "locator": {"url": POST},
            "time": "2021-03-04T05:06:07-05:00",
            **more,
        }

    tree = [{"comment": item("1", ""), "replies": [{"comment": item("2", "1", delete=True, text="")}]}]
    found = answer({"comments": tree, "info": {"url": POST, "count": 2}})
    assert rows(found) == [("1", None, 0, "Ann", "Hi"), ("2", "1", 1, None, None)]
    assert (found.posts[0].url, first(found).published) == (POST, "2021-03-04T05:06:07-05:00")
    flat = answer({"comments": [item("1", ""), item("2", "1")], "info": {"url": POST, "count": 2}})
    assert [c.parent for c in flat.posts[0].comments] == [None, "1"]


def test_commento() -> None:
    comment = {
        "commentHex": "a",
        "commenterHex": "u",
        "parentHex": "root",
        "html": "<p>Hi</p>",
        "creationDate": "2020-01-02T03:04:05Z",
    }
    data = {
        "success": True,
        "comments": [comment, {**comment, "commentHex": "b", "parentHex": "a", "commenterHex": "anonymous"}],
        "commenters": {"u": {"name": "Ann", "link": "undefined"}},
    }
    found = answer(data)
    assert rows(found) == [("a", None, 0, "Ann", "Hi"), ("b", "a", 1, None, "Hi")]
    assert first(found).author_url is None


def test_cusdis() -> None:
    reply = {
        "id": "2",
        "createdAt": "2021-01-02T00:00:00Z",
        "content": "Thanks",
        "by_nickname": "x",
        "moderator": {"displayName": "Owner"},
    }
    comment = {"id": "1", "createdAt": "2021-01-01T00:00:00Z", "parsedContent": "<p>Hi</p>", "by_nickname": "Ann"}
    data = {"data": {"commentCount": 2, "pageCount": 2, "data": [{**comment, "replies": {"data": [reply]}}]}}
    found = answer(data, "https://cusdis.example/api/open/comments?appId=a&pageId=p&page=1")
    assert rows(found) == [("1", None, 0, "Ann", "Hi"), ("2", "1", 1, "Owner", "Thanks")]
    assert found.links[0].url.endswith("appId=a&pageId=p&page=2")


def test_substack() -> None:
    child = {
        "id": 2,
        "body": "No",
        "date": "2022-06-12T20:54:47.577Z",
        "name": None,
        "ancestor_path": "1",
        "deleted": True,
        "children": [],
    }
    top = {
        "id": 1,
        "body": "Hi\nyou",
        "date": "2022-06-12T20:00:00.000Z",
        "name": "Ann",
        "handle": "ann",
        "post_id": 5,
        "ancestor_path": "",
    }
    found = answer(
        {"comments": [{**top, "children": [child]}]}, "https://x.example/api/v1/post/5/comments?all_comments=true"
    )
    assert rows(found) == [("1", None, 0, "Ann", "Hi\nyou"), ("2", "1", 1, None, None)]
    assert first(found).author_url == "https://substack.com/@ann"
    assert first(found).published == "2022-06-12T20:00:00+00:00"


def test_forem() -> None:
    user = {"name": "Ann", "username": "ann"}
    base = {"type_of": "comment", "created_at": "2020-07-02T17:19:40Z", "user": user, "children": []}
    reply = {**base, "id_code": "b", "body_html": "", "user": {}}
    data = [{**base, "id_code": "a", "body_html": "<p>Hi</p>", "children": [reply]}]
    found = answer(data, "https://dev.example/api/comments?a_id=1")
    assert rows(found) == [("a", None, 0, "Ann", "Hi"), ("b", "a", 1, None, None)]
    assert first(found).url == "https://dev.example/ann/comment/a"


def test_blogger_feed_parent_is_the_related_link() -> None:
    def entry(ident: int, parent: int | None) -> dict[str, Any]:
        links = [{"rel": "alternate", "href": f"{POST}?showComment=1#c{ident}"}]
        if parent:
            links.append({"rel": "related", "href": f"https://www.blogger.com/feeds/1/9/comments/default/{parent}"})
        return {
            "id": {"$t": f"tag:blogger.com,1999:blog-1.post-{ident}"},
            "published": {"$t": f"2013-09-03T11:42:0{ident}.000-07:00"},
            "content": {"$t": "<p>Hi</p>"},
            "author": [{"name": {"$t": "Ann"}, "uri": {"$t": "https://www.blogger.com/profile/1"}}],
            "thr$in-reply-to": {"href": POST},
            "link": links,
        }

    feed = {
        "id": {"$t": "tag:blogger.com,1999:blog-1.post9..comments"},
        "openSearch$totalResults": {"$t": "88"},
        "link": [
            {"rel": "alternate", "href": POST},
            {"rel": "next", "href": "https://blog.example/feeds/9/comments/default?start-index=26"},
        ],
        "entry": [entry(2, 1), entry(1, None)],
    }
    found = answer({"version": "1.0", "feed": feed})
    assert rows(found) == [("1", None, 0, "Ann", "Hi"), ("2", "1", 1, "Ann", "Hi")]
    assert (found.posts[0].url, found.posts[0].comments_declared, len(found.links)) == (POST, 88, 1)
    assert first(found).published == "2013-09-03T11:42:01-07:00"


def test_wp_json_gives_the_sites_own_clock_with_its_offset() -> None:
    item = {
        "id": 5,
        "post": 9,
        "parent": 0,
        "author_name": "Ann &amp; Co",
        "author_url": "http://",
        "date": "2020-07-01T12:00:00",
        "date_gmt": "2020-07-01T10:00:00",
        "content": {"rendered": "<p>Hi</p>"},
        "link": f"{POST}comment-page-1/#comment-5",
        "type": "comment",
    }
    found = answer(
        [item, {**item, "id": 6, "parent": 5}], "https://blog.example/wp-json/wp/v2/comments?post=9&per_page=2"
    )
    assert rows(found) == [("5", None, 0, "Ann & Co", "Hi"), ("6", "5", 1, "Ann & Co", "Hi")]
    assert (first(found).published, first(found).author_url) == ("2020-07-01T12:00:00+02:00", None)
    assert found.posts[0].url == POST
    assert [link.url for link in found.links] == [
        "https://blog.example/wp-json/wp/v2/comments?post=9&per_page=2&page=2"
    ]


def test_wordpress_com_shows_pings() -> None:
    item = {
        "ID": 5,
        "post": {"ID": 9, "title": "On bread", "link": "https://public-api.example/posts/9"},
        "author": {"name": "Ann", "URL": "https://ann.example/"},
        "date": "2020-07-01T12:00:00+02:00",
        "URL": f"{POST}#comment-5",
        "content": "<p>Hi</p>",
        "parent": False,
        "type": "comment",
    }
    found = answer({"found": 2, "comments": [item, {**item, "ID": 6, "type": "pingback", "parent": {"ID": 5}}]})
    assert [(c.id, c.parent, c.kind) for c in found.posts[0].comments] == [
        ("5", None, "comment"),
        ("6", "5", "pingback"),
    ]
    assert (found.posts[0].title, found.posts[0].url, found.posts[0].comments_declared) == ("On bread", POST, 2)


def test_webmention_io_keeps_what_was_said() -> None:
    item = {
        "wm-id": 1,
        "wm-target": POST,
        "wm-property": "in-reply-to",
        "author": {"name": "Ann"},
        "content": {"text": "Hi"},
    }
    data = {
        "type": "feed",
        "children": [{**item, "wm-received": "2021-01-01T00:00:00Z"}, {**item, "wm-id": 2, "wm-property": "like-of"}],
    }
    found = answer(data)
    assert rows(found) == [("1", None, 0, "Ann", "Hi")]
    assert (found.posts[0].url, first(found).published) == (POST, "2021-01-01T00:00:00+00:00")


def test_a_caller_may_know_the_post_better() -> None:
    body = json.dumps({"id": None, "total_replies": 0, "hidden_replies": 0, "replies": []}).encode()
    found = read(Page(url="https://isso.example/?uri=%2Fx", body=body), about=POST)
    assert found is not None
    assert found.posts[0].url == POST
