"""Hosts and paths of addresses in one form: names in ASCII, no user info, no dot segments."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

import idna

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

_AUTHORITY = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]{1,255})(?::(?P<port>\d{0,5}))?"
)

_USER = re.compile(r"^([a-z][a-z0-9+.-]*:[/\\]{2,})[^/?#\\\s]*@", re.IGNORECASE)

_DOT = re.compile(r"%2e", re.IGNORECASE)


def host_and_port(text: str) -> str | None:
    """Host and port, without user info, an international name in ASCII; none where it is no host."""
    host = text.rpartition("@")[2]
    found = _AUTHORITY.fullmatch(unquote(host) if "%" in host else host)
    if found is None or (found["port"] and int(found["port"]) > 0xFFFF):
        return None
    name = found["host"] if found["host"].isascii() else ascii_host(found["host"])
    return f"{name}:{found['port']}" if found["port"] else name


def without_user(url: str) -> str:
    """An address without the name and password that some carry before the host: they are a reader's, no blog's."""
    return _USER.sub(r"\1", url)


@lru_cache(maxsize=1024)
def ascii_host(host: str) -> str:
    """An international host name as it stands in DNS: `bücher.example` -> `xn--bcher-kva.example`."""
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:  # what the standard of 2008 no longer allows, and registries still sell: ☕.example
        labels = re.split("[.。．｡]", unicodedata.normalize("NFKC", host).lower())
        return ".".join(a if a.isascii() else "xn--" + a.encode("punycode").decode("ascii") for a in labels)


def without_dots(path: str) -> str:
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
