"""The line that begins a record of an ARC file, read leniently: early crawlers wrote blanks into its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 16_384
"""No line that is longer is taken for a header."""

VERSION_BLOCK = "filedesc://"
"""What begins the address of a file's first record."""

# filedesc://a.arc 0.0.0.0 20040511211249 text/plain 77
# http://a.example/ 192.0.2.1 20040511211250 text/html 4096    URL IP-address Archive-date Content-type Archive-length
# Version 2 has five more before the length: Result-code Checksum Location Offset Filename.
SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s]")
_TOKEN = re.compile(r"[^ \t]+")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
_NO_ADDRESS = ("-", "0", "0.0.0.0")  # noqa: S104 - what stands where there is none
_DIGITS = re.compile(r"\d{8,28}")
_NUMBER = re.compile(r"-?\d{1,18}")
_RESULT = re.compile(r"\d{3}|-|0")
_YEARS = range(1990, 2100)  # others are slips: nothing was captured of the web before


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says."""

    url: str
    """The address, blanks in it escaped."""
    address: str | None
    """The server's."""
    date: str | None
    """When it was captured, as it stands there."""
    media_type: str | None
    """Of what the server sent; none for `no-type` and the like."""
    length: int | None
    """Declared length of the block in bytes; none where it is no length."""
    version: str
    """`ARC/1` or `ARC/2`, by how many fields it has."""
    certain: bool
    """Whether address, date and length are as they must be: by less, no record is found behind damage."""

    @property
    def is_about_file(self) -> bool:
        """Whether it begins the version block, the first record, which is about the file itself."""
        return self.url.startswith(VERSION_BLOCK)


def header_of(line: bytes) -> Header | None:
    """The header that a line is; none where it is no header."""
    if len(line) > LONGEST or not SCHEME.match(line):
        return None
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    places = list(_TOKEN.finditer(text.rstrip("\r\n \t")))
    tokens = [place[0] for place in places]
    at = _address_at(tokens)
    if at is None:
        return None
    date, rest = _date_in(tokens[at + 1 :])
    length = int(rest[-1]) if rest and _NUMBER.fullmatch(rest[-1]) else -1
    middle = rest[:-1]
    version_2 = len(middle) >= 5 and middle[-2].isdigit() and bool(_RESULT.fullmatch(middle[-5]))
    media_type = " ".join(middle[:-5] if version_2 else middle)
    known = bool(_ADDRESS.fullmatch(tokens[at]))
    return Header(
        url=text[: places[at].start()].strip(" \t").replace(" ", "%20").replace("\t", "%09"),
        address=tokens[at] if known and tokens[at] not in _NO_ADDRESS else None,
        date=date,
        media_type=media_type if "/" in media_type else None,
        length=length if length >= 0 else None,
        version="ARC/2" if version_2 else "ARC/1",
        certain=length >= 0 and (known or tokens[at] in _NO_ADDRESS) and bool(_DIGITS.fullmatch(date or "")),
    )


def moment_of(date: str | None) -> datetime | None:
    """A date of `YYYYMMDDhhmmss`, of which the end may be missing, or more may follow; none where it is no date."""
    if date is None or not _DIGITS.fullmatch(date):
        return None
    try:
        moment = datetime.strptime(date[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None


def _address_at(tokens: list[str]) -> int | None:
    """Which field is the server's address: the one before a date, else whatever can be one."""
    spots = range(1, len(tokens) - 1)
    dated = [at for at in spots if _DIGITS.fullmatch(tokens[at + 1])]
    known = [at for at in spots if _ADDRESS.fullmatch(tokens[at])]
    both = [at for at in dated if at in known] or [at for at in dated if tokens[at] in _NO_ADDRESS]
    return next(iter(both or known or dated), 1 if len(tokens) == 5 else None)


def _date_in(fields: list[str]) -> tuple[str | None, list[str]]:
    """The date among the fields behind the address, where there is one, and the fields behind it."""
    is_date = len(fields) > 1 and "/" not in fields[0] and (len(fields) > 2 or fields[0].isdigit())
    return (fields[0], fields[1:]) if is_date else (None, fields)
