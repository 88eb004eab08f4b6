"""Who answers whom in an unknown thread: ids, stated parents, nesting, levels, indentation."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, id_out_of, owner, owners, settle_levels, settle_parents
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import PLACE, outermost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_NUMBER = re.compile(r"\d+(?!.*\d)")
_CODE = re.compile(r"\w{3,40}", re.ASCII)
_PAIR = re.compile(r"(\d+)_(\d+)$")  # wpDiscuz: wpd-comm-ID_PARENT
_IN_REPLY = re.compile(
    r"in[_-]?reply|repl(?:y|ied)[\s_-]?to\b|in response to|antwort auf|en r[ée]ponse|en respuesta|em resposta"
    r"|in risposta|in antwoord|w odpowiedzi|svar p[åa]|в ответ|ответ на|reply-parent|parent-link",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"(?:depth|level|indent|lvl|nested|deep)[_-]?(\d{1,3})(?!\d)", re.IGNORECASE)
_INDENT_NAME = re.compile(r"(?:^|\s)(?:(?:sm|md|lg):)?(?:pl|ml|ps|ms|indent|offset|col-\w+-offset)-(\d+)(?=$|\s)")
_INDENT = re.compile(r"(?:margin|padding)(?:-left|-inline-start)\s*:\s*(\d+(?:\.\d+)?)\s*(px|em|rem|%)", re.IGNORECASE)


def settled(document: Document, entries: list[Entry]) -> list[Entry]:
    """The entries with an id each and, where one is stated or shown, with their parent."""
    entries = settle_parents(_stated(_named(document, entries)))
    return entries if any(entry.parent for entry in entries) else _by_level(entries)


def _named(document: Document, entries: list[Entry]) -> list[Entry]:
    taken: dict[str, Entry] = {}
    whole = _are_no_numbers([entry.element.get("id") or "" for entry in entries])
    for number, entry in enumerate(entries):
        ident = (entry.element.get("id") if whole else None) or _own_id(entry)
        if ident is None or ident in taken:
            ident = id_out_of(f"{document.page.url}\n{number}\n{beginning(entry.element)}")
        taken[ident] = replace(entry, id=ident)
    return list(taken.values())


def _are_no_numbers(idents: list[str]) -> bool:
    """Whether ids are words of a machine, `Wq3`, `Zt8`, not a name and a number, `comment-3`, `comment-8`."""
    stems = {_NUMBER.sub("", ident) for ident in idents}
    return len(idents) > 1 and all(map(_CODE.fullmatch, idents)) and len(stems) * 2 > len(idents)


def beginning(element: Element) -> str:
    """Its first words, without walking through all that it holds."""
    return squeezed(" ".join(islice((str(text) for text in element.itertext()), 40)))[:500]


def _own_id(entry: Entry) -> str | None:
    element = entry.element
    for value in (element.get("id"), element.get("data-id"), element.get("data-comment-id"), element.get("name")):
        if value and (match := _PAIR.search(value)):
            return match[1]
        if value and (match := _NUMBER.search(value)):
            return match[0]
    for inner in islice(element.iter("*"), 40):
        for value in (inner.get("id"), inner.get("name") if inner.tag == "a" else None):
            if value and re.search(r"komm?ent|comment|cmt|^c-?\d|reply|trackback|ping", value, re.IGNORECASE):
                match = _NUMBER.search(value)
                if match:
                    return match[0]
    return element.get("id")


def _stated(entries: list[Entry]) -> list[Entry]:
    known = {entry.id for entry in entries}
    links = _links(entries)
    found = []
    for entry in entries:
        stated = (*_in_attributes(entry), *_in_links(links.get(entry.id, ())))
        parent = next((ident for ident in stated if ident in known and ident != entry.id), None)
        found.append(replace(entry, parent=parent) if parent else entry)
    return found


def _in_attributes(entry: Entry) -> Iterator[str]:
    """`data-parent="12"`, `id="wpd-comm-13_12"`."""
    for name, value in entry.element.attrib.items():
        if "parent" in str(name) and (match := _NUMBER.search(str(value))):
            yield match[0]
    if match := _PAIR.search(entry.element.get("id") or ""):
        yield match[2]


def _links(entries: list[Entry]) -> dict[str, list[Element]]:
    """Each entry's own links to a place of a page: all are gone through once, however deep the thread."""
    owned = owners(entries)
    found: dict[str, list[Element]] = {}
    for root in sorted(outermost(owned), key=PLACE):
        for link in root.iter("a"):
            if "#" in (link.get("href") or "") and (entry := owner(link, owned)) is not None:
                found.setdefault(entry.id, []).append(link)
    return found


def _in_links(links: Iterable[Element]) -> Iterator[str]:
    """`replied to <a href="#comment-12">comment from Ann</a>`: a link to another entry, and words that say so."""
    for link in links:
        fragment = (link.get("href") or "").partition("#")[2]
        match = _NUMBER.search(fragment) if fragment else None
        if match and _IN_REPLY.search(_around(link)):
            yield match[0]


def _around(link: Element) -> str:
    """The link's names and text, and the words right before it."""
    before = link.getprevious()
    parent = link.getparent()
    words = before.tail if before is not None else parent.text if parent is not None else ""
    above = parent.get("class") or "" if parent is not None else ""
    text = squeezed(words or "")[-40:] + " " + text_of(link)
    return f"{text[:160]} {link.get('class') or ''} {link.get('rel') or ''} {above}"


def _by_level(entries: list[Entry]) -> list[Entry]:
    levels = {entry: _level(entry.element) for entry in entries}
    if len({level for level in levels.values() if level is not None}) > 1:
        return settle_levels(entries, levels.__getitem__)
    widths = {entry: _indent(entry.element) for entry in entries}
    steps = sorted(set(widths.values()))
    if 1 < len(steps) <= max(12, len(entries) // 2):
        return settle_levels(entries, lambda entry: steps.index(widths[entry]))
    return entries


def _level(element: Element) -> int | None:
    match = _LEVEL.search(f"{element.get('class') or ''} {element.get('data-depth') or ''}")
    if match:
        return int(match[1])
    for name in ("data-depth", "data-level", "aria-level"):
        value = element.get(name) or ""
        if value.isdigit():
            return int(value)
    return None


def _indent(element: Element) -> float:
    """How far the entry, or the box it alone stands in, is moved in."""
    node: Element | None = element
    for _ in range(3):
        if node is None:
            break
        if match := _INDENT.search(node.get("style") or "") or _INDENT_NAME.search(node.get("class") or ""):
            return float(match[1])
        above = node.getparent()
        node = above if above is not None and len(above) == 1 else None
    return 0.0
