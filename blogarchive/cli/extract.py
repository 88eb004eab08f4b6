"""The command that reads saved pages: extract."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from blogarchive.cli.options import Command, say
from blogarchive.errors import INCOMPLETE, UsageError
from blogarchive.printable import printable


@click.command(cls=Command)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--url", help="The address that the page was saved from.")
@click.option(
    "--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSONL of files and addresses."
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count, show_default="every core", help="Processes.")
@click.option("--generic", is_flag=True, help="Leave the platform files out.")
def extract(files: tuple[Path, ...], url: str | None, manifest: Path | None, jobs: int, generic: bool) -> None:
    """Posts and threads out of saved pages (.html) and captures (WARC, WACZ, ARC): one JSON object a line.

    A PATH may be a folder: every file in it is read. What cannot be read is named; the rest is read, and the command
    ends with exit code 3.

    \b
    Example: blogarchive extract page.html --url https://blog.example/a-post/
    """
    from blogarchive.cli import extract_files, sources
    from blogarchive.extraction.platforms import use

    if not files and manifest is None:
        raise UsageError("extract needs a file, or --manifest")
    if url is not None and len(files) != 1:
        raise UsageError("--url goes with exactly one file")
    if not generic:
        use()  # what is wrong with a file of the user is told here, once and not by every page
    if files and not any(path.exists() for path in files):
        raise UsageError(f"{files[0]} does not exist")
    wanted = [*sources.from_paths(files, url), *(sources.from_manifest(manifest) if manifest else [])]
    faults = 0
    for read in extract_files.records(wanted, jobs=jobs, generic=generic):
        if read.said:
            say(f"blogarchive: {read.said}", err=True)
        if read.line is not None:
            click.echo(_line(read.line))
        faults += read.is_fault
    if faults:
        sys.exit(INCOMPLETE)


def _line(record: str) -> bytes:
    """A record for standard output, in UTF-8, whatever the terminal is; one that looks at it must not obey it."""
    return (printable(record) if sys.stdout.isatty() else record).encode("utf-8", "replace")
