"""What a template leaves in a post's text and no class gives away: stock phrases, menus, lists of other posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.html.text import beginning, text_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from blogarchive.html.tree import Element

# All that a line says; nobody who writes a post writes these on a line of their own.
_PHRASES = re.compile(
    r"""(?:advert(?:isement)?s?|this\ slideshow\ requires\ javascript|(?:show|hide|view)?\ ?caption
    |give\ feedback|sponsored\ links?|sponsored\ content|ads?\ by\ google
    |anzeigen?|werbung|publicité|publicidad[e]?
    |pubblicità|advertentie|reklama|реклама|広告|广告|廣告|광고
    |(?:continue|keep)\ reading(?:\ below|\ the\ main\ story)?
    |(?:click\ (?:here\ )?to\ )?read\ (?:the\ )?(?:more|full\ story|full\ article)
    |weiterlesen|lire\ (?:la\ suite|aussi)|leer\ más|leia\ mais|leggi\ (?:tutto|di\ più)|lees\ (?:meer|verder)
    |back\ to\ (?:top|gallery)|report\ (?:an?\ )?error|skip\ to\ (?:content|main\ content|article)|scroll\ to\ top
    |print(?:\ this)?(?:\ (?:article|page|post))?|e-?mail(?:\ this)?(?:\ (?:article|page|post))?
    |order\ reprints|get\ short\ url
    |(?:share|tweet|pin|like|follow)(?:\ (?:this|it|us))?(?:\ (?:article|post|story|page))?
      (?:\ (?:on|via|with)\ .{3,20})?
    |share\ this\ on\ \w+|teilen|drucken|partager|imprimer|compartir|imprimir
    |compartilhar|condividi|stampa|delen|udostępnij
    |(?:post|leave|add)\ a\ comment|(?:\d+\ )?comments?(?:\ \(?\d+\)?)?|kommentieren|comments?\ (?:are\ )?closed|reply
    |subscribe(?:\ now)?|sign\ (?:in|up)|log\ ?in|text\ size|image\ source|view\ gallery|close|loading\W*|previous|next
    |this\ (?:post|article|page|site|blog|recipe)\ (?:may\ |might\ |can\ )?contains?\ affiliate\ links\b.{0,80}
    |blog\ comments\ powered\ by\ disqus|please\ enable\ javascript.{0,80}|zum\ (?:inhalt|seitenanfang)|nach\ oben)""",
    re.VERBOSE | re.IGNORECASE,
)
# "PUBLISHED: November 19, 2019 at 8:59 pm | UPDATED: …", "By NAME - 2019-04-10", above the text alone
_DATELINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|published|updated|posted|written|last\ (?:updated|modified)|erstellt|veröffentlicht"
    r"|aktualisiert|publié|mis\ à\ jour|publicado|actualizado|pubblicato|aggiornato|geplaatst)\b.{0,110}\d",
    re.VERBOSE | re.IGNORECASE,
)
# What WordPress's first theme wrote below each post, and hundreds of themes after it, in the blog's language.
_FILED = re.compile(
    r"""\W*(?:this\ (?:entry|post|article|item)\ (?:was|is)\ (?:written|posted|filed|published|tagged)\b
    |\S.{0,40}\ posted\ this\ (?:entry|post)\ on\b
    |you\ can\ (?:follow\ (?:any|the)|skip\ to|leave\ a)\ (?:response|comment|the\ end)
    |(?:dieser|der)\ (?:eintrag|beitrag|artikel)\ (?:wurde|ist)\b.{0,60}\b(?:veröffentlicht|abgelegt|geschrieben)
    |(?:esta\ entrada|este\ artículo)\ (?:fue|ha\ sido)\ (?:publicad|escrit)
    |(?:cet\ article|cette\ entrée|ce\ billet)\ (?:a\ été|est)\ (?:publié|posté|écrit|classé)
    |quest[oa]\ (?:articolo|voce|elemento|post)\ (?:è\ stat[oa]|è)\ (?:pubblicat|inserit|scritt|postat)
    |(?:esta\ entrada|este\ (?:artigo|post))\ foi\ (?:publicad|escrit|postad)
    |dit\ bericht\ (?:is|werd)\ (?:geplaatst|gepost)|ten\ wpis\ został\ |(?:эта\ )?запись\ (?:была\ )?опубликована)""",
    re.VERBOSE | re.IGNORECASE,
)
_FILED_LENGTH = 700
# "« BEFORE | Main | BEHIND »"
_PAGER = re.compile(r"^(?:«.{1,120}\|\s*)?(?:main|home)\s*(?:\|.{1,120}»)?$", re.IGNORECASE)
_LINES = frozenset({"p", "div", "span", "li", "a", "h2", "h3", "h4", "h5", "h6", "strong", "b", "small", "em", "label"})
_LISTS = frozenset({"ul", "ol", "div", "section", "table", "dl"})
_PROSE, _LINE, _LEAST, _UNIT, _WORDS = 80, 60, 3, 40, 350
_SPARE = 16
"""Characters beside a date in a line that states nothing else: a weekday, a label."""
_PICTURE = re.compile(r"caption|gallery|slide|photo|image|picture|media|viewer", re.IGNORECASE)
_RECIPE = re.compile(r"recipe|ingredient|instruction|rezept|receta|ricetta|wp-block-list|toc", re.IGNORECASE)


def boilerplate_phrases(root: Element, gone: Collection[Element]) -> set[Element]:
    """The elements below `root` that only the template wrote, beside those that are `gone` already."""
    first, last = _prose(root, gone)
    whole = root.last - root.first
    half = root.first + whole // 2
    found: set[Element] = set()
    seen: set[str] = set()
    until = root.place + 1
    for element in root.iter("*"):
        if element.place < until:
            continue
        left = element in gone or _is_left(element, element.end <= first, element.place > last, whole)
        left = left or (element.tag in _LINES and (_is_repeated(element, seen) or _is_filed(element)))
        if left or (element.first > half and element.tag in _LISTS and _is_list_of_posts(element, whole)):
            until = element.end
            if element not in gone:
                found.add(element)
    return found


def _is_filed(element: Element) -> bool:
    """Whether the line says when the post was written, where it was filed and who may answer."""
    return _FILED.match(beginning(element, 90)) is not None and len(text_of(element)) < _FILED_LENGTH


def _is_repeated(element: Element, seen: set[str]) -> bool:
    """Whether a long line stands on the page before, as a picture's caption does in its viewer."""
    if element.end - element.place > _LEAST or element.last - element.first > _LEAST:
        return False
    text = text_of(element)
    if len(text) < _PROSE or text not in seen:
        seen.add(text)
        return False
    above = [element, *element.iterancestors()][:6]
    return any(e.tag == "figure" or _PICTURE.search(e.get("class") or "") for e in above)


