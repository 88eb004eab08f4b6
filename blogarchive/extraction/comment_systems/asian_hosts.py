"""Ameba, CSDN, Naver, Tistory and Sina: hosts whose pages leave the thread to an answer of its own.

Ameba's and CSDN's names are those of clients that store their answers, Naver's those that its clients type, Sina's
those that the host's own script reads; Tistory's differ by version, so that each may go by several.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from blogarchive.extraction.comment_systems.answer import Answer, Json, count_asked, inner, next_page, number, objects
from blogarchive.extraction.comment_systems.shapes import Shape, first
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page


def _more_of_ameba(page: Page, data: Any, listed: int) -> list[Link]:
    """`…/_api/blogComments;amebaId=ann;limit=100;offset=0`: between semicolons."""
    total, start = number(first(data, ("paging.total_count",))) or 0, _OFFSET.search(page.url)
    following = int(start[1]) + listed if start else 0
    if start is None or not listed or following >= total:
        return []
    address = f"{page.url[: start.start(1)]}{following}{page.url[start.end(1) :]}"
    return [Link(url=address, kind="api", reason="Ameba, next page")]


_OFFSET = re.compile(r"[;?&]offset=(\d{1,7})")

AMEBA = Shape(
    items=("commentMap",), marks=("comment_id", "comment_name", "comment_text"), empty=("commentIds",),
    ident=("comment_id",), author=("comment_name",), author_url=("comment_url",), published=("ins_datetime",),
    markup=("comment_text",), answers=("replies", "comment_replies"), declared=("paging.total_count",),
    onward=_more_of_ameba,
)  # fmt: skip


def _more_of_csdn(page: Page, _: Any, listed: int) -> list[Link]:
    """Its counts mean different things; a list that is not full is the last."""
    if listed < count_asked(page, "size", 10):
        return []
    return [next_page(page, "CSDN", page=count_asked(page, "page", 1) + 1)]


CSDN = Shape(
    items=("data.list",), marks=("info.commentId", "info.nickName", "info.content"), empty=("data.floorCount",),
    ident=("info.commentId", "commentId"), parent=("info.parentId", "parentId"),
    author=("info.nickName", "nickName", "info.userName", "userName"), author_url=("info.userName", "userName"),
    profile="https://blog.csdn.net/", published=("info.postTime", "postTime"), text=("info.content", "content"),
    answers=("sub",), declared=("data.count",), onward=_more_of_csdn,
)  # fmt: skip


def _is_unseen(item: Json) -> bool:
    return bool(item.get("deleted") or item.get("secret")) or item.get("visible") is False


def _more_of_naver(page: Page, data: Any, _: int) -> list[Link]:
    current = count_asked(page, "page", 1)
    if current >= (number(inner(data, "result", "pageModel", "totalPages")) or 1):
        return []
    return [next_page(page, "Naver", page=current + 1)]


NAVER = Shape(
    items=("result.commentList",), marks=("commentNo", "contents", "regTime"), empty=("result.pageModel",),
    ident=("commentNo",), parent=("parentCommentNo",), author=("userName", "maskedUserName"),
    author_url=("profileUserId",), profile="https://blog.naver.com/", published=("regTime",), text=("contents",),
    answers=("replyList",), declared=("result.count.total", "result.count.comment"), is_gone=_is_unseen,
    onward=_more_of_naver,
)  # fmt: skip


def _is_secret(item: Json) -> bool:
    return bool(item.get("isSecret") or item.get("secret") or item.get("isDeleted"))


def _more_of_tistory(page: Page, data: Any, listed: int) -> list[Link]:
    following = first(data, ("data.nextId",))
    if not listed or data["data"].get("isLast") or not following:
        return []
    return [next_page(page, "Tistory", startId=following)]


TISTORY = Shape(
    items=("data.items",), marks=("id", "writer", "content"), parent=("parentId",),
    author=("writer.name", "writer.nickname"),
    author_url=("writer.homepage", "writer.blogUrl"), published=("written", "published", "created", "date"),
    text=("content.text", "content"), answers=("children.items", "children", "replies"), is_gone=_is_secret,
    onward=_more_of_tistory,
)  # fmt: skip


SINA = Shape(
    items=("data.comment_data",), marks=("id", "cms_body", "cms_pubdate"), empty=("data.comment_total_num",),
    parent=("stair_cms_id",), author=("uname", "nick_name"), author_url=("ulink", "ria_index_url"),
    published=("cms_pubdate",), markup=("cms_body",), answers=("comment_reply", "reply_list"),
)  # fmt: skip
_SINA_PAGE = re.compile(r"(/s/comment_\w+_)(\d{1,5})(\.html)")
_SINA_AT_ONCE = 50


def read_sina(page: Page, data: Any) -> Answer | None:
    """`{"code": "A00006", "data": {"comment_total_num": "61", "comment_data": [{"cms_body": "%E4%BD%A0…"}]}}`."""
    if SINA.read(page, data) is None:
        return None
    shown = {"data": {**data["data"], "comment_data": [_unescaped(i) for i in objects(data["data"]["comment_data"])]}}
    total, place = str(data["data"].get("comment_total_num") or ""), _SINA_PAGE.search(page.url)
    links: tuple[Link, ...] = ()
    if place and total.isdecimal() and int(place[2]) * _SINA_AT_ONCE < int(total):
        address = _SINA_PAGE.sub(rf"\g<1>{int(place[2]) + 1}\g<3>", page.url)
        links = (Link(url=address, kind="api", reason="Sina, next page"),)
    answer, host = SINA.read(page, shown), page.url.partition("/s/")[0]
    about = f"{host}/s/blog_{place[1].split('_')[1]}.html" if place else None
    return answer and replace(answer, about=about, declared=int(total) if total.isdecimal() else None, links=links)


def _unescaped(item: Json) -> Json:
    body = item.get("cms_body")
    return {**item, "cms_body": unquote(body)} if isinstance(body, str) else item


# --- where each is asked for, by what the post's page states ---------------------------------------------------------

_AMEBA = re.compile(r"^https?://ameblo\.jp/([\w-]+)/entry-(\d+)\.html")
_AMEBA_BLOG = re.compile(r'"blog_id":\s*"?(\d+)')
_CSDN = re.compile(r"^https?://(?:[\w-]+\.)?blog\.csdn\.net/(?:[\w-]+/)?article/details/(\d+)")
_NAVER_BLOG = re.compile(r"\bblogNo\s*=\s*['\"](\d+)")
_NAVER_POST = re.compile(r"[?&]logNo=(\d+)|blog\.naver\.com/\w+/(\d+)")
_TISTORY_POST = re.compile(r"\"entryId\":\s*(\d+)")
_SINA = re.compile(r"^(https?://blog\.sina\.com\.cn)/s/blog_(\w+)\.html")


def fetches(document: Document) -> list[Link]:
    """The answer of the host that the page belongs to."""
    url = document.page.url
    found = _of_ameba(document) or _of_naver(document) or _of_tistory(document)
    if match := _CSDN.match(url):
        query = urlencode({"page": 1, "size": 100, "fold": "unfold", "commentId": ""})
        found = (f"https://blog.csdn.net/phoenix/web/v1/comment/list/{match[1]}?{query}", "CSDN")
    if match := _SINA.match(url):
        found = (f"{match[1]}/s/comment_{match[2]}_1.html?comment_v=articlenew", "Sina")
    return [Link(url=found[0], kind="api", reason=found[1], about=url)] if found else []


def _of_ameba(document: Document) -> tuple[str, str] | None:
    match = _AMEBA.match(document.page.url)
    blog = _AMEBA_BLOG.search(document.scripts) if match else None
    if not match or not blog:
        return None
    parts = f"amebaId={match[1]};blogId={blog[1]};entryId={match[2]};excludeReplies=false;limit=100;offset=0"
    return f"https://ameblo.jp/_api/blogComments;{parts}", "Ameba"


def _of_naver(document: Document) -> tuple[str, str] | None:
    post = _NAVER_POST.search(document.page.url)
    blog = _NAVER_BLOG.search(document.scripts) if post and "blogNo" in document.scripts else None
    if not post or not blog:
        return None
    query = urlencode({
        "ticket": "blog", "templateId": "default", "pool": "cbox9", "_callback": "x", "lang": "ko",
        "objectId": f"{blog[1]}_201_{post[1] or post[2]}", "groupId": blog[1], "pageSize": 50, "indexSize": 10,
        "listType": "OBJECT", "pageType": "default", "page": 1, "initialize": "true", "useAltSort": "true",
        "replyPageSize": 10, "showReply": "true",
    })  # fmt: skip
    return f"https://apis.naver.com/commentBox/cbox/web_naver_list_jsonp.json?{query}", "Naver"


def _of_tistory(document: Document) -> tuple[str, str] | None:
    """`window.T.entryInfo = {"entryId": 12}`"""
    post = _TISTORY_POST.search(document.scripts) if "T.entryInfo" in document.scripts else None
    address = document.address(f"/m/api/{post[1]}/comment?startId=") if post else None
    return (address, "Tistory") if address else None
