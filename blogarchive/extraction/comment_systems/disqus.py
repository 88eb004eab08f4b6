"""Disqus: the embedded page with its thread as JSON, and the answers of its API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from blogarchive.extraction.comment_systems.answer import Answer, Json, asked, inner, made, number, objects, web, words
from blogarchive.html import charsets, json_text
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Page

NEEDS_KEY = "Disqus, next page"
"""Reason of a link that is followed only for a user with a key of their own."""

# <script type="text/json" id="disqus-threadData">{"cursor": …, "response": {"posts": […], "thread": {…}}}</script>
_DATA = re.compile(r"<script[^>]*\bid=[\"']?disqus-threadData[\"']?[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
# disqus_shortname = 'x', //x.disqus.com/embed.js, '//' + "x" + '.disqus.com/embed.js' (Hugo), {"disqusShortname":"x"}
# (WordPress' plugin since 3.0), "disqus":{"enable":true,"shortname":"x"} (Hexo's themes)
_SHORTNAME = re.compile(
    r"disqus_?[sS]hortname['\"]?\s*[=:]\s*['\"]([\w-]+)"
    r"|//([\w-]+)\.disqus\.com/(?:embed|count)\.js"
    r"|//['\"]\s*\+\s*['\"]([\w-]+)['\"]\s*\+\s*['\"]\.disqus\.com"
    r"|\bdisqus['\"]?\s*[:=]\s*\{[^{}]{0,300}?shortname['\"]?\s*:\s*['\"]([\w-]+)"
)
_VARIABLE = re.compile(r"(?:disqus_|page\.)(identifier|url|title)\s*=\s*(['\"])(.*?)\2")

# {"disqusIdentifier":"12 http:\/\/blog.example\/?p=12","disqusUrl":"https:\/\/blog.example\/a\/"}
_STATED = re.compile(r"\"disqus(Identifier|Url)\":(\"(?:[^\"\\]|\\.)*\")")


def read(page: Page, data: Any) -> Answer | None:
    """Up to 50 posts of a thread."""
    if data is None:
        text, _ = charsets.decode(page.body, page.content_type)
        found = _DATA.search(text)
        data = _loaded(found[1]) if found else None
    response = inner(data, "response")
    posts = objects(response if isinstance(response, list) else inner(response, "posts"))
    if not isinstance(data, dict) or "cursor" not in data or not all("createdAt" in post for post in posts):
        return None
    thread = inner(response, "thread")
    link = web(inner(thread, "link"))
    return Answer(
        comments=tuple(_comment(page, post, link) for post in posts if _is_public(post)),
        about=link,
        title=words(inner(thread, "title")),
        declared=number(inner(thread, "posts")),
        links=_next(page, data, thread),
    )


def _is_public(post: Json) -> bool:
    """A deleted post keeps its place; one that waits for approval, or was taken for spam, is not shown to readers."""
    return not post.get("isSpam") and (post.get("isApproved") is not False or bool(post.get("isDeleted")))


def _next(page: Page, data: Json, thread: object) -> tuple[Link, ...]:
    """Disqus shows the first 50 to everybody, the rest to who has a key; the key is added when the request is sent."""
    ident, forum = inner(thread, "id") or asked(page, "thread"), inner(thread, "forum") or asked(page, "forum")
    cursor = inner(data, "cursor", "next")
    if not inner(data, "cursor", "hasNext") or not (ident and forum and cursor):
        return ()
    query = urlencode({"limit": 50, "thread": ident, "forum": forum, "order": "asc", "cursor": cursor})
    address = f"https://disqus.com/api/3.0/threads/listPostsThreaded?{query}"
    return (Link(url=address, kind="api", reason=NEEDS_KEY),)


def _loaded(text: str) -> Any:
    try:
        return json_text.loads(text)
    except (ValueError, RecursionError):
        return None


def _comment(page: Page, post: Json, link: str | None) -> Comment:
    gone = post.get("isDeleted")
    return made(
        page,
        ident=post.get("id"),
        parent=post.get("parent"),
        author=None if gone else inner(post, "author", "name"),
        author_url=_home(post),
        # "2009-10-25T11:13:05" is UTC, though nothing says so.
        published=f"{post['createdAt']}+00:00" if isinstance(post.get("createdAt"), str) else None,
        markup=None if gone else post.get("message"),
        url=f"{link}#comment-{post.get('id')}" if link else None,
        source="embed",
    )


def _home(post: Json) -> object:
    """The writer's own site, else their profile; a guest's profile page is nobody's."""
    anonymous = inner(post, "author", "isAnonymous")
    return inner(post, "author", "url") or (None if anonymous else inner(post, "author", "profileUrl"))


def fetches(document: Document) -> list[Link]:
    """The embedded page: only for a post that embeds it, since asking for an unknown one may create a thread."""
    if not document.by_id.get("disqus_thread"):
        return []
    found = _SHORTNAME.search(document.text)
    if not found:
        return []
    said = {name: value for name, _, value in _VARIABLE.findall(document.text)}
    said |= {name.lower(): str(_loaded(value) or "") for name, value in _STATED.findall(document.scripts)}
    url = said.get("url") or document.link("canonical") or document.page.url
    forum = next(group for group in found.groups() if group)
    query = f"base=default&f={forum}&t_u={quote(url, safe='')}&s_o=asc"
    if said.get("identifier"):
        query += f"&t_i={quote(said['identifier'], safe='')}"
    address = f"https://disqus.com/embed/comments/?{query}"
    return [Link(url=address, kind="api", reason="Disqus", about=document.page.url)]
