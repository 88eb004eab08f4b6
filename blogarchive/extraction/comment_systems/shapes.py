"""What most answers have in common: a list of comments somewhere, and in each of them the same few things by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.comment_systems.answer import Answer, Json, inner, made, number, objects, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from blogarchive.models import Comment, Link, Page

Paths = tuple[str, ...]
"""Where in an object a thing may stand: `author.name`; the first path that leads to anything counts."""


def _no(_: Json) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The answers of one system: which they are, and where in them stands what."""

    items: Paths
    """The list of comments, or a map of them; the empty path is the answer itself."""
    marks: Paths
    """What every comment has (maybe null): by these the answer is known."""
    empty: Paths = ()
    """What an answer without comments has, by which it is known all the same."""
    ident: Paths = ("id",)
    parent: Paths = ()
    author: Paths
    author_url: Paths = ()
    profile: str = ""
    """Address of a writer's page, where the answer gives only the last part of it; `{site}` is who answered."""
    published: Paths
    markup: Paths = ()
    """The text as HTML."""
    text: Paths = ()
    """The text without markup."""
    url: Paths = ()
    answers: Paths = ()
    """Within a comment: the list of its answers."""
    declared: Paths = ()
    is_hidden: Callable[[Json], bool] = _no
    """Whether readers do not see it: it waits for approval, or was taken for spam."""
    is_gone: Callable[[Json], bool] = _no
    """Whether it was taken down and only keeps its place."""
    about: Callable[[Page, Any], str | None] | None = None
    """Address of the post, where the answer or what was asked tells it."""
    onward: Callable[[Page, Any, int], list[Link]] | None = None
    """Where the thread goes on: from the answer, and from how many comments its list holds."""

    def read(self, page: Page, data: Any) -> Answer | None:
        """The thread of an answer of this shape; none for any other."""
        items = self.listed(data)
        if items is None or not all(has(item, mark) for item in items for mark in self.marks):
            return None
        if not items and not (self.empty and all(has(data, mark) for mark in self.empty)):
            return None
        found = self.comments(page, items)
        return Answer(
            comments=tuple(found),
            about=self.about(page, data) if self.about else None,
            declared=number(first(data, self.declared)),
            links=tuple(self.onward(page, data, len(items))) if self.onward else (),
        )

    def listed(self, data: Any) -> list[Json] | None:
        """The objects of the first list that one of the paths leads to."""
        for path in self.items:
            found = at(data, path)
            if isinstance(found, dict) and all(isinstance(item, dict) for item in found.values()):
                found = list(found.values())
            if isinstance(found, list):
                return objects(found)
        return None

    def comments(self, page: Page, items: list[Json]) -> list[Comment]:
        """The comments with their answers, in the order of the list."""
        found: list[Comment] = []
        waiting: list[tuple[Json, object]] = [(item, None) for item in reversed(items)]
        while waiting:
            item, above = waiting.pop()
            if self.is_hidden(item):
                continue
            found.append(comment := self._comment(page, item, above))
            waiting.extend((answer, comment.id) for answer in reversed(objects(first(item, self.answers))))
        return found

    def _comment(self, page: Page, item: Json, above: object) -> Comment:
        ident, parent = first(item, self.ident), first(item, self.parent)
        gone, who = self.is_gone(item), first(item, self.author_url)
        return made(
            page,
            ident=ident,
            # Of no comment that anybody answers stands its own id here: so some systems mark a root.
            parent=above if parent in (None, "", 0, "0", ident) else parent,
            author=None if gone else first(item, self.author),
            author_url=None if gone else _profile(page, self.profile, who),
            published=first(item, self.published),
            markup=None if gone else first(item, self.markup) or paragraphs(first(item, self.text)),
            url=first(item, self.url),
        )


def _profile(page: Page, start: str, who: object) -> object:
    parts = urlsplit(page.url)
    return start.format(site=f"{parts.scheme}://{parts.netloc}") + str(who) if start and who else who


def at(value: Any, path: str) -> Any:
    """What stands at `a.b.c`."""
    return inner(value, *path.split(".")) if path else value


def has(value: Any, path: str) -> bool:
    """Whether there is such a name, whatever stands there."""
    above, _, name = path.rpartition(".")
    holder = at(value, above)
    return isinstance(holder, dict) and name in holder


def first(value: Any, paths: Paths) -> Any:
    """What stands at the first of these paths that leads to anything."""
    return next((found for path in paths if (found := at(value, path)) not in (None, "")), None)
