"""What is known by name: the platforms and comment systems, as a page of the documentation."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

from blogarchive.extraction import comment_systems
from blogarchive.extraction.platforms import built_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

HEAD = """# Platforms and comment systems

Written by `make docs` from the code. A page of no known platform is read by its structure; what is listed here is read
by rules of its own. [CONTRIBUTING.md](../CONTRIBUTING.md) shows how to add one.

## Platforms

The first that recognises a page reads it, in this order.

| platform | what its file says | a blog it runs, or ran |
| --- | --- | --- |
"""
SYSTEMS = """
## Comment systems

Whose thread stands in an answer of its own, told by the answer's shape. Asked for is what a post's page tells the
address of (not so Valine, Bluesky and Coral, which are read where they were saved).

| answers known as | what its file says | asked for |
| --- | --- | --- |
"""


def as_markdown() -> str:
    """The whole page."""
    return HEAD + "\n".join(_platforms()) + "\n" + SYSTEMS + "\n".join(_systems()) + "\n"


def _platforms() -> Iterator[str]:
    for platform in built_in():
        yield f"| {platform.name} | {_sentence(type(platform).__doc__)} | {platform.example} |"


def _systems() -> Iterator[str]:
    asked = {find.__module__ for find in comment_systems.FETCHES}
    names: dict[str, list[str]] = {}
    for name, reader in comment_systems.READERS.items():
        names.setdefault(_module_of(reader), []).append(name)
    for module in _modules():
        if module.__name__ in names or module.__name__ in asked or hasattr(module, "FRAGMENTS"):
            known = names.get(module.__name__) or list(getattr(module, "FRAGMENTS", ()))
            is_asked = "yes" if module.__name__ in asked else "no"
            yield f"| {', '.join(known)} | {_sentence(module.__doc__)} | {is_asked} |"


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(comment_systems.__path__):
        yield import_module(f"{comment_systems.__name__}.{found.name}")


def _module_of(reader: Callable[..., Any]) -> str:
    """Where a reader is written: a function knows, of a table of names the module that holds it does."""
    shape = getattr(reader, "__self__", None)
    if shape is None:
        return reader.__module__
    return next(m.__name__ for m in _modules() if any(value is shape for value in vars(m).values()))


def _sentence(text: str | None) -> str:
    return " ".join((text or "").strip().split("\n\n")[0].split()).rstrip(".").replace("|", "\\|")
