"""The real commands for tests: `run` one to its end, or `start` it and send it signals.

A crawl of a small blog takes 0.3 s of CPU, and four times as long only to import Scrapy, Twisted and the readers. Here
that is paid once: a server (tests/fork_server.py), one for each process of pytest, has imported all of it and forks for
every command. What a process gets from outside it gets here too: arguments, streams, environment, working directory,
umask, signals; it is a process of its own, with an exit code of its own, and one reactor.

Where a test is about the process itself (PYTHON… variables, `ulimit`, a power cut), `real` and `start_real` start the
installed script as a user does.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Self

BIN = Path(sys.executable).parent
FORK_SERVER = Path(__file__).with_name("fork_server.py")
TIMEOUT = 120.0
"""Seconds after which a command is killed and its test fails; none comes near that on a machine that does anything."""

Done = subprocess.CompletedProcess[str]
Word = str | Path


def run(
    *arguments: Word, program: str = "blogarchive", cwd: Path | None = None, env: Mapping[str, str] | None = None,
    stdin: str = "", timeout: float = TIMEOUT,
) -> Done:  # fmt: skip
    """Run a command to its end: `blogarchive`, `scrapy`, or a module of ours that has a `main`.

    `env` adds to this process's environment. Raises TimeoutExpired, noting what the command has written until then.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        with start(*arguments, program=program, cwd=cwd, env=env, stdin=given, stdout=out, stderr=err) as process:
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired as late:
                late.add_note(f"{_written(out)}\n{_written(err)}")
                raise
        return Done([program, *map(str, arguments)], code, _written(out), _written(err))


def start(
    *arguments: Word, program: str = "blogarchive", cwd: Path | None = None, env: Mapping[str, str] | None = None,
    stdin: IO[bytes] | int | None = None, stdout: IO[bytes] | int | None = None, stderr: IO[bytes] | int | None = None,
) -> Process:  # fmt: skip
    """Start a command; streams are files, or numbers of files, and the null device where none is given.

    Use it in a `with`: whatever happens, the command is over after it.
    """
    if wrong := [name for name in env or () if name.startswith("PYTHON")]:
        raise ValueError(f"{wrong[0]} counts when Python starts, and here it has started already: use `real`")
    order = {
        "program": program, "arguments": [str(word) for word in arguments], "cwd": str(cwd or Path.cwd()),
        "env": {**os.environ, **(env or {})}, "umask": _umask(),
    }  # fmt: skip
    with open(os.devnull, "r+b", buffering=0) as null:  # noqa: PTH123 - `Path.open` wants a file that can be sought
        streams = [null if stream is None else stream for stream in (stdin, stdout, stderr)]
        return _server().fork(order, [stream if isinstance(stream, int) else stream.fileno() for stream in streams])


def real(
    *arguments: Word, program: str = "blogarchive", cwd: Path | None = None, env: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
) -> Done:  # fmt: skip
    """The same as `run` by the installed script, in a Python of its own: a second slower."""
    return subprocess.run(
        [BIN / program, *arguments], cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True,
        timeout=timeout, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def start_real(*arguments: Word) -> subprocess.Popen[bytes]:
    """The installed script, started; what it says is lost."""
    words = [str(BIN / "blogarchive"), *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass
class Process:
    """A command under way; its methods are called as those of `subprocess.Popen`."""

    pid: int
    _keeper: socket.socket
    """Says how the command ended, once it has."""
    returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.poll() is None:
            self.kill()
            self.wait(TIMEOUT)
        self._keeper.close()

    def poll(self) -> int | None:
        """The exit code, if it has ended: minus its number where a signal ended it."""
        if self.returncode is None and select.select([self._keeper], [], [], 0)[0]:
            self.returncode = _number(self._keeper)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """The exit code; raises TimeoutExpired where it does not end within so many seconds."""
        if self.returncode is None:
            select.select([self._keeper], [], [], timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired("the command", timeout)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The server as this side sees it."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair()
        with theirs:
            # -P: tests/ must not come before the standard library, of whose names some rooms here have one.
            command = [sys.executable, "-P", str(FORK_SERVER), str(theirs.fileno())]
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def fork(self, order: Mapping[str, object], streams: list[int]) -> Process:
        """Have a command started; returns once it has a process id."""
        keeper, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._orders, [b"!"], [theirs.fileno(), *streams])
            keeper.sendall(json.dumps(order).encode())
            keeper.shutdown(socket.SHUT_WR)
            return Process(_number(keeper), keeper)
        except OSError as error:
            keeper.close()
            close()  # one test tells of it; the next one has a new server
            raise RuntimeError("the fork server has died: see its standard error") from error

    def close(self) -> int:
        """End it; returns its exit code. What it started goes on."""
        self._orders.close()
        return self.process.wait(TIMEOUT)


@cache
def _server() -> ForkServer:
    return ForkServer()


def close() -> None:
    """End this process's server, if it has one: for the end of the test run."""
    if _server.cache_info().currsize:
        _server().close()
        _server.cache_clear()


def _number(keeper: socket.socket) -> int:
    """What the keeper says next: a number and a line's end."""
    said = b""
    while not said.endswith(b"\n"):
        if not (more := keeper.recv(1)):
            raise ConnectionResetError("it says nothing more")
        said += more
    return int(said)


def _umask() -> int:
    os.umask(mask := os.umask(0))
    return mask


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
