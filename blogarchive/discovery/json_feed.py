"""JSON Feed 1.0 and 1.1 (jsonfeed.org): posts, and with `next_url` the further pages of the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blogarchive.dates import from_machine
from blogarchive.discovery.lists import objects
from blogarchive.html.parsing import fragment
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.models import Blog, Extraction, Link, Page, Post
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from blogarchive.discovery.lists import Json


def read(page: Page, data: Any) -> Extraction | None:
    """`{"version": "https://jsonfeed.org/version/1.1", "items": [{"id", "url", "content_html"}], "next_url": …}`."""
    if not isinstance(data, dict) or "jsonfeed.org/version/" not in str(data.get("version")):
        return None
    if "/conversation.js?" in page.url:  # Micro.blog's answers to a post, which are no posts
        return None
    posts = [post for item in objects(data.get("items")) if (post := _post(page, item))]
    links = [Link(url=post.url, kind="post", reason="feed", updated=post.updated or post.published) for post in posts]
    following = absolute(page.url, _text(data.get("next_url")))
    links += [Link(url=following, kind="feed", reason="next page of the feed")] if following and posts else []
    blog = Blog(
        url=absolute(page.url, _text(data.get("home_page_url"))),
        title=_text(data.get("title")),
        language=_text(data.get("language")),
    )
    return Extraction(page=page, platform="feed", blog=blog, posts=tuple(posts), links=tuple(dict.fromkeys(links)))


def _post(page: Page, item: Json) -> Post | None:
    ident = _text(item.get("id")) or ""
    url = absolute(page.url, _text(item.get("url")) or (ident if "://" in ident or ident.startswith("/") else None))
    if url is None:
        return None
    markup, text = _text(item.get("content_html")), _text(item.get("content_text"))
    author = next(iter([*objects(item.get("authors")), *objects([item.get("author")])]), {})
    return Post(
        url=url, platform="feed", source="feed", title=_text(item.get("title")), author=_text(author.get("name")),
        author_url=_text(author.get("url")), published=from_machine(_text(item.get("date_published"))),
        published_text=_text(item.get("date_published")), updated=from_machine(_text(item.get("date_modified"))),
        tags=tuple(tag for tag in item.get("tags") or () if isinstance(tag, str)),
        body_html=clean_html(markup, url) or None if markup else None,
        body_text=_plain(markup) if markup else text,
    )  # fmt: skip


def _plain(markup: str) -> str | None:
    return plain_text(fragment(markup)).strip() or None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
