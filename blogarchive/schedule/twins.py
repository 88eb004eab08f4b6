"""Whether two addresses that differ in their query show one post: which parameters say where a visitor came from.

A list knows few of them (`utm_source`): `ref`, `from` or `nb` count visits on one blog and choose the post on another.
So the blog itself is asked: the same post with the parameter and without is evidence, another one is, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from blogarchive.models import Post

Shows = Literal["same", "more", "other"]
"""What an address shows beside a shorter one: the same post, the same with comments of its own, or something else."""

ALIKE = 0.9
"""Share of the words of two texts that both hold where they are one text with a counter or a date in it."""

LEAST = 40
"""Characters of a text that is nobody else's by chance."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a post tells it from others."""

    title: str | None
    text: str | None
    published: str | None
    comments: frozenset[str]
    """Ids of the comments of its thread."""


def shown(post: Post) -> Shown:
    """What a page shows of its post."""
    comments = frozenset(comment.id for comment in post.comments)
    return Shown(post.title, post.body_text, post.published, comments)


def compared(longer: Shown, base: Shown) -> Shows:
    """What the longer address shows beside the shorter one."""
    if _folded(longer.title) != _folded(base.title) or not _same_text(longer, base):
        return "other"
    return "more" if longer.comments - base.comments else "same"


def are_two(one: Shown, other: Shown) -> bool:
    """Whether two pages are surely different posts, whatever address both claim: title or day, and something beside.

    Pages of one post differ in comments, and in text where a theme shortens it; its parts have one title and one day.
    """
    title, others = _folded(one.title), _folded(other.title)
    titles = bool(title and others) and not (title.startswith(others) or others.startswith(title))
    days = bool(one.published and other.published) and (one.published or "")[:10] != (other.published or "")[:10]
    beside = (
        bool(one.text and other.text) and one.text != other.text,
        bool(one.comments and other.comments) and not one.comments & other.comments,
    )
    return (titles and days) or ((titles or days) and any(beside))


def _same_text(one: Shown, other: Shown) -> bool:
    """Whether text, thread or hour say that it is one post: titles alone may be alike."""
    if one.text and other.text:
        if one.text == other.text:
            return len(one.text) >= LEAST or _same_beside(one, other)
        words, others = set(_WORD.findall(one.text)), set(_WORD.findall(other.text))
        return len(words & others) >= ALIKE * len(words | others) and (len(words) >= LEAST or _same_beside(one, other))
    return not (one.text or other.text) and _same_beside(one, other)


def _same_beside(one: Shown, other: Shown) -> bool:
    timed = "T" in (one.published or "") and one.published == other.published
    return timed or bool(one.comments & other.comments)


def _folded(title: str | None) -> str:
    return " ".join((title or "").casefold().split())
