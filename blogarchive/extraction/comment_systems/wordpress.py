"""WordPress' two APIs: `wp-json` of any site since 4.7, and WordPress.com's v1.1, which shows pings too."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from blogarchive.dates import from_machine
from blogarchive.extraction.bylines import PINGS
from blogarchive.extraction.comment_systems.answer import (
    Answer,
    Json,
    count_asked,
    inner,
    made,
    number,
    objects,
    web,
    words,
)
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

_BODY_ID = re.compile(r"(?:postid|page-id)-(\d+)")
# https://s1.wp.com/wp-content/themes/pub/inove/style.css: only WordPress.com serves themes from there.
_THEME = re.compile(r"//s\d\.wp\.com/wp-content/(?:themes|mu-plugins)/")
_POST_ID = re.compile(r"[?&]p=(\d+)|/wp/v2/(?:posts|pages)/(\d+)")


def read(page: Page, data: Any) -> Answer | None:
    """A list of comments, or `{"found": 12, "comments": [{"ID", "author": {…}, "parent": {…}}]}`."""
    if isinstance(data, dict):
        return _of_wordpress_com(page, data)
    items = objects(data)
    if not items or not all("author_name" in item and "post" in item and "parent" in item for item in items):
        return None
    query = dict(parse_qsl(urlsplit(page.url).query))
    link = str(items[0].get("link") or "").partition("#")[0]
    posts = {str(item.get("post")) for item in items}
    return Answer(
        comments=tuple(_of_wp_json(page, item) for item in items),
        about=_without_comment_page(link) if len(posts) == 1 else None,
        links=_next(page, query) if len(items) >= count_asked(page, "per_page", 10) else (),
    )


def _of_wp_json(page: Page, item: Json) -> Comment:
    return made(
        page,
        ident=item.get("id"),
        parent=item.get("parent"),
        kind=PINGS.get(str(item.get("type")), "comment"),
        author=item.get("author_name"),
        author_url=item.get("author_url"),
        published=_with_offset(item.get("date"), item.get("date_gmt")),
        markup=inner(item, "content", "rendered"),
        url=item.get("link"),
    )


def _with_offset(local: object, gmt: object) -> str | None:
    """The site's own clock, and from its difference to GMT the offset that the clock then had."""
    if not isinstance(local, str) or not isinstance(gmt, str):
        return local if isinstance(local, str) else None
    try:
        minutes = round((datetime.fromisoformat(local) - datetime.fromisoformat(gmt)).total_seconds() / 60)
    except (ValueError, TypeError):
        return from_machine(local)
    if abs(minutes) > 14 * 60 or minutes % 15:
        return local
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{local}{sign}{minutes // 60:02}:{minutes % 60:02}"


def _of_wordpress_com(page: Page, data: Json) -> Answer | None:
    items = objects(data.get("comments"))
    if "found" not in data or not all("ID" in item and "author" in item for item in items):
        return None
    links = {web(inner(item, "post", "link")) for item in items}
    titles = {words(inner(item, "post", "title")) for item in items}
    query = dict(parse_qsl(urlsplit(page.url).query))
    return Answer(
        comments=tuple(_of_v1(page, item) for item in items),
        about=_post_of(items) if len(links) == 1 else None,
        title=titles.pop() if len(titles) == 1 else None,
        declared=number(data.get("found")),
        links=_next(page, query) if len(items) >= count_asked(page, "number", 20) else (),
    )


def _post_of(items: list[Json]) -> str | None:
    return _without_comment_page(str(items[0].get("URL") or "").partition("#")[0])


def _of_v1(page: Page, item: Json) -> Comment:
    return made(
        page,
        ident=item.get("ID"),
        parent=inner(item, "parent", "ID"),
        kind=PINGS.get(str(item.get("type")), "comment"),
        author=inner(item, "author", "name"),
        author_url=inner(item, "author", "URL"),
        published=item.get("date"),
        markup=item.get("content"),
        url=item.get("URL"),
    )


def _without_comment_page(url: str) -> str | None:
    return web(re.sub(r"comment-page-\d+/?$", "", url))


def _next(page: Page, query: dict[str, str]) -> tuple[Link, ...]:
    query = {**query, "page": str(count_asked(page, "page", 1) + 1)}
    url = f"{page.url.partition('?')[0]}?{urlencode(query)}"
    return (Link(url=url, kind="api", reason="WordPress, next page"),)


def fetches(document: Document) -> list[Link]:
    """`<link rel="https://api.w.org/" href="https://blog.example/wp-json/">` and the post's number.

    A blog that WordPress.com hosts has no API of its own: its number stands in `<body class="… postid-339">`.
    """
    if (hosted := _number_there(document)) is not None:
        site = urlsplit(document.page.url).hostname
        query = "number=100&order=ASC&type=any"  # the last slash matters: without it only top-level comments come
        address = f"https://public-api.wordpress.com/rest/v1.1/sites/{site}/posts/{hosted}/replies/?{query}"
        return [Link(url=address, kind="api", reason="WordPress", about=document.page.url)]
    api = next((link.get("href") for link in document.by_tag("link") if link.get("rel") == "https://api.w.org/"), None)
    number_found = next((m for link in document.by_tag("link") if (m := _POST_ID.search(link.get("href") or ""))), None)
    if not api or number_found is None:
        return []
    mark = "&" if "?" in api else "?"
    query = urlencode({"post": number_found[1] or number_found[2], "per_page": 100, "order": "asc"})
    address = f"{document.address(api)}wp/v2/comments{mark}{query}"
    return [Link(url=address, kind="api", reason="WordPress", about=document.page.url)]


def _number_there(document: Document) -> str | None:
    hosted = (urlsplit(document.page.url).hostname or "").endswith(".wordpress.com") or any(
        _THEME.search(link.get("href") or "") for link in document.by_tag("link")
    )
    bodies = document.by_tag("body") if hosted else []
    found = next((match for body in bodies if (match := _BODY_ID.search(body.get("class") or ""))), None)
    return found[1] if found else None
