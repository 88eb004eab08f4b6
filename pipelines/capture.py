"""The wire: Scrapy's HTTP/1.1 download handler, with every exchange kept as it crossed its own sockets."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError, StopDownload
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from blogarchive.limits import CUT, limits
from blogarchive.printable import without_secrets
from blogarchive.urls import host_of, without_key
from blogarchive.urls.special_use import ports
from blogarchive.warc import http
from blogarchive.warc.answer import Answer
from blogarchive.warc.records import chunks_of

from .addresses import (
    PORTS,
    SETTING,
    PortError,
    PrivateAddressError,
    allow_names,
    refuse_host,
    refuse_where_it_leads,
    refused,
)
from .archive import archive_of, is_run
from .wire import Attempt, HeadTooLong, RecordingFactory, RecordingPool

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from blogarchive.warc import Exchange, Truncation

logger = logging.getLogger(__name__)


class CaptureHandler(HTTP11DownloadHandler):
    """Downloads as Scrapy does, and gives each exchange to the archive before Scrapy sees its response.

    In Scrapy's own tools there is no archive to give it to; private addresses are refused there, too.

    `request.meta["capture"]` then holds the capture, for a failed download too; none where no answer came.
    A response flagged `beginning_only` is longer than what the spider was given of it.
    `request.meta["original"]`, an `Original`, says what a conditional request was made against.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self._allow_private = crawler.settings.getbool(SETTING)
        self._archives = is_run(crawler)
        pool: Any = RecordingPool(reactor, persistent=True)  # type: ignore[no-untyped-call]
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool._factory = RecordingFactory
        self._private_hosts = archive_of(crawler).private_hosts if self._archives else set[str]()
        allow_names(self._private_hosts)
        self._ports = ports(crawler.settings[PORTS] or "") if self._archives else frozenset()
        self._named = _named(crawler) if self._archives else set[str]()
        self._pool: Any = pool

    async def download_request(self, request: Request) -> Response:
        """Download, keep, and only then hand on."""
        if request.meta.get("rendering"):
            return await self._rendered(request)
        attempt = Attempt(
            _address(request),
            request.method,
            max_size=request.meta.get("download_maxsize", self._default_maxsize),
            original=request.meta.get("original"),
            allow_private=self._allow_private or host_of(request.url) in self._private_hosts,
            proxied=bool(request.meta.get("proxy")),
        )
        request.meta["capture"] = None
        try:
            response = await self._download(request, attempt)
        except (Exception, CancelledError) as error:
            attempt.end(_truncation(error), _reason(error))
            beginning = _beginning(request, attempt, error)
            self._keep(request, attempt)
            if beginning is not None:
                return beginning
            if isinstance(error, PrivateAddressError) and not self._archives:
                logger.error("%s: %s", request.url, error)  # of what is not asked for Scrapy itself says nothing
            raise
        if attempt.excess is not None:
            response.flags = [*(flag for flag in response.flags if flag != "dataloss"), f"{CUT}{attempt.excess}"]
        if attempt.cut_short:
            response.flags += ["beginning_only", f"{CUT}it is longer than {limits().size:,} bytes"]
        attempt.end("unspecified" if "download_stopped" in response.flags else "disconnect")
        self._keep(request, attempt)
        if attempt.excess is not None and not response.body:
            raise HeadTooLong(attempt.excess)
        return response

    async def _rendered(self, request: Request) -> Response:
        from .browser import browser_of  # only there with the extra

        request.meta["capture"] = None
        response, sent = await browser_of(self._crawler).render(request)
        if response.status < 300:
            request.meta["capture"] = archive_of(self._crawler).keep_rendering(
                request.meta["asked_as"], response.body, "text/html; charset=utf-8", sent=sent
            )
        return response

    async def close(self) -> None:
        """Close connections, and the browser if there is one."""
        await super().close()
        if self._crawler.settings.getbool("BLOGARCHIVE_RENDER"):
            from .browser import close

            await close(self._crawler)

    async def _download(self, request: Request, attempt: Attempt) -> Response:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if not attempt.allow_private:
            refuse_host(host)
        if not _is_name(host):  # Twisted would wait for a thread that has failed
            raise CannotResolveHostError(host)
        if not attempt.allow_private:
            self._refuse_port(request, host, parts.port or (443 if parts.scheme == "https" else 80))
            if attempt.proxied:
                await refuse_where_it_leads(host)
        if attempt.proxied:
            allow_names([request.meta["proxy"].rpartition("//")[2].partition("/")[0].rpartition("@")[2]])
        self._pool.attempt = attempt
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            if (refusal := refused(host)) is not None:
                raise refusal from None
            raise
        except Exception as error:
            if attempt.excess is not None:
                raise HeadTooLong(attempt.excess) from error
            if attempt.refusal is not None and (response := _read_leniently(request, attempt)) is not None:
                logger.debug("%s: read leniently what Twisted refuses: %s", request.url, attempt.refusal.value)
                return response
            raise

    def _refuse_port(self, request: Request, host: str, port: int) -> None:
        """Raise for a port of no web server, unless the user has named that very place."""
        if self._ports and port not in self._ports and host_of(request.url) not in self._named:
            raise PortError(host, port)

    def _keep(self, request: Request, attempt: Attempt) -> None:
        if attempt.is_private and self._archives:
            archive_of(self._crawler).remember_private(host_of(attempt.url))
        for exchange in attempt.exchanges:
            if self._archives:
                request.meta["capture"] = archive_of(self._crawler).keep(exchange)
            exchange.close()


