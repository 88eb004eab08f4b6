"""Adds blogs to blogarchive.toml and takes them out, leaving every other line of the user's file as it is."""

from __future__ import annotations

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from blogarchive.blogs import config
from blogarchive.blogs.config import Entry
from blogarchive.errors import StorageError, UsageError
from blogarchive.urls import identity

_HEAD = """\
# The blogs of this archive and how they are asked; docs/schedule.md has every key.
# `blogarchive add` and `remove` write here, and so may you.
"""
_OPENS = re.compile(r"\s*\[\[\s*blogs\s*\]\]")
_TABLE = re.compile(r"\s*\[")
_UPDATE = re.compile(r"\s*update\s*=")


def add(path: Path, urls: Iterable[str]) -> list[str]:
    """Have these blogs updated; returns those for which something had to be changed."""
    return _edited(path, urls, update=True)


def remove(path: Path, urls: Iterable[str]) -> list[str]:
    """Have these blogs updated no longer; returns those for which something had to be changed."""
    return _edited(path, urls, update=False)


def _edited(path: Path, urls: Iterable[str], *, update: bool) -> list[str]:
    with _alone(path.parent):
        text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        changed = []
        for url in urls:
            before = config.parse(text, path).blogs
            found = next((at for at, entry in enumerate(before) if identity(entry.url) == identity(url)), None)
            if found is not None and before[found].update == update:
                continue
            text = _with(text, url, found, update=update)
            _must_be_meant(path, text, before, url, update=update)
            changed.append(url)
        if changed:
            _write(path, text)
    return changed


def _with(text: str, url: str, number: int | None, *, update: bool) -> str:
    if number is None:
        more = "" if update else "update = false\n"
        return f"{text.rstrip()}\n\n[[blogs]]\nurl = {json.dumps(url, ensure_ascii=False)}\n{more}"
    lines = text.splitlines(keepends=True)
    start, end = _table(lines, number)
    inside = [line for line in lines[start + 1 : end] if not _UPDATE.match(line)]
    return "".join([*lines[: start + 1], *([] if update else ["update = false\n"]), *inside, *lines[end:]])


def _table(lines: list[str], number: int) -> tuple[int, int]:
    """Where the nth `[[blogs]]` begins, and where the next table does."""
    starts = [at for at, line in enumerate(lines) if _OPENS.match(line)]
    if number >= len(starts):
        return len(lines), len(lines)
    start = starts[number]
    return start, next((at for at in range(start + 1, len(lines)) if _TABLE.match(lines[at])), len(lines))


def _must_be_meant(path: Path, text: str, before: tuple[Entry, ...], url: str, *, update: bool) -> None:
    """A file may be written in ways that an edit line by line misreads: nothing is kept that says anything else."""
    try:
        after = config.parse(text, path).blogs
    except UsageError:
        after = ()
    wanted = {identity(entry.url): entry.update for entry in before} | {identity(url): update}
    if {identity(entry.url): entry.update for entry in after} != wanted:
        word = "true" if update else "false"
        raise UsageError(f"{path} is written in a way that only a hand can change: set update = {word} for {url} there")


def _write(path: Path, text: str) -> None:
    """All of it or nothing: a crash leaves the old file."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two `add` at once write one after the other; a run of the archive has nothing to do with it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written to: {error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
