"""Limits of CPU time that hold on a slow machine and on a busy one as well: in measures of a fixed piece of work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

ORDINARY = 0.05
"""CPU seconds that the fixed piece of work takes where the limits were set."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What the block does takes less CPU time than that, reckoned for an ordinary machine."""
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    slower = max(1.0, _fixed_work() / ORDINARY)
    assert took < seconds * slower, f"{took:.1f} s, on a machine {slower:.1f} times slower than an ordinary one"


def _fixed_work() -> float:
    begun = time.process_time()
    words: dict[str, int] = {}
    for number in range(250_000):
        word = f"{number % 1000:x}"
        words[word] = words.get(word, 0) + len(word)
    return time.process_time() - begun
