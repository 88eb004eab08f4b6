"""Text for terminals and logs: nothing that a terminal obeys or that turns a line around, and no secrets of ours."""

from __future__ import annotations

import logging
import re
from typing import Any

# Controls but for tab and line feed (C0, DEL, C1), what changes the direction of text or its line (UAX 9, UAX 14), what
# marks text as annotated, and halves of characters, which no encoding writes.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)

_USER = re.compile(r"(?<=//)[^/?#\s\"'<>]*@")

# Parameters whose names say that the value lets somebody in: of APIs, of signed addresses (S3, GCS, CloudFront, Azure).
_PARAMETER = re.compile(
    r"""((?:[?&;]|%3F|%26)(?:[\w.-]*(?:token|secret|passw|signature|credential|api[_-]?key|access[_-]?key|authori|hmac|jwt)
    [\w.-]*|sig|key|auth|pwd|key-pair-id)(?:=|%3D))[^&#\s"'<>]+""",
    re.IGNORECASE | re.VERBOSE,
)

# 'BLOGARCHIVE_DISQUS_KEY': 'abc', as Scrapy lists the settings that were changed.
_SETTING = re.compile(
    r"""((['"])\w*(?:_key|token|secret|passw|credential)\w*\2\s*[:=]\s*)(['"]).*?\3""", re.IGNORECASE
)  # fmt: skip

_HEADER = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key)(['\"]?\s*[:=]\s*)[^\r\n]+", re.IGNORECASE
)  # fmt: skip


def printable(text: str) -> str:
    r"""The text with what a terminal must not see written out: an escape as `\u001b`, which JSON reads back as one."""
    return _UNFIT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def without_secrets(text: str) -> str:
    """The text without passwords in addresses, values of parameters that are named as secrets, cookies, credentials."""
    if "=" in text or "@" in text or ":" in text:
        text = _PARAMETER.sub(r"\1…", _USER.sub("…@", text))
        text = _HEADER.sub(r"\1\2…", _SETTING.sub(r"\1…", text))
    return text


class Plain(logging.LogRecord):
    """A log record that says only what may be printed, whatever handlers and formats there are."""

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message."""
        return without_secrets(printable(super().getMessage()))


def make_plain() -> None:
    """Have every log record of this process be a plain one, tracebacks too."""
    logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = Plain(*args, **kwargs)
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = without_secrets(printable(logging.Formatter().formatException(record.exc_info)))
    return record
