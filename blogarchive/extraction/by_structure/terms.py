"""Categories and tags of a post: as it shows them, else as its breadcrumb or its JSON-LD names them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.extraction.by_structure.blog import site_names
from blogarchive.extraction.page_parts import ARTICLES
from blogarchive.extraction.terms import labels
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import Spans
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blogarchive.extraction.by_structure.term_lines import Labelled
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

TAGS = (
    "a[rel='tag']:not([href*='/category/'])", ".post-tags a", ".entry-tags a", ".tag-links a", ".article-tags a",
    ".tags-links a", ".p-category", "ul.tags a", ".tags a", ".tag-list a", ".post-tag a", ".blog-tags a", ".labels a",
    # where no page lists a tag's posts, there is nothing to link
    ".post-tags .tag-name", ".post-tags .tag", ".tags .tag", ".tag-list .tag",
)  # fmt: skip
CATEGORIES = (
    "a[rel~='category']", "a[rel='tag'][href*='/category/']", ".post-categories a", ".entry-categories a",
    ".cat-links a", ".post-category a", ".entry-category a", ".article-category a", ".categories a", ".category a",
)  # fmt: skip
TRAILS = (
    ".breadcrumb, .breadcrumbs, #breadcrumbs, #breadcrumb, .breadcrumb-trail, nav[aria-label='breadcrumb'], "
    "nav[aria-label='Breadcrumb'], [itemtype$='/BreadcrumbList'], .bar-breadcrumbs, .rank-math-breadcrumb, "
    ".yoast-breadcrumb, .yoast-breadcrumbs, .entry-crumbs, .crumbs, #crumbs, .td-crumb-container, .path, "
    "[class*='breadcrumb'], [class*='Breadcrumb']"
)
_HOME = re.compile(
    r"^(?:home\s?page|home|start(?:seite)?|accueil|inicio|in[íi]cio|hjem|forside|hem|etusivu|domů|domov|strona główna"
    r"|главная|ana sayfa|ホーム|首页|首頁|홈|blog)$",
    re.IGNORECASE,
)
_ROOT = re.compile(
    r"^(?:all )?(?:recipes?(?: index)?|rezepte|recettes|ricette|recetas|receitas|recepten|opskrifter|oppskrifter|recept"
    r"|przepisy|recepty|рецепты|blogs?|articles?|artikel|posts?|archives?|weblog|beiträge)$",
    re.IGNORECASE,
)
_MOST = 25
"""A post with more names than this shows a cloud of all the blog's."""


def categories(
    document: Document, found: Findings, title: str | None, tags: tuple[str, ...], lines: Labelled
) -> tuple[str, ...]:
    """Shown ones, else what the shown breadcrumb has between front page and post, else what is said to machines.

    A breadcrumb that only repeats one of its tags tells of no category.
    """
    blog = {name.casefold() for name in site_names(document)}
    names = _shown(document, found, CATEGORIES) or _drawn_out(document, title, lines.categories)
    for source in (_shown_trail, _sections, _said_trail):
        names = names or tuple(dict.fromkeys(name for name in source(document, title) if name not in tags))
        names = tuple(name for name in names if name.casefold() not in blog)
    return names


def tags(document: Document, found: Findings, lines: Labelled) -> tuple[str, ...]:
    """Shown ones, else those of meta elements and JSON-LD."""
    trails = Spans(document.select(TRAILS))  # some themes give the steps of their breadcrumb the relation too
    shown = _shown(document, found, TAGS, lambda e: "category" in (e.get("rel") or "").split() or trails.cover(e))
    return shown or lines.tags or tuple(dict.fromkeys(_keywords(document)))


def _shown(
    document: Document, found: Findings, choice: tuple[str, ...], is_none: Callable[[Element], bool] = lambda _: False
) -> tuple[str, ...]:
    for selector in choice:
        fit = (e for e in document.select(selector) if not found.hides(e) and not is_none(e))
        names = labels(document, fit, found)
        if 0 < len(names) <= _MOST:
            return names
    return ()


def _drawn_out(document: Document, title: str | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """The breadcrumb that has these names too, and the wider ones above them."""
    trail = tuple(_shown_trail(document, title)) if names else ()
    return trail if set(names) <= set(trail) else names


def _shown_trail(document: Document, title: str | None) -> Iterator[str]:
    for trail in document.select(TRAILS):
        links = [link for link in trail.iter("a") if not _leads_home(document, link.get("href"))]
        if names := list(_between([name for link in links if (name := text_of(link))], title)):
            yield from _without_root(names, set(_sections(document, title)))
            return


def _said_trail(document: Document, title: str | None) -> Iterator[str]:
    for thing in document.things("BreadcrumbList"):
        names = [_name(item) for item in _items(thing.get("itemListElement")) if not _is_here(document, item)]
        if len(names) > 1:
            yield from _without_root(list(_between([name for name in names if name], title)), set())
            return


def _without_root(names: list[str], said: set[str]) -> list[str]:
    """The steps below the one for all posts: "Recipes", "News", unless the page calls that one a section."""
    return names[1:] if len(names) > 1 and _ROOT.match(names[0]) and names[0] not in said else names


def _leads_home(document: Document, href: str | None) -> bool:
    """Whether the link leads to the front page of its host, or of the host's edition in one language."""
    parts = urlsplit(document.address(href) or "")
    return re.fullmatch(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w+)?", parts.path) is not None


def _between(names: list[str], title: str | None) -> Iterator[str]:
    last = (title or "").casefold()
    for name in names[:5]:
        if not _HOME.match(name) and not _is_title(name.casefold().rstrip(" .…"), last):
            yield name


def _is_title(name: str, title: str) -> bool:
    """Whether a step of the trail is the post itself, its title cut short or drawn out."""
    return bool(title) and (name == title or title in name or (len(name) > 0.6 * len(title) and name in title))


def _items(value: Any) -> list[dict[str, Any]]:
    found = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return sorted(found, key=lambda one: int(one["position"]) if str(one.get("position")).isdigit() else 0)


def _is_here(document: Document, item: dict[str, Any]) -> bool:
    inner = item.get("item")
    url = (inner.get("@id") or inner.get("url")) if isinstance(inner, dict) else inner
    if not isinstance(url, str) or _leads_home(document, url):
        return True
    return identity(document.address(url) or url) == identity(document.page.url)


def _name(item: dict[str, Any]) -> str | None:
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    return squeezed(unescape(name)) if isinstance(name, str) else None


def _sections(document: Document, _title: str | None) -> Iterator[str]:
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
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, str):  # one text for all of them is a list in itself
            yield from (part for part in map(_clean, one.split(",") if len(values) == 1 else [one]) if part)


def _clean(text: str) -> str:
    return squeezed(unescape(text))
