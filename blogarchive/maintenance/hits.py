"""Where words that are known stand in a page's source, and which of them go without the page's being read for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from blogarchive.dataset.forgotten import Forgotten
from blogarchive.dataset.to_readings import address_id
from blogarchive.maintenance import passages
from blogarchive.maintenance.passages import Span, Word
from blogarchive.models import Page
from blogarchive.urls import absolute

BESIDE = 12
"""Words between what was said and the name of who said it, in a list of what was said last."""

_LINK = re.compile(
    r"<[a-zA-Z][^<>]*?\shref\s*=\s*[\"']?([^\"'\s<>]+)[^<>]*>(?:(?:(?!</a).){0,1000}</a)?", re.DOTALL | re.IGNORECASE
)


class KnownWords:
    """The words of what is forgotten, by their hashes."""

    def __init__(self, entries: Iterable[Forgotten]) -> None:
        self._known: dict[tuple[str, int], dict[int, Forgotten]] = {}
        for entry in entries:
            for size, numbers in entry.words.items():
                if size:
                    self._known.setdefault((entry.salt, size), {}).update(dict.fromkeys(numbers, entry))

    def hits(self, texts: Iterable[list[Word]]) -> tuple[list[Hit], list[Hit]]:
        """Where words are known: a few in a row, and many."""
        few: list[Hit] = []
        many: list[Hit] = []
        for text, words in enumerate(texts):
            for (salt, size), known in self._known.items():
                found = many if size >= passages.WINDOW else few
                for at, number in passages.hits(words, size, known, bytes.fromhex(salt)):
                    span = (words[at].start, words[at + size - 1].end)
                    found.append(Hit(text, at, size, number, known[number], span))
        return few, many


def sure(few: list[Hit], many: list[Hit], page: Page, source: str) -> list[Span]:
    """What goes without the page's being read for it: long runs, and few words beside others of the same."""
    spans = [hit.span for hit in many]
    spans += [hit.span for hit in few if any(hit.goes_with(other) for other in (*many, *few))]
    titles = [(hit.span, hit.entry.of_id) for hit in few if hit.entry.kind == "post"]
    return [*passages.merged(spans), *_titles(titles, page, source)]


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that are known."""

    text: int
    """Which of the page's texts: the running one, or the value of an attribute."""
    at: int
    size: int
    number: int
    entry: Forgotten
    span: Span

    def goes_with(self, other: Hit) -> bool:
        """Whether words of the same stand beside: the name beside what was said, the title beside the text."""
        near = other.at - BESIDE <= self.at <= other.at + other.size + BESIDE and self.text == other.text
        return near and self.number != other.number and self.number in other.entry.words.get(self.size, ())


def _titles(found: list[tuple[Span, int]], page: Page, source: str) -> Iterator[Span]:
    """Of these words those that stand in a link to the post that they are of: its title, in lists and beside others."""
    if not found:
        return
    links = [(m.span(), address_id(url)) for m in _LINK.finditer(source) if (url := absolute(page.url, unescape(m[1])))]
    for (begin, end), post in found:
        if any(post == leads_to and start <= begin and end <= stop for (start, stop), leads_to in links):
            yield begin, end
