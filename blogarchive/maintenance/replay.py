"""Reads captures into the dataset as they were read live: of a whole archive, or of what a run that died has left."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from blogarchive.dataset.store import Store
from blogarchive.discovery.home import home_of
from blogarchive.discovery.scope import home_for, joined, of_blog
from blogarchive.errors import CaptureError
from blogarchive.extraction.extract import extract
from blogarchive.maintenance.notes import noted
from blogarchive.models import Extraction, Page
from blogarchive.reading import NotRead, Reader
from blogarchive.urls import canonical, rendered, stable_id, without_key
from blogarchive.visit import partly, readable
from blogarchive.warc import Lookup, OnError, Originals, pages

logger = logging.getLogger(__name__)

_OF_DATA = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


def replay(
    store: Store, files: Iterable[Path], *, lookup: Lookup | None = None, homes: Iterable[str] = (),
    known: Container[int] = (), threads: Mapping[str, str] | None = None, generic_only: bool = False,
    on_error: OnError | None = None,
) -> set[int]:  # fmt: skip
    """Read every capture of `files` into the dataset; returns the ids of the posts that are not as before.

    A file, record or page that cannot be read is named, to `on_error` or in the log, and the rest is read. A post that
    a user's pipelines have dropped stays dropped.

    What the files' revisits refer to is sought by `lookup`, else among the files; the blogs that their pages belong
    to may be known already, and by the addresses of comment systems' answers the permalinks of their posts
    (`threads`). Of captures whose row ids are `known` the place alone is noted: what they show is saved.
    """
    files = list(files)
    notes = noted(files)
    store.forget(notes.forgotten)
    homes = list(dict.fromkeys([*homes, *notes.homes]))
    lookup = lookup or Originals(files)
    asked = dict(threads or {})
    changed: set[int] = set()
    on_error = on_error or _log
    with ExitStack() as stack:
        reader = stack.enter_context(Reader()) if files else None
        for file in files:
            for page in pages(file, lookup=lookup, orphans=True, on_error=on_error):
                assert page.capture is not None
                assert reader is not None
                url = notes.posted.get(page.capture.record_id, without_key(page.url))
                if page.capture.record_id in notes.refused or stable_id("capture", page.capture.record_id) in known:
                    own = home_for(url, homes)
                    store.save_capture(page.capture, blog=store.save_blog(own) if own else None)
                    continue
                base, page = notes.twins.get(page.capture.record_id), replace(page, url=url)
                read = partial(reader.read, _read, generic_only)
                try:
                    changed |= _save(store, page, homes, asked, read, base=base, on_error=on_error)
                except Exception as error:  # as in the spider: the capture stays, the other pages are read
                    if _is_of_storage(error):
                        raise
                    logger.debug("%s", url, exc_info=error)
                    why = str(error) if isinstance(error, NotRead) else f"{type(error).__name__}: {error}"
                    on_error(_told(page, f"could not be read ({why})"))
    return changed


def _read(generic_only: bool, page: Page, about: str | None) -> Extraction:
    extraction = extract(page, with_links=False, about=about, generic_only=generic_only)
    return replace(extraction, page=replace(page, body=b""))  # its bytes travel no further


def _told(page: Page, what: str) -> CaptureError:
    assert page.capture is not None
    return CaptureError(f"{page.url} {what}", file=page.capture.file, offset=page.capture.offset)


def join(store: Store, page: Page, blog: int, base: str) -> None:
    """Save a page of a further address of a post as one of the post."""
    store.save(joined(extract(page, with_links=False), base), blog=blog, again=True)


def _save(
    store: Store, page: Page, homes: list[str], threads: dict[str, str],
    read: Callable[[Page, str | None], Extraction], *, base: str | None, on_error: OnError,
) -> frozenset[int]:  # fmt: skip
    assert page.capture is not None
    about = threads.get(canonical(page.url))
    own = home_for(rendered(page.url) or page.url, homes)
    store.save_capture(page.capture, blog=store.save_blog(own) if own else None)
    if not readable(page):
        return frozenset()
    extraction = read(page, about)
    if (cut := partly(extraction)) is not None:
        on_error(_told(page, f"was {cut}"))
    # A post's page comes before the answers it names: it was read before they were asked for.
    threads.update((canonical(link.url), link.about) for link in extraction.links if link.kind == "api" and link.about)
    about = about or next((claim.about for claim in extraction.claims if claim.about), None)
    home = home_for(about, homes) if about else own
    if home is None and extraction.platform == "feed" and extraction.blog and extraction.blog.url:
        home = home_for(extraction.blog.url, homes)  # the blog was asked for by a feed that another host keeps
    if home is None and not homes and extraction.posts:
        home = home_of(extraction)  # no crawl of ours: the page itself says where it belongs
    if home is None:
        return frozenset()
    extraction = of_blog(joined(extraction, base) if base else extraction, home)
    return store.save(extraction, blog=store.save_blog(home), again=True).changed


def _is_of_storage(error: Exception) -> bool:
    """Whether it is no fault of a page: the disk is full, the dataset damaged or held."""
    return isinstance(error, OSError | MemoryError | sqlite3.Error) and not isinstance(error, _OF_DATA)


def _log(error: CaptureError) -> None:
    logger.warning("%s", error)
