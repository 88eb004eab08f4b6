"""HTTP/1 messages as bytes: heads read leniently, framing followed, and nothing ever raised for what a server sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEAD_LIMIT = 1 << 20
"""No head is longer than this, interim ones included: browsers read a quarter of it. What follows is taken as body."""

LONGEST_LINE = 1 << 14
"""No line between two chunks is longer: what stands there is a number, and at most a word or two."""

MOST_INTERIM = 100
"""No more interim heads stand before an answer."""

_BEGINS = re.compile(rb"[\r\n]*(?:HTTP/\d+(?:\.\d+)?|ICY)[ \t]+\d{3}(?!\d)")
_STATUS = re.compile(rb"(?:HTTP/\d+(?:\.\d+)?|ICY)[ \t]+(\d{3})(?!\d)")
_INTERIM = re.compile(rb"[\r\n]*(?:HTTP/\d+(?:\.\d+)?|ICY)[ \t]+1(?!01)\d\d(?!\d)")
_BLANK = re.compile(rb"[\r\n]*")
_END = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?$", re.DOTALL)
_NO_BODY = frozenset((204, 304))


@dataclass(frozen=True, slots=True)
class Head:
    """The start line and the header fields of one message."""

    start: str
    """The status line or request line, without its line end."""
    fields: tuple[tuple[str, str], ...]
    """Names as sent and values stripped, folded lines joined; lines without a colon are left out."""
    length: int
    """How many bytes the head takes, its blank line included."""
    whole: bool
    """Whether the blank line was there."""

    @property
    def status(self) -> int | None:
        """The status code; none where this is no status line."""
        match = _STATUS.match(self.start.encode("latin-1", "replace"))
        return int(match[1]) if match else None

    def get(self, name: str) -> str | None:
        """The first value of a field, whatever the case of its name."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    def tokens(self, name: str) -> list[str]:
        """Every comma-separated member of all fields of that name, in lower case."""
        values = (value for key, value in self.fields if key.lower() == name)
        return [token for value in values for part in value.split(",") if (token := part.strip().lower())]


def parse_head(data: bytes, at: int = 0) -> Head:
    """Read the head that begins at an offset of `data`. Blank lines before the start line count to it."""
    begin = blank.end() if (blank := _BLANK.match(data, at)) else at
    end = _END.search(data, begin, at + HEAD_LIMIT)
    length = end.end() if end else len(data)
    lines = re.split(rb"\r?\n", data[begin : end.start() if end else length])
    fields: list[list[str]] = []
    for line in lines[1:]:
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t") and fields:  # obs-fold (RFC 9112, section 5.2)
            fields[-1][1] = f"{fields[-1][1]} {text.strip()}".strip()
        elif ":" in text:
            name, _, value = text.partition(":")
            fields.append([name.strip(), value.strip()])
    return Head(lines[0].decode("latin-1"), tuple((n, v) for n, v in fields), length - at, end is not None)


def is_response(data: bytes, at: int = 0) -> bool:
    """Whether a status line begins at an offset; HTTP/0.9 and garbage do not begin with one."""
    return _BEGINS.match(data, at) is not None


def interim_heads(data: bytes) -> list[bytes]:
    """The 1xx heads that stand before the final one (RFC 9110, section 15.2); 101 is final."""
    heads: list[bytes] = []
    at = 0
    while len(heads) < MOST_INTERIM and _INTERIM.match(data, at) and (head := parse_head(data, at)).whole:
        heads.append(data[at : at + head.length])
        at += head.length
    return heads


def has_no_body(head: Head, method: str) -> bool:
    """Whether a body cannot follow, whatever the fields say (RFC 9112, section 6.3)."""
    return method == "HEAD" or head.status in _NO_BODY


