"""`scrapy crawl`, which takes `-a url=…` more than once and ends with blogarchive's exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl

from blogarchive.errors import INTERRUPTED

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCrawl):
    """Scrapy's own command; only repeated addresses and the exit code differ."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Join every `url` argument: Scrapy keeps the last of several arguments of one name."""
        urls = [value for name, _, value in (pair.partition("=") for pair in opts.spargs) if name == "url"]
        super().process_options(args, opts)
        if urls:
            opts.spargs["url"] = " ".join(urls)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then end with what the archive's run came to."""
        super().run(args, opts)
        assert self.crawler_process is not None
        for crawler in self.crawler_process.crawlers:
            self.exitcode = max(self.exitcode, crawler.stats.get_value("blogarchive/exit_code", INTERRUPTED))
