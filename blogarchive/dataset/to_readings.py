"""From what extraction says to readings: what one page, at one time, says of a post or comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, TypeVar

from blogarchive import __version__
from blogarchive.dataset.readings import TRUST, Reading, as_json
from blogarchive.dataset.rows import COMMENTS, POSTS
from blogarchive.urls import identity, stable_id

if TYPE_CHECKING:
    from datetime import datetime

    from blogarchive.models import Comment, Post

LARGEST = 1 << 63
"""Where SQLite's whole numbers end."""

T = TypeVar("T", str, "str | int | None")


@dataclass(frozen=True, slots=True)
class Seen:
    """When and where a page was read."""

    blog: int
    date: str
    capture: int
    page: str
    """Identity of the page's address."""


def utc(moment: datetime) -> str:
    """A moment as the dataset writes it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def address_id(url: str) -> int:
    """Row id of the post that stands under an address, if one does."""
    return stable_id("address", identity(url))


def comment_row_id(post_id: int, ident: str) -> int:
    """Row id of a comment, by its own id."""
    return stable_id("comment", str(post_id), storable(ident))


def storable(value: T) -> T:
    """What SQLite can hold: half a surrogate pair and NUL come out of hostile JSON."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    return value


def stated(value: str | int | None) -> str | int | None:
    """A field as it goes into its column; an empty text, and a number beyond 64 bits, state nothing."""
    if isinstance(value, str):
        return storable(value) or None
    return value if value is None or -LARGEST <= value < LARGEST else None


def post_reading(post: Post, post_id: int, seen: Seen) -> Reading:
    """What one page says of a post."""
    trust = TRUST[post.source]
    if post.source == "page" and post.part == 1 and seen.page != identity(post.url):
        trust -= 1
    lists = {"categories": as_json(map(storable, post.categories)), "tags": as_json(map(storable, post.tags))}
    return Reading(
        of=post_id,
        source=post.source,
        trust=trust,
        part=post.part,
        lasting={name: lists.get(name) or stated(getattr(post, name)) for name in POSTS.lasting},
        passing={n: __version__ if n == "extractor" else stated(getattr(post, n)) for n in POSTS.passing},
        first=(seen.date, seen.capture),
        last=seen.date,
    )


def comment_reading(comment: Comment, place: int, post_id: int, seen: Seen) -> Reading:
    """What one page says of a comment that stands on it in some place."""
    ours: dict[str, str | int | None] = {"parent_ref": comment.parent, "place": place, "extractor": __version__}
    return Reading(
        of=comment_row_id(post_id, comment.id),
        source=comment.source,
        trust=TRUST[comment.source],
        lasting={n: stated(ours[n] if n in ours else getattr(comment, n)) for n in COMMENTS.lasting},
        passing={n: stated(ours[n] if n in ours else getattr(comment, n)) for n in COMMENTS.passing},
        first=(seen.date, seen.capture),
        last=seen.date,
    )
