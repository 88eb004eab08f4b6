"""Pages that only send their reader on: by a refresh, a script, or a frame that fills the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.listings import claims_article, entries, running_text
from blogarchive.html import onward
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document

AT_ONCE = 1.0
"""Seconds within which nobody reads a page before it is gone."""

SOON = 30.0
"""Seconds for which a notice is shown ("we have moved"); what waits longer is a page that shows itself anew."""

NOTICE, BARE, EMPTY = 600, 200, 40
"""Characters of running text that a notice has at most, a page around one frame, and a page that is only a frame."""

FEW_LINKS = 5
FEW_ENTRIES = 3


def sent_on(document: Document) -> str | None:
    """Where the page sends its reader, having little of its own to show; none where it is a page by itself."""
    refresh = onward.refresh(document)
    if refresh and refresh.seconds <= SOON:
        unseen = refresh.for_all and refresh.seconds <= AT_ONCE
        return refresh.url if _is_notice(document, unseen=unseen) else None
    if (url := onward.set_by_script(document)) and _is_notice(document, unseen=True):
        return url
    if shown := onward.frames(document):
        return shown[0] if len(shown) == 1 else None
    return _filled_by(document)


def _is_notice(document: Document, *, unseen: bool) -> bool:
    """Whether there is little on the page: but for links and what a theme prints around it, if nobody is to see it."""
    if claims_article(document) or running_text(document) > NOTICE:
        return False
    if unseen:
        return len(entries(document)) < FEW_ENTRIES
    return _links(document) <= FEW_LINKS and not document.by_tag("time") and len(document.by_tag("img")) <= 1


def _filled_by(document: Document) -> str | None:
    """The inline frame that is all there is to see."""
    inline = list(onward.inline_frames(document))
    if len(inline) != 1 or claims_article(document) or _links(document) > FEW_LINKS:
        return None
    url, is_whole = inline[0]
    # A frame of another site may be a film; of the same site on an empty page it is the page.
    most = BARE if is_whole else EMPTY if host_of(url) == host_of(document.page.url) else -1
    return url if running_text(document) <= most else None


def _links(document: Document) -> int:
    return len({url for e in document.by_tag("a") if (url := document.address(e.get("href")))})
