"""The commands about an archive's blogs: add, remove, list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from blogarchive import paths
from blogarchive.blogs import config
from blogarchive.cli.options import CONFIG, DATA, JSON, Command, say, say_json
from blogarchive.errors import UsageError
from blogarchive.urls import identity


@click.command(cls=Command)
@click.argument("urls", nargs=-1, metavar="[URL…]")
@click.option(
    "--opml", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Every blog of a feed reader's export."
)
@DATA
@CONFIG
def add(urls: tuple[str, ...], opml: Path | None, data: Path | None, config_file: Path | None) -> None:
    """Add blogs to the archive's list: the next `update` crawls them. Nothing is fetched now.

    \b
    Example: blogarchive add https://blog.example/
             blogarchive add --opml subscriptions.opml
    """
    from blogarchive.blogs import config_edit, roster
    from blogarchive.blogs.opml import blogs

    folder = paths.data_folder(data)
    wanted = [*map(config.address, urls), *(blogs(opml) if opml else ())]
    if not wanted:
        raise UsageError("add needs the address of a blog, or --opml")
    file = config.location(folder, config_file)
    said = config.load(file)
    known = {identity(blog.url) for blog in roster.listed(folder, said) if blog.update}
    new = [url for url in roster.as_named(folder, wanted) if identity(url) not in known]
    _say("added", config_edit.add(file, roster.as_written(folder, said, new)), file, len(wanted))


@click.command(cls=Command)
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@DATA
@CONFIG
def remove(urls: tuple[str, ...], data: Path | None, config_file: Path | None) -> None:
    """Have blogs updated no longer; what is archived of them stays.

    \b
    Example: blogarchive remove https://blog.example/
    """
    from blogarchive.blogs import config_edit, roster

    folder = paths.data_folder(data)
    file = config.location(folder, config_file)
    named = roster.as_named(folder, map(config.address, urls))
    said = config.load(file)
    listed = {identity(blog.url) for blog in roster.listed(folder, said)}
    if unknown := [url for url in named if identity(url) not in listed]:
        raise UsageError(f"{unknown[0]} is not in the list: `blogarchive list` shows what is")
    _say("removed", config_edit.remove(file, roster.as_written(folder, said, named)), file, len(named))


@click.command("list", cls=Command)
@DATA
@CONFIG
@JSON
def list_blogs(data: Path | None, config_file: Path | None, as_json: bool) -> None:
    """The blogs of the archive, and which of them `update` looks at.

    \b
    Example: blogarchive list --json
    """
    from blogarchive.blogs import roster

    folder = paths.data_folder(data)
    found = roster.listed(folder, config.load(config.location(folder, config_file), must_exist=config_file is not None))
    if as_json:
        say_json(roster.as_dict(found))
    else:
        say(roster.as_text(found))


def _say(done: str, changed: Sequence[str], file: Path, asked: int) -> None:
    for url in changed:
        say(f"{done} {url}", err=True)
    rest = f", {asked - len(changed)} as they were" if asked > len(changed) else ""
    say(f"{len(changed)} {done} in {file}{rest}", err=True)
