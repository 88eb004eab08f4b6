"""The command `blogarchive`: a group, one module a family of commands."""

from __future__ import annotations

import click

from blogarchive import __version__
from blogarchive.cli import archive, crawl, extract, forget, roster, schedule, show
from blogarchive.cli.options import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="blogarchive")
def main() -> None:
    """Archive whole blogs with their conversations: WARC captures of the wire, and a SQLite dataset.

    \b
    Example:
      blogarchive crawl https://blog.example/
      blogarchive serve
    """


for command in (
    crawl.crawl, crawl.update, extract.extract, archive.status, archive.verify, archive.mend, archive.rebuild,
    forget.forget, show.serve, show.export, roster.add, roster.remove, roster.list_blogs, schedule.schedule,
):  # fmt: skip
    main.add_command(command)
