"""Pages sent as if they were there that only say that nothing is: told by title or heading, and by little else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.listings import claims_article, running_text
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document

NOTHING_THERE = "the page says that nothing is there"

_SAYS = re.compile(
    r"^\W*(?:(?:http\s+)?(?:error\s*:?\s*)?404\b.{0,40}|(?:(?:error|oops|sorry)\W+)?(?:the\s+|this\s+)?"
    r"(?:page|post|file|content|entry|article|blog|url)\s+(?:was\s+|is\s+|could\s+|can\s*)?not\s+(?:be\s+)?found.{0,20}"
    r"|(?:nothing|not|no\s+(?:posts|results|entries|such\s+page))\s*(?:was\s+|were\s+)?found.{0,20}"
    r"|(?:the|this|that)\s+page\s+(?:can['’]?t\s+be\s+found|does(?:n['’]t|\s+not)\s+exist)"
    r"|seite\s+(?:wurde\s+)?nicht\s+gefunden|page\s+(?:introuvable|non\s+trouvée)|página\s+no\s+encontrada"
    r"|pagina\s+non\s+trovata|страница\s+не\s+найдена|ページが見つかりません.{0,10}|页面(?:不存在|未找到))\W*$",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+[|·•»«–—-]\s+.*$")
_MOST = 600
"""Characters of running text: whoever writes more about a 404 has written a post."""


def says_nothing_is_there(document: Document) -> bool:
    """Whether the page is a "not found" in all but its status (a soft 404)."""
    headings = [text_of(element) for tag in ("h1", "h2") for element in document.by_tag(tag)[:3]]
    said = [_SITE.sub("", document.title or ""), *headings]
    if not any(len(text) < 80 and _SAYS.search(text) for text in said):
        return False
    return not document.by_tag("time") and not claims_article(document) and running_text(document) < _MOST
