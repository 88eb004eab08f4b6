"""Waline, Valine, Twikoo and Artalk: what blogs in Chinese put below posts of static generators.

Waline's and Twikoo's shapes are those that their servers' sources (npm `@waline/vercel`, `twikoo-func`) build, Artalk's
the one that its client (npm `artalk`) declares; Valine asks LeanCloud, whose answers hold rows of a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import Json, count_asked, next_page, number
from blogarchive.extraction.comment_systems.shapes import Shape, first
from blogarchive.models import Link
from blogarchive.urls import with_post

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_SERVER = re.compile(r"\bserverURL['\"]?\s*[:=]\s*['\"]((?:https?:)?//[^'\"\s]+)")
_PATH = re.compile(r"\b(?:path|pageKey)['\"]?\s*:\s*['\"](/[^'\"]*)['\"]")
_ENVIRONMENT = re.compile(r"\benvId['\"]?\s*:\s*['\"](https?://[^'\"\s]+)")
_ARTALK = re.compile(r"\bserver['\"]?\s*:\s*['\"]((?:https?:)?//[^'\"\s]+)")
_SITE = re.compile(r"\bsite['\"]?\s*:\s*['\"]([^'\"]*)['\"]")
_AROUND = 800
"""Characters of a script in which all options of a widget stand."""


def _more_of_waline(page: Page, data: Any, _: int) -> list[Link]:
    current = count_asked(page, "page", 1)
    last = number(first(data, ("data.totalPages", "totalPages"))) or 1
    return [next_page(page, "Waline", page=current + 1)] if current < last else []


WALINE = Shape(
    items=("data.data", "data"), marks=("objectId", "nick", "comment"), ident=("objectId",), parent=("pid", "rid"),
    empty=("data.totalPages", "data.count"),
    author=("nick",), author_url=("link",), published=("time", "insertedAt", "createdAt"), markup=("comment",),
    answers=("children",), declared=("data.count", "count"), onward=_more_of_waline,
)  # fmt: skip

VALINE = Shape(
    items=("results",), marks=("objectId", "nick", "comment", "url"), ident=("objectId",), parent=("pid", "rid"),
    author=("nick",), author_url=("link",), published=("insertedAt.iso", "createdAt"), markup=("comment",),
)  # fmt: skip


def _is_spam(item: Json) -> bool:
    return bool(item.get("isSpam"))


TWIKOO = Shape(
    items=("data",), marks=("id", "nick", "comment", "created"), parent=("pid", "rid"), empty=("more", "count"),
    author=("nick",), author_url=("link",), published=("created",), markup=("comment",), answers=("replies",),
    declared=("count",), is_hidden=_is_spam,
)  # fmt: skip


def _is_pending(item: Json) -> bool:
    return bool(item.get("is_pending"))


def _more_of_artalk(page: Page, data: Any, listed: int) -> list[Link]:
    """Answers are counted like comments where the list is asked for flat; else only what answers nothing is."""
    names = ("count", "data.total") if "flat_mode=true" in page.url else ("roots_count", "data.total_roots")
    start, total = count_asked(page, "offset", 0), number(first(data, names)) or 0
    if not listed or start + listed >= total:
        return []
    return [next_page(page, "Artalk", offset=start + listed)]


ARTALK = Shape(
    items=("comments", "data.comments"), marks=("id", "nick", "rid", "page_key", "content"), parent=("rid",),
    empty=("roots_count",), author=("nick",), author_url=("link",), published=("date",), markup=("content",),
    declared=("count", "data.total"), is_hidden=_is_pending, onward=_more_of_artalk,
)  # fmt: skip


def fetches(document: Document) -> list[Link]:
    """`Waline.init({serverURL: "https://w.example"})`, `twikoo.init({envId: …})`, `Artalk.init({server: …})`."""
    text = document.scripts
    if "serverURL" in text and "aline" in text and (found := _SERVER.search(text)):
        path = _path(document, found.start())
        query = urlencode({"path": path, "pageSize": 100, "page": 1, "sortBy": "insertedAt_asc"})
        return [_asking(document, f"{_host(document, found[1])}/api/comment?{query}", "Waline")]
    if "envId" in text and "wikoo" in text and (found := _ENVIRONMENT.search(text)):
        fields = {"event": "COMMENT_GET", "url": _path(document, found.start())}
        return [_asking(document, with_post(found[1], fields), "Twikoo")]
    if "Artalk" in text and (found := _ARTALK.search(text, max(0, text.find("Artalk") - _AROUND))):
        site = _SITE.search(_beside(text, found.start()))
        query = urlencode({"page_key": _path(document, found.start()), "site_name": site[1] if site else "",
                           "limit": 100, "offset": 0, "flat_mode": "true"})  # fmt: skip
        return [_asking(document, f"{_host(document, found[1])}/api/v2/comments?{query}", "Artalk")]
    return []


def _asking(document: Document, address: str, reason: str) -> Link:
    return Link(url=address, kind="api", reason=reason, about=document.page.url)


def _host(document: Document, address: str) -> str:
    return (document.address(address) or address).rstrip("/")


def _beside(text: str, place: int) -> str:
    return text[max(0, place - _AROUND) : place + _AROUND]


def _path(document: Document, place: int) -> str:
    """Under which path the thread is kept: as the script says, else the page's own, as the browser shows it."""
    stated = _PATH.search(_beside(document.scripts, place))
    return stated[1] if stated else unquote(urlsplit(document.page.url).path)
