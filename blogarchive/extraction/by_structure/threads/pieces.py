"""The text of one entry in pieces, each with the line it stands on and what its markup hints at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.html.plain_text import BLOCKS, SILENT
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from blogarchive.extraction.by_structure.threads.date_marks import Mark
    from blogarchive.extraction.comments.entries import Entry
    from blogarchive.html.tree import Element

# A name that ends so is the text's, whatever stands before: "e-content p-name", "comment_text".
_TEXT = re.compile(r"(?:^|[\s_-])(?:e-content|content|text|body|message)(?:$|\s)", re.IGNORECASE)
# Bootstrap and Tailwind: how a text looks, not what it is.
_LOOKS = re.compile(r"(?<![\w-])(?:\w+:)?text-(?:\[?[\w.#-]+\]?)")
_AUTHOR = re.compile(
    r"author|(?:^|[\s_-])(?:fn|cite|by)(?:$|[\s_-])|(?<!--)name|user|nick|poster|commenter|byline|vcard|autor|person|profile|member|who\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"body|content|text|message|bubble|copy|description|\bmsg\b|inhalt|corps|texte|contenido", re.IGNORECASE
)
_DATE = re.compile(r"date|time|stamp|permalink|published|posted|datum|fecha|data\b|ago\b", re.IGNORECASE)
_CONTROL = re.compile(
    r"""(?:^|[\s_-])(?:reply|replies|replylink|respond|actions?|vot\w+|ratings?|karma|likes?|share|sharing|report|flag|edit
    |avatar\w*|gravatar|userpic|permalink|quote|tools?|controls?|toolbar|toggle|moderat\w+|counter?|number|badge|icons?
    |buttons?|links|abuse|screen-reader-text|sr-only|index|count|awaiting\S*)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = """
reply, antworten, antwort, responder, répondre, repondre, rispondi, odpowiedz, svara, svar, vastaa, beantwoorden,
reageer, reageren, ответить, відповісти, 返信, 回复, 回覆, 回應, 답글, quote, zitieren, citar, citer, cytuj, edit,
bearbeiten, delete, löschen, report, report abuse, flag, abuse, spam, permalink, link, share, like, like this, upvote,
downvote, hide, parent, up, down, top, ^, log in to reply, log in to leave a comment, reply to this,
reply to this comment, odpovědět, odpovedz, válasz, yanıtla, cevapla, απάντηση, trả lời, balas, رد, הגב, load more,
show more, read more, loading, #
"""
_CONTROLS = frozenset(_WORDS.replace("\n", " ").strip().split(", "))
_VARIABLE = re.compile(
    r"^(?:even|odd|alt|thread-\S+|depth-\d+|level-?\d+|byuser|bypostauthor|first|last|parent|.*\d.*)$"
)
LONGEST_CONTROL = 90


@dataclass(slots=True)
class Piece:
    """One run of text: `node.text`, or what follows `node`."""

    text: str
    node: Element
    tail: bool
    holder: Element
    line: int
    key: str = ""
    hint: str = ""
    linked: Element | None = None
    mark: Mark | None = None
    cut: bool = False
    repeated: bool = False


