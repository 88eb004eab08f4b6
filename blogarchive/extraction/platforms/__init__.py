"""The platforms in the order in which they are asked: the first that recognises a page reads it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
def platforms() -> tuple[Platform, ...]:
    """One reader of each platform."""
    return tuple(getattr(import_module(f"blogarchive.extraction.platforms.{module}"), name)() for module, name in ORDER)


def recognise(document: Document) -> Platform | None:
    """The platform that made the page, as far as one is known here."""
    return next((platform for platform in platforms() if platform.recognises(document)), None)
