"""Posts out of saved pages, WARC and ARC files, without a network: what `blogarchive extract` prints."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blogarchive.cli.sources import Source
from blogarchive.errors import CaptureError, Oddity
from blogarchive.extraction.extract import NO_PAGE, extract
from blogarchive.items import post_item
from blogarchive.models import Page
from blogarchive.reading import NotRead, each
from blogarchive.visit import partly
from blogarchive.warc import holds_records

# The address that a page gives itself, for files that come without one.
_CANONICAL = re.compile(
    rb"""<link[^>]+rel=["']?canonical["']?[^>]+href=["']?(https?://[^"'\s>]+)"""
    rb"""|<meta[^>]+property=["']?og:url["']?[^>]+content=["']?(https?://[^"'\s>]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file."""

    line: str | None = None
    """A JSON object; none where nothing is to be printed of it."""
    said: str | None = None
    """What the user is to be told."""
    is_fault: bool = False
    """Whether something could not be read that was to be."""


def records(sources: list[Source], *, jobs: int, generic: bool) -> Iterator[Read]:
    """One JSON line for each post found, in the order of the sources; a page that fails says so and stops nothing.

    WARC and ARC files, whatever they are called, are read together, after the pages: a post is one line, with all its
    comment pages.
    """
    archives = dict.fromkeys(source.path for source in sources if not source.problem and holds_records(source.path))
    pages = [source for source in sources if source.problem or source.path not in archives]
    yield from _of_pages(pages, jobs=jobs, generic=generic)
    if archives:
        yield from _of_archives(list(archives), generic=generic)


def _of_pages(sources: list[Source], *, jobs: int, generic: bool) -> Iterator[Read]:
    if not sources:
        return
    works = ((source, generic) for source in sources)
    for source, read in zip(sources, each(_of_file, works, jobs=min(jobs, len(sources))), strict=True):
        yield _failed(source, f"{source.path}: {read}") if isinstance(read, NotRead) else read


def _of_file(source: Source, generic: bool) -> Read:
    known = _known(source)
    if source.problem:
        return _failed(source, source.problem)
    try:
        page = _page(source)
        extraction = extract(page, generic_only=generic, with_links=False)
    except OSError as error:
        return _failed(source, f"{source.path} cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - one bad page never stops the rest
        return _failed(source, f"{source.path} could not be read: {type(error).__name__}: {error}")
    cut = partly(extraction)
    told = f"{source.path} was {cut}" if cut else None
    if extraction.posts:
        return Read(_json({**known, **post_item(extraction.posts[0])}), told, is_fault=told is not None)
    if NO_PAGE not in extraction.notes:
        return Read(_json({**known, "url": page.url, "post": False}), told, is_fault=told is not None)
    if not source.is_listed:  # whatever else lies in a folder
        return Read()
    return Read(_json({**known, "url": page.url, "post": False, "error": NO_PAGE}), f"{source.path} is {NO_PAGE}")


def _failed(source: Source, why: str) -> Read:
    url = source.url or (None if source.problem else source.path.as_posix())
    return Read(_json({**_known(source), "url": url, "post": False, "error": why}), why, is_fault=True)


def _known(source: Source) -> dict[str, object]:
    """The file as a manifest names it; null in place of a line that names none."""
    return {"file": source.file} if source.file is not None or source.problem else {}


def _page(source: Source) -> Page:
    body = source.path.read_bytes()
    said = _CANONICAL.search(body[:200_000]) if source.url is None else None
    url = source.url or (
        next(filter(None, said.groups())).decode("utf-8", "replace") if said else source.path.resolve().as_uri()
    )
    # A file does not say when its page was captured, so "3 days ago" stays without a date.
    return Page(url=url, body=body, content_type=source.content_type)


def _of_archives(files: list[Path], *, generic: bool) -> Iterator[Read]:
    """The posts of WARC and ARC files, each whole: its pages and parts are brought together by a dataset of its own."""
    from blogarchive.dataset.database import open_database
    from blogarchive.dataset.load import posts
    from blogarchive.dataset.store import Store
    from blogarchive.maintenance.replay import replay

    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        db = open_database(Path(folder) / "blogs.db")
        try:
            said: list[CaptureError] = []
            replay(Store(db), files, generic_only=generic, on_error=said.append)
            yield from (Read(said=str(error), is_fault=not isinstance(error, Oddity)) for error in said)
            for post in posts(db):
                yield Read(_json(post_item(post)))
        finally:
            db.close()


def _json(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
