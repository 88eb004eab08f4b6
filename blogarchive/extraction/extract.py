"""A page goes in; posts, comments and links come out: the one function between a capture and a row."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive import discovery
from blogarchive.extraction import comment_systems, rendered_threads
from blogarchive.extraction.by_structure import body, metadata
from blogarchive.extraction.by_structure.blog import blog_of
from blogarchive.extraction.by_structure.listings import MEDIA, is_listing, running_text
from blogarchive.extraction.by_structure.missing import NOTHING_THERE, says_nothing_is_there
from blogarchive.extraction.by_structure.sent_on import sent_on
from blogarchive.extraction.by_structure.titles import title
from blogarchive.extraction.choose_thread import choose_thread
from blogarchive.extraction.comments.entries import Thread
from blogarchive.extraction.findings import Findings
from blogarchive.extraction.log_in import LOG_IN, asks_for_log_in
from blogarchive.extraction.platforms import recognise
from blogarchive.html.document import Document
from blogarchive.html.markup import is_markup
from blogarchive.html.tree import Spans, is_within
from blogarchive.limits import partly
from blogarchive.links import stylesheets
from blogarchive.links.collect import COMMENT_PAGE, PARTS, links, shown_page
from blogarchive.models import Comment, Extraction, Link, Post
from blogarchive.urls import identity, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.platforms.platform import Platform
    from blogarchive.models import Page

_NOT_HTML = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:pdf|zip|gzip|octet-stream|javascript|x-javascript|json)|^text/(?:css|javascript)",
    re.IGNORECASE,
)
_BEGINS_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
NO_PAGE = "no page: there is no markup in it"
"""Note of an extraction: whatever it is called, it is something else."""

_SHORT = 1200
"""Characters of a body above which nobody looks for another."""
_PART = re.compile(r"^(.*/)(\d{1,3})/?$")
_ALL = -1
"""The page that shows all comments, in place of a number."""
_PART_ASKED = re.compile(r"[?&]page=(\d{1,3})(?:&|$)")


def extract(page: Page, *, generic_only: bool = False, with_links: bool = True, about: str | None = None) -> Extraction:
    """What the page says. Never raises for bad markup.

    Without `with_links` it costs half, and of the links only those to a comment system's answers are given.
    `about` is the permalink of the post that a comment system was asked for.
    """
    found = _extract(page, generic_only=generic_only, with_links=with_links, about=about)
    return found if page.cut is None else replace(found, notes=(*found.notes, partly(page.cut)))


def _extract(page: Page, *, generic_only: bool, with_links: bool, about: str | None) -> Extraction:
    if (address := rendered(page.url)) is not None:
        there = replace(page, url=address)
        shown = _extract(there, generic_only=generic_only, with_links=False, about=None)
        return rendered_threads.thread_of(page, shown, about)
    if (listed := discovery.read(page)) is not None:
        return listed
    if (thread := comment_systems.read(page, about)) is not None:
        return thread
    if (styles := stylesheets.read(page)) is not None:
        return styles
    if _is_no_page(page) or not page.body.strip():
        return Extraction(page=page, platform="generic")
    if not is_markup(page.body):
        return Extraction(page=page, platform="generic", notes=(NO_PAGE,))
    with _uncollected():
        return _opened(page, generic_only=generic_only, with_links=with_links)


def _is_no_page(page: Page) -> bool:
    """Whether its type says so; "some bytes", as servers say of files whose ending they do not know, may be a page."""
    kind = page.content_type or ""
    if _NOT_HTML.search(kind) is None:
        return False
    return "octet-stream" not in kind.lower() or _BEGINS_PAGE.match(page.body) is None


@contextmanager
def _uncollected() -> Iterator[None]:
    """No hunt for cycles while a page is read: its thousands of elements call for it, and leave none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _opened(page: Page, *, generic_only: bool, with_links: bool) -> Extraction:
    """What its readers say; the document is gone, not only closed, before anybody hunts for cycles again."""
    document = Document(page)
    try:
        return _read(document, generic_only=generic_only, with_links=with_links)
    finally:
        document.close()


def _read(document: Document, *, generic_only: bool, with_links: bool) -> Extraction:
    page = document.page
    if says_nothing_is_there(document):
        return Extraction(page=page, platform="generic", notes=(NOTHING_THERE,))
    if (target := sent_on(document)) is not None:
        return Extraction(page=page, platform="generic", moved_to=target)
    platform = None if generic_only else recognise(document)
    name = platform.name if platform else "generic"
    post, found = _post(document, platform)
    protected = platform is not None and platform.is_protected(document)
    if post is not None and not protected and asks_for_log_in(document, post, found):
        return Extraction(page=page, platform="generic", notes=(LOG_IN,))
    return Extraction(
        page=page,
        platform=name,
        blog=blog_of(document, name),
        posts=(post,) if post else (),
        links=(
            *(links(document, post) if with_links else ()),
            *(discovery.lists(document) if with_links else ()),
            *_systems(document, post),
            *(rendered_threads.links(document, post) if with_links else ()),
        ),
        notes=(partly(document.cut_short),) if document.cut_short else (),
    )


def _systems(document: Document, post: Post | None) -> tuple[Link, ...]:
    """Where the comment systems that the page names keep its thread."""
    return tuple(replace(link, about=post.url) for link in comment_systems.fetches(document)) if post else ()


