"""Which addresses of a page are traps, told from posts that bear the name of one: `/2014/03/print/`, `/notes/amp/`."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.links.traps import trap
from blogarchive.urls import REMEMBERED, host_of, is_dated_slug

if TYPE_CHECKING:
    from collections.abc import Container

    from blogarchive.html.document import Document
    from blogarchive.models import Post

SIBLINGS = 2
"""Other addresses in a folder that make it one of posts."""

# What stands below a post beside its twins, and makes no folder of posts of it.
_OF_A_POST = re.compile(r"/(?:feed|rss2?|atom|\d+|comment-page-\d+|page/\d+)/?$")

# The pages of a blog name the same addresses again and again, and the rules are many.
_caught = lru_cache(maxsize=REMEMBERED)(trap)


class Slugs:
    """Judges the addresses that one page names."""

    def __init__(self, document: Document, post: Post | None) -> None:
        self._document = document
        self._post = post

    def trap(self, url: str, *, is_post: bool, posts: Container[str]) -> str | None:
        """The rule that catches an address; none where it goes by the address's last step, and that is a post's name.

        `is_post` says that a title names it; `posts` are the paths, with a slash at their ends, of posts so named.
        """
        rule = _caught(url)
        if rule is None or (surely := trap(url, own_slug=True)) is not None:
            return rule and surely
        return None if is_post or self._is_own(urlsplit(url).path, posts) else rule

    def _is_own(self, path: str, posts: Container[str]) -> bool:
        """Whether a path's last step is a post's name: below a date, or in a folder where others stand."""
        if is_dated_slug(path):
            return True
        folder = _folder(path)
        if is_dated_slug(folder) or folder in posts or folder in self._tops:
            return False
        return self._folders[folder] >= SIBLINGS

    @cached_property
    def _tops(self) -> set[str]:
        """The blog's own folder and the post's, as far as the page tells: below them stand logins and twins."""
        home = self._document.first("a[rel~='home'], .site-title a, #site-title a")
        named = self._document.address(home.get("href")) if home is not None else None
        own = urlsplit(self._post.url).path.rstrip("/") + "/" if self._post else "/"
        return {"/", urlsplit(named or "").path, own}

    @cached_property
    def _folders(self) -> Counter[str]:
        """Folder -> how many addresses the page names in it that may be posts."""
        host = host_of(self._document.page.url)
        hrefs = {element.get("href") for element in self._document.by_tag("a")}
        urls = {url for href in hrefs if (url := self._document.address(href)) and host_of(url) == host}
        paths = {path for url in urls if not _caught(url) and not _OF_A_POST.search(path := urlsplit(url).path)}
        return Counter(map(_folder, paths))


def _folder(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
