"""What a page's scripts hold as JSON: the objects of JSON-LD, however carelessly written, and the state of a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from blogarchive.html import json_text

_WRAPPED = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_WRAPPING = ("<!", "]]>", "-->")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Every object, those of `@graph` too."""
    yield from _opened(_loaded(text))


def assigned(scripts: str, name: str) -> Any:
    """What a script assigns to a name: `NAME = {…}`, `NAME = JSON.parse("{…}")`; none where it is no JSON."""
    if name not in scripts:
        return None
    found = re.search(rf"(?<![\w.]){re.escape(name)}\s*=\s*(?:JSON\.parse\()?(?=[\"{{\[])", scripts)
    return first_value(scripts[found.end() :]) if found else None


def first_value(text: str) -> Any:
    """The JSON that a text begins with, whatever follows; none where it begins with none."""
    try:
        value = json_text.first(text)
        return json_text.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _loaded(text: str) -> Any:
    text = text.strip()
    if any(mark in text for mark in _WRAPPING):
        text = _WRAPPED.sub(" ", text)
    text = _CONTROL.sub(" ", text)
    for attempt in (text, text.replace("\n", " ").replace("\r", " ").replace("\t", " "), text.rstrip("; \n")):
        try:
            return json_text.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _opened(value: Any) -> Iterable[dict[str, Any]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
            yield from _opened(one.get("@graph"))
