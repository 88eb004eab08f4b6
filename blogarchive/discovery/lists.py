"""What every list of posts in JSON becomes: addresses of posts, and where the list goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from blogarchive.html import charsets, json_text
from blogarchive.models import Claim, Extraction, Link, LinkKind, Page
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

PLATFORM = "list"
"""Whose rules read it, in an Extraction."""

ONWARD = "API, next page"
"""Who names the next answer of a list, in a Link."""

# Tumblr's answer is a script: `var tumblr_api_read = {…};`.
_SCRIPT = re.compile(r"^\s*var\s+\w+\s*=\s*(?=[\[{])")


# ?modified_after=…, ?after=… (WordPress), ?updated-min=… (Blogger)
_SINCE = re.compile(r"[?&](?:modified_after|updated-min|after)=")


def json_of(page: Page) -> Any:
    """The page as JSON; none where it is none."""
    head = page.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"{", b"[", b"var ")):
        return None
    text = charsets.decode(page.body, page.content_type)[0].lstrip("\ufeff")
    try:
        return json_text.loads(_SCRIPT.sub("", text).rstrip("; \r\n"))
    except (ValueError, RecursionError):
        return None


def listed(
    page: Page, posts: Iterable[tuple[object, object]], onward: str | None, *, asked: LinkKind,
    claims: tuple[Claim, ...] = (),
) -> Extraction:  # fmt: skip
    """The posts of an answer with the times they say they changed, and the next answer, which is of the same kind."""
    named = [(absolute(page.url, url), updated) for url, updated in posts if isinstance(url, str)]
    links = [
        Link(url=url, kind="post", reason="API", updated=str(updated) if updated else None)
        for url, updated in named
        if url
    ]
    if onward and links:
        links.append(Link(url=onward, kind=asked, reason=ONWARD))
    return Extraction(page=page, platform=PLATFORM, links=tuple(dict.fromkeys(links)), claims=claims)


def counted(
    page: Page, total: object, what: Literal["posts", "pages", "comments"] = "posts", about: str | None = None, *,
    by: Literal["API", "feed", "comment feed"] = "API",
) -> tuple[Claim, ...]:  # fmt: skip
    """What an answer says of how long the whole list is; nothing where it does not say, or lists only what is new."""
    count = number(total)
    if count is None or is_since(page.url):
        return ()
    return (Claim(source=by, list=chain(page.url), what=what, count=count, about=about),)


def is_since(url: str) -> bool:
    """Whether an address lists only what is new."""
    return _SINCE.search(url) is not None


def chain(url: str) -> str:
    """The address that all answers of one list share: the numbers of its query and of `/page/2/` taken out."""
    parts = urlsplit(url)
    path = re.sub(r"/page/\d+/?$", "/", parts.path)
    query = re.sub(r"(?<![^&])[^&]+=\d+(?:&|$)", "", parts.query).rstrip("&")
    return urlunsplit(parts._replace(path=path, query=query))


def objects(value: object) -> list[Json]:
    """The JSON objects of a list, whatever else it holds."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def number(value: object) -> int | None:
    """A count, whether it is given as a number or in quotes."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def asked_for(url: str, name: str) -> int | None:
    """A number among the query parameters of an address."""
    return number(dict(parse_qsl(urlsplit(url).query)).get(name))


def with_query(url: str, **changed: object) -> str:
    """The address with some of its query parameters set."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {name: str(v) for name, v in changed.items()}
    return urlunsplit(parts._replace(query=urlencode(query)))
