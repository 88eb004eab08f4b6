"""Fixity: every byte of a WARC file held against what the format, its digests, its index and its neighbours say."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from blogarchive.errors import CaptureError, StorageError
from blogarchive.models import Capture
from blogarchive.warc import cdxj, http
from blogarchive.warc.coding import HEADER
from blogarchive.warc.exchange import Original
from blogarchive.warc.reader import capture_of, refers_to
from blogarchive.warc.records import Damage, Record, chunks_of, parse_date
from blogarchive.warc.volumes import OPEN, Volume, is_being_written, volumes
from blogarchive.warc.walk import is_arc, records

_REPEATABLE = frozenset(("warc-concurrent-to", "warc-protocol"))
_NEEDS_URL = frozenset(("response", "resource", "request", "revisit", "conversion"))
_TYPES = _NEEDS_URL | {"warcinfo", "metadata", "continuation"}
_REFERRING = frozenset(("revisit", "conversion", "metadata"))
_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+>")
OURS = b"software: blogarchive/"
"""The first line of every warcinfo record we write."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    file: str
    offset: int
    record_id: str | None
    problem: str


@dataclass(slots=True)
class Checked:
    """What a check came to."""

    records: int = 0
    """How many intact records there are."""
    undigested: int = 0
    """How many of them carry no digest: that their bytes are those that were written, nothing in the file tells."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with them and between them."""
    captures: set[int] = field(default_factory=set)
    """What revisits may refer to: hashes of ids, and of addresses with their dates."""
    revisits: list[tuple[Original, Problem]] = field(default_factory=list)
    """What they do refer to, with the problem that it is if that is nowhere."""

    def note(self, capture: Capture) -> None:
        """Note what revisits may refer to."""
        self.captures |= {hash(capture.record_id), hash((capture.url, capture.date))}

    def settle(self) -> None:
        """Name the revisits whose original stands in none of the files checked."""
        for original, problem in self.revisits:
            if not self.captures & {hash(original.record_id), hash((original.url, original.date))}:
                self.problems.append(problem)
        self.revisits.clear()


def verify_files(paths: Iterable[Path]) -> Checked:
    """Check the files of one archive: each by itself, and that each revisit's original stands in one of them."""
    whole = Checked()
    for path in paths:
        _verify(path, whole)
    whole.settle()
    return whole


def verify_file(path: Path) -> Checked:
    """Check one file by itself; originals that would stand in other files are not asked for."""
    checked = Checked()
    _verify(path, checked)
    checked.revisits.clear()
    return checked


def _verify(path: Path, checked: Checked) -> None:
    try:
        with volumes(path) as found:
            for volume in found:
                _Volume(volume, path, checked).check(whole_file=len(found) == 1 and found[0].start == 0)
    except CaptureError as error:
        checked.problems.append(Problem(path.name, error.offset or 0, None, error.problem))
    except StorageError as error:
        checked.problems.append(Problem(path.name, 0, None, str(error)))


class _Volume:
    def __init__(self, volume: Volume, path: Path, checked: Checked) -> None:
        self._volume = volume
        self._path = path
        self._checked = checked
        self._before = len(checked.problems)
        self._arc = is_arc(volume)
        self._ours = False
        self._ids: dict[str, tuple[int, str]] = {}
        self._partners: list[tuple[str, int, str | None]] = []
        self._lines: list[str] = []

    def check(self, *, whole_file: bool) -> None:
        """Check every record, then how they hold together, then the index beside the file."""
        growing = is_being_written(self._path)
        for record in records(self._volume):
            if isinstance(record, Damage) and record.end == self._volume.size and growing:
                continue
            if isinstance(record, Damage):
                self._wrong(record.offset, None, record.problem)
            else:
                self._checked.records += 1
                self._checked.undigested += not (record.get("WARC-Block-Digest") or record.get("WARC-Payload-Digest"))
                self._record(record)
        index = cdxj.read_index(self._path) if whole_file and not self._path.name.endswith(OPEN) else None
        if self._ours and not growing:
            self._check_pairs(index[0].missing if index and index[0] else ())
        if index is not None:
            self._check_index(*index)
        elif self._ours and whole_file and not self._path.name.endswith(OPEN):
            self._wrong(0, None, "the index beside the file is missing")

    def _wrong(self, offset: int, record_id: str | None, problem: str) -> None:
        self._checked.problems.append(Problem(self._volume.name, offset, record_id, problem))

    def _nothing_wrong(self) -> bool:
        return len(self._checked.problems) == self._before

    def _record(self, record: Record) -> None:
        if self._arc:  # no rule of WARC holds for it, and its ids are ours, by which two equal records are one
            for problem in record.problems:
                self._wrong(record.offset, None, problem)
            if (capture := capture_of(record)) is not None:
                self._checked.note(capture)
            return
        if record.type == "warcinfo" and record.content().startswith(OURS):
            self._ours = True
        for problem in [*record.problems, *_syntax(record), *_by_type(record), *_digests(record, ours=self._ours)]:
            self._wrong(record.offset, record.record_id, problem)
        if self._ours and self._volume.kind == "gzip" and self._volume.piece(record.offset, len(HEADER)) != HEADER:
            self._wrong(record.offset, record.record_id, "the gzip header is not as it was written")
        self._relate(record)

    def _relate(self, record: Record) -> None:
        record_id = record.record_id
        if record_id:
            if record_id in self._ids:
                self._wrong(record.offset, record_id, "another record of this file has the same id")
            self._ids[record_id] = (record.offset, record.type)
        for name, value in record.fields:
            if name.lower() == "warc-concurrent-to":
                self._partners.append((value.strip("<> "), record.offset, record_id))
        capture = capture_of(record)
        if capture is None:
            return
        self._lines.append(cdxj.line(capture))
        if capture.type == "revisit":
            lost = Problem(record.file, record.offset, record_id, "its original stands in no file of the archive")
            self._checked.revisits.append((refers_to(record), lost))
        else:
            self._checked.note(capture)

    def _check_pairs(self, missing: Iterable[str]) -> None:
        excused = set(missing)
        for partner, offset, record_id in self._partners:
            if partner not in self._ids and partner not in excused:
                self._wrong(offset, record_id, f"the record concurrent to it is missing: {partner}")
        paired = {partner for partner, _, _ in self._partners}
        for record_id, (offset, kind) in self._ids.items():
            if kind == "request" and record_id not in paired and record_id not in excused:
                self._wrong(offset, record_id, "a request that no answer and no failure belongs to")

    def _check_index(self, seal: cdxj.Seal | None, lines: list[str]) -> None:
        if self._ours and seal is None:
            self._wrong(0, None, "the index does not say how long the file is")
        if seal is not None and seal.size != self._volume.size:
            self._wrong(min(seal.size, self._volume.size), None, f"the file had {seal.size} bytes when it was finished")
        elif seal is not None and self._nothing_wrong() and seal.sha256 != cdxj.file_digest(self._path):
            self._wrong(0, None, "not the bytes that were finished, though each record reads well")
        if lines != sorted(self._lines):
            self._wrong(0, None, "the index beside the file does not list what the file holds")


