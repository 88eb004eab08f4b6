"""From comments with parents to a thread: depth, place and reading order, whatever order they arrive in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.models import Comment

_LAST = 1 << 30


def arrange(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The thread in reading order: every answer after what it answers, siblings as their pages show them.

    Siblings stand by page number, then by the place that their own page gave them (`position`), then as they
    arrive; comments without a page that stand in no HTML (feeds, APIs) come after those, by date. So the result
    does not depend on which comment page was fetched first. Of two readings of one id the first stays.

    An answer whose parent is not here (on a page not yet captured, or never approved) keeps naming that parent
    and stands as a root, depth 0. Comments that answer each other in a circle survive likewise: the first of
    the circle stands as a root.
    """
    ordered = sorted(comments, key=_place)
    known: dict[str, Comment] = {}
    for comment in ordered:
        known.setdefault(comment.id, comment)
    answers: dict[str, list[str]] = {}
    roots: list[str] = []
    for comment in known.values():
        if comment.parent is None or comment.parent not in known:
            roots.append(comment.id)
        else:
            answers.setdefault(comment.parent, []).append(comment.id)
    depths = _walk(roots, answers, {})
    for ident in known:  # what is left goes round in a circle
        if ident not in depths:
            _walk([ident], answers, depths)
    return tuple(
        replace(known[ident], depth=depth, position=position) for position, (ident, depth) in enumerate(depths.items())
    )


def _place(comment: Comment) -> tuple[int, int, str]:
    if comment.source == "page":
        return (comment.page or 1, comment.position, "")
    return (_LAST, 0, comment.published or "")


def _walk(roots: list[str], answers: dict[str, list[str]], depths: dict[str, int]) -> dict[str, int]:
    stack = [(ident, 0) for ident in reversed(roots)]
    while stack:
        ident, depth = stack.pop()
        if ident in depths:
            continue
        depths[ident] = depth
        stack.extend((answer, depth + 1) for answer in reversed(answers.get(ident, ())))
    return depths
