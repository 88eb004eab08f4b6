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
from blogarchive.extraction.by_structure.listings import is_listing
from blogarchive.extraction.by_structure.missing import NOTHING_THERE, says_nothing_is_there
from blogarchive.extraction.by_structure.threads import fields
from blogarchive.extraction.by_structure.threads.date_marks import marks
from blogarchive.extraction.by_structure.threads.find import find_thread
from blogarchive.extraction.by_structure.threads.schema_org import stated_thread
from blogarchive.extraction.evidence import Judge
from blogarchive.extraction.platforms import recognise
from blogarchive.html.document import Document, is_within
from blogarchive.html.text import text_of
from blogarchive.html.tree import PLACE
from blogarchive.links import stylesheets
from blogarchive.links.collect import COMMENT_PAGE, PARTS, links, shown_page
from blogarchive.models import Blog, Comment, Extraction, Link, Post
from blogarchive.threads import arrange
from blogarchive.urls import identity, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.platforms.platform import Platform
    from blogarchive.html.tree import Element
    from blogarchive.models import Page

_NOT_HTML = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:pdf|zip|gzip|octet-stream|javascript|x-javascript|json)|^text/(?:css|javascript)",
    re.IGNORECASE,
)
_SHORT = 1200
_NEAR = 60
"""Characters from either end of a comment within which a name or a date is rather its head than its text."""
_PART = re.compile(r"^(.*/)(\d{1,3})/?$")
_ALL = -1
"""The page that shows all comments, in place of a number."""
_PART_ASKED = re.compile(r"[?&]page=(\d{1,3})(?:&|$)")


def extract(
    page: Page,
    *,
    generic_only: bool = False,
    with_links: bool = True,
    about: str | None = None,
    judge: Judge | None = None,
) -> Extraction:
    """What the page says. Never raises for bad markup.

    Without `with_links` it costs half, and of the links only those to a comment system's answers are given.
    `about` is the permalink of the post that a comment system was asked for. A `judge` weighs evidence by a table of
    its own, or keeps its decisions to explain them; without one the table of weights.py decides.
    """
    if (address := rendered(page.url)) is not None:
        shown = extract(replace(page, url=address), generic_only=generic_only, with_links=False)
        return rendered_threads.thread_of(page, shown, about)
    if (listed := discovery.read(page)) is not None:
        return listed
    if (thread := comment_systems.read(page, about)) is not None:
        return thread
    if (styles := stylesheets.read(page)) is not None:
        return styles
    if _NOT_HTML.search(page.content_type or "") or not page.body.strip():
        return Extraction(page=page, platform="generic")
    with _uncollected():
        return _opened(page, judge or Judge(), generic_only=generic_only, with_links=with_links)


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


def _opened(page: Page, judge: Judge, *, generic_only: bool, with_links: bool) -> Extraction:
    """What its readers say; the document is gone, not only closed, before anybody hunts for cycles again."""
    document = Document(page)
    try:
        return _read(document, judge, generic_only=generic_only, with_links=with_links)
    finally:
        document.close()


def _read(document: Document, judge: Judge, *, generic_only: bool, with_links: bool) -> Extraction:  # noqa: ARG001
    page = document.page
    if says_nothing_is_there(document):
        return Extraction(page=page, platform="generic", notes=(NOTHING_THERE,))
    platform = None if generic_only else recognise(document)
    post = _post(document, platform)
    return Extraction(
        page=page,
        platform=platform.name if platform else "generic",
        blog=_blog(document, platform),
        posts=(post,) if post else (),
        links=(
            *(links(document, post) if with_links else ()),
            *(discovery.lists(document) if with_links else ()),
            *_systems(document, post),
            *(rendered_threads.links(document, post) if with_links else ()),
        ),
        notes=("only the beginning of this very long page was read",) if document.cut_short else (),
    )


def _systems(document: Document, post: Post | None) -> tuple[Link, ...]:
    """Where the comment systems that the page names keep its thread."""
    return tuple(replace(link, about=post.url) for link in comment_systems.fetches(document)) if post else ()


