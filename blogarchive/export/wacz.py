"""WACZ 1.1.1: the whole archive in one file that ReplayWeb.page opens, the dataset inside."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blogarchive import __version__, paths
from blogarchive.dataset.database import open_database
from blogarchive.errors import StorageError, UsageError
from blogarchive.warc import captures, cdxj, holds_arc, is_archive

logger = logging.getLogger(__name__)

VERSION = "1.1.1"
DATASET = "dataset/blogs.db"

# Where a post was captured more than once, the capture that shows it as it stands in the dataset.
_PAGES = """
SELECT posts.id, captures.url, captures.date, posts.title, posts.body_text,
       (SELECT group_concat(coalesce(author || ': ', '') || body_text, char(10))
          FROM (SELECT author, body_text FROM comments WHERE post_id = posts.id ORDER BY path)) AS thread
  FROM posts JOIN captures ON captures.id = posts.capture_id
 WHERE captures.url NOT LIKE '%/feed/%' AND captures.file NOT LIKE '%.arc' AND captures.file NOT LIKE '%.arc.gz'
 ORDER BY posts.blog_id, posts.published, posts.url
"""
_HOMES = """
SELECT blogs.id, captures.url, min(captures.date) AS date, blogs.title, NULL AS body_text, NULL AS thread
  FROM blogs JOIN captures ON rtrim(captures.url, '/') = rtrim(blogs.url, '/')
 WHERE captures.status = 200 GROUP BY blogs.id ORDER BY blogs.id
"""


def write(data: Path, out: Path | None) -> None:
    """The archive in `data` as a WACZ file; it appears whole or not at all."""
    if out is None or not out.name.endswith(".wacz"):
        raise UsageError("a WACZ is one file: name it with --out, ending in .wacz")
    found = sorted(path for path in paths.captures(data).glob("*") if _belongs(path))
    warcs = [path for path in found if not holds_arc(path)]
    for path in (path for path in found if path not in warcs):
        logger.warning("%s is left out: a WACZ holds no ARC files, and nothing that replays it would read one", path)
    if not warcs:
        raise StorageError(f"{paths.captures(data)} holds no finished WARC file to export.")
    half = out.with_name(out.name + ".open")
    try:
        with zipfile.ZipFile(half, "w", allowZip64=True) as archive:
            _fill(Package(archive), data, warcs)
        half.replace(out)
    except (OSError, sqlite3.Error) as error:
        half.unlink(missing_ok=True)
        raise StorageError(f"{out} cannot be written: {error}") from error


def _belongs(path: Path) -> bool:
    return is_archive(path) and not path.name.endswith((".open", ".wacz"))


def _fill(package: Package, data: Path, warcs: list[Path]) -> None:
    for warc in warcs:
        # What is compressed already has to be stored as it is, so that readers can fetch parts of it.
        package.add(f"archive/{warc.name}", _pieces(warc), zipfile.ZIP_STORED, warc.stat().st_size)
    package.add("indexes/index.cdxj", (line.encode() + b"\n" for line in _index(warcs)))
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        copy = Path(folder) / "blogs.db"
        _copy_dataset(paths.database(data), copy)
        with closing(sqlite3.connect(copy)) as db:
            db.row_factory = sqlite3.Row
            homes = [_page(row, "blog") for row in db.execute(_HOMES)]
            package.add("pages/pages.jsonl", _pages(homes, db.execute(_PAGES)))
        package.add(DATASET, _pieces(copy), size=copy.stat().st_size)
    package.finish(homes[0] if homes else None)


class Package:
    """A ZIP file that keeps account of what is in it, as a data package has to."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._resources: list[dict[str, object]] = []
        self._now = datetime.now(UTC)

    def add(self, path: str, pieces: Iterable[bytes], compression: int = zipfile.ZIP_DEFLATED, size: int = 0) -> str:
        """Add a file piece by piece, of a size where it is known; give its digest."""
        info = zipfile.ZipInfo(path, self._now.timetuple()[:6])
        info.compress_type = compression
        info.external_attr = 0o644 << 16
        # The size decides on ZIP64. Its extra field in the local header is where ReplayWeb.page goes astray.
        info.file_size = size
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w") as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        name = path.rpartition("/")[2]
        value = f"sha256:{digest.hexdigest()}"
        self._resources.append({"name": name, "path": path, "hash": value, "bytes": size})
        return value

    def finish(self, main: dict[str, Any] | None) -> None:
        """Write the package's description, and the digest over it."""
        moment = self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        package: dict[str, object] = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": (main or {}).get("title") or "Blog archive",
            "description": "Blogs with their conversations; the dataset of posts and comments is in dataset/.",
            "created": moment,
            "modified": moment,
            "software": f"blogarchive/{__version__}",
            "resources": list(self._resources),
        }
        if main:
            package |= {"mainPageUrl": main["url"], "mainPageDate": main["ts"]}
        digest = self.add("datapackage.json", [_json(package, indent=2)])
        self.add("datapackage-digest.json", [_json({"path": "datapackage.json", "hash": digest}, indent=2)])


def _index(warcs: list[Path]) -> list[str]:
    """The lines of all indexes, in byte order; files of others are read for theirs."""
    lines: list[str] = []
    for warc in warcs:
        known = cdxj.read_index(warc)
        lines += known[1] if known else [cdxj.line(capture) for capture in captures(warc)]
    return sorted(lines)


def _pages(homes: list[dict[str, Any]], posts: Iterable[sqlite3.Row]) -> Iterator[bytes]:
    yield _json({"format": "json-pages-1.0", "id": "pages", "title": "Posts", "hasText": True}) + b"\n"
    for page in homes:
        yield _json(page) + b"\n"
    for row in posts:
        yield _json(_page(row, "post")) + b"\n"


def _page(row: sqlite3.Row, kind: str) -> dict[str, Any]:
    text = "\n\n".join(part for part in (row["body_text"], row["thread"]) if part)
    page = {"id": f"{kind}-{row['id']}", "url": row["url"], "ts": row["date"], "title": row["title"], "text": text}
    return {name: value for name, value in page.items() if value}


def _copy_dataset(source: Path, target: Path) -> None:
    # A copy by SQLite's own means has what stands in the write-ahead log, too.
    old = open_database(source, read_only=True)
    with closing(old.conn), closing(sqlite3.connect(target)) as new:
        old.conn.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _json(value: object, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece
