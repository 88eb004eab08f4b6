"""The command that takes something down: forget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogarchive import paths
from blogarchive.cli.options import DATA, Command, say
from blogarchive.errors import UsageError

if TYPE_CHECKING:
    from blogarchive.maintenance.forget import Takedown
    from blogarchive.maintenance.search import Action

REMAINS = """\
What stays: the address, in the tombstones and in whatever links to it; the hashes by which the words are known again;
what others wrote, even where it quotes; words that stand in pictures or files that are no text; and what left this
folder before: exports, copies, backups."""


@click.command(cls=Command)
@click.argument("url")
@click.option("--comment", metavar="ID", help="Of this post one comment, by its id.")
@click.option("--author", metavar="NAME", help="Of this blog or post all that is by this name, now and later.")
@click.option("--reason", metavar="TEXT", help="Why: kept with the tombstones.")
@click.option("--dry-run", is_flag=True, help="List what would go and what would stay, and change nothing.")
@DATA
def forget(
    url: str, comment: str | None, author: str | None, reason: str | None, dry_run: bool, data: Path | None
) -> None:
    """Take something down: out of the dataset, its history, the index and the captures, and never fetched again.

    URL is a post (with its whole thread), an image or another address of the archive; with --comment the post under
    which it stands, with --author a blog or a post. There is no way back.

    \b
    Example: blogarchive forget https://blog.example/2014/tides/ --reason "asked for by its author"
             blogarchive forget https://blog.example/2014/tides/ --comment 123 --dry-run
    """
    from blogarchive.maintenance import forget as takedown
    from blogarchive.maintenance.request import Request

    if comment is not None and author is not None:
        raise UsageError("--comment or --author, not both")
    found = takedown.forget(paths.data_folder(data), Request(url, comment, author, reason), dry_run=dry_run)
    for line in _lines(found, done=not dry_run):
        say(line)
    say(REMAINS, err=True)


def _lines(takedown: Takedown, *, done: bool) -> Iterator[str]:
    meant, plan = takedown.meant, takedown.plan
    if not meant.entries:
        yield "nothing is left of it: it was forgotten before"
        return
    went = "removed" if done else "would be removed"
    for url in meant.posts.values():
        yield f"{went} from the dataset: post {url}"
    for post, ident in meant.comments.values():
        yield f"{went} from the dataset: comment {ident} under {post}"
    for action in sorted(plan.actions.values(), key=lambda action: (action.capture.file, action.capture.offset)):
        yield _line(action, done=done)
    for post, known_as in meant.quoted:
        yield f"stays, with words in common: {f'comment {known_as} under ' if known_as else ''}{post}"
    for file in takedown.unsearched:
        yield f"not searched yet, as a run is writing it: {file}"


def _line(action: Action, *, done: bool) -> str:
    capture = action.capture
    where = (
        f"{capture.file} at offset {capture.offset}: {capture.type} of {capture.url}, {capture.date:%Y-%m-%d %H:%M:%S}"
    )
    if action.left is None:
        return f"{'a tombstone is in place of' if done else 'a tombstone would be put in place of'} {where}"
    if action.at is None:
        return f"{'refers' if done else 'would refer'} to what is left of its original: {where}"
    passages = f"{action.passages} passage{'s' if action.passages != 1 else ''}"
    return f"{passages} {'taken' if done else 'would be taken'} out of {where}"
