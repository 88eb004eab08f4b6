"""Addresses that ask for what nobody can mean: Datasette's own pages answer many of them with 500."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response
from datasette.utils.sqlite import sqlite3
from datasette.views.base import DatasetteError

if TYPE_CHECKING:
    from collections.abc import Iterator

MISTAKES = (ValueError, TypeError, LookupError, OverflowError, sqlite3.ProgrammingError)
"""What Datasette's views raise where a parameter is no number, no JSON, too large, or holds a NUL."""

SERVER_ERROR = 500
BAD_REQUEST = 400


def answer(request: Any, exception: Exception) -> Response | None:
    """400 for an address that Datasette cannot read; none for any other error, and for every error of our own."""
    if not _is_mistake(exception) or any(map(_is_ours, _modules(exception))):
        return None
    said = f"This address cannot be meant: {exception}"
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": said, "status": BAD_REQUEST}, status=BAD_REQUEST)
    return Response.text(said, status=BAD_REQUEST)


def _is_mistake(exception: Exception) -> bool:
    if isinstance(exception, DatasetteError):  # "Cannot sort table by nothing"
        return bool(exception.status == SERVER_ERROR)
    return isinstance(exception, MISTAKES)


def _is_ours(module: str) -> bool:
    # Every question to the dataset passes through the server's own connections, whoever asks it.
    return module.startswith("blogarchive.") and module != "blogarchive.reading_room.server"


def _modules(exception: Exception) -> Iterator[str]:
    """Whose code an exception went through."""
    at = exception.__traceback__
    while at is not None:
        yield str(at.tb_frame.f_globals.get("__name__", ""))
        at = at.tb_next
