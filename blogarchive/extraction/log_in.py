"""Pages that only ask for a log-in: told by a field for a password where the post would stand, and by little else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.models import Post

LOG_IN = "a log-in page came back"

_MOST = 600
"""Characters of text: whoever writes more has written something."""


def asks_for_log_in(document: Document, post: Post, found: Findings) -> bool:
    """Whether the page is a form for a password rather than a post beside which one can log in."""
    if post.published or post.author or post.comments or post.comments_declared or len(post.body_text or "") > _MOST:
        return False
    fields = [field for field in document.by_tag("input") if (field.get("type") or "").lower() == "password"]
    if not fields or document.by_tag("time"):
        return False
    return not post.body_text or found.body is None or any(is_within(field, found.body) for field in fields)
