"""XML as it is found: in any encoding, with a byte order mark or blanks before it, with bare ampersands."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from blogarchive.html import charsets
from blogarchive.limits import limits

# A bare "&" in an address is not XML; a parser that recovers would drop it, and name another page.
_AMPERSAND = re.compile(r"&(?:(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);|([\w.-]+);)?")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,9}|#x[0-9a-fA-F]{1,8});)")  # none of a document's own is replaced
_MANY = re.compile(r"&{16,}")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s")
_DECLARATION = re.compile(r"^<\?xml\b[^>]{0,300}\?>")
# What a document says of itself before it begins: entities and attributes that would be put into every element.
_TYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_PIECE = 1 << 20
"""Characters that are parsed at a time."""
_EACH = 20
"""Elements that an entry of a list has at most, on the average."""
_BLANKS = " \t\r\n\f\ufeff"


def text_of(body: bytes, content_type: str | None = None) -> str:
    """The text, decoded, from its first sign that is no blank."""
    return charsets.decode(body, content_type)[0].lstrip(_BLANKS)


def tree(text: str) -> etree._Element | None:
    """What can be read of it, with no entity replaced, no document type loaded, nothing fetched; none where it is none.

    Raises `lxml.etree.XMLSyntaxError` where there is no element at all.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, remove_comments=True
    )
    own = set(_ENTITY.findall(text)) if "<!ENTITY" in text else set()

    def escape(found: re.Match[str]) -> str:
        return "&amp;" + found[0][1:] if found[0] == "&" or (found[1] and found[1] not in own) else found[0]

    escaped = _AMPERSAND.sub(escape, _DECLARATION.sub("", text))
    return etree.fromstring(escaped.encode("utf-8", "replace"), parser)


class Full(Exception):
    """Raised by a reader that has read as much as it may."""


class Reader:
    """Told of the elements of a document one after the other, of which no tree is kept."""

    def __init__(self) -> None:
        self.cut: str | None = None
        """Why only the beginning was read, in words."""
        self.entries = 0
        self._left = _EACH * limits().entries

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called where an element begins."""
        self._left -= 1
        if self._left < 0:
            self.cut = f"it has more than {_EACH * limits().entries:,} elements"
            raise Full
        self.began(name_of(tag), attributes)

    def end(self, tag: str) -> None:
        """Called where an element ends."""
        self.ended(name_of(tag))

    def data(self, text: str) -> None:
        """Called for each run of text."""

    def close(self) -> None:
        """Called at the end of the document."""

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """The same as `start`, by a name such as `dc:creator`."""

    def ended(self, name: str) -> None:
        """The same as `end`."""

    def count(self) -> None:
        """One more entry begins."""
        self.entries += 1
        if self.entries > limits().entries:
            self.cut = f"it has more than {limits().entries:,} entries"
            raise Full


def tell(body: bytes, content_type: str | None, reader: Reader) -> None:
    """Read a document, broken or not, with no entity replaced, no document type loaded, nothing fetched."""
    parser = etree.XMLParser(
        target=cast("Any", reader), recover=True, resolve_entities=cast("Any", "internal"), load_dtd=False,
        no_network=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        for piece in _mended(_pieces(body, content_type)):
            parser.feed(piece.encode("utf-8", "replace"))
        parser.close()
    except (Full, etree.XMLSyntaxError):
        return


_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    # Those whose names need no prefix.
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/xhtml": "xhtml",
}


def name_of(tag: str) -> str:
    """`{http://purl.org/dc/elements/1.1/}creator` -> `dc:creator`, whatever the document calls the namespace."""
    space, _, local = tag.rpartition("}")
    if not space:
        return local.lower()
    prefix = _PREFIXES.get(space[1:], "other")
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def _mended(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces with bare ampersands escaped, but not in CDATA sections, where they are none."""
    in_data = False
    for piece in pieces:
        at = 0
        while at < len(piece):
            found = piece.find("]]>" if in_data else "<![CDATA[", at)
            end = len(piece) if found < 0 else found
            yield piece[at:end] if in_data else _BARE.sub("&amp;", _MANY.sub("&", piece[at:end]))
            if found >= 0:
                yield "]]>" if in_data else "<![CDATA["
                end += 3 if in_data else 9
                in_data = not in_data
            at = end


def _pieces(body: bytes, content_type: str | None) -> Iterator[str]:
    """The text piece by piece, none of which ends within a reference; what stands before the root is left out."""
    encoding = charsets.decode(body[: body.rfind(b">", 0, _PIECE) + 1 or _PIECE], content_type)[1]
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    left, begun = "", False
    for at in range(0, len(body), _PIECE):
        text = left + decoder.decode(body[at : at + _PIECE], at + _PIECE >= len(body)).replace("\x00", "")
        if not begun:
            text, begun = _TYPE.sub("", _DECLARATION.sub("", text.lstrip(_BLANKS)), count=1), True
        end = text.rfind(">") + 1 or len(text)
        left = text[end:]
        yield text[:end]
    yield left