def _syntax(record: Record) -> list[str]:
    """What every record must have (WARC 1.1, sections 4 and 5)."""
    problems = []
    if not re.fullmatch(r"WARC/1\.[01]", record.version):
        problems.append(f"unknown version {record.version[:20]!r}")
    if not _ID.fullmatch(record.get("WARC-Record-ID") or ""):
        problems.append("WARC-Record-ID is missing or no address in angle brackets")
    if record.date is None:
        problems.append("WARC-Date is missing or no date")
    if record.type not in _TYPES:
        problems.append(f"unknown WARC-Type {record.type[:20]!r}")
    seen: set[str] = set()
    for name, _ in record.fields:
        if name.lower() in seen and name.lower() not in _REPEATABLE:
            problems.append(f"{name} is repeated")
        seen.add(name.lower())
    return problems


def _by_type(record: Record) -> list[str]:
    """What each type must have and must not have (WARC 1.1, sections 5 and 6)."""
    kind, problems = record.type, []
    target = record.get("WARC-Target-URI")
    if kind in _NEEDS_URL and not target:
        problems.append("WARC-Target-URI is missing")
    if target and target.startswith("<") and record.version == "WARC/1.1":
        problems.append("WARC-Target-URI stands in angle brackets")
    if kind == "warcinfo" and (target or record.get("WARC-IP-Address")):
        problems.append("a warcinfo record with an address")
    if kind not in _REFERRING and record.get("WARC-Refers-To"):
        problems.append(f"WARC-Refers-To on a {kind} record")
    if kind == "revisit":
        problems += _revisit(record)
    return problems


def _revisit(record: Record) -> list[str]:
    profile = record.get("WARC-Profile") or ""
    problems = [] if profile else ["a revisit without WARC-Profile"]
    if profile.endswith("identical-payload-digest"):
        if not record.get("WARC-Payload-Digest"):
            problems.append("a revisit of an identical payload without WARC-Payload-Digest")
        if record.version == "WARC/1.1" and record.block.seek(0, 2) and record.get("WARC-Truncated") != "length":
            problems.append("a revisit with a block that is cut, and no WARC-Truncated: length")
    if record.version == "WARC/1.1":  # replay tools find no original without these two
        wanted = ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
        problems += [f"a revisit without {name}" for name in wanted if not record.get(name)]
    date = record.get("WARC-Refers-To-Date")
    if date and parse_date(date) is None:
        problems.append("WARC-Refers-To-Date is no date")
    return problems


def _digests(record: Record, *, ours: bool) -> list[str]:
    problems = []
    block = record.get("WARC-Block-Digest")
    if block is None and ours:
        problems.append("WARC-Block-Digest is missing")
    if block and not _matches(block, chunks_of(record.block)):
        problems.append("the block is not what WARC-Block-Digest says")
    payload = record.get("WARC-Payload-Digest")
    if (
        payload
        and record.type in ("response", "resource", "conversion")
        and not _payload_matches(record, payload, ours=ours)
    ):
        problems.append("the payload is not what WARC-Payload-Digest says")
    return problems


def _payload_matches(record: Record, digest: str, *, ours: bool) -> bool:
    record.block.seek(0)
    first = record.block.read(http.HEAD_LIMIT)
    if record.type in ("resource", "conversion") or not http.is_response(first):
        return _matches(digest, chunks_of(record.block))
    head = http.parse_head(first)
    if _matches(digest, http.undo_transfer(head, chunks_of(record.block, head.length))):
        return True
    # Many writers take the digest over the body as it was chunked, against section 5.9.
    return not ours and _matches(digest, chunks_of(record.block, head.length))


def _matches(digest: str, chunks: Iterable[bytes]) -> bool:
    label, _, value = digest.partition(":")
    try:
        engine = hashlib.new(label.lower(), usedforsecurity=False)
        engine.digest()  # SHAKE's have no length of their own
    except (ValueError, TypeError):
        return True  # an algorithm that we do not have proves nothing
    for chunk in chunks:
        engine.update(chunk)
    raw = engine.digest()
    return value.strip() in (base64.b32encode(raw).decode(), base64.b32encode(raw).decode().rstrip("="), raw.hex()) or (
        value.strip().lower() == raw.hex()
    )
