"""What stands in an archive's folder under a name that anybody can guess: opened as a regular file, or not at all."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

from blogarchive.errors import ArchiveLocked, StorageError

LOCK = ".lock"
"""The lock's file within the archive's folder."""

# Of a link neither the target's content nor its existence is ours to use, and a pipe would keep us waiting.
_PLAIN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def hold(folder: Path) -> IO[bytes]:
    """The archive's lock, for as long as the file stays open; the folder is made where there is none.

    Raises ArchiveLocked while another process holds it, StorageError where the folder cannot be written to.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(_opened(path, os.O_RDWR | os.O_CREAT), "rb+")
    except OSError as error:
        raise StorageError(f"{folder} cannot be written to: {_said(error)}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        if isinstance(error, BlockingIOError):
            raise ArchiveLocked(f"{folder} is being written to by another run") from None
        raise StorageError(f"{path} cannot be locked: {_said(error)}") from error
    return file


def read(path: Path, most: int) -> str:
    """The text of a file of at most so many bytes; raises OSError for whatever else stands there."""
    with os.fdopen(_opened(path, os.O_RDONLY), "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(f"{path} is longer than {most:,} bytes")
    return content.decode()


def write_private(path: Path, text: str) -> None:
    """Put a file in place of another, whole or not at all, that nobody but its owner may read; raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def _opened(path: Path, flags: int) -> int:
    # Opening a device can do something to it already; what is put there between the two looks is refused by the second.
    with suppress(FileNotFoundError):
        _check(path, os.lstat(path).st_mode)
    descriptor = os.open(path, flags | _PLAIN, 0o666)
    try:
        _check(path, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(f"{path} is {'a link' if stat.S_ISLNK(mode) else 'no regular file'}: it is not opened")


def _said(error: OSError) -> str:
    return error.strerror or str(error)
