"""What every comment system's answer becomes: a thread, the post it belongs to, and where more of it is."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from blogarchive.dates import from_machine, parse
from blogarchive.html import charsets, json_text
from blogarchive.html.parsing import fragment
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.models import Comment, CommentKind, Link, Page, Source

Json = dict[str, Any]

NAMELESS = "Anonymous"
"""What the scripts of most systems show in place of a name that was not given."""

# What servers put before JSON so that no script may load it, and the call around JSONP.
_GUARD = re.compile(r"^\s*(?:\)\]\}'?,?|while\(1\);|/\*\*/)?\s*(?:[\w.$]+\()?(?=[\[{])")
_HEAD = re.compile(rb"^(?:\xef\xbb\xbf)?" + _GUARD.pattern.removeprefix("^").encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One saved response of a comment system, read."""

    comments: tuple[Comment, ...]
    about: str | None = None
    """The post that they stand below, where the answer itself says so."""
    title: str | None = None
    declared: int | None = None
    links: tuple[Link, ...] = ()
    """More of the same thread: its next page, answers that were left out."""


def json_of(page: Page) -> Any:
    """The response as JSON; none where it is none."""
    if not _HEAD.match(page.body[:200]):
        return None
    text, _ = charsets.decode(page.body, page.content_type)
    text = text.strip()
    if text[:1] not in "[{":
        text = _GUARD.sub("", text, count=1).rstrip(");\n ")
    try:
        return json_text.loads(text)
    except (ValueError, RecursionError):
        return None


def made(
    page: Page,
    *,
    ident: object,
    parent: object = None,
    author: object = None,
    author_url: object = None,
    published: object = None,
    markup: object = None,
    url: object = None,
    kind: CommentKind = "comment",
    source: Source = "api",
) -> Comment:
    """A comment from the values of an answer; whatever is missing, empty or of the wrong type is none."""
    body_html, body_text = read_markup(markup, page.url)
    stated = from_machine(published) if isinstance(published, str | int | float) else None
    if stated is None and isinstance(published, str):  # "3 days ago", as some print what is new
        stated = parse(published, captured=page.captured)
    return Comment(
        id=str(ident),
        parent=str(parent) if parent not in (None, "", 0, "0", False) else None,
        kind=kind,
        author=words(author),
        author_url=web(author_url),
        published=stated,
        url=web(url),
        body_html=body_html,
        body_text=body_text,
        source=source,
    )


def words(value: object) -> str | None:
    """A name: text on one line, entities undone."""
    text = " ".join(html.unescape(value).split()) if isinstance(value, str) else ""
    return text or None


def web(value: object) -> str | None:
    """A web address; "http://" alone and "undefined" are none."""
    text = value.strip() if isinstance(value, str) else ""
    return text if re.match(r"https?://[^/\s]", text) else None


def number(value: object) -> int | None:
    """A count."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def paragraphs(text: object) -> str | None:
    """Plain text as HTML."""
    if not isinstance(text, str) or not text.strip():
        return None
    blocks = re.split(r"\n\s*\n", html.escape(text.strip(), quote=False))
    return "".join(f"<p>{block.strip().replace(chr(10), '<br>')}</p>" for block in blocks)


def read_markup(markup: object, base: str) -> tuple[str | None, str | None]:
    """A body as clean HTML and as text."""
    if not isinstance(markup, str) or not markup.strip():
        return None, None
    return clean_html(markup, base) or None, plain_text(fragment(markup)) or None


def asked(page: Page, *names: str) -> str | None:
    """The first of these query parameters of the response's address."""
    query = parse_qs(urlsplit(page.url).query)
    return next((query[name][0] for name in names if query.get(name)), None)


def with_query(page: Page, /, **changed: object) -> str:
    """The response's address with some query parameters set anew: the next page of the same list."""
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    return f"{page.url.partition('?')[0]}?{urlencode({**query, **changed})}"


def next_page(page: Page, system: str, /, **changed: object) -> Link:
    """The next answer of the same list."""
    return Link(url=with_query(page, **changed), kind="api", reason=f"{system}, next page")


def count_asked(page: Page, name: str, usual: int) -> int:
    """A number among the query parameters of the response's address."""
    value = asked(page, name) or ""
    return int(value) if value.isdigit() and len(value) < 9 else usual


def objects(value: object) -> list[Json]:
    """The JSON objects of a list, whatever else it holds."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def inner(value: object, *names: str) -> Any:
    """A value deep in an answer: none where any step is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
