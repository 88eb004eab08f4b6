"""What is fetched of the addresses that a page names, how urgently, and why the others are left: a pure decider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from blogarchive.models import Admission, Extraction, Link, LinkKind, Post
from blogarchive.urls import absolute, canonical, host_of, identity, rendered

# Lower is earlier: what tells of posts, then posts with their threads, then what only may lead to more.
PRIORITY: dict[LinkKind, int] = {
    "home": 0, "robots": 1, "sitemap": 2, "comment_page": 5, "feed": 6, "comment_feed": 7, "post": 10, "api": 15,
    "candidate": 20, "listing": 30, "requisite": 40, "outside": 90, "trap": 90,
}  # fmt: skip

# A candidate that one of these names is a page of the blog; a link in passing may lead anywhere.
TRUSTED = ("sitemap", "feed", "API", "asked for", "search index", "frame")

NAMED_TRAP = "never followed, though a title leads there: "
"""Beginning of the reason of a trap that may be a post all the same."""

# A list of posts, and where it goes on.
OF_LISTS = ("API", "API comments", "API, next page")


def within(url: str, home: str) -> bool:
    """Whether an address belongs to the blog whose front page is `home`: its host, and below its folder."""
    folder = urlsplit(canonical(home)).path.rpartition("/")[0] + "/"
    # Nobody writes the slash behind `https://dev.to/ada`: the folder is within itself.
    return host_of(url) == host_of(home) and f"{urlsplit(canonical(url)).path}/".startswith(folder)


def home_for(url: str, homes: Iterable[str]) -> str | None:
    """Which of these blogs an address belongs to."""
    return next((home for home in homes if within(url, home)), None)


def of_blog(extraction: Extraction, home: str) -> Extraction:
    """What a page gave without what its feed says of pages elsewhere: a proxy's addresses, a link blog's finds."""
    posts = tuple(post for post in extraction.posts if post.source != "feed" or within(post.url, home))
    return extraction if len(posts) == len(extraction.posts) else replace(extraction, posts=posts)


def joined(extraction: Extraction, base: str) -> Extraction:
    """What a page gave, its post under the address that stands for all of its addresses."""
    posts = tuple(replace(post, url=base) if post.source == "page" else post for post in extraction.posts)
    return replace(extraction, posts=posts)


# Platforms whose pages hold the thread themselves: their APIs are asked only where a page shows none of it.
ON_THE_PAGE = ("WordPress", "Blogger")


def admit(link: Link, home: str, *, on_front_page: bool, requisites: bool, post: Post | None = None) -> Admission:
    """Decide about one address that a page of the blog names; every address gets a state and a reason.

    `post` is the post that the page shows: only its own page says which further pages it has.
    """
    if "@" in link.url or "\\" in link.url:  # a comment system's address, say, that was put together from parts
        link = replace(link, url=_without_user(link.url))
    if link.about is not None and (post is None or identity(link.about) != identity(post.url)):
        return Admission(link=link, state="held", priority=PRIORITY[link.kind], because="its post will name it")
    if rendered(link.url) is not None:
        return Admission(
            link=link, state="held", priority=PRIORITY["api"], because="only a browser may show the thread: --render"
        )
    if link.kind == "api" and link.about is not None and post is not None:
        shown = link.reason in ON_THE_PAGE and (post.comments or not post.comments_declared)
        state = "held" if shown else "queued"
        because = "the thread stands on the post's page" if shown else link.reason
        return Admission(link=link, state=state, priority=PRIORITY["comment_page"], because=because)  # type: ignore[arg-type]
    state, because = _decide(link, home, on_front_page=on_front_page, requisites=requisites)
    return Admission(link=link, state=state, priority=PRIORITY[link.kind], because=because)  # type: ignore[arg-type]


def _without_user(url: str) -> str:
    """The address as a browser reads it, without the name and password before its host: `http://a\\@b/` leads to a."""
    authority = url.partition("//")[2].partition("/")[0]
    if "@" not in authority and "\\" not in authority:
        return url
    return absolute("", url, session=True) or "http://invalid/"


def _decide(link: Link, home: str, *, on_front_page: bool, requisites: bool) -> tuple[str, str]:
    if link.kind == "trap":
        return "skipped", f"{NAMED_TRAP}{link.reason}" if link.is_titled else link.reason
    if link.kind == "requisite":
        return ("queued", link.reason) if requisites else ("skipped", "page requisites are switched off")
    if link.kind == "outside":
        return "skipped", "another site"
    at_root = link.kind in ("robots", "sitemap") and host_of(link.url) == host_of(home)
    # A list of posts may stand where the platform keeps it; what it names must be the blog's own all the same.
    is_list = link.kind in ("api", "listing") and link.reason in OF_LISTS
    if not at_root and not is_list and not within(link.url, home):
        return "skipped", "outside the blog"
    if link.kind == "api" and is_list:
        return "queued", "lists the posts"
    if link.kind in ("listing", "api") or link.reason == "next page of the feed":
        return "held", "needed only if nothing else lists the posts"
    if link.kind in ("feed", "comment_feed") and not on_front_page:
        return "held", "the feed of one post or listing"
    if link.kind == "candidate" and link.reason not in TRUSTED:
        return "held", "may be a post"
    return "queued", link.reason
