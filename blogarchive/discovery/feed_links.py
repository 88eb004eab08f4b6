"""Which of a feed entry's addresses is the post: proxies count clicks, link blogs lead elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blogarchive.urls import absolute, host_of, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.models import Page

# <link> is the proxy's, the post's own address stands beside it.
_ORIGINAL = ("feedburner_origlink", "pheedo_origlink")
# Of an entry that leads elsewhere: Daring Fireball names its own page as `related`.
_OWN = ("alternate", "related", "bookmark", "shortlink", "")
_IN_TEXT = re.compile(r"""<a\s[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Permalink:
    """An entry's address."""

    url: str
    """Empty where the entry names none."""
    is_sure: bool = True
    """Whether it is the post's own, rather than one that leads there (`?p=12` as a mere id)."""


def permalink(page: Page, entry: Any, home: str | None) -> Permalink:
    """The post's own address among all that an entry of the feed of the blog `home` names."""
    for name in _ORIGINAL:
        if url := absolute(page.url, entry.get(name)):
            return Permalink(url)
    said = absolute(page.url, entry.get("link"))
    hosts = list(dict.fromkeys(host_of(url) for url in (home, page.url) if url))
    own = list(_surely(page, entry, said))
    ids = list(_ids(page, entry))
    for host in hosts:  # a feed may stand on the host of a proxy, and its links, too: the blog's own comes first
        if sure := next((url for url in own if host_of(url) == host), None):
            return Permalink(sure)
        if leading := next((url for url in ids if host_of(url) == host), None):
            return Permalink(leading, is_sure=False)
    named = {identity(url): url for url in _in_text(page, entry) if host_of(url) in hosts}
    if len(named) == 1:
        return Permalink(next(iter(named.values())), is_sure=False)
    return Permalink(said or "", is_sure=bool(said))


def _surely(page: Page, entry: Any, said: str | None) -> Iterator[str]:
    """Its link, further links, a guid that is an address with a path, and the post that its comments' address names."""
    if said:
        yield said
    named = [link.get("href") for link in entry.get("links") or () if (link.get("rel") or "") in _OWN]
    for href in (*named, _web_id(entry), (entry.get("comments") or "").partition("#")[0]):
        if (url := absolute(page.url, href)) and urlsplit(url).path not in ("", "/") and not urlsplit(url).query:
            yield url


def _ids(page: Page, entry: Any) -> Iterator[str]:
    """A guid that is no address of the post, and leads there: `?p=12`."""
    if (url := absolute(page.url, _web_id(entry))) and urlsplit(url).query:
        yield url


def _web_id(entry: Any) -> str | None:
    ident = str(entry.get("id") or "")
    return ident if ident.startswith(("http://", "https://")) else None


def _in_text(page: Page, entry: Any) -> Iterator[str]:
    texts = [content.get("value") or "" for content in entry.get("content") or ()] or [entry.get("summary") or ""]
    for href in (match for text in texts for match in _IN_TEXT.findall(text)):
        if (url := absolute(page.url, href)) and urlsplit(url).path not in ("", "/"):
            yield url
