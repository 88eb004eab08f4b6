"""The commands that hand an archive on: serve and export."""

from __future__ import annotations

from pathlib import Path

import click

from blogarchive import paths
from blogarchive.cli.options import DATA, Command
from blogarchive.errors import UsageError


@click.command(cls=Command)
@DATA
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port on 127.0.0.1.")
@click.option(
    "--replay", "tool", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Folder with ui.js and sw.js of the npm package replaywebpage: offers full replay, on the next port.",
)  # fmt: skip
@click.option(
    "--name", "names", multiple=True, envvar="BLOGARCHIVE_NAMES", metavar="HOST",
    help="A name under which another server hands requests on to this one; may be given again.",
)  # fmt: skip
def serve(data: Path | None, port: int, tool: Path | None, names: tuple[str, ...]) -> None:
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
    run(folder, port=port, tool=tool, names=names)


@click.command(cls=Command)
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
