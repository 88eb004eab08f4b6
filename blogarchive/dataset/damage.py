"""Tells a damaged dataset from a full disk and from an error of ours, and says what is to be done about it."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from blogarchive.errors import DamagedDataset, StorageError

if TYPE_CHECKING:
    from pathlib import Path

REMEDY = "`blogarchive rebuild` makes it again from the captures"

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_OF_THE_DISK = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
)  # fmt: skip
_DISK_ERRORS = frozenset((
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG, errno.EMFILE,
    errno.ENFILE, errno.ENOTDIR, errno.ESTALE,
))  # fmt: skip

_OF_DAMAGE = ("no such", "Could not decode")
"""How messages begin that SQLite's checks need not confirm: our own names of tables and columns are right."""

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged dataset raises; the second where SQLite's own message names what is no UTF-8."""


def told(path: Path, error: Exception) -> StorageError | None:
    """An error as the user is told of it, if by itself it says that the disk or the dataset at `path` is at fault."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return StorageError(f"{error.filename or path.parent}: {error.strerror}")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code says more than is asked
    if isinstance(error, sqlite3.Error) and code in _OF_THE_DISK:
        return StorageError(f"{path} cannot be used: {error}")
    if isinstance(error, sqlite3.Error) and code in _DAMAGED:
        return damaged(path, str(error))
    if isinstance(error, sqlite3.OperationalError) and str(error).startswith(_OF_DAMAGE):
        return damaged(path, str(error))
    return None


def damaged(path: Path, problem: str) -> DamagedDataset:
    """What is said of a dataset that cannot be read."""
    return DamagedDataset(f"{path} is damaged ({problem}): {REMEDY}")
