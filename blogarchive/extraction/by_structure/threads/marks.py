"""The names and words by which themes in many languages tell where a thread stands and what an entry is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import ping_said
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.html.tree import Element
    from blogarchive.models import CommentKind

BLOCKS = frozenset(
    {"li", "div", "article", "section", "dt", "dd", "tr", "table", "tbody", "td", "p", "blockquote", "details", "dl"}
)

# Names that themes give to a single entry …
ENTRY = re.compile(
    r"^(?:\w{1,12}[_-])??(?:comment|comm|commento|kommentar|kommentti|commentaire|comentario|reply|replies|response|cmt|pingback"
    r"|trackback|webmention|mention|ping|feedback|c#)"
    r"(?:[_-]?(?:item|entry|block|box|body|container|wrap|wrapper|single|outer|inner|node|post|card|row|article|data|holder|main|text|\w))?"
    r"(?:[_-]?#)*$",
    re.IGNORECASE,
)
# … or to each of several: a single `comments-body` is as likely the box of all.
ONE_OF_SEVERAL = re.compile(
    r"^(?:comments|responses|replies|reactions)[_-]?(?:item|entry|block|body|node|post|single|card|row)$", re.IGNORECASE
)
# … and to the place where all stand.
_AREA = re.compile(
    r"comment(?!s?[_-]?(?:open|closed|count|link|status|number|rss|feed|policy|icon|off|on\b|head|icon))|kommentar|commentaire"
    r"|comentario|commenti|reaction|reactie|responses?\b|discussion|disqus|talkback|feedback|guestbook|pingback|trackback"
    r"|pinglist|pings|webmention|mentions|koment|cmt|dsq-|fyre|opinion|replies|diskus|댓글|コメント|评论|評論",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"side-?bar|recent|latest|related|popular|top-?comment|respond\b|comment-?form|reply-?form|widget_|footer-?widget|twitter|tweet",
    re.IGNORECASE,
)
_PERHAPS_ELSEWHERE = re.compile(
    r"blogroll|tag-?cloud|calendar|instagram|newsletter|sharedaddy|sharing|social|pagination|navigation|breadcrumb|archive",
    re.IGNORECASE,
)
# What is said of a post, by itself or in a list: `<article class="post has-comments category-commentary">`.
_OF_POST = re.compile(r"(?:has|no|with|without|category|tag|topic|location)-", re.IGNORECASE)
NOT_ONE = re.compile(
    r"comments$|list|thread|area|section|children|replies$|group|meta|author|avatar|link|date|count|action|content|text|form|title"
    r"|header|footer|vote|like|time|num",
    re.IGNORECASE,
)
PINGS = re.compile(r"ping|trackback|mention", re.IGNORECASE)
_VARIABLE = re.compile(
    r"^(?:even|odd|alt|thread-\w+|depth-\d+|level-?\d+|byuser|bypostauthor|first|last|parent|clearfix|cf|row\d?|\d+)$"
)
_DIGITS = re.compile(r"\d+")

THREAD_IDS = ("comments", "comment", "kommentare", "commentaires", "comentarios", "reactions")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "strong", "b", "th", "dt"})
_HEADING = re.compile(
    r"""^\W*(?:\d+\s+|no\s+|one\s+)?(?:(?:user|reader|your|post)\s+)?
    (?:comments?|responses?|replies|reactions|thoughts?\ on|kommentare?|kommentarer|komment[aá]r\w*
    |commentaires?|r[ée]actions?
    |comentarios?|coment[áa]rios?|respuestas|respostas|commenti|reacties|antworten|koment\w+|комментари\w*|коментар\w*
    |σχόλια|yorum(?:lar)?|コメント|评论|評論|댓글|trackbacks?|pingbacks?|discussion|feedback)(?:\W|\d|$)""",
    re.IGNORECASE | re.VERBOSE,
)


def begins_thread(element: Element) -> bool:
    """A heading "12 comments" that is no link to them."""
    text = text_of(element) if len(element) else (element.text or "").strip()
    return len(text) < 80 and bool(_HEADING.match(text)) and not any(a.get("href") for a in element.iter("a"))


def is_thread(element: Element) -> bool:
    """Whether it is named as the thread itself: then it is one wherever it stands, in a "sidebar layout" too."""
    return element.get("id") in THREAD_IDS or bool(_LISTS.intersection((element.get("class") or "").split()))


_LISTS = frozenset(
    {"commentlist", "comment-list", "comments-area", "comment-thread", "comments-list", "wp-block-comments"}
)


@lru_cache(maxsize=20_000)
def is_named_entry(names: str) -> bool:
    """Whether one of its names is that of a single comment; what the others say ("recent", "form") is its state."""
    return any(
        ENTRY.match(name) and not NOT_ONE.search(name) and not _judged(name)[1]
        for name in (_DIGITS.sub("#", one) for one in names.split())
    )


@lru_cache(maxsize=20_000)
def judged(names: str) -> tuple[bool, bool]:
    """Whether classes and id speak of a place of comments, and whether of a place where none are."""
    said = [_judged(_DIGITS.sub("#", name)) for name in names.split() if not _OF_POST.match(name)]
    area = any(one[0] for one in said)
    return area, any(one[1] or (one[2] and not area) for one in said)


@lru_cache(maxsize=20_000)
def _judged(name: str) -> tuple[bool, bool, bool]:
    return bool(_AREA.search(name)), bool(_ELSEWHERE.search(name)), bool(_PERHAPS_ELSEWHERE.search(name))


def names_of(element: Element) -> str:
    names, ident = element.get("class"), element.get("id")
    if ident and names:
        return f"{names} {ident}"
    return names or ident or ""


def is_stated(element: Element) -> bool:
    """`itemtype="https://schema.org/Comment"`: the page itself says for machines what it is."""
    kind = element.get("itemtype")
    return kind is not None and kind.rpartition("/")[2] in ("Comment", "UserComments")


def keys_of(element: Element, parent: int) -> Iterable[tuple[str, ...]]:
    tag, ident = element.tag, element.get("id")
    if is_stated(element):
        yield "schema", tag, "comment"
    yield from _keys_of_classes(tag, element.get("class") or "")
    if ident and _DIGITS.search(ident):
        yield "id", tag, _DIGITS.sub("#", ident)
    if parent >= 0 and tag not in ("p", "blockquote", "td", "tbody"):
        yield "kids", tag, str(parent)


@lru_cache(maxsize=20_000)
def _keys_of_classes(tag: str, names: str) -> tuple[tuple[str, ...], ...]:
    kept = (name for name in names.split() if not _VARIABLE.match(name))
    return tuple(("class", tag, _DIGITS.sub("#", name)) for name in kept)


_LIST_TAGS = frozenset({"ul", "ol", "dl", "section"})
_KINDS: tuple[tuple[str, CommentKind], ...] = (
    ("pingback", "pingback"),
    ("trackback", "trackback"),
    ("webmention", "webmention"),
    ("ping", "ping"),
    ("mention", "webmention"),
)


def kind_of(element: Element) -> CommentKind:
    """What its own names say, or those of the boxes around it up to its list."""
    node: Element | None = element
    for _ in range(6):
        if node is None or (node.tag in ("body", "main", "article") and node is not element):
            break
        if kind := _kind_said(names_of(node), node.tag in _LIST_TAGS):
            return kind if kind != "comment" else ping_said(element) or kind
        node = node.parent
    return ping_said(element) or "comment"


@lru_cache(maxsize=20_000)
def _kind_said(names: str, is_list: bool) -> CommentKind | None:
    names = names.lower()
    if names and (is_list or "list" in names or "comments" in names):
        pings = re.search(r"trackback|pingback|pings?[-_]?list|\bpings?\b", names)
        return "ping" if pings and "comment" not in names else "comment"
    own = {word.removesuffix("s") for word in re.split(r"[\s_-]+", names)}
    return next((kind for word, kind in _KINDS if word in own), None)
