"""A reading is what one capture says of a post or comment; a row is what all of its readings say together.

The merge depends on the set of readings alone, never on the order in which they were saved: a crawl and a
rebuild come to the same rows. Field by field the most trusted source speaks, then the newest capture.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from blogarchive.dates.blog_clock import states_utc
from blogarchive.urls import stable_id

if TYPE_CHECKING:
    from blogarchive.models import Source

Value = str | int | None
Fields = Mapping[str, Value]

TRUST: dict[Source, int] = {"page": 4, "api": 2, "embed": 2, "feed": 1}
"""A page of another address that shows the post (a comment page) has 3: themes shorten the text there."""

BODY = ("body_html", "body_text")
DATED = ("published", "published_text")

POST_LASTING = ("title", "author", "author_url", "updated", "language", "categories", "tags", "kind", *BODY)
"""What makes a new version of a post when it differs."""
POST_PASSING = ("url", "platform", "published", "published_text", "comments_declared", "image", "extractor")
"""What may differ from capture to capture without the post having changed ("3 days ago")."""

COMMENT_LASTING = ("parent_ref", "kind", "author", "author_url", *BODY)
COMMENT_PASSING = ("published", "published_text", "url", "page", "place", "extractor")


POST_RECORD = (*POST_LASTING, "url", "platform", "published", "comments_declared", "image")
"""What of a post stands in the record that `export` and items give."""
COMMENT_RECORD = ("kind", "author", "author_url", *BODY, "published", "url", "in_page", "gone_since")
"""The same of a comment, but for its place in the thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way in which a post or comment was read, with the first and last capture that reads so."""

    of: int
    """Id of the row that it is a reading of."""
    source: Source
    trust: int
    part: int = 1
    lasting: Fields
    passing: Fields
    first: tuple[str, int]
    """Date and id of the first capture; id 0 where it was read from no capture."""
    last: str
    """Date of the last capture."""
    id: int = field(init=False, default=0)
    """Hash of all that lasts."""

    def __post_init__(self) -> None:
        content = [f"{name}={value}" for name, value in sorted(self.lasting.items()) if value is not None]
        key = stable_id(str(self.of), self.source, str(self.trust), str(self.part), *content)
        object.__setattr__(self, "id", key)

    @property
    def rank(self) -> tuple[int, str, int]:
        """The higher one speaks first; no two readings have the same."""
        return (self.trust, self.last, self.id)

    @property
    def empty(self) -> bool:
        """Whether it says nothing of its own, as a feed of comments says nothing of the post."""
        return all(value is None or value == "[]" or name == "kind" for name, value in self.lasting.items())

    def get(self, name: str) -> Value:
        """The value of a field."""
        return self.lasting[name] if name in self.lasting else self.passing[name]


def combine(readings: Iterable[Reading]) -> list[Reading]:
    """Each distinct reading once, the most trusted and newest first."""
    same: dict[int, Reading] = {}
    for reading in readings:
        known = same.get(reading.id)
        same[reading.id] = _joined(known, reading) if known else reading
    telling = [reading for reading in same.values() if not reading.empty]
    return sorted(telling or same.values(), key=lambda reading: reading.rank, reverse=True)


def _joined(one: Reading, other: Reading) -> Reading:
    newer = max(one, other, key=_age)
    published = min((one, other), key=_published_rank)
    passing = dict(newer.passing)
    passing["published"], passing["published_text"] = published.get("published"), published.get("published_text")
    return replace(newer, passing=passing, first=min(one.first, other.first), last=newer.last)


def _age(reading: Reading) -> tuple[str, str]:
    """Of two captures at one instant either may lead, but always the same; the date is chosen by itself."""
    return (reading.last, repr([value for name, value in reading.passing.items() if name not in DATED]))


def _published_rank(reading: Reading) -> tuple[int, str, str]:
    """The more precise date is the better one: "2 years ago" was "3 days ago" in an earlier capture."""
    published = str(reading.get("published") or "")
    return (-len(published), published, str(reading.get("published_text")))


def merged(readings: list[Reading]) -> dict[str, Value]:
    """The fields of the row, out of readings as `combine` sorts them, and which other source says which of them."""
    if len(readings) == 1:  # nearly always; the rest would come to the same
        only = readings[0]
        fields = {**only.lasting, **only.passing, "published_utc": in_utc(only.get("published"))}
        return {**fields, "merged_from": None}
    lead = readings[0]
    tellers = {name: _teller(readings, name) for name in (*lead.lasting, *lead.passing)}
    author = next((reading for reading in readings if reading.get("author") is not None), lead)
    tellers["author_url"] = _teller(
        [r for r in readings if r.get("author") in (None, author.get("author"))], "author_url"
    )
    best = sorted((r for r in readings if r.get("published")), key=lambda r: (-r.trust, _published_rank(r)))
    if best:
        tellers["published"] = tellers["published_text"] = best[0]
    if "parent_ref" in tellers:
        tellers["parent_ref"] = _knows_parent(readings)
    fields = {name: reading.get(name) for name, reading in tellers.items()}
    bodies, tellers["body_text"] = _body(readings)
    fields.update(bodies)
    if "categories" in fields:
        fields.update(_terms(readings))
    tellers["published_utc"] = _knows_instant([*best, *readings])
    fields["published_utc"] = in_utc(tellers["published_utc"].get("published"))
    others = {n: tellers[n].source for n in MERGED if n in tellers and fields[n] is not None}
    told = {name: source for name, source in others.items() if source != lead.source}
    return {**fields, "merged_from": json.dumps(told) if told else None}


MERGED = (
    "title", "author", "author_url", "published", "published_utc", "updated", "language", "categories", "tags",
    "comments_declared", "image", "parent_ref", "body_text", "url",
)  # fmt: skip
"""Fields of which it is noted where they come from."""


def _teller(readings: list[Reading], name: str) -> Reading:
    """The first that states a field."""
    return next((r for r in readings if (value := r.get(name)) is not None and value != "[]"), readings[0])


def _knows_parent(readings: list[Reading]) -> Reading:
    """A page nests no deeper than its theme allows; an API, a system's answer and a feed name the true parent."""
    stated = [reading for reading in readings if reading.get("parent_ref") is not None]
    return min(stated or readings[:1], key=lambda reading: reading.source == "page")


