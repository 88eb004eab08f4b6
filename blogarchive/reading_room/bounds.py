"""What a query may take: no text or blob beyond a size, no answer beyond another, whatever its words are."""

from __future__ import annotations

from typing import Any

from datasette.utils.sqlite import sqlite3

LONGEST_VALUE = 40 * 1024 * 1024
"""Bytes of a text or blob: more than the longest page that is read has. `zeroblob(2000000000)` is an error."""

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of all rows of an answer together."""

# sqlite3.h: SQLITE_LIMIT_LENGTH and so on. `LIKE` takes time by the product of both lengths, and nothing interrupts it.
_LENGTH, _SQL_LENGTH, _ATTACHED, _LIKE_PATTERN = 0, 1, 7, 8
_LIMITS = {_LENGTH: LONGEST_VALUE, _SQL_LENGTH: 100_000, _ATTACHED: 0, _LIKE_PATTERN: 1000}


class _Cursor(sqlite3.Cursor):  # type: ignore[misc, unused-ignore]
    """Gives up an answer that grows too large while it is gathered."""

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """So many rows."""
        rows, taken = [], 0
        for row in self:
            taken += sum(len(value) for value in row if isinstance(value, str | bytes))
            if taken > LARGEST_ANSWER:
                raise sqlite3.OperationalError(f"the answer is larger than {LARGEST_ANSWER // 2**20} MB")
            rows.append(row)
            if len(rows) == size:
                break
        return rows

    def fetchall(self) -> list[Any]:
        """All rows."""
        return self.fetchmany(None)


class Bounded(sqlite3.Connection):  # type: ignore[misc, unused-ignore]
    """A connection to SQLite within these bounds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for limit, most in _LIMITS.items():
            self.setlimit(limit, most)

    def cursor(self, factory: Any = _Cursor) -> Any:
        """A cursor that counts what it gives."""
        return super().cursor(factory)
