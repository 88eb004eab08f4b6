"""Categories and tags of a post: as it shows them, else as its breadcrumb or its JSON-LD names them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.document import ARTICLES, squeezed, text_of
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from blogarchive.document import Document

TAGS = (
    "a[rel='tag']:not([href*='/category/'])", ".post-tags a", ".entry-tags a", ".tag-links a", ".article-tags a",
    ".tags-links a", ".p-category", "ul.tags a", ".tags a", ".tag-list a", ".post-tag a", ".blog-tags a", ".labels a",
)  # fmt: skip
CATEGORIES = (
    "a[rel~='category']", "a[rel='tag'][href*='/category/']", ".post-categories a", ".entry-categories a",
    ".cat-links a", ".post-category a", ".entry-category a", ".article-category a", ".categories a", ".category a",
)  # fmt: skip
TRAILS = (
    ".breadcrumb a, .breadcrumbs a, #breadcrumbs a, #breadcrumb a, .breadcrumb-trail a, nav[aria-label='breadcrumb'] a"
)
_COUNT = re.compile(r"\s*\(\s*\d+\s*\)$")
_HOME = re.compile(
    r"^(?:home\s?page|home|start(?:seite)?|accueil|inicio|in[íi]cio|hjem|forside|hem|etusivu|domů|domov|strona główna"
    r"|главная|ana sayfa|ホーム|首页|首頁|홈|blog)$",
    re.IGNORECASE,
)
_MOST = 25
"""A post with more names than this shows a cloud of all the blog's."""


def categories(document: Document, hidden: set[Element], title: str | None, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Shown ones, else those of JSON-LD, else what its breadcrumb has between the front page and the post.

    A breadcrumb that only repeats one of its tags tells of no category.
    """
    found = _shown(document, CATEGORIES, hidden) or tuple(dict.fromkeys(_sections(document)))
    return found or tuple(dict.fromkeys(name for name in _trail(document, title) if name not in tags))


def tags(document: Document, hidden: set[Element]) -> tuple[str, ...]:
    """Shown ones, else those of meta elements and JSON-LD."""
    return _shown(document, TAGS, hidden) or tuple(dict.fromkeys(_keywords(document)))


def _shown(document: Document, choice: tuple[str, ...], hidden: set[Element]) -> tuple[str, ...]:
    for selector in choice:
        found = [
            _COUNT.sub("", text_of(e).lstrip("#"))
            for e in document.select(selector)
            if not any(above in hidden for above in (e, *e.iterancestors()))
        ]
        names = tuple(dict.fromkeys(name for name in found if 0 < len(name) < 60))
        if 0 < len(names) <= _MOST:
            return names
    return ()


def _trail(document: Document, title: str | None) -> Iterator[str]:
    for thing in document.things("BreadcrumbList"):
        names = [_name(item) for item in _items(thing.get("itemListElement")) if not _is_here(document, item)]
        if len(names) > 1:
            yield from _between([name for name in names if name], title)
            return
    links = [
        e for e in document.select(TRAILS) if urlsplit(document.address(e.get("href")) or "").path not in ("", "/")
    ]
    yield from _between([name for e in links if (name := text_of(e))], title)


def _between(names: list[str], title: str | None) -> Iterator[str]:
    last = (title or "").casefold()
    for name in names[:5]:
        if not _HOME.match(name) and name.casefold() not in last and last not in name.casefold():
            yield name


def _items(value: Any) -> list[dict[str, Any]]:
    found = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return sorted(found, key=lambda one: int(one["position"]) if str(one.get("position")).isdigit() else 0)


def _is_here(document: Document, item: dict[str, Any]) -> bool:
    inner = item.get("item")
    url = (inner.get("@id") or inner.get("url")) if isinstance(inner, dict) else inner
    return not isinstance(url, str) or identity(document.address(url) or url) == identity(document.page.url)


def _name(item: dict[str, Any]) -> str | None:
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    return squeezed(unescape(name)) if isinstance(name, str) else None


def _sections(document: Document) -> Iterator[str]:
    for thing in document.things(*ARTICLES):
        yield from _strings(thing.get("articleSection"))
    yield from document.meta.get("article:section", [])


def _keywords(document: Document) -> Iterator[str]:
    if tags := document.meta.get("article:tag"):
        yield from tags
        return
    for thing in document.things("BlogPosting", "Article", "NewsArticle"):
        yield from _strings(thing.get("keywords"))


def _strings(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield from (part for part in map(_clean, one.split(",") if not isinstance(value, list) else [one]) if part)


def _clean(text: str) -> str:
    return squeezed(unescape(text))
