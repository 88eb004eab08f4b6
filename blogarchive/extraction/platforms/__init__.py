"""The platforms in the order in which they are asked: the first that recognises a page reads it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blogarchive.extraction.platforms.platform import Platform
    from blogarchive.html.document import Document


# The surest signs first; WordPress last but one, for its paths stand in pages of other makers too.
ORDER = (
    ("blogger", "Blogger"),
    ("sixapart", "TypePad"),
    ("sixapart", "MovableType"),
    ("hosted", "Substack"),
    ("hosted", "Medium"),
    ("hosted", "Ghost"),
    ("hosted", "Squarespace"),
    ("hosted", "Weebly"),
    ("hosted", "HuffPost"),
    ("builders", "Wix"),
    ("builders", "Forem"),
    ("builders", "Hashnode"),
    ("journals", "Dreamwidth"),
    ("journals", "LiveJournal"),
    ("journals", "LiveInternet"),
    ("asia", "Hatena"),
    ("journals", "HatenaDiary"),
    ("asia", "Ameba"),
    ("asia", "FC2"),
    ("asia", "Livedoor"),
    ("asia", "Naver"),
    ("asia", "Tistory"),
    ("asia", "Cnblogs"),
    ("asia", "CSDN"),
    ("asia", "Sina"),
    ("asia", "Habr"),
    ("self_hosted", "Serendipity"),
    ("self_hosted", "Dotclear"),
    ("self_hosted", "Textpattern"),
    ("self_hosted", "B2evolution"),
    ("self_hosted", "Mezzanine"),
    ("static_sites", "Hexo"),
    ("static_sites", "Pelican"),
    ("static_sites", "Hugo"),
    ("static_sites", "Jekyll"),
    ("static_sites", "OtherStatic"),
    ("drupal", "Drupal"),
    ("self_hosted", "Joomla"),
    ("wordpress", "WordPress"),
    ("hosted", "Tumblr"),
    ("indieweb", "IndieWeb"),
)


@cache
def built_in() -> tuple[Platform, ...]:
    """One reader of each platform that is known here."""
    return tuple(getattr(import_module(f"blogarchive.extraction.platforms.{module}"), name)() for module, name in ORDER)


@cache
def platforms() -> tuple[Platform, ...]:
    """All of them; those of the user come first, so that one of these may read what ours would.

    Raises UsageError, naming the file, for a platform of the user that cannot be used.
    """
    from blogarchive.extraction.platforms import own

    return (*own.platforms(), *built_in())


def use(files: Sequence[str] = ()) -> None:
    """Load these platform files of the user, or, where none are given, those that the environment names.

    Raises UsageError, naming the file, for one that cannot be used.
    """
    from blogarchive.extraction.platforms import own

    if files:
        own.name(files)
    platforms.cache_clear()
    platforms()


def recognise(document: Document) -> Platform | None:
    """The platform that made the page, as far as one is known here."""
    return next((platform for platform in platforms() if platform.recognises(document)), None)
