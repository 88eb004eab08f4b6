"""The selectors that a platform holds, and whether each can be asked: told before the first page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.xpath import selects_text

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS = ("sign", "listing", "single", "standing", "protected", "cut", "aside", "entry")
"""Fields of a platform that hold one selector group."""
RANKED = ("title", "author", "published", "updated", "categories", "tags", "body", "declared")
"""Fields that hold several, from the surest to the vaguest."""
GROUPS_OF_ENTRY = ("controls", "gone")
RANKED_OF_ENTRY = ("author", "date", "body", "permalink")
"""The same of `fields`."""
ELEMENTS = frozenset({"cut", "aside", "entry", "body", "fields.body", "fields.controls", "fields.gone"})
"""Fields in which a text stands for nothing: each says where something is."""


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


def mistakes(platform: Platform) -> Iterator[str]:
    """What the reading of a page would only stumble over; each begins with the field."""
    if not isinstance(getattr(platform, "name", None), str) or not platform.name:
        yield "name: expected the platform's name, as it is to stand in the dataset"
    if not platform.sign and not platform.generator and type(platform).recognises is Platform.recognises:
        yield "sign: expected a mark that only this software leaves, or a generator"
    written = [*_of_another_kind(platform)]
    yield from written or _that_cannot_be_asked(platform)


def _of_another_kind(platform: Platform) -> Iterator[str]:
    for holder, before, groups, ranked in (
        (platform, "", GROUPS, RANKED),
        (platform.fields, "fields.", GROUPS_OF_ENTRY, RANKED_OF_ENTRY),
    ):
        for name in groups:
            if not isinstance(getattr(holder, name), str):
                yield f"{before}{name}: expected one text, with commas between its selectors"
        for name in ranked:
            value = getattr(holder, name)
            if not isinstance(value, tuple) or not all(isinstance(selector, str) for selector in value):
                yield f"{before}{name}: expected a tuple of selectors, as ranked() makes it"


def _that_cannot_be_asked(platform: Platform) -> Iterator[str]:
    for field, selector in selectors(platform):
        try:
            if selects_text(selector) and field in ELEMENTS:
                yield f"{field}: expected elements, and {selector!r} names a text"
        except ValueError as error:
            yield f"{field}: {error}"