def _post(document: Document, platform: Platform | None) -> tuple[Post | None, Findings]:
    """The thread first, for nothing in it tells of the post; then the post's own parts, each step knowing the last."""
    if platform and platform.kind(document) is None:
        return None, Findings()
    thread = platform.thread(document) if platform else Thread()
    if not (thread.entries or _is_surely_one(platform, document)) and is_listing(document):
        return None, Findings()
    thread = choose_thread(document, platform, thread)
    post, found = platform.read(document, thread) if platform else _unread(document, thread)
    if not (platform and platform.is_protected(document)):
        post, found = _with_body(post, document, found)
    text, heading = title(document, found, post.title)
    post, found = replace(post, title=text), replace(found, heading=heading)
    post = _paged(_without_title(metadata.complete(post, document, found), found), document)
    return None if platform is None and _is_bare(post, document) else post, found


def _is_bare(post: Post, document: Document) -> bool:
    """Whether there is a heading and nothing to read or to look at: a pager's page behind its last."""
    if post.body_text or post.comments or post.published or any(map(document.by_tag, MEDIA)):
        return False
    return not running_text(document)


def _unread(document: Document, thread: Thread) -> tuple[Post, Findings]:
    """What is known of the post on a page of no known platform."""
    roots = thread.roots
    post = Post(url=document.page.url, platform="generic", comments=thread.comments)
    return post, Findings(thread=roots, hidden=Spans(roots))


def _is_surely_one(platform: Platform | None, document: Document) -> bool:
    """Whether the software itself marks the page as one post: `<body class="single">`, `<body class="item-view">`."""
    return platform is not None and bool(platform.single) and document.has(platform.single)


def _with_body(post: Post, document: Document, found: Findings) -> tuple[Post, Findings]:
    """The body where its platform found none, or so little that most of the page's text must stand elsewhere."""
    have = len(post.body_text or "")
    if have > _SHORT:
        return post, found
    root, html, text = body.content(document, found, least=max(600, 3 * have) if have else 0)
    around = have and root is not None and found.body is not None and is_within(found.body, root)
    if not text or (around and len(text) < _SHORT):
        return post, found
    return replace(post, body_html=html, body_text=text), replace(found, body=root)


# A title at the head of the text, within whatever wraps it there.
_TITLE = re.compile(
    r"^(?P<before>\s*(?:<(?:div|header|section|article|span)\b[^>]*>\s*)*)<(h[1-6])\b[^>]*>.*?</\2>", re.DOTALL
)


def _without_title(post: Post, found: Findings) -> Post:
    """A theme may print the title at the head of the text's element; where no selector knew it, it is seen only now."""
    text, html, root, heading = post.body_text or "", post.body_html or "", found.body, found.heading
    if not post.title or root is None or heading is None or not text.startswith(f"{post.title}\n"):
        return post
    if heading is root or not is_within(heading, root) or not (match := _TITLE.match(html)):
        return post
    rest = text[len(post.title) :].lstrip()
    return replace(post, body_text=rest, body_html=match["before"] + html[match.end() :].lstrip()) if rest else post


def _paged(post: Post, document: Document) -> Post:
    """Which part of the post this is, and on which comment page its comments stand."""
    match = _PART.match(urlsplit(document.page.url).path)
    own = urlsplit(post.url).path
    if match and match[1].rstrip("/") == own.rstrip("/") and int(match[2]) > 1:
        post = replace(post, part=int(match[2]))
    elif match and own.rstrip("/") == match[0].rstrip("/") and _is_part(document, match[1], match[2]):
        post = replace(post, url=post.url[: -len(own)] + match[1], part=int(match[2]))
    elif (asked := _PART_ASKED.search(document.page.url)) and _names_first_part(document, post.url):
        post = replace(post, part=int(asked[1]))
    if not post.comments:
        return post
    here = _page_said(document.page.url)
    if here is None:
        here = shown_page(document) or None
    return replace(post, comments=tuple(_on_page(comment, here) for comment in post.comments))


def _names_first_part(document: Document, first: str) -> bool:
    """Whether `?p=15&page=2` links to `?p=15` as to a part of itself."""
    return any(identity(document.address(e.get("href")) or "") == identity(first) for e in document.select(PARTS))


def _is_part(document: Document, stem: str, number: str) -> bool:
    """Whether the page links its first part by the address without the number, or WordPress marks it as a part.

    `<body class="single single-post paged-5 single-paged-5">`: under a theme that links no parts that is all.
    """
    if document.has(f"body.single-paged-{int(number)}, body.page-paged-{int(number)}"):
        return True
    paths = {urlsplit(document.address(e.get("href")) or "").path for e in document.select(PARTS)}
    return stem in paths or stem.rstrip("/") in paths


def _on_page(comment: Comment, here: int | None) -> Comment:
    stated = _page_said(comment.url) if comment.url else None
    number = here if stated is None else stated
    return comment if number is None or number == _ALL else replace(comment, page=number)


def _page_said(address: str) -> int | None:
    """The comment page that an address names."""
    if (match := COMMENT_PAGE.search(address)) is None:
        return None
    return int(next((group for group in match.groups() if group), _ALL))
