"""Platforms of users: files that the setting BLOGARCHIVE_PLATFORMS names, and entry points of installed packages."""

from __future__ import annotations

import os
import pkgutil
import sys
import traceback
from functools import partial
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from blogarchive.errors import UsageError
from blogarchive.extraction.platforms.checks import mistakes
from blogarchive.extraction.platforms.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SETTING = "BLOGARCHIVE_PLATFORMS"
"""Files (`bramble.py`) and dotted names (`hedges.bramble`, `hedges.bramble.Bramble`) with commas between.

It is read from the environment, which every process hands on to those that it starts; Scrapy's setting of this name is
put there by the spider. No file in an archive's folder names any: these are programs, and an archive may be another's.
"""
GROUP = "blogarchive.platforms"
"""The group of entry points: each is a platform's class, or a module that holds some."""


def named() -> tuple[str, ...]:
    """What the environment names."""
    return tuple(filter(None, (name.strip() for name in os.environ.get(SETTING, "").split(","))))


def name(files: Iterable[str]) -> None:
    """Name these, for this process and those that it will start."""
    os.environ[SETTING] = ",".join(files)


def platforms() -> Iterator[Platform]:
    """One reader of each platform of the user's, in the order in which they are named; then those of packages.

    Raises UsageError, with the file, for what cannot be loaded, holds no platform, or has a selector that is none.
    """
    for given in named():
        is_file = given.endswith(".py") or os.sep in given
        yield from _made(given, partial(_file if is_file else pkgutil.resolve_name, given))
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield from _made(f"{GROUP} {point.name} = {point.value}", point.load)


def _made(where: str, load: Callable[[], object]) -> Iterator[Platform]:
    try:
        found = [kind() for kind in _kinds(load())]
    except UsageError:
        raise
    except Exception as error:  # whatever a user's file does when it is imported
        raise UsageError(f"{where}{_line(error, where)}: {type(error).__name__}: {error}") from error
    if not found:
        raise UsageError(f"{where}: holds no Platform")
    for platform in found:
        if (wrong := next(mistakes(platform), None)) is not None:
            raise UsageError(f"{where}: {type(platform).__name__}.{wrong}")
    yield from found


def _kinds(loaded: object) -> list[type[Platform]]:
    """A class itself; of a module those that are written in it, without helpers (`_Bramble`)."""
    if isinstance(loaded, ModuleType):
        kinds = [kind for kind in vars(loaded).values() if isinstance(kind, type) and issubclass(kind, Platform)]
        return [kind for kind in kinds if kind.__module__ == loaded.__name__ and not kind.__name__.startswith("_")]
    return [loaded] if isinstance(loaded, type) and issubclass(loaded, Platform) else []


def _file(given: str) -> ModuleType:
    path = Path(given).expanduser().resolve()
    if not path.is_file():
        raise UsageError(f"{given}: no such file, named by {SETTING}")
    spec = spec_from_file_location(str(path), path)  # of two files with one name both are kept
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _line(error: Exception, where: str) -> str:
    """`, line 7` of the file itself, where it says so."""
    if isinstance(error, SyntaxError) and error.lineno and Path(error.filename or "").name == Path(where).name:
        return f", line {error.lineno}"
    lines = [
        at.lineno for at in traceback.extract_tb(error.__traceback__) if Path(at.filename).name == Path(where).name
    ]
    return f", line {lines[-1]}" if lines else ""
