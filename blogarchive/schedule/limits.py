"""How far a run may go: two limits that say what is wanted, two that say when to stop."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """0 stands for no limit. Posts and depth say what is wanted; bytes and minutes are a budget."""

    posts: int = 0
    """Posts to archive, each with its whole thread."""
    depth: int = 0
    """Links to follow one after the other from an address that the user gave."""
    bytes: int = 0
    """Bytes to receive, as on the wire."""
    minutes: float = 0
    """Minutes that the run may take."""

    def spent(self, *, received: int, seconds: float) -> str | None:
        """Which budget is used up, as the outcome of a run that stops in its midst; none while there is room."""
        if self.bytes and received >= self.bytes:
            return f"budget spent: {received / 1e6:,.1f} of {self.bytes / 1e6:,.1f} MB"
        if self.minutes and seconds >= self.minutes * 60:
            return f"budget spent: {self.minutes:g} minutes"
        return None

    def reached(self, *, posts_left: bool, deeper_left: bool) -> str | None:
        """Which limit left something of the blog unfetched, as the outcome of the run."""
        if self.posts and posts_left:
            return f"limit reached: {self.posts:,} post{'s' if self.posts > 1 else ''}"
        if self.depth and deeper_left:
            return f"limit reached: depth {self.depth}"
        return None


def size(text: str) -> int:
    """Bytes, as people write them: `500000`, `500k`, `1.5 GB` (powers of a thousand); raises ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no size: 500000, 500k, 20 MB, 1.5G")
    return int(float(found[1]) * 1000 ** " kmgt".index(found[2].lower() or " "))
