"""A post's own title: the heading that the page's titles repeat, else those titles without the blog's name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from blogarchive.extraction.by_structure.blog import site_names
from blogarchive.extraction.bylines import declared
from blogarchive.extraction.headings import heading_text
from blogarchive.extraction.page_dates import date_on
from blogarchive.extraction.page_parts import ARTICLES
from blogarchive.html.text import squeezed, text_of
from blogarchive.html.tree import PLACE, is_within
from blogarchive.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

SEPARATOR = re.compile(r"\s+(?:[|❘❙｜│¦·•»«›‹–—:~/\\]+|-+)\s+|\s*[|❘｜│»«]\s*")
_COMMENTS = re.compile(
    r"(?:^|\s)(?:comments?(?:-area|s-title|-respond|-reply-title)?|comments-title|respond|reply-title)(?:$|\s)"
)
_MAIN = re.compile(r"(?:^|[\s_-])(?:h1|headline|title|main-title|hed)(?:$|[\s_-])", re.IGNORECASE)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|overline|eyebrow|roofline|dachzeile|topline|surtitle|pretitle|supertitle|badge)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LIKELY = 2.0
"""A heading below this shares too little with the page's titles to overrule what a platform's selectors found."""
_LIKELY_LOWER = 2.8
"""The same for headings of a lower rank."""
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"\s(?:to|on|for|zu|auf|über|à|sur|en|a|su)\s+[“”\"„«‘'].+[“”\"»’']\W*$", re.IGNORECASE)
_FRAME = frozenset({"nav", "footer", "aside", "form"})
_UNSEEN = frozenset({"title", "script", "style", "option", "meta", "noscript", "textarea", "button", "label"})
# Folded, » is ".
_JOINT = re.compile(r"""\s*[|❘❙｜│¦»«›‹:·•/\\~]\s*(?=\S|$)|\s+-+\s*(?=\S|$)|\s+"\s+(?=\S|$)""")
_JOINTS = " \t|❘❙｜│¦·•»«›‹–—:~/\\-"
_FOLD = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "...", "«": '"', "»": '"'}
)


@lru_cache(maxsize=256)
def folded(text: str | None) -> str:
    """Text as it is compared: quotes, dashes, case and white space alike."""
    return squeezed((text or "").translate(_FOLD)).casefold()


class Title(NamedTuple):
    """A post's title, and the element that displays it."""

    text: str | None = None
    heading: Element | None = None


def title(document: Document, found: Findings, known: str | None = None) -> Title:
    """The displayed heading that the page's own titles repeat; without one, those titles minus the blog's name.

    What the platform found stays unless the page's own titles say otherwise and another heading says the same.
    """
    claims = [claim for claim in _claims(document) if claim]
    sites = {folded(name) for name in site_names(document)}
    claims += [part for claim in claims for part in _unjoined(claim, sites)]
    first = _first(found, known, claims)
    score = _title_score(folded(first.text), claims, sites) if first.text and claims else 0.0
    if first.text and (not claims or score >= _LIKELY):
        return (_called_title(document, found, first, claims, sites) if 0 < score < _LIKELY_LOWER else None) or first
    best, best_score = _likest(document, found, claims, sites)
    if first.text and best_score < _LIKELY:
        best = None
        if first.heading is not None and first.heading.tag != "h1":  # one in the text, below <span>TITLE</span>
            best = _displayed_claim(document, found, claims, sites)
    if not best and not first.text:
        claims = _of_address(document, claims)
    return (
        best
        or (_called_title(document, found, first, claims, sites) if first.text and claims else None)
        or (first if first.text else None)
        or _displayed_claim(document, found, claims, sites)
        or (_only_heading(document, found, sites) if claims else None)
        or (Title(_claimed_title(document, claims, sites), first.heading) if claims else None)
        or _heading_of_body(document, found)
    )


def _first(found: Findings, known: str | None, claims: list[str]) -> Title:
    """What the platform found, unless it is the heading of the thread, or the text itself."""
    heading = found.heading
    if not known or heading is None:
        return Title(known, heading)
    if _heads_thread(text_of(heading)) or _is_text(found.body, heading):
        return Title()
    return Title(_main_part(heading, claims) or known, heading)


def _likest(document: Document, found: Findings, claims: list[str], sites: set[str]) -> tuple[Title | None, float]:
    """The heading that is most like what the page calls itself, and how like it is."""
    best, best_score, spelled = None, 0.0, _spelled(document)
    for place, heading in enumerate(_headings(document, found)):
        text = _main_part(heading, claims) or heading_text(document, heading) or ""
        score = _title_score(folded(text), claims, sites) if text else 0.0
        if heading.tag != "h1" and score < _LIKELY_LOWER:  # what stands in the text speaks of the same things
            continue
        if score and not _leads_home(document, heading) and not _heads_thread(text):
            score += {"h1": 2.0, "h2": 1.0}.get(str(heading.tag), 0.5) - 0.01 * place
            score += 2.0 if spelled and _letters(text) == spelled else 0.0
            if score > best_score:
                best, best_score = Title(text, heading), score
    return best, best_score


