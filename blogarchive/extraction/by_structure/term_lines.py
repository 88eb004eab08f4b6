"""Categories and tags by the words before them: "Filed under: A, B", "Schlagwörter: C", in any markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.extraction.terms import is_elsewhere, label, may_be_label, without_mark
from blogarchive.html.text import line, text_of
from blogarchive.html.tree import is_within
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_CATEGORY = r"""
    (?:posted|filed|published|listed|categori[sz]ed|archived|stored|abgelegt|veröffentlicht|geschrieben|gepostet
      |eingeordnet|publié[e]?|classé[e]?|rangé[e]?|posté[e]?|publicado|archivado|guardado|arquivado|postado|pubblicato
      |inserito|archiviato|geplaatst|gepost|lagt|skrevet|publicerat|postat|opublikowan\w+|zamieszczon\w+|zařazeno
      |zaradené|опубликовано|размещено)
      \ +(?:in|under|as|unter|dans|sous|en|bajo|em|sotto|i|w|v|в|onder)(?:\ +(?:kategori\w*|category|categoría))?\ *:?
    | (?:in|post|blog|article)?\ *(?:categor(?:y|ies|ía|ías|ia|ias|ie|ieën|ieen|iile|ii)|catégories?|kategorien?
      |kategori(?:er|a|e)?|kategóri[ae]k?|kategorij[ae]|rubrik(?:en)?|rubriques?|rubryk[ai]|категори[яи]|рубрик[аи]
      |категорії|κατηγορί(?:α|ες)|kategoriler|дэгээр|danh\ mục|sections?|sección|sezione|ressort)\ *[:：]
    | (?:カテゴリー?|分类|分類|카테고리|หมวดหมู่?|دسته(?:‌بندی)?(?:ها)?|التصنيف(?:ات)?|קטגורי(?:ה|ות))\ *[:：]
"""
_POSTED = r"(?:posted|published|written|veröffentlicht|geschrieben|publié|publicado|pubblicato)\b"
# "Posted at 10:52 AM in", "January 17, 2005 in": all that stands before the names
_CATEGORY += rf"""
    | (?<![^|·•])(?:{_POSTED})?.{{0,50}}
      (?P<time>\b(?:19|20)\d\d|\d:\d\d(?:\ ?[ap]\.?m\.?)?)\ +(?:in|under|unter|dans|en|em)
"""
_HOUR_ALONE = re.compile(rf"^(?:{_POSTED}.{{0,50}}\s|(?:at\s+|um\s+|à\s+|@\s*)?)\d{{1,2}}:\d\d\b", re.IGNORECASE)
_TAG = r"""
    (?:tags?|tagged(?:\ +(?:as|with|in|under))?|tagged\ in|labels?|keywords?|schlag(?:wörter|worte|wort)
      |stich(?:wörter|worte|wort)|getaggt(?:\ mit)?|étiquettes?|mots[-\ ]cl[ée]s|etiquetas?|etiquetado(?:\ como)?
      |marcadores|palabras\ clave|palavras[-\ ]chave|tagged\ with|etichett[ea]|parole\ chiave|trefwoorden|tagi|otagowano
      |słowa\ kluczowe|štítky|klíčová\ slova|címkék?|kulcsszavak|etiketter|taggar|nyckelord|emneord|stikord|merket\ med
      |avainsanat|tunnisteet|метки|теги|ключевые\ слова|позначки|етикети|ετικέτες|etiketler|oznake|ključne\ riječi
      |etichete|từ\ khóa|thẻ|žymos|birkas|märksõnad)\ *[:：]
    | (?:tagged(?:\ +(?:as|with|under))?|(?:und\ )?getagg(?:ed|t(?:\ mit)?)|etiquetado\ como|tagged\ in|taggat\ med)
    | (?:タグ|标签|標籤|关键字|關鍵字|關鍵詞|태그|ป้ายกำกับ|برچسب(?:‌?ها)?|الوسوم|وسوم|תגיות|תוויות)\ *[:：]
