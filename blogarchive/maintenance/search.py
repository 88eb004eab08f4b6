"""Searches WARC files for what is forgotten, and plans what becomes of each capture in which something of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from blogarchive.dataset import forgotten
from blogarchive.dataset.forgotten import Forgotten, Register
from blogarchive.dataset.to_readings import address_id, comment_row_id
from blogarchive.discovery.scope import home_for
from blogarchive.errors import CaptureError
from blogarchive.maintenance import passages
from blogarchive.maintenance.notes import Notes, fields_of, noted
from blogarchive.maintenance.recover import threads
from blogarchive.maintenance.redaction import Left, Searcher
from blogarchive.models import Capture
from blogarchive.urls import canonical, without_key
from blogarchive.warc import (
    NOTES,
    TOMBSTONE,
    Record,
    Spool,
    capture_of,
    page_of,
    read_records,
    redacted_id,
    refers_to,
    sha1,
)

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What becomes of one capture."""

    capture: Capture
    reason: str | None
    when: datetime
    left: str | None = None
    """The record of what is left of it, or of its original; none where all of it goes."""
    at: tuple[int, int] | None = None
    """Begin and end of what is left of it, in the plan's contents."""
    digest: str | None = None
    """The payload digest of what is left."""
    content_type: str | None = None
    passages: int = 0
    """How many stretches of words go."""


@dataclass(slots=True)
class Plan:
    """What is to be done to the captures."""

    actions: dict[str, Action] = field(default_factory=dict)
    """By the record's id."""
    files: set[str] = field(default_factory=set)
    """Files in which anything changes."""
    entries: list[Forgotten] = field(default_factory=list)
    """What else has to be known, so that it is known again."""
    contents: Spool = field(default_factory=Spool)
    """What is left of pages, one after the other: not in memory, for it may be as many as a blog has pages."""

    def add(self, action: Action) -> None:
        """Plan for one more capture."""
        self.actions[action.capture.record_id] = action
        self.files.add(action.capture.file)

    def content(self, action: Action) -> bytes:
        """What is left of a page."""
        begin, end = action.at or (0, 0)
        self.contents.seek(begin)
        return self.contents.read(end - begin)


def planned(db: Database, register: Register, files: Sequence[Path]) -> Plan:
    """Search the files; nothing is changed but the register. Raises CaptureError for a file that is damaged."""
    entries: list[Forgotten] = []
    while True:  # what is forgotten by its author's name is known by its words once it was met
        search = _Search(db, register, files)
        # One that died may have put on record what the dataset does not know yet.
        entries += [entry for entry in search.notes.forgotten if register.add(entry)]
        new = [entry for entry in search.run(files) if register.add(entry)]
        entries += new
        if not any(entry.words for entry in new):
            search.plan.entries = entries
            return search.plan


def numbered(texts: Iterable[str | None], salt: str) -> dict[int, frozenset[int]]:
    """The hashes by which texts are known again."""
    found: dict[int, set[int]] = {}
    for text in texts:
        words = passages.plain(text)
        if size := passages.size_of_window(words):
            found.setdefault(size, set()).update(passages.hashes(words, size, bytes.fromhex(salt)))
    return {size: frozenset(numbers) for size, numbers in found.items()}


