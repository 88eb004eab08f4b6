"""What `extract` is to read: files, all files of a folder, or what a manifest lists, each as far as it can be meant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from blogarchive.errors import StorageError, UsageError


@dataclass(frozen=True, slots=True)
class Source:
    """One file, and what is known of it besides its bytes."""

    path: Path
    url: str | None = None
    content_type: str | None = None
    file: str | None = None
    """As the manifest names it; each record repeats it."""
    problem: str | None = None
    """Why there is nothing to read."""
    is_listed: bool = True
    """Whether somebody named it; a file of a folder that was named may be anything."""


def from_paths(paths: Iterable[Path], url: str | None = None) -> Iterator[Source]:
    """Files as they were named, and every file of a folder and of those within it, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from (Source(one, is_listed=False) for one in sorted(path.rglob("*")) if not one.is_dir())
        else:
            yield Source(path, url)


def from_manifest(manifest: Path) -> list[Source]:
    """The pages that a JSONL manifest lists, files relative to it; a line that cannot be meant is one with a problem.

    Raises UsageError where no line can be meant: then it is no manifest.
    """
    try:
        # File names are bytes; JSON may hold any line end but the one that ends the line.
        lines = manifest.read_bytes().decode("utf-8-sig", "surrogateescape").split("\n")
    except OSError as error:
        raise StorageError(f"{manifest} cannot be read: {error}") from error
    found = [_entry(manifest, number, line) for number, line in enumerate(lines, 1) if line.strip("\0 \t\r")]
    if found and all(source.problem for source in found):
        raise UsageError(f"{found[0].problem}")
    return found


def _entry(manifest: Path, number: int, line: str) -> Source:
    place = f"{manifest}, line {number}"
    try:
        entry: Any = json.loads(line.strip("\0 \t\r"))
    except (ValueError, RecursionError):
        entry = None
    file = entry.get("file") if isinstance(entry, dict) else None
    if not isinstance(file, str) or not file or "\0" in file:
        return Source(manifest, problem=f'{place}: not an object with a "file": {line[:80]}')
    url, content_type = entry.get("url"), entry.get("content_type")
    path = manifest.parent / file
    if url is not None and not (isinstance(url, str) and _is_address(url)):
        return Source(path, file=file, problem=f"{place}: {url!r} is no address")
    return Source(path, url or None, content_type if isinstance(content_type, str) else None, file)


def _is_address(url: str) -> bool:
    try:
        _ = urlsplit(url).port
    except ValueError:
        return False
    return True
