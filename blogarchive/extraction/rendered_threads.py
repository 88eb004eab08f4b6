"""Threads that only a browser shows: which pages need one, and what is read of what it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.models import Extraction, Link
from blogarchive.urls import rendering

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page, Post

NEEDS_BROWSER = "only a browser may show the thread: --render"

REASON = "rendering"
"""Who names the address under which the ledger holds a page as a browser shows it."""

# What the addresses and containers of scripts that draw a thread into the page are called.
_SCRIPTS = (
    "disqus.com/embed", "disqus_thread", "hyvor.com/embed", "hyvor-talk", "utteranc.es/client", "giscus.app/client",
    "commento.js", "comentario.js", "remark42", "remark_config", "isso/js/embed", "isso-thread", "cusdis",
    "intensedebate", "livefyre", "fb-comments", "fb:comments", "coral_thread", "vuukle", "spot.im/launcher",
    "muut.com", "graphcomment", "hypercomments", "cackle.me", "discourse-comments", "waline", "valine", "twikoo",
    "artalk", "gitalk", "gitment", "hashover", "schnack", "fastcomments", "just-comments", "comments_app",
)  # fmt: skip
_BEGINS = ('id="comment', "id='comment", "id=comment")
_EMPTY = re.compile(r"""\bid=["']?comments?(?:-list|-container)?["']?[^>]*>\s*</""")


def links(document: Document, post: Post | None) -> tuple[Link, ...]:
    """The page's own rendering, where it shows no thread and yet declares comments or loads what draws one."""
    if post is None or post.comments or post.part != 1 or post.comments_declared == 0:
        return ()
    if (
        not post.comments_declared
        and not any(word in document.text for word in _SCRIPTS)
        and not (any(begin in document.text for begin in _BEGINS) and _EMPTY.search(document.text))
    ):
        return ()
    return (Link(url=rendering(document.page.url), kind="api", reason=REASON, about=post.url),)


def thread_of(page: Page, extraction: Extraction, about: str | None) -> Extraction:
    """Only the thread of a page as rendered: of all else the page as sent says more surely what it is."""
    threads = tuple(
        replace(
            post, url=about or post.url, source="embed", title=None, author=None, author_url=None, published=None,
            published_text=None, updated=None, language=None, categories=(), tags=(), body_html=None, body_text=None,
            comments=tuple(replace(comment, source="embed") for comment in post.comments),
        )
        for post in extraction.posts[:1]
        if post.comments
    )  # fmt: skip
    return Extraction(page=page, platform=REASON, posts=threads, notes=extraction.notes)
