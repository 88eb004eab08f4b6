"""Orders to a run that is under way: the file `control.toml` in the archive's folder."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from blogarchive.errors import UsageError
from blogarchive.schedule.limits import Limits, size

NAME = "control.toml"
"""The file's name within the archive's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the file says; in the file the words are joined by hyphens, and what is left out stays as it was."""

    delay: float | None = None
    """Seconds between two requests of one host, at least."""
    concurrency: int | None = None
    """Requests at a time of one host."""
    total_concurrency: int | None = None
    """Requests at a time of all hosts."""
    autothrottle: bool | None = None
    """Whether a pause is as long as the last answer took."""
    max_posts: int | None = None
    """As the option; 0: no limit. So are the three that follow."""
    max_depth: int | None = None
    max_bytes: int | None = None
    max_minutes: float | None = None
    requisites: bool | None = None
    """Whether images, style sheets and scripts are fetched now, or wait in the queue."""
    pause: bool = False
    """Ask for nothing until this is gone."""
    stop: bool = False
    """End the run as Ctrl-C does; obeyed only if it was written while the run went on."""

    def limits(self, before: Limits) -> Limits:
        """The limits as changed by the orders."""
        said = {name: getattr(self, f"max_{name}") for name in ("posts", "depth", "bytes", "minutes")}
        return replace(before, **{name: value for name, value in said.items() if value is not None})

    def __str__(self) -> str:
        said = ((field.name.replace("_", "-"), getattr(self, field.name), field.default) for field in fields(self))
        return ", ".join(f"{name} = {value}" for name, value, default in said if value is not default) or "no orders"


def read(text: str) -> Orders:
    """The orders that a file gives; raises UsageError, naming what cannot be meant."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{NAME} is no TOML: {error}") from error
    orders = {}
    for name, value in said.items():
        check = _CHECKS.get(name)
        if check is None:
            raise UsageError(f"{NAME}: no such order: {name} (there are {', '.join(_CHECKS)})")
        try:
            orders[name.replace("-", "_")] = check(value)
        except ValueError as error:
            raise UsageError(f"{NAME}: {name} = {value!r}: {error}") from error
    return Orders(**orders)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is meant")  # noqa: TRY004 - one kind of error for all that is wrong
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError("a number from 0 on is meant")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number from 0 on is meant")
    return value


def _some(value: Any) -> int:
    if _count(value) == 0:
        raise ValueError("a whole number from 1 on is meant")
    return int(value)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "delay": _number, "concurrency": _some, "total-concurrency": _some, "autothrottle": _switch,
    "max-posts": _count, "max-depth": _count, "max-bytes": lambda value: size(str(value)), "max-minutes": _number,
    "requisites": _switch, "pause": _switch, "stop": _switch,
}  # fmt: skip