class _Search:
    """One look through the files."""

    def __init__(self, db: Database, register: Register, files: Sequence[Path]) -> None:
        self.plan = Plan()
        self._register = register
        self.notes: Notes = noted(files)
        self._homes = [url for (url,) in db.execute("SELECT url FROM blogs ORDER BY id")]
        self._threads = threads(db)
        self._revisits: list[tuple[Record, Capture]] = []
        self._places: dict[tuple[str, str], str] = {}  # address and date -> record
        self._before: dict[str, dict[str, str]] = {}  # record that went before -> what its tombstone says
        self._digests: dict[str, str] = {}  # record of what is left -> its payload digest
        self._naming: list[tuple[set[str], str]] = []  # records that are named, and in which file

    def run(self, files: Iterable[Path]) -> list[Forgotten]:
        """Fill the plan; gives what has to be known besides."""
        self._searcher = Searcher(self._register)
        found: list[Forgotten] = []
        for file in files:
            for record in read_records(file, on_error=_damaged):
                capture = capture_of(record)
                self._name(record, file.name)
                if capture is None:
                    continue
                if capture.type == "revisit":
                    self._revisits.append((record, capture))
                else:
                    found += self._look(record, capture)
        self._follow()
        self.plan.files |= {file for names, file in self._naming if not names.isdisjoint(self.plan.actions)}
        return found

    def _name(self, record: Record, file: str) -> None:
        """Note whom a record names: it has to follow when that is known by another id."""
        names = {value.strip("<> ") for name, value in record.fields if name.lower() == "warc-concurrent-to"}
        content = record.content() if record.type == "metadata" else b""
        if content.startswith(f"{TOMBSTONE}: ".encode()):
            said = fields_of(content)
            self._before[said.get("removed-record", "")] = said
        elif content.startswith(NOTES):
            names |= set(content.partition(b"\n")[0].decode("ascii", "replace").split())
        if names:
            self._naming.append((names, file))

    def _look(self, record: Record, capture: Capture) -> list[Forgotten]:
        self._places[capture.url, capture.date.isoformat()] = capture.record_id
        if capture.type == "conversion":
            self._digests[capture.record_id] = capture.payload_digest or ""
        url = self.notes.posted.get(capture.record_id, without_key(capture.url))
        about, base = self._threads.get(canonical(url)), self.notes.twins.get(capture.record_id)
        if (why := self._register.address(url, about or base)) is not None:
            self.plan.add(_for(why, capture))
            return []
        home = home_for(about or url, self._homes)
        left = self._searcher.search(
            page_of(record, capture), blog=forgotten.blog_id(home), about=about, base=base,
            read=capture.record_id not in self.notes.refused,
        )  # fmt: skip
        if left is None:
            return []
        self.plan.add(self._kept(left, capture) if left.content is not None else _for(left.why, capture))
        return [*_by_name(left, home), *_shells(left, home)]

    def _kept(self, left: Left, capture: Capture) -> Action:
        content = left.content or b""
        begin = self.plan.contents.seek(0, 2)
        self.plan.contents.write(content)
        return _for(
            left.why, capture, left=redacted_id(capture.record_id, content), at=(begin, begin + len(content)),
            digest=sha1([content]), content_type=left.content_type, passages=left.passages,
        )  # fmt: skip

    def _follow(self) -> None:
        """A revisit goes with its original, or is one of what is left of that."""
        for record, capture in self._revisits:
            if (why := self._register.address(without_key(capture.url))) is not None:
                self.plan.add(_for(why, capture))
                continue
            wanted = refers_to(record)
            place = self._places.get((wanted.url, wanted.date.isoformat()))
            found = (self._with(capture, original) for original in (wanted.record_id, place) if original)
            if (action := next((each for each in found if each is not None), None)) is not None:
                self.plan.add(action)

    def _with(self, capture: Capture, original: str) -> Action | None:
        if (of := self.plan.actions.get(original)) is not None:
            return Action(capture=capture, reason=of.reason, when=of.when, left=of.left, digest=of.digest)
        if (said := self._before.get(original)) is not None:
            left = said.get("left")
            return Action(capture=capture, reason=said.get("reason"), when=datetime.fromisoformat(said["removed"]),
                          left=left, digest=self._digests.get(left or ""))  # fmt: skip
        return None


def _for(why: Forgotten, capture: Capture, **left: object) -> Action:
    return Action(capture=capture, reason=why.reason, when=datetime.fromisoformat(why.forgotten), **left)  # type: ignore[arg-type]


def _by_name(left: Left, home: str | None) -> Iterator[Forgotten]:
    """What is forgotten by its author's name, known by its words from now on: a feed may show it without a name."""
    for post, comment, why in left.found:
        post_id = address_id(post.url)
        if comment is None:
            texts = [post.title, post.body_text, *(c.body_text for c in post.comments)]
            yield Forgotten(kind="post", blog=home, url=post.url, of_id=post_id, reason=why.reason,
                            forgotten=why.forgotten, salt=why.salt, words=numbered(texts, why.salt))  # fmt: skip
        else:
            yield Forgotten(kind="comment", blog=home, url=post.url, of_id=comment_row_id(post_id, comment.id),
                            comment_id=comment.id, reason=why.reason, forgotten=why.forgotten, salt=why.salt,
                            words=numbered([comment.body_text, comment.author], why.salt))  # fmt: skip


def _shells(left: Left, home: str | None) -> Iterator[Forgotten]:
    """What is read where a comment was taken out, under an id of its own."""
    for url, comment, stands_for in left.shells:
        yield Forgotten(kind="comment", blog=home, url=url, of_id=comment_row_id(address_id(url), comment.id),
                        comment_id=comment.id, stands_for=stands_for, reason=left.why.reason,
                        forgotten=left.why.forgotten, salt=left.why.salt)  # fmt: skip


def _damaged(error: CaptureError) -> None:
    problem = f"{error.problem}; what cannot be read cannot be searched: `blogarchive mend` first"
    raise CaptureError(problem, file=error.file, offset=error.offset)
