"""What is read in a process of its own ends there, whatever it does, and the next page is read all the same."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from blogarchive import reading
from blogarchive.limits import limits
from blogarchive.reading import NotRead, Reader, Stopped, each


def double(number: int) -> int:
    return 2 * number


def never(_: int) -> None:
    while True:
        pass


def fail(number: int) -> None:
    raise ValueError(f"not {number}")


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill(_: int) -> int:
    return len(bytearray(b"x") * (1 << 31))


def odd_ones_never_end(number: int) -> int:
    while number % 2:
        pass
    return double(number)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    held = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")  # by tests before this one
    strict = replace(limits(), seconds=0.2, memory=held + (400 << 20))
    monkeypatch.setattr(reading, "limits", lambda: strict)
    with Reader() as found:
        yield found


def test_what_comes_of_work_comes_back(reader: Reader) -> None:
    assert [reader.read(double, number) for number in range(50)] == [2 * number for number in range(50)]
    assert reader.read(len, bytes(60_000_000)) == 60_000_000


def test_work_that_there_is_no_room_for_is_refused_and_the_next_is_done(reader: Reader) -> None:
    for _ in range(2):
        with pytest.raises(NotRead, match="MiB of memory"):
            reader.read(len, bytes(900_000_000))
        assert reader.read(double, 4) == 8


@pytest.mark.parametrize(
    ("work", "said"),
    [(never, "more than 0.2 s"), (fail, "ValueError: not 1"), (die, "was killed"), (fill, "MiB of memory")],
)
def test_what_does_not_end_well_says_why_and_the_next_is_read(reader: Reader, work: object, said: str) -> None:
    for _ in range(2):
        with pytest.raises(NotRead, match=said):
            reader.read(work, 1)  # type: ignore[arg-type]
        assert reader.read(double, 4) == 8


def test_a_reader_that_is_closed_leaves_nobody_waiting(reader: Reader) -> None:
    ended: list[type[BaseException]] = []

    def wait() -> None:
        try:
            reader.read(time.sleep, 600)
        except Stopped as error:
            ended.append(type(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    reader.close()
    waiting.join(60)
    assert ended == [Stopped]
    with pytest.raises(ProcessLookupError):  # nobody is left of it, and no zombie
        os.killpg(reader._pid, 0)


def test_many_are_read_in_their_order_and_each_failure_stands_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "limits", lambda: replace(limits(), seconds=0.2))
    found = list(each(odd_ones_never_end, ((number,) for number in (0, 2, 3, 4, 5, 6, 8)), jobs=2))
    assert [one if isinstance(one, int) else None for one in found] == [0, 4, None, 8, None, 12, 16]
