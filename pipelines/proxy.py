"""Proxies: the one that the user names for this program, and none that the environment names for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from blogarchive.errors import UsageError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SETTING = "BLOGARCHIVE_PROXY"

ENVIRONMENT = "environment"
"""As the setting: `http_proxy`, `https_proxy` and `no_proxy` count."""


class Proxy(HttpProxyMiddleware):
    """Scrapy's middleware, which by itself takes whatever proxy the environment names.

    Through a proxy we see neither where a name leads nor to whom we speak: `capture.py` looks before it asks there.
    """

    def __init__(self, chosen: str | None, auth_encoding: str | None = "latin-1") -> None:
        super().__init__(auth_encoding)
        if chosen == ENVIRONMENT:
            return
        self.proxies = dict.fromkeys(("http", "https"), self._get_proxy(chosen, "http")) if chosen else {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        chosen = crawler.settings[SETTING]
        if chosen and chosen != ENVIRONMENT and not _is_proxy(chosen):
            raise UsageError(f"{SETTING}: an address as http://proxy.example:3128 is meant, or {ENVIRONMENT}")
        return cls(chosen, crawler.settings.get("HTTPPROXY_AUTH_ENCODING"))


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
