"""The SQLite dataset: tables as commented SQL, one migration each, and saving that may be repeated."""

from blogarchive.dataset.database import open_database
from blogarchive.dataset.load import posts
from blogarchive.dataset.store import Saved, Store

__all__ = ["Saved", "Store", "open_database", "posts"]