def _address(request: Request) -> str:
    """What the records are about: without a key of the user, which the ledger does not hold either."""
    url, bare = urldefrag(request.url)[0], without_key(request.url)
    return bare if request.meta.get("asked_as") == bare else url


def _named(crawler: Crawler) -> set[str]:
    """Hosts, with their ports, of the addresses that the user gave and of the archive's blogs."""
    given = getattr(crawler.spider, "addresses", ())
    return {host_of(url) for url in (*given, *archive_of(crawler).blogs)}


def _is_name(host: str) -> bool:
    try:
        return bool(host.encode("idna"))
    except UnicodeError:  # a label that is empty, or longer than 63 characters
        return False


def _truncation(error: BaseException) -> Truncation:
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, DownloadCancelledError):
        return "length"  # Scrapy cancels what is larger than DOWNLOAD_MAXSIZE
    return "unspecified" if isinstance(error, StopDownload) else "disconnect"


def _reason(error: BaseException) -> str:
    """What went wrong, in the words of the innermost error: Twisted wraps failures in lists of failures."""
    seen: BaseException = error
    for _ in range(8):
        reasons = getattr(seen, "reasons", None)
        inner = reasons[0].value if reasons else seen.__cause__
        if inner is None:
            break
        seen = inner
    text = " ".join(str(seen).split()) or "no further word"
    name = type(error).__name__ if seen is error else f"{type(error).__name__}: {type(seen).__name__}"
    return without_secrets(f"{name}: {text}")[:1000]


def _read_leniently(request: Request, attempt: Attempt) -> Response | None:
    """The response that browsers read where Twisted reads none: a space before a colon, two lengths, odd codings."""
    exchange = attempt.exchanges[-1]
    if attempt.open or exchange.truncated or not exchange.received():
        return None
    answer = Answer(exchange)
    if answer.status is None:
        return None
    return _response(request, exchange, answer)


def _beginning(request: Request, attempt: Attempt, error: BaseException) -> Response | None:
    """What came of a page that took too long or came to no end: it is read as it will be read from its record."""
    due, exchange = request.meta.get("due"), attempt.exchanges[-1] if attempt.exchanges else None
    if due is None or due.kind == "requisite" or exchange is None or not exchange.received():
        return None
    if isinstance(error, DownloadTimeoutError):
        why = "it took too long to come"
    elif isinstance(error, DownloadCancelledError):
        why = f"it is longer than {attempt.max_size:,} bytes"
    else:
        return None
    answer = Answer(exchange)
    if answer.status != 200 or not answer.head.whole:
        return None
    response = _response(request, exchange, answer)
    response.flags += ["beginning_only", f"{CUT}{why}"]
    return response if response.body else None


def _response(request: Request, exchange: Exchange, answer: Answer) -> Response:
    headers = Headers()
    for name, value in answer.head.fields:
        headers.appendlist(name.encode("latin-1"), value.encode("latin-1"))
    received = chunks_of(exchange.response, answer.body, answer.body + limits().size)
    body = b"".join(http.undo_transfer(answer.head, received))
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=exchange.url, status=answer.status or 0, headers=headers, body=body, protocol="HTTP/1.1")
