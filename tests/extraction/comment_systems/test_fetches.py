"""Comment systems: where the thread that a page only names can be asked for, and where it goes on."""

from __future__ import annotations

from typing import Any

import pytest

from blogarchive.extraction.comment_systems import fetches
from blogarchive.html.document import Document
from blogarchive.models import Page
from tests.extraction.comment_systems.test_comment_systems import DISQUS, POST, answer, first, rows

NEXT = '<script id="__NEXT_DATA__">{{"props": {{"pageProps": {{"post": {{"id": "{}"}}, "of": "hashnode"}}}}}}</script>'


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
        ('<script>Waline.init({el: "#w", serverURL: "https://w.example/", path: "/b"})</script>', "https://w.example/api/comment?path=%2Fb&pageSize=100&page=1"),
        ('<script>twikoo.init({envId: "https://t.example", el: "#t"})</script>', "https://t.example?__wb_method=POST&event=COMMENT_GET&url=%2F2020%2Fbread%2F"),
        ('<script>Artalk.init({pageKey: "/b", server: "https://a.example", site: "B"})</script>', "https://a.example/api/v2/comments?page_key=%2Fb&site_name=B&limit=100"),
        ('<script>DiscourseEmbed = {discourseUrl: "https://f.example/", topicId: 12};</script>', "https://f.example/t/12.json"),
        ("<script>var x = {discourseUrl: '//f.example/', discourseEmbedUrl: 'https://b.example/b'}</script>", "https://f.example/embed/comments?embed_url=https%3A%2F%2Fb.example%2Fb"),
        ("<script>fetch('https://s.example/api/v1/statuses/110605586119/context')</script>", "https://s.example/api/v1/statuses/110605586119/context"),
        ('<oom-comments src="https://s.example/@ann/110605586119"></oom-comments>', "https://s.example/api/v1/statuses/110605586119/context"),
        ('<mastodon-comments host="s.example" user="ann" tootId="110605586119"></mastodon-comments>', "https://s.example/api/v1/statuses/110605586119/context"),
        ("<script>new Gitalk({clientID: 'x', repo: 'b', owner: 'ann', id: '/bread'})</script>", "https://api.github.com/repos/ann/b/issues?labels=Gitalk%2C%2Fbread"),
        ("<script>new Gitment({id: '/bread', owner: 'ann', repo: 'b'})</script>", "https://api.github.com/repos/ann/b/issues?creator=ann&labels=%2Fbread"),
        (NEXT.format("64a0000000000000000000ff"), "https://gql.hashnode.com/?__wb_method=POST&query=query+%7B+post%28id%3A+%2264a0"),
        ("<script>var currentBlogApp = 'ann', cb_entryId = 77;</script>", "https://blog.example/ann/ajax/GetComments.aspx?postId=77&pageIndex=1"),
        ('<script>window.T.entryInfo = {"entryId": 12};</script>', "https://blog.example/m/api/12/comment?startId="),
        ('<script>SQUARESPACE_CONTEXT = {"item": {"id": "5a00000000000000000000ff", "commentCount": 3}}</script>', "https://blog.example/api/comment/GetComments?targetId=5a00000000000000000000ff&targetType=1"),
        ('<link rel="micropub" href="https://micro.blog/micropub">', "https://micro.blog/conversation.js?url=https%3A%2F%2Fblog.example%2F2020%2Fbread%2F&format=jsonfeed"),
    ],
)  # fmt: skip
def test_where_the_thread_can_be_fetched(markup: str, address: str) -> None:
    document = Document(Page(url=POST, body=f"<html><body>{markup}</body></html>".encode()))
    links = fetches(document)
    assert len(links) == 1
    assert links[0].url.startswith(address)
    assert (links[0].kind, links[0].about) == ("api", POST)


