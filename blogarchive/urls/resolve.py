"""Where a link leads, as browsers resolve it (WHATWG URL)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from blogarchive.urls.canonical import host_of
from blogarchive.urls.hosts import DEFAULT_PORTS, host_and_port, without_dots
from blogarchive.urls.sessions import without_session

# What resolving would only copy, as nearly all addresses are: whole or from the root, in plain ASCII, no dot segments.
_WHOLE = re.compile(
    r"(https?://[\w.-]+(?::\d{1,5})?)(/(?!\.|%2[eE])[!$-.0-:=@-Z_a-z|~]*(?:/(?![/.]|%2[eE])[!$-.0-:=@-Z_a-z|~]*)*(?:\?[!$-:=?-Z_a-z|~&]+)?)?",
    re.ASCII,
)

_FROM_ROOT = re.compile(r"(?:/(?![/.]|%2[eE])[!$-.0-:=@-Z_a-z|~]*)+(?:\?[!$-:=?-Z_a-z|~&]+)?", re.ASCII)

_CONTROLS = "".join(map(chr, range(0x21)))

_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "about:")

_BREAKS = dict.fromkeys(map(ord, "\t\n\r"))

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


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
        if own != scheme:  # another scheme than the page's: what follows is a host, however many slashes there are
            text, scheme = f"//{text}", own
    if scheme not in DEFAULT_PORTS:
        return None
    path, mark, query = text.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        authority, slash, path = path.lstrip("/").partition("/")
        path = slash + path
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
    host = host_and_port(authority)
    return None if host is None else urlunsplit((scheme, host, without_dots(path or "/"), query, ""))
