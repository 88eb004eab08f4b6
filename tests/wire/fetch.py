"""Run in a process of its own: fetches a list of addresses through the real handler, into a WARC folder."""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import scrapy  # noqa: TID251 - the real handler is driven by the real Scrapy
from scrapy.crawler import AsyncCrawlerProcess  # noqa: TID251
from scrapy.http import Response  # noqa: TID251

from blogarchive.models import Capture
from blogarchive.warc import Exchange, Original, WarcWriter

HANDLER = "blogarchive.pipelines.capture.CaptureHandler"
SETTINGS: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "TWISTED_DNS_RESOLVER": "blogarchive.pipelines.addresses.GuardedResolver",
    "BLOGARCHIVE_ALLOW_PRIVATE": True,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "COOKIES_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 3,
    "DOWNLOAD_MAXSIZE": 1 << 20,
    "DOWNLOAD_FAIL_ON_DATALOSS": False,
    "LOG_LEVEL": "ERROR",
}


class WarcOnly:
    """An archive that is a WARC writer and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.writer = WarcWriter(folder, info={"operator": "a test"})
        self.private_hosts: set[str] = set()
        self.blogs: dict[str, int] = {}

    def remember_private(self, host: str) -> None:
        """Note it."""
        self.private_hosts.add(host)

    def keep(self, exchange: Exchange) -> Capture | None:
        """Write it."""
        return self.writer.write(exchange)


class Fetch(scrapy.Spider):
    """Fetches what it is told to and reports what came of it."""

    name = "fetch"
    addresses = ()  # by which a spider of blogs is known: what it fetches is kept

    def __init__(self, orders: list[dict[str, Any]], outcomes: list[dict[str, Any]]) -> None:
        super().__init__()
        self.orders = orders
        self.outcomes = outcomes

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """One request for each order, the first first."""
        for place, order in enumerate(self.orders):
            yield scrapy.Request(
                order["url"],
                method=order.get("method", "GET"),
                body=order.get("body", ""),
                meta=order.get("meta", {}) | _original(order),
                headers=order.get("headers", {}),
                callback=self.parse,
                errback=self.failed,
                dont_filter=True,
                priority=-place,
            )

    def parse(self, response: Response) -> None:
        """Report a response."""
        body = base64.b64encode(response.body[:4096]).decode()
        self._report(response.request, status=response.status, size=len(response.body), body=body, flags=response.flags)

    def failed(self, failure: Any) -> None:
        """Report a failure."""
        self._report(failure.request, error=f"{type(failure.value).__name__}: {failure.value}")

    def _report(self, request: scrapy.Request | None, **outcome: object) -> None:
        assert request is not None
        capture: Capture | None = request.meta["capture"]
        self.outcomes.append(
            {"url": request.url, "method": request.method, "record": capture.record_id if capture else None, **outcome}
        )


def _original(order: dict[str, Any]) -> dict[str, Original]:
    if "original" not in order:
        return {}
    url, date = order["original"]
    return {"original": Original(url=url, date=datetime.fromisoformat(date))}


def main() -> None:
    """Read orders from standard input, write outcomes to standard output."""
    work = json.load(sys.stdin)
    outcomes: list[dict[str, Any]] = []
    process = AsyncCrawlerProcess({**SETTINGS, **work["settings"]})
    crawler = process.create_crawler(Fetch)
    kept: Any = WarcOnly(Path(work["folder"]))
    import_module("blogarchive.pipelines.archive")._OPEN[crawler] = kept
    process.crawl(crawler, orders=work["orders"], outcomes=outcomes)
    process.start()
    kept.writer.close()
    json.dump({"outcomes": outcomes, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}, sys.stdout)


if __name__ == "__main__":
    main()
