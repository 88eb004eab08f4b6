"""blogarchive keeps a whole blog twice: as WARC captures, and as a SQLite dataset of its posts and threads.

From Python:

    from blogarchive import Page, extract, open_archive
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.archive import Archive, open_archive
    from blogarchive.extraction.extract import extract
    from blogarchive.models import Comment, Extraction, Page, Post

__version__ = "0.1.0"

__all__ = ["Archive", "Comment", "Extraction", "Page", "Post", "__version__", "extract", "open_archive"]

_HOMES = {
    "Archive": "archive",
    "open_archive": "archive",
    "extract": "extraction.extract",
    "Comment": "models",
    "Extraction": "models",
    "Page": "models",
    "Post": "models",
}


def __getattr__(name: str) -> object:
    """Public names are imported when they are asked for: `blogarchive --help` needs none of them (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