def _is_list_of_posts(element: Element, whole: int) -> bool:
    """Three or more children alike, each a picture or a heading with a link, and few words."""
    if element.last - element.first > 0.4 * whole or element.end - element.place < 3 * _LEAST:
        return False
    alike: dict[tuple[str, str | None], list[Element]] = {}
    for child in element:
        alike.setdefault((child.tag, child.get("class")), []).append(child)
    units = max(alike.values(), key=len, default=[])
    return (
        len(units) >= _LEAST
        and all(_is_unit(unit) for unit in units)
        and bool(units[0].get("class") or element.get("class"))
    )


def _is_unit(element: Element) -> bool:
    links = [link for link in element.iter("a") if (link.get("href") or "#").startswith(("/", "http"))]
    if not links or element.end - element.place > _UNIT or len(text_of(element)) > _WORDS:
        return False
    return any(True for _ in element.iter("h2", "h3", "h4", "h5", "h6")) or (
        any(True for _ in element.iter("img")) and bool(text_of(element))
    )


def _prose(root: Element, gone: Collection[Element]) -> tuple[int, int]:
    """Where the running text begins and where it ends: the places of its first and its last long line."""
    first, last, until = root.end, root.place, root.place
    for element in root.iter("*"):
        if element.place < until:
            continue
        if element in gone:
            until = element.end
            continue
        if len((element.text or "").strip()) >= _PROSE and element.tag not in ("a", "script", "style"):
            first, last = min(first, element.place), max(last, element.place)
        if element is not root and len((element.tail or "").strip()) >= _PROSE:
            first, last = min(first, element.place), max(last, element.end)
    return first, last


def _is_left(element: Element, before: bool, behind: bool, whole: int) -> bool:
    if element.tag in _LINES and element.end - element.place < _LEAST and _is_phrase(element, before=before):
        return True
    if before and element.tag in ("p", "div") and element.end - element.place < 6 and _PAGER.match(text_of(element)):
        return True
    return (before or behind) and element.tag in _LISTS and _is_menu(element, whole)


def _is_phrase(element: Element, *, before: bool) -> bool:
    if element.last - element.first > _LEAST:
        return False
    text = text_of(element)
    if not 2 < len(text) < (2 * _LINE if before else _LINE):
        return False
    parent = element.parent
    if element.tag in ("span", "a", "strong", "b", "em", "small") and parent is not None and text_of(parent) != text:
        return False
    return _PHRASES.fullmatch(text.strip(" :.…»›→|[]")) is not None or (before and _is_dateline(text))


def _is_dateline(text: str) -> bool:
    if _DATELINE.match(text):
        return True
    date = dates.spot(text) if any(char.isdigit() for char in text) else None
    return date is not None and len(text) - (date.end - date.start) < _SPARE


def _is_menu(element: Element, whole: int) -> bool:
    """Whether a template wrote the links: its lists have classes, or pictures and headings in their items."""
    if element.last - element.first > 0.6 * whole:
        return False
    links = [link for link in element.iter("a") if not (link.get("href") or "#").startswith("#")]
    if len(links) < _LEAST or _RECIPE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if not any(e.get("class") for e in (element, *element)) and not any(True for _ in element.iter("img", "h3", "h4")):
        return False
    length = len(text_of(element))
    return length > 0 and sum(len(text_of(link)) for link in links) > 0.7 * length