def content_length(head: Head) -> int | None:
    """The declared length, of several the first; none where it is absent or no number."""
    text = next(iter(head.tokens("content-length")), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class Dechunker:
    """The chunked coding undone as the bytes come in (RFC 9112, section 7.1), extensions and trailers dropped.

    Some archives store the decoded body under a head that still says `chunked`: where the very first line
    is no chunk size, everything passes through as it is.
    """

    def __init__(self) -> None:
        self.done = False
        """Whether the last chunk and its trailers have been read."""
        self.broken = False
        """Whether a later line was no chunk size: what follows it is lost."""
        self.endless = False
        """Whether it is broken by a line that does not end."""
        self.plain = False
        """Whether the body was not chunked at all."""
        self._pending = b""
        self._at = 0
        self._left = 0
        self._state = "first"

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes of the message, give the bytes of the entity that they held."""
        if self.plain:
            return data
        self._pending += data
        out: list[bytes] = []
        while not (self.done or self.broken or self.plain) and self._step(out):
            pass
        self._pending = b"" if self.plain or self.broken else self._pending[self._at :]
        self._at = 0
        return b"".join(out)

    def finish(self) -> bytes:
        """No more bytes will come: give what was held back."""
        return self._pending if self._state == "first" and not (self.plain or self.done) else b""

    def _step(self, out: list[bytes]) -> bool:
        if self._state == "data":
            return self._data(out)
        end = self._pending.find(b"\n", self._at)
        if end < 0:
            return self._unfinished_line(out)
        line = self._pending[self._at : end].removesuffix(b"\r")
        if self._line(line):
            self._at = end + 1
        else:
            self._not_a_size(out)
        return True

    def _data(self, out: list[bytes]) -> bool:
        part = self._pending[self._at : self._at + self._left]
        self._at += len(part)
        self._left -= len(part)
        out.append(part)
        if not self._left:
            self._state = "after"
        return bool(part)

    def _line(self, line: bytes) -> bool:
        if self._state == "trailer":
            self.done = not line
            return True
        if self._state == "after" and not line:
            self._state = "size"
            return True
        match = _SIZE.match(line)
        if match is not None:
            self._left = int(match[1], 16)
            self._state = "data" if self._left else "trailer"
        return match is not None

    def _unfinished_line(self, out: list[bytes]) -> bool:
        # "<!DOCTYPE" need not be followed by a line end for us to know that this is no chunk size.
        line = self._pending[self._at : self._at + LONGEST_LINE + 1]
        if self._state == "first" and line and not _SIZE.match(line.rstrip(b"\r")):
            self._not_a_size(out)
        elif len(line) > LONGEST_LINE:
            self.endless = self.broken = True
        return False

    def _not_a_size(self, out: list[bytes]) -> None:
        if self._state == "first":
            self.plain = True
            out.append(self._pending[self._at :])
        else:
            self.broken = True


def undo_transfer(head: Head, body: Iterable[bytes]) -> Iterator[bytes]:
    """The entity: what the transfer codings carried. This is what a payload digest is over."""
    if "chunked" not in head.tokens("transfer-encoding"):
        yield from body
        return
    dechunker = Dechunker()
    for data in body:
        if part := dechunker.feed(data):
            yield part
    yield dechunker.finish()


class MessageEnd:
    """Finds where a response ends as its bytes come in: for answers that stricter parsers refuse to read."""

    def __init__(self, method: str) -> None:
        self._method = method
        self._head = b""
        self._skip = 0  # where the heads end that stand before the final one
        self._chunks: Dechunker | None = None
        self._left: int | None = None
        self._in_body = False
        self.too_long = False
        """Whether its heads, or a line between two chunks, are longer than any are read."""

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; true once the message is whole. One without declared length ends with its connection."""
        if self._in_body:
            return self._body(data)
        if (before := len(self._head)) > HEAD_LIMIT:
            return False
        self._head += data
        if _END.search(self._head, max(self._skip, before - 3)) is None:
            self.too_long = len(self._head) > HEAD_LIMIT and is_response(self._head)
            return False
        self._skip += sum(map(len, interim_heads(self._head[self._skip :])))
        if not is_response(self._head, self._skip) or not (head := parse_head(self._head, self._skip)).whole:
            return False
        if _INTERIM.match(self._head, self._skip):
            self.too_long = True
            return False
        self._in_body = True
        if has_no_body(head, self._method):
            return True
        if "chunked" in head.tokens("transfer-encoding"):
            self._chunks = Dechunker()
        else:
            self._left = content_length(head)
        return self._body(self._head[self._skip + head.length :])

    @property
    def until_close(self) -> bool:
        """Whether only the end of the connection ends the message."""
        if self._in_body:
            return self._chunks is None and self._left is None
        return not is_response(self._head)

    def _body(self, data: bytes) -> bool:
        if self._chunks is not None:
            self._chunks.feed(data)
            self.too_long = self._chunks.endless
            return self._chunks.done
        if self._left is None:
            return False
        self._left -= len(data)
        return self._left <= 0
