"""What a page is of which no post came: for people who wonder why, and what to try instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.html import onward
from blogarchive.html.document import Document

if TYPE_CHECKING:
    from blogarchive.models import Page

BARE = 200
"""Characters of text below which a page shows next to nothing."""

_MARKUP = re.compile(r"^(?:text/html|application/xhtml\+xml|text/plain|)$")
# if (…) window.location.href = "/blog/"; location.replace('/blog/'): what a script does without conditions is followed.
_LEADS = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*["']([^"'\s]+)["']|\blocation\.(?:replace|assign)\(\s*["']([^"'\s]+)["']"""
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a page is, as the end of a sentence that begins with it; and where it leads, if it leads anywhere."""

    said: str
    leads_to: str | None = None
    drawn: bool = False
    """Whether scripts draw it: a program sees nothing."""


def look(page: Page) -> Look:
    """What a page is, told from its bytes alone."""
    kind = (page.content_type or "").partition(";")[0].strip().lower()
    if not page.body.strip():
        return Look("is empty")
    if not _MARKUP.match(kind) and b"<html" not in page.body[:2000].lower():
        return Look(f"is no page of a blog but {kind}")
    document = Document(page)
    try:
        return _of(document)
    finally:
        document.close()


def _of(document: Document) -> Look:
    bare = document.length - len(document.title or "") < BARE
    if bare and (target := _leads(document)) is not None:
        return Look(f"holds nothing but a script that leads to {target}", target)
    if bare and (frames := [*onward.frames(document), *(url for url, _ in onward.inline_frames(document))]):
        return Look(f"shows nothing but a frame of {frames[0]}", frames[0])
    if any((e.get("type") or "").lower() == "password" for e in document.by_tag("input")):
        return Look("asks for a password and names no post")
    if bare and document.by_tag("script"):
        return Look("holds nothing but scripts, which draw it in a browser", drawn=True)
    links = {found for e in document.by_tag("a") if (found := document.address(e.get("href")))}
    if not links:
        return Look("is neither a post nor names one: there is no link on it")
    return Look(f"is neither a post nor names one: there are {len(links):,} links on it, and none leads to a post")


def _leads(document: Document) -> str | None:
    found = _LEADS.search(document.scripts)
    return onward.elsewhere(document, document.address(found[1] or found[2])) if found else None
