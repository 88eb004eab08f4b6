"""JSON as pages and APIs hold it, read without halves of surrogate pairs: no file and no database takes those."""

from __future__ import annotations

import json
import re
from typing import Any

_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


def loads(text: str | bytes, *, strict: bool = True) -> Any:
    """As `json.loads`; half of a pair, as of an emoji that was cut through, becomes U+FFFD."""
    text = text.decode(json.detect_encoding(text), "replace") if isinstance(text, bytes) else text
    return _mended(text, json.loads(text, strict=strict))


def first(text: str) -> Any:
    """The value that a text begins with, whatever follows; raises ValueError where it begins with none."""
    return _mended(text, json.JSONDecoder(strict=False).raw_decode(text)[0])


def whole(text: str) -> str:
    """A text with two halves of a pair joined, and each half alone replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _HALF.search(text) else text


def _mended(text: str, value: Any) -> Any:
    return _in_all(value) if _ESCAPED.search(text) or _HALF.search(text) else value


def _in_all(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_in_all(one) for one in value]
    if isinstance(value, dict):
        return {whole(name): _in_all(one) for name, one in value.items()}
    return value
