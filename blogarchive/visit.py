"""The core's one function for the spider: a fetched page in, what to keep and what to fetch next out."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from blogarchive.discovery import robots, sitemaps
from blogarchive.discovery.home import home_of
from blogarchive.discovery.scope import admit, of_blog, within
from blogarchive.extraction.by_structure.missing import NOTHING_THERE
from blogarchive.extraction.comment_systems.disqus import NEEDS_KEY
from blogarchive.extraction.extract import extract
from blogarchive.extraction.log_in import LOG_IN
from blogarchive.limits import PARTLY
from blogarchive.links.collect import FRAME, SHORTLINK, SHOWN_HERE
from blogarchive.models import Admission, Extraction, Link, LinkKind, Page, Post, Visit
from blogarchive.urls import absolute, canonical, host_of, identity

LEAST = 250
"""Characters of a text below which a frame is a menu or a welcome rather than a post, where nothing says more."""

PAGES: tuple[LinkKind, ...] = ("post", "candidate", "comment_page")
"""Kinds that are asked for to be read: an answer without a word is none."""

SOURCES = ("sitemap", "feed", "list", "robots")
"""Whose readers read what is no page of the blog but names such pages."""

OF_NO_POST = ("sitemap", "feed", "comment_feed", "robots", "requisite")
"""Kinds of address under which nobody writes a post: a page that comes back is that of a host without them."""

FEEDS = ("feed", "comment_feed")


def visit(
    page: Page, *, url_id: int, asked: LinkKind, home: str | None, requisites: bool, about: str | None = None,
    named_by: str = "", has_key: bool = False,
) -> Visit:  # fmt: skip
    """Read a page that was fetched as `asked` for the blog `home` (none for an address that the user gave).

    `about` is the permalink of the post for whose thread it was fetched, `named_by` the reason of the link to it;
    `has_key` says whether the user gave a key for what Disqus shows nobody without one.
    """
    # A 304 to no condition holds no page, nor does a redirect that leads nowhere: others come here as `moved`.
    if page.status is not None and page.status >= 300:
        return missed(page, url_id=url_id, asked=asked, home=home)
    if not readable(page):
        return _came(page, url_id, home)
    if asked in PAGES and not page.body.strip():
        return replace(_came(page, url_id, home), failure="an empty page")
    extraction = extract(page, about=about)
    for why in (NOTHING_THERE, LOG_IN):
        if why in extraction.notes:
            return replace(missed(page, url_id=url_id, asked=asked, home=home), failure=why)
    if extraction.moved_to is not None:
        return moved(page, extraction.moved_to, url_id=url_id, asked=asked, home=home, requisites=requisites)
    if sitemaps.NOT_UNDERSTOOD in extraction.notes:
        return replace(_came(page, url_id, home), failure=sitemaps.NOT_UNDERSTOOD)
    unread = _is_no_post(extraction, asked, named_by)
    if unread:  # what it names counts, itself it is no post
        extraction = replace(extraction, posts=())
    home = home or home_of(extraction)
    extraction = of_blog(extraction, home)
    on_front_page = identity(page.url) == identity(home)
    links = [*extraction.links, *(_first_links(page, home, extraction) if asked == "home" else ())]
    post = next((post for post in extraction.posts if post.source != "feed"), None)
    admissions = tuple(
        admit(link, home, on_front_page=on_front_page, requisites=requisites, post=post) for link in links
    )
    admissions = admissions if has_key else tuple(_without_key(admission) for admission in admissions)
    same = _shown_here(page, post, extraction.links) if post else ()
    came = replace(_came(page, url_id, home), admissions=(*same, *admissions), unread=unread, partly=partly(extraction))
    # What another site sends in place of an image is no page of the blog; `rebuild` sees that by its address, too.
    if asked == "requisite" and not within(page.url, home):
        return came
    # The page itself has been read, and stands in the WARC: its bytes travel no further.
    return replace(came, extraction=replace(extraction, page=replace(page, body=b"")))


def partly(extraction: Extraction) -> str | None:
    """Which limits were met in reading a page; none where all of it was read."""
    return "; ".join(note for note in extraction.notes if note.startswith(PARTLY)) or None


def shown(page: Page) -> tuple[Post, ...]:
    """The posts that a page shows, to look at them and no more."""
    return extract(page, with_links=False).posts if readable(page) else ()


def _is_no_post(extraction: Extraction, asked: LinkKind, named_by: str) -> bool:
    """Whether what looks like a post stands in the place of a sitemap, feed or image, or is a part of a frameset."""
    posts = [post for post in extraction.posts if post.source == "page"]
    if asked in OF_NO_POST and extraction.platform not in SOURCES:
        of_itself = asked in FEEDS and any(post.published or post.author or post.comments for post in posts)
        return bool(posts) and not of_itself  # a post may be called "feed"
    if named_by != FRAME:
        return False
    return any(
        not (post.published or post.comments or (post.title and len(post.body_text or "") > LEAST)) for post in posts
    )


def readable(page: Page) -> bool:
    """Whether a capture can hold posts or links: told by itself alone, so that `rebuild` reads what was read live."""
    media_type = (page.content_type or "").partition("/")[0].strip().lower()
    return (page.status or 200) < 300 and media_type not in ("image", "audio", "video", "font")


def missed(page: Page, *, url_id: int, asked: LinkKind, home: str | None) -> Visit:
    """What follows from an answer that holds no page; a missing robots.txt still has the usual sitemaps beside it."""
    guesses = robots.guesses(page.url) if asked == "robots" and home else []
    admissions = tuple(admit(link, home or page.url, on_front_page=False, requisites=False) for link in guesses)
    nowhere = " without an address to go on to" if page.status is not None and 300 <= page.status < 400 else ""
    failure = f"HTTP {page.status}{'' if page.status == 304 else nowhere}"
    return replace(_came(page, url_id, home), failure=failure, admissions=admissions)


def moved(page: Page, location: str, *, url_id: int, asked: LinkKind, home: str | None, requisites: bool) -> Visit:
    """What follows from a redirect: its target is one more address, of the kind that was asked for."""
    target = absolute(page.url, location)
    if target is not None and canonical(target) == canonical(page.url):
        target = absolute(page.url, location, session=True)  # nobody is let in without one
    outcome = _came(page, url_id, home)
    if target is None:
        return replace(outcome, failure=f"redirects to nowhere: {location!r}")
    link = Link(url=target, kind=asked, reason="redirect")
    admission = admit(link, home or target, on_front_page=asked in ("home", "feed"), requisites=requisites)
    if asked == "candidate" and admission.state == "held":  # what was worth a request is so at its new address
        admission = replace(admission, state="queued", because=link.reason)
    return replace(outcome, moved_to=target, admissions=(admission,))


def _shown_here(page: Page, post: Post, links: tuple[Link, ...]) -> tuple[Admission, ...]:
    """What a post's own address shows under further addresses: its short link, and one of its comment pages.

    Which one, the permalinks of the comments say (WordPress's newest), or the pager, which does not link it.
    """
    if identity(page.url) != identity(post.url):
        return ()
    same = [link for link in links if link.reason == SHORTLINK]
    pages = {comment.url.partition("#")[0] for comment in post.comments if comment.url and comment.page is not None}
    pages = pages or {link.url for link in links if link.reason == SHOWN_HERE}
    if len(pages) == 1:
        same.append(Link(url=pages.pop(), kind="comment_page", reason="comment page", about=post.url))
    return tuple(
        Admission(link=link, state="done", priority=0, because="shown at the permalink")
        for link in same
        if identity(link.url) not in (identity(post.url), identity(urljoin(post.url, "/")))
    )


def _without_key(admission: Admission) -> Admission:
    if admission.link.reason != NEEDS_KEY:
        return admission
    return replace(admission, state="held", because="needs a key: BLOGARCHIVE_DISQUS_KEY")


def _came(page: Page, url_id: int, home: str | None) -> Visit:
    return Visit(url_id=url_id, host=host_of(page.url), home=home, capture=page.capture, status=page.status)


def _first_links(page: Page, home: str, extraction: Extraction) -> list[Link]:
    """Where to look for a blog's posts, known from its front page or from any one of its posts."""
    links = [Link(url=urljoin(home, "/robots.txt"), kind="robots", reason="asked for")]
    if identity(page.url) != identity(home):
        links.append(Link(url=home, kind="home", reason="asked for"))
    elif not any(link.kind == "feed" for link in extraction.links):
        links.append(Link(url=urljoin(home, "feed/"), kind="feed", reason="guess"))
    if not any(link.reason == "icon" for link in extraction.links):
        links.append(Link(url=urljoin(home, "/favicon.ico"), kind="requisite", reason="guess"))  # as browsers do
    return links
