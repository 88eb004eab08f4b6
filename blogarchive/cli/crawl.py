"""The commands that fetch: crawl and update."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blogarchive import logs, paths
from blogarchive.blogs import config
from blogarchive.cli.options import CONFIG, DATA, JSON, LOG_JSON, Command, say, say_json, storage_failed
from blogarchive.errors import ArchiveLocked, BlogArchiveError, NothingArchived, UsageError
from blogarchive.schedule import limits

if TYPE_CHECKING:
    from blogarchive.blogs.roster import Plan


class _Size(click.ParamType[int]):
    """Bytes as people write them."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return limits.size(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _Said(click.ParamType[str]):
    """What is said as in blogarchive.toml, and checked as there."""

    def __init__(self, key: str) -> None:
        self.name = key
        self._takes = config.OPTIONS[key].takes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not self._takes.fits(value):
            self.fail(f"expected {self._takes.expected}", param, ctx)
        return str(value)


def _crawling(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every crawl takes."""
    options = (
        DATA,
        CONFIG,
        click.option("--max-posts", type=click.IntRange(min=1), help="Stop after so many posts."),
        click.option("--max-depth", type=click.IntRange(min=1), help="Follow at most so many links from a URL."),
        click.option("--max-bytes", type=_Size(), help="Stop once so much was received: 500k, 20M, 1.5G."),
        click.option("--max-minutes", type=click.FloatRange(min=0.01), help="Stop after so many minutes."),
        click.option("--render", is_flag=True, help="Show posts in a browser where nothing else gives their threads."),
        click.option("--no-requisites", is_flag=True, help="Leave out images, style sheets and scripts."),
        click.option("--allow-private", is_flag=True, help="Allow loopback and private addresses."),
        click.option("--ports", type=_Said("ports"), help="Ports to ask at, in place of what web servers use."),
        click.option(
            "--proxy", type=_Said("proxy"), metavar="URL",
            help="Ask through an HTTP proxy; `environment`: through the one that http_proxy names.",
        ),
        click.option(
            "--delay", type=click.FloatRange(min=0), help="Seconds between two requests of one host.  [default: 0.5]"
        ),
        click.option(
            "--cookies", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
            help="A cookies.txt: the log-in of a browser, for blogs that ask for one.",
        ),
        click.option("--log-json", is_flag=True, help="Write the log as JSON, one object a line, on standard error."),
        click.option(
            "--log-file", type=click.Path(dir_okay=False), metavar="FILE", help="Keep the log there too, rotated."
        ),
        click.option(
            "--metrics", type=click.Path(dir_okay=False), metavar="FILE",
            help="Write the archive's state there for Prometheus.",
        ),
        click.option("--contact", help="Your address or page, sent with the User-Agent and kept in the WARC."),
        click.option("--summary", is_flag=True, help="Print a digest for a mail or a chat on standard output."),
        JSON,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=Command)
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@_crawling
def crawl(urls: tuple[str, ...], data: Path | None, **options: Any) -> None:
    """Archive whole blogs, resuming what an earlier run left.

    A URL is a blog's front page, or one of its posts (with --max-posts 1: that post alone, with its whole thread).

    \b
    Example: blogarchive crawl https://blog.example/ --contact you@example.org
    """
    _crawl("crawl", urls, data, **options)


@click.command(cls=Command)
@click.argument("urls", nargs=-1, metavar="[URL…]")
@_crawling
def update(urls: tuple[str, ...], data: Path | None, **options: Any) -> None:
    """Fetch what can have changed: new posts, and the comments of posts that are due for another look.

    Without a URL, every blog of the archive (`blogarchive list`). This is what a schedule runs.

    \b
    Example: blogarchive update
    """
    _crawl("update", urls, data, **options)


def _crawl(
    command: str, urls: tuple[str, ...], data: Path | None, *, config_file: Path | None, as_json: bool,
    summary: bool, **options_given: Any,
) -> None:  # fmt: skip
    from blogarchive.blogs import roster
    from blogarchive.dataset.remembered import OPTIONS
    from blogarchive.reports import digest
    from blogarchive.reports import summary as summaries

    given = tuple(map(config.address, urls))
    folder = paths.data_folder(data)
    file = config.load(config.location(folder, config_file), must_exist=config_file is not None)
    updating = command == "update"
    if updating and not file.blogs:
        paths.existing(folder)
    named = roster.as_named(folder, given) if updating else given
    said = _said(options_given)
    options = {**file.options, **said}
    plan = roster.plan(roster.listed(folder, file), named, only=updating, said=options if updating else None)
    if not plan.urls:
        raise UsageError("the list has no blog to update: blogarchive add URL")
    plan = _with_browser(plan)
    settings = config.settings(options)
    log_json = click.get_current_context().meta[LOG_JSON] = bool(settings.get("BLOGARCHIVE_LOG_JSON"))
    settings |= {"BLOGARCHIVE_COMMAND": command, "BLOGARCHIVE_DATA": str(folder)}
    if not updating:
        settings["BLOGARCHIVE_SAID"] = {name: said[name] for name in OPTIONS if name in said}
    code = _run(plan.urls, settings | plan.settings(), folder, options.get("metrics"))
    if summary:
        say(digest.of_last_run(folder).as_text())
    closing = summaries.of_last_run(folder)
    if as_json:
        say_json(closing.as_dict())
    else:
        # Where nothing at all came, the error says why.
        told = closing if code != NothingArchived.exit_code else replace(closing, nothing=())
        if log_json:
            click.echo(logs.closing("summary", closing.as_dict()), err=True)
        else:
            say(told.as_text(), err=True)
    if code == NothingArchived.exit_code:
        raise NothingArchived(closing.reasons())
    sys.exit(code)


def _run(urls: Sequence[str], settings: dict[str, object], folder: Path, file: str | None) -> int:
    """Crawl; however it ends, monitoring learns of it. A run that was turned away leaves that to the other one."""
    from blogarchive import running
    from blogarchive.reports import metrics

    code = BlogArchiveError.exit_code
    try:
        code = running.crawl(urls, settings)
        if code == BlogArchiveError.exit_code and (known := storage_failed(folder, RuntimeError())) is not None:
            raise known  # what Scrapy logged as errors of ours came from that
    except BlogArchiveError as error:
        code = error.exit_code
        raise
    finally:
        if file is not None and code != ArchiveLocked.exit_code:
            metrics.write(Path(file).expanduser(), folder, code)
    return code


def _with_browser(plan: Plan) -> Plan:
    """The plan, without what a browser was once wanted for where there is none any more: the rest is updated."""
    from blogarchive import running

    try:
        if plan.rendered:
            running.browser()
    except UsageError as error:
        say(f"blogarchive: {error}; until then threads that only a browser shows stay as they are", err=True)
        return replace(plan, rendered=())
    return plan


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """What the command line says, by the names of the file: an option left out leaves the file its say."""
    said = {name.replace("_", "-"): value for name, value in given.items() if value is not None and value is not False}
    return said | ({"requisites": False} if said.pop("no-requisites", False) else {})
