"""What a page hides from its readers, and what it only folds away until they open it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from blogarchive.html.tree import Element

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|left\s*:\s*-\d{4,}px|text-indent\s*:\s*-\d{4,}", re.IGNORECASE
)
_FOLDED = re.compile(
    r"accordion|collaps|toggle|spoiler|expand|(?:^|[\s_-])(?:faq|tab-?pane|tab-?panel|tab-?content|panel)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BUTTONS = ("button", "summary")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_ASKING = ("form", "input", "textarea", "select")
_LEAST = 20
"""Characters from which on what is folded away may be words of the author."""


def is_hidden(element: Element) -> bool:
    """Whether nobody sees it: by its style or its attribute `hidden`, and no button or heading opens it."""
    style = element.get("style")
    hidden = (style and _HIDDEN.search(style)) or element.get("hidden") is not None
    return bool(hidden) and not _is_folded(element)


def _is_folded(element: Element) -> bool:
    """`<h3><button>Question</button></h3> <div class="panel" hidden>Answer</div>`: words that a click opens."""
    if len(text_of(element)) < _LEAST or any(True for _ in element.iter(*_ASKING)):
        return False
    if element.get("hidden") == "until-found" or element.get("role") in ("tabpanel", "region"):
        return True
    opener = element.getprevious()
    if opener is None:
        return False
    if opener.tag in _HEADINGS or opener.tag in _BUTTONS or opener.get("aria-expanded") is not None:
        return _opens(opener) or bool(_FOLDED.search(f"{element.get('class') or ''} {opener.get('class') or ''}"))
    return any(inner.tag in _HEADINGS and _opens(inner) for inner in opener)


def _opens(opener: Element) -> bool:
    """Whether it is, or holds, what a reader presses."""
    return opener.tag in _BUTTONS or any(
        inner.tag in _BUTTONS or inner.get("aria-expanded") is not None or inner.get("role") in ("button", "tab")
        for inner in (opener, *opener.iter("button", "a", "span"))
    )
