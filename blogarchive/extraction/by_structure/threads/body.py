"""What each entry of an unknown thread says: its own text without names, dates and the theme's words around it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.threads.names import AVATAR, clean_name
from blogarchive.extraction.by_structure.threads.times import is_all_date
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blogarchive.extraction.by_structure.threads.date_marks import Mark
    from blogarchive.extraction.by_structure.threads.pieces import Piece, Story
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element


def cut_repeated(stories: list[Story]) -> None:
    """Words that stand in most entries belong to the theme: "says:", "Permalink", "12 fans"."""
    for each in stories:
        for piece in each.pieces:
            piece.cut = piece.hint == "control"
        _cut_replied(each)
    if len(stories) < 4:
        return
    worded = [[_wording(piece) for piece in each.pieces] for each in stories]
    counts: Counter[tuple[str, str]] = Counter()
    for each, wordings in zip(stories, worded, strict=True):
        pairs = zip(each.pieces, wordings, strict=True)
        counts.update({wording for piece, wording in pairs if len(piece.text) < 60})
    for each, wordings in zip(stories, worded, strict=True):
        for piece, wording in zip(each.pieces, wordings, strict=True):
            often = counts[wording] > 0.6 * len(stories)
            if often and piece.mark is None and (piece.hint != "author" or _is_one_of_several(piece, each)):
                piece.cut = piece.repeated = True


def _is_one_of_several(piece: Piece, each: Story) -> bool:
    """A rank or a count beside the name; where it stands alone it is the name of who says most here."""
    others = (p for p in each.pieces if p.hint == "author" and not p.cut and p.mark is None)
    return any(p.text != piece.text and clean_name(p.text) for p in others)


def _wording(piece: Piece) -> tuple[str, str]:
    counted = piece.text[0].isdigit() and piece.text[-1].isalpha()
    return piece.key, piece.text.lstrip("0123456789,. ") if counted else piece.text


def _cut_replied(each: Story) -> None:
    """ "In reply to <a>a title</a> by Ann": all of it up to a date, on one line."""
    for place, piece in enumerate(each.pieces):
        if _IN_REPLY.match(piece.text):
            each.reply_lines.add(piece.line)
            for following in each.pieces[place : place + 6]:
                if following.line != piece.line or following.mark is not None or len(following.text) > 120:
                    break
                following.cut = True


def cut_head(each: Story, mark: Mark | None, name: Piece | None) -> None:
    """Name and date, and the loose words on their lines ("says:", "on", "| #3")."""
    head = {
        p.line
        for p in each.pieces
        if p is name or (mark is not None and p.mark is mark and p.holder in (mark.element, *mark.parts))
    }
    last = -1
    for place, piece in enumerate(each.pieces):
        if piece is name or (mark is not None and piece.mark is mark):
            piece.cut, last = True, place
        elif _is_head(piece, name, each):
            piece.cut = True
    head |= each.reply_lines
    for line in head:
        rest = [p for p in each.pieces if p.line == line and not p.cut]
        if sum(len(p.text) for p in rest) <= 60 or not rest:
            for piece in rest:
                piece.cut = True
        else:
            _cut_edges(rest)
    if all(p.cut for p in each.pieces) and last >= 0:
        _give_back(each, last, name)


_LABEL = re.compile(
    r"^(?:(?:ping|track)back(?: by| from)?|webmention|comment by)\W*$|^in reply to\b.{0,80}$", re.IGNORECASE
)


_NUMBER = re.compile(r"^[#№]?\s?\d{1,4}\s?[.:)#]?$|^#$")  # its place on the page
_IN_REPLY = re.compile(
    r"^(?:in reply to|in response to|replied to|replying to|antwort auf|als antwort auf"
    r"|en r[ée]ponse [àa]|en respuesta a"
    r"|em resposta a|in risposta a|in antwoord op|w odpowiedzi|svar till?|в ответ)\b",
    re.IGNORECASE,
)


def _is_head(piece: Piece, name: Piece | None, each: Story) -> bool:
    """What else belongs to the head: the name or the date once more, a label, a title that links to the comment."""
    if piece.hint == "body" or len(piece.text) > 120:
        return False
    if name is not None and piece.text == name.text and (piece.hint == "author" or piece.linked is not None):
        return True
    if _LABEL.match(piece.text) or _NUMBER.match(piece.text) or is_all_date(piece.text):
        return True
    linked = piece.linked
    return linked is not None and linked.tag == "a" and f"#{_fragment(each)}" in (linked.get("href") or "")


def _fragment(each: Story) -> str:
    return each.entry.element.get("id") or f"comment-{each.entry.id}"


def _cut_edges(rest: list[Piece]) -> None:
    for piece in rest:
        if len(piece.text) < 4 or not clean_name(piece.text):
            piece.cut = True
        else:
            break


def keep_named(stories: list[Story]) -> None:
    """Where the texts stand in elements named so, what else is left over is a badge, a motto, a "last edited"."""
    kept = [[piece for piece in each.pieces if not piece.cut] for each in stories]
    named = sum(len(piece.text) for pieces in kept for piece in pieces if piece.hint == "body")
    if named <= 0.65 * sum(len(piece.text) for pieces in kept for piece in pieces):
        return
    for pieces in kept:
        if any(piece.hint == "body" for piece in pieces):
            for piece in pieces:
                piece.cut = piece.hint != "body"


def is_of_page(each: Story) -> bool:
    """Whether an entry is or begins with the title of some page: a link of several words on a line of its own."""
    kept = [piece for piece in each.pieces if not piece.cut]
    link = kept[0].linked if kept else None
    if link is None or (link.get("href") or "#").startswith("#"):
        return False
    alone = all(piece.linked is link for piece in kept if piece.line == kept[0].line)
    return alone and (len(text_of(link).split()) > 2 or all(piece.linked is link for piece in kept))


def cut_subjects(each: Story) -> None:
    """A heading that only says the first words of the text, as Drupal makes them for comments without a subject."""
    kept = [piece for piece in each.pieces if not piece.cut]
    for piece, following in pairwise(kept):
        titled = piece.holder.tag in _TITLES or (piece.linked is not None and piece.linked.getparent() in _titles(each))
        if titled and _solid(_from(kept, following)).startswith(_solid(piece.text.rstrip(" .…"))):
            piece.cut = True


def cut_bold_above(heads: Sequence[tuple[Story, Piece | None, Mark | None]]) -> None:
    """Subjects: short bold lines above name and date, where most entries have one and their text follows the head."""
    above = [(each, _bold_above(each, name, mark)) for each, name, mark in heads]
    if len(heads) < _FEWEST_SUBJECTS or sum(bool(subject) for _, subject in above) < 0.8 * len(heads):
        return
    for each, subject in above:
        if sum(not piece.cut for piece in each.pieces) > len(subject):
            for piece in subject:
                piece.cut = True


def _bold_above(each: Story, name: Piece | None, mark: Mark | None) -> list[Piece]:
    """What stands on the lines above the head, if all of it is bold, short, and more of the text stands below."""
    lines = [p.line for p in each.pieces if p is name or (mark is not None and p.mark is mark)]
    before = [p for p in each.pieces if lines and p.line < min(lines) and not p.cut]
    after = [p for p in each.pieces if lines and p.line > max(lines) and not p.cut]
    is_bold = all(any(e.tag in _BOLD for e in (p.holder, *islice(p.holder.iterancestors(), 2))) for p in before)
    said = sum(len(p.text) for p in before)
    return before if is_bold and said <= _LONGEST_SUBJECT and after else []


_FEWEST_SUBJECTS, _LONGEST_SUBJECT = 2, 100
_BOLD = frozenset({"b", "strong", "h2", "h3", "h4", "h5", "h6"})


def _from(kept: list[Piece], first: Piece) -> str:
    """The text that begins with a piece, as far as a heading may repeat it."""
    start = next(place for place, piece in enumerate(kept) if piece is first)
    return "".join(piece.text for piece in kept[start : start + 6])


def _solid(text: str) -> str:
    return "".join(text.split())


_TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})


def _titles(each: Story) -> set[Element]:
    return {element for element in each.own if element.tag in _TITLES}


def _give_back(each: Story, last: int, name: Piece | None) -> None:
    """A short text on the very line of the name: what follows it was the comment after all."""
    for piece in each.pieces:
        if piece is name or piece.hint in ("control", "date", "author") or piece.mark is not None:
            continue
        if len(clean_name(piece.text)) > 8 and piece.line >= each.pieces[last].line - 1:
            piece.cut = False


def body_of(document: Document, each: Story) -> tuple[str, str]:
    kept = [piece for piece in each.pieces if not piece.cut]
    if not kept:
        kept = [piece for piece in each.pieces if piece.hint == "body" and piece.repeated]
        for piece in kept:
            piece.cut = False
    if not kept:
        return "", ""
    filled: set[Element] = set()
    first = min(root.place for root in each.entry.elements)
    for piece in kept:
        node: Element | None = piece.holder
        while node is not None and node not in filled and node.place >= first:
            filled.add(node)
            node = node.getparent()
    without = each.apart | {e for e in each.own if e not in filled and not _shows(e)}
    mute = {p.node for p in each.pieces if p.cut and (p.tail or p.node in filled)}
    htmls, texts = [], []
    for root in _blocks(each.entry.elements):
        if root in filled:
            texts.append(plain_text(root, without=without, mute=mute))
            htmls.append(clean_html(root, document.base, without=without, mute=mute))
    return "\n".join(htmls), "\n\n".join(text for text in texts if text)


def _blocks(roots: Iterable[Element]) -> Iterator[Element]:
    """What an entry's text stands in: of one that is a list, its items, which are no list to a reader."""
    for root in roots:
        if root.tag in ("ul", "ol"):
            yield from root
        else:
            yield root


def _shows(element: Element) -> bool:
    """A picture, or a break between lines, is content without a word."""
    if element.tag == "br":
        return True
    return element.tag == "img" and not AVATAR.search(f"{element.get('class')} {element.get('src')}")
