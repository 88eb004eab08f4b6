"""How long a run goes along with a host that wants long pauses: it holds the archive meanwhile, and others wait."""

from __future__ import annotations

FEW = 12
"""Pauses that the patience of a run has room for, where they do not wear it out: of an hour, such of five minutes."""


class Patience:
    """The patience of one run, host by host."""

    def __init__(self, most: float) -> None:
        self.most = most
        """Seconds."""
        self._began: dict[str, float] = {}
        self._waited: dict[str, float] = {}

    def bears(self, pause: float) -> bool:
        """Whether so many seconds are waited at all."""
        return pause <= self.most

    def is_worn(self, pause: float) -> bool:
        """Whether pauses of so many seconds wear it out: of shorter ones there may be any number."""
        return pause * FEW > self.most

    def is_over(self, host: str, pause: float, now: float) -> bool:
        """Whether a host that wants such a pause between two requests has been asked for long enough by now."""
        return self.is_worn(pause) and now - self._began.setdefault(host, now) >= self.most

    def has_room(self, host: str, pause: float) -> bool:
        """Whether one more pause fits in, which is then taken up."""
        if not self.bears(pause) or (self.is_worn(pause) and self._waited.get(host, 0.0) + pause > self.most):
            return False
        if self.is_worn(pause):
            self._waited[host] = self._waited.get(host, 0.0) + pause
        return True
