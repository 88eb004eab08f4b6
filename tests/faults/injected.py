"""Runs the real command with a fault at one of its dealings with the disk: killed there, or told that it failed.

Every opening for writing, write, cutting, sync, rename, link, unlink, making of a folder and commit within the
archive's folder is a point, counted from 1. The environment says what happens: `FAULT_FOLDER`; `FAULT_LOG`, a file to
which the points are written as they come; and `FAULT`, one of `count`, `kill:N`, `half:N` (half of a write, then
killed), `short:N` (half of a write, which says by its number that it was no more), `once:ERRNO:N`, `from:ERRNO:N`.
"""

from __future__ import annotations

import builtins
import io
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Faults:
    """Counts the points, and lets one of them fail."""

    def __init__(self, folder: str, log: str, fault: str) -> None:
        self._folder = os.path.realpath(folder)
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._write = os.write
        kind, *rest = fault.split(":")
        self._kind = kind
        self._errno = int(rest[0]) if kind in ("once", "from") else 0
        self._at = int(rest[-1]) if rest else 0
        self._seen = 0

    def holds(self, path: object) -> bool:
        """Whether a file is one of the archive's; `path` may be a number of an open one."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        found = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
        return found == self._folder or found.startswith(f"{self._folder}/")

    def point(self, what: str, path: object, content: Callable[[], None] | None = None) -> OSError | None:
        """One more point; the error that it is to end with, if it is to end with one. `content` writes half of it."""
        if not self.holds(path):
            return None
        self._seen += 1
        name = os.readlink(f"/proc/self/fd/{path}") if isinstance(path, int) else os.fsdecode(path)  # type: ignore[arg-type]  # noqa: PTH115
        self._write(self._log, f"{what} {os.path.basename(name)}\n".encode())  # noqa: PTH119
        if self._seen == self._at and self._kind == "half" and content is not None:
            content()
        if self._seen == self._at and self._kind in ("kill", "half"):
            os.kill(os.getpid(), signal.SIGKILL)
        if (self._kind == "once" and self._seen == self._at) or (self._kind == "from" and self._seen >= self._at > 0):
            return OSError(self._errno, os.strerror(self._errno), name)
        return None

    def is_short(self, size: int) -> bool:
        """Whether the write just counted is to take only a part."""
        return self._kind == "short" and self._seen == self._at and size > 1

    def check(self, what: str, path: object) -> None:
        """The same, raising."""
        if (error := self.point(what, path)) is not None:
            raise error


def patch(faults: Faults) -> None:
    """Have everything that touches the disk ask first."""
    _patch_os(faults)
    _patch_files(faults)
    _patch_sqlite(faults)


def _patch_os(faults: Faults) -> None:
    real_open, real_write = os.open, os.write

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & WRITING:
            faults.check("open", path)
        return real_open(path, flags, *more, **named)

    def written(descriptor: int, data: Any) -> int:
        error = faults.point("write", descriptor, lambda: _half(descriptor, data))
        if error is not None:
            _half(descriptor, data)  # a full disk takes what there is room for
            raise error
        if faults.holds(descriptor) and faults.is_short(len(data)):
            return real_write(descriptor, bytes(data)[: len(data) // 2])
        return real_write(descriptor, data)

    def _half(descriptor: int, data: Any) -> None:
        real_write(descriptor, bytes(data)[: len(data) // 2])

    os.open, os.write = opened, written
    for name in ("fsync", "fdatasync", "unlink", "remove", "truncate", "ftruncate", "mkdir"):
        setattr(os, name, _asking(faults, name, getattr(os, name), 0))
    for name in ("rename", "replace", "link"):
        setattr(os, name, _asking(faults, name, getattr(os, name), 1))


def _asking(faults: Faults, name: str, real: Callable[..., Any], which: int) -> Callable[..., Any]:
    def asked(*words: Any, **named: Any) -> Any:
        if (name in ("unlink", "remove") and not os.path.lexists(words[0])) or (
            name == "mkdir" and os.path.lexists(words[0])
        ):
            return real(*words, **named)
        faults.check(name, words[which])
        return real(*words, **named)

    return asked


def _patch_files(faults: Faults) -> None:
    real = io.open

    class Written(io.FileIO):
        def write(self, data: Any) -> int:
            def half() -> None:
                super(Written, self).write(bytes(data)[: len(data) // 2])

            if (error := faults.point("write", self.fileno(), half)) is not None:
                raise error
            if faults.is_short(len(data)):
                data = bytes(data)[: len(data) // 2]
            return super().write(data) or 0

        def truncate(self, size: int | None = None) -> int:
            faults.check("truncate", self.fileno())
            return super().truncate(size)

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if isinstance(file, int) or not set(mode) & set("wax+") or not faults.holds(file):
            return real(file, mode, *more, **named)
        faults.check("open", file)
        raw = Written(os.fspath(file), mode.replace("b", "").replace("t", ""))
        whole: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return whole
        return io.TextIOWrapper(whole, named.get("encoding"), named.get("errors"), named.get("newline"))

    io.open = builtins.open = opened


def _patch_sqlite(faults: Faults) -> None:
    real = sqlite3.connect

    class Connection(sqlite3.Connection):
        path: str = ""

        def commit(self) -> None:
            if self.in_transaction:
                self._ask("commit")
            super().commit()

        def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
            word = sql.lstrip().upper()
            if word.startswith(("COMMIT", "RELEASE", "VACUUM", "PRAGMA WAL_CHECKPOINT")):
                self._ask(word.split()[0].lower())
            return super().execute(sql, *more)

        def _ask(self, what: str) -> None:
            if self.path and faults.point(what, self.path) is not None:
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error

    def connected(database: Any, *more: Any, **named: Any) -> sqlite3.Connection:
        made = real(database, *more, factory=Connection, **named)
        name = os.fsdecode(database)
        made.path = "" if ":memory:" in name or name.startswith("file:") else name  # readers commit nothing
        return made

    sqlite3.connect = connected  # type: ignore[assignment]


def main() -> object:
    """The command, in whose words nothing is different."""
    patch(Faults(os.environ["FAULT_FOLDER"], os.environ["FAULT_LOG"], os.environ.get("FAULT", "count")))
    from blogarchive.cli.app import main as command

    return command()
