"""`scrapy bench`, which measures Scrapy on this machine: by its own settings, not by the manners of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.bench import Command as ScrapyBench
from scrapy.settings import Settings

if TYPE_CHECKING:
    import argparse


SHUT = ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED")
"""Doors that stay shut all the same."""


class Command(ScrapyBench):
    """Scrapy's own command."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Put back what this project sets, but for the command line."""
        from blogarchive import settings as ours

        assert self.settings is not None
        scrapys = Settings()
        scrapys.setdict(self.default_settings, priority="command")
        for name in (name for name in dir(ours) if name.isupper() and name in scrapys and name not in SHUT):
            self.settings.set(name, scrapys[name], priority="project")
        super().process_options(args, opts)
