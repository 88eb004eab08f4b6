"""The dataset again, from WARC files alone: every record is read as it was read live."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Container, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from blogarchive import own_files, paths
from blogarchive.dataset.carry_over import carry_over
from blogarchive.dataset.damage import UNREADABLE
from blogarchive.dataset.database import open_database
from blogarchive.dataset.store import Store
from blogarchive.dataset.utc_times import settle_times
from blogarchive.discovery.home import home_of
from blogarchive.discovery.scope import joined, of_blog, within
from blogarchive.errors import CaptureError, NewerArchive, NoArchive, StorageError
from blogarchive.extraction.extract import extract
from blogarchive.maintenance.verify import warc_files
from blogarchive.models import Capture, Page
from blogarchive.urls import absolute, canonical, rendered, stable_id, with_post, without_key
from blogarchive.visit import readable
from blogarchive.warc import Lookup, OnError, Originals, Record, pages, read_records, sync_folder

logger = logging.getLogger(__name__)

REFUSED = b"refused: "
"""First field of the metadata record by which a crawl says of a page that it was not the blog's, and was not read."""

BROWSER = b"browser: "
"""First field of the metadata record that names what a page in the browser was sent: kept, shown, and not read."""

REPLACED = ".replaced"
"""Suffix under which a dataset that could not be read is kept once a new one stands in its place."""

TWIN = b"twin: "
"""First field of the metadata record by which a crawl says of a page that it shows a post of another address."""

_OF_DATA = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError)

BLOG = b"blog: "
"""Field of the metadata record by which a crawl says which addresses are a blog's front page."""


def replay(
    store: Store, files: Iterable[Path], *, lookup: Lookup | None = None, homes: Iterable[str] = (),
    known: Container[int] = (), generic_only: bool = False, on_error: OnError | None = None,
) -> set[int]:  # fmt: skip
    """Read every capture of `files` into the dataset; returns the ids of the posts that are not as before.

    A file, record or page that cannot be read is named, to `on_error` or in the log, and the rest is read. A post that
    a user's pipelines have dropped stays dropped.

    What the files' revisits refer to is sought by `lookup`, else among the files; the blogs that their pages belong
    to may be known already. Of captures whose row ids are `known` the place alone is noted: what they show is saved.
    """
    files = list(files)
    named, posts, refused, twins = _noted(files)
    homes = list(dict.fromkeys([*homes, *named]))
    lookup = lookup or Originals(files)
    threads: dict[str, str] = {}  # address of a comment system's answer -> permalink of the post that named it
    changed: set[int] = set()
    on_error = on_error or _log
    for file in files:
        for page in pages(file, lookup=lookup, orphans=True, on_error=on_error):
            assert page.capture is not None
            url = posts.get(page.capture.record_id, without_key(page.url))
            if page.capture.record_id in refused or stable_id("capture", page.capture.record_id) in known:
                own = home_for(url, homes)
                store.save_capture(page.capture, blog=store.save_blog(own) if own else None)
                continue
            base = twins.get(page.capture.record_id)
            try:
                changed |= _save(store, replace(page, url=url), homes, threads, base=base, generic_only=generic_only)
            except Exception as error:  # as in the spider: the capture stays, the other pages are read
                if _is_of_storage(error):
                    raise
                logger.debug("%s", url, exc_info=error)
                told = f"{url} could not be read ({type(error).__name__}: {error})"
                on_error(CaptureError(told, file=page.capture.file, offset=page.capture.offset))
    return changed


def rebuild(data: Path, *, on_error: OnError | None = None) -> tuple[int, int]:
    """Make `blogs.db` anew from the captures of the archive; returns how many posts and comments it holds.

    What cannot be read is named, to `on_error` or in the log.

    The ledger and the runs are no captures, nor is what a user's pipelines made of posts: they are carried over where
    the old dataset can still be read. Else what was captured counts as done, every post is as its captures have it, and
    the old file is kept beside the new one under `REPLACED`. The old dataset is replaced only by a whole new one.
    Raises ArchiveLocked while a run writes to the archive.
    """
    files = warc_files(data)
    if not files:
        said = f"{paths.captures(data)} holds no WARC files to rebuild from"
        if paths.database(data).exists():
            raise StorageError(said)
        raise NoArchive(f"{said}. To begin an archive: {paths.to_begin(data)}")
    with own_files.hold(data):
        drop_halves(data)
        try:
            return _rebuild(paths.database(data), files, on_error)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{data}: the dataset cannot be made anew: {error}") from error
        finally:
            drop_halves(data)


def drop_halves(data: Path) -> None:
    """Drop what a rebuilding that was killed has left."""
    for leftover in _files_of(_fresh(paths.database(data))):
        leftover.unlink(missing_ok=True)


def _fresh(database: Path) -> Path:
    return database.with_suffix(".rebuilt")