def _post(document: Document, platform: Platform | None) -> Post | None:
    post = platform.read(document) if platform else Post(url=document.page.url, platform="generic")
    if post is None or (not _is_surely_one(platform, document) and is_listing(document)):
        return None
    post = replace(post, comments=_filled(post.comments, document))
    if not post.comments and (drawn := comment_systems.shown(document)):
        post = _read_beside(document, platform, replace(post, comments=drawn))
    told = _told(post.comments)
    looked = post.comments or document.entries
    if (not looked or told * 2 < len(post.comments)) and (platform is None or _may_hold_thread(document, platform)):
        found = _thread_found(document, post)
        if len(found) == 1 and _holds_terms(document):
            found, document.entries = (), []
        if _told(found) > told or not looked:
            post = replace(post, comments=found)
        if found and post.comments is found:
            post = _read_beside(document, platform, post)
    if not (post.comments or document.entries or (platform and platform.is_protected(document))):
        post = replace(post, comments=arrange(stated_thread(document)))
    if not post.comments and platform:
        post = replace(post, comments=comment_systems.inline(document))
    hidden = platform.hidden(document) if platform else document.thread
    post = _with_body(post, document, platform, hidden)
    return _paged(_without_title(metadata.complete(post, document, hidden), document), document)


def _thread_found(document: Document, post: Post) -> tuple[Comment, ...]:
    """The thread found by its structure; none where it is the parts of the post: meta, text, terms, each dated."""
    known = document.entries
    found = arrange(find_thread(document) or ())
    if _is_thread_of(document, post, found):
        return found
    document.entries = known
    return ()


def _is_thread_of(document: Document, post: Post, found: tuple[Comment, ...]) -> bool:
    if found and not any(comment.author or comment.published for comment in found):
        return False  # notes at the foot, with their arrows back
    body = document.body
    if body is None or sum(len(comment.body_text or "") for comment in found) > 2 * len(post.body_text or ""):
        return True
    return not any(is_within(body, element) for entry in document.entries for element in entry.elements)


def _read_beside(document: Document, platform: Platform | None, post: Post) -> Post:
    """The post once more where its platform knew nothing of the thread, and may have taken its names and dates."""
    entries = document.entries
    document.thread = {element for entry in entries for element in entry.elements}
    again = platform.read(document) if platform else None
    document.entries = entries
    return replace(again, comments=post.comments) if again else post


def _holds_terms(document: Document) -> bool:
    """Whether the only entry is the line of the post's own tags: `<div class="feedback">Posted by … tagged …</div>`."""
    terms = document.select("a[rel~='tag'], a[rel~='category']")
    return any(is_within(term, root) for entry in document.entries for root in entry.elements for term in terms)


def _is_surely_one(platform: Platform | None, document: Document) -> bool:
    """Whether the software itself marks the page as one post: `<body class="single">`, `<body class="item-view">`."""
    return platform is not None and bool(platform.single) and document.has(platform.single)


def _told(comments: tuple[Comment, ...]) -> int:
    """How many have a name and a text: a platform's selectors may find the boxes of a theme, and nothing in them."""
    return sum(comment.kind != "comment" or bool(comment.author and comment.body_text) for comment in comments)


# What a thread's own names or words are made of, in any theme; a page without any of them is not searched for one.
_THREAD_NAMES = re.compile(
    r"comment|reply|replies|respon[ds]|discuss|thread|message|feedback|reacti|kommentar|komment|coment|opinion|review|talk"
    r"|antwort|beitr|avis|评论|コメント|댓글",
    re.IGNORECASE,
)


def _may_hold_thread(document: Document, platform: Platform) -> bool:
    if platform.is_protected(document):
        return False
    return any(_THREAD_NAMES.search("\n".join(names)) for names in (document.by_class, document.by_id))


