"""One canonical form and one stable id for each address; one identity for each post."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from blogarchive.urls.asked import rendered, rendering
from blogarchive.urls.hosts import DEFAULT_PORTS, host_and_port, without_dots
from blogarchive.urls.sessions import REMEMBERED, without_session

# Query parameters that say where a visitor came from, never what the page is, by those who set them. What only one
# blog means so (`ref`, `from`) is learned there: schedule/twins.py.
CAMPAIGN = re.compile(
    r"^(?:utm_\w+|(?:pk|mtm|piwik|matomo)_\w+|fbclid|[dg]clid|g(?:braid|ad_source)|wbraid|gclsrc|_g[al]|_openstat|mc_[ce]id"
    r"|igshi?d?|ys?clid|msclkid|t[tw]clid|li_fat_id|srsltid|spref|_hsenc|_hsmi|hsctatracking|mkt_tok|vero_\w+"
    r"|relatedposts_\w+|doing_wp_cron|noamp|nonamp)$",
    re.IGNORECASE,
)

# ?p=15&cpage=2 (WordPress), ?commentPage=2 (Blogger), ?comments=all
_THREAD = re.compile(r"(?<=[?&])(?:(?:cpage|commentPage|comments_page)=\d+|comments=all)(?:&|$)")

# /node/12?page=1 (Drupal), /12345.html?page=2 (LiveJournal), ?p=15&page=2 (a part); but /?page=2 may be anything.
_PAGE = re.compile(r"(?<=[?&])page=\d+(?:(?:,|%2C)\d+)*(?:&|$)", re.IGNORECASE)

_DATED_SLUG = re.compile(
    r"/(?:19|20)\d\d(?:/\d\d?){0,2}/(?!\d\d?(?:\.\w+)?/?$)(?!index\.\w+$)(?!page[-_]?\d+(?:\.\w+)?/?$)[^/]+/?$"
)

_TERM_OF_YEAR = re.compile(r"/(?:categor(?:y|ies)|tags?|tagged|labels?|authors?|topics?|series|section)/(?:19|20)\d\d/")

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")

_STROKES = re.compile("/{2,}")

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# The canonical form of an address without a query is itself, where nothing in it needs another spelling.
_CANONICAL = re.compile(r"https?://[a-z0-9.-]*[a-z0-9-](?:/(?!\.)[!$&-.0-:;=@-Z_a-z|~]*)+", re.ASCII)

_HOST = re.compile(r"https?://([a-z0-9.-]*[a-z0-9-])/", re.ASCII)


@lru_cache(maxsize=REMEMBERED)
def canonical(url: str) -> str:
    """The form under which two spellings of one address are the same (RFC 3986, section 6.2.2).

    Lower-case scheme and host, the host in ASCII and without a dot at its end, no user info, no default port, no
    fragment, no dot segments, unreserved escapes undone and others in upper case, campaign parameters dropped. The
    order of the query is kept: some servers care. What is no address is its own form.
    """
    if _CANONICAL.fullmatch(url):
        return url
    if (page := rendered(url)) is not None:
        return rendering(canonical(page))
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    netloc = parts.netloc if scheme not in DEFAULT_PORTS else host_and_port(parts.netloc) or parts.netloc
    netloc = netloc.lower().removesuffix(DEFAULT_PORTS.get(scheme, ":"))
    host, colon, port = netloc.partition(":") if not netloc.startswith("[") else (netloc, "", "")
    path = without_dots(_normal_escapes(parts.path or "/"))
    return urlunsplit((scheme, host.rstrip(".") + colon + port, path, _without_campaign(parts.query), ""))


@lru_cache(maxsize=REMEMBERED)
def identity(url: str) -> str:
    """What stays when http or https, `www.`, slashes at the end or twice, `?m=1` and sessions are forgotten.

    One post, one identity.
    """
    if (page := rendered(url)) is not None:
        return rendering(identity(page))
    try:
        parts = urlsplit(canonical(without_session(url)))
    except ValueError:
        return url
    query = "&".join(p for p in parts.query.split("&") if p and p not in ("m=1", "m=0"))
    path = _STROKES.sub("/", parts.path).rstrip("/") or "/"
    return urlunsplit(("", parts.netloc.removeprefix("www."), path, query, "")).lstrip("/")


@lru_cache(maxsize=REMEMBERED)
def host_of(url: str) -> str:
    """Host and port in lower case, without `www.`."""
    if (match := _HOST.match(url)) is not None:
        return match[1].removeprefix("www.")
    try:
        return urlsplit(canonical(rendered(url) or url)).netloc.removeprefix("www.")
    except ValueError:
        return ""


def without_page(url: str) -> str:
    """The address of a post without the query that says which page of its thread, or which part, is shown."""
    path = urlsplit(url).path
    shorter = _THREAD.sub("", url)
    if len(path) > 1 or "&" in url:
        shorter = _PAGE.sub("", shorter)
    return shorter.rstrip("?&") if shorter != url else url


def is_dated_slug(path: str) -> bool:
    """Whether the last step of a path is a post's own name, by what it stands in: `/2014/03/tags/`, `/2013/12/2014/`.

    A month, a day, a page's number or an index there is none, nor what stands below the tag `2014`.
    """
    return _DATED_SLUG.search(path) is not None and _TERM_OF_YEAR.search(path) is None


def stable_id(*parts: str) -> int:
    """A row id that depends on nothing but its parts: 52 bits of SHA-256, exact in JavaScript too."""
    digest = hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big") >> 4


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
    if "=" in query:
        query = "&".join(part for part in query.split("&") if not CAMPAIGN.match(part.partition("=")[0]))
    return _normal_escapes(query)
