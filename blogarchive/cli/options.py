"""What the commands share: their errors as exit codes, and the options that several of them take."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from blogarchive import logs, paths
from blogarchive.errors import BlogArchiveError, StorageError
from blogarchive.printable import make_plain, printable, without_secrets

LOG_JSON = "blogarchive.log_json"
"""Under this name a command notes that what it says on standard error is to be JSON."""


DATA = click.option(
    "--data",
    envvar="BLOGARCHIVE_DATA",
    type=click.Path(path_type=Path),
    help="The archive's folder.  [default: $BLOGARCHIVE_DATA, else data/ of the checkout, else ./data]",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
CONFIG = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), metavar="FILE",
    help="The file of blogs and options.  [default: blogarchive.toml in the archive's folder]",
)  # fmt: skip


def say(text: str, *, err: bool = False) -> None:
    """Print for people, with whatever a terminal would obey written out: titles and addresses come from strangers."""
    click.echo(without_secrets(printable(text)), err=err)


def say_json(value: object) -> None:
    """Print for programs, on standard output."""
    click.echo(printable(json.dumps(value)))


class Command(click.Command):
    """A command whose errors end with the exit code that the error tree gives them."""

    def invoke(self, ctx: click.Context) -> object:
        """Do it, and end as the error says."""
        make_plain()
        try:
            return super().invoke(ctx)
        except BlogArchiveError as error:
            _end(ctx, error)
        except BrokenPipeError:  # `| head` has seen enough; Python would complain once more while it shuts down
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if "data" not in ctx.params or (known := storage_failed(ctx.params["data"], error)) is None:
                raise
            _end(ctx, known)


def storage_failed(data: Path | None, error: Exception) -> StorageError | None:
    """What an unforeseen error comes from, where that is the disk or a damaged dataset; none where it is ours."""
    from blogarchive.dataset.integrity import diagnosed

    return diagnosed(paths.database(paths.data_folder(data)), error)


def _end(ctx: click.Context, error: BlogArchiveError) -> NoReturn:
    said = without_secrets(f"blogarchive: {error}")
    if ctx.meta.get(LOG_JSON):
        click.echo(logs.closing("error", {"message": said}, level="ERROR"), err=True)
    else:
        say(said, err=True)
    ctx.exit(error.exit_code)


class Group(click.Group):
    """The commands."""

    command_class = Command