def _claims(document: Document) -> Iterator[str]:
    """What the page calls itself to machines and in the window's title."""
    for claim in (document.said("og:title", "twitter:title"), _headline(document), document.title):
        yield unescape(claim) if claim and "&" in claim else claim or ""


def _unjoined(claim: str, sites: set[str]) -> Iterator[str]:
    """WordPress until 2014, `<title>&raquo; TITLE BLOG</title>`: the title, where the blog's name just follows it."""
    claim = squeezed(claim)
    text = folded(claim)
    for site in sites:
        if claim[:1] in "»›·|-" and text.endswith(f" {site}") and len(text) == len(claim):
            yield from [rest] if (rest := claim[: -len(site)].strip(_JOINTS)) else []


def _heads_thread(text: str) -> bool:
    """`3 Responses to “TITLE”`"""
    return _QUOTED.search(text) is not None and declared(text) is not None


def _is_text(body: Element | None, heading: Element) -> bool:
    """`<div class="e-content p-name entry-title">`: a note that has no title is marked up as its own title."""
    if body is not None and is_within(body, heading):
        return True
    return heading.tag not in ("h1", "h2", "h3") and len(text_of(heading)) > 250


def _main_part(heading: Element, claims: list[str]) -> str | None:
    """`<h1><span class="kicker">TOPIC</span><span class="headline">TITLE</span></h1>`: the title alone."""
    if not len(heading):
        return None
    whole = text_of(heading)
    wanted = {folded(claim) for claim in claims}
    own = squeezed(heading.text or "")
    if own and folded(own) in wanted:  # <h1>TITLE <small>SUBTITLE</small></h1>
        return own
    for child in heading.iter("h1", "h2", "h3", "span", "div", "em", "strong", "small", "a", "b"):
        names, part = child.get("class") or "", text_of(child)
        if not part or part == whole:
            continue
        if folded(part) in wanted or (_MAIN.search(names) and whole.endswith(part)):
            return part
        if _KICKER.search(names) and whole.startswith(part):
            return whole.removeprefix(part).lstrip(_JOINTS) or None
    words = _WORD.findall(folded(whole))
    # <h1>TITLE <span>badge</span></h1> where the page's title has TITLE (badge)
    return next((claim for claim in claims if _WORD.findall(folded(claim)) == words), None)


def _displayed_claim(document: Document, found: Findings, claims: list[str], sites: set[str]) -> Title | None:
    """A line under any tag that the page's title begins or ends with: `<p class="headline">TITLE</p>`."""
    best: Element | None = None
    wanted = [folded(claim) for claim in claims]
    for element in document.elements:
        if element in found.thread:
            break
        text = element.text
        if not text or not 4 <= len(text) < 300 or element.tag in _UNSEEN or element in found.hidden.elements:
            continue
        line = folded(text)
        if (
            len(line) >= 4
            and line not in sites
            and (best is None or len(line) > len(folded(best.text)))
            and any(_is_part(line, claim) for claim in wanted)
            and not _is_home_link(document, element)
        ):
            best = element
    return Title(squeezed(best.text or ""), best) if best is not None else None


def _called_title(
    document: Document, found: Findings, first: Title, claims: list[str], sites: set[str]
) -> Title | None:
    """`<a class="post-title">TITLE</a>` where the heading found, in the text, only speaks of the same things."""
    line = _displayed_claim(document, found, claims, sites) if first.heading is not None else None
    if line is None or line.heading is None or first.heading is None or line.heading.place >= first.heading.place:
        return None
    return line if line.text and _MAIN.search(line.heading.get("class") or "") else None


def _of_address(document: Document, claims: list[str]) -> list[str]:
    """The part of a claim that the address spells too: `/2020/06/hallo-welt/` of `Hallo Welt! | SOMEBODY`; else all."""
    spelled = _spelled(document)
    parts = {part for claim in claims for part in SEPARATOR.split(claim) if part and _letters(part) == spelled}
    return sorted(parts) if spelled and parts else claims


def _spelled(document: Document) -> str:
    """The letters of the address's last step, which most often are those of the title."""
    steps = [step for step in unquote(urlsplit(document.page.url).path).split("/") if step]
    letters = _letters(re.sub(r"\.\w{2,5}$", "", steps[-1])) if steps else ""
    return letters if len(letters) > 3 else ""


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _is_part(line: str, claim: str) -> bool:
    if line == claim:
        return True
    if claim.startswith(line):
        return _JOINT.match(claim, len(line)) is not None
    if claim.endswith(line):
        return _JOINT.search(claim[: -len(line)][-4:] + "\n") is not None
    return line in claim and line in SEPARATOR.split(claim)  # BLOG | TITLE | what the blog is about