"""
_BEFORE = re.compile(
    rf"(?:^|[\s|•·(,–—-])(?:(?P<category>{_CATEGORY})|(?P<tag>{_TAG}))\s*$", re.VERBOSE | re.IGNORECASE
)
# How every text ends that ends with a label, but for the many forms of "kategorie"; cheaper than to read it all.
_ENDS = (
    ":", "：", "in", "under", "as", "unter", "dans", "sous", "en", "bajo", "em", "sotto", "i", "w", "v", "в", "onder",
    "category", "categoría", "tagged", "getagged", "getaggt", "with", "mit", "como", "med",
)  # fmt: skip
_WHOLE = re.compile(
    rf"^(?:(?P<category>{_CATEGORY})|(?P<tag>{_TAG}))(?<=[:：])\s*(?P<names>\S.*)$", re.VERBOSE | re.IGNORECASE
)
_LISTS = re.compile(
    r"/(?:(?P<category>categor(?:y|ies|ia|ias|ie|ies?)|cat|kategorien?|kategori(?:er|a)?|rubrik(?:en)?|rubriques?|section"
    r"|sections|ressort|themen?)|(?P<tag>tags?|etiquetas?|etiquettes?|schlagw(?:ort|oerter)|stichw(?:ort|oerter)|labels?"
    r"|keywords?|tagged|topics?|mot-cle))/[^/]",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,|/·•;&.:+#>»-]*(?:and|und|et|y|e|og|och|en|i|и|ja)?[\s,|/·•;&.]*", re.IGNORECASE)
_COUNTED = re.compile(r"\D \d+$")  # "hills 16": a cloud of all the blog's tags
_MARKS = frozenset(",|/·•;")
_REACH_BEFORE, _REACH_BEHIND, _LAST_WITHIN = 60, 90, 45
_SENTENCE = 40
"""Characters beside its links that a line of categories may have: "Filed under", a day, an author."""
_LONGEST, _MOST = 90, 40
_MOST_SAID = 2 * _LONGEST - 1
"""Characters of a line that is a label with the names behind it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the lines around a post call its categories and tags."""

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def labelled(document: Document, found: Findings) -> Labelled:
    """The first categories and the first tags that a line around the post's text, or the end of it, names as such.

    Without such a line: those whose links lead to a list of a category's posts, or of a tag's.
    """
    called: dict[str, tuple[str, ...]] = {}
    for text, element, begin in _texts(document, found):
        label_of = _label_of(text)
        if label_of is None or found.hides(element) or is_elsewhere(element, found):
            continue
        kind = "category" if label_of["category"] else "tag"
        names = tuple(_linked(document, element, begin) if label_of.re is _BEFORE else _listed(label_of["names"]))
        if kind not in called and 0 < len(names) <= _MOST:
            called[kind] = tuple(dict.fromkeys(names))
    if len(called) < 2:
        called = {**_addressed(document, found), **called}
    named = {kind: tuple(without_mark(list(names))) for kind, names in called.items()}
    return Labelled(named.get("category", ()), named.get("tag", ()))


def _label_of(text: str) -> re.Match[str] | None:
    """The label with which a line ends; else the one that it begins with, and the names behind it."""
    folded = text.casefold() if len(text) < _LONGEST else ""
    if folded and (folded.endswith(_ENDS) or "kategor" in folded) and (match := _BEFORE.search(text)):
        return match if match["time"] is None or _is_dated(text) else None
    return _WHOLE.match(text) if ":" in text or "：" in text else None


def _is_dated(text: str) -> bool:
    """Whether a day or an hour stands there as a theme prints it, not as in "We met in 2005 in"."""
    day = dates.spot(text)
    return (day is not None and len(day.value) >= len("2015-03-11")) or _HOUR_ALONE.match(text) is not None


def _addressed(document: Document, found: Findings) -> dict[str, tuple[str, ...]]:
    named: dict[str, dict[str, None]] = {}
    until: dict[str, int] = {}
    for start, end in _spans(document, found):
        for link in document.elements[start:end]:
            if link.tag != "a" or (match := _LISTS.search(link.get("href") or "")) is None or _is_weighed(link):
                continue
            name, kind = label(text_of(link)), match.lastgroup or "tag"
            if (
                not may_be_label(link, name)
                or is_elsewhere(link, found)
                or (found.body is not None and is_within(link, found.body) and _is_in_sentence(link))
                or found.hides(link)
            ):
                continue
            if link.place < until.setdefault(kind, _line(link).end):
                named.setdefault(kind, {})[name] = None
    return {
        kind: tuple(names)
        for kind, names in named.items()
        if len(names) <= _MOST and 2 * sum(_COUNTED.search(name) is not None for name in names) <= len(names)
    }


def _is_in_sentence(link: Element) -> bool:
    """Whether the link stands among other words, as one does that the author wrote."""
    holder = link.parent
    if holder is None:
        return False
    beside = len(text_of(holder)) - sum(len(text_of(other)) for other in holder.iter("a"))
    return beside > _SENTENCE


def _is_weighed(link: Element) -> bool:
    """Whether the link is one of a cloud of all the blog's tags: there the size of each says how often it was given."""
    return "font-size" in (link.get("style") or "") or "tag-link-" in (link.get("class") or "")


