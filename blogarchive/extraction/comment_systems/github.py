"""utterances and giscus: comments that live in a repository's issues or discussions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from blogarchive.extraction.comment_systems.answer import (
    Answer,
    Json,
    count_asked,
    inner,
    made,
    number,
    objects,
    paragraphs,
)
from blogarchive.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, Page

_EXTENSION = re.compile(r"\.\w+$")


def read(page: Page, data: Any) -> Answer | None:
    """giscus' `{"discussion": {…}}`, or the REST API's list of an issue's comments."""
    if isinstance(data, dict):
        return _giscus(page, data)
    items = objects(data)
    if not items or not all("#issuecomment-" in str(item.get("html_url")) for item in items):
        return None
    return Answer(comments=tuple(_of_issue(page, item) for item in items), links=_next_issue_page(page, items))


def _of_issue(page: Page, item: Json) -> Comment:
    return made(
        page,
        ident=item.get("id"),
        author=inner(item, "user", "login"),
        author_url=inner(item, "user", "html_url"),
        published=item.get("created_at"),
        markup=item.get("body_html") or paragraphs(item.get("body_text") or item.get("body")),
        url=item.get("html_url"),
    )


def _next_issue_page(page: Page, items: list[Json]) -> tuple[Link, ...]:
    query = dict(parse_qsl(urlsplit(page.url).query))
    if len(items) < count_asked(page, "per_page", 30):
        return ()
    query["page"] = str(count_asked(page, "page", 1) + 1)
    url = f"{page.url.partition('?')[0]}?{urlencode(query)}"
    return (Link(url=url, kind="api", reason="utterances, next page"),)


def _giscus(page: Page, data: Json) -> Answer | None:
    discussion = data.get("discussion")
    if not isinstance(discussion, dict) or not isinstance(discussion.get("comments"), list):
        return None
    total = [number(discussion.get(name)) or 0 for name in ("totalCommentCount", "totalReplyCount")]
    return Answer(
        comments=tuple(_of_discussion(page, discussion["comments"], None)),
        declared=sum(total),
        links=_next_discussion_page(page, discussion),
    )


def _of_discussion(page: Page, items: Any, parent: object) -> Iterator[Comment]:
    for item in objects(items):
        gone = item.get("deletedAt") or item.get("isMinimized")
        yield made(
            page,
            ident=item.get("id"),
            parent=item.get("replyToId") or parent,
            author=inner(item, "author", "login"),
            author_url=inner(item, "author", "url"),
            published=item.get("createdAt"),
            markup=None if gone else item.get("bodyHTML"),
            url=item.get("url"),
        )
        yield from _of_discussion(page, item.get("replies"), item.get("id"))


def _next_discussion_page(page: Page, discussion: Json) -> tuple[Link, ...]:
    cursor = inner(discussion, "pageInfo", "endCursor")
    if not inner(discussion, "pageInfo", "hasNextPage") or not cursor:
        return ()
    query = {**dict(parse_qsl(urlsplit(page.url).query)), "after": str(cursor)}
    return (Link(url=f"{page.url.partition('?')[0]}?{urlencode(query)}", kind="api", reason="giscus, next page"),)


def fetches(document: Document) -> list[Link]:
    """`<script src="https://giscus.app/client.js" data-repo=… data-mapping="pathname">` and its like."""
    for script in document.by_tag("script"):
        source = script.get("src") or ""
        if source.startswith("https://giscus.app/client"):
            return _of_giscus(document, script)
        if source.startswith("https://utteranc.es/client"):
            return _of_utterances(document, script)
    return []


def _of_giscus(document: Document, script: Element) -> list[Link]:
    mapping = script.get("data-mapping") or "pathname"
    term = script.get("data-term") or "" if mapping in ("specific", "number") else _term(document, mapping)
    query = {
        "repo": script.get("data-repo") or "",
        "term": "" if mapping == "number" else term,
        "category": script.get("data-category") or "",
        "number": term if mapping == "number" else "0",
        "strict": "true" if script.get("data-strict") == "1" else "false",
        "first": "100",
    }
    address = f"https://giscus.app/api/discussions?{urlencode(query)}"
    return [Link(url=address, kind="api", reason="giscus", about=document.page.url)]


def _of_utterances(document: Document, script: Element) -> list[Link]:
    repo, issue = script.get("repo") or "", script.get("issue-number")
    if issue:
        address = f"https://api.github.com/repos/{repo}/issues/{issue}/comments?per_page=100"
    else:
        term = script.get("issue-term") or "pathname"
        term = _term(document, term) if term in ("pathname", "url", "title", "og:title") else term
        query = urlencode({"q": f'"{term}" type:issue in:title repo:{repo}', "sort": "created", "order": "asc"})
        address = f"https://api.github.com/search/issues?{query}"
    return [Link(url=address, kind="api", reason="utterances", about=document.page.url)]


def _term(document: Document, mapping: str) -> str:
    """What names the post: for `pathname` the path without its first slash and last extension."""
    if mapping == "url":
        return document.page.url
    if mapping == "title":
        return document.title or ""
    if mapping == "og:title":
        return document.said("og:title") or ""
    path = urlsplit(document.page.url).path
    return "index" if len(path) < 2 else _EXTENSION.sub("", path[1:])
