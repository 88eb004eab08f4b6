"""One canonical form and one stable id for each address, and which addresses are never followed, and why."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

REMEMBERED = 1 << 15
"""Addresses whose forms are kept: the pages of a blog name the same few thousand again and again."""

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# Query parameters that say where a visitor came from, never what the page is.
CAMPAIGN = re.compile(r"^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid|yclid|msclkid|spref)$")

# ?p=15&cpage=2 (WordPress), ?commentPage=2 (Blogger), ?comments=all
_THREAD = re.compile(r"(?<=[?&])(?:(?:cpage|commentPage|comments_page)=\d+|comments=all)(?:&|$)")
# /node/12?page=1 (Drupal), /12345.html?page=2 (LiveJournal), ?p=15&page=2 (a part); but /?page=2 may be anything.
_PAGE = re.compile(r"(?<=[?&])page=\d+(?:(?:,|%2C)\d+)*(?:&|$)", re.IGNORECASE)

_METHOD = "__wb_method"
_KEY = "&api_key="
_RENDERED = "urn:rendered:"

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


# What joining would only copy, as nearly all addresses are: whole or from the root, in plain ASCII, no dot segments.
_WHOLE = re.compile(
    r"(https?://[\w.-]+(?::\d+)?)(/(?!\.)[!$-.0-:=@-Z_a-z|~]*(?:/(?![/.])[!$-.0-:=@-Z_a-z|~]*)*(?:\?[!$-:=?-Z_a-z|~&]+)?)?",
    re.ASCII,
)
# The canonical form of an address without a query is itself, where nothing in it needs another spelling.
_CANONICAL = re.compile(r"https?://[a-z0-9.-]+/[!$&-.0-:;=@-Z_a-z|~/]*", re.ASCII)
_HOST = re.compile(r"https?://([a-z0-9.-]+)/", re.ASCII)
_FROM_ROOT = re.compile(r"(?:/(?![/.])[!$-.0-:=@-Z_a-z|~]*)+(?:\?[!$-:=?-Z_a-z|~&]+)?", re.ASCII)


def absolute(base: str, href: str | None) -> str | None:
    """The address that `href` on page `base` leads to, without fragment; none where it leads to no web page."""
    href = (href or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "about:")):
        return None
    plain = href.partition("#")[0]
    if _WHOLE.fullmatch(plain):
        return plain if plain.count("/") > 2 else plain + "/"
    if _FROM_ROOT.fullmatch(plain) and (root := _root(base)):
        return root + plain
    try:
        parts = urlsplit(urljoin(base, href))
        host = parts.hostname
    except ValueError:  # "http://[broken" and the like stand on real pages
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


@lru_cache(maxsize=64)
def _root(base: str) -> str | None:
    found = _WHOLE.fullmatch(base.partition("#")[0])
    return found[1] if found else None


def with_post(url: str, fields: dict[str, str]) -> str:
    """The address under which the ledger holds a POST of these fields as JSON; replay tools look it up by the same."""
    return f"{url}?{urlencode({_METHOD: 'POST', **fields})}"


def posted(url: str) -> tuple[str, dict[str, str]] | None:
    """Address and fields of what `with_post` made; none for an address that is asked for by GET."""
    address, _, query = url.partition("?")
    if not query.startswith(f"{_METHOD}=POST&"):
        return None
    return address, dict(parse_qsl(query.partition("&")[2], keep_blank_values=True))


def with_key(url: str, key: str) -> str:
    """The address with the user's key for an API, which the ledger does not hold."""
    return f"{url}{_KEY}{quote(key, safe='')}"


def without_key(url: str) -> str:
    """The address as the ledger holds it."""
    return url.partition(_KEY)[0]


def rendering(url: str) -> str:
    """Under which ledger and WARC hold a page as a browser shows it, which is nothing that a server sent."""
    return f"{_RENDERED}{url}"


def rendered(url: str) -> str | None:
    """The page of which that is the address; none for an address of the web."""
    return url.removeprefix(_RENDERED) if url.startswith(_RENDERED) else None


@lru_cache(maxsize=REMEMBERED)
def canonical(url: str) -> str:
    """The form under which two spellings of one address are the same (RFC 3986, section 6.2.2).

    Lower-case scheme and host, no default port, no fragment, unreserved escapes undone and others in upper
    case, campaign parameters dropped. The order of the query is kept: some servers care.
    """
    if _CANONICAL.fullmatch(url):
        return url
    if (page := rendered(url)) is not None:
        return rendering(canonical(page))
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    netloc = parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS.get(scheme, ":"))
    path = _normal_escapes(parts.path or "/")
    return urlunsplit((scheme, netloc, path, _without_campaign(parts.query), ""))


@lru_cache(maxsize=REMEMBERED)
def identity(url: str) -> str:
    """What stays when http or https, `www.`, a trailing slash and `?m=1` are forgotten: one post, one identity."""
    if (page := rendered(url)) is not None:
        return rendering(identity(page))
    parts = urlsplit(canonical(url))
    query = "&".join(p for p in parts.query.split("&") if p and p not in ("m=1", "m=0"))
    return urlunsplit(("", parts.netloc.removeprefix("www."), parts.path.rstrip("/") or "/", query, "")).lstrip("/")


def without_page(url: str) -> str:
    """The address of a post without the query that says which page of its thread, or which part, is shown."""
    path = urlsplit(url).path
    shorter = _THREAD.sub("", url)
    if len(path) > 1 or "&" in url:
        shorter = _PAGE.sub("", shorter)
    return shorter.rstrip("?&") if shorter != url else url


def stable_id(*parts: str) -> int:
    """A row id that depends on nothing but its parts: 52 bits of SHA-256, exact in JavaScript too."""
    digest = hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big") >> 4


@lru_cache(maxsize=REMEMBERED)
def host_of(url: str) -> str:
    """Host and port in lower case, without `www.`."""
    if (match := _HOST.match(url)) is not None:
        return match[1].removeprefix("www.")
    return urlsplit(canonical(rendered(url) or url)).netloc.removeprefix("www.")


def _normal_escapes(text: str) -> str:
    if "%" not in text and text.isascii():
        return text

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, "".join(c if c.isascii() else _percent(c) for c in text))


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _without_campaign(query: str) -> str:
    if not query or "=" not in query:
        return _normal_escapes(query)
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(CAMPAIGN.match(name) for name, _ in pairs):
        return _normal_escapes(query)
    return urlencode([pair for pair in pairs if not CAMPAIGN.match(pair[0])])
