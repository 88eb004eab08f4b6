"""`scrapy crawl`, which takes `-a url=…` more than once and ends with blogarchive's exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from blogarchive import paths
from blogarchive.blogs import config, roster
from blogarchive.errors import BlogArchiveError
from blogarchive.printable import make_plain, printable, without_secrets
from blogarchive.running import exit_code

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCrawl):
    """Scrapy's own command; addresses may be repeated, or be the archive's list, and the exit code is ours."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Join every `url` argument: Scrapy keeps the last of several arguments of one name."""
        urls = [value for name, _, value in (pair.partition("=") for pair in opts.spargs) if name == "url"]
        super().process_options(args, opts)
        if urls:
            opts.spargs["url"] = " ".join(urls)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then end with what the archive's run came to."""
        if len(args) != 1:
            raise UsageError
        assert self.crawler_process is not None
        assert self.settings is not None
        make_plain()
        if not opts.spargs.get("url") and self.settings["BLOGARCHIVE_COMMAND"] == "update":
            opts.spargs["url"] = self._listed()
        crawler = self._create_crawler(args[0])
        run = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if crawler.spider is not None and not hasattr(crawler.spider, "addresses"):  # another spider of the project
            self.exitcode = int(self.crawler_process.bootstrap_failed)
            return
        try:
            self.exitcode = exit_code(run, crawler)
        except BlogArchiveError as error:
            print(without_secrets(printable(f"blogarchive: {error}")), file=sys.stderr)
            self.exitcode = error.exit_code

    def _listed(self) -> str:
        """An update without an address is one of the archive's list, with the options that stand there."""
        assert self.settings is not None
        data = paths.data_folder(self.settings["BLOGARCHIVE_DATA"])
        try:
            file = config.load(data / config.NAME)
            plan = roster.plan(roster.listed(data, file), only=True)
        except BlogArchiveError as error:
            raise UsageError(str(error)) from error
        self.settings.setdict({**config.settings(file.options), **plan.settings()}, priority="project")
        return " ".join(plan.urls)
