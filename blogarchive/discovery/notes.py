"""What a crawl notes of pages, so that it can be kept and gone on with: dictionaries that know what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Notes(dict[K, V]):
    """A dictionary with a default for what is not in it; written by `[…] =`, `keep` and `drop` alone."""

    def __init__(self, default: V) -> None:
        super().__init__()
        self._default = default
        self.changed: set[K] = set()

    def __missing__(self, key: K) -> V:
        return self._default

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.changed.add(key)

    def keep(self, key: K, value: V) -> V:
        """What stands there; else this is noted."""
        if key not in self:
            self[key] = value
        return self[key]

    def drop(self, key: K) -> None:
        """Note no longer what stands there."""
        if key in self:
            del self[key]
            self.changed.add(key)


class Notebook:
    """The notes of a crawl by their names, and how each is written down."""

    def __init__(self, kept: Iterable[tuple[str, str, str]] = ()) -> None:
        self._kept: dict[str, list[tuple[str, str]]] = {}
        for name, about, said in kept:
            self._kept.setdefault(name, []).append((about, said))
        self._notes: dict[str, Notes[Any, Any]] = {}

    def notes(self, name: str, key: Callable[[str], K], default: V, value: Callable[[Any], V]) -> Notes[K, V]:
        """The notes of this name as they were kept; `key` and `value` read them from text and from JSON."""
        found: Notes[K, V] = Notes(default)
        for about, said in self._kept.pop(name, ()):
            found[key(about)] = value(json.loads(said))
        found.changed.clear()
        self._notes[name] = found
        return found

    def changes(self) -> Iterator[tuple[str, str, str | None]]:
        """Every entry that changed since the last call: its notes, about what, and what of it; none if it is gone."""
        for name, notes in self._notes.items():
            for key in notes.changed:
                about = key.hex() if isinstance(key, bytes) else str(key)
                yield name, about, json.dumps(notes[key], default=sorted) if key in notes else None
            notes.changed.clear()
