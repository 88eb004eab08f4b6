"""JSON Lines: one post a line with its whole thread, the record that `extract` prints too."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from blogarchive.dataset.load import posts
from blogarchive.errors import StorageError
from blogarchive.items import post_item
from blogarchive.printable import printable

if TYPE_CHECKING:
    from sqlite_utils import Database


def write(db: Database, out: Path | None) -> None:
    """Every post of the dataset as it stands, to the file or to standard output."""
    if out is None:
        _write(db, sys.stdout)
        return
    try:
        with out.open("w", encoding="utf-8", newline="\n") as file:
            _write(db, file)
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error}") from error


def _write(db: Database, file: TextIO) -> None:
    lines = (json.dumps(post_item(post), ensure_ascii=False) + "\n" for post in posts(db))
    file.writelines(map(printable, lines) if file.isatty() else lines)
