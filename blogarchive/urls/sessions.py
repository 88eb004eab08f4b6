"""Ids of sessions in addresses, by which a server that got no cookie back tells its visitors apart."""

from __future__ import annotations

import re
from functools import lru_cache

REMEMBERED = 1 << 15
"""Addresses whose forms are kept: the pages of a blog name the same few thousand again and again."""

# Names that mean nothing else …
_SESSION = re.compile(
    r"(?:php|j|asp\.net_|cf|_)?sess(?:ion)?_?id|aspsessionid\w*|phpsession|(?:oscs|xtcs|zen)s?id|cfid|cftoken",
    re.IGNORECASE,
)

# … and such as mean it where their value is what such an id looks like: ?s=9f86d081884c7d65, ?sid=…, ?my_session=…
_SESSION_LIKE = re.compile(r"s|(?:\w*[_-])?s?sid|\w*sess(?:ion)?\w*", re.IGNORECASE)

_SESSION_VALUE = re.compile(r"(?=[^&]*\d)[0-9a-z,-]{20,}|[0-9a-f]{16,}", re.IGNORECASE)

# /(S(lit3py55t21z5v55vlm25s55))/default.aspx, /(A(…)F(…))/: ASP.NET without cookies.
_SESSION_SEGMENT = re.compile(r"/\((?:[A-Z]\([0-9A-Za-z_-]+\))+\)(?=/|$)")


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
