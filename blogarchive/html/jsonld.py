"""The objects that a JSON-LD script holds, however carelessly it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

_WRAPPED = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_WRAPPING = ("<!", "]]>", "-->")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Every object, those of `@graph` too."""
    yield from _opened(_loaded(text))


def _loaded(text: str) -> Any:
    text = text.strip()
    if any(mark in text for mark in _WRAPPING):
        text = _WRAPPED.sub(" ", text)
    text = _CONTROL.sub(" ", text)
    for attempt in (text, text.replace("\n", " ").replace("\r", " ").replace("\t", " "), text.rstrip("; \n")):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _opened(value: Any) -> Iterable[dict[str, Any]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
            yield from _opened(one.get("@graph"))
