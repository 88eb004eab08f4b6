"""The command line: a group of short commands, each handing the work to the core."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from blogarchive import __version__, logs, paths
from blogarchive.blogs import config
from blogarchive.cli import roster as cli_roster
from blogarchive.cli.options import CONFIG, DATA, JSON, LOG_JSON, Group
from blogarchive.errors import ArchiveLocked, BlogArchiveError, NothingArchived, UsageError
from blogarchive.schedule import limits


class _Size(click.ParamType[int]):
    """Bytes as people write them."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return limits.size(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="blogarchive")
def main() -> None:
    """Archive whole blogs with their conversations: WARC captures of the wire, and a SQLite dataset.

    \b
    Example:
      blogarchive crawl https://blog.example/
      blogarchive serve
    """


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
        click.option(
            "--delay", type=click.FloatRange(min=0), help="Seconds between two requests of one host.  [default: 0.5]"
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


@main.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@_crawling
def crawl(urls: tuple[str, ...], data: Path | None, **options: Any) -> None:
    """Archive whole blogs, resuming what an earlier run left.

    A URL is a blog's front page, or one of its posts (with --max-posts 1: that post alone, with its whole thread).

    \b
    Example: blogarchive crawl https://blog.example/ --contact you@example.org
    """
    _crawl("crawl", urls, data, **options)


@main.command()
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
    summary: bool, **given: Any,
) -> None:  # fmt: skip
    from blogarchive.blogs import roster
    from blogarchive.reports import digest
    from blogarchive.reports import summary as summaries

    folder = paths.data_folder(data)
    file = config.load(config.location(folder, config_file), must_exist=config_file is not None)
    updating = command == "update"
    if updating and not file.blogs:
        paths.existing(folder)
    named = roster.as_named(folder, urls) if updating else urls
    plan = roster.plan(roster.listed(folder, file), named, only=updating)
    if not plan.urls:
        raise UsageError("the list has no blog to update: blogarchive add URL")
    options = {**file.options, **_said(given)}
    settings = config.settings(options)
    log_json = click.get_current_context().meta[LOG_JSON] = bool(settings.get("BLOGARCHIVE_LOG_JSON"))
    settings |= {"BLOGARCHIVE_COMMAND": command, "BLOGARCHIVE_DATA": str(folder)}
    code = _run(plan.urls, settings | plan.settings(), folder, options.get("metrics"))
    if summary:
        click.echo(digest.of_last_run(folder).as_text())
    closing = summaries.of_last_run(folder)
    if as_json:
        click.echo(json.dumps(closing.as_dict()))
    else:
        click.echo(logs.closing("summary", closing.as_dict()) if log_json else closing.as_text(), err=True)
    if code == NothingArchived.exit_code:
        raise NothingArchived(f"nothing could be archived of {' '.join(plan.urls)}: {closing.first_reason()}")
    sys.exit(code)


def _run(urls: Sequence[str], settings: dict[str, object], folder: Path, file: str | None) -> int:
    """Crawl; however it ends, monitoring learns of it. A run that was turned away leaves that to the other one."""
    from blogarchive import running
    from blogarchive.reports import metrics

    code = BlogArchiveError.exit_code
    try:
        code = running.crawl(urls, settings)
    except BlogArchiveError as error:
        code = error.exit_code
        raise
    finally:
        if file is not None and code != ArchiveLocked.exit_code:
            metrics.write(Path(file).expanduser(), folder, code)
    return code


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """What the command line says, by the names of the file: an option left out leaves the file its say."""
    said = {name.replace("_", "-"): value for name, value in given.items() if value is not None and value is not False}
    return said | ({"requisites": False} if said.pop("no-requisites", False) else {})


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PATH…")
@click.option("--url", help="The address that the page was saved from.")
@click.option(
    "--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSONL of files and addresses."
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count, show_default="every core", help="Processes.")
@click.option("--generic", is_flag=True, help="Leave the platform files out.")
def extract(files: tuple[Path, ...], url: str | None, manifest: Path | None, jobs: int, generic: bool) -> None:
    """Posts and threads out of saved pages (.html) and captures (.warc, .warc.gz, .wacz): one JSON object a line.

    \b
    Example: blogarchive extract page.html --url https://blog.example/a-post/
    """
    from blogarchive.cli import extract_files

    if not files and manifest is None:
        raise UsageError("extract needs a file, or --manifest")
    if url is not None and len(files) != 1:
        raise UsageError("--url goes with exactly one file")
    sources = [extract_files.Source(path, url) for path in files]
    sources += extract_files.from_manifest(manifest) if manifest else []
    for line in extract_files.records(sources, jobs=jobs, generic=generic):
        click.echo(line)


