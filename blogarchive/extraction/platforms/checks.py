"""The selectors that a platform holds, and whether each can be asked: told before the first page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.platforms.platform import Platform

GROUPS = ("sign", "listing", "single", "standing", "protected", "cut", "aside", "entry")
"""Fields of a platform that hold one selector group."""
RANKED = ("title", "author", "published", "updated", "categories", "tags", "body", "declared")
"""Fields that hold several, from the surest to the vaguest."""
GROUPS_OF_ENTRY = ("controls", "gone")
RANKED_OF_ENTRY = ("author", "date", "body", "permalink")
"""The same of `fields`."""


def selectors(platform: Platform) -> Iterator[tuple[str, str]]:
    """Each selector of a platform, after the name of its field: `title`, `fields.author`."""
    fields = platform.fields
    for name in GROUPS:
        if group := getattr(platform, name):
            yield name, group
    for name in RANKED:
        yield from ((name, selector) for selector in getattr(platform, name))
    for name in GROUPS_OF_ENTRY:
        if group := getattr(fields, name):
            yield f"fields.{name}", group
    for name in RANKED_OF_ENTRY:
        yield from ((f"fields.{name}", selector) for selector in getattr(fields, name))
