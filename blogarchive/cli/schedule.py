"""The command that has `update` run every day: schedule."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from blogarchive import paths
from blogarchive.blogs import config
from blogarchive.cli.options import CONFIG, DATA, Command, say


@click.command(cls=Command)
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
        say(plan.cron(executable, folder, options))
        return
    writes = plan.written_to(folder, options, said.options)
    owner = plan.owner(folder) if os.geteuid() == 0 else None
    service = plan.service(executable, folder, options, writes=writes, owner=owner)
    units = {"blogarchive.service": service, "blogarchive.timer": plan.timer(folder)}
    if not install:
        say("\n".join(f"# {name}\n{text}" for name, text in units.items()))
        return
    for line in plan.install(units):
        say(line, err=True)