def _line(link: Element) -> Element:
    """What holds the names beside a link: its line, or the list of which it is an item."""
    holder = link.parent or link
    is_item = holder.tag in ("li", "span") or (holder.tag == "div" and text_of(holder) == text_of(link))
    return holder.parent if is_item and holder.parent is not None else holder


def _spans(document: Document, found: Findings) -> tuple[tuple[int, int], ...]:
    """The elements before the post's text, the last within it, and those behind it."""
    body, heading = found.body, found.heading
    if body is None:
        return ()
    first = min(body.place, heading.place) if heading is not None else body.place
    threads = (entry.place for entry in found.thread if body.place < entry.place < body.end)
    end = min(threads, default=body.end)  # the thread may stand within the same element
    last = min(len(document.elements), end + _REACH_BEHIND)
    return (max(0, first - _REACH_BEFORE), body.place), (max(body.place, end - _LAST_WITHIN), last)


def _texts(document: Document, found: Findings) -> Iterator[tuple[str, Element, int]]:
    """Texts around the post, with their element and the place of what follows them."""
    for start, end in _spans(document, found):
        for element in document.elements[start:end]:
            if element.text and not element.text.isspace() and (text := line(element.text, _MOST_SAID)):
                yield text, element, element.place + 1
            if element.tail and not element.tail.isspace() and (text := line(element.tail, _MOST_SAID)):
                yield text, element if element.parent is None else element.parent, element.end


def _linked(document: Document, element: Element, begin: int) -> Iterator[str]:
    """The links that follow a label, up to the next words."""
    holder: Element = element
    for _ in range(3):
        if any(e.tag == "a" for e in document.elements[begin : holder.end]) or holder.parent is None:
            break
        begin, holder = max(begin, holder.place + 1), holder.parent
    inside, between = 0, ""
    for other in document.elements[begin : holder.end]:
        if other.place < inside:
            continue
        if other.tag != "a":
            if other.text and not _BETWEEN.fullmatch(other.text):
                return
        else:
            inside = other.end
            name = label(text_of(other))
            if name and may_be_label(other, name) and _is_own(document, other):
                yield name
        if other.tag == "a" and (mark := (other.tail or "").strip()):
            # "A, B | 3 comments": what stands between two names stands between all of them
            if not _BETWEEN.fullmatch(mark) or (mark in _MARKS and between not in ("", mark)):
                return
            between = mark if mark in _MARKS else between


def _is_own(document: Document, link: Element) -> bool:
    """Whether the link stays with the site: what somebody has published elsewhere is no category."""
    address = document.address(link.get("href"))
    return address is None or host_of(address) == host_of(document.page.url)


def _listed(text: str) -> Iterator[str]:
    """`Kategorie: Lifestyle, Sport`"""
    names = [label(part.strip()) for part in re.split(r"[,;|、，]", text)]
    if all(0 < len(name) < 40 and len(name.split()) < 5 for name in names):
        yield from names
