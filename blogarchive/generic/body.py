"""The post's own content on a page of no known platform: where most of its running text stands together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.clutter import clutter
from blogarchive.document import text_of
from blogarchive.markup import clean_html, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from blogarchive.document import Document

# Named by microdata, microformats or habit: the surest first.
MARKED = (
    "[itemprop='articleBody']", ".e-content", ".entry-content", ".post-content", ".post-body", ".article-body", ".article-content", ".entry-body", ".post__content", ".article__body",
    ".blog-post-content", ".story-body", ".content-body", ".blog-content", ".post-text", ".entry",
)  # fmt: skip
_ELSEWHERE = re.compile(r"comment|sidebar|footer|widget|related|(?:^|[\s_-])nav|menu|masthead|disqus|popup|modal|cookie|archive", re.IGNORECASE)
_PROSE = frozenset({"p", "pre", "blockquote", "li", "td", "dd", "h2", "h3", "h4"})
_OUTER = frozenset({"div", "article", "section", "main", "td", "body", "center", "font", "span", "blockquote", "form", "dd", "li"})


def content(document: Document, hidden: set[Element]) -> tuple[str | None, str | None]:
    """The post's content as HTML and as text; nothing where the page holds no running text."""
    root = find(document, hidden)
    if root is None:
        return None, None
    document.body = root
    without = clutter(root) | {element for element in hidden if element is not root and root in element.iterancestors()}
    without |= set(_heading(document, root))
    text = plain_text(root, without=without)
    return (clean_html(root, document.base, without=without), text) if text else (None, None)


def find(document: Document, hidden: set[Element]) -> Element | None:
    """The element that holds the post's text and as little else as may be."""
    scores = _scores(document, hidden)
    best = max(scores, key=lambda element: scores[element], default=None)
    for selector in MARKED:
        found = [e for e in document.select(selector) if not _is_elsewhere(e, hidden)]
        longest = max(found, key=lambda e: scores.get(e, 0.0), default=None)
        if longest is not None and best is not None and scores.get(longest, 0.0) >= 0.6 * scores[best]:
            return longest
    return best


def _scores(document: Document, hidden: set[Element]) -> dict[Element, float]:
    """Running text by the element that holds it: in full for its parent, by half for the next."""
    scores: dict[Element, float] = {}
    gone: set[Element] = set()
    for element in document.elements:
        parent = element.getparent()
        if parent in gone or element in hidden or _names_elsewhere(element):
            gone.add(element)
            continue
        length = _own_length(element)
        if length < 20:
            continue
        holder = parent if element.tag in _PROSE or element.tag not in _OUTER else element
        weight = float(length)
        for _ in range(3):
            if holder is None:
                break
            if holder.tag in _OUTER:
                scores[holder] = scores.get(holder, 0.0) + weight
                weight *= 0.6
            holder = holder.getparent()
    return scores


def _own_length(element: Element) -> int:
    """Length of the text that stands in the element itself, or in words marked within it, links apart."""
    if element.tag in ("script", "style", "a", "noscript", "option", "button", "textarea", "title"):
        return 0
    length = len((element.text or "").strip())
    for child in element:
        length += len((child.tail or "").strip())
        if child.tag in ("em", "strong", "b", "i", "code", "span", "font", "u"):
            length += len((child.text or "").strip())
    return length


def _names_elsewhere(element: Element) -> bool:
    if element.tag in ("body", "html", "article", "main"):
        return False
    if element.tag in ("nav", "footer", "form", "aside") and not (element.tag == "form" and len(text_of(element)) > 2000):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _ELSEWHERE.search(names) is not None and len(text_of(element)) < 20_000


def _is_elsewhere(element: Element, hidden: set[Element]) -> bool:
    node: Element | None = element
    while node is not None:
        if node in hidden or (node is not element and _names_elsewhere(node)):
            return True
        node = node.getparent()
    return False


def _heading(document: Document, root: Element) -> list[Element]:
    """The post's title, where it stands within the content's element."""
    named = (document.said("og:title") or document.title or "").casefold()
    return [e for e in root.iter("h1", "h2") if len(text_of(e)) > 3 and text_of(e).casefold() in named][:1]