@main.command()
@DATA
@JSON
def status(data: Path | None, as_json: bool) -> None:
    """What the archive holds of each blog, and what it misses.

    \b
    Example: blogarchive status --json
    """
    from blogarchive.reports import summary

    found = summary.of_archive(paths.data_folder(data))
    click.echo(json.dumps(found.as_dict()) if as_json else found.as_text())


@main.command()
@DATA
@JSON
def verify(data: Path | None, as_json: bool) -> None:
    """Check every record by its digests, and every row against its record; exit code 5 where anything is wrong.

    \b
    Example: blogarchive verify
    """
    from blogarchive.maintenance import verify

    verdict = verify.verify(paths.existing(paths.data_folder(data)))
    if as_json:
        click.echo(json.dumps({"ok": verdict.ok, **asdict(verdict)}))
    else:
        for problem in verdict.problems:
            click.echo(f"{problem.file} at offset {problem.offset}: {problem.problem}", err=True)
        click.echo(f"{'intact' if verdict.ok else 'DAMAGED'}: {verdict.records} records, {verdict.rows} rows,"
                   f" {len(verdict.problems)} problems")  # fmt: skip
    sys.exit(0 if verdict.ok else 5)


@main.command()
@DATA
def mend(data: Path | None) -> None:
    """Cut half-written records, keep every intact one, and say what was cut.

    \b
    Example: blogarchive mend
    """
    from blogarchive.maintenance import mend

    cuts = mend.mend(paths.data_folder(data))
    for cut in cuts:
        click.echo(str(cut))
    click.echo(f"{len(cuts)} cuts", err=True)


@main.command()
@DATA
def rebuild(data: Path | None) -> None:
    """Make the dataset again from the WARC files alone.

    \b
    Example: blogarchive rebuild
    """
    from blogarchive.maintenance import rebuild as rebuilding

    posts, comments = rebuilding.rebuild(paths.data_folder(data))
    click.echo(f"{posts} posts, {comments} comments", err=True)


@main.command()
@DATA
@click.option("--port", type=int, default=8001, show_default=True, help="Port on 127.0.0.1.")
@click.option(
    "--replay", "tool", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Folder with ui.js and sw.js of the npm package replaywebpage: offers full replay, on the next port.",
)  # fmt: skip
def serve(data: Path | None, port: int, tool: Path | None) -> None:
    """Read and query the archive in a browser: Datasette with the reading room.

    \b
    Example: blogarchive serve --port 8001
    """
    from blogarchive.dataset.database import bring_up_to_date

    folder = paths.existing(paths.data_folder(data))
    try:
        from blogarchive.reading_room.server import serve as run
    except ModuleNotFoundError as error:
        raise UsageError(f"serve needs Datasette: pip install 'blogarchive[serve]' ({error})") from error
    bring_up_to_date(paths.database(folder))
    run(folder, port=port, tool=tool)


@main.command()
@click.argument("format", type=click.Choice(["jsonl", "csv", "parquet", "wacz"]))
@DATA
@click.option("--out", type=click.Path(path_type=Path), help="File (csv, parquet: folder).  [default: standard output]")
def export(format: str, data: Path | None, out: Path | None) -> None:  # noqa: A002 - the word of the contract
    """Write the dataset in another format.

    \b
    Example: blogarchive export jsonl --out posts.jsonl
    """
    from blogarchive.export import write

    write(format, paths.existing(paths.data_folder(data)), out)


@main.command()
@DATA
@CONFIG
@click.option("--cron", is_flag=True, help="A line for crontab instead of systemd units.")
@click.option(
    "--install", is_flag=True, help="Write the units where systemd finds this user's (or, as root, the system's)."
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- UPDATE-OPTIONS]")
def schedule(data: Path | None, config_file: Path | None, cron: bool, install: bool, options: tuple[str, ...]) -> None:
    """Print what runs `update` every day: a systemd service and timer, or a cron line.

    \b
    Example: blogarchive schedule --cron
             blogarchive schedule --install -- --contact you@example.org
    """
    from blogarchive.schedule import timers as plan

    executable, folder = Path(sys.argv[0]).absolute(), paths.data_folder(data)
    said = config.load(config.location(folder, config_file), must_exist=config_file is not None)
    if not said.blogs:
        paths.existing(folder)
    options = (*(("--config", str(said.path)) if config_file else ()), *options)
    if cron:
        click.echo(plan.cron(executable, folder, options))
        return
    writes = plan.written_to(folder, options, said.options)
    owner = plan.owner(folder) if os.geteuid() == 0 else None
    service = plan.service(executable, folder, options, writes=writes, owner=owner)
    units = {"blogarchive.service": service, "blogarchive.timer": plan.timer(folder)}
    if not install:
        click.echo("\n".join(f"# {name}\n{text}" for name, text in units.items()))
        return
    for line in plan.install(units):
        click.echo(line, err=True)


for command in (cli_roster.add, cli_roster.remove, cli_roster.list_blogs):
    main.add_command(command)

if __name__ == "__main__":
    main()
