"""What on a blog's page is its post, and where other posts' data stand: by types of schema.org, names of sidebars."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

ARTICLES = (
    "BlogPosting", "Article", "NewsArticle", "SocialMediaPosting", "DiscussionForumPosting", "TechArticle", "Report",
    "Review", "Recipe", "OpinionNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting", "HowTo", "PodcastEpisode",
)  # fmt: skip
"""Types of schema.org that are, or stand for, a post."""

_POST = "#respond, .hentry, .entry-content, .comment-list, .commentlist, article, .post-body, [itemprop='articleBody']"
_SIDEBAR = re.compile(
    r"^(?:(?:left|right|primary|secondary|main|page|blog|site|the|footer|col|wp)[-_]?)?"
    r"(?:side-?bar|widgets?|widget[-_]area|blogroll|recent-?(?:posts|comments)|widget_\w+)"
    r"(?:[-_]?(?:left|right|\d+|inner|wrap\w*|primary|secondary|area|container|panel))*$",
    re.IGNORECASE,
)


def asides(document: Document, selector: str) -> frozenset[Element]:
    """Where other posts' data stand: sidebars, and what the selector means."""
    # A theme may call the column that holds its posts a sidebar too: what wraps a heading of the page is none.
    found = {e for e in document.select(selector) if e not in document.headed} if selector else set()
    return sidebars(document) | found


def sidebars(document: Document) -> frozenset[Element]:
    """Elements that their class or id calls a sidebar or a widget, and that do not wrap the page's heading."""
    return document.once(_sidebars)


def _sidebars(document: Document) -> frozenset[Element]:
    found = [e for name, elements in document.by_class.items() if _names_sidebar(name) for e in elements]
    found += [e for name, elements in document.by_id.items() if _names_sidebar(name) for e in elements]
    return frozenset(e for e in found if e.tag not in ("html", "body") and not _wraps_post(document, e))


def _wraps_post(document: Document, element: Element) -> bool:
    """Whether the page's heading or its post stands within the element."""
    return any(text_of(h1) for h1 in element.iter("h1")) or any(is_within(e, element) for e in document.select(_POST))


@lru_cache(maxsize=50_000)
def _names_sidebar(name: str) -> bool:
    return _SIDEBAR.search(name) is not None
