"""The post's own content on a page of no known platform: where most of its running text stands together."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.extraction.by_structure.titles import folded
from blogarchive.extraction.content import Content, content_of
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within

if TYPE_CHECKING:
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# Named by microdata, microformats or habit: the surest first.
MARKED = (
    "[itemprop='articleBody']", ".e-content", ".entry-content", ".post-content", ".post-body", ".article-body",
    ".article-content", ".entry-body", ".post__content", ".article__body", ".blog-post-content", ".story-body",
    ".content-body", ".blog-content", ".post-text", ".entry",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:comment(?:s|list|-list|s-area|s-container|s-section|-respond)?|respond|disqus\S*|(?:(?:left|right|main|page|site)[-_]?)?side-?bar\S*"
    r"|(?:site-?|page-?|main-?)?footer|widget|widget-area|related\S*|(?:(?:main|site|top|primary|secondary)[-_]?)?(?:nav|navbar|navigation|menu)"
    r"|masthead|popup\S*|\S*modal|cookie\S*|blogroll|\S*-rail|(?:most-?read|trending|recommended|latest-news|breaking)\S*)(?:$|\s)",
    re.IGNORECASE,
)
_TEASERS = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|trending|popular|most-?read|latest|teasers?|promos?|newsletter\w*|subscribe\w*"
    r"|breaking|ticker|rail|side-?bar|outbrain|taboola|recirc\w*|more-from|read-?more|up-?next|footer|comments?"
    r"|author-?(?:bio|box|info)?|bio|menu|nav\w*|share|social|ads?|modal|popup|cookie|images?|photos?|caption|gallery"
    r"|video|meta\w*|dateline|byline)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OWN = re.compile(r"\d|^[0-9a-f]{6,}$|[A-Z]{2}")
_LEAST = 200
_SMALL = 12
"""Elements that the teaser of a post takes at most."""
_LINE = 30
"""Characters of running text below which a line adds nothing to a post, unless it is an item of a list."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "dd", "dt", "td"})
_TALK = re.compile(r"comment|respond|disqus", re.IGNORECASE)
_PROSE = frozenset({"p", "pre", "blockquote", "li", "td", "dd", "h2", "h3", "h4"})
_NO_PROSE = frozenset({"script", "style", "a", "noscript", "option", "button", "textarea", "title"})
_EMPHASIS = frozenset({"em", "strong", "b", "i", "code", "span", "font", "u"})
_OUTER = frozenset(
    {"div", "article", "section", "main", "td", "body", "center", "font", "span", "blockquote", "form", "dd", "li"}
)


_INNER = frozenset({"td", "li", "dd", "blockquote"})
"""What may hold the most text of a post and is no more than its table, its code, its list."""


def content(document: Document, found: Findings, least: int = 0) -> Content:
    """The post's content, and what holds it; nothing where the page holds no running text of `least` characters."""
    root = find(document, found)
    if root is None or len(text_of(root)) <= least:
        return Content()
    return content_of(document, root, found.thread, found.hidden.elements, _heading(document, found, root))


def find(document: Document, found: Findings) -> Element | None:
    """The element that holds the post's text and as little else as may be."""
    own = _prose(document, found)
    if (article := _article(document, own)) is not None:
        own = {element: length for element, length in own.items() if is_within(element, article)}
    scores = _scores(own)
    best = max(scores, key=lambda element: scores[element], default=None)
    if best is None:
        return None
    for selector in MARKED:
        marked = [e for e in document.select(selector) if not _is_elsewhere(document, found, e)]
        longest = max(marked, key=lambda e: scores.get(e, 0.0), default=None)
        if longest is not None and scores.get(longest, 0.0) >= 0.6 * scores[best]:
            return _widened(longest, own)
        around = next((e for e in marked if best.tag in _INNER and is_within(best, e)), None)
        if around is not None:
            return _widened(around, own)
    return _widened(_out_of_list(best), own)


def _article(document: Document, own: dict[Element, int]) -> Element | None:
    """Of several `article` elements the one under the page's own heading, if it holds a text."""
    articles = document.by_tag("article")
    if len(articles) < 2:
        return None
    said = folded(document.said("og:title") or document.title)
    for heading in (*document.by_tag("h1"), *document.by_tag("h2")):
        text = folded(text_of(heading))
        article = next(heading.iterancestors("article"), None) if len(text) > 3 and text in said else None
        if article is not None:
            return article if sum(n for e, n in own.items() if is_within(e, article)) >= _LEAST else None
    return None


def _prose(document: Document, found: Findings) -> dict[Element, int]:
    """How much running text each element holds by itself, where posts may stand."""
    own: dict[Element, int] = {}
    hidden = found.hidden.elements
    gone: set[Element] = set()
    linked = 0
    for element in document.elements:
        if element.tag == "a" and element.get("href") and element.end - element.place < _SMALL:
            linked = element.end  # what a link wraps announces another page
        if element.place < linked:
            continue
        if (
            element.parent in gone
            or element in hidden
            or element.tag == "noscript"
            or _names_elsewhere(document, element)
        ):
            gone.add(element)
        elif (length := _own_length(element)) >= 20:
            own[element] = length
    return own


