"""What the metadata records of our own WARC files say beside the captures: without them no file could be read alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from blogarchive.dataset.forgotten import Forgotten, Kind, unpacked_words
from blogarchive.errors import CaptureError
from blogarchive.models import Capture
from blogarchive.urls import absolute, with_post
from blogarchive.warc import TOMBSTONE, Record, read_records

REFUSED = b"refused: "
"""First field of the metadata record by which a crawl says of a page that it was not the blog's, and was not read."""

BROWSER = b"browser: "
"""First field of the metadata record that names what a page in the browser was sent: kept, shown, and not read."""

BLOG = b"blog: "
"""Field of the metadata record by which a crawl says which addresses are a blog's front page."""

TWIN = b"twin: "
"""First field of the metadata record by which a crawl says of a page that it shows a post of another address."""

FORGOTTEN = b"forgotten: "
"""First field of the metadata record that says what was forgotten on request."""


@dataclass(slots=True)
class Notes:
    """What some files say."""

    homes: dict[str, None] = field(default_factory=dict)
    """The blogs' front pages, in the order in which they are named."""
    posted: dict[str, str] = field(default_factory=dict)
    """For the answer to a POST, by its record, the address by which it was asked for."""
    refused: set[str] = field(default_factory=set)
    """Records of pages that are kept and not read."""
    twins: dict[str, str] = field(default_factory=dict)
    """For records of pages of further addresses of a post its own."""
    forgotten: list[Forgotten] = field(default_factory=list)
    """What was forgotten."""


def noted(files: Iterable[Path]) -> Notes:
    """Read them all; what is damaged is skipped, and for whoever reads the captures to name."""
    notes = Notes()
    left: dict[str, str] = {}
    for file in files:
        for record in read_records(file, on_error=_named_later):
            if record.type == "metadata":
                _note(notes, record, left)
            elif record.type == "request" and (content := record.content()).startswith(b"POST "):
                notes.posted |= _answered(record, content)
    # The request of a page that had words taken out names its tombstone.
    notes.posted |= {page: notes.posted[stone] for stone, page in left.items() if stone in notes.posted}
    return notes


def _note(notes: Notes, record: Record, left: dict[str, str]) -> None:
    content = record.content()
    first = content.partition(b"\n")[0]
    if first.startswith(BLOG):
        home = absolute("", content.removeprefix(BLOG).strip().decode("utf-8", "replace"))
        notes.homes |= {home: None} if home else {}
    elif first.startswith(TWIN):
        said = fields_of(content)
        notes.twins[said["twin"]] = said.get("of", "")
    elif first.startswith((REFUSED, BROWSER)):
        notes.refused.update(first.partition(b": ")[2].decode("ascii", "replace").split())
    elif first.startswith(FORGOTTEN) and (entry := _entry(fields_of(content), record.url or "")) is not None:
        notes.forgotten.append(entry)
    elif first.startswith(f"{TOMBSTONE}: ".encode()) and (page := fields_of(content).get("left")):
        left[record.record_id or ""] = page


def note_of_twin(capture: Capture, base: str) -> dict[str, str]:
    """The fields of the metadata record that says of which post a page is another address."""
    return {"twin": capture.record_id, "of": base}


def _named_later(_error: CaptureError) -> None:
    """The records are read twice, and named the second time."""


def fields_of(content: bytes) -> dict[str, str]:
    """The fields of an `application/warc-fields` block."""
    lines = (line.partition(": ") for line in content.decode("utf-8", "replace").splitlines())
    return {name: value for name, sign, value in lines if sign}


def as_fields(entry: Forgotten) -> dict[str, str]:
    """What is forgotten, as the fields of its record; the record's address is the entry's."""
    said = {
        "forgotten": entry.kind, "of-id": str(entry.of_id), "comment-id": entry.comment_id,
        "stands-for": entry.stands_for, "blog-of": entry.blog, "reason": entry.reason, "when": entry.forgotten,
        "salt": entry.salt, "words": entry.packed_words,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _entry(said: dict[str, str], url: str) -> Forgotten | None:
    try:
        return Forgotten(
            kind=cast("Kind", said["forgotten"]),
            blog=said.get("blog-of"), url=url, of_id=int(said["of-id"]), comment_id=said.get("comment-id"),
            stands_for=said.get("stands-for"), reason=said.get("reason"), forgotten=said["when"], salt=said["salt"],
            words=unpacked_words(said["words"]),
        )  # fmt: skip
    except (KeyError, ValueError):
        return None  # none of ours


def _answered(record: Record, content: bytes) -> dict[str, str]:
    """Id of the answer's record, and the address of the POST that `content` is."""
    answer = (record.get("WARC-Concurrent-To") or "").strip("<>")
    try:
        fields = json.loads(content.partition(b"\r\n\r\n")[2])
    except (ValueError, RecursionError):
        return {}
    return {answer: with_post(record.url, fields)} if record.url and isinstance(fields, dict) else {}