def _is_home_link(document: Document, element: Element) -> bool:
    """Whether the line is, or stands in, a link to the front page, as the blog's name does."""
    for above in (element, *element.iterancestors()):
        if above.tag == "a" and above.get("href"):
            path = urlsplit(document.address(above.get("href")) or "").path
            return path in ("", "/") and urlsplit(document.page.url).path not in ("", "/")
    return False


def _heading_of_body(document: Document, found: Findings) -> Title:
    """On a page without any title of its own: the last heading before the post's text, or the first within it."""
    body, before = found.body, None
    for heading in _headings(document, found) if body is not None else ():
        text = text_of(heading)
        if not text or _leads_home(document, heading) or (len(text) < 30 and date_on(document, text)):
            continue
        if body is not None and heading.place > body.place:
            before = heading if is_within(heading, body) else before
            break
        before = heading
    return Title(heading_text(document, before), before)


def _only_heading(document: Document, found: Findings, sites: set[str]) -> Title | None:
    """The page's one heading of the first rank: titles for search engines often share no word with it."""
    body, headings = found.body, [e for e in _headings(document, found) if e.tag == "h1" and text_of(e)]
    if len(headings) != 1 or _leads_home(document, headings[0]):
        return None
    (heading,) = headings
    text = heading_text(document, heading)
    if body is not None and heading.place > body.place and not is_within(heading, body):
        return None
    if not text or folded(text) in sites or any(above.tag in _FRAME for above in heading.iterancestors()):
        return None
    return Title(text, heading)


def _title_score(text: str, claims: list[str], sites: set[str]) -> float:
    if text in sites and len(claims) > 0 and any(folded(claim) != text for claim in claims):
        return 0.0
    return max((_likeness(text, folded(claim)) for claim in claims), default=0.0)


def _likeness(text: str, claim: str) -> float:
    """How well a heading and what the page calls itself agree: 6 where they are the same, 0 where they share little."""
    if text == claim:
        return 6.0
    if _is_part(text, claim):
        return 3.0 + 2.5 * len(text) / len(claim)
    if len(claim) > 12 and claim in text:
        return 3.0
    words, others = set(_WORD.findall(text)), set(_WORD.findall(claim))
    shared = 2 * len(words & others) / (len(words) + len(others) or 1)
    within = len(text) / len(claim) if text in claim else 0.0
    return max(4.0 * shared if shared >= 0.5 else 0.0, 3.0 * within)


def _headings(document: Document, found: Findings) -> Iterator[Element]:
    hidden = found.hidden.elements
    for element in sorted((e for tag in ("h1", "h2", "h3") for e in document.by_tag(tag)), key=PLACE)[:80]:
        above = [element, *element.iterancestors()]
        if not any(e in hidden or _COMMENTS.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in above[:6]):
            yield element


def _leads_home(document: Document, heading: Element) -> bool:
    for link in heading.iter("a"):
        found = document.address(link.get("href"))
        if found and urlsplit(found).path in ("", "/") and not urlsplit(found).query:
            return urlsplit(document.page.url).path not in ("", "/")
    return False


def _claimed_title(document: Document, claims: list[str], sites: set[str]) -> str | None:
    """What the page calls itself, without the name of its blog at either end."""
    claims = [claim for claim in map(squeezed, claims) if folded(claim) not in sites]
    for claim in claims:
        if any(other != claim and _is_part(folded(claim), folded(other)) for other in claims):
            return claim
    for claim in claims:
        for site in sorted(sites, key=len, reverse=True):
            if site and folded(claim) != site:
                rest = _without(claim, site)
                if rest != claim:
                    return rest
    if not claims:
        return None
    parts = [part for part in SEPARATOR.split(claims[0]) if part]
    if len(parts) < 2 or len(claims) > 1:
        return claims[0]
    host = re.sub(r"\W|_", "", host_of(document.page.url).partition(":")[0].rpartition(".")[0])
    named = [
        part
        for part in parts
        if (letters := re.sub(r"\W|_", "", part).lower()) and (letters in host or host in letters)
    ]
    # WordPress, until 2006: "BLOG » TITLE"
    cut = named[0] if named else parts[0 if "»" in claims[0] else -1]
    return _without(claims[0], folded(cut))


def _without(claim: str, site: str) -> str:
    text = folded(claim)
    if len(text) != len(claim):
        return claim
    if text.endswith(site) and (cut := claim[: -len(site)].rstrip(_JOINTS)) != claim[: -len(site)].rstrip():
        return cut
    if text.startswith(site) and (cut := claim[len(site) :].lstrip(_JOINTS)) != claim[len(site) :].lstrip():
        return cut
    return claim


def _headline(document: Document) -> str | None:
    for thing in document.things(*ARTICLES):
        if isinstance(name := thing.get("headline") or thing.get("name"), str):
            return squeezed(name)
    return None