@dataclass(slots=True)
class Story:
    """All that an entry says, in order, with the elements that are its own."""

    entry: Entry
    pieces: list[Piece] = field(default_factory=list)
    own: list[Element] = field(default_factory=list)
    hints: dict[Element, tuple[str, Element | None]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    apart: set[Element] = field(default_factory=set)
    """Where entries within it begin, what follows the first of them, and what is no text."""
    reply_lines: set[int] = field(default_factory=set)
    """Lines on which it says what it answers."""


def story(entry: Entry, owned: dict[Element, Entry], marked: dict[Element, Mark]) -> Story:
    """The entry's own text; what stands after the first entry within it is no longer its own."""
    found = Story(entry)
    line = 0
    for root in entry.elements:
        line = _walk(root, found, owned, marked, line + 1)
    return found


def _walk(root: Element, found: Story, owned: dict[Element, Entry], marked: dict[Element, Mark], line: int) -> int:
    elements, at = root.tree.elements, root.place
    opened: list[Element] = []
    done = False
    while True:
        while opened and at >= opened[-1].end:
            ended = opened.pop()
            line += ended.tag in BLOCKS
            parent = ended.parent
            if ended.tail and ended is not root and parent is not None and not done:
                _says(found, ended.tail, ended, parent, line, root, marked, tail=True)
        if at >= root.end:
            return line
        node = elements[at]
        tag = node.tag
        other = node is not root and node in owned
        if other:
            done = True
        if done or tag in SILENT:
            found.apart.add(node)
        opened.append(node)
        if other or tag in SILENT:
            at = node.end
            continue
        at += 1
        line += tag in BLOCKS or tag == "br"
        if not done:
            found.own.append(node)
            if (mark := marked.get(node)) is not None and mark.element is node:
                found.marks.append(mark)
            if node.text:
                _says(found, node.text, node, node, line, root, marked, tail=False)


def _says(
    found: Story,
    text: str | None,
    node: Element,
    holder: Element,
    line: int,
    root: Element,
    marked: dict[Element, Mark],
    *,
    tail: bool,
) -> None:
    words = squeezed(text) if text else ""
    if not words:
        return
    piece = Piece(words, node, tail, holder, line)
    parent = holder.parent
    if holder is root or parent is None:
        piece.key = signature(holder)
    else:
        piece.key = _signed_within(holder.tag, holder.get("class") or "", parent.tag, parent.get("class") or "")
    piece.hint, piece.linked = _hint(holder, root, found.hints)
    mark = marked.get(holder)
    if mark is not None and (mark.text == words or mark.machine or mark.parts):
        piece.mark = mark
    if piece.hint != "control" and (piece.linked is not None or words[0] in "[(«") and is_control_word(words):
        piece.hint = "control"
    found.pieces.append(piece)


def is_control_word(words: str) -> bool:
    return words.strip(" .:[]()«»|·•→↓…").casefold() in _CONTROLS


def _hint(
    holder: Element, root: Element, known: dict[Element, tuple[str, Element | None]]
) -> tuple[str, Element | None]:
    """What the nearest name above the text tells of it, and the link that it is."""
    above: list[Element] = []
    node: Element | None = holder
    while node is not None and node is not root and node not in known:
        above.append(node)
        node = node.parent
    hint, linked = known.get(node, ("", None)) if node is not None else ("", None)
    if node is root and root.tag == "a" and root.get("href"):
        linked = root
    for node in reversed(above):
        attrib = node.attrib
        names = f"{attrib.get('class', '')} {attrib.get('id', '')} {attrib.get('itemprop', '')}" if attrib else ""
        own = _named(names, "button" if attrib.get("role") == "button" else node.tag)
        if own and not (own == "control" and len(text_of(node)) > LONGEST_CONTROL):
            hint = own
        if node.tag == "a" and node.get("href"):
            linked = node
        known[node] = hint, linked
    return hint, linked


def is_author_named(element: Element) -> bool:
    """Whether its own class, id or microdata says that it names an author."""
    attrib = element.attrib
    return (
        _named(f"{attrib.get('class', '')} {attrib.get('id', '')} {attrib.get('itemprop', '')}", element.tag)
        == "author"
    )


@lru_cache(maxsize=20_000)
def _named(names: str, tag: str) -> str:
    names = _LOOKS.sub("", names)
    if tag == "cite" and not _DATE.search(names):
        return "author"
    if tag == "time":
        return "date"
    if tag == "button":
        return "control"
    for hint, pattern in (
        ("body", _TEXT),
        ("author", _AUTHOR),
        ("control", _CONTROL),
        ("date", _DATE),
        ("body", _BODY),
    ):
        if pattern.search(names):
            return hint
    return ""


def signature(element: Element) -> str:
    """Tag and classes without what varies between entries."""
    return _signed(str(element.tag), element.get("class") or "")


@lru_cache(maxsize=20_000)
def _signed_within(tag: str, names: str, above: str, names_above: str) -> str:
    return f"{_signed(tag, names)}<{_signed(above, names_above)}"


@lru_cache(maxsize=20_000)
def _signed(tag: str, names: str) -> str:
    return ".".join([tag, *sorted(name for name in names.split() if not _VARIABLE.match(name))[:3]])