@pytest.mark.parametrize(
    ("url", "markup", "address"),
    [
        ("https://evo-x.livejournal.com/9.html", "", "https://evo-x.livejournal.com/__rpc_get_thread?journal=evo_x&itemid=9"),
        ("https://habr.com/ru/companies/x/articles/9/", "", "https://habr.com/kek/v2/articles/9/comments/?fl=ru&hl=ru"),
        ("https://habr.com/en/articles/9/", "", "https://habr.com/kek/v2/articles/9/comments/?fl=en&hl=en"),
        ("https://ameblo.jp/ann/entry-77.html", '<script>window.INIT_DATA={"blog_id":5}</script>', "https://ameblo.jp/_api/blogComments;amebaId=ann;blogId=5;entryId=77;"),
        ("https://blog.csdn.net/ann/article/details/9", "", "https://blog.csdn.net/phoenix/web/v1/comment/list/9?page=1&size=100"),
        ("https://blog.naver.com/PostView.naver?blogId=a&logNo=9", "<script>var blogNo = '5';</script>", "https://apis.naver.com/commentBox/cbox/web_naver_list_jsonp.json?ticket=blog"),
        ("http://blog.sina.com.cn/s/blog_9f.html", "", "http://blog.sina.com.cn/s/comment_9f_1.html?comment_v=articlenew"),
    ],
)  # fmt: skip
def test_where_a_host_keeps_its_threads(url: str, markup: str, address: str) -> None:
    (link,) = fetches(Document(Page(url=url, body=f"<html><body>{markup}</body></html>".encode())))
    assert link.url.startswith(address)


def test_an_issue_that_a_search_finds_leads_to_its_comments() -> None:
    of = "https://api.github.com/repos/a/b/issues"
    other = {"title": "Other 2020/bread", "comments_url": f"{of}/1/comments", "comments": 9}
    meant = {"title": "2020/bread", "comments_url": f"{of}/4/comments", "comments": 3}
    search = "https://api.github.com/search/issues?q=%222020%2Fbread%22+type%3Aissue"
    found = answer({"total_count": 2, "items": [other, meant]}, search)
    assert [link.url for link in found.links] == [f"{of}/4/comments?per_page=100"]
    assert found.posts[0].comments_declared == 3
    assert [link.url for link in answer([meant], f"{of}?labels=Gitalk%2Cx").links] == [f"{of}/4/comments?per_page=100"]
    assert answer({"total_count": 1, "items": [other]}, search).links == ()


def test_hashnode_goes_on_by_its_cursor() -> None:
    html = NEXT.format("64a0000000000000000000ff")
    (asked,) = fetches(Document(Page(url=POST, body=html.encode())))
    said = {"id": "1", "dateAdded": "2020-05-01T08:00:00Z", "content": {"html": "Hm"}, "author": {"name": "Ann"}}
    comments = {"edges": [{"node": said}], "pageInfo": {"hasNextPage": True, "endCursor": "c1"}}
    (onward,) = answer({"data": {"post": {"comments": comments}}}, asked.url).links
    assert "after%3A+%22c1%22" in onward.url
    last = {**comments, "pageInfo": {"hasNextPage": False, "endCursor": "c2"}}
    assert answer({"data": {"post": {"comments": last}}}, onward.url).links == ()


@pytest.mark.parametrize(
    "script",
    [
        "var disqus_shortname = 'bread';",
        "var disqus_config = {disqus_shortname: 'bread'};",
        "s.src = 'https://bread.disqus.com/embed.js';",
        "s.src = '//' + \"bread\" + '.disqus.com/embed.js';",
        'CONFIG = {"disqus":{"enable":true,"shortname":"bread","count":true}};',
        'var embedVars = {"disqusShortname":"bread","disqusIdentifier":"9 http:\\/\\/b.example\\/?p=9"};',
    ],
)
def test_how_pages_name_their_forum_on_disqus(script: str) -> None:
    html = f'<div id="disqus_thread"></div><script>{script}</script>'
    (link,) = fetches(Document(Page(url=POST, body=html.encode())))
    assert link.url.startswith("https://disqus.com/embed/comments/?base=default&f=bread&t_u=https%3A%2F%2Fblog.example")
    identifier = "&t_i=9%20http%3A%2F%2Fb.example%2F%3Fp%3D9"
    assert link.url.endswith(identifier if "Identifier" in script else "&s_o=asc")


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
