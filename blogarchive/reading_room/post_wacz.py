"""One post's WACZ: the captures of its pages with all that they show, for ReplayWeb.page."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from datasette.utils.sqlite import sqlite3
from lxml import etree

from blogarchive import paths
from blogarchive.errors import BlogArchiveError
from blogarchive.export.wacz import Package
from blogarchive.models import Capture, Page
from blogarchive.reading_room import queries, rewrite
from blogarchive.reading_room.archive import capture_of, originals, page_at, read_only
from blogarchive.urls import absolute, identity, stable_id
from blogarchive.warc import OPEN, cdxj, read_record, refers_to

LARGEST = 256_000_000
"""Bytes of captures in one WACZ; what is left out is what the page asks for last."""

WARC = "captures.warc.gz"
ACTIVE = etree.XPath("//script/@src | //iframe/@src | //frame/@src | //link/@href | //embed/@src | //object/@data")
"""What a replay fetches beyond what a page without scripts shows."""


class NotReplayable(BlogArchiveError):
    """No such post, or no capture of it that can be read."""


def build(data: Path, post_id: int) -> bytes:
    """The WACZ of a post of the archive in `data`."""
    with closing(read_only(paths.database(data))) as db:
        db.row_factory = sqlite3.Row
        post = db.execute("SELECT title, capture_id FROM posts WHERE id = ?", (post_id,)).fetchone()
        found = [capture_of(row) for row in db.execute(queries.PAGES_OF, {"post": post_id})]
        db.row_factory = None
        warc, index = _copied(paths.captures(data), _with_all_shown(db, paths.captures(data), found))
    if not post or not index:
        raise NotReplayable("No capture of this post in this archive.")
    page = {"id": str(post_id), "url": found[0].url, "ts": _time(found[0].date), "title": post["title"] or "untitled"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        package = Package(archive)
        package.add(f"archive/{WARC}", [warc], zipfile.ZIP_STORED, len(warc))
        package.add("indexes/index.cdxj", [f"{line}\n".encode() for line in sorted(index)])
        head = {"format": "json-pages-1.0", "id": "pages", "title": "Posts"}
        package.add("pages/pages.jsonl", [f"{json.dumps(entry)}\n".encode() for entry in (head, page)])
        package.finish(page)
    return file.getvalue()


def start(data: Path, post_id: int) -> tuple[str, str] | None:
    """Address and time of the page that a replay of a post begins with."""
    with closing(read_only(paths.database(data))) as db:
        db.row_factory = sqlite3.Row
        row = db.execute(queries.PAGES_OF, {"post": post_id}).fetchone()
    return (row["url"], _time(datetime.fromisoformat(row["date"]), "%Y%m%d%H%M%S")) if row else None


def addresses(page: Page) -> list[str]:
    """Every address that a captured page or style sheet fetches."""
    met: list[str] = []

    def note(url: str) -> str:
        met.append(url)
        return url

    kind = (page.content_type or "").partition(";")[0].strip().lower()
    if kind == "text/css":
        rewrite.css(page, note)
    elif kind in ("text/html", "application/xhtml+xml"):
        rewrite.html(page, note)
        tree = etree.HTML(page.body or b"<p>")
        said = ACTIVE(tree) if tree is not None else []
        met += [url for value in said if (url := absolute(page.url, str(value)))]  # type: ignore[union-attr]
    return list(dict.fromkeys(met))


def _with_all_shown(db: sqlite3.Connection, folder: Path, pages: Iterable[Capture]) -> Iterator[Capture]:
    """The pages, and what they fetch, and what that fetches: each once, with the originals of revisits."""
    waiting = list(pages)
    known = {capture.record_id for capture in waiting}
    for capture in waiting:  # grows while it is gone through
        yield capture
        more = _originals(db, folder, capture)
        with suppress(BlogArchiveError, OSError):
            more += _shown(db, page_at(db, folder, capture), capture)
        for one in more:
            if one.record_id not in known:
                known.add(one.record_id)
                waiting.append(one)


def _originals(db: sqlite3.Connection, folder: Path, capture: Capture) -> list[Capture]:
    if capture.type != "revisit":
        return []
    with suppress(BlogArchiveError, OSError):
        return originals(db, refers_to(read_record(folder, capture)))[:1]
    return []


def _shown(db: sqlite3.Connection, page: Page, capture: Capture) -> list[Capture]:
    cursor = db.cursor()
    cursor.row_factory = sqlite3.Row
    values = [(stable_id("address", identity(url)), capture.date.isoformat()) for url in addresses(page)]
    rows = (cursor.execute(queries.NEAREST, {"address": a, "date": d}).fetchone() for a, d in values)
    return [capture_of(row) for row in rows if row]


def _copied(folder: Path, captures: Iterable[Capture]) -> tuple[bytes, list[str]]:
    """The records as they stand in their files, one after the other, with an index of them."""
    warc, index = bytearray(), []
    for capture in captures:
        # Only members of a gzip file can be moved as they are; our own crawls write nothing else.
        if not capture.file.endswith(".warc.gz") or "/" in capture.file or len(warc) + capture.length > LARGEST:
            continue
        path = folder / capture.file
        with suppress(OSError), (path if path.exists() else folder / (capture.file + OPEN)).open("rb") as file:
            file.seek(capture.offset)
            index.append(cdxj.line(replace(capture, file=WARC, offset=len(warc))))
            warc += file.read(capture.length)
    return bytes(warc), index


def _time(date: datetime, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    return date.strftime(form)
