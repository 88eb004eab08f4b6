"""Whether a page stands in the place of many: a consent page, a parked host, a "not found" sent as if it were there.

No phrase tells them. What tells is that a host shows the same page for several addresses that were named as different
posts, or for one that nobody has named; and that the page says nothing by which it could be the post of its address.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.models import Post

MADE_UP = "no-such-page"
"""What an address is called that is asked for to see what the host shows where nothing is."""

MANY = 3
"""Addresses of different names that show one page, before that page is nobody's post without further proof."""

ALIKE = 0.9
"""Share of the words of two texts that both hold where they are one text with a line of its own in it."""

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Face:
    """What a page shows, as far as it tells two pages apart."""

    title: frozenset[str]
    words: frozenset[str]
    """Of its text; without those that hold a digit: times, visits and requests are counted."""
    own: frozenset[str]
    """The words of its address, which it may repeat."""
    whole: bytes
    """Digest of all that it shows, its images and its links to other pages of the blog included."""


def face_of(post: Post, address: str, beside: Iterable[str] = ()) -> Face:
    """What a page shows for an address; `beside` are the addresses of its images and links."""
    own = frozenset(_words(unquote(address)))
    text = post.body_text or ""
    comments = sorted(comment.id for comment in post.comments)
    around = sorted({url.partition("?")[0] for url in beside} - {address.partition("?")[0]})
    told = "\0".join((post.title or "", text, post.published or "", post.author or "", *comments, "", *around))
    return Face(
        title=frozenset(_words(post.title or "")),
        words=frozenset(word for word in _words(text) if not any(map(str.isdigit, word))),
        own=own,
        whole=hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).digest(),
    )


def is_one_page(one: Face, other: Face) -> bool:
    """Whether two addresses show one page, but for what it says of the address and of the visit."""
    if one.whole == other.whole:
        return True
    addresses = one.own | other.own
    words, others = one.words - addresses, other.words - addresses
    if not words or not others:
        return words == others and bool(one.title - addresses) and one.title - addresses == other.title - addresses
    return len(words & others) >= ALIKE * len(words | others)


def speaks_for_itself(post: Post, address: str, known_title: str | None = None) -> bool:
    """Whether something on the page says that it is the post of its address, so that nobody need be asked.

    `known_title` is the post's title as a feed or an earlier look has it.
    """
    if post.published or post.author or post.comments or post.comments_declared:
        return True
    if known_title is not None and _folded(known_title) == _folded(post.title):
        return True
    slug = set(_LETTERS.findall(_folded(name_of(address))))
    told = set(_LETTERS.findall(_folded(post.title)))
    return bool(slug) and 2 * len(slug & told) >= len(slug)


def name_of(address: str) -> str:
    """What tells an address from its siblings: the last step of its path, or its query where it has one."""
    parts = urlsplit(address)
    if parts.query:
        return parts.query
    return unquote(re.sub(r"\.\w{2,5}$", "", parts.path.rstrip("/").rpartition("/")[2]))


def made_up(address: str) -> str:
    """An address beside another that nobody has named: what the host shows for it, it shows for anything.

    The same for the same address, and legible for whoever finds it in a server's log.
    """
    parts = urlsplit(address)
    token = f"{MADE_UP}-{hashlib.blake2b(address.encode('utf-8', 'replace'), digest_size=5).hexdigest()}"
    if fields := parse_qsl(parts.query):
        query = urlencode([(name, "987654321" if value.isdigit() else token) for name, value in fields])
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    ending = re.search(r"\.\w{2,5}$", last)
    path = f"{folder}/{token}{ending[0] if ending else ''}{'/' if parts.path.endswith('/') else ''}"
    return urlunsplit((parts.scheme, parts.netloc, path if last else f"/{token}", "", ""))


def holds(address: str, asked: str) -> bool:
    """Whether an address names another in its query, as the way back: `/login?return=/2014/03/a-post/`."""
    query, parts = unquote(urlsplit(address).query), urlsplit(asked)
    return len(parts.path) > 1 and unquote(parts.path) in query


def said(title: str | None, addresses: int, *, asked: bool) -> str:
    """Why the addresses that show one page are missing."""
    page = f"the same page (“{title[:60]}”)" if title else "the same page"
    made = ", and for one that nobody has" if asked else ""
    if addresses > 1:
        return f"{page} came back for {addresses:,} addresses{made}"
    return f"{page} comes back for addresses that nobody has"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _folded(text: str | None) -> str:
    flat = unicodedata.normalize("NFKD", (text or "").casefold())
    return " ".join("".join(sign for sign in flat if not unicodedata.combining(sign)).split())
