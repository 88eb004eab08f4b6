"""The commands about an archive as a whole: status, verify, mend, rebuild."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from blogarchive import paths
from blogarchive.cli.options import DATA, JSON, Command, say, say_json
from blogarchive.errors import INCOMPLETE, CaptureError, Oddity


@click.command(cls=Command)
@DATA
@JSON
def status(data: Path | None, as_json: bool) -> None:
    """What the archive holds of each blog, and what it misses.

    \b
    Example: blogarchive status --json
    """
    from blogarchive.reports import summary

    found = summary.of_archive(paths.data_folder(data))
    if as_json:
        say_json(found.as_dict())
    else:
        say(found.as_text())


@click.command(cls=Command)
@DATA
@JSON
def verify(data: Path | None, as_json: bool) -> None:
    """Check every record by its digests, and every row against its record; exit code 5 where anything is wrong.

    \b
    Example: blogarchive verify
    """
    from blogarchive.maintenance import verify

    folder = paths.data_folder(data)
    verdict = verify.verify(folder if verify.warc_files(folder) else paths.existing(folder))
    if as_json:
        say_json({"ok": verdict.ok, **asdict(verdict)})
    else:
        for problem in verdict.problems:
            say(f"{problem.file} at offset {problem.offset}: {problem.problem}", err=True)
        say(f"{'intact' if verdict.ok else 'DAMAGED'}: {verdict.records} records, {verdict.rows} rows,"
                   f" {len(verdict.problems)} problems")  # fmt: skip
        if verdict.undigested:
            say(f"{verdict.undigested} records carry no digest (no ARC file does): of these only the framing was"
                       " checked, gzip's checksums, and what the dataset knows of them", err=True)  # fmt: skip
    sys.exit(0 if verdict.ok else 5)


@click.command(cls=Command)
@DATA
def mend(data: Path | None) -> None:
    """Cut half-written records, keep every intact one, and say what was cut.

    \b
    Example: blogarchive mend
    """
    from blogarchive.maintenance import mend

    cuts = mend.mend(paths.data_folder(data))
    for cut in cuts:
        say(str(cut))
    say(f"{len(cuts)} cuts", err=True)


@click.command(cls=Command)
@DATA
def rebuild(data: Path | None) -> None:
    """Make the dataset again from the WARC and ARC files in data/warc/ alone.

    What cannot be read is named; the rest is read, and the command ends with exit code 3.

    \b
    Example: blogarchive rebuild
    """
    from blogarchive.extraction.platforms import use
    from blogarchive.maintenance import rebuild as rebuilding

    use()  # what is wrong with a platform file of the user is told before anything is read
    faults = 0

    def hear(error: CaptureError) -> None:
        nonlocal faults
        faults += not isinstance(error, Oddity)
        say(f"blogarchive: {error}", err=True)

    posts, comments = rebuilding.rebuild(paths.data_folder(data), on_error=hear)
    say(f"{posts} posts, {comments} comments", err=True)
    if faults:
        sys.exit(INCOMPLETE)
