"""IndieWeb pages: microformats say what is what, whichever software printed them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import PostKind


class IndieWeb(Platform):
    """`h-entry` with its `p-comment`s; likes and reposts are no comments."""

    name = "indieweb"
    sign = ".h-entry .e-content, .h-entry .u-comment, .h-entry .p-comment"
    example = "https://indieweb.org/"

    title = ranked(".h-entry .p-name")
    author = ranked(".h-entry > .p-author .p-name, .h-entry .p-author.h-card, .h-entry .p-author, .p-author.h-card")
    published = ranked(".h-entry .dt-published")
    updated = ranked(".h-entry .dt-updated")
    tags = ranked(".h-entry .p-category")
    body = ranked(".h-entry > .e-content, .h-entry .e-content")
    entry = ".p-comment, .u-comment, .h-cite.p-mention, .h-cite.u-in-reply-to"
    fields = Fields(
        author=ranked(".p-author .p-name, .p-author.h-card, .p-author, .u-author .p-name, .u-author"),
        date=ranked(".dt-published, time[datetime], time"),
        body=ranked(".e-content, .p-content, .p-summary"),
        permalink=ranked(".u-url.u-uid, a.u-url:not(.h-card)"),
        controls=".u-photo, .p-author, .dt-published, .u-like-of",
    )

    def kind(self, document: Document) -> PostKind | None:
        """Several top entries make a listing."""
        tops = [
            e
            for e in document.select(".h-entry")
            if not any("h-entry" in (a.get("class") or "").split() for a in e.iterancestors())
        ]
        contents = [
            e
            for e in tops
            if not {"p-comment", "u-comment"} & set((e.get("class") or "").split())
            and any(is_within(c, e) for c in document.select(".e-content, .p-summary"))
        ]
        return "post" if len(contents) <= 1 else None

    def entries(self, document: Document) -> list[Entry]:
        """Without ids of their own, their permalink names them."""
        found = []
        for place, element in enumerate(document.select(self.entry)):
            if (
                element.tag == "a"
            ):  # <a class="u-comment" href="https://bob.example/1">: all that is known is where it is
                address = document.address(element.get("href"))
                if address and not address.startswith(document.page.url):
                    found.append(Entry(address, [element], permalink=address))
                continue
            ident = element.get("id") or next(
                (
                    a.get("href")
                    for a in element.iter("a")
                    if "u-url" in (a.get("class") or "").split() and a.get("href")
                ),
                None,
            )
            if text_of(element):
                found.append(Entry(re.sub(r"^comment-", "", ident) if ident else f"indieweb-{place + 1}", [element]))
        return found
