"""Imports Scrapy, Twisted and every module of ours once, then forks for each command that tests/command.py orders.

Run as a script with the number of a socket. Every order comes with four files: a socket of its own, on which the order
is read as JSON and answered, and the command's three standard streams. Each order takes two forks: a keeper, which
tells the test the process id and how it ended, and the command. The server itself waits for nothing but orders, so it
cannot hang; it ends when the other side of its socket is closed, whatever closed it.

No reactor is installed and no thread started before the fork: that is checked, since neither survives one.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

CHECKOUT, BIN = Path(__file__).parent.parent, Path(sys.executable).parent
SCRIPTS = {"blogarchive": "blogarchive.cli.app:main", "scrapy": "scrapy.cmdline:execute"}
"""Installed commands, and what each of them calls; anything else is a module, as for `python -m`."""

PRELOADED = ("blogarchive", "blogarchive.pipelines", "blogarchive.spiders", "scrapy")
"""Packages imported whole. The second and third lie elsewhere on disk, where a walk through the first misses them."""

AFTER_THE_FORK = ("__main__", "blogarchive.settings", "twisted.internet.reactor")
"""Not to be imported here: settings come from the environment of each command, and each has a reactor of its own."""


def preload() -> None:
    """Import everything; what needs a library that is not installed is left to the command that asks for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Scrapy's deprecated modules say so when they are imported
        for package in PRELOADED:
            for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
                if not module.name.endswith(AFTER_THE_FORK):
                    try:
                        import_module(module.name)
                    except ImportError:
                        continue
    early = [name for name in AFTER_THE_FORK[1:] if name in sys.modules]
    assert not early, f"{early} must not be imported before the fork: a module of ours imports it at its top"
    assert threading.active_count() == 1, "a thread would not survive the fork: a module of ours starts one"
    gc.collect()
    gc.freeze()  # or each child's first collection would copy every page of memory that it shares


def serve(orders: socket.socket) -> dict[str, Any] | None:
    """Fork for every order. Comes back in the command, with its order; in the server with none, once all is over."""
    signal.signal(signal.SIGCHLD, reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest and for the commands
    while True:
        _, files, _, _ = socket.recv_fds(orders, 1, 4)
        if not files:
            return None
        if os.fork() == 0:
            os.close(orders.detach())
            return keep(socket.socket(fileno=files[0]), files[1:])
        for file in files:
            os.close(file)


def reap(*_: object) -> None:
    """Let the keepers that are through go: none stays a zombie, and their CPU time counts as the test run's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def keep(test: socket.socket, streams: list[int]) -> dict[str, Any]:
    """Fork once more, and stay only to tell the test of it; comes back in the command."""
    with test.makefile("r", encoding="utf-8") as told:
        order: dict[str, Any] = json.load(told)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(test.detach())
        become(order, streams)
        return order
    for stream in streams:  # whoever reads what the command writes waits for the last copy to be closed
        os.close(stream)
    try:
        test.sendall(f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        test.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    except OSError:  # the test itself is gone
        pass
    finally:
        os._exit(0)


def become(order: dict[str, Any], streams: list[int]) -> None:
    """Take on what a process gets from whoever starts it."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, max(streams) + 1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(order["umask"])
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    script = order["program"] in SCRIPTS
    sys.path.insert(0, str(BIN if script else CHECKOUT))  # as Python itself does for a script, and for `-m`
    sys.argv = [str(BIN / order["program"]), *order["arguments"]]


def called(program: str) -> Callable[[], object]:
    """The function behind a command."""
    module, _, name = SCRIPTS.get(program, f"{program}:main").partition(":")
    function: Callable[[], object] = getattr(import_module(module), name)
    return function


def end(function: Callable[[], object]) -> NoReturn:
    """Call it and exit as Python would, but without taking apart what the server has imported: that is 60 ms."""
    try:
        code = function()
    except SystemExit as ending:
        code = ending.code
    if not isinstance(code, int | None):
        sys.exit(str(code))
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    preload()
    if (asked := serve(socket.socket(fileno=int(sys.argv[1])))) is not None:
        end(called(asked["program"]))
