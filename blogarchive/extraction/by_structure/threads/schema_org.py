"""Comments that a page states for machines in JSON-LD, where it shows none to readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blogarchive.dates import from_machine
from blogarchive.extraction.comments.entries import id_out_of
from blogarchive.html.parsing import fragment
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.models import Comment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document

_POSTS = ("Article", "Posting", "Recipe", "WebPage")
"""Ends of the types whose comments are the page's: `BlogPosting`, `NewsArticle`, `DiscussionForumPosting`."""
_DEEPEST = 100
_FRAGMENT = re.compile(r"#(?:[a-z-]*?)(\d+)$", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|br|a|em|strong|blockquote|ul|div)\b|&#?\w+;", re.IGNORECASE)


def stated_thread(document: Document) -> list[Comment]:
    """`{"@type": "BlogPosting", "comment": [{"@type": "Comment", "text": …, "author": {"name": …}}]}`."""
    found: dict[str, Comment] = {}
    for thing in document.jsonld:
        if any(kind.endswith(_POSTS) for kind in _kinds(thing)):
            for comment in _comments(document, thing.get("comment"), None, 0):
                found.setdefault(comment.id, comment)
    return list(found.values())


def _comments(document: Document, said: Any, parent: str | None, depth: int) -> Iterator[Comment]:
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict) or "Comment" not in _kinds(one) or depth > _DEEPEST:
            continue
        comment = _comment(document, one, parent)
        if comment.author or comment.body_text:
            yield comment
            yield from _comments(document, one.get("comment"), comment.id, depth + 1)


def _comment(document: Document, said: dict[str, Any], parent: str | None) -> Comment:
    author = said.get("author") or said.get("creator")
    person = author[0] if isinstance(author, list) and author else author
    name = person.get("name") if isinstance(person, dict) else person
    text = _string(said.get("text") or said.get("description"))
    published = _string(said.get("dateCreated") or said.get("datePublished"))
    html, plain = _bodies(text, document.base)
    above = said.get("parentItem")
    return Comment(
        id=_ident(said, text),
        parent=parent or (_ident(above, "") if isinstance(above, dict) and "Comment" in _kinds(above) else None),
        author=_string(name) or None,
        author_url=document.address(_string(person.get("url")) or None) if isinstance(person, dict) else None,
        published=from_machine(published) if published else None,
        published_text=published or None,
        url=document.address(_string(said.get("url")) or None),
        body_html=html,
        body_text=plain,
    )


def _ident(said: dict[str, Any], text: str) -> str:
    """The number in its address, else one of ours."""
    for name in ("@id", "url", "identifier"):
        value = _string(said.get(name))
        if match := _FRAGMENT.search(value):
            return match[1]
        if value.isdigit():
            return value
    return id_out_of(f"{_string(said.get('dateCreated'))}\n{text}")


def _bodies(text: str, base: str) -> tuple[str | None, str | None]:
    if not text.strip():
        return None, None
    if not _MARKUP.search(text):
        return None, "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return clean_html(text, base) or None, plain_text(fragment(text)) or None


def _string(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _kinds(thing: dict[str, Any]) -> tuple[str, ...]:
    kind = thing.get("@type")
    return tuple(one for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str))
