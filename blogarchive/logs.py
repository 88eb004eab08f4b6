"""Log records as JSON, one object a line, for programs that watch a run."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from blogarchive.printable import printable


class JsonLines(logging.Formatter):
    """Time in UTC, level, logger and message, what a record carries as `facts`, and an error's traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "time": _utc(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if isinstance(facts := getattr(record, "facts", None), dict):
            line |= facts
        if record.exc_info:
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return printable(json.dumps(line, ensure_ascii=False, default=str))


def closing(event: str, facts: dict[str, object], *, level: str = "INFO") -> str:
    """A line that no logger writes: the summary or the error that a command ends with."""
    line = {"time": _utc(datetime.now(UTC).timestamp()), "level": level, "event": event, **facts}
    return printable(json.dumps(line, ensure_ascii=False, default=str))


def _utc(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
