"""What became of a blog as a whole since it was last looked at, told by its front page: a pure decider."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.models import Extraction

# https://blog.example/wp-content/themes/inove/style.css; Drupal, Textpattern and others write it alike.
_THEME = re.compile(r"/(?:wp-content/)?themes?/(?:pub/|custom/|contrib/)?([\w.-]+)/", re.IGNORECASE)
# main.3f9c21ab.css: another name with every build, and no other theme.
_BUILD = re.compile(r"[.-]?(?=[0-9a-f]*\d)[0-9a-f]{6,}")
_LOGIN = re.compile(r"log-?in|sign-?in|blogin|private|suspended|auth\b", re.IGNORECASE)

CLOSED = {401: "asks for a password", 402: "is closed", 403: "is forbidden to us", 404: "is not found",
          410: "is gone for good", 451: "is withheld for legal reasons"}  # fmt: skip
"""Answers of a front page that was there before, by which a blog is closed rather than disturbed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a blog's front page looked."""

    url: str
    title: str | None
    platform: str
    theme: str | None
    marks: frozenset[str]
    """Style sheets and feeds that it names, without what changes from build to build."""
    posts_named: int
    """How many posts it links to that the archive already has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to a blog."""

    what: str
    """`moved`, `https`, `theme`, `platform`, `title`, `closed`, `stranger` or `back`."""
    said: str
    """The same as a sentence."""

    @property
    def stops(self) -> bool:
        """Whether nothing that the address now shows may be taken for the blog's."""
        return self.what in STOPPING


STOPPING = ("moved", "closed", "stranger")


def look_of(extraction: Extraction, posts_named: int) -> Look:
    """How the page that was read looks."""
    shown = [link.url for link in extraction.links if link.kind == "requisite"]
    styles = [url for url in shown if urlsplit(url).path.endswith(".css")]
    feeds = [link.url for link in extraction.links if link.kind in ("feed", "comment_feed")]
    themes = [found[1] for url in [*styles, *shown] if (found := _THEME.search(urlsplit(url).path))]
    blog = extraction.blog
    return Look(
        url=extraction.page.url,
        title=blog.title if blog else None,
        platform=extraction.platform,
        theme=themes[0] if themes else None,
        marks=frozenset(_BUILD.sub("", identity(url).partition("?")[0]) for url in (*styles, *feeds)),
        posts_named=posts_named,
    )


def changes(before: Look, now: Look) -> list[Change]:
    """What happened between two looks; a stranger's page is nothing but that."""
    if not _is_same_blog(before, now):
        shown = f"“{now.title}”" if now.title else "a page without a name"
        said = f"{now.url} shows {shown} and nothing of “{before.title or before.url}”"
        return [Change(what="stranger", said=f"{said}: nothing of it was taken over")]
    found = []
    if _scheme(before.url) == "http" and _scheme(now.url) == "https":
        found.append(Change(what="https", said=f"the blog now answers as {now.url}"))
    if now.title and before.title and _words(now.title) != _words(before.title):
        found.append(Change(what="title", said=f"the blog is now called “{now.title}”; it was “{before.title}”"))
    if now.platform != before.platform and "generic" not in (now.platform, before.platform):
        found.append(Change(what="platform", said=f"the blog now runs on {now.platform}; it ran on {before.platform}"))
    if theme := _other_theme(before, now):
        found.append(Change(what="theme", said=theme))
    return found


def refusal(url: str, status: int | None, moved_to: str | None, *, follows: bool, says_nothing: bool) -> Change | None:
    """What it means that a front page that was there before answers otherwise; none where it may be a disturbance.

    `follows` says whether the address that it leads to is the blog's own, `says_nothing` that there is nothing to read.
    """
    if moved_to is not None and not follows:
        if _LOGIN.search(moved_to.partition("//")[2]):
            return Change(what="closed", said=f"{url} asks for a login at {moved_to}")
        return Change(what="moved", said=f"{url} now leads to {moved_to}: `blogarchive crawl` archives it there")
    if status in CLOSED:
        return Change(what="closed", said=f"{url} {CLOSED[status]} (HTTP {status})")
    if status == 200 and says_nothing:
        return Change(what="closed", said=f"{url} says that nothing is there")
    return None


def back(url: str) -> Change:
    """That a blog that was closed or replaced shows itself again."""
    return Change(what="back", said=f"{url} shows the blog again")


def _is_same_blog(before: Look, now: Look) -> bool:
    """Any one sign will do: a post that is known, the name, a style sheet or a feed."""
    if now.posts_named or before.marks & now.marks:
        return True
    old, new = _words(before.title), _words(now.title)
    # The name of the host is no name: whoever sells the address writes it above the offer.
    own = old - _words(urlsplit(before.url).netloc)
    if not old and not new:
        return before.theme == now.theme and before.platform == now.platform
    return bool(own) and len(own & new) * 2 >= len(own | new)


def _other_theme(before: Look, now: Look) -> str | None:
    if before.theme and now.theme:
        return f"the theme is now {now.theme}; it was {before.theme}" if before.theme != now.theme else None
    styles, others = _styles(before.marks), _styles(now.marks)
    return "the blog has other style sheets: a new theme" if styles and others and not styles & others else None


def _styles(marks: Iterable[str]) -> set[str]:
    return {mark for mark in marks if mark.endswith(".css")}


def _scheme(url: str) -> str:
    return urlsplit(url).scheme.lower()


def _words(text: str | None) -> set[str]:
    return set(re.findall(r"\w+", (text or "").casefold()))
