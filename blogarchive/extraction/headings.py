"""A post's heading, without what a theme prints within it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.page_dates import date_on
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_BESIDE_TITLE = re.compile(r"byline|author|date|meta|comment", re.IGNORECASE)


def heading_text(document: Document, element: Element | None) -> str | None:
    """A heading without the date that some themes print within it: `<h2>TITLE <em>May 1, 2010</em></h2>`."""
    if element is None:
        return None
    text = text_of(element)
    for child in element:
        part = text_of(child)
        if not part or part == text or child.tag == "a":
            continue
        if child.tag in ("style", "script", "noscript"):
            text = squeezed(text.replace(part, " "))
        elif not (date_on(document, part) or _BESIDE_TITLE.search(child.get("class") or "")):
            continue
        elif text.endswith(part):
            text = text.removesuffix(part).rstrip(" :|·–—")
        elif text.startswith(part):  # <h1><time>Dec 18 2025</time> TITLE</h1>
            text = text.removeprefix(part).lstrip()
    return text or None
