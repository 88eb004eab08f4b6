"""The platforms in the order in which they are asked: the first that recognises a page reads it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.document import Document
    from blogarchive.platforms.platform import Platform


@cache
def platforms() -> tuple[Platform, ...]:
    """One reader of each platform."""
    from blogarchive.platforms.wordpress import WordPress

    return (WordPress(),)


def recognise(document: Document) -> Platform | None:
    """The platform that made the page, as far as one is known here."""
    return next((platform for platform in platforms() if platform.recognises(document)), None)
