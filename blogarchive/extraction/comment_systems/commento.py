"""Commento, and Comentario that followed it: one answer to a POST holds the whole thread, and who wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, objects
from blogarchive.models import Link
from blogarchive.urls import with_post

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, Page

_COMMENTO = re.compile(r"^(.*)/js/commento(?:\.min)?\.js(?:\?|$)")
_COMENTARIO = re.compile(r"^(.*)/comentario\.js(?:\?|$)")


def read(page: Page, data: Any) -> Answer | None:
    """One of the two, told by how they name their comments' ids."""
    return _of_commento(page, data) or _of_comentario(page, data)


def _of_commento(page: Page, data: Any) -> Answer | None:
    """`{"comments": [{"commentHex", "parentHex": "root", …}], "commenters": {hex: {"name", "link"}}}`."""
    items = objects(data.get("comments")) if isinstance(data, dict) else []
    commenters = data.get("commenters") if isinstance(data, dict) else None
    if not isinstance(commenters, dict) or not all("commentHex" in item for item in items):
        return None
    comments = []
    for item in items:
        who = commenters.get(str(item.get("commenterHex")))
        parent, gone = item.get("parentHex"), item.get("deleted")
        comments.append(
            made(
                page,
                ident=item["commentHex"],
                parent=None if parent == "root" else parent,
                author=None if gone else inner(who, "name"),
                author_url=inner(who, "link"),
                published=item.get("creationDate"),
                markup=None if gone else item.get("html"),
            )
        )
    return Answer(comments=tuple(comments))


def _of_comentario(page: Page, data: Any) -> Answer | None:
    """`{"pageInfo", "comments": [{"id", "parentId", "html", "createdTime", "userCreated"}], "commenters": […]}`."""
    items = objects(data.get("comments")) if isinstance(data, dict) else []
    if not isinstance(inner(data, "pageInfo"), dict) or not all("createdTime" in item for item in items):
        return None
    writers = {who.get("id"): who for who in objects(data.get("commenters")) if isinstance(who.get("id"), str)}
    shown = [item for item in items if not item.get("isPending")]
    return Answer(comments=tuple(_comment(page, item, writers) for item in shown))


def _comment(page: Page, item: Json, writers: dict[Any, Json]) -> Comment:
    gone, by = item.get("isDeleted"), item.get("userCreated")
    who = writers.get(by) if isinstance(by, str) else None
    return made(
        page,
        ident=item.get("id"),
        parent=item.get("parentId"),
        author=None if gone else item.get("authorName") or inner(who, "name"),
        author_url=inner(who, "websiteUrl"),
        published=item.get("createdTime"),
        markup=None if gone else item.get("html"),
    )


def fetches(document: Document) -> list[Link]:
    """`<script src="https://commento.example/js/commento.js">`, or `…/comentario.js` and `<comentario-comments>`."""
    for script in document.by_tag("script"):
        source = script.get("src") or ""
        source = (document.address(source) or "") if "commento" in source or "comentario" in source else ""
        if (found := _COMMENTO.match(source)) is not None:
            fields = {"commenterToken": "anonymous", "domain": _host(document), "path": _path(document, script)}
            return [_asking(document, f"{found[1]}/api/comment/list", fields)]
        if (found := _COMENTARIO.match(source)) is not None:
            boxes = document.by_tag("comentario-comments")
            path = next((box.get("page-id") for box in boxes if box.get("page-id")), None) or _path(document, script)
            return [_asking(document, f"{found[1]}/api/embed/comments", {"host": _host(document), "path": path})]
    return []


def _asking(document: Document, address: str, fields: dict[str, str]) -> Link:
    return Link(url=with_post(address, fields), kind="api", reason="Commento", about=document.page.url)


def _host(document: Document) -> str:
    return urlsplit(document.page.url).netloc


def _path(document: Document, script: Element) -> str:
    return script.get("data-page-id") or urlsplit(document.page.url).path
