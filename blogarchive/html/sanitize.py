"""Clean HTML for showing: nothing that runs, absolute addresses, no more than a text needs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import nh3

from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from blogarchive.html.tree import Element

# What never is text of a page, whatever stands in it.
SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "map", "button", "input", "select", "textarea", "option", "datalist", "form",
        "progress", "meter", "dialog",
    }
)  # fmt: skip
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
_NOT_ASCII = re.compile(r"[^!-~]+")
_DROPPED = SILENT - TAGS - {"form", "head", "option", "title", "meta", "link", "input", "embed"}
"""What is left out with all that stands in it."""
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_DEEPEST = 400

# What a parser takes as it is written, wherever it stands; and where it stands in no `p`, which it would end.
_INLINE = frozenset(
    {
        "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd",
        "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_BLOCK = frozenset({"blockquote", "center", "details", "div", "dl", "figcaption", "figure", "hr", "ol", "p", "ul"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
# An address that is beyond doubt for every reader of addresses: no port, no host in numbers or in Punycode.
_SURE_ADDRESS = re.compile(r"https?://(?!\S{0,200}xn--)(?:\w[\w-]{0,60}\.)+[a-z]{2,}(?:[/?#]|$)", re.ASCII)


def is_heading_button(element: Element) -> bool:
    """`<h3><button>Question</button></h3>`: what a heading consists of is text, though it opens what stands below."""
    return element.tag == "button" and element.parent is not None and element.parent.tag in _HEADINGS


def clean_html(
    source: Element | str, base_url: str, *, without: Collection[Element] = (), mute: Collection[Element] = ()
) -> str:
    """What stands inside `source`, sanitised: nothing that runs, absolute addresses.

    Left out are the elements `without`, and the loose text right behind each element of `mute` (for `source`
    itself: the text it begins with).
    """
    if isinstance(source, str):
        from blogarchive.html.parsing import fragment

        source = fragment(source)
    writer = _Writer(base_url)
    writer.writes(source, without, mute)
    markup = "".join(writer.parts)
    return (markup if writer.is_plain and "\r" not in markup else str(_cleaner().clean(markup))).strip()


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags=set(_DROPPED),
    )


class _Writer:
    """Writes markup of which only that is kept which may be; and sees whether a parser could take it otherwise.

    What is plain, allowed and nested as the standard wants it, comes out of the cleaner as it goes in (a test with
    many random texts holds that), so it is spared the way.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.parts: list[str] = []
        self.is_plain = True
        self.opened: list[Element] = []

    def writes(self, root: Element, without: Collection[Element], mute: Collection[Element]) -> None:
        """The content of `root`."""
        parts, opened = self.parts, self.opened
        if root.text and root not in mute:
            parts.append(_escaped(root.text))
        elements, at = root.tree.elements, root.place + 1
        while True:
            while opened and at >= opened[-1].end:
                ended = opened.pop()
                parts.append("</span>" if ended.tag == "button" else f"</{ended.tag}>")
                if ended.tail and ended not in mute:
                    parts.append(_escaped(ended.tail))
            if at >= root.end:
                break
            element = elements[at]
            tag = element.tag
            if (tag in _DROPPED and not is_heading_button(element)) or element in without or len(opened) >= _DEEPEST:
                at = element.end
            elif tag == "button":
                parts.append(f"<span>{_escaped(element.text or '')}")
                at += 1
                opened.append(element)
                continue
            else:
                if self.is_plain and tag not in _INLINE and not self._stands_well(element):
                    self.is_plain = False
                parts.append(self._tag(element) if element.attrib else f"<{tag}>")
                if element.text:
                    parts.append(_escaped(element.text))
                at += 1
                if tag not in _VOID:
                    opened.append(element)
                    continue
            if element.tail and element not in mute:
                parts.append(_escaped(element.tail))

    def _stands_well(self, element: Element) -> bool:
        """Whether a parser neither ends anything for this tag nor adds anything to it."""
        tag = element.tag
        above = {one.tag for one in self.opened}
        if tag == "a":
            return "a" not in above
        if "p" in above or (tag in _HEADINGS and not above.isdisjoint(_HEADINGS)):
            return False
        if tag in _HOLDERS:
            return bool(self.opened) and self.opened[-1].tag in _HOLDERS[tag]
        if tag == "pre":
            return not (element.text or "").startswith("\n")
        return tag in _BLOCK or tag in _HEADINGS

    def _tag(self, element: Element) -> str:
        tag = element.tag
        kept = ATTRIBUTES.get(tag, _ANYWHERE)
        said = [f"<{tag}"]
        for name, value in element.items():
            if name not in kept and name not in _ANYWHERE:
                continue
            if name in _ADDRESSES:
                address = self._address(tag, value)
                if address is None:
                    continue
                value = address
            elif name == "srcset":
                value = ", ".join(f"{url} {size}".strip() for url, size in _sources(self.base_url, value))
                if not value:
                    continue
            elif name == "reversed" and not value:
                value = name
            said.append(f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"')
        said.append(">")
        return "".join(said)

    def _address(self, tag: str, value: str) -> str | None:
        value = value.strip()
        if _NOT_ASCII.search(value):  # `/Käse 1` -> `/K%C3%A4se%201`
            value = _NOT_ASCII.sub(_percent, value)
        if value.startswith("mailto:"):
            self.is_plain = False
            return value if tag == "a" else None
        found = _with_fragment(self.base_url, value)
        if found is not None and _SURE_ADDRESS.match(found) is None:
            self.is_plain = False
        return found


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\u00a0", "&nbsp;") if "\u00a0" in text else text


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def _with_fragment(base_url: str, value: str) -> str | None:
    address, mark, fragment = value.strip().partition("#")
    found = absolute(base_url, address) if address else base_url.partition("#")[0]
    return found + mark + fragment if found else None


def _sources(base_url: str, srcset: str) -> Iterable[tuple[str, str]]:
    for candidate in re.split(r",\s+", srcset):
        url, _, size = candidate.strip().partition(" ")
        if found := absolute(base_url, url):
            yield found.replace(",", "%2C").replace(" ", "%20"), size.strip()