def _scores(own: dict[Element, int]) -> dict[Element, float]:
    """Running text by the element that holds it: in full for its parent, by less for those above."""
    scores: dict[Element, float] = {}
    for element, length in own.items():
        holder = element.getparent() if element.tag in _PROSE or element.tag not in _OUTER else element
        weight = float(length)
        for _ in range(3):
            if holder is None:
                break
            if holder.tag in _OUTER:
                scores[holder] = scores.get(holder, 0.0) + weight
                weight *= 0.6
            holder = holder.getparent()
    return scores


def _widened(best: Element, own: dict[Element, int]) -> Element:
    """A post in several blocks: the nearest ancestor that holds much more of the running text than `best` does."""
    have = _told(best, own)
    inner, holder = best, best.parent
    for _ in range(6):
        if holder is None or holder.tag not in ("div", "article", "section", "main", "td"):
            break
        if have + _added(holder, inner, own) > 1.2 * have:
            best, have = holder, _told(holder, own)
            inner = holder
        holder = holder.getparent()
    return best


def _out_of_list(best: Element) -> Element:
    """What holds the whole list, where the most text stands in an item of one: a post of lists is no item of itself."""
    holder = best
    while holder.tag in ("li", "ul", "ol") and holder.parent is not None:
        if any(True for _ in holder.iter("h1", "h2", "h3")):
            return best
        holder = holder.parent
    return holder


def _told(holder: Element, own: dict[Element, int]) -> int:
    return sum(length for element, length in own.items() if is_within(element, holder))


def _added(holder: Element, inner: Element, own: dict[Element, int]) -> int:
    """How much running text `holder` has beside `inner`, what announces other posts apart."""
    alike = {_kind(element) for element in (inner, *inner.iterancestors()) if element.place > holder.place}
    total = until = 0
    for element in holder.iter("*"):
        if element.place < until:
            continue
        if element is inner or (not is_within(inner, element) and _kind(element) not in alike and _announces(element)):
            until = element.end
            continue
        length = own.get(element, 0) if element.tag not in _HEADINGS else 0
        if length >= _LINE or (length and element.tag in _ITEMS and not any(True for _ in element.iter("a"))):
            total += length
    return total


def _kind(element: Element) -> tuple[str, str]:
    """Its tag and its classes but for those that are its own: parts of one post are made alike."""
    return element.tag, _shared(element.get("class") or "")


@lru_cache(maxsize=20_000)
def _shared(names: str) -> str:
    return " ".join(name for name in names.split() if not _OWN.search(name))


def _announces(element: Element) -> bool:
    """Whether it is a teaser of another post, or a list of them: by its tag, its name, or its linked heading."""
    if element.tag in ("article", "aside", "nav", "footer", "header"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}" if element.attrib else ""
    if len(names) > 4 and _is_name_of_teasers(names):
        return True
    if element.tag not in ("li", "div", "section") or element.end - element.place > _SMALL:
        return False
    for heading in element.iter("h2", "h3", "h4", "h5"):  # <h3><a>TITLE</a></h3> or <a><h3>TITLE</h3></a>
        above = heading.parent
        if above is element and any(text_of(link) == text_of(heading) for link in heading.iter("a")):
            return True
        if above is not None and above.tag == "a" and above.parent is element:
            return True
    return False


def _own_length(element: Element) -> int:
    """Length of the text that stands in the element itself, or in words marked within it, links apart."""
    if element.tag in _NO_PROSE:
        return 0
    length = len(element.text.strip()) if element.text else 0
    for child in element if element.end > element.place + 1 else ():
        if child.tail:
            length += len(child.tail.strip())
        if child.text and child.tag in _EMPHASIS:
            length += len(child.text.strip())
    return length


def _names_elsewhere(document: Document, element: Element) -> bool:
    """Whether its name says that something else than the post stands there, and its contents do not deny that."""
    if element.tag in ("body", "html", "article", "main"):
        return False
    if element.tag == "nav" and element not in document.headed:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}" if element.attrib else ""
    if element.tag not in ("nav", "footer", "form", "aside") and (len(names) < 4 or not _is_name_of_elsewhere(names)):
        return False
    if element.tag in ("div", "form", "section") and (element in document.headed or _holds_one(element)):
        return False
    return bool(_TALK.search(names)) or len(text_of(element)) < 0.4 * document.length


def _holds_one(element: Element) -> bool:
    """Whether exactly one article stands within: several are a list of teasers."""
    return sum(1 for _ in element.iter("article")) == 1


@lru_cache(maxsize=20_000)
def _is_name_of_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


@lru_cache(maxsize=20_000)
def _is_name_of_teasers(names: str) -> bool:
    return _TEASERS.search(names) is not None


def _is_elsewhere(document: Document, found: Findings, element: Element) -> bool:
    return found.hides(element) or any(_names_elsewhere(document, above) for above in element.iterancestors())


def _heading(document: Document, found: Findings, root: Element) -> set[Element]:
    """The post's title, where it stands within the content's element."""
    if found.heading is not None and is_within(found.heading, root):
        return {found.heading}
    named = (document.said("og:title") or document.title or "").casefold()
    return {*[e for e in root.iter("h1", "h2") if len(text_of(e)) > 3 and text_of(e).casefold() in named][:1]}
