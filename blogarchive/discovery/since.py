"""What platforms list only since a moment: posts that changed, comments that came, more than a feed shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blogarchive.discovery.lists import PLATFORM, asked_for, objects, with_query
from blogarchive.models import Extraction, Link, LinkKind, Page
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from blogarchive.discovery.lists import Json

PER_PAGE = 100
COMMENTS = "API comments"
"""Who names a post for its comments' sake, in a Link."""

# https://blog.example/wp-json/wp/v2/posts?…, or https://blog.example/?rest_route=/wp/v2/posts&…
_WORDPRESS = re.compile(r"^(.*)wp/v2/(posts|pages)([?&])(?!modified_after).*\bper_page=")
_WORDPRESS_COM = re.compile(r"^(https://public-api\.wordpress\.com/rest/v1\.1/sites/[^/]+)/posts/?\?")
_BLOGGER = re.compile(r"^(https?://[^/?]+/feeds/(?:\d+/)?(posts|comments)/default)/?(?:\?|$)")

_COMMENTS_ASKED = re.compile(r"wp/v2/comments[?&]after=|/rest/v1\.1/sites/[^/]+/comments/?\?.*\bafter=")
_COMMENT_PAGE = re.compile(r"comment-page-\d+/?$|(?<=[?&])cpage=\d+&?")


def since(url: str, when: datetime) -> list[Link]:
    """For an address that lists posts: those that list what came or changed since; none where nothing is known to."""
    found = [link for ask in ASKS for link in ask(url, when.strftime("%Y-%m-%dT%H:%M:%SZ"))]
    return [replace(link, reason=f"{link.reason} since {when:%Y-%m-%d}") for link in found]


def _of_wordpress(url: str, when: str) -> list[Link]:
    """Newest change first, so that a WordPress of before 5.7, which knows no `modified_after`, is read no further."""
    if (found := _WORDPRESS.match(url)) is None:
        return []
    root, what, joint = found.groups()
    paged = f"per_page={PER_PAGE}&page=1"
    asked = f"orderby=modified&order=desc&{paged}&_fields=id,link,modified_gmt"
    links = [_link(f"{root}wp/v2/{what}{joint}modified_after={when}&{asked}", f"{what} changed")]
    if what == "posts":
        asked = f"orderby=date_gmt&order=desc&{paged}&_fields=id,link,date_gmt"
        links.append(_link(f"{root}wp/v2/comments{joint}after={when}&{asked}", "comments"))
    return links


def _of_wordpress_com(url: str, when: str) -> list[Link]:
    if (found := _WORDPRESS_COM.match(url)) is None:
        return []
    posts = f"number={PER_PAGE}&order_by=modified&order=DESC&type=any&fields=ID,URL,modified&modified_after={when}"
    comments = f"number={PER_PAGE}&order=DESC&type=any&fields=ID,URL,date&after={when}"
    return [
        _link(f"{found[1]}/posts/?{posts}", "posts changed"),
        _link(f"{found[1]}/comments/?{comments}", "comments"),
    ]


def _of_blogger(url: str, when: str) -> list[Link]:
    if (found := _BLOGGER.match(url)) is None:
        return []
    kind: LinkKind = "feed" if found[2] == "posts" else "comment_feed"
    query = f"updated-min={when}&orderby=updated&max-results=500"
    return [Link(url=f"{found[1]}?{query}", kind=kind, reason=f"{found[2]} changed")]


ASKS: tuple[Callable[[str, str], list[Link]], ...] = (_of_wordpress, _of_wordpress_com, _of_blogger)


def read(page: Page, data: Any) -> Extraction | None:
    """The posts under which an answer lists comments, each with the time of its newest; and the next answer."""
    if _COMMENTS_ASKED.search(page.url) is None:
        return None
    entries = objects(data.get("comments")) if isinstance(data, dict) else objects(data)
    newest: dict[str, str] = {}
    for url, when in (_comment(page, entry) for entry in entries):
        if url:
            newest[url] = max(when, newest.get(url, ""))
    links = [Link(url=url, kind="post", reason=COMMENTS, updated=when or None) for url, when in newest.items()]
    if len(entries) >= PER_PAGE:
        onward = with_query(page.url, page=(asked_for(page.url, "page") or 1) + 1)
        links.append(Link(url=onward, kind="api", reason="API, next page"))
    return Extraction(page=page, platform=PLATFORM, links=tuple(links))


def _comment(page: Page, entry: Json) -> tuple[str | None, str]:
    """`{"link": "https://blog.example/a-post/comment-page-2/#comment-7", "date_gmt": "2026-01-02T03:04:05"}`."""
    link, when = entry.get("link") or entry.get("URL"), entry.get("date_gmt") or entry.get("date")
    url = absolute(page.url, link) if isinstance(link, str) else None
    when = when if isinstance(when, str) else ""
    # WordPress's GMT says so by the name of its field alone.
    when = f"{when}Z" if when and "T" in when and not re.search(r"(?:Z|[+-]\d\d:?\d\d)$", when) else when
    return (_COMMENT_PAGE.sub("", url).rstrip("?&") if url else None), when


def _link(url: str, reason: str) -> Link:
    return Link(url=url, kind="api", reason=reason)
