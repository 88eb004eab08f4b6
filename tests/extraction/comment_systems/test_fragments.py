"""Discourse: the topic's JSON and the embedded page say the same comments; cnblogs' and Tumblr's pieces of HTML."""

from __future__ import annotations

import json
from typing import Any

from blogarchive.extraction.comment_systems import fetches, read
from blogarchive.extraction.extract import extract
from blogarchive.html.document import Document
from blogarchive.models import Page
from tests.extraction.comment_systems.test_comment_systems import answer, rows

TOPIC = "https://forum.example/t/12.json"
WHEN = {"created_at": "2020-05-01T08:00:00.000Z", "post_type": 1}
POSTS: list[dict[str, Any]] = [
    {**WHEN, "id": 70, "post_number": 1, "username": "system", "cooked": "<p>A companion topic</p>"},
    {**WHEN, "id": 71, "post_number": 2, "username": "ann", "name": "Ann", "cooked": "Rye", "reply_to_post_number": 1},
    {**WHEN, "id": 72, "post_number": 3, "username": "bob", "name": "", "cooked": "Wheat", "reply_to_post_number": 2},
    {**WHEN, "id": 73, "post_number": 4, "username": "system", "cooked": "<p>closed</p>", "post_type": 3},
]
EMBEDDED = """
<html><body><header class='discourse'><span class='replies'>2 replies</span></header>
<article class='post' id='post-71'>
 <a title="May  1, 2020  8:00am" class="post-date" target="_blank" href="https://forum.example/t/bread/12/2">1 May</a>
 <div class='author'><a href='https://forum.example/u/ann'><img src='/a.png' alt=''></a></div>
 <div class='cooked'><h3 class='username'><a href='https://forum.example/u/ann'>ann</a></h3><p>Rye</p>
  <a data-link-to-post="72" class="post-replies button" href="https://forum.example/t/bread/12/2">1 reply</a></div>
</article>
<article class='post' id='post-72'>
 <a title="May  1, 2020  9:00am" class="post-date" target="_blank" href="https://forum.example/t/bread/12/3">1 May</a>
 <a data-link-to-post="71" class="in-reply-to" href="https://forum.example/t/bread/12/2">in reply to ann</a>
 <div class='author'><a href='https://forum.example/u/bob'><img src='/b.png' alt=''></a></div>
 <div class='cooked'><h3 class='username'><a href='https://forum.example/u/bob'>bob</a></h3><p>Wheat</p></div>
</article></body></html>
"""


def topic(**more: Any) -> dict[str, Any]:
    return {"id": 12, "title": "Bread", "posts_count": 4, "post_stream": {"posts": POSTS, **more}}


def test_a_topic() -> None:
    found = answer(topic(stream=[70, 71, 72, 73, *range(100, 125)]), TOPIC)
    assert rows(found) == [("2", None, 0, "Ann", "Rye"), ("3", "2", 1, "bob", "Wheat")]
    assert [c.url for c in found.posts[0].comments] == ["https://forum.example/t/12/2", "https://forum.example/t/12/3"]
    assert found.posts[0].comments[0].author_url == "https://forum.example/u/ann"
    start = "https://forum.example/t/12/posts.json?post_ids%5B%5D="
    assert [link.url.startswith(start) for link in found.links] == [True, True]
    assert [link.url.count("post_ids") for link in found.links] == [20, 5]


def test_what_a_topic_lacks_comes_by_its_numbers() -> None:
    later = {**POSTS[2], "id": 100, "post_number": 30, "reply_to_post_number": 3}
    found = answer(
        {"post_stream": {"posts": [later]}, "id": 12}, "https://forum.example/t/12/posts.json?post_ids[]=100"
    )
    assert [(c.id, c.parent) for c in found.posts[0].comments] == [("30", "3")]
    assert found.links == ()