def _filled(comments: tuple[Comment, ...], document: Document) -> tuple[Comment, ...]:
    """Names, dates and texts that the platform's selectors missed in a theme unknown to them, found by structure."""
    wanting = [c for c in comments if c.kind == "comment" and not (c.author and c.published and c.body_text)]
    if not wanting or len(wanting) < 0.2 * len(comments):
        return comments
    inside = {element for entry in document.entries for root in entry.elements for element in root.within()}
    seen = marks(sorted(inside, key=PLACE))
    found = {c.id: c for c in fields.read(document, document.entries, seen, heads_only=True)}
    filled = tuple(_completed(comment, found.get(comment.id)) for comment in comments)
    if sum(map(_begins_with_head, comments, filled)) * 2 < len(wanting):
        return filled
    texts = {c.id: c for c in fields.read(document, document.entries, seen)}
    return tuple(_with_text(comment, texts.get(comment.id)) for comment in filled)


def _begins_with_head(comment: Comment, filled: Comment) -> bool:
    """Whether the name or the date that was missing still stands in the text."""
    text = comment.body_text or ""
    named = filled.author if not comment.author else None
    dated = filled.published_text if not comment.published else None
    return any(
        part and (part in text[: len(part) + _NEAR] or part in text[-len(part) - _NEAR :]) for part in (named, dated)
    )


def _with_text(comment: Comment, other: Comment | None) -> Comment:
    if other is None or comment.kind != "comment" or not comment.body_text or not other.body_text:
        return comment
    return replace(comment, body_html=other.body_html, body_text=other.body_text)


def _completed(comment: Comment, other: Comment | None) -> Comment:
    if other is None or comment.kind != "comment" or not (comment.author or comment.body_html):  # a mere notice
        return comment
    named = other.author if other.author != comment.body_text else None  # the only words here are no name
    return replace(
        comment,
        author=comment.author or named,
        author_url=comment.author_url if comment.author else other.author_url,
        published=comment.published or other.published,
        published_text=comment.published_text or other.published_text,
    )


def _with_body(post: Post, document: Document, platform: Platform | None, hidden: set[Element]) -> Post:
    """The body where its platform found none, or so little that most of the page's text must stand elsewhere."""
    have = len(post.body_text or "")
    if have > _SHORT or (platform and platform.is_protected(document)):
        return post
    found = document.body
    html, text = body.content(document, hidden, least=max(600, 3 * have) if have else 0)
    around = have and found is not None and document.body is not None and is_within(found, document.body)
    if text and not (around and len(text) < _SHORT):
        return replace(post, body_html=html, body_text=text)
    return post


# A title at the head of the text, within whatever wraps it there.
_TITLE = re.compile(
    r"^(?P<before>\s*(?:<(?:div|header|section|article|span)\b[^>]*>\s*)*)<(h[1-6])\b[^>]*>.*?</\2>", re.DOTALL
)


def _without_title(post: Post, document: Document) -> Post:
    """A theme may print the title at the head of the text's element; where no selector knew it, it is seen only now."""
    title, text, html = post.title, post.body_text or "", post.body_html or ""
    body, heading = document.body, document.heading
    if not title or body is None or heading is None or not text.startswith(f"{title}\n"):
        return post
    if heading is body or not is_within(heading, body) or not (match := _TITLE.match(html)):
        return post
    rest = text[len(title) :].lstrip()
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


def _blog(document: Document, platform: Platform | None) -> Blog:
    home = document.first("a[rel~='home'], #site-title a, .site-title a, #header h1 a, .blog-title a")
    here = document.page.url if urlsplit(document.page.url).path in ("", "/") else None
    brand = home if home is not None else document.first(".navbar-brand")
    names = (*metadata.site_names(document), text_of(brand) if brand is not None else "")
    return Blog(
        url=document.address(home.get("href")) if home is not None else here,
        # A front page that names the blog nowhere else has its name for a title.
        title=next((name for name in names if name), None) or (document.title if here else None),
        platform=platform.name if platform else "generic",
        language=document.language,
    )
