"""Addresses: where a link leads, as browsers resolve it (WHATWG URL), one canonical form, and one stable id for each."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import idna

REMEMBERED = 1 << 15
"""Addresses whose forms are kept: the pages of a blog name the same few thousand again and again."""

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# Query parameters that say where a visitor came from, never what the page is, by those who set them. What only one
# blog means so (`ref`, `from`) is learned there: discovery/twins.py.
CAMPAIGN = re.compile(
    r"^(?:utm_\w+|(?:pk|mtm|piwik|matomo)_\w+|fbclid|[dg]clid|g(?:braid|ad_source)|wbraid|gclsrc|_g[al]|_openstat|mc_[ce]id"
    r"|igshi?d?|ys?clid|msclkid|t[tw]clid|li_fat_id|srsltid|spref|_hsenc|_hsmi|hsctatracking|mkt_tok|vero_\w+"
    r"|relatedposts_\w+|doing_wp_cron|noamp|nonamp)$",
    re.IGNORECASE,
)

# A server that got no cookie back tells its visitors apart by their links. Names that mean nothing else …
_SESSION = re.compile(
    r"(?:php|j|asp\.net_|cf|_)?sess(?:ion)?_?id|aspsessionid\w*|phpsession|(?:oscs|xtcs|zen)s?id|cfid|cftoken",
    re.IGNORECASE,
)
# … and such as mean it where their value is what such an id looks like: ?s=9f86d081884c7d65, ?sid=…, ?my_session=…
_SESSION_LIKE = re.compile(r"s|(?:\w*[_-])?s?sid|\w*sess(?:ion)?\w*", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=[^&]*\d)[0-9a-z,-]{20,}|[0-9a-f]{16,}", re.IGNORECASE)
# /(S(lit3py55t21z5v55vlm25s55))/default.aspx, /(A(…)F(…))/: ASP.NET without cookies.
_SESSION_SEGMENT = re.compile(r"/\((?:[A-Z]\([0-9A-Za-z_-]+\))+\)(?=/|$)")

# ?p=15&cpage=2 (WordPress), ?commentPage=2 (Blogger), ?comments=all
_THREAD = re.compile(r"(?<=[?&])(?:(?:cpage|commentPage|comments_page)=\d+|comments=all)(?:&|$)")
# /node/12?page=1 (Drupal), /12345.html?page=2 (LiveJournal), ?p=15&page=2 (a part); but /?page=2 may be anything.
_PAGE = re.compile(r"(?<=[?&])page=\d+(?:(?:,|%2C)\d+)*(?:&|$)", re.IGNORECASE)

_METHOD = "__wb_method"
_KEY = "&api_key="
_RENDERED = "urn:rendered:"

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_STROKES = re.compile("/{2,}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


# What resolving would only copy, as nearly all addresses are: whole or from the root, in plain ASCII, no dot segments.
_WHOLE = re.compile(
    r"(https?://[\w.-]+(?::\d{1,5})?)(/(?!\.|%2[eE])[!$-.0-:=@-Z_a-z|~]*(?:/(?![/.]|%2[eE])[!$-.0-:=@-Z_a-z|~]*)*(?:\?[!$-:=?-Z_a-z|~&]+)?)?",
    re.ASCII,
)
# The canonical form of an address without a query is itself, where nothing in it needs another spelling.
_CANONICAL = re.compile(r"https?://[a-z0-9.-]*[a-z0-9-](?:/(?!\.)[!$&-.0-:;=@-Z_a-z|~]*)+", re.ASCII)
_HOST = re.compile(r"https?://([a-z0-9.-]*[a-z0-9-])/", re.ASCII)
_FROM_ROOT = re.compile(r"(?:/(?![/.]|%2[eE])[!$-.0-:=@-Z_a-z|~]*)+(?:\?[!$-:=?-Z_a-z|~&]+)?", re.ASCII)

_CONTROLS = "".join(map(chr, range(0x21)))
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "about:")
_BREAKS = dict.fromkeys(map(ord, "\t\n\r"))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]{1,255})(?::(?P<port>\d{0,5}))?"
)
_DOT = re.compile(r"%2e", re.IGNORECASE)


def absolute(base: str, href: str | None, *, session: bool = False) -> str | None:
    """The address that `href` on page `base` leads to, without fragment; none where it leads to no web page.

    As browsers resolve it (WHATWG URL, section 4.4), but that escapes stay as they are written. Ids of sessions on the
    page's own host are left out, unless `session`: a server may send everybody on to an address that has one.
    """
    href = (href or "").strip(_CONTROLS).strip()
    if not href or href.startswith(_NOWHERE):
        return None
    plain = href.partition("#")[0]
    if _WHOLE.fullmatch(plain):
        found: str | None = plain if plain.count("/") > 2 else plain + "/"
    elif _FROM_ROOT.fullmatch(plain) and (root := _root(base)):
        found = root + plain
    else:
        found = _resolved(base, plain)
    if found is None or session or (bare := without_session(found)) == found:
        return found
    return bare if host_of(bare) == host_of(base) else found


@lru_cache(maxsize=64)
def _root(base: str) -> str | None:
    found = _WHOLE.fullmatch(base.partition("#")[0])
    return found[1] if found else None


def _resolved(base: str, text: str) -> str | None:
    text, scheme = text.translate(_BREAKS), base.partition(":")[0].lower()
    if named := _SCHEME.match(text):
        text, own = text[named.end() :], named[1].lower()
        if own != scheme:  # another scheme than the page's: what follows is a host, however many strokes there are
            text, scheme = f"//{text}", own
    if scheme not in DEFAULT_PORTS:
        return None
    path, mark, query = text.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        authority, stroke, path = path.lstrip("/").partition("/")
        path = stroke + path
    else:
        try:
            here = urlsplit(base)
        except ValueError:
            return None
        authority = here.netloc
        if not path:
            path, query = here.path, query if mark else here.query
        elif not path.startswith("/"):
            path = here.path.rpartition("/")[0] + "/" + path
    host = _authority(authority)
    return None if host is None else urlunsplit((scheme, host, _without_dots(path or "/"), query, ""))


def _authority(text: str) -> str | None:
    """Host and port, without user info, an international name in ASCII; none where it is no host."""
    host = text.rpartition("@")[2]
    found = _AUTHORITY.fullmatch(unquote(host) if "%" in host else host)
    if found is None or (found["port"] and int(found["port"]) > 0xFFFF):
        return None
    name = found["host"] if found["host"].isascii() else ascii_host(found["host"])
    return f"{name}:{found['port']}" if found["port"] else name


@lru_cache(maxsize=1024)
def ascii_host(host: str) -> str:
    """An international host name as it stands in DNS: `bücher.example` -> `xn--bcher-kva.example`."""
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:  # what the standard of 2008 no longer allows, and registries still sell: ☕.example
        labels = re.split("[.。．｡]", unicodedata.normalize("NFKC", host).lower())
        return ".".join(a if a.isascii() else "xn--" + a.encode("punycode").decode("ascii") for a in labels)


def _without_dots(path: str) -> str:
    """The path without `.` and `..`, also where they are written `%2e` (WHATWG URL, section 4.4, path state)."""
    if "/." not in path and "%2" not in path:
        return path
    *steps, last = path.split("/")[1:]
    kept: list[str] = []
    for step in (*steps, last):
        dots = _DOT.sub(".", step)
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(step)
    if _DOT.sub(".", last) in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=REMEMBERED)
def without_session(url: str) -> str:
    """The address without the id of a session, in its query or its path."""
    if "=" not in url and "(" not in url:
        return url
    head, mark, query = url.partition("?")
    if ";" in head:
        head = "/".join(_cut(step, ";") for step in head.split("/"))
    if "/(" in head:
        head = _SESSION_SEGMENT.sub("", head)
    if mark:
        query = _cut(f"&{query}", "&", ";").lstrip("&;")
    return f"{head}?{query}" if query else head


def _cut(text: str, *marks: str) -> str:
    """What stands between the marks, but for what names a session."""
    first, *rest = re.split(f"(?=[{''.join(marks)}])", text)
    return first + "".join(part for part in rest if not _names_session(part[1:]))


def _names_session(part: str) -> bool:
    name, _, value = part.partition("=")
    if not value:
        return False
    return bool(
        _SESSION.fullmatch(name)
        or (_SESSION_LIKE.fullmatch(name) and _SESSION_VALUE.fullmatch(value.partition("#")[0]))
    )


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
    netloc = parts.netloc if scheme not in DEFAULT_PORTS else _authority(parts.netloc) or parts.netloc
    netloc = netloc.lower().removesuffix(DEFAULT_PORTS.get(scheme, ":"))
    host, colon, port = netloc.partition(":") if not netloc.startswith("[") else (netloc, "", "")
    path = _without_dots(_normal_escapes(parts.path or "/"))
    return urlunsplit((scheme, host.rstrip(".") + colon + port, path, _without_campaign(parts.query), ""))


@lru_cache(maxsize=REMEMBERED)
def identity(url: str) -> str:
    """What stays when http or https, `www.`, strokes at the end or twice, `?m=1` and sessions are forgotten.

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
    try:
        return urlsplit(canonical(rendered(url) or url)).netloc.removeprefix("www.")
    except ValueError:
        return ""


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
