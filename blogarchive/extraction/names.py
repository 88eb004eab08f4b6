"""A person's name out of what stands where an author is named, and whether words may be one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import byline, may_be_name, without_weekday
from blogarchive.extraction.page_dates import date_spot
from blogarchive.html.plain_text import BLOCKS, SILENT
from blogarchive.html.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# "View all posts by NAME", "Alle Beiträge von NAME", "Text & Fotos: NAME", "Autor NAME", "責任編集：NAME"
_BEFORE = re.compile(
    r"""^(?:[^\w"'(@]+
    |(?:view[ ]|see[ ]|read[ ]|more[ ]|all[ ])*(?:posts?|articles?|stories|entries|content|more)[ ](?:by|from|of)[ ]
    |(?:zeige[ ]|mehr[ ])?(?:alle[ ])?(?:alles|(?:weitere[ ])?(?:beiträge|artikel|posts))[ ](?:von|des[ ]autors)[ ]
    |about[ ](?!the\b|us\b|me\b|this\b|our\b|author)(?=\w)|über[ ](?!uns|mich|den|die|das)(?=\w)
    |zum[ ]profil[ ]von[ ]|(?:voir[ ])?(?:tous[ ]les[ ])?(?:les[ ])?articles[ ](?:de|par)[ ]
    |(?:ver[ ])?(?:todas?[ ]|todos?[ ])?(?:las[ ]|los[ ]|os[ ])?(?:entradas|artículos|posts|artigos)[ ](?:de|por)[ ]
    |(?:tutti[ ])?(?:gli[ ])?articoli[ ]di[ ]|(?:alle[ ])?berichten[ ]van[ ]|(?:wszystkie[ ])?wpisy[ ]
    |(?:(?:post|article|about|guest|blog|entry|story|recipe)[ ])?(?:author|writer|contributor)s?\b[ ]*[:：]?[ ]*(?=\w)
    |(?:autor(?:in|en|es|a|zy)?|auteure?s?|autori|autore|forfatter|författare|skribent|kirjoittaja|szerző|yazar|автор)\b
     [ ]*[:：]?[ ]*(?=\w)
    |(?:text|fotos?|photos?|words|story|bilder|images?|interview|redaktion|texte|texto|testo|tekst|foto|recept|rezept)\b
     (?:[ ]*(?:&|und|and|et|y|e|en|og|och|\+|/)[ ]*(?:text|fotos?|photos?|bilder|images?|video))?[ ]*[:：][ ]*
    |(?:(?:last[ ])?(?:posted|written|published|created|submitted|updated|reviewed|edited|contributed|geschrieben
      |verfasst|erstellt|veröffentlicht|gepostet|eingestellt|écrit|rédigé|publié|posté|proposé|escrito|publicado|creado
      |scritto|pubblicato|inserito|geschreven|geplaatst|gepost|skrevet|skriven|publicerad|napisane|napisany|dodane|dodał
      |napsal[aoi]?|vložil[ao]?|írta|közzétette|опубликовано|написано|добавил[ао]?|разместил[ао]?)\b[ ]*
      (?:on[ ].{4,24}?[ ])?)(?:by|von|durch|par|por|da|di|door|av|af|przez|od)?\b[ ]*[:：]?[ ]*(?=\w)
    |(?:by|von|vom|par|por|door|oleh|przez)[ ]*[:：]?[ ]+(?=\w)
    |(?:撰文|作者|文|著者|著|投稿者|執筆者?|筆者|ライター|责任编辑|編輯|编辑|来源|記者|记者
      |글쓴이|작성자|기자)[ ]*[:：/／][ ]*)""",
    re.VERBOSE | re.IGNORECASE,
)
# What follows a name: "NAME, Staff Writer", "NAME (Content Manager)", "NAME | Author", "NAME @handle", "NAME says"
_BEHIND = re.compile(
    r"""(?:[ ]*[|•·»→›/–—-]+[ ]*(?:author|autor(?:in)?|writer|editor|redaktion)?
    |[ ]?@[ ]?\w+
    |[ ]*\([^)]*(?:manager|editor|writer|author|team|staff|alumni|she/|he/|they/|contributor)[^)]*\)
    |[ ]*[→›»*:,;|]+|['’]s
    |[ ]*,[ ]*(?:(?:senior|staff|guest|managing|contributing|print|chief|freelance|former|lead|editorial|news|head
      |deputy|associate|assistant|executive|founding)[ ])*
      (?:writer|editor|contributor|author|reporter|columnist|correspondent|journalist|blogger|redakteur(?:in)?|redaktion
      |editor-in-chief|founder|co-founder|ceo|cto|photographer)\b.*
    |[ ]+(?:at|um|à|a[ ]las|alle|kl\.?)[ ]+\d.*
    |[ ]+(?:says|writes|schreibt|am|on|in|under|at|um|le|el|il|op|på)|[ ]+\S+@\S+\.\S+)$""",
    re.VERBOSE | re.IGNORECASE,
)
# What stands where names stand and is none.
_NO_NAME = re.compile(
    r"""^(?:\W*$|@|https?:)|https?://|@\S+\.\w{2,}|\b(?:19|20)\d\d$
    # a number, "12h", "2nd", and anything of several words; but not the name of an account, "10sr"
    |^\d(?!\d*(?!(?:st|nd|rd|th|hrs?|h|mins?|m|secs?|s|d|w|y|yrs?|am|pm|px|x|[kmg]b)$)[a-z][\w.-]*$)
    |\w/\w\S*/|\.(?:html?|php|aspx?)\b
    |^(?:(?:view|see|read|all|more|about|follow|share|fact|medically|advertiser|disclosure|sponsored|affiliate|leave
      |connect|subscribe|contact|comments?|reply|updated|last|published|posted|by|written|author|autor(?:in)?|auteur|autore
      |stand|teilen|mehr|alle|über|folge|veröffentlicht|anzeige|print|email|e-mail|bild|foto|photo|image|credit|source
      |quelle|share|home|blog|news|reading|time|no)(?:$|[ ](?:on|posts?|me|us|the|by|all|more|checked|reviewed
      |disclosure|article|author|beiträge|artikel|mir|uns|time|story|comments?|author['’]?s?|profile|in|at|from)\b.*|:.*))
    |^(?:facebook|twitter|linkedin|instagram|pinterest|youtube|email|rss|website|company|google\+?|mail|xing|github
      |gravatar|disqus|hugo|wordpress|admin|administrator|wordpressadmin|wpadmin|webmaster|root|none|null
      |undefined|n/a|archives?|ur[il]|feeds?|trackbacks?
      |staff[ ]only|privacy|menu|search|login|tags?|categor(?:y|ies)|january|february|march
      |april|may|june|july|august|september|october|november|december|today|yesterday|share|min|read)$
    |[ ](?:von|by|of|par|por)$
    |\b(?:min(?:ute)?s?[ ]read|read[ ]more|disclosure|profile|privacy[ ]policy|all[ ]rights)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ACCOUNTS = re.compile(
    r"^(?:admin|administrator|wordpressadmin|wpadmin|webmaster|root|editor|john doe|your name)$", re.IGNORECASE
)
"""Names of accounts rather than of persons: an author's where the page shows them, never where only machines hear."""
_ORDINARY_TEXT = """
the you your they how what why this that me my book buy our we is are to for in on with more about last updated min
read news blog marketing coordinator finance personal policy der die das und mit für auf mehr
"""
_ORDINARY = frozenset(_ORDINARY_TEXT.split())
_NO_WORD_TEXT = """
on in at am um uhr by from to the a posted read written updated and
"""
_NO_WORD = frozenset(_NO_WORD_TEXT.split())
_PARTICLES_TEXT = """
de da do dos di du van von der den vom zu zur la le el al bin ibn y e und and et & of the ter ten af av
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_LONGEST, _WORDS = 60, 6


def person(document: Document, text: str) -> str | None:
    """The name that a short text holds, without label, date, role or address around it."""
    if not text or len(text) > 240:
        return None
    text = squeezed(unescape(text) if "&" in text else text)
    if (spot := date_spot(document, text)) is None:
        return _bare(text)
    before = without_weekday(text[: spot.start].rstrip(" \t-–—|@,·•(").rstrip())
    return (_bare(before) if before else None) or _bare(text[spot.end :])


def _bare(text: str) -> str | None:
    for _ in range(3):
        shorter = _BEHIND.sub("", _BEFORE.sub("", text, count=1)).strip(" \t,;|•·–—-")
        if shorter == text:
            break
        text = shorter
    text = byline(text) or text
    return text if may_be_name(text) and not _is_no_name(text) else None


def _is_no_name(text: str) -> bool:
    return text.lower() in _NO_WORD or (_NO_NAME.search(text) is not None and _ACCOUNTS.match(text) is None)


def is_name(text: str) -> bool:
    """Whether the words could be somebody's name: one word, or words that begin large, with particles between."""
    words = text.split()
    if not may_be_name(text) or _is_no_name(text):
        return False
    if not 0 < len(words) <= _WORDS or len(text) > _LONGEST or any(mark in text for mark in "®©™!?…:"):
        return False
    if len(words) == 1:
        return not {text.lower()} & (_PARTICLES | _NO_WORD)
    return all(not word[0].islower() or word.lower() in _PARTICLES for word in words)


def is_full_name(text: str) -> bool:
    """Whether the words are most likely a first and a last name, with or without one between."""
    return is_name(text) and 2 <= len(text.split()) <= 4 and not is_ordinary(text)


def is_ordinary(text: str) -> bool:
    """Whether the words are rather a phrase of the page than a name: `Buy the Book`, `sound`."""
    words = text.casefold().split()
    return bool(_ORDINARY.intersection(words)) or (len(words) == 1 and text[0].islower())


def is_account_name(text: str) -> bool:
    """Whether the name is that of an account, such as "admin"."""
    return _ACCOUNTS.match(text) is not None


def name_of(document: Document, element: Element) -> str | None:
    """The name that an element shows: the first of the pieces in it that is one."""
    if not len(element):
        return person(document, element.text or "")
    pieces = [piece for piece in _pieces(element) if piece]
    if not pieces:  # <a class="h-card" rel="author"><img alt="NAME"></a>
        pieces = [squeezed(e.get("alt") or e.get("title") or "") for e in element.iter("img", "a")]
    for piece in pieces[:8]:
        if name := person(document, piece):
            return name
    return None


def _pieces(element: Element) -> Iterator[str]:
    """Its texts, parted where a block begins or ends, or where no space stands between two elements' texts."""
    line = ""
    for text, apart in _runs(element):
        if apart or (line and text and not line[-1].isspace() and not text[0].isspace() and text[0].isupper()):
            yield squeezed(line)
            line = ""
        line += text
    yield squeezed(line)


def _runs(element: Element) -> Iterator[tuple[str, bool]]:
    yield element.text or "", False
    opened: list[Element] = []
    elements, at = element.tree.elements, element.place + 1
    while at < element.end or opened:
        if opened and (at >= element.end or at >= opened[-1].end):
            ended = opened.pop()
            yield "", _parts(ended) or ended.tag in ("time", "abbr")
            yield ended.tail or "", False
            continue
        child = elements[at]
        if child.tag in SILENT:
            at = child.end
            yield child.tail or "", False
            continue
        yield "", _parts(child)
        yield child.text or "", False
        opened.append(child)
        at += 1


def _parts(element: Element) -> bool:
    """Whether texts before and after it are not of one line."""
    return element.tag in BLOCKS or element.tag == "br"


def is_credit(element: Element) -> bool:
    """Whether the name is that of a picture's author: it stands in a caption."""
    above = [element, *element.iterancestors()][:6]
    return any(e.tag in ("figure", "figcaption") or "caption" in (e.get("class") or "") for e in above)


# ---------------------------------------------------------------------- agreement


def same_name(shown: str, said: Iterable[str]) -> str | None:
    """The name where one that the page says to machines is the one shown, or begins it: `Mia BaumStaff Writer`."""
    letters = squashed(shown)
    for other in said:
        told = squashed(other)
        if letters == told:
            return shown
        if len(told) > 4 and letters.startswith(told):
            return other if " " in other else shown
    return None


def short_name(shown: str, said: Iterable[str]) -> bool:
    """Whether the name shown is a part of one that the page says to machines: `Mia` of `Mia Baum`."""
    words = {squashed(word) for word in shown.split()}
    return any(words <= {squashed(word) for word in other.split()} for other in said)


def squashed(name: str) -> str:
    """A name's letters and digits alone."""
    return re.sub(r"[\W_]+", "", name).casefold()
