"""Where an archive lies: one folder with the dataset and the captures (CONTRACT: `data/blogs.db`, `data/warc/`)."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path

from blogarchive.errors import NoArchive, StorageError


def data_folder(chosen: str | Path | None = None) -> Path:
    """The folder chosen, else `data/` beside this project's scrapy.cfg, else `./data`; always absolute."""
    if chosen:
        return Path(chosen).expanduser().resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _is_project(folder / "scrapy.cfg"):
            return folder / "data"
    return here / "data"


def database(data: Path) -> Path:
    """The dataset of an archive."""
    return data / "blogs.db"


def captures(data: Path) -> Path:
    """The folder of an archive's WARC files."""
    return data / "warc"


def existing(data: Path) -> Path:
    """The archive's folder; raises NoArchive where it holds none, StorageError where its dataset is lost."""
    if not database(data).exists():
        if captures(data).is_dir() and any(captures(data).iterdir()):
            raise StorageError(f"{data} holds captures and no dataset: `blogarchive rebuild` makes it anew")
        raise NoArchive(f"{data} holds no archive yet. To begin one: {to_begin(data)}")
    return data


def to_begin(data: Path) -> str:
    """The command that begins an archive in this folder."""
    return f"blogarchive crawl URL{'' if data == data_folder() else f' --data {shlex.quote(str(data))}'}"


def _is_project(config: Path) -> bool:
    parser = configparser.ConfigParser()
    try:
        parser.read(config, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return False
    return parser.get("settings", "default", fallback="") == "blogarchive.settings"
