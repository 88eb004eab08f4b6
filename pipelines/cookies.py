"""Cookies as a browser keeps them: a jar for each blog's host, in the archive's folder from run to run, never shown."""

from __future__ import annotations

import json
import logging
import time
from http.cookiejar import Cookie, LoadError, MozillaCookieJar
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http.cookies import CookieJar
from tldextract import TLDExtract

from blogarchive import own_files
from blogarchive.errors import UsageError
from blogarchive.urls import host_of

from .archive import archive_of, is_run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FILE = "cookies.json"
"""The jars, in the archive's folder; readable by its owner alone, and part of no export."""

MOST = 16 * 1024 * 1024
"""Bytes of that file; a blog's cookies take a few hundred."""

NEW = "new_cookies"
"""Key in a request's meta: its answer set cookies that the request was made without."""

WITHOUT = ("requisite", "api")
"""Kinds of address that get cookies from the blog's own host alone: who counts visitors elsewhere learns nothing."""

# Scrapy's asks the network for the list of public suffixes, and keeps it at home; the one that comes with it will do.
cookies._split_domain = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


class Cookies(CookiesMiddleware):
    """Scrapy's middleware, with the jar of the blog that a request is made for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(debug=False)  # which would write them into the log
        self.crawler = crawler
        self._path = archive_of(crawler).folder / FILE
        self._given = _given(crawler.settings["BLOGARCHIVE_COOKIES"])
        self._saved: dict[str, Any] = {}
        crawler.signals.connect(self._open, signals.spider_opened)
        crawler.signals.connect(self._keep, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self | CookiesMiddleware:  # type: ignore[override]
        """As Scrapy makes its components; in its own tools its own middleware serves, which keeps nothing."""
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        return cls(crawler) if is_run(crawler) else CookiesMiddleware.from_crawler(crawler)

    def process_request(self, request: Request, spider: Any = None) -> None:  # noqa: ARG002
        """Add the cookies that are meant for the address."""
        due = request.meta.get("due")
        own = host_of(due.home) if due is not None and due.home else host_of(request.url)
        request.meta["cookiejar"] = own
        if due is not None and due.kind in WITHOUT and host_of(request.url) != own:
            request.meta["dont_merge_cookies"] = True
        self._fill(own)
        super().process_request(request)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:  # noqa: ARG002
        """Keep what the answer sets, and note whether the same request would now be made with other cookies."""
        before = request.headers.get("Cookie")
        answer = super().process_response(request, response)
        again = Request(request.url)
        if "Set-Cookie" in response.headers and not request.meta.get("dont_merge_cookies"):
            self.jars[request.meta.get("cookiejar")].add_cookie_header(again)
            request.meta[NEW] = again.headers.get("Cookie") != before
        return answer

    def _fill(self, host: str) -> None:
        """What earlier runs kept for the blogs of a host, and over it what the user gave for it."""
        if host not in self.jars:
            name = host.partition(":")[0]
            for cookie in (*_read(self._saved.get(host, ())), *self._given):
                own = cookie.domain.lstrip(".")
                if cookie not in self._given or name == own or name.endswith(f".{own}"):
                    self.jars[host].set_cookie(cookie)

    def _open(self) -> None:
        try:
            said: Any = json.loads(own_files.read(self._path, MOST))
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            self._saved = said
        else:
            logger.warning("%s cannot be read: the run begins without cookies", self._path)

    def _keep(self) -> None:
        now = int(time.time())
        jars = {host: _written(jar, now) for host, jar in self.jars.items()}
        kept = {host: jar for host, jar in (self._saved | jars).items() if jar}
        if kept == self._saved:
            return
        try:
            own_files.write_private(self._path, json.dumps(kept, indent=1, sort_keys=True))
        except OSError as error:
            logger.warning("%s cannot be written (%s): the next run begins without these cookies", self._path, error)


def _given(file: str | None) -> list[Cookie]:
    """The cookies that the user gives, in the form that browsers' extensions, curl and wget write (`cookies.txt`)."""
    if not file:
        return []
    jar = MozillaCookieJar()
    try:
        jar.load(file, ignore_discard=True, ignore_expires=False)
    except (LoadError, OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is no cookies.txt as browsers, curl and wget write it"
        raise UsageError(f"{file} cannot be read as cookies: {why}") from None
    return list(jar)


def _written(jar: CookieJar, now: int) -> list[dict[str, Any]]:
    kept = [cookie for cookie in jar if not cookie.is_expired(now)]
    # Whatever the browser would forget with its window is kept, too: the next run goes on where this one ended.
    return sorted((dict(vars(cookie)) for cookie in kept), key=lambda one: (one["domain"], one["path"], one["name"]))


def _read(jar: Any) -> Iterable[Cookie]:
    for said in jar if isinstance(jar, list) else ():
        try:
            yield Cookie(**{("rest" if name == "_rest" else name): value for name, value in said.items()})
        except (AttributeError, TypeError, ValueError):
            continue  # none of ours
