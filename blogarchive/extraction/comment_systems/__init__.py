"""Comment systems whose thread stands in a response of its own: which one answered, and what it says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from blogarchive.extraction.comment_systems import (
    asian_hosts,
    blogger,
    chinese_widgets,
    commento,
    cusdis,
    discourse,
    disqus,
    fediverse,
    forem,
    fragments,
    ghost,
    github,
    habr,
    hashnode,
    isso,
    issues,
    journals,
    livefyre,
    medium,
    micro_blog,
    remark42,
    squarespace,
    substack,
    webmention_io,
    wordpress,
)
from blogarchive.extraction.comment_systems.answer import Answer, json_of
from blogarchive.models import Extraction, Link, Post
from blogarchive.threads import arrange

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

READERS: dict[str, Callable[[Page, Any], Answer | None]] = {
    "disqus": disqus.read,
    "isso": isso.read,
    "ghost": ghost.read,
    "github": github.read,
    "remark42": remark42.read,
    "commento": commento.read,
    "cusdis": cusdis.read,
    "substack": substack.read,
    "forem": forem.read,
    "blogger": blogger.read,
    "wordpress": wordpress.read,
    "webmention.io": webmention_io.read,
    "issues": issues.read,
    "discourse": discourse.read,
    "mastodon": fediverse.read,
    "bluesky": fediverse.BLUESKY.read,
    "waline": chinese_widgets.WALINE.read,
    "valine": chinese_widgets.VALINE.read,
    "twikoo": chinese_widgets.TWIKOO.read,
    "artalk": chinese_widgets.ARTALK.read,
    "livefyre": livefyre.read,
    "hashnode": hashnode.read,
    "coral": hashnode.CORAL.read,
    "medium": medium.read,
    "livejournal": journals.read,
    "habr": habr.SHAPE.read,
    "ameba": asian_hosts.AMEBA.read,
    "csdn": asian_hosts.CSDN.read,
    "naver": asian_hosts.NAVER.read,
    "sina": asian_hosts.read_sina,
    "tistory": asian_hosts.TISTORY.read,
    "micro.blog": micro_blog.read,
    "squarespace": squarespace.SHAPE.read,
}
"""By the shape of the answer, not by its address: systems are hosted anywhere. The first that knows it wins."""

FETCHES: tuple[Callable[[Document], list[Link]], ...] = (
    disqus.fetches,
    isso.fetches,
    ghost.fetches,
    github.fetches,
    remark42.fetches,
    commento.fetches,
    cusdis.fetches,
    substack.fetches,
    forem.fetches,
    blogger.fetches,
    wordpress.fetches,
    webmention_io.fetches,
    issues.fetches,
    discourse.fetches,
    fediverse.fetches,
    chinese_widgets.fetches,
    hashnode.fetches,
    journals.fetches,
    habr.fetches,
    asian_hosts.fetches,
    fragments.fetches,
    micro_blog.fetches,
    squarespace.fetches,
)

INLINE: tuple[Callable[[Document], Answer | None], ...] = (journals.inline, hashnode.inline, blogger.inline)
"""Answers that a page carries in the state of its own script."""


# A further answer of a thread: by number, by handle, by what it goes on from; the answers to one comment (Ghost).
_FURTHER = re.compile(
    r"[?&;](?:page=(?!1(?:&|$))|cursor=|after=|offset(?:_id)?=(?!0(?:&|$))|skip=(?=\d)|published-min=|from_c=|startId=\d"
    r"|thread=|start-index=(?!1(?:&|$)))|/comments/[0-9a-f]+/replies/|/posts\.json\?|/s/comment_\w+_(?!1\.)\d+\.html"
)


def read(page: Page, about: str | None = None) -> Extraction | None:
    """The thread that a saved response holds; none where no system knows it.

    The post that it belongs to is `about`, else what the response says, else the response's own address.
    """
    data = json_of(page)
    if (piece := fragments.read(page, data)) is not None:
        return _extraction(page, *piece, about)
    if data is None and b"disqus-threadData" not in page.body:
        return None
    for name, reader in READERS.items():
        answer = reader(page, data)
        if answer is not None:
            return _extraction(page, name, answer, about)
    return None


def _extraction(page: Page, name: str, answer: Answer, about: str | None) -> Extraction:
    said = answer.about if (answer.about or "").startswith("http") else None
    post = about or said or urldefrag(page.url).url
    thread = Post(
        url=post,
        platform=name,
        title=answer.title,
        comments_declared=answer.declared,
        comments=arrange(answer.comments),
        source="embed" if name == "disqus" else "api",
        is_whole_thread=not (answer.comments and answer.links) and not _FURTHER.search(page.url),
    )
    links = tuple(replace(link, about=link.about or post) for link in answer.links)
    return Extraction(page=page, platform=name, posts=(thread,), links=links)


def fetches(document: Document) -> tuple[Link, ...]:
    """The responses in which the thread of this page stands, as far as the page tells their addresses."""
    return tuple(link for find in FETCHES for link in find(document))


def inline(document: Document) -> tuple[Comment, ...]:
    """The thread that stands in the page, though not in its markup."""
    answer = next((answer for find in INLINE if (answer := find(document)) is not None and answer.comments), None)
    return tuple(replace(comment, source="page") for comment in arrange(answer.comments)) if answer else ()
