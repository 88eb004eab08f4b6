"""Where a text stands in a page's source, whatever it is wrapped in; and the hashes by which it is known again.

Words are compared, not bytes: markup, entities, the escapes of JSON and the tags escaped in a feed stand between the
words of one text, and are kept when the words go.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

REMOVED = "[removed]"
"""What stands in place of words that were taken out."""

WINDOW, WINDOW_OF_SIGNS = 8, 16
"""So many words in a row are known again wherever they stand; signs, in scripts that put no space between words."""

_SIGN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_ENTITY = r"&(?:amp;)*(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_UNIT = re.compile(rf"{_ENTITY}|\\u[0-9a-fA-F]{{4}}|.", re.DOTALL)
_MARKUP = (
    r"<[a-zA-Z/!?][^<>]*>"
    # Tags within a feed's text, and within the strings of JSON: bounded, for what opens need not close.
    r"|&(?:amp;)*lt;/?[a-zA-Z!](?:(?!&(?:amp;)*[lg]t;).){0,400}&(?:amp;)*gt;"
    r"|\\u003[cC]/?[a-zA-Z!](?:(?!\\u003[cCeE]).){0,400}\\u003[eE]"
)
_SCAN = re.compile(
    rf"(?P<markup>{_MARKUP})|\\[nrtbf\"/\\]|(?P<word>(?:(?!{_MARKUP})(?:{_ENTITY}|\\u[0-9a-fA-F]{{4}}|[^\W_]))+)",
    re.DOTALL,
)
_BARRIER = re.compile(rf'{_MARKUP}|(?<!\\)"', re.DOTALL)
_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SIGNS = re.compile(f"[{_SIGN}]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the source."""

    text: str
    start: int
    end: int


Span = tuple[int, int]
"""Begin and end of a stretch of the source."""


def words(source: str) -> list[Word]:
    """The words of the running text, one after the other across all markup."""
    return [word for match in _SCAN.finditer(source) if match["word"] for word in _split(match["word"], match.start())]


def within_tags(source: str) -> Iterator[list[Word]]:
    """The words of each attribute's value: descriptions and titles repeat what the text says."""
    for match in _SCAN.finditer(source):
        if match["markup"] and " " in match["markup"]:
            for value in _VALUE.finditer(match["markup"]):
                inner = value.start() + 1
                if " " in value[0] or _SIGNS.search(value[0]):
                    yield [Word(w.text, w.start + match.start() + inner, w.end + match.start() + inner)
                           for w in words(value[0][1:-1])]  # fmt: skip


def plain(text: str | None) -> list[str]:
    """The words of a text that is no source."""
    return [word.text for word in _split(text, 0)] if text else []


def _split(text: str, at: int) -> Iterator[Word]:
    if text.isascii() and text.isalnum():
        yield Word(text.lower(), at, at + len(text))
        return
    said, begin, end = "", at, at
    for unit in _UNIT.finditer(text):
        for char in _decoded(unit[0]):
            sign = _SIGNS.match(char) is not None
            if said and (sign or not char.isalnum()):
                yield Word(_compared(said), begin, end)
                said = ""
            if sign:
                yield Word(_compared(char), at + unit.start(), at + unit.end())
            elif char.isalnum():
                begin = begin if said else at + unit.start()
                said, end = said + char, at + unit.end()
    if said:
        yield Word(_compared(said), begin, end)


def _decoded(unit: str) -> str:
    if len(unit) == 6 and unit.startswith("\\u"):
        return json.loads(f'"{unit}"')  # type: ignore[no-any-return]
    return unescape(re.sub("&(?:amp;)+", "&", unit)) if unit.startswith("&") and len(unit) > 1 else unit


def _compared(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def size_of_window(text: Sequence[str]) -> int:
    """How many words in a row of a text are looked for: all of it where it is short."""
    signs = sum(_SIGNS.match(word) is not None for word in text)
    return min(len(text), WINDOW_OF_SIGNS if 2 * signs > len(text) else WINDOW)


def hashes(text: Sequence[str], size: int, salt: bytes) -> list[int]:
    """A number for each so many words in a row: equal for equal words, and nothing can be read out of it."""
    joined = (" ".join(text[at : at + size]) for at in range(len(text) - size + 1))
    return [int.from_bytes(hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8, key=salt).digest())
            for said in joined]  # fmt: skip


def hits(found: Sequence[Word], size: int, known: Container[int], salt: bytes) -> list[tuple[int, int]]:
    """Which words begin so many that are known, and the number of these."""
    numbers = hashes([word.text for word in found], size, salt)
    return [(at, number) for at, number in enumerate(numbers) if number in known]


def runs(found: Sequence[Word], size: int, hits: Iterable[tuple[int, int]]) -> list[Span]:
    """The stretches in which the words stand that are known."""
    return merged((found[at].start, found[at + size - 1].end) for at, _ in hits)


def places(found: Sequence[Word], wanted: Sequence[str]) -> Iterator[Span]:
    """Where exactly these words stand in a row."""
    if not wanted:
        return
    size = len(wanted)
    for at in range(len(found) - size + 1):
        if found[at].text == wanted[0] and all(found[at + n].text == wanted[n] for n in range(1, size)):
            yield found[at].start, found[at + size - 1].end


def without(source: str, spans: Iterable[Span]) -> str:
    """The source without the words in these stretches; the markup between them stays, and so do quotes of JSON.

    What is taken out is said once in its place; in that of an address nothing is, for it would be read as one.
    """
    out: list[str] = []
    at = 0
    for begin, end in merged(spans):
        out += (source[at:begin], *_emptied(source, begin, end))
        at = end
    return "".join((*out, source[at:]))


def _emptied(source: str, begin: int, end: int) -> Iterator[str]:
    said = source.startswith(("http:", "https:"), begin)
    for barrier in _BARRIER.finditer(source, begin, end):
        if not said and source[begin : barrier.start()].strip():
            yield REMOVED
            said = True
        yield barrier[0]
        begin = barrier.end()
    if not said and source[begin:end].strip():
        yield REMOVED


def merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches in their order, those that touch joined."""
    out: list[Span] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out
