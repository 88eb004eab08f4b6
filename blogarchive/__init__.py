"""blogarchive keeps a whole blog twice: as WARC captures, and as a SQLite dataset of its posts and threads.

From Python:

    from blogarchive import Page, extract, open_archive

In a platform file of your own (CONTRIBUTING.md):

    from blogarchive import Fields, Platform, ranked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogarchive.archive import Archive, open_archive
    from blogarchive.extraction.comments.entries import Entry, Fields
    from blogarchive.extraction.extract import extract
    from blogarchive.extraction.platforms.platform import Platform
    from blogarchive.html.css import ranked
    from blogarchive.html.document import Document
    from blogarchive.models import Comment, Extraction, Page, Post

__version__ = "0.1.0"

__all__ = [
    "Archive", "Comment", "Document", "Entry", "Extraction", "Fields", "Page", "Platform", "Post", "__version__",
    "extract", "open_archive", "ranked",
]  # fmt: skip

_HOMES = {
    "Archive": "archive",
    "open_archive": "archive",
    "extract": "extraction.extract",
    "Document": "html.document",
    "Entry": "extraction.comments.entries",
    "Fields": "extraction.comments.entries",
    "Platform": "extraction.platforms.platform",
    "ranked": "html.css",
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