def _knows_instant(readings: list[Reading]) -> Reading:
    """The first with an offset; but a page's "+00:00" is less sure than what another source says of the same."""
    stated = [reading for reading in readings if in_utc(reading.get("published"))]
    if not stated:
        return readings[0]
    own = in_utc(stated[0].get("published"))
    others = [r for r in stated if r.source != "page" and in_utc(r.get("published")) != own]
    doubtful = stated[0].source == "page" and states_utc(str(stated[0].get("published")))
    return others[0] if doubtful and others else stated[0]


def _terms(readings: list[Reading]) -> dict[str, Value]:
    """Categories and tags; RSS knows but one kind of term, so what a feed adds to one list is not in the other."""
    chosen = {name: next((r for r in readings if r.get(name) != "[]"), readings[0]) for name in ("categories", "tags")}
    lists: dict[str, list[str]] = {name: json.loads(str(reading.get(name))) for name, reading in chosen.items()}
    weaker = min(chosen, key=lambda name: chosen[name].rank)
    other = lists["tags" if weaker == "categories" else "categories"]
    if chosen["categories"].trust != chosen["tags"].trust:
        known = {term.casefold() for term in other}
        lists[weaker] = [term for term in lists[weaker] if term.casefold() not in known]
    return {name: as_json(terms) for name, terms in lists.items()}


def as_json(terms: Iterable[str]) -> str:
    """A list of names as it stands in a column."""
    return json.dumps(list(terms), ensure_ascii=False)


def _body(readings: list[Reading]) -> tuple[dict[str, Value], Reading]:
    """The text as its best source now has it; a text taken off the page is not brought back from a feed."""
    parts: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        parts[reading.part].append(reading)
    bodies = [body for number in sorted(parts) if (body := _with_body(parts[number]))]
    glue = {"body_html": "\n", "body_text": "\n\n"}
    whole = {name: glue[name].join(t for b in bodies if isinstance(t := b.get(name), str)) or None for name in BODY}
    return dict(whole), bodies[0] if bodies else readings[0]


def _with_body(readings: list[Reading]) -> Reading | None:
    for trust in sorted({reading.trust for reading in readings}, reverse=True):
        same = [reading for reading in readings if reading.trust == trust]
        if any(_has_body(reading) for reading in same):
            return same[0] if _has_body(same[0]) else None
    return None


def _has_body(reading: Reading) -> bool:
    return any(reading.get(name) is not None for name in BODY)


def in_utc(stated: Value) -> str | None:
    """A stated time in UTC; none where it has no offset, or no time of day."""
    if not isinstance(stated, str) or "T" not in stated:
        return None
    try:
        moment = datetime.fromisoformat(stated)
        return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z" if moment.tzinfo else None
    except (ValueError, OverflowError):  # year 1 with an offset
        return None