def _rebuild(old: Path, files: list[Path], on_error: OnError | None) -> tuple[int, int]:
    fresh, readable = _fresh(old), _is_readable(old)
    db = open_database(fresh)
    try:
        with db.atomic():
            replay(Store(db), files, on_error=on_error)
        carried = carry_over(db.conn, old if readable else None)
        with db.atomic():
            settle_times(db.conn)
        counts = db.execute("SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM comments)").fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    if not carried:
        _put_aside(old)
    for leftover in _files_of(old)[1:]:
        leftover.unlink(missing_ok=True)
    fresh.replace(old)
    sync_folder(old.parent)
    return int(counts[0]), int(counts[1])


def _is_readable(old: Path) -> bool:
    """Whether there is a dataset to carry over from; what stood in its log is in the one file then."""
    if not old.exists():
        return False
    try:
        open_database(old, read_only=True).close()
        with closing(sqlite3.connect(old, timeout=30)) as db:
            busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except NewerArchive:
        raise
    except (StorageError, *UNREADABLE) as error:
        logger.warning("%s", error)
        return False
    if busy:
        raise StorageError(f"{old} is being read by another program: rebuild once that has ended")
    return True


def _put_aside(old: Path) -> None:
    """Keep a file that could not be read: it may hold what no capture does, or be none of ours."""
    if old.exists():
        kept = old.with_name(old.name + REPLACED)
        kept.unlink(missing_ok=True)
        try:
            kept.hardlink_to(old)
        except OSError:  # not every file system has links
            shutil.copyfile(old, kept)
        logger.warning("%s could not be read: it is kept as %s", old, kept.name)


def _noted(files: Iterable[Path]) -> tuple[list[str], dict[str, str], set[str], dict[str, str]]:
    """The blogs that are named; for answers to a POST the address by which they were asked for; what is refused; and
    for pages of further addresses of a post its own.
    """
    homes: dict[str, None] = {}
    posts: dict[str, str] = {}
    refused: set[str] = set()
    twins: dict[str, str] = {}
    for file in files:
        for record in read_records(file, on_error=_named_later):
            if record.type == "metadata" and (content := record.content()).startswith(BLOG):
                home = absolute("", content.removeprefix(BLOG).strip().decode("utf-8", "replace"))
                homes |= {home: None} if home else {}
            elif record.type == "metadata" and content.startswith(REFUSED):
                refused.add(content.removeprefix(REFUSED).partition(b"\n")[0].strip().decode("ascii", "replace"))
            elif record.type == "metadata" and content.startswith(TWIN):
                told = dict(
                    line.split(": ", 1) for line in content.decode("utf-8", "replace").splitlines() if ": " in line
                )
                twins[told["twin"]] = told.get("of", "")
            elif record.type == "metadata" and content.startswith(BROWSER):
                refused.update(content.removeprefix(BROWSER).partition(b"\n")[0].decode("ascii", "replace").split())
            elif record.type == "request" and (content := record.content()).startswith(b"POST "):
                posts |= _answered(record, content)
    return list(homes), posts, refused, twins


def _answered(record: Record, content: bytes) -> dict[str, str]:
    """Id of the answer's record, and the address of the POST that `content` is."""
    answer = (record.get("WARC-Concurrent-To") or "").strip("<>")
    try:
        fields = json.loads(content.partition(b"\r\n\r\n")[2])
    except (ValueError, RecursionError):
        return {}
    return {answer: with_post(record.url, fields)} if record.url and isinstance(fields, dict) else {}


def home_for(url: str, homes: Iterable[str]) -> str | None:
    """Which of these blogs an address belongs to."""
    return next((home for home in homes if within(url, home)), None)


def note_of_twin(capture: Capture, base: str) -> dict[str, str]:
    """The fields of the metadata record that says of which post a page is another address."""
    return {"twin": capture.record_id, "of": base}


def join(store: Store, page: Page, blog: int, base: str) -> None:
    """Save a page of a further address of a post as one of the post."""
    store.save(joined(extract(page, with_links=False), base), blog=blog, again=True)


def _save(
    store: Store, page: Page, homes: list[str], threads: dict[str, str], *, base: str | None, generic_only: bool
) -> frozenset[int]:
    assert page.capture is not None
    about = threads.get(canonical(page.url))
    own = home_for(rendered(page.url) or page.url, homes)
    store.save_capture(page.capture, blog=store.save_blog(own) if own else None)
    if not readable(page):
        return frozenset()
    extraction = extract(page, with_links=False, about=about, generic_only=generic_only)
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


def _named_later(_error: CaptureError) -> None:
    """The records are read twice, and named the second time."""


def _log(error: CaptureError) -> None:
    logger.warning("%s", error)


def _files_of(database: Path) -> list[Path]:
    return [database, *(database.with_name(database.name + suffix) for suffix in ("-wal", "-shm"))]
