"""Addresses under which ledger and WARC hold what is no plain GET: a POST, a key of the user, a browser."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

_METHOD = "__wb_method"

_KEY = "&api_key="

_RENDERED = "urn:rendered:"


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
