"""Places to write whose pages are put together by scripts: Wix and Forem, which dev.to runs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_CODE = re.compile(r"/comment/([0-9a-z]+)$")
_NODE = re.compile(r"^comment-node-(\d+)$")


class Wix(Platform):
    """Classes change with each release; `data-hook` names what a part is. Its threads come by script alone."""

    name = "wix"
    generator = ("wix.com website builder",)
    sign = "script[src*='static.parastorage.com'], link[href*='static.parastorage.com'], #wix-warmup-data"
    example = "https://www.wix.com/blog"

    single = "[data-hook='post-description'], [data-hook='post-page']"
    title = ranked("h1[data-hook='post-title'], [data-hook='post-title'] h1, [data-hook='post-title']")
    author = ranked("[data-hook='post-page'] [data-hook='user-name'], [data-hook='user-name']")
    published = ranked("meta[property='article:published_time'], [data-hook='time-ago'][title], [data-hook='time-ago']")
    updated = ("meta[property='article:modified_time']",)
    categories = ranked(
        "[data-hook='post-footer'] [data-hook*='category'] a, [data-hook='post-footer'] a[href*='/categories/']"
    )
    tags = ranked("[data-hook='post-footer'] a[href*='/tags/'], [data-hook='post-footer'] a[href*='/hashtags/']")
    body = ranked("[data-hook='post-description']")
    cut = "[data-hook='post-footer'], [data-hook='post-stats'], [data-hook='recent-posts']"
    aside = "[data-hook='recent-posts'], [data-hook='recent-post-list-item'], [data-hook='post-list']"


class Hashnode(Platform):
    """Its comments come with the state of its own script, and from its API."""

    name = "hashnode"
    generator = ("hashnode",)
    sign = "link[href*='cdn.hashnode.com'], script[src*='cdn.hashnode.com'], meta[content*='cdn.hashnode.com']"
    example = "https://engineering.hashnode.com/"

    single = "#post-content-wrapper, [data-query='post-title']"
    title = ranked("h1[data-query='post-title'], article h1, h1")
    author = ranked("[data-query='author-name'], a[href*='hashnode.com/@']")
    published = ranked("meta[property='article:published_time'], time[datetime], [data-query='published-date']")
    updated = ("meta[property='article:modified_time']",)
    tags = ranked(
        "[data-query='post-tags'] a, article a[href*='/tag/'], a[href*='hashnode.com/n/'], main a[href*='/tag/']"
    )
    body = ranked("#post-content-wrapper, #post-content-parent, article .prose")
    cut = ".embed-wrapper script, .hn-newsletter-wrapper"


class Forem(Platform):
    """`div.single-comment-node#comment-node-7`; answers stand in the `.children` of what they answer."""

    name = "forem"
    generator = ("forem",)
    sign = "meta[name='forem:name'], .crayons-article__body, .single-comment-node"
    example = "https://dev.to/devteam"

    single = ".crayons-article__body, #article-body"
    title = ranked(".crayons-article__header h1, #main-title h1, h1")
    author = ranked(".crayons-article__header .crayons-link.fw-bold, .crayons-article__subheader a.crayons-link")
    published = ranked(".crayons-article__header time[datetime], .crayons-article__subheader time[datetime], time.date")
    tags = ranked(".spec__tags a, .crayons-article__header a.crayons-tag, .tags a.tag")
    body = ranked(".crayons-article__body, #article-body")
    cut = ".crayons-article__actions, .highlight__panel, .ltag__user__pic"
    declared = ranked("#comments-container h2, .js-comments-count")
    aside = ".crayons-layout__sidebar-right, .crayons-layout__sidebar-left, #articles-list"
    fields = Fields(
        author=ranked(".comment__header .crayons-link.fw-medium, .comment__header a.crayons-link, .comment__header a"),
        date=ranked(".comment__header time[datetime], .comment-date time[datetime], .comment-date"),
        body=ranked(".comment__body, .body"),
        permalink=ranked(".comment-date a, a.comment-date"),
        controls=".comment__footer, .comment__actions, .toggle-reply-form, .comment__dropdown, .profile-preview-card",
    )

    def entries(self, document: Document) -> list[Entry]:
        """By the code in a comment's permalink, as its API names it; else by the number in the node's id."""
        numbered = [
            (match[1], element)
            for ident, elements in document.by_id.items()
            if (match := _NODE.match(ident))
            for element in elements
        ]
        numbered.sort(key=lambda pair: pair[1].place)
        found = {number: Entry(_code(element) or number, [element]) for number, element in numbered}
        return list({entry.id: entry for entry in found.values()}.values())


def _code(element: Element) -> str | None:
    """`<a href="/ann/comment/2a1b" class="comment-date">`"""
    links = (_CODE.search(link.get("href") or "") for link in element.iter("a"))
    return next((match[1] for match in links if match), None)
