"""Comment systems: a saved response in each one's own shape becomes a thread."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.comment_systems import READERS, fetches, read
from blogarchive.document import Document
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


def test_a_caller_may_know_the_post_better() -> None:
    body = json.dumps({"id": None, "total_replies": 0, "hidden_replies": 0, "replies": []}).encode()
    found = read(Page(url="https://isso.example/?uri=%2Fx", body=body), about=POST)
    assert found is not None
    assert found.posts[0].url == POST


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
    ]
)
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


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<div id="disqus_thread"></div><script>var disqus_shortname = "bread";</script>', "https://disqus.com/embed/comments/?base=default&f=bread"),
        ('<script data-isso="//isso.example/"></script><section id="isso-thread"></section>', "https://isso.example/?uri=%2F2020%2Fbread%2F"),
        ('<script data-ghost-comments="https://blog.example/" data-post-id="5f"></script>', "https://blog.example/members/api/comments/post/5f/"),
        ('<script src="https://giscus.app/client.js" data-repo="a/b" data-mapping="pathname"></script>', "https://giscus.app/api/discussions?repo=a%2Fb&term=2020%2Fbread%2F"),
        ('<script src="https://utteranc.es/client.js" repo="a/b" issue-number="4"></script>', "https://api.github.com/repos/a/b/issues/4/comments"),
        ('<script>var remark_config = {host: "https://r.example", site_id: "me"}</script>', "https://r.example/api/v1/find?site=me"),
        ('<div id="cusdis_thread" data-host="https://c.example" data-app-id="a" data-page-id="p"></div>', "https://c.example/api/open/comments?appId=a&pageId=p"),
        ('<link rel="alternate" href="https://blog.example/feeds/77/comments/default">', "https://blog.example/feeds/77/comments/default?alt=json"),
        ('<div id="commento"></div><script src="https://c.example/js/commento.js"></script>', "https://c.example/api/comment/list?__wb_method=POST&commenterToken=anonymous&domain=blog.example&path=%2F2020%2Fbread%2F"),
        ('<comentario-comments page-id="/b"></comentario-comments><script src="//c.example/x/comentario.js"></script>', "https://c.example/x/api/embed/comments?__wb_method=POST&host=blog.example&path=%2Fb"),
        ('<script>window._preloads        = JSON.parse("{\\"post\\":{\\"id\\":7,\\"comment_count\\":3}}")</script>', "https://blog.example/api/v1/post/7/comments?token=&all_comments=true&sort=oldest_first"),
        ('<meta name="forem:name" content="x"><article data-article-id="12"></article>', "https://blog.example/api/comments?a_id=12"),
        ('<link rel="webmention" href="https://webmention.io/blog.example/webmention">', "https://webmention.io/api/mentions.jf2?target%5B%5D=https%3A%2F%2Fblog.example%2F2020%2Fbread&target%5B%5D="),
        ('<link rel="https://api.w.org/" href="/wp-json/"><link rel="shortlink" href="/?p=9">', "https://blog.example/wp-json/wp/v2/comments?post=9"),
    ],
)  # fmt: skip
def test_where_the_thread_can_be_fetched(markup: str, address: str) -> None:
    document = Document(Page(url=POST, body=f"<html><body>{markup}</body></html>".encode()))
    links = fetches(document)
    assert len(links) == 1
    assert links[0].url.startswith(address)
    assert (links[0].kind, links[0].about) == ("api", POST)


def test_isso_is_asked_for_the_unescaped_path_where_the_escaped_one_has_no_thread() -> None:
    empty: dict[str, Any] = {"id": None, "total_replies": 0, "hidden_replies": 0, "replies": []}
    found = answer(empty, "https://blog.example/isso/?uri=%2Ff%25C3%25BCr%2F")
    assert [link.url for link in found.links] == ["https://blog.example/isso/?uri=%2Ff%C3%BCr%2F"]
    assert not answer(empty, "https://blog.example/isso/?uri=%2Ff%C3%BCr%2F").links


def test_a_post_that_wordpress_com_hosts_is_asked_for_there() -> None:
    html = '<link href="https://s1.wp.com/wp-content/themes/pub/x/style.css"><body class="single postid-339"><p>x'
    (link,) = fetches(Document(Page(url="https://blog.example/a/", body=html.encode())))
    assert link.url.startswith("https://public-api.wordpress.com/rest/v1.1/sites/blog.example/posts/339/replies/?")


def test_substack_is_not_asked_where_the_page_says_that_nobody_spoke() -> None:
    html = '<script>window._preloads = {"post":{"id":7,"comment_count":0}}</script>'
    assert fetches(Document(Page(url=POST, body=html.encode()))) == ()


def test_comentario() -> None:
    said = {"id": "a", "html": "<p>Hi</p>", "createdTime": "2024-01-02T03:04:05Z", "userCreated": "u"}
    answered = {**said, "id": "b", "parentId": "a", "userCreated": "gone", "isDeleted": True}
    data = {
        "pageInfo": {"pageId": "p"},
        "comments": [said, answered, {**said, "id": "c", "isPending": True}],
        "commenters": [{"id": "u", "name": "Ann", "websiteUrl": "https://ann.example/"}],
    }
    found = answer(data)
    assert rows(found) == [("a", None, 0, "Ann", "Hi"), ("b", "a", 1, None, None)]
    assert (first(found).author_url, first(found).published) == ("https://ann.example/", "2024-01-02T03:04:05+00:00")


def onward(data: Any, url: str) -> list[str]:
    return [link.url for link in answer(data, url).links]


def test_webmentions_go_on_where_an_answer_is_full() -> None:
    url = "https://webmention.io/api/mentions.jf2?target%5B%5D=https%3A%2F%2Fb.example%2Fa&per-page=2&page=0"
    said = {"wm-id": 1, "wm-property": "in-reply-to", "wm-target": POST, "content": {"text": "Hm"}}
    full = {"type": "feed", "children": [said, {**said, "wm-id": 2}]}
    assert onward(full, url) == [url.replace("page=0", "page=1")]
    assert onward({"type": "feed", "children": [said]}, url) == []


def test_a_blogger_feed_goes_on_by_number_where_it_names_no_next_page() -> None:
    url = "https://x.blogspot.com/feeds/7/comments/default?alt=json&max-results=2"
    entry = {"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, "thr$in-reply-to": {"ref": "x"}}
    feed = {"id": {"$t": "tag:blogger.com,1999:blog-1.post-7..comments"}, "entry": [entry, entry],
            "openSearch$startIndex": {"$t": "1"}, "openSearch$itemsPerPage": {"$t": "2"}}  # fmt: skip
    assert onward({"feed": {**feed, "openSearch$totalResults": {"$t": "3"}}}, url) == [f"{url}&start-index=3"]
    assert onward({"feed": {**feed, "openSearch$totalResults": {"$t": "2"}}}, url) == []


def test_what_disqus_shows_beyond_its_first_page_waits_for_a_key() -> None:
    thread = {**DISQUS["response"]["thread"], "id": "77", "forum": "bread"}
    (link,) = answer({**DISQUS, "response": {**DISQUS["response"], "thread": thread}}).links
    assert link.url == (
        "https://disqus.com/api/3.0/threads/listPostsThreaded?limit=50&thread=77&forum=bread&order=asc&cursor=1%3A0%3A0"
    )
    later = {"cursor": {"hasNext": True, "next": "2:0:0"}, "response": DISQUS["response"]["posts"]}
    assert onward(later, link.url) == [link.url.replace("1%3A0", "2%3A0")]
    assert onward({**later, "cursor": {"hasNext": False, "next": None}}, link.url) == []