def test_the_embedded_page_says_the_same_and_leads_to_the_topic() -> None:
    address = "https://forum.example/embed/comments?embed_url=https%3A%2F%2Fblog.example%2Fbread"
    found = read(Page(url=address, body=EMBEDDED.encode(), content_type="text/html"), "https://blog.example/bread")
    assert found is not None
    assert (found.platform, found.posts[0].url) == ("discourse", "https://blog.example/bread")
    assert rows(found) == [("2", None, 0, "ann", "Rye"), ("3", "2", 1, "bob", "Wheat")]
    assert found.posts[0].comments[1].published == "2020-05-01T09:00:00"
    assert [(link.url, link.about) for link in found.links] == [(TOPIC, "https://blog.example/bread")]


ITEM = """
<div class="feedbackItem"><div class="feedbackListSubtitle"><a href="#{0}" class="layer">#{1}楼</a>
<span class="comment_date">2020-05-01 08:0{1}</span> <a id="a_comment_author_{0}" href="https://www.cnblogs.com/{2}/">{2}</a></div>
<div class="feedbackCon"><div id="comment_body_{0}" class="blog_comment_body">{3}</div>
<div class="comment_vote"><a>支持(0)</a></div></div></div>
"""


def test_cnblogs_answers_a_piece_of_html_or_puts_it_into_json() -> None:
    piece = ITEM.format(501, 1, "ann", "黑麦") + ITEM.format(502, 2, "bob", "@ann 小麦")
    address = "https://www.cnblogs.com/x/ajax/GetComments.aspx?postId=9&pageIndex=1"
    for body in (piece, json.dumps({"commentCount": 2, "commentsHtml": piece})):
        found = read(Page(url=address, body=body.encode(), content_type="text/html; charset=utf-8"))
        assert found is not None
        assert found.platform == "cnblogs"
        assert rows(found) == [("501", None, 0, "ann", "黑麦"), ("502", None, 0, "bob", "@ann 小麦")]
        assert [c.published for c in found.posts[0].comments] == ["2020-05-01T08:01:00", "2020-05-01T08:02:00"]


def test_a_whole_page_of_cnblogs_is_no_piece() -> None:
    page = "<html><head><title>x</title></head><body>" + ITEM.format(501, 1, "ann", "x") + "</body></html>"
    assert read(Page(url="https://www.cnblogs.com/x/p/9.html", body=page.encode(), content_type="text/html")) is None


NOTE = (
    '<li class="note {0} tumblelog_{1}"><a class="avatar_frame"></a><span class="action">'
    '<a href="http://{1}.tumblr.com/" class="tumblelog">{1}</a> said: {2}</span><div class="clear"></div></li>'
)
MORE = (
    '<li class="note more_notes_link_container"><a class="more_notes_link" href="#" onclick="tumblrReq.open('
    "'GET','/notes/59190266995/gA1?from_c={}',true); return false;\">Show more notes</a></li>"
)


def test_tumblrs_further_notes_are_asked_for_and_read() -> None:
    said = NOTE.format("reply", "ann", '<span class="answer_content">Rye</span>')
    notes = f'<ol class="notes">{NOTE.format("like", "cy", "")}{said}{MORE.format(12)}</ol>'
    url = "https://bread.tumblr.com/post/59190266995/x"
    html = f'<html><head><link href="https://assets.tumblr.com/x.css"></head><body><p>x</p>{notes}</body></html>'
    page = Page(url=url, body=html.encode(), content_type="text/html")
    assert read(page) is None
    (link,) = fetches(Document(page))
    assert (link.url, link.about) == ("https://bread.tumblr.com/notes/59190266995/gA1?from_c=12", url)
    found = read(
        Page(url=link.url, body=notes.replace("from_c=12", "from_c=9").encode(), content_type="text/html"), url
    )
    assert found is not None
    assert not found.posts[0].is_whole_thread
    assert [(c.author, c.body_text) for c in found.posts[0].comments] == [("ann", "Rye")]
    assert [onward.url for onward in found.links] == ["https://bread.tumblr.com/notes/59190266995/gA1?from_c=9"]
    (shown,) = extract(page).posts
    assert [c.id for c in shown.comments] == [c.id for c in found.posts[0].comments]
