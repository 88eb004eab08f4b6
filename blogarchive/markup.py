"""From a page's markup to clean HTML for showing and plain text for search."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import nh3

from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from blogarchive.tree import Element

# What never is text of a page, whatever stands in it.
SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "map", "button", "input", "select", "textarea", "option", "datalist", "form",
        "progress", "meter", "dialog",
    }
)  # fmt: skip
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})

TAGS = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code",
        "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "picture", "pre", "q", "rp",
        "rt", "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "table",
        "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    }
)  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "code": {"class"},
    "col": {"span"},
    "del": {"datetime", "cite"},
    "img": {"src", "srcset", "alt", "width", "height"},
    "ins": {"datetime", "cite"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "pre": {"class"},
    "q": {"cite"},
    "source": {"srcset", "media", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_ANYWHERE = ATTRIBUTES["*"]
_ADDRESSES = frozenset({"href", "src", "cite"})
_NOT_PLAIN = re.compile(r"[^!-~]+")
_DROPPED = SILENT - TAGS - {"form", "head", "option", "title", "meta", "link", "input", "embed"}
"""What is left out with all that stands in it."""
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_DEEPEST = 400
_OTHER_SPACES = re.compile(r"[\t\r\n\f\v\u00a0\u2002-\u200b\u202f\u205f\u3000\ufeff]+")
_RUN = re.compile(r" {2,}")
_TAB = re.compile(r" *\t *")
_TRIM = re.compile(r" *\n *")
_GAP = re.compile(r"\n{3,}")
_ITEM, _ITEM_END = "\ue002", "\ue003"
_EMPTY_ITEM = re.compile(f"{_ITEM}\\s*{_ITEM_END}")
_BULLET = re.compile(f"{_ITEM}\\s*")  # <li><p>text: the dash goes to the text
_BREAK, _LINE = "\n\n", "\n"
_OPENING = {**dict.fromkeys(CELLS, "\t"), **dict.fromkeys(BLOCKS, _BREAK), "li": _BREAK + _ITEM, "br": _LINE}
_CLOSING = {**dict.fromkeys(BLOCKS, _BREAK), "li": _ITEM_END + _BREAK}


def clean_html(
    source: Element | str, base_url: str, *, without: Collection[Element] = (), mute: Collection[Element] = ()
) -> str:
    """What stands inside `source`, sanitised: nothing that runs, absolute addresses.

    Left out are the elements `without`, and the loose text right behind each element of `mute` (for `source`
    itself: the text it begins with).
    """
    markup = source if isinstance(source, str) else _inner(source, without, mute)
    return str(_cleaner(base_url).clean(markup)).strip()


@lru_cache(maxsize=16)
def _cleaner(base_url: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_filter(base_url),
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags=set(_DROPPED),
    )


def _filter(base_url: str) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in _ADDRESSES:
            if value.startswith("mailto:"):
                return value if tag == "a" else None
            return _with_fragment(base_url, value)
        if attribute == "srcset":
            return ", ".join(f"{url} {size}".strip() for url, size in _sources(base_url, value)) or None
        return value

    return keep


def _with_fragment(base_url: str, value: str) -> str | None:
    address, mark, fragment = value.strip().partition("#")
    found = absolute(base_url, address) if address else base_url.partition("#")[0]
    return found + mark + fragment if found else None


def _sources(base_url: str, srcset: str) -> Iterable[tuple[str, str]]:
    for candidate in re.split(r",\s+", srcset):
        url, _, size = candidate.strip().partition(" ")
        if found := absolute(base_url, url):
            yield found.replace(",", "%2C").replace(" ", "%20"), size.strip()


def _inner(root: Element, without: Collection[Element], mute: Collection[Element]) -> str:
    """The markup of its content, of which only that is written which the cleaner may keep."""
    parts = [_escaped(root.text)] if root.text and root not in mute else []
    opened: list[Element] = []
    elements, at = root.tree.elements, root.place + 1
    while True:
        while opened and at >= opened[-1].end:
            ended = opened.pop()
            parts.append(f"</{ended.tag}>")
            if ended.tail and ended not in mute:
                parts.append(_escaped(ended.tail))
        if at >= root.end:
            break
        element = elements[at]
        tag = element.tag
        if tag in _DROPPED or element in without or len(opened) >= _DEEPEST:
            at = element.end
        else:
            parts.append(_tag_of(element))
            if element.text:
                parts.append(_escaped(element.text))
            at += 1
            if tag not in VOID:
                opened.append(element)
                continue
        if element.tail and element not in mute:
            parts.append(_escaped(element.tail))
    return "".join(parts)


def _tag_of(element: Element) -> str:
    if not element.attrib:
        return f"<{element.tag}>"
    kept = ATTRIBUTES.get(element.tag, _ANYWHERE)
    said = [
        f' {name}="{escape(_encoded(value) if name in _ADDRESSES else value)}"'
        for name, value in element.items()
        if name in kept or name in _ANYWHERE
    ]
    return f"<{element.tag}{''.join(said)}>"


def _escaped(text: str) -> str:
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text


def _encoded(address: str) -> str:
    """An address in plain ASCII: `/Käse 1` -> `/K%C3%A4se%201`."""
    address = address.strip()
    return address if _NOT_PLAIN.search(address) is None else _NOT_PLAIN.sub(_percent, address)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def plain_text(element: Element, *, without: Collection[Element] = (), mute: Collection[Element] = ()) -> str:
    """Its text for reading and search: a blank line between blocks, `- ` before list items, code as it stands."""
    writer = _Writer()
    tag = "div" if element.tag == "li" else element.tag
    writer.opens(tag, None if element in mute else element.text)
    opened: list[Element] = []
    elements, at = element.tree.elements, element.place + 1
    while True:
        while opened and at >= opened[-1].end:
            ended = opened.pop()
            writer.closes(ended.tag)
            if ended.tail and ended not in mute:
                writer.says(ended.tail)
        if at >= element.end:
            break
        node = elements[at]
        if node.tag in SILENT or node in without:
            at = node.end
            if node.tail and node not in mute:
                writer.says(node.tail)
        else:
            writer.opens(node.tag, node.text)
            opened.append(node)
            at += 1
    writer.closes(tag)
    return writer.text()


class _Writer:
    """Puts text and breaks in a row; breaks melt together, white space too, except in `pre`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.verbatim = 0

    def opens(self, tag: str, text: str | None) -> None:
        if opening := _OPENING.get(tag):
            self.parts.append(opening)
            if tag == "pre":
                self.verbatim += 1
                text = (text or "").removeprefix("\n")
        if text:
            self.says(text)

    def closes(self, tag: str) -> None:
        if closing := _CLOSING.get(tag):
            self.parts.append(closing)
            if tag == "pre":
                self.verbatim -= 1

    def says(self, text: str) -> None:
        if self.verbatim:
            # Lines of code must survive the melting of white space: private-use marks stand in for it.
            text = text.expandtabs(4).replace("\r\n", "\n").replace("\n", "\ue000").replace(" ", "\ue001")
            self.parts.append(text.replace("\u00a0", "\ue001"))
        else:
            self.parts.append(_OTHER_SPACES.sub(" ", text))

    def text(self) -> str:
        whole = "".join(self.parts)
        if "  " in whole:
            whole = _RUN.sub(" ", whole)
        if "\t" in whole:
            whole = _TRIM.sub("\n", _TAB.sub(" ", whole))
        else:  # one space is left at most at either end of a line
            whole = whole.replace(" \n", "\n").replace("\n ", "\n")
        whole = _GAP.sub(_BREAK, whole)
        if _ITEM in whole or _ITEM_END in whole:
            whole = _BULLET.sub("- ", _EMPTY_ITEM.sub("", whole)).replace(_ITEM_END, "")
            whole = _GAP.sub(_BREAK, whole)
        whole = whole.strip()
        if "\ue000" in whole or "\ue001" in whole:
            whole = whole.replace("\ue000", "\n").replace("\ue001", " ")
        return whole.strip("\n")
