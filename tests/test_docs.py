"""Docs that cannot lie: every command, setting and exit code is documented."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from blogarchive.blogs import config
from blogarchive.cli.app import main
from blogarchive.errors import INCOMPLETE, INTERRUPTED, BlogArchiveError

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
SETTINGS = (CHECKOUT / "blogarchive" / "settings.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert f"Example: blogarchive {name}" in shown.output
    assert f"`blogarchive {name}" in README


@pytest.mark.parametrize("name", main.commands)
def test_every_option_says_what_it_does(name: str) -> None:
    for parameter in main.commands[name].params:
        assert not isinstance(parameter, click.Option) or parameter.help


def test_every_setting_gives_its_reason() -> None:
    plain = {"BOT_NAME", "SPIDER_MODULES", "NEWSPIDER_MODULE", "DEFAULT_REQUEST_HEADERS", "DOWNLOAD_HANDLERS",
             "DOWNLOAD_HANDLERS_BASE",
             "SCHEDULER", "ITEM_PIPELINES", "EXTENSIONS", "EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES_BASE"}  # fmt: skip
    lines = SETTINGS.splitlines()
    settings = [
        (number, setting[1]) for number, line in enumerate(lines) if (setting := re.match(r"([A-Z_]+)\b.* = ", line))
    ]
    assert len(settings) > 50
    for number, name in settings:
        assert name in plain or "#" in lines[number] or lines[number - 1].startswith("#"), name


def test_every_exit_code_stands_in_the_readme() -> None:
    def codes(error: type[BlogArchiveError]) -> set[int]:
        return {error.exit_code}.union(*(codes(branch) for branch in error.__subclasses__()))

    told = {int(code) for code in re.findall(r"(?:· |\n|Exit codes: )(\d) [a-z]", README)}
    assert codes(BlogArchiveError) | {0, INCOMPLETE, INTERRUPTED} <= told


@pytest.mark.parametrize(("keys", "table"), [(config.OPTIONS, 0), (config.OF_BLOG, 1)])
def test_every_key_of_the_file_of_blogs_is_documented(keys: dict[str, config.Key], table: int) -> None:
    told = (CHECKOUT / "docs" / "schedule.md").read_text(encoding="utf-8").split("| key | takes | what |")[table + 1]
    rows = [f"| `{name}` | {key.takes.expected} | {key.what} |" for name, key in keys.items()]
    assert told.split("\n\n")[0].splitlines()[2:] == rows
