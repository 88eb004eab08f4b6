"""Pages as a browser shows them: Chromium runs their scripts, and all that it asks for goes over our own wire."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.http.request import NO_CALLBACK
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from blogarchive.urls import absolute

from .archive import user_agent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page, Route
    from playwright.async_api import Request as Asked
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

WANTED = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
"""What a thread may need; images, fonts and sounds draw nothing that is read."""

MOST_REDIRECTS = 5
QUIET = 5_000
"""Milliseconds without a request by which a page is taken for finished; a page may talk for twice as long."""

OURS = frozenset({"accept-encoding", "connection", "content-length", "cookie", "host", "user-agent"})
"""Request headers that are for us to say."""

OF_THE_WIRE = frozenset({b"content-encoding", b"content-length", b"transfer-encoding", b"set-cookie"})

NO_WAY_OUT = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}
"""What the browser would ask for by itself (sockets, prefetching) leads to a proxy that is not there."""


class Browser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """scrapy-playwright's handler, whose pages are answered by our own downloads instead of the browser's."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sent: list[str] = []  # records of what the page in hand was sent; one page is shown at a time
        # Chromium's own sandbox, which it does without only where root runs it.
        self.config.launch_options |= {"proxy": NO_WAY_OUT, "chromium_sandbox": os.geteuid() != 0}
        if executable := crawler.settings["BLOGARCHIVE_BROWSER"]:
            self.config.launch_options["executable_path"] = executable
        self._agent = user_agent(crawler.settings)

    async def render(self, request: Request) -> tuple[Response, list[str]]:
        """The page after its scripts have run, and the records of what was sent for it, the page itself first."""
        if not hasattr(self, "browser_provider"):  # made later than the signal by which it would start
            await self._launch()
        request.meta["playwright"] = True
        request.meta["playwright_context_kwargs"] = {"service_workers": "block", "user_agent": self._agent,
                                                     "accept_downloads": False}  # fmt: skip
        request.meta["playwright_page_methods"] = [PageMethod(_settle)]
        self._sent.clear()
        shown = await self.download_request(request)
        headers = {"Content-Type": "text/html; charset=utf-8"}
        dom = HtmlResponse(
            request.url, status=shown.status, headers=headers, body=shown.text.encode("utf-8", "replace")
        )
        return dom, list(self._sent)

    def _make_request_handler(self, **_: Any) -> Callable[[Route, Asked], Awaitable[None]]:
        """In place of the handler that lets the browser go out by itself."""

        async def answer(route: Route, asked: Asked) -> None:
            try:
                response = await self._fetched(asked)
                if response is None:
                    await route.abort("blockedbyclient")
                    return
                said = {name.decode("latin-1"): b", ".join(values).decode("latin-1")
                        for name, values in response.headers.items() if name.lower() not in OF_THE_WIRE}  # fmt: skip
                await route.fulfill(status=response.status, headers=said, body=response.body)
            except PlaywrightError as error:  # the page was closed meanwhile
                logger.debug("%s: %s", asked.url, error)

        return answer

    async def _fetched(self, asked: Asked) -> Response | None:
        """The answer, after redirects, through robots.txt, the guard of addresses and the wire tap."""
        url = absolute("", asked.url, session=True)  # without a name and password, which scripts may put there
        if asked.resource_type not in WANTED or url is None:
            return None
        headers = {n: v for n, v in (await asked.all_headers()).items() if n not in OURS and not n.startswith(":")}
        request = Request(
            url, method=asked.method, body=asked.post_data_buffer or b"", dont_filter=True,
            headers=headers | {"User-Agent": self._agent}, callback=NO_CALLBACK, meta={"max_tries": 1},
        )  # fmt: skip
        for _ in range(MOST_REDIRECTS):
            try:
                response: Response = await self._crawler.engine.download_async(request)
            except IgnoreRequest as error:
                logger.info("%s, for a page in the browser: %s", request.url, error)
                return None
            except Exception as error:  # noqa: BLE001 - to the page it is an address that cannot be had
                logger.info("%s, for a page in the browser: %s: %s", request.url, type(error).__name__, error)
                return None
            if (capture := request.meta.get("capture")) is not None:
                self._sent.append(capture.record_id)
            target = absolute(request.url, (response.headers.get("Location") or b"").decode("latin-1"))
            if not 300 <= response.status < 400 or target is None:
                break
            request = request.replace(url=target, method="GET", body=b"")
        return response


def browser_of(crawler: Crawler) -> Browser:
    """The browser of a crawl, started when first asked for."""
    if crawler not in _OPEN:
        _OPEN[crawler] = Browser(crawler)
    return _OPEN[crawler]


async def close(crawler: Crawler) -> None:
    """Close the browser, if there is one."""
    if (browser := _OPEN.pop(crawler, None)) is not None:
        await browser.close()


_OPEN: WeakKeyDictionary[Crawler, Browser] = WeakKeyDictionary()


async def _settle(page: Page) -> None:
    """Scroll to the end, where threads wait to be seen, and wait until the page asks for nothing more."""
    await page.evaluate("window.scrollTo(0, document.body ? document.body.scrollHeight : 0)")
    await asyncio.sleep(0.2)
    try:
        await page.wait_for_load_state("networkidle", timeout=2 * QUIET)
    except PlaywrightError:
        logger.debug("%s: still talks after %d s", page.url, 2 * QUIET // 1000)
