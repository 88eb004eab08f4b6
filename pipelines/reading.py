"""Pages of a run are read beside it: while one is read, answers come in, and a signal is heeded whatever it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from blogarchive.reading import Reader, Stopped

T = TypeVar("T")


class Reading:
    """One reader for all pages of a run, in the order in which they came."""

    def __init__(self) -> None:
        self._reader = Reader()  # forked now, while the run has neither threads nor connections
        self._waiting = ThreadPoolExecutor(1, "reading")
        self._stopped = False

    async def read(self, work: Callable[[], T]) -> T:
        """What comes of it; raises NotRead where that takes too long, Stopped where the run ends before."""
        return await asyncio.get_running_loop().run_in_executor(self._waiting, self._read, work)

    def _read(self, work: Callable[[], T]) -> T:
        if self._stopped:
            raise Stopped("the run ends")
        return self._reader.read(work)

    def stop(self) -> None:
        """Break off what is being read: its page is read again by the next run."""
        if not self._stopped:
            self._stopped = True
            self._reader.close()
            self._waiting.shutdown(wait=False)
