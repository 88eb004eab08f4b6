"""What is done to an archive while faults are tried: each a beginning, a command, and what the command comes to."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from blogarchive.maintenance.verify import verify, warc_files
from blogarchive.warc import OPEN, captures, read_records
from tests import command
from tests.command import Done
from tests.loopback import QUICK, Site, crawled, served
from tests.maintenance.harbour import Harbour, Note

OPTIONS = ("--allow-private", "--delay", "0", "--no-requisites")

# Without what tells the hour: dates of capture, ids of runs, offsets.
DATASET = """
SELECT 'post', url, title, body_text, comments_found, gone_since IS NULL FROM posts
UNION ALL SELECT 'comment', posts.url, comment_id, comments.body_text, path, comments.author FROM comments
    JOIN posts ON posts.id = post_id
UNION ALL SELECT 'address', url, kind, state, named_by, '' FROM urls WHERE state NOT IN ('skipped', 'held')
UNION ALL SELECT 'forgotten', url, kind, comment_id, reason, settled FROM forgotten
"""


@dataclass
class Scene:
    """One command on one archive."""

    name: str
    begin: Path | None
    """The archive as the command finds it; none where there is none."""
    words: Sequence[str]
    forgets: bool = False
    """Whether records may go."""
    sends: Callable[[], None] = lambda: None
    """Makes the site what it is while the command runs."""

    def lay_out(self, folder: Path) -> Path:
        """The archive once more."""
        data = folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        if self.begin is not None:
            shutil.copytree(self.begin, data)
        self.sends()
        return data

    def run(self, data: Path, fault: str | None = None, log: Path | None = None) -> Done:
        """The command, with a fault or as it is."""
        words = [*self.words, "--data", str(data)]
        if fault is None:
            return command.run(*words, env=QUICK)
        env = {**QUICK, "FAULT_FOLDER": str(data), "FAULT_LOG": str(log or data.with_name("log")), "FAULT": fault}
        return command.run(*words, program="tests.faults.injected", env=env)


def dataset(data: Path) -> list[str]:
    """What stands in the dataset, in an order of its own."""
    db = sqlite3.connect(data / "blogs.db")
    try:
        return sorted(re.sub(r"127\.0\.0\.1:\d+", "blog", repr(row)) for row in db.execute(DATASET))
    finally:
        db.close()


def acknowledged(data: Path, *, forgets: bool = False) -> dict[str, str | None]:
    """The captures on the disk, by their digests: among them each that a row names, but while some are taken out."""
    if not (data / "blogs.db").exists():
        return {}
    db = sqlite3.connect(data / "blogs.db")
    try:
        rows = {row for (row,) in db.execute("SELECT record_id FROM captures")}
    except sqlite3.OperationalError:  # died before there was a table
        return {}
    finally:
        db.close()
    found = {c.record_id: c.block_digest for file in warc_files(data) for c in captures(file, on_error=_no)}
    assert forgets or rows <= set(found), "a row without its record"
    return found


def records(data: Path) -> dict[str, str | None]:
    """Every record that can be read, and the digest of its block."""
    read = (record for file in warc_files(data) for record in read_records(file, on_error=_no))
    return {record.record_id or "": record.get("WARC-Block-Digest") for record in read}


def whole(data: Path) -> list[str]:
    """What is wrong with the archive."""
    return [f"{problem.file}: {problem.problem}" for problem in verify(data).problems]


def _no(_error: Exception) -> None:
    """What is torn is for the next run to cut."""


def _harmed(archive: Path, copy: Path) -> Path:
    """The archive with records that stand twice, rubbish among them, and a file that no run has finished."""
    shutil.copytree(archive, copy)
    [first, *_, last] = warc_files(copy)
    content = first.read_bytes()
    found = list(read_records(first))
    again = b"".join(content[each.offset : each.offset + each.length] for each in found[5:9])
    first.write_bytes(content[: found[9].offset] + b"rubbish" + content[found[9].offset :] + again)
    last.write_bytes(last.read_bytes() + again[:300])
    last.rename(last.with_name(last.name + OPEN))
    return copy


@contextmanager
def scenes(folder: Path) -> Iterator[dict[str, Scene]]:
    """Crawl, update, rebuild, mend and forget, each on the harbour's archive."""
    harbour = Harbour()
    site = Site(harbour)
    with served(site) as base:

        def as_it_was() -> None:
            site.answer = Harbour()

        def as_it_is_now() -> None:
            site.answer = now = Harbour()
            now.posts[0].notes.append(Note("15", "Odile", "And still they come, every Tuesday, as if told to."))
            now.posts[1].text = "I have struck out what I said of the tides: the moon has made no promise to anybody."

        first = folder / "first"
        done = crawled(first, [f"{base}/", f"{base}/print/"], "--no-requisites")
        assert done.returncode == 0, done.stderr
        as_it_is_now()
        second = Path(shutil.copytree(first, folder / "second"))
        assert crawled(second, f"{base}/", "--no-requisites").returncode == 0
        gulls = f"{base}/2014/05/gulls/"
        made = [
            Scene("crawl", None, ["crawl", f"{base}/", *OPTIONS], sends=as_it_was),
            Scene("update", first, ["update", *OPTIONS], sends=as_it_is_now),
            Scene("rebuild", second, ["rebuild"]),
            Scene("mend", _harmed(second, folder / "harmed"), ["mend"]),
            Scene("forget a comment", second, ["forget", gulls, "--comment", "11", "--reason", "asked"], forgets=True),
            Scene("forget a post", second, ["forget", gulls], forgets=True),
        ]
        yield {scene.name: scene for scene in made}
