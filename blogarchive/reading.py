"""Pages are read in a process beside this one, which ends where one of them takes too long or too much memory.

A limit on input bounds what is known to be slow; this bounds what nobody has thought of, C code too: the kernel ends
the process by its own timer. It is forked, so that nothing is loaded twice, before this process has threads or
connections; a supervisor between the two forks the next one where one has died.
"""

from __future__ import annotations

import gc
import logging
import mmap
import os
import pickle
import select
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, Self, TypeVar

from blogarchive.errors import BlogArchiveError
from blogarchive.limits import limits

T = TypeVar("T")

_HEAD = struct.Struct("!cQ")
_STATE = struct.Struct("!?I")
"""What all three processes share: whether work is under way, and the id of who does it."""
_DONE, _FAILED, _DIED = b"+", b"!", b"x"


class NotRead(BlogArchiveError):
    """Raised for a page whose reading was ended, or failed; the message says why."""


class Stopped(BlogArchiveError):
    """Raised for a page that was being read, or waited for it, when the reader was closed."""


class Reader:
    """A process that does one piece of work at a time: a function of a module, and its arguments."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._shared = mmap.mmap(-1, _STATE.size)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: those that there may be hold no lock
            self._pid = os.fork()
        if self._pid == 0:
            _supervise(theirs, self._shared)
        theirs.close()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        """What becomes readable once the work is done."""
        return self._socket.fileno()

    def read(self, function: Callable[..., T], *arguments: object) -> T:
        """Have it done, and wait for what comes of it.

        Raises NotRead where it took too long or failed, Stopped once the reader is closed.
        """
        self.send(function, *arguments)
        found: T = self.receive()
        return found

    def send(self, function: Callable[..., object], *arguments: object) -> None:
        """Have it done; `receive` is to follow before anything else is sent."""
        work = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        try:
            _send(self._socket, _DONE, work)
        except OSError as error:
            raise Stopped("the reader is closed") from error

    def receive(self) -> Any:
        """What came of the work that was sent."""
        try:
            kind, content = _receive(self._socket)
        except OSError as error:
            raise Stopped("the reader is closed") from error
        if kind == _DONE:
            return pickle.loads(content)  # noqa: S301 - of our own process
        raise NotRead(content.decode("utf-8", "replace"))

    def close(self) -> None:
        """End it, whatever it does."""
        if self._closed:
            return
        self._closed = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        _, worker = _STATE.unpack(self._shared)
        if worker:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self._socket.close()


def each(function: Callable[..., T], works: Iterable[tuple[object, ...]], *, jobs: int) -> Iterator[T | NotRead]:
    """What comes of each piece of work, in their order, by so many processes; an error in place of what failed."""
    readers = [Reader() for _ in range(jobs)]
    idle, busy = list(readers), dict[Reader, int]()
    done: dict[int, T | NotRead] = {}
    given = 0
    try:
        for number, arguments in enumerate(works):
            if not idle:
                _collect(idle, busy, done)
            reader = idle.pop()
            reader.send(function, *arguments)
            busy[reader] = number
            while given in done:
                yield done.pop(given)
                given += 1
        while busy or done:
            if given not in done:
                _collect(idle, busy, done)
            while given in done:
                yield done.pop(given)
                given += 1
    finally:
        for reader in readers:
            reader.close()


def _collect(idle: list[Reader], busy: dict[Reader, int], done: dict[int, Any]) -> None:
    for reader in select.select(list(busy), [], [])[0]:
        number = busy.pop(reader)
        try:
            done[number] = reader.receive()
        except NotRead as error:
            done[number] = error
        idle.append(reader)


# ---------------------------------------------------------------------- within the process


def _supervise(theirs: socket.socket, shared: mmap.mmap) -> NoReturn:
    """Fork a worker, and the next one where that dies over its work, until nobody sends any."""
    try:
        with suppress(OSError):
            os.setpgid(0, 0)
        _let_go(theirs.fileno())
        while True:
            pid = os.fork()
            if pid == 0:
                _work(theirs, shared)
            status = os.waitpid(pid, 0)[1]
            was_busy, _ = _STATE.unpack(shared)
            _STATE.pack_into(shared, 0, False, 0)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
                break
            if was_busy:
                _send(theirs, _DIED, _why(status).encode())
    finally:
        os._exit(0)


def _let_go(kept: int) -> None:
    """What the process holds is not ours: its files, its signals, its log."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPROF, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    os.closerange(3, kept)
    os.closerange(kept + 1, min(1 << 16, os.sysconf("SC_OPEN_MAX")))


def _work(theirs: socket.socket, shared: mmap.mmap) -> NoReturn:
    code = 1
    try:
        gc.freeze()  # what it shares with the others is not copied for the sake of a count
        _limit_memory()
        _STATE.pack_into(shared, 0, False, os.getpid())
        while True:
            try:
                _, size = _HEAD.unpack(_exactly(theirs, _HEAD.size))
                _STATE.pack_into(shared, 0, True, os.getpid())
                content = _room(size)
                if content is None:
                    _pass_over(theirs, size)
                else:
                    _fill(theirs, content)
            except OSError:
                break
            signal.setitimer(signal.ITIMER_PROF, limits().seconds)  # whose signal ends the process, wherever it is
            kind, told = _no_room() if content is None else _done(content)
            signal.setitimer(signal.ITIMER_PROF, 0)
            _STATE.pack_into(shared, 0, False, os.getpid())
            _send(theirs, kind, told)
        code = 0
    except OSError:  # nobody waits for it any more
        code = 0
    finally:
        os._exit(code)


def _room(size: int) -> bytearray | None:
    try:
        return bytearray(size)
    except MemoryError:
        return None


def _pass_over(source: socket.socket, size: int) -> None:
    """Take work off the line that there is no room for: what comes behind it is to be understood."""
    while size:
        taken = len(source.recv(min(size, 1 << 16)))
        if not taken:
            raise ConnectionError("the other side is gone")
        size -= taken


def _done(work: bytearray) -> tuple[bytes, bytes]:
    try:
        function, arguments = pickle.loads(work)  # noqa: S301 - of our own process
        return _DONE, pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _no_room()
    except Exception as error:  # noqa: BLE001 - told on the other side
        return _FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")


def _no_room() -> tuple[bytes, bytes]:
    return _FAILED, f"reading it takes more than {limits().memory >> 20:,} MiB of memory".encode()


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limits().memory, limits().memory))
    except (ImportError, ValueError, OSError):  # not every system has it, nor lets us
        return


def _why(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return f"reading it takes more than {limits().seconds:g} s of a processor"
    return "the process that read it was killed"


def _send(to: socket.socket, kind: bytes, content: bytes) -> None:
    to.sendall(_HEAD.pack(kind, len(content)))
    to.sendall(content)


def _receive(source: socket.socket) -> tuple[bytes, bytearray]:
    kind, size = _HEAD.unpack(_exactly(source, _HEAD.size))
    return kind, _exactly(source, size)


def _exactly(source: socket.socket, size: int) -> bytearray:
    content = bytearray(size)
    _fill(source, content)
    return content


def _fill(source: socket.socket, content: bytearray) -> None:
    view, at = memoryview(content), 0
    while at < len(content):
        taken = source.recv_into(view[at:])
        if not taken:
            raise ConnectionError("the other side is gone")
        at += taken
