"""Archived HTML made fit for our own pages: sanitised again, with its images taken from the archive."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import nh3

TAGS = set(nh3.ALLOWED_TAGS) - {"map", "area"}
ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag in TAGS}
ATTRIBUTES["img"] = {"src", "alt", "width", "height", "title"}


class Shown:
    """Makes HTML that was read from one capture fit for showing."""

    def __init__(self, resources: str) -> None:
        self._cleaner = _cleaner(resources)

    def __call__(self, html: str | None) -> str:
        """The HTML without anything that runs, or that would be fetched from outside the archive."""
        return self._cleaner.clean(html) if html else ""


@lru_cache(maxsize=64)
def _cleaner(resources: str) -> nh3.Cleaner:
    def kept(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return f"{resources}?url={quote(value, safe='')}" if value.startswith(("http://", "https://")) else None
        return value

    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        link_rel="nofollow ugc noreferrer",
        url_schemes={"http", "https", "mailto"},
        # What may scroll by itself must be reachable by keyboard (WCAG 2.1.1).
        set_tag_attribute_values={"img": {"loading": "lazy"}, "pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
    )
