"""Posts out of saved pages, WARC and ARC files, without a network: what `blogarchive extract` prints."""

from __future__ import annotations

import json
import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from blogarchive.errors import StorageError, UsageError
from blogarchive.extraction.extract import NO_PAGE, extract
from blogarchive.items import post_item
from blogarchive.models import Page
from blogarchive.warc import holds_records

logger = logging.getLogger(__name__)

# The address that a page gives itself, for files that come without one.
_CANONICAL = re.compile(
    rb"""<link[^>]+rel=["']?canonical["']?[^>]+href=["']?(https?://[^"'\s>]+)"""
    rb"""|<meta[^>]+property=["']?og:url["']?[^>]+content=["']?(https?://[^"'\s>]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One saved page, and what is known of it besides its bytes."""

    path: Path
    url: str | None = None
    content_type: str | None = None
    file: str | None = None  # as the manifest names it; each record repeats it


def from_manifest(manifest: Path) -> list[Source]:
    """The pages that a JSONL manifest lists; files are relative to it."""
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{manifest} cannot be read: {error}") from error
    return [_entry(manifest, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def records(sources: list[Source], *, jobs: int, generic: bool) -> Iterator[str]:
    """One JSON line for each post found, in the order of the sources; a page that fails says so and stops nothing.

    WARC and ARC files, whatever they are called, are read together, after the pages: a post is one line, with all its
    comment pages.
    """
    archives = dict.fromkeys(source.path for source in sources if holds_records(source.path))
    pages = [source for source in sources if source.path not in archives]
    yield from _of_pages(pages, jobs=jobs, generic=generic)
    if archives:
        yield from map(_json, _of_archives(list(archives), generic=generic))


def _of_pages(sources: list[Source], *, jobs: int, generic: bool) -> Iterator[str]:
    read = partial(_line, generic=generic)
    if jobs <= 1 or len(sources) < 8:
        yield from map(read, sources)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(read, sources, chunksize=4)


def _entry(manifest: Path, number: int, line: str) -> Source:
    try:
        entry = json.loads(line)
        return Source(manifest.parent / entry["file"], entry.get("url"), entry.get("content_type"), entry["file"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f'{manifest}, line {number}: not an object with a "file": {line[:80]}') from error


def _line(source: Source, *, generic: bool) -> str:
    return _json(_of_file(source, generic=generic))


def _of_file(source: Source, *, generic: bool) -> dict[str, object]:
    known = {"file": source.file} if source.file is not None else {}
    try:
        page = _page(source)
        extraction = extract(page, generic_only=generic, with_links=False)
    except Exception as error:  # noqa: BLE001 - one bad page never stops the rest
        logger.error("%s could not be read: %s", source.path, error)
        return {**known, "url": source.url or source.path.as_posix(), "post": False, "error": str(error)}
    if NO_PAGE in extraction.notes:
        logger.error("%s is %s", source.path, NO_PAGE)
        return {**known, "url": page.url, "post": False, "error": NO_PAGE}
    if not extraction.posts:
        return {**known, "url": page.url, "post": False}
    return {**known, **post_item(extraction.posts[0])}


def _page(source: Source) -> Page:
    body = source.path.read_bytes()
    said = _CANONICAL.search(body[:200_000]) if source.url is None else None
    url = source.url or (
        next(filter(None, said.groups())).decode("utf-8", "replace") if said else source.path.resolve().as_uri()
    )
    # A file does not say when its page was captured, so "3 days ago" stays without a date.
    return Page(url=url, body=body, content_type=source.content_type)


def _of_archives(files: list[Path], *, generic: bool) -> Iterable[dict[str, object]]:
    """The posts of WARC and ARC files, each whole: its pages and parts are brought together by a dataset of its own."""
    from blogarchive.dataset.database import open_database
    from blogarchive.dataset.load import posts
    from blogarchive.dataset.store import Store
    from blogarchive.maintenance.rebuild import replay

    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        db = open_database(Path(folder) / "blogs.db")
        try:
            replay(Store(db), files, generic_only=generic)
            for post in posts(db):
                yield post_item(post)
        finally:
            db.close()


def _json(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
