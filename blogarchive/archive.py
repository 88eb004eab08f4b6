"""An archive opened for reading from Python: its blogs and posts out of the dataset, its pages out of the captures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from blogarchive import paths
from blogarchive.dataset.database import open_database
from blogarchive.dataset.load import posts
from blogarchive.errors import UsageError
from blogarchive.maintenance.verify import warc_files
from blogarchive.urls import identity
from blogarchive.warc import Originals, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from sqlite_utils import Database

    from blogarchive.models import Page, Post


class Archive:
    """One archive folder, read as it stands: a crawl may be writing to it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = paths.existing(folder)
        self.db: Database = open_database(paths.database(folder), read_only=True)
        """The dataset, as sqlite-utils has it; data/README.md describes its tables."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the dataset."""
        self.db.close()

    def blogs(self) -> list[str]:
        """The front page of each blog, in alphabetical order."""
        return [url for (url,) in self.db.execute("SELECT url FROM blogs ORDER BY url")]

    def posts(self, blog: str | None = None) -> Iterator[Post]:
        """Every post with its thread, blog after blog, oldest first; of one blog where its address is given.

        Raises UsageError for an address that is no blog of the archive.
        """
        yield from posts(self.db, blog=None if blog is None else self._blog(blog))

    def pages(self) -> Iterator[Page]:
        """Every captured page, file after file, in the order of capture; damaged records are logged and passed over."""
        files = warc_files(self.folder)
        originals = Originals(files)
        for file in files:
            yield from pages(file, lookup=originals)

    def _blog(self, url: str) -> int:
        wanted = identity(url)
        for ident, known in self.db.execute("SELECT id, url FROM blogs"):
            if identity(known) == wanted:
                return int(ident)
        raise UsageError(f"{url} is no blog of {self.folder}: it has {', '.join(self.blogs()) or 'none'}")


def open_archive(folder: str | Path | None = None) -> Archive:
    """The archive in `folder`, for reading; by default where the commands have it: data/ of the checkout, else ./data.

    Raises StorageError where there is none, or where its dataset cannot be read.
    """
    return Archive(paths.data_folder(folder))
