"""What one answer may cost, whatever it holds and however it is packed: the same live and when captures are read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import Any

PARTLY = "read in part: "
"""How the reason begins of an answer of which a limit was met: what came before it was read and kept."""

CUT = "cut: "
"""How the flag begins of a response of which only the beginning is at hand; why, in words, follows."""

KIND = 10
"""Answers that are packed more densely than the ratio are read up to so many MiB all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers are in `settings.py`, each with its reason."""

    size: int
    """Bytes of a body that are read, once every coding is undone."""
    ratio: int
    """How many times its size on the wire a body may unpack to."""
    members: int
    """Gzip members, or zstd frames, of one body."""
    codings: int
    """Content codings in one another."""
    markup: int
    """Bytes of a page's markup that are parsed."""
    elements: int
    """Elements of a page that are read."""
    depth: int
    """Elements that stand in one another; what stands deeper is read as if it stood at this depth."""
    entries: int
    """Entries of a sitemap or feed."""
    seconds: float
    """Processor seconds in which an answer is read."""
    memory: int
    """Bytes of memory that the process which reads may take."""

    def unpacked(self, received: int) -> int:
        """Bytes that a body of this size on the wire may unpack to."""
        return min(self.size, max(self.ratio * received, KIND << 20))


@cache
def limits() -> Limits:
    """Those in force, from the settings and the environment: read when they are first asked for, as these are."""
    settings = import_module("blogarchive.settings")
    said: dict[str, Any] = {}
    for field in fields(Limits):
        value = getattr(settings, f"BLOGARCHIVE_READ_{field.name.upper()}")
        said[field.name] = float(value) if field.name == "seconds" else int(value)
    return Limits(**said)


def partly(why: str) -> str:
    """The reason of an answer that was read in part."""
    return PARTLY + why
